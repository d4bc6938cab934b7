"""A document and the documents it refers to."""

import json
from pathlib import Path
from typing import Any

import pytest

from apis.errors import SourceError
from apis.sources.openapi.library import Dangling, Library, below, gather, is_reference, origin, same_origin
from apis.sources.openapi.problems import Node

URL = "http://127.0.0.1/v1/openapi.json"


async def refuse(uri: str) -> bytes:
    raise SourceError("not here")


async def library(document: dict[str, Any]) -> Library:
    return await gather(URL, document, refuse)


async def follow(document: dict[str, Any], ref: str) -> Node:
    return (await library(document)).follow(Node({"$ref": ref}, URL))


@pytest.mark.parametrize(
    ("ref", "pointer"),
    [
        ("#/paths/~1pets~1{id}/get", "/paths/~1pets~1{id}/get"),
        ("#/paths/~1pets~1%7Bid%7D/get", "/paths/~1pets~1{id}/get"),
        ("#/paths/%7E1pets%7E1{id}/get", "/paths/~1pets~1{id}/get"),
        (f"{URL}#/paths/~1pets~1{{id}}/get", "/paths/~1pets~1{id}/get"),
        ("openapi.json#/paths/~1pets~1{id}/get", "/paths/~1pets~1{id}/get"),
        ("#paths/~1pets~1{id}/get", "/paths/~1pets~1{id}/get"),
    ],
)
async def test_a_pointer_is_followed_however_it_is_escaped(ref: str, pointer: str) -> None:
    node = await follow({"paths": {"/pets/{id}": {"get": {"x": 1}}}}, ref)
    assert (node.value, node.pointer, node.uri) == ({"x": 1}, pointer, URL)


async def test_lists_are_stepped_into_and_the_whole_document_is_a_target() -> None:
    document = {"a": [{"b": 1}]}
    assert (await follow(document, "#/a/0/b")).value == 1
    assert (await follow(document, "#")).value == document


async def test_a_chain_is_followed_to_its_end() -> None:
    assert (await follow({"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"d": 1}}, "#/a")).value == {"d": 1}


async def test_an_anchor_is_found_wherever_it_stands() -> None:
    assert (await follow({"a": [{"b": {"$anchor": "here", "type": "string"}}]}, "#here")).get("type") == "string"


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("#/nowhere", "$ref '#/nowhere' leads nowhere"),
        ("#/list/7", "$ref '#/list/7' leads nowhere"),
        ("#/list/x", "$ref '#/list/x' leads nowhere"),
        ("#/text/x/y", "$ref '#/text/x/y' leads nowhere"),
        ("#anchor", "$ref '#anchor' leads nowhere"),
        ("#/loop", "$ref '#/loop' leads round in a circle"),
        ("http://[::1", "$ref 'http://[::1' is no address: Invalid IPv6 URL"),
    ],
)
async def test_a_reference_that_leads_nowhere_says_so(ref: str, reason: str) -> None:
    with pytest.raises(Dangling) as error:
        await follow({"list": [1], "text": "abc", "loop": {"$ref": "#/loop"}}, ref)
    assert str(error.value) == reason


async def test_what_was_not_followed_says_why() -> None:
    with pytest.raises(Dangling, match=r"\$ref 'other.json#/a' is not followed: not here"):
        (await library({"a": {"$ref": "other.json#/a"}})).follow(Node({"$ref": "other.json#/a"}, URL))


def write(folder: Path, **files: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value))


async def gathered(path: Path) -> Library:
    return await gather(path.as_uri(), parsed(path), below(path.parent))


def parsed(path: Path) -> Any:
    return json.loads(path.read_bytes())


async def test_files_below_are_read_and_their_references_start_where_they_stand(tmp_path: Path) -> None:
    write(tmp_path, root={"a": {"$ref": "parts/pet.json#/Pet"}}, shared={"Name": {"type": "string"}})
    write(tmp_path / "parts", pet={"Pet": {"name": {"$ref": "../shared.json#/Name"}}})
    read = await gathered(tmp_path / "root.json")
    pet = read.follow(read.root.child("a"))
    assert pet.uri == (tmp_path / "parts/pet.json").as_uri()
    assert read.follow(pet.child("name")).value == {"type": "string"}


async def test_documents_that_refer_to_each_other_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, a={"x": {"$ref": "b.json#/y"}, "z": 1}, b={"y": {"$ref": "a.json#/z"}})
    read = await gathered(tmp_path / "a.json")
    assert read.follow(read.root.child("x")).value == 1


@pytest.mark.parametrize("ref", ["../secret.json", "%2e%2e/secret.json", "link.json", "inner/../../secret.json"])
async def test_no_reference_leaves_the_folder(tmp_path: Path, ref: str) -> None:
    write(tmp_path, secret={"a": 1})
    write(tmp_path / "docs", root={"a": {"$ref": f"{ref}#/a"}})
    (tmp_path / "docs" / "inner").mkdir()
    (tmp_path / "docs" / "link.json").symlink_to(tmp_path / "secret.json")
    read = await gathered(tmp_path / "docs" / "root.json")
    with pytest.raises(Dangling, match="not below the document's own folder"):
        read.follow(read.root.child("a"))


@pytest.mark.parametrize("ref", ["file:///etc/hostname", "http://127.0.0.1/x.json", "//127.0.0.1/x.json", "data:,x"])
async def test_a_file_refers_to_no_other_scheme_or_place(tmp_path: Path, ref: str) -> None:
    write(tmp_path, root={"a": {"$ref": ref}})
    read = await gathered(tmp_path / "root.json")
    with pytest.raises(Dangling, match="not below the document's own folder"):
        read.follow(read.root.child("a"))


async def test_a_missing_or_unparsable_file_is_a_dangling_reference(tmp_path: Path) -> None:
    write(tmp_path, root={"a": {"$ref": "gone.json"}, "b": {"$ref": "bad.yaml"}})
    (tmp_path / "bad.yaml").write_text("a: 'x")
    read = await gathered(tmp_path / "root.json")
    with pytest.raises(Dangling, match="No such file"):
        read.follow(read.root.child("a"))
    with pytest.raises(Dangling, match="not YAML: line 1"):
        read.follow(read.root.child("b"))


@pytest.mark.parametrize(
    "other",
    ["http://127.0.0.1:81/x", "https://127.0.0.1/x", "http://localhost/x", "file:///x", "http://127.0.0.1:999999/x"],
)
async def test_another_origin_is_never_asked(other: str) -> None:
    asked: list[str] = []

    async def fetch(url: str) -> bytes:
        asked.append(url)
        return b"{}"

    read = same_origin(URL, fetch)
    with pytest.raises(SourceError, match="own origin"):
        await read(other)
    assert await read("http://127.0.0.1:80/deep/x") == b"{}"
    assert asked == ["http://127.0.0.1:80/deep/x"]


async def test_a_document_that_wants_too_many_others_gets_the_first_thousand() -> None:
    asked: list[str] = []

    async def read(uri: str) -> bytes:
        asked.append(uri)
        return json.dumps({"next": {"$ref": f"{len(asked)}x.json"}, "too": {"$ref": f"{len(asked)}y.json"}}).encode()

    found = await gather(URL, {"a": {"$ref": "0.json"}}, read)
    assert len(asked) == 999
    assert found.follow(found.root.child("a")).value["next"] == {"$ref": "1x.json"}


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin("http://A.test/x") == origin("http://a.test:80/y") != origin("http://a.test:8080/")


def test_only_an_object_with_a_text_is_a_reference() -> None:
    assert [is_reference(value) for value in ({"$ref": "#"}, {"$ref": 1}, {"$ref": {}}, "#", None)] == [
        True,
        False,
        False,
        False,
        False,
    ]
