import json
from pathlib import Path

import pytest

from apis.catalog import Catalog
from apis.model import Api, Effect, HttpBinding, Source
from toolsearch.errors import RecordError
from toolsearch.toolbench.queries import Query, parse_queries, read_queries, write_queries

API = Api(
    id="the-cocktail-db/list-of-cocktails",
    tool="The Cocktail DB",
    category="Food",
    name="List of Cocktails",
    description="Lists cocktails.",
    parameters={
        "type": "object",
        "properties": {
            "kind": {"type": "string", "examples": ["sour"], "description": "Which."},
            "most": {"type": "integer", "default": 5},
        },
        "required": ["kind"],
    },
    returns={"type": "object", "properties": {"id": {"type": "integer"}, "tags": {"type": "array"}}},
    effect=Effect.READ,
    binding=HttpBinding(method="GET", path="/"),
    source=Source(kind="toolbench", location="x"),
)


def test_toolbenchs_own_files_are_read_as_they_are(data: Path) -> None:
    folder = data / "toolbench" / "instruction"
    counts = {path.name: len(read_queries(path)) for path in sorted(folder.glob("*.json"))}
    assert counts == {
        "G1_query.json": 5,
        "G2_query.json": 3,
        "G3_query.json": 2,
        "inference_query_demo.json": 1,
        "inference_query_demo_open_domain.json": 1,
    }
    first = read_queries(folder / "G1_query.json")[0]
    assert (first.id, first.group, first.apis) == ("1", "I1", ("squake/checkhealth", "squake/projects"))
    assert first.relevant == first.apis
    (open_domain,) = read_queries(folder / "inference_query_demo_open_domain.json")
    assert (open_domain.apis, open_domain.group) == (None, None)


def test_what_is_written_is_a_query_file_that_is_read_back() -> None:
    query = {"query": "Something sour?", "query_id": 7, "api_list": [], "relevant APIs": []}
    (asked,) = parse_queries(json.dumps([query]).encode(), "G1_query.json")
    asked = asked.model_copy(update={"apis": (API.id,), "relevant": (API.id,)})
    (row,) = write_queries([asked], {API.id: API})
    assert row["relevant APIs"] == [["The Cocktail DB", "List of Cocktails"]]
    (offered,) = row["api_list"]
    assert offered["required_parameters"] == [
        {"name": "kind", "type": "STRING", "description": "Which.", "default": "sour"}
    ]
    assert offered["optional_parameters"][0] == {"name": "most", "type": "NUMBER", "description": "", "default": 5}
    assert offered["template_response"] == {"id": "int", "tags": "empty list"}
    assert parse_queries(json.dumps([row]).encode(), "G1_query.json") == [asked]
    assert Query.model_validate(row).query_id == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{}]", "0.query: Field required"),
        ("[5]", "is no query file"),
        ("[", "is no JSON"),
        ('[{"query": 5}]', "0.query"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "q.json").write_text(text)
    with pytest.raises(RecordError, match=said):
        read_queries(tmp_path / "q.json")


def test_a_list_of_wordings_counts_as_its_first_and_a_missing_id_as_the_place() -> None:
    read = parse_queries(b'[{"query": "a"}, {"query": ["b", "c"]}]', "x")
    assert [(each.id, each.text) for each in read] == [("0", "a"), ("1", "b")]


def test_every_api_of_a_catalog_can_be_written(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "c.db") as catalog:
        catalog.add([API])
        assert write_queries([], {api.id: api for api in catalog}) == []
