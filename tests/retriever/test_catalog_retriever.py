from collections.abc import Iterator

import pytest
from described import described

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever.resolve import open_retriever

SPECS = ["default", "lexical", "bm25", "hybrid:0.5*bm25+0.5*lexical", "rrf:bm25+lexical"]
CITIES = 40


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    with Catalog.open(tmp_path_factory.mktemp("catalog") / "catalog.db") as opened:
        opened.add(
            described(f"weather{n}", f"Weather forecast of city {n}.", tool="Sky", category="Weather")
            for n in range(CITIES)
        )
        opened.add(
            [
                described("tides", "Tides of a city.", tool="Sea", category="Ocean"),
                described("waves", "Waves of a city.", tool="Sea", category="Ocean"),
            ]
        )
        yield opened


@pytest.mark.parametrize("spec", SPECS)
def test_a_condition_costs_no_result_its_place(catalog: Catalog, spec: str) -> None:
    retriever = open_retriever(spec, catalog)
    query = "weather forecast of a city"
    assert {hit.api.category for hit in retriever.search(query, 5) if hit.api} == {"Weather"}
    for narrow in (
        retriever.within(category="OCEAN"),
        retriever.within(tool="sea"),
        retriever.within(ids=["sea/tides", "sea/waves", "no/such"]),
        retriever.within(category="ocean", tool="Sea").within(ids=["sea/tides", "sea/waves", "sky/weather1"]),
    ):
        assert {hit.id for hit in narrow.search(query, 5)} == {"sea/tides", "sea/waves"}
    assert len(retriever.within(tool="Sky").search(query, 100)) == CITIES


@pytest.mark.parametrize("spec", SPECS)
def test_nothing_is_found_where_nothing_meets_the_conditions(catalog: Catalog, spec: str) -> None:
    for narrow in (
        open_retriever(spec, catalog).within(category="Weather", tool="Sea"),
        open_retriever(spec, catalog, tool="Sea").within(tool="Sky"),
        open_retriever(spec, catalog).within(ids=()),
    ):
        assert narrow.search("weather of a city") == ()


def test_covering_keeps_to_the_conditions(catalog: Catalog) -> None:
    narrow = open_retriever("default", catalog, category="Ocean")
    found = narrow.find("weather forecast of a city. Then the tides there.", 5, cover=True)
    assert {hit.id for hit in found.hits} == {"sea/tides", "sea/waves"}
    assert narrow.find("tides of a city").answerable is not None


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"category": "Wether"}, "there is no category 'Wether' in .*: did you mean 'Weather'"),
        ({"tool": "seas"}, "there is no tool 'seas' in .*: did you mean 'sea'"),
        ({"tool": "zzz"}, "there is no tool 'zzz' in .*: `toolsearch apis list` shows what there is"),
        ({"healthy": True}, "has passed a check: run `toolsearch apis check`"),
    ],
)
def test_conditions_that_no_api_meets_are_refused(catalog: Catalog, conditions: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        open_retriever("bm25", catalog, **conditions)  # type: ignore[arg-type]
