"""What HubBench tells of a run beyond its pass rate: calls needed and made, levels, and what could not be solved.

Reads answers, scores and the key. A call counts as right by the Api that is called: the key holds no arguments, and an
Api that answers is taken to have been asked what it should.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.answers import Answer, Made
from eval.hubbench.check import check
from eval.hubbench.key import Key
from eval.outcome import CallScore, HubPart, HubScore, Paraphrases, Recognition
from eval.pass_rate import Score, rate
from eval.refusal import refuses
from eval.stats import bootstrap

What = Literal["right", "failed", "repeated", "off_path", "unneeded"]
Ending = Literal["gave_up", "said_so", "known", "invented", "unfinished"]


@dataclass(frozen=True, slots=True)
class _Case:
    """One instruction of a bench: what was known, what was done, what it came to."""

    answer: Answer
    score: Score
    key: Key


def hub_score(answers: Sequence[Answer], scores: Sequence[Score]) -> HubScore | None:
    """Score a run on a HubBench; None where no instruction has a key.

    Args:
        answers: of a run, in order.
        scores: of the same, in the same order.
    """
    pairs = zip(answers, scores, strict=True)
    cases = [_Case(answer, score, score.key) for answer, score in pairs if score.key is not None]
    if not cases:
        return None
    solvable = [case for case in cases if case.key.solvable]
    return HubScore(
        **dict(_part(cases)),
        by_group=_split(cases, lambda case: case.answer.instruction.group),
        by_level=_split(solvable, lambda case: case.key.level),
        by_steps=_split(solvable, lambda case: case.key.steps),
        paraphrases=_paraphrases(cases),
    )


def call_score(of: Sequence[tuple[Sequence[str], Sequence[Made]]]) -> CallScore:
    """Set calls made against calls needed.

    Args:
        of: for each instruction the ids of the Apis needed, one for each call, and the calls made, in order.

    >>> score = call_score([(["a/x", "b/y"], [Made("a/x", "x()", "ok", True), Made("b/y", "y()", "timeout", True)])])
    >>> score.precision, score.recall, score.failed
    (0.5, 0.5, 1)
    """
    counts = Counter(what for needs, made in of for what in _named(needs, made))
    needed, made = sum(len(needs) for needs, _ in of), counts.total()
    return CallScore(
        needed=needed,
        made=made,
        right=counts["right"],
        failed=counts["failed"],
        repeated=counts["repeated"],
        off_path=counts["off_path"],
        unneeded=counts["unneeded"],
        precision=counts["right"] / made if made else None,
        recall=counts["right"] / needed if needed else None,
    )


def ending(answer: Answer, key: Key) -> Ending:
    """Say what was done about an instruction that cannot be solved."""
    if answer.status == "give_up":
        return "gave_up"
    if answer.text is None:
        return "unfinished"
    if check(key.facts, answer.text).passed:
        return "known"
    return "said_so" if refuses(answer.text) else "invented"


def _named(needs: Sequence[str], made: Sequence[Made]) -> Iterator[What]:
    """Say of each call what it was good for."""
    left = Counter(needs)
    seen: set[str] = set()
    on_path: set[str] = set()
    for call in made:
        before = on_path if call.on_path else seen
        again = call.call in before
        seen.add(call.call)
        if call.status != "ok":
            yield "failed"
        elif again:
            yield "repeated"
        elif not call.on_path:
            yield "off_path"
        else:
            on_path.add(call.call)
            left[call.api] -= 1
            yield "right" if left[call.api] >= 0 else "unneeded"


def _part(cases: Sequence[_Case]) -> HubPart:
    solvable = [case for case in cases if case.key.solvable]
    return HubPart(
        instructions=len(cases),
        solvable=rate([case.score for case in solvable]),
        given_up=sum(_gave_up(case) for case in solvable),
        calls=call_score([(case.key.needs, case.answer.made) for case in solvable]),
        unsolvable=_recognition([case for case in cases if not case.key.solvable]),
    )


def _gave_up(case: _Case) -> bool:
    text = case.answer.text
    return case.answer.status == "give_up" or (text is not None and not case.score.passed and refuses(text))


def _recognition(cases: Sequence[_Case]) -> Recognition | None:
    if not cases:
        return None
    ends = [ending(case.answer, case.key) for case in cases]
    right = [float(end in ("gave_up", "said_so")) for end in ends]
    counts = Counter(ends)
    return Recognition(
        pass_rate=sum(right) / len(right),
        interval=bootstrap(right),
        instructions=len(right),
        passed=int(sum(right)),
        gave_up=counts["gave_up"],
        said_so=counts["said_so"],
        known=counts["known"],
        invented=counts["invented"],
        unfinished=counts["unfinished"],
    )


def _split(cases: Sequence[_Case], part: Callable[[_Case], str | int | None]) -> dict[str, HubPart]:
    parts: dict[str, list[_Case]] = {}
    for case in cases:
        if (name := part(case)) is not None:
            parts.setdefault(str(name), []).append(case)
    return {name: _part(parts[name]) for name in sorted(parts)}


def _paraphrases(cases: Sequence[_Case]) -> Paraphrases | None:
    passed: Mapping[str, bool] = {case.key.instruction_id: case.score.passed for case in cases}
    pairs = [
        (case.score.passed, passed[case.key.same_as])
        for case in cases
        if case.key.same_as is not None and case.key.same_as in passed
    ]
    if not pairs:
        return None
    counts = Counter(map(sum, pairs))
    return Paraphrases(pairs=len(pairs), both=counts[2], one=counts[1], neither=counts[0])
