"""From a location to its loader."""

import json
from pathlib import Path
from typing import Any

import pytest

from apis.errors import SourceError
from apis.sources import apis_guru, openapi
from apis.sources.base import Fetch, Loaded
from apis.sources.resolve import open_source

PETS: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "Pets"}, "paths": {"/pets": {"get": {}}}}
INDEX = {"pets": {"preferred": "1", "versions": {"1": {"swaggerUrl": "pets.json", "info": {"version": "1"}}}}}


async def loaded(location: str, fetch: Fetch) -> list[Loaded]:
    return [each async for each in open_source(location)(location, fetch=fetch)]


def test_files_and_folders_are_told_by_looking(tmp_path: Path) -> None:
    (tmp_path / "pets.json").write_text(json.dumps(PETS))
    (tmp_path / "anything.json").write_text(json.dumps(INDEX))
    (tmp_path / "pets.yaml").write_text("openapi: 3.0.0")
    (tmp_path / "broken.json").write_text("{")
    assert open_source(str(tmp_path)) is openapi.load
    assert open_source(str(tmp_path / "anything.json")) is apis_guru.load
    assert [open_source(str(tmp_path / name)) for name in ("pets.json", "pets.yaml", "broken.json")] == [
        openapi.load
    ] * 3


def test_what_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such file or folder: '.*gone.json'"):
        open_source(str(tmp_path / "gone.json"))


def test_other_schemes_are_refused() -> None:
    with pytest.raises(SourceError, match="only http and https URLs are read"):
        open_source("ftp://127.0.0.1/openapi.json")


@pytest.mark.parametrize("path", ["/list.json", "/index"])
async def test_an_index_at_a_url_is_fetched_once(site: Any, fetch: Fetch, path: str) -> None:
    site.put("/pets.json", PETS)
    found = await loaded(site.put(path, INDEX), fetch)
    assert [len(each.apis) for each in found] == [1]
    assert site.asked == [path, "/pets.json"]


@pytest.mark.parametrize("fragment", ["", "#/paths"])
async def test_a_document_at_a_url_is_fetched_once(site: Any, fetch: Fetch, fragment: str) -> None:
    found = await loaded(site.put("/pets.json", PETS) + fragment, fetch)
    assert [len(each.apis) for each in found] == [1]
    assert site.asked == ["/pets.json"]


async def test_a_document_that_is_called_list_is_still_a_document(site: Any, fetch: Fetch) -> None:
    found = await loaded(site.put("/list.json", PETS), fetch)
    assert [len(each.apis) for each in found] == [1]


async def test_a_list_that_is_no_index_says_what_was_expected(site: Any, fetch: Fetch) -> None:
    with pytest.raises(SourceError, match=r"list\.json: expected an index in the shape of APIs\.guru's list\.json"):
        await loaded(site.put("/list.json", {}), fetch)


async def test_a_page_that_is_neither_is_an_error_in_its_place(site: Any, fetch: Fetch) -> None:
    [found] = await loaded(site.put("/api", {"name": "x"}), fetch)
    assert found.error is not None
    assert found.error.endswith("found an object with 'name'")


async def test_a_server_that_cannot_be_reached_is_an_error(site: Any, fetch: Fetch) -> None:
    with pytest.raises(SourceError, match="404"):
        await loaded(f"{site.url}/gone", fetch)
