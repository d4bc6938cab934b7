from collections import Counter
from collections.abc import Iterator

import pytest

from apis.catalog import Catalog
from apis.model import Api
from toolsearch.annotation.probes import FRAMES, UNANSWERABLE, Probes, write_probes


@pytest.fixture
def apis(catalog: Catalog) -> list[Api]:
    """The small world, and an Api that is easily taken for another tool's."""
    stations = catalog.get("stations/list-stations")
    metro = {"id": "metro/list-stations", "tool": "Metro", "description": "Lists the stations of a line."}
    return [*catalog, stations.model_copy(update=metro)]


def of(probes: Probes, kind: str) -> Iterator[tuple[str, frozenset[str]]]:
    return ((query.text, query.relevant) for query in probes.queries if query.group == kind)


def test_the_same_catalog_and_seed_give_the_same_queries_and_another_seed_gives_others(apis: list[Api]) -> None:
    assert write_probes(apis, count=4) == write_probes(reversed(apis), count=4)
    assert write_probes(apis, count=4).queries != write_probes(apis, count=4, seed=1).queries


def test_no_query_needs_what_is_held_out_and_none_says_the_id_of_what_it_needs(apis: list[Api]) -> None:
    for seed in range(8):
        probes = write_probes(apis, count=5, seed=seed)
        assert probes.held_out
        for query in probes.queries:
            assert not query.relevant & probes.held_out
            assert bool(query.relevant) == (query.group != UNANSWERABLE)
            assert not any(id_ in query.text for id_ in query.relevant)


def test_there_are_so_many_of_each_kind_at_most_and_every_id_comes_once(apis: list[Api]) -> None:
    probes = write_probes(apis, count=3)
    counts = Counter(query.group for query in probes.queries)
    assert counts["answerable"] == counts["foreign"] == 3
    assert max(counts.values()) <= 3
    assert len({query.id for query in probes.queries}) == len(probes.queries)


def test_a_confusable_query_names_the_tool_that_tells_its_api_from_its_neighbour(apis: list[Api]) -> None:
    found = [each for seed in range(8) for each in of(write_probes(apis, count=5, seed=seed), "confusable")]
    assert {id_ for _, ids in found for id_ in ids} == {"metro/list-stations", "stations/list-stations"}
    assert all(("Metro" in text) == (ids == {"metro/list-stations"}) for text, ids in found)


def test_apis_that_say_the_same_are_asked_for_by_no_query(apis: list[Api]) -> None:
    twin = next(api for api in apis if api.tool == "Hotels").model_copy(update={"id": "inns/hotels", "tool": "Inns"})
    alike = {"inns/hotels", "hotels/hotels"}
    made = [write_probes([*apis, twin], count=9, seed=seed) for seed in range(8)]
    asked = {id_ for each in made if not alike & each.held_out for query in each.queries for id_ in query.relevant}
    assert asked
    assert not asked & alike


def test_a_foreign_query_is_the_apis_own_words_in_another_languages_sentence(apis: list[Api]) -> None:
    starts = tuple(frame.partition("{what}")[0] for frame in FRAMES)
    for text, ids in of(write_probes(apis, count=9), "foreign"):
        assert text.startswith(starts)
        assert len(ids) == 1


def test_a_catalog_without_apis_gives_no_queries() -> None:
    assert write_probes([], count=3) == Probes((), frozenset())
