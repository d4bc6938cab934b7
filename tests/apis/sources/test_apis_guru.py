"""An index in the shape of APIs.guru's list."""

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from apis.errors import SourceError
from apis.sources.apis_guru import in_order, is_index, listed, load
from apis.sources.base import Fetch, Loaded


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


def document(title: str, **info: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": title, **info}, "paths": {"/x": {"get": {}}}}


def entry(url: str, **version: Any) -> dict[str, Any]:
    return {"preferred": "1", "versions": {"1": {"swaggerUrl": url, **version}}}


async def loaded(location: object, fetch: Fetch = no_fetch) -> list[Loaded]:
    return [each async for each in load(str(location), fetch=fetch)]


async def test_every_tool_of_an_index_is_read_in_its_order(site: Any, fetch: Fetch) -> None:
    names = [f"tool-{n}" for n in range(20)]
    for name in names:
        site.put(f"/{name}/openapi.json", document(name))
    url = site.put("/list.json", {name: entry(f"/{name}/openapi.json") for name in names})
    found = await loaded(url, fetch)
    assert [each.apis[0].tool for each in found] == names
    assert len(site.asked) == 21


async def test_one_bad_document_does_not_stop_the_others(site: Any, fetch: Fetch) -> None:
    site.put("/good.json", document("Good"))
    site.put("/bad.json", "{")
    index = {
        "gone": entry("gone.json"),
        "bad": entry("bad.json"),
        "empty": {"versions": {}},
        "no-address": {"preferred": "1", "versions": {"1": {}}},
        "text": "what?",
        "file": entry("file:///etc/hostname"),
        "good": entry("good.json"),
    }
    found = await loaded(site.put("/list.json", index), fetch)
    assert [bool(each.apis) for each in found] == [False] * 6 + [True]
    errors = [each.error or "" for each in found]
    assert "'gone': " in errors[0]
    assert "404" in errors[0]
    assert errors[1].startswith("not JSON")
    assert errors[2:5] == [
        f"'{n}' lists no version with `openapiUrl` or `swaggerUrl`" for n in ("empty", "no-address", "text")
    ]
    assert errors[5] == "'file': an index at a URL may name nothing but URLs, not 'file:///etc/hostname'"


def test_the_preferred_version_is_taken_and_openapi_url_before_swagger_url() -> None:
    versions = {"1": {"swaggerUrl": "1.json"}, "2": {"swaggerUrl": "2.json", "openapiUrl": "2o.json"}, "3": {}}
    assert (
        listed("x", {"preferred": "1", "versions": versions}, "http://a.test/list.json").location
        == "http://a.test/1.json"
    )
    assert (
        listed("x", {"preferred": "2", "versions": versions}, "http://a.test/v/list.json").location
        == "http://a.test/v/2o.json"
    )
    last = {"preferred": "9", "versions": {"1": {"swaggerUrl": "https://b.test/1.json"}}}
    assert listed("x", last, "http://a.test/list.json").location == "https://b.test/1.json"


async def test_the_index_names_the_category_where_the_document_does_not(site: Any, fetch: Fetch) -> None:
    info = {"x-apisguru-categories": ["open_data"]}
    site.put("/a.json", document("A"))
    site.put("/b.json", document("B", **{"x-apisguru-categories": ["Travel"]}))
    url = site.put("/list.json", {"a": entry("a.json", info=info), "b": entry("b.json", info=info)})
    assert [each.apis[0].category for each in await loaded(url, fetch)] == ["Open Data", "Travel"]


async def test_an_index_in_a_file_names_files_below_it(tmp_path: Path) -> None:
    (tmp_path / "docs" / "specs").mkdir(parents=True)
    (tmp_path / "docs" / "specs" / "a.json").write_text(json.dumps(document("A")))
    (tmp_path / "outside.json").write_text(json.dumps(document("Secret")))
    index = {"a": entry("specs/a.json"), "out": entry("../outside.json"), "gone": entry("gone.json")}
    (tmp_path / "docs" / "list.json").write_text(json.dumps(index))
    found = await loaded(tmp_path / "docs" / "list.json")
    assert [len(each.apis) for each in found] == [1, 0, 0]
    assert found[1].error == "'out': it is not below the document's own folder"
    assert "no such file" in (found[2].error or "")


@pytest.mark.parametrize(
    ("text", "reason"), [("[", "not JSON"), ("{}", "expected an index"), ('{"a": 1}', "expected an index")]
)
async def test_what_is_no_index_is_an_error(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "list.json").write_text(text)
    with pytest.raises(SourceError, match=f"list.json: {reason}"):
        await loaded(tmp_path / "list.json")


def test_an_index_is_told_by_the_versions_of_its_entries() -> None:
    assert is_index({"a": {"versions": {}}})
    assert not is_index({"openapi": "3.0.0", "x": {"versions": {}}})
    assert not is_index([{"versions": {}}])


async def test_jobs_run_a_few_at_a_time_and_come_back_in_order() -> None:
    running, most = 0, 0
    together = asyncio.Barrier(3)

    async def job(number: int) -> Loaded:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await together.wait()  # never passed if fewer than three run at once
        running -= 1
        return Loaded(str(number))

    found = [each.location async for each in in_order((partial(job, n) for n in range(9)), 3)]
    assert found == [str(n) for n in range(9)]
    assert most == 3


async def test_jobs_are_cancelled_when_nobody_wants_more() -> None:
    ended: list[int] = []

    async def job(number: int) -> Loaded:
        if number:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(number)
        return Loaded(str(number))

    results = in_order((partial(job, n) for n in range(9)), 3)
    assert (await anext(results)).location == "0"
    await results.aclose()  # type: ignore[attr-defined]  # an async generator, typed as what it is used for
    assert ended == [1, 2]
