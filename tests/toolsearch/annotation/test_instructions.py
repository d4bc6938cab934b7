import json
from pathlib import Path

import pytest
from commands import Cli, Done

from apis.catalog import Catalog
from toolsearch.annotation.composing import Composer
from toolsearch.annotation.instructions import Made, Maker, Making, made_file
from toolsearch.annotation.samples import Sampler
from toolsearch.annotation.splits import Holdout
from toolsearch.cli.main import main
from toolsearch.journal import read
from toolsearch.records import Instruction
from toolsearch.toolbench.queries import read_queries


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def run(*arguments: object) -> Done:
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


def maker(catalog: Catalog, out: Path, *, concurrency: int = 3, seed: int = 0) -> Maker:
    tools = [(tool.slug, tool.category) for tool in catalog.tools()]
    making = Making(kind="I1", seed=seed, writer="heuristic", holdout=0.1, catalog=catalog.content_hash())
    holdout = Holdout.of(tools, share=0.1, seed=seed)
    return Maker(out, making, Sampler(catalog, "I1", seed), Composer(), holdout, concurrency)


async def test_what_comes_of_a_seed_depends_on_neither_concurrency_nor_interruptions(
    catalog: Catalog, tmp_path: Path
) -> None:
    await maker(catalog, tmp_path / "whole.jsonl").make(40)
    await maker(catalog, tmp_path / "serial.jsonl", concurrency=1).make(40)
    for count in (7, 19, 40):
        await maker(catalog, tmp_path / "parts.jsonl").make(count)
    whole = list(read(tmp_path / "whole.jsonl", Instruction))
    assert len(whole) == 40
    assert whole == list(read(tmp_path / "serial.jsonl", Instruction))
    assert whole == list(read(tmp_path / "parts.jsonl", Instruction))


async def test_a_making_killed_within_a_sample_doubles_nothing(catalog: Catalog, tmp_path: Path) -> None:
    out = tmp_path / "i.jsonl"
    await maker(catalog, out).make(30)
    journal = made_file(out)
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:-2]))
    await maker(catalog, out).make(36)
    ids = [each.id for each in read(out, Instruction)]
    assert len(ids) == len(set(ids)) == 36
    assert sum(made.kept for made in read(journal, Made)) <= 36


async def test_the_catalog_gives_only_so_much_and_that_is_told(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolsearch.annotation.instructions.BARREN", 50)
    with Catalog.open(tmp_path / "small.db") as small:
        small.add(list(catalog.find(tool="banks")))
        tally = await maker(small, tmp_path / "i.jsonl", concurrency=5).make(100_000)
    assert 3 < tally.kept < 1000
    assert tally.dropped["duplicate"] > 50


def test_the_command_writes_instructions_that_are_annotated_as_they_are(
    cli: Cli, catalog_file: Path, tmp_path: Path
) -> None:
    out, queries = tmp_path / "i3.jsonl", tmp_path / "G3_query.json"
    done = cli(
        "instruct", "--kind", "I3", "-n", 12, "--out", out, "--catalog", catalog_file, "--toolbench", queries, "--json"
    )
    assert done.json["instructions"] == 12
    made = list(read(out, Instruction))
    assert all(each.group == "I3" and each.split and each.apis for each in made)
    assert all(set(each.relevant) <= set(each.apis or ()) and len(each.relevant) > 1 for each in made)
    back = read_queries(queries)
    assert [(each.text, set(each.apis or ()), each.group) for each in back] == [
        (each.text, set(each.apis or ()), "I3") for each in made
    ]


def test_another_command_on_the_same_file_is_refused_with_what_differs(
    cli: Cli, catalog_file: Path, tmp_path: Path
) -> None:
    options = ("instruct", "--kind", "I1", "--out", tmp_path / "i.jsonl", "--catalog", catalog_file, "-n")
    assert cli(*options, 5).code == 0
    done = cli(*options, 9, "--seed", 1)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "was begun with --kind I1 --seed 0 --model heuristic" in done.err
    assert cli(*options, 9).out.startswith("9 instructions")


def test_a_model_writes_them_where_one_is_named(cli: Cli, catalog_file: Path, tmp_path: Path) -> None:
    rows = [
        {"instruction": "How is the weather in Ohio?", "functions": ["fly_for_birds"]},
        {"instruction": "Which weather stations are there in Ohio?", "functions": ["list_stations_for_stations"]},
    ]
    script = tmp_path / "script.jsonl"
    script.write_text(json.dumps({"content": json.dumps(rows), "repeat": True}))
    options = ("--catalog", catalog_file, "--model", f"script:{script}", "--concurrency", 1, "--json")
    done = cli("instruct", "--kind", "I1", "-n", 1, "--out", tmp_path / "i.jsonl", *options)
    assert done.json["dropped"]["unknown_api"] >= 1
    assert [each.relevant for each in read(tmp_path / "i.jsonl", Instruction)] == [("stations/list-stations",)]
    assert done.json["usage"]["model_calls"] >= 1


def test_a_model_that_fails_is_told_and_asked_again_the_next_time(cli: Cli, catalog_file: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"error": "unreachable", "content": "nobody answers", "repeat": true}')
    options = ("--catalog", catalog_file, "--model", f"script:{script}", "--kind", "I1", "-n", 1)
    done = cli("instruct", *options, "--out", tmp_path / "i.jsonl")
    assert done.code == 1
    assert "0 of 1 could be made; the writer failed" in done.err
    assert "nobody answers" in done.err
    assert "of 8 samples" in done.out
    script.write_text('{"content": "[]", "repeat": true}')
    assert "writer failed" not in cli("instruct", *options, "--out", tmp_path / "i.jsonl").err
