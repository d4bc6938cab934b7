"""Judges: who says whether an answer solves its instruction, as `Verdict` records.

The checked judge asks nobody: it looks for the facts of a HubBench key. An instruction without an answer is judged too,
as unsolved, so that it stays in every denominator.
"""

from collections.abc import Iterable, Mapping

from eval.answers import Answer, Answers
from eval.hubbench.check import check
from eval.hubbench.key import Key
from toolsearch.disk import replace
from toolsearch.records import Verdict

CHECKED = "checked"
SOLVED, UNSOLVED = "solved", "unsolved"


def judge_checked(answers: Answers, keys: Mapping[str, Key]) -> list[Verdict]:
    """Judge every instruction of a run by the facts of its key, in the order of the instructions."""
    return [_verdict(answer, keys[answer.instruction.id]) for answer in answers.answers]


def write_verdicts(answers: Answers, verdicts: Iterable[Verdict], judge: str = CHECKED) -> None:
    """Write the verdicts of one judge into the run, in place of what it said before.

    Raises:
        RunError: the disk refuses; the file is as it was.
    """
    lines = b"".join(verdict.model_dump_json().encode() + b"\n" for verdict in verdicts)
    replace(answers.run.verdicts_file(judge), lines)


def _verdict(answer: Answer, key: Key) -> Verdict:
    passed, reason = False, f"no answer: {answer.status.replace('_', ' ')}"
    if answer.status == "answer":
        checked = check(key.facts, answer.text)
        passed, reason = checked.passed, checked.reason
    label = SOLVED if passed else UNSOLVED
    return Verdict(instruction_id=key.instruction_id, judge=CHECKED, question="solved", label=label, reason=reason)
