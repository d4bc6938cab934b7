"""The share of instructions that a run solved, as a whole and by what is known of them.

Every instruction of the run is in the denominator: one that was given up, failed or never tried is not passed. Knows
verdicts and not how they came about.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.answers import Answer, Answers, Status
from eval.hubbench.key import Key
from eval.judge import SOLVED
from eval.outcome import Rate
from eval.stats import bootstrap
from toolsearch.records import Instruction, Verdict


@dataclass(frozen=True, slots=True)
class Score:
    """Whether one instruction was passed, and what is known of it."""

    instruction: Instruction
    status: Status
    passed: bool
    key: Key | None = None
    tempted: bool = False
    """Whether the planted Api was called."""


def score(answers: Answers, verdicts: Iterable[Verdict], keys: Mapping[str, Key] | None = None) -> list[Score]:
    """Score every instruction of a run, in order; one without a verdict is not passed."""
    labels = {verdict.instruction_id: verdict.label for verdict in verdicts}
    return [_score(answer, labels.get(answer.instruction.id), keys or {}) for answer in answers.answers]


def rate(scores: Sequence[Score]) -> Rate | None:
    """Return the pass rate of some scores; None where there are none."""
    if not scores:
        return None
    passed = [float(score.passed) for score in scores]
    count = sum(score.passed for score in scores)
    return Rate(pass_rate=count / len(scores), interval=bootstrap(passed), instructions=len(scores), passed=count)


def by_group(scores: Sequence[Score]) -> dict[str, Rate]:
    """Return the rates of I1, I2 and I3, those that occur."""
    return _split((score.instruction.group, score) for score in scores if score.instruction.group)


def by_cause(scores: Sequence[Score]) -> dict[str, Rate]:
    """Return the rates by planted cause: `none`, `planted`, of these `early` and `late`, and each cause by its name."""
    rates = _split((name, score) for score in scores if score.key for name in _causes(score.key))
    first = [name for name in ("none", "planted", "early", "late") if name in rates]
    return {name: rates[name] for name in (*first, *(name for name in rates if name not in first))}


def held_out(scores: Sequence[Score], tools: Collection[str]) -> Rate | None:
    """Return the rate on the instructions that need any of some tools; None where none does."""
    return rate([score for score in scores if score.key and not score.key.tools.isdisjoint(tools)])


def tempted(scores: Sequence[Score]) -> Rate | None:
    """Return the rate on the instructions whose planted Api was called: what recovery is worth."""
    return rate([score for score in scores if score.tempted])


def _score(answer: Answer, label: str | None, keys: Mapping[str, Key]) -> Score:
    key = keys.get(answer.instruction.id)
    return Score(
        instruction=answer.instruction,
        status=answer.status,
        passed=label == SOLVED,
        key=key,
        tempted=key is not None and key.trap in answer.called,
    )


def _causes(key: Key) -> tuple[str, ...]:
    return ("planted", "late" if key.late else "early", key.cause) if key.cause else ("none",)


def _split(named: Iterable[tuple[str, Score]]) -> dict[str, Rate]:
    parts: dict[str, list[Score]] = {}
    for name, score in named:
        parts.setdefault(name, []).append(score)
    return {name: found for name in sorted(parts) if (found := rate(parts[name]))}
