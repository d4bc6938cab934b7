from itertools import islice

import pytest

from apis.catalog import Catalog
from apis.errors import ConfigError
from toolsearch.annotation.prerequisites import needs
from toolsearch.annotation.samples import PER_TOOL, Sampler


def test_i1_takes_the_apis_of_one_tool_and_every_tool_in_turn(catalog: Catalog) -> None:
    sampler = Sampler(catalog, "I1")
    samples = list(islice(sampler, sampler.starts))
    assert all(len({api.tool for api in sample.apis}) == 1 for sample in samples)
    assert {sample.apis[0].tool for sample in samples} == {tool.name for tool in catalog.tools()}
    assert all(1 <= len(sample.apis) <= PER_TOOL for sample in samples)


def test_i2_takes_tools_of_one_category_and_i3_of_several(catalog: Catalog) -> None:
    for sample in islice(Sampler(catalog, "I2"), 30):
        assert len({api.category for api in sample.apis}) == 1
        assert 2 <= len({api.tool for api in sample.apis}) <= 5
    for sample in islice(Sampler(catalog, "I3"), 30):
        assert 2 <= len({api.category for api in sample.apis}) <= 5


def test_a_sample_depends_on_seed_and_number_alone(catalog: Catalog) -> None:
    one, two = Sampler(catalog, "I3", seed=4), Sampler(catalog, "I3", seed=4)
    list(islice(one, 5))
    assert one.sample(7) == two.sample(7)
    assert [Sampler(catalog, "I3", seed=5).sample(n) for n in range(9)] != [two.sample(n) for n in range(9)]


def test_an_api_whose_output_another_needs_is_offered_with_it(catalog: Catalog) -> None:
    tool = tuple(catalog.find(tool="stations"))
    found = needs(catalog.get("stations/get-station"), tool)
    assert [(need.argument, need.provider.id) for need in found] == [("stationId", "stations/list-stations")]
    museums = tuple(catalog.find(tool="museums"))
    assert needs(catalog.get("museums/museum"), museums)[0].provider.id == "museums/search-museums"
    assert needs(catalog.get("stations/get-forecast"), tool) == []
    for sample in islice(Sampler(catalog, "I1"), 40):
        ids = {api.id for api in sample.offered}
        assert "stations/get-station" not in ids or "stations/list-stations" in ids


@pytest.mark.parametrize(("group", "said"), [("I2", "no category with two tools"), ("I3", "no two categories")])
def test_a_catalog_that_is_too_small_is_told_so(tmp_path, catalog: Catalog, group, said: str) -> None:
    with Catalog.open(tmp_path / "small.db") as small:
        small.add(list(catalog.find(tool="stations")))
        with pytest.raises(ConfigError, match=f"has {said}, which --kind {group} needs"):
            Sampler(small, group)
