import pytest

from apis.catalog import Catalog
from toolsearch.annotation.drafts import Draft
from toolsearch.annotation.quality import Quality, fault
from toolsearch.annotation.samples import Sample
from toolsearch.annotation.splits import SPLITS, Holdout

GOOD = Draft("Which weather stations are there in Ohio?", ("stations/list-stations",))


@pytest.fixture
def sample(catalog: Catalog) -> Sample:
    return Sample(0, "I1", tuple(catalog.find(tool="stations")))


def test_a_good_instruction_is_kept_once(sample: Sample) -> None:
    quality = Quality()
    assert quality.keep(GOOD, sample) is None
    assert quality.keep(GOOD, sample) == "duplicate"
    assert quality.keep(Draft("which weather stations are there, in Ohio", GOOD.named), sample) == "duplicate"
    assert quality.keep(Draft("Which weather stations are there in Utah?", GOOD.named), sample) is None


@pytest.mark.parametrize(
    ("text", "named", "reason"),
    [
        (GOOD.text, ("tides/tide-table",), "unknown_api"),
        (GOOD.text, (), "too_few_apis"),
        ("Stations in Ohio?", GOOD.named, "too_short"),
        ("Please call listStations for the state of Ohio.", GOOD.named, "leaks_name"),
        ("Please use list_stations_for_stations for Ohio now.", GOOD.named, "leaks_name"),
        ("Use the API to find the stations of Ohio.", GOOD.named, "leaks_name"),
        ("Which weather stations are there in my state?", GOOD.named, "no_values"),
        ("Which weather stations are there in <state>?", GOOD.named, "no_values"),
        ("Which weather stations are there in [state] Ohio?", GOOD.named, "no_values"),
        ("List the stations of Ohio, please.", GOOD.named, None),
        ("please get what a station is called", ("stations/get-station",), None),
    ],
)
def test_each_fault_has_its_reason(sample: Sample, text: str, named: tuple[str, ...], reason: str | None) -> None:
    assert fault(Draft(text, named), sample) == reason


def test_several_tools_must_be_needed_where_several_are_offered(catalog: Catalog) -> None:
    apis = (catalog.get("stations/get-forecast"), catalog.get("tides/tide-table"))
    one = Draft("How high are the tides of Bergen?", ("tides/tide-table",))
    assert fault(one, Sample(0, "I2", apis)) == "too_few_apis"
    assert fault(Draft(one.text, tuple(api.id for api in apis)), Sample(0, "I2", apis)) is None
    assert fault(Draft(one.text, tuple(api.id for api in apis)), Sample(0, "I3", apis)) == "too_few_apis"


def test_training_never_sees_a_tool_or_category_that_is_held_out(catalog: Catalog) -> None:
    tools = [(tool.slug, tool.category) for tool in catalog.tools()]
    holdout = Holdout.of(tools, share=0.25, seed=3)
    assert (len(holdout.categories), len(holdout.tools)) == (1, 1)
    splits = {api.id: holdout.split_of(api.id, [api]) for api in catalog}
    for api in catalog:
        held = api.category in holdout.categories or api.tool_slug in holdout.tools
        assert (splits[api.id] in ("test_tool", "test_category")) == held
    many = [holdout.split_of(f"x{n}", [next(iter(catalog))]) for n in range(2000)]
    assert set(many) <= set(SPLITS)
    assert holdout == Holdout.of(tools, share=0.25, seed=3) != Holdout.of(tools, share=0.25, seed=4)


def test_a_mixed_instruction_belongs_to_what_is_held_out(catalog: Catalog) -> None:
    holdout = Holdout(0, 0.1, frozenset({"Culture"}), frozenset({"trains"}))
    concert, train, rate = (catalog.get(id_) for id_ in ("concerts/find-concerts", "trains/connections", "banks/rates"))
    assert holdout.split_of("a", [rate, train, concert]) == "test_category"
    assert holdout.split_of("a", [rate, train]) == "test_tool"
    shares = [holdout.split_of(f"{n}", [rate]) for n in range(2000)]
    assert 0.07 < shares.count("test_instruction") / 2000 < 0.13


def test_nothing_is_split_where_nothing_is_held_out(catalog: Catalog) -> None:
    holdout = Holdout.of([("a", "x"), ("b", "y"), ("c", "z")], share=0)
    assert (holdout.categories, holdout.tools) == (frozenset(), frozenset())
    assert holdout.split_of("a", catalog) is None
