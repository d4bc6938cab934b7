import csv
import json
from pathlib import Path

import pytest

from apis.errors import SourceError
from apis.model import Api, Effect, FunctionBinding, Source
from retriever.base import Document
from retriever.documents import document_of, read_corpus

API = Api(
    id="weather/get-forecast",
    tool="Weather 24",
    category="Weather",
    name="getForecast_v2",
    description="Forecast\n  for a place.",
    parameters={
        "type": "object",
        "properties": {
            "placeName": {"type": "string", "description": "Where,\nby name."},
            "unit": {"enum": ["C", "F"]},
            "range": {"type": "object", "properties": {"fromDate": {"type": "string"}}},
            "broken": True,
        },
    },
    returns={"type": "object", "properties": {"maxTemp": {}, "wind": {"properties": {"speed_kmh": {}}}}},
    effect=Effect.READ,
    binding=FunctionBinding(module="m", function="f"),
    source=Source(kind="functions", location="m"),
)


def test_an_api_is_described_by_its_names_in_words_and_all_it_says() -> None:
    assert document_of(API) == Document(
        id="weather/get-forecast",
        name="get Forecast v 2",
        tool="Weather 24",
        category="Weather",
        description="Forecast for a place.",
        parameters="place Name Where, by name.; unit; range; broken; from Date",
        returns="max Temp wind speed kmh",
    )


def test_very_long_descriptions_and_lists_of_parameters_are_cut() -> None:
    many = {f"p{number}": {"description": "word " * 500} for number in range(200)}
    long = API.model_copy(update={"description": "word " * 9000, "parameters": {"properties": many}})
    assert len(document_of(long).text) < 20_000


def test_the_text_of_a_document_leaves_out_empty_fields() -> None:
    bare = Document(id="a", name="get", tool="", category="", description="Gets.", parameters="", returns="")
    assert bare.text == "get. Gets."


def test_a_beir_corpus_is_read_from_its_folder_or_file(tmp_path: Path) -> None:
    lines = [
        {"_id": "1", "title": "getWeather", "text": "Weather now."},
        {"_id": 2, "text": "Hotels."},
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n", "utf-8")
    documents = read_corpus(tmp_path)
    assert documents == read_corpus(tmp_path / "corpus.jsonl")
    assert [(each.id, each.name, each.description) for each in documents] == [
        ("1", "get Weather", "Weather now."),
        ("2", "", "Hotels."),
    ]


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "a"}', '{"_id": "a"}', "5"])
def test_a_line_that_is_no_document_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "text": "fine"}\n' + line + "\n")
    with pytest.raises(SourceError, match=r"corpus\.jsonl:2 cannot be read: expected"):
        read_corpus(tmp_path)


def test_an_id_that_comes_twice_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "text": "one"}\n{"_id": 1, "text": "one"}\n')
    with pytest.raises(SourceError, match=r"corpus\.jsonl:2 has the id '1' a second time"):
        read_corpus(tmp_path)
    path = write_tsv(tmp_path / "corpus.tsv", ("7", '{"api_name": "a"}'), ("7", '{"api_name": "b"}'))
    with pytest.raises(SourceError, match=r"corpus\.tsv:3 has the id '7' a second time"):
        read_corpus(path)


def test_an_empty_or_unreadable_corpus_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("\n")
    with pytest.raises(SourceError, match="holds no document"):
        read_corpus(tmp_path)
    (tmp_path / "corpus.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="is not UTF-8"):
        read_corpus(tmp_path)


def write_tsv(path: Path, *rows: tuple[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([("docid", "document_content"), *rows])
    return path


def test_toolbench_corpus_is_read_with_its_fields(tmp_path: Path) -> None:
    api = {
        "category_name": "Food_Drinks",
        "tool_name": 'The "Best" Recipes',
        "api_name": "searchRecipe",
        "api_description": None,
        "required_parameters": [{"name": "queryText", "type": "STRING", "description": "what\tto eat", "default": ""}],
        "optional_parameters": [],
        "template_response": {"recipeList": ["str"], "count": "int"},
    }
    row = ("7", json.dumps(api))
    assert read_corpus(write_tsv(tmp_path / "corpus.tsv", row, row)) == [
        Document(
            id="7",
            name="search Recipe",
            tool='The "Best" Recipes',
            category="Food Drinks",
            description="",
            parameters="query Text what\tto eat",
            returns="recipe List count",
        )
    ]


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"api_name": 5}'])
def test_a_row_that_is_no_api_of_toolbench_is_named(tmp_path: Path, content: str) -> None:
    path = write_tsv(tmp_path / "corpus.tsv", ("7", content))
    with pytest.raises(SourceError, match=r"corpus\.tsv:2 cannot be read: expected docid"):
        read_corpus(path)


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "corpus.tsv"):
        with pytest.raises(SourceError, match=r"corpus .* cannot be read: No such file"):
            read_corpus(path)


def test_the_published_corpora_are_read_whole(data: Path) -> None:
    sizes = {folder.name: len(read_corpus(folder)) for folder in sorted((data / "retrieval").iterdir())}
    assert sizes == {"seal-tools": 4076, "toole": 199, "toole-unseen": 199, "toollens": 464, "toollens-unseen": 464}
