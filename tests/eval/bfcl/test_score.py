import json
from pathlib import Path

import pytest

from eval.bfcl.aggregate import FIGURES, Count, aggregates
from eval.bfcl.ask import ask, pending, read_results
from eval.bfcl.data import CATEGORIES, Doc, read_items, read_truths
from eval.bfcl.decode import NoCalls, decode
from eval.bfcl.example import example
from eval.bfcl.functions import offer
from eval.bfcl.report import lacking, report, results_path
from eval.bfcl.score import Result, score
from toolsearch.cli.main import main
from toolsearch.errors import ModelUnreachable
from toolsearch.llm.base import Request
from toolsearch.llm.scripted import Scripted, opening_of
from toolsearch.messages import Assistant

JAVA = ("simple_java", "simple_javascript")


def test_published_aggregates_follow_from_published_columns() -> None:
    """ToolACE-8B in version 2 (gorilla pull request 619): AST, executed, irrelevance and relevance give 85.91."""
    ast, executed = (0.7076, 0.8578, 0.84, 0.8042), (0.9686, 0.94, 0.88, 0.90)
    kinds = ("simple", "multiple", "parallel", "parallel_multiple")
    counts = {name: Count(round(10_000 * value), 10_000) for kind, value in zip(kinds, ast, strict=True)
              for name in (kind, f"live_{kind}")}  # fmt: skip
    counts |= dict.fromkeys(("simple_python", *JAVA), counts["simple"])
    counts |= {f"exec_{kind}": Count(round(10_000 * v), 10_000) for kind, v in zip(kinds, executed, strict=True)}
    counts |= dict.fromkeys(("irrelevance", "live_irrelevance"), Count(8150, 10_000))
    counts["live_relevance"] = Count(8780, 10_000)
    found = {one.name: one.score for one in aggregates(counts)}
    assert found["v2 overall"] == pytest.approx(0.8591, abs=0.0002)


def test_the_official_command_gives_the_same_version_4_figure() -> None:
    """Measured with `bfcl evaluate`: Python 100, 100, 100, 99 and irrelevance 100 alone gave 13.31 %, all else as 0."""
    names = {each for figure in aggregates({}) for each in figure.missing}
    counts = dict.fromkeys(names, Count(0, 100)) | {
        "simple_python": Count(400, 400),
        "multiple": Count(200, 200),
        "parallel": Count(200, 200),
        "parallel_multiple": Count(198, 200),
        "irrelevance": Count(240, 240),
    }
    found = {one.name: one.score for one in aggregates(counts)}
    assert found["v4 overall"] == pytest.approx(0.1331, abs=0.00005)


def test_a_figure_that_lacks_a_category_is_not_told() -> None:
    counts = dict.fromkeys(CATEGORIES, Count(1, 2))
    found = {one.name: one for one in aggregates(counts)}
    assert found.keys() == FIGURES.keys()
    assert {name for name, one in found.items() if one.score is not None} == {
        "v4 live AST",
        "v4 irrelevance",
        "v3 live",
        "v2 live",
    }
    assert found["v4 non-live AST"].missing == JAVA


def test_live_figures_weigh_questions_and_not_categories() -> None:
    counts = {
        "live_simple": Count(258, 258),
        "live_multiple": Count(0, 1053),
        "live_parallel": Count(16, 16),
        "live_parallel_multiple": Count(24, 24),
    }
    found = {one.name: one.score for one in aggregates(counts)}
    assert found["v4 live AST"] == pytest.approx(298 / 1351)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("[f(a=1, b='x')]", [{"f": {"a": 1, "b": "x"}}]),
        ("f(a=-1.5), g.h(b=[1, {'c': None}])", [{"f": {"a": -1.5}}, {"g.h": {"b": [1, {"c": None}]}}]),
        ("```[f(1, a=x.y, b=2*3, c=g(d=1), e=(1, 2))]```",
         [{"f": {"a": "x.y", "b": 6, "c": {"g": {"d": 1}}, "e": (1, 2)}}]),
        ("[]", []),
    ],
)  # fmt: skip
def test_calls_are_read_from_text(text: str, calls: list[object]) -> None:
    assert decode(text) == calls


@pytest.mark.parametrize("text", ["I cannot help.", "[1, 2]", "f(", "Market Trends(a=1)", "x"])
def test_text_that_is_no_list_of_calls_is_none(text: str) -> None:
    with pytest.raises(NoCalls):
        decode(text)


def test_nothing_in_a_text_is_run() -> None:
    assert decode("[f(a=__import__('os').getpid())]") == [{"f": {"a": "__import__('os').getpid()"}}]


def test_names_that_no_server_takes_come_back_by_table() -> None:
    docs = [Doc(name=name, parameters={"type": "dict", "properties": {}}) for name in ("geo.find", "geo_find", "Ü b")]
    offered = offer(docs)
    assert [function.name for function in offered.functions] == ["geo_find", "geo_find_2", "__b"]
    assert [offered.name_of(function.name) for function in offered.functions] == ["geo.find", "geo_find", "Ü b"]
    assert offered.name_of("invented") == "invented"


def test_relevance_and_irrelevance_look_at_calls_alone(bfcl_data: Path) -> None:
    items = read_items(bfcl_data, "irrelevance")[:4]
    replies = [
        Result(id=items[0].id, text="Nothing fits."),
        Result(id=items[1].id, calls=({"f": {}},)),
        Result(id=items[2].id, malformed=True),
    ]
    results = {result.id: result for result in replies}
    found = score("irrelevance", items, results, {}, "bfcl")
    assert (found.right, found.asked, found.unanswered) == (2, 4, 1)
    assert score("irrelevance", items, results, {}, "strict").right == 1
    assert score("live_relevance", items, results, {}, "bfcl").right == 1


async def test_a_model_that_knows_the_answers_gets_all_but_the_defects(bfcl_data: Path, tmp_path: Path) -> None:
    items = read_items(bfcl_data, "parallel_multiple")
    truths = read_truths(bfcl_data, "parallel_multiple")
    by_text = {item.question[0][0].content: item for item in items}

    def say(request: Request) -> Assistant:
        item = by_text[opening_of(request)]
        calls = example(item, truths[item.id])
        return Assistant(content="[" + ", ".join(written(call) for call in calls) + "]")

    path = results_path(tmp_path, "parallel_multiple")
    await ask(items[:30], Scripted(say), path)
    made = report(tmp_path, bfcl_data, model="script", rules="bfcl", limit=30)
    found = made.categories["parallel_multiple"]
    assert (found.right, found.asked, found.defects) == (28, 30, 2)
    whole = report(tmp_path, bfcl_data, model="script", rules="bfcl")
    assert whole.categories["parallel_multiple"].unanswered == 170
    assert "v4 non-live AST (6 categories)" in lacking(whole)


def written(call: dict[str, dict[str, object]]) -> str:
    ((name, arguments),) = call.items()
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


async def test_asking_goes_on_where_it_stopped_and_failures_are_asked_again(bfcl_data: Path, tmp_path: Path) -> None:
    items = read_items(bfcl_data, "multiple")[:6]
    path = tmp_path / "multiple.jsonl"
    down = Scripted(lambda request: ModelUnreachable("down"))
    await ask(items[:2], down, path)
    model = Scripted(lambda request: Assistant(content="No."))
    assert len(pending(items, path)) == 6
    await ask(items[:4], model, path)
    await ask(items, model, path)
    assert len(model.asked) == 6
    assert {result.error for result in read_results(path).values()} == {None}


def test_the_command_asks_scores_and_keeps(bfcl_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "eval",
        "bfcl",
        "simple",
        "irrelevance",
        "--data",
        str(bfcl_data),
        "--out",
        str(tmp_path),
        "--limit",
        "5",
    ]
    assert main([*command, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {name: one["asked"] for name, one in said["categories"].items()} == {"simple_python": 5, "irrelevance": 5}
    assert all(one["score"] is None for one in said["aggregates"])
    assert main([*command, "--rules", "strict"]) == 0
    shown = capsys.readouterr().out
    assert "rules strict" in shown
    assert "mean of 2 categories (not a leaderboard figure)" in shown
    assert main(["eval", "bfcl", "sinple"]) == 2
