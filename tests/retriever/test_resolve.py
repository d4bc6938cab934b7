from collections.abc import Iterator
from pathlib import Path

import pytest
from described import described

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever.resolve import SHIPPED, open_retriever


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add([described("weather", "Weather of a city."), described("hotels", "Hotels of a city.")])
        yield opened


@pytest.mark.parametrize("spec", ["default", "lexical", "bm25"])
def test_hits_carry_their_apis(catalog: Catalog, spec: str) -> None:
    hits = open_retriever(spec, catalog).search("weather in my city")
    assert [hit.api for hit in hits] == [catalog.get("demo/weather"), catalog.get("demo/hotels")]
    assert hits[0].score > hits[1].score


def test_a_default_of_ones_own_needs_its_folder(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no weights \(there is no words.json\): make some"):
        open_retriever(f"default:{tmp_path}", catalog)
    for file in SHIPPED.iterdir():
        (tmp_path / file.name).symlink_to(file)
    assert open_retriever(f"default:{tmp_path}", catalog).search("weather")
    with pytest.raises(ConfigError, match="there is no folder"):
        open_retriever(f"default:{tmp_path / 'none'}", catalog)


@pytest.mark.parametrize(
    ("spec", "hint"), [("bm52", "did you mean 'bm25'"), ("sparse:x", "known are"), ("bm25:x", "bm25")]
)
def test_an_unknown_name_tells_the_known_ones(catalog: Catalog, spec: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=f"unknown retriever '{spec}': .*{hint}"):
        open_retriever(spec, catalog)


def test_an_empty_catalog_finds_nothing(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "empty.db") as empty:
        assert not open_retriever("default", empty).search("weather")
