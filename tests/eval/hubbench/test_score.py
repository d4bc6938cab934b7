from itertools import count
from pathlib import Path

import pytest
from benches import answered, lay_out, said, small_pool

from apis.model import Observation, Status, ToolCall
from apis.schema import Function
from eval.answers import Made, read_answers
from eval.book import open_book
from eval.hubbench.key import Key
from eval.hubbench.make import Bench, make, write
from eval.hubbench.mix import Mix
from eval.hubbench.score import call_score
from eval.outcome import HubScore
from eval.report import report
from eval.tables import markdown
from toolsearch.messages import Assistant
from toolsearch.records import PathRecord
from toolsearch.runs import Run
from toolsearch.search.tree import Node, State, Tree

PLACES = ("read_more", "Finish")


@pytest.fixture(scope="module")
def mixed() -> Bench:
    return make(11, 60, pool=small_pool(), mix=Mix(unsolvable=0.2))


def gives_up(key: Key) -> PathRecord:
    return answered(key.instruction_id, "").model_copy(update={"status": "give_up", "answer": None})


def laid_out(folder: Path, bench: Bench, records: list[PathRecord], method: str = "react") -> Path:
    return lay_out(folder / method, write(bench, folder / "hubbench"), records, method)


def hub(run: Path) -> HubScore:
    found = report(run).methods["react"].hubbench
    assert found is not None
    return found


def test_giving_up_and_saying_so_recognise_what_cannot_be_solved(tmp_path: Path, mixed: Bench) -> None:
    ends = count()
    records = []
    for key in mixed.keys:
        if key.solvable:
            records.append(answered(key.instruction_id, said(key.facts)))
            continue
        match next(ends) % 4:
            case 0:
                records.append(gives_up(key))
            case 1:
                records.append(answered(key.instruction_id, "None of the functions that are offered can tell that."))
            case 2:
                records.append(answered(key.instruction_id, "It is 17."))
            case _:
                records.append(answered(key.instruction_id, said(key.facts)))
    run = laid_out(tmp_path, mixed, records)
    found = hub(run)
    recognised = found.unsolvable
    assert recognised is not None
    assert (recognised.instructions, recognised.passed, recognised.pass_rate) == (12, 6, 0.5)
    assert (recognised.gave_up, recognised.said_so, recognised.invented, recognised.known) == (3, 3, 3, 3)
    assert recognised.unfinished == 0
    assert found.solvable is not None
    assert (found.solvable.passed, found.solvable.instructions) == (48, 48)
    assert "Instructions that cannot be solved" in markdown(report(run))


def test_pass_rate_treats_what_cannot_be_solved_as_toolevals_table_does(tmp_path: Path, mixed: Bench) -> None:
    run = laid_out(tmp_path, mixed, [gives_up(key) for key in mixed.keys])
    method = report(run).methods["react"]
    assert method.outcomes == {"failed": 48, "unsolvable": 12}
    assert method.by_cause["unsolvable"].instructions == 12
    assert report(run, unsolvable_passes=True).methods["react"].passed == 12
    book = open_book(Run.open(run), "checked")
    assert {book.label("solvable", key.instruction_id) for key in mixed.keys if key.solvable} == {"solvable"}
    assert {book.label("solvable", key.instruction_id) for key in mixed.keys if not key.solvable} == {"unsolvable"}


def test_giving_up_what_can_be_solved_is_counted_too(tmp_path: Path, mixed: Bench) -> None:
    found = hub(laid_out(tmp_path, mixed, [gives_up(key) for key in mixed.keys]))
    assert found.given_up == 48
    assert found.unsolvable is not None
    assert found.unsolvable.pass_rate == 1


def test_a_bench_whose_instructions_say_that_they_can_be_solved_needs_no_such_verdict(
    tmp_path: Path, bench: Bench
) -> None:
    run = laid_out(tmp_path, bench, [])
    report(run)
    assert len((run / "verdicts" / "checked.jsonl").read_text().splitlines()) == len(bench.keys)


def test_levels_and_groups_add_up_to_the_whole(tmp_path: Path, mixed: Bench) -> None:
    found = hub(laid_out(tmp_path, mixed, [answered(key.instruction_id, said(key.facts)) for key in mixed.keys[:40]]))
    assert found.solvable is not None
    assert sum(part.instructions for part in found.by_group.values()) == found.instructions == 60
    for parts in (found.by_level, found.by_steps):
        assert sum(part.solvable.passed for part in parts.values() if part.solvable) == found.solvable.passed
    assert sum(part.calls.needed for part in found.by_level.values()) == found.calls.needed


def test_every_call_made_is_one_of_five() -> None:
    made = [
        Made("a/x", "x(1)", "ok", on_path=False),  # on a branch that was left
        Made("a/x", "x(1)", "ok", on_path=False),  # there once more
        Made("b/y", "y()", "timeout", on_path=True),
        Made("a/x", "x(1)", "ok", on_path=True),  # the same call as before, on the way to the answer: right
        Made("a/x", "x(1)", "ok", on_path=True),
        Made("a/x", "x(2)", "ok", on_path=True),  # needed once only
        Made("b/y", "y()", "ok", on_path=True),
        Made("", "invented()", "unknown_function", on_path=True),
        Made("c/z", "z()", "ok", on_path=True),
    ]
    score = call_score([(["a/x", "b/y"], made)])
    assert (score.made, score.right, score.failed, score.repeated, score.off_path, score.unneeded) == (9, 2, 2, 2, 1, 2)
    assert (score.precision, score.recall) == (2 / 9, 1)
    assert call_score([(["a/x"], [])]).precision is None


def test_calls_are_read_from_the_whole_tree_and_built_in_functions_are_none(
    tmp_path: Path, bench: Bench, bench_file: Path
) -> None:
    def turn(id_: int, parent: int | None, *names: str, state: State = State.OPEN) -> Node:
        calls = tuple(ToolCall(id=f"{id_}.{n}", name=name, arguments={"n": id_}) for n, name in enumerate(names))
        seen = tuple(Observation(call_id=call.id, status=Status.OK, content="{}") for call in calls)
        return Node(id=id_, parent=parent, message=Assistant(calls=calls), observations=seen, state=state)

    functions = tuple(Function(name=name, description="", parameters={}) for name in ("find", *PLACES))
    nodes = [turn(0, None, "find", "read_more"), turn(1, None, "find"), turn(2, 1, "Finish", state=State.ANSWER)]
    tree = Tree(functions=functions, apis={"find": "shops/find-bread"}, nodes=nodes)
    record = answered(bench.keys[0].instruction_id, "x").model_copy(update={"tree": tree})
    answers = read_answers(Run.open(lay_out(tmp_path / "run", bench_file, [record])))
    assert answers.answers[0].made == (
        Made("shops/find-bread", "find(n=0)", "ok", on_path=False),
        Made("shops/find-bread", "find(n=1)", "ok", on_path=True),
    )
    assert answers.answers[0].called == {"shops/find-bread"}
