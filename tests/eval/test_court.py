"""Asking judges: every question once, whatever happens in between."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from benches import lay_out
from judged import asked_of, reader, record, run_of

from eval.answers import read_answers
from eval.book import hold, open_book, verdicts_path
from eval.court import PATIENCE, Session
from eval.judge import Judge, Question
from eval.judging import Bench, How, judge_passes, plan_passes
from eval.model_judge import ModelJudge, prompt
from eval.report import report
from toolsearch.budget import Budget
from toolsearch.errors import ModelError, ModelUnreachable, RunError
from toolsearch.llm.base import Reply, Request
from toolsearch.llm.priced import Price, Priced
from toolsearch.llm.scripted import Scripted
from toolsearch.messages import Assistant
from toolsearch.runs import Run

MIXED = {"a": "good", "b": "vague", "c": "bad", "d": None, "e": "good enough"}


def bench(run: Path, judge: Judge) -> Bench:
    return Bench.open(Run.open(run), judge)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_of(tmp_path / "runs" / "one", MIXED)


async def test_the_questions_follow_toolevals_order(run: Path) -> None:
    model = reader()
    assert await judge_passes([bench(run, ModelJudge(model))], How(concurrency=1)) == 0
    book = open_book(Run.open(run), model.name)
    said = {(place.instruction, place.kind): verdict.label for place, verdict in book.last.items()}
    assert said == {
        ("a", "solved"): "solved",
        ("b", "solved"): "unsure",
        ("b", "whole"): "unsolved",
        ("b", "solvable"): "solvable",
        ("c", "solved"): "unsolved",
        ("c", "solvable"): "solvable",
        ("d", "solvable"): "solvable",  # it gave up: nobody is asked whether that solves it
        ("e", "solved"): "solved",
    }
    assert report(run, judge=model.name).methods["react"].passed == 2


async def test_nothing_is_asked_twice(run: Path) -> None:
    model = reader()
    await judge_passes([bench(run, ModelJudge(model))], How(votes=3))
    asked = len(model.asked)
    assert asked == 8 * 3
    again = bench(run, ModelJudge(model))
    assert plan_passes([again], How(votes=3)).most == 0
    await judge_passes([again], How(votes=3))
    assert len(model.asked) == asked


async def test_a_kill_in_the_middle_resumes_with_none_asked_twice(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {f"i{n}": "good" if n % 2 else "bad" for n in range(40)})
    plain, killed = reader(), 0

    def say(request: Request) -> Reply:
        nonlocal killed
        if len(model.asked) == 31 and not killed:
            killed = 1
            work.cancel()
        return plain._say(request)  # type: ignore[return-value]

    model = Scripted(say, name="script:reader")
    work = asyncio.create_task(judge_passes([bench(run, ModelJudge(model))], How(concurrency=4)))
    with pytest.raises(asyncio.CancelledError):
        await work
    recorded = len(verdicts_path(Run.open(run), model.name).read_bytes().splitlines())
    assert 25 <= recorded < 60
    await judge_passes([bench(run, ModelJudge(model))], How(concurrency=4))
    times = Counter((asked_of(request), request.settings.seed) for request in model.asked)
    assert len(times) == 60
    assert sum(times.values()) - len(times) <= 4  # at most those under way when it was killed
    assert report(run, judge=model.name).methods["react"].passed == 20


async def test_two_processes_do_not_write_the_same_verdicts(run: Path) -> None:
    one = bench(run, ModelJudge(reader()))
    with hold(verdicts_path(one.answers.run, "script:reader")), pytest.raises(RunError, match="another process"):
        await judge_passes([one], How())


async def test_a_torn_last_line_is_asked_again(run: Path) -> None:
    model = reader()
    await judge_passes([bench(run, ModelJudge(model))], How())
    path = verdicts_path(Run.open(run), model.name)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    asked = len(model.asked)
    await judge_passes([bench(run, ModelJudge(model))], How())
    assert len(model.asked) == asked + 1
    assert len(path.read_bytes().splitlines()) == len(whole.splitlines())


async def test_an_answer_that_changed_is_judged_anew(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {"a": "bad"})
    await judge_passes([bench(run, ModelJudge(reader()))], How())
    assert report(run, judge="script:reader").methods["react"].passed == 0
    lay_out(run, run.parent / "asked.jsonl", [record("a", "good", attempt=2)])
    await judge_passes([bench(run, ModelJudge(reader()))], How())
    assert report(run, judge="script:reader").methods["react"].passed == 1


async def test_the_same_answer_in_another_run_is_not_asked_again(tmp_path: Path) -> None:
    runs = [run_of(tmp_path / name, MIXED, method=name) for name in ("one", "two")]
    model = reader()
    assert await judge_passes([bench(run, ModelJudge(model)) for run in runs], How()) == 0
    assert len(model.asked) == 8
    made = report(tmp_path, judge=model.name)
    assert made.methods["one"].passed == made.methods["two"].passed == 2


@pytest.mark.parametrize("concurrency", [1, 3, 50])
async def test_concurrency_and_the_order_of_the_file_change_nothing(tmp_path: Path, concurrency: int) -> None:
    answers = dict(sorted(MIXED.items(), reverse=concurrency == 3))
    run = run_of(tmp_path / "run", answers)
    await judge_passes([bench(run, ModelJudge(reader()))], How(votes=2, concurrency=concurrency))
    method = report(run, judge="script:reader").methods["react"]
    assert (method.passed, method.outcomes) == (2, {"passed": 2, "failed": 3})
    assert method.interval == pytest.approx((0.0, 0.8))


async def test_a_budget_stops_new_questions_and_a_higher_one_goes_on(run: Path) -> None:
    model = reader()
    session = Session(budget=Budget(model_calls=3))
    assert await judge_passes([bench(run, ModelJudge(model))], How(concurrency=1, session=session)) > 0
    assert (session.limit, len(model.asked)) == ("model_calls", 3)
    assert await judge_passes([bench(run, ModelJudge(model))], How()) == 0
    assert len(model.asked) == 8


async def test_dollars_are_counted_and_bound(run: Path) -> None:
    price = Price(input_cost_per_token=0.001, output_cost_per_token=0.001)  # 0.11 for a question
    session = Session(budget=Budget(cost=0.2))
    await judge_passes([bench(run, ModelJudge(Priced(reader(), price)))], How(concurrency=1, session=session))
    assert session.limit == "cost"
    assert session.usage.cost == pytest.approx(0.22)


async def test_a_plan_says_what_is_asked_at_least_and_at_most(run: Path) -> None:
    judge = ModelJudge(reader())
    plan = plan_passes([bench(run, judge)], How())
    assert (plan.known, plan.least, plan.most) == (0, 5, 4 * 3 + 1)
    assert plan.tokens > 0
    await judge_passes([bench(run, judge)], How())
    after = plan_passes([bench(run, judge)], How())
    assert (after.known, after.least, after.most, after.tokens) == (8, 0, 0, 0)


async def test_one_question_that_fails_leaves_the_others_answered(run: Path) -> None:
    plain = reader()

    def say(request: Request) -> Reply | ModelError:
        return ModelUnreachable("no answer") if "number c" in asked_of(request) else plain._say(request)  # type: ignore[return-value]

    session = Session()
    left = await judge_passes([bench(run, ModelJudge(Scripted(say, name="script:x")))], How(session=session))
    assert left == 1
    assert session.worst == "no answer"
    assert report(run, judge="script:x").methods["react"].outcomes["unjudged"] == 1


async def test_a_judge_that_is_down_is_not_asked_ten_thousand_times(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", {f"i{n}": "good" for n in range(200)})
    model = Scripted(lambda request: ModelUnreachable("down"), name="script:down")
    with pytest.raises(ModelError, match=f"{PATIENCE} questions in a row failed.*down"):
        await judge_passes([bench(run, ModelJudge(model))], How(concurrency=4))
    assert len(model.asked) < 200


async def test_a_reply_without_a_verdict_is_asked_for_again_with_another_seed(run: Path) -> None:
    said = iter(["Hm.", "Verdict: perhaps", "Verdict: solved. No: Verdict: unsolved"])
    seeds = []

    def say(request: Request) -> Assistant:
        seeds.append(request.settings.seed)
        return Assistant(content=next(said))

    judge = ModelJudge(Scripted(say))
    (answer, *_) = read_answers(Run.open(run), whole=True).answers
    ruling = await judge.rule(Question("solved", (answer,)))
    assert (ruling.label, ruling.usage.model_calls) == ("unsolved", 3)
    assert len(set(seeds)) == 3


def test_prompts_show_what_the_question_needs(run: Path) -> None:
    (answer, *_) = read_answers(Run.open(run), whole=True).answers
    solved, whole, solvable = (prompt(Question(kind, (answer,))) for kind in ("solved", "whole", "solvable"))  # type: ignore[arg-type]
    assert "Find the book number a." in solved
    assert "found: good" not in solved
    assert 'find_for_library(number="a")\n   -> ok: found: good' in whole
    assert "- find_for_library: Finds a book by its title." in solvable
