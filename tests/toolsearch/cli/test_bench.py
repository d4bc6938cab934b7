from pathlib import Path

import pytest
from commands import Cli, lines


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    path.write_text(
        lines(
            {"id": "1", "text": "Say hello to a person", "relevant": ["demo/greet"]},
            {"id": "2", "text": "Weighs parcels", "relevant": ["demo/gone"], "split": "german"},
            {"id": "3", "text": "Xylophone quartet", "solvable": False},
        )
    )
    return path


def test_given_queries_are_measured_with_every_system_side_by_side(cli: Cli, catalog: Path, queries: Path) -> None:
    done = cli("bench", "--queries", queries, "--catalog", catalog, "--json")
    assert done.code == 0
    assert done.json["queries"] == {"answerable": 1, "german": 1, "unanswerable": 1}
    systems = {row["system"]: row for row in done.json["systems"]}
    assert list(systems) == ["all in the prompt", "regex", "bm25", "lexical", "default"]
    assert systems["bm25"]["scores"] == pytest.approx(
        dict.fromkeys(("recall@1", "recall@5", "recall@10"), 1)
        | {f"recall@{k}.{kind}": 1 for k in (1, 5, 10) for kind in ("answerable", "german")}
        | {"abstention_precision": 1, "abstention_recall": 1}
    )
    assert systems["bm25"]["tokens"] > 0


def test_queries_are_made_of_the_catalog_and_its_seed(cli: Cli, catalog: Path) -> None:
    def measured(*arguments: object) -> list[object]:
        done = cli("bench", "--catalog", catalog, "--limit", 2, "--retriever", "bm25", "--json", *arguments)
        assert done.code == 0
        return [done.json["queries"], [(row["system"], row["scores"], row["tokens"]) for row in done.json["systems"]]]

    assert measured() == measured("--seed", 0)
    assert [row[0] for row in measured()[1]] == ["all in the prompt", "regex", "lexical", "bm25"]  # type: ignore[attr-defined]


def test_a_score_below_its_gate_fails_the_command(cli: Cli, catalog: Path, queries: Path) -> None:
    ask = ("bench", "--queries", queries, "--catalog", catalog, "--retriever", "bm25")
    assert cli(*ask, "--fail-under", "recall@5=1", "--fail-under", "abstention_recall=1").code == 0
    done = cli(*ask, "--fail-under", "recall@5.confusable=0.1")
    assert done.code == 1
    assert "error: bm25: recall@5.confusable is not measured, below 0.1" in done.err


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"id": "q", "text": "Hello"}, "'q' does not say which APIs are right"),
        ({"id": "q", "text": "Hello", "relevant": ["demo/great"]}, "did you mean demo/greet"),
    ],
)
def test_a_query_that_cannot_be_judged_is_refused(
    cli: Cli, catalog: Path, tmp_path: Path, line: dict[str, object], reason: str
) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(lines(line))
    done = cli("bench", "--queries", path, "--catalog", catalog)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert reason in done.err


def test_a_mistaken_gate_is_told_before_any_work(cli: Cli, tmp_path: Path) -> None:
    done = cli("bench", "--catalog", tmp_path / "no.db", "--fail-under", "recall=high")
    assert done.code == 2
    assert "'recall=high' is no gate" in done.err
