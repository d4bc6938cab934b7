"""The result files of ToolEval and StableToolBench as verdicts, so that published judgements are scored by our rules.

StableToolBench keeps the answer's status of every round; ToolEval that of its last vote only, beside the counts of what
its coins made of all of them, which nothing can be done with. Preferences keep points and no orders: they are not read.
"""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from eval.judge import SOLVABLE, SOLVED, UNSOLVABLE, UNSOLVED, UNSURE
from toolsearch.errors import RecordError
from toolsearch.records import Verdict

ANSWERS = {"AnswerStatus.Solved": SOLVED, "AnswerStatus.Unsolved": UNSOLVED, "AnswerStatus.Unsure": UNSURE}
TASKS = {"TaskStatus.Solvable": SOLVABLE, "TaskStatus.Unsolvable": UNSOLVABLE, "TaskStatus.Unsure": UNSURE}


class Judged(BaseModel):
    """What was said of one query; what else is there is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    is_solved: str | dict[int, str]
    """Of the last vote, or of each round."""
    task_solvable: str | None = None


class File(RootModel[dict[str, Judged]]):
    """One file, by query id."""


def read_published(path: Path, known: Collection[str], judge: str) -> Iterator[Verdict]:
    """Yield the verdicts of a result file.

    Args:
        path: one JSON object, by query id.
        known: the run's instruction ids; a query is found by its id, or by the one that ends with a slash and it.
        judge: the name that the verdicts shall bear.

    Raises:
        RecordError: the file cannot be read, holds something else, or an id fits several instructions.
    """
    try:
        file = File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        place = ".".join(map(str, wrong["loc"]))
        raise RecordError(f"{path} is no result file of ToolEval: {place}: {wrong['msg']}") from error
    for query, judged in file.root.items():
        if (id_ := _instruction(query, known, path)) is not None:
            yield from _verdicts(judged, id_, judge, path)


def _instruction(query: str, known: Collection[str], path: Path) -> str | None:
    found = [id_ for id_ in known if id_ == query or id_.endswith(f"/{query}")]
    own = [id_ for id_ in found if id_.rpartition("/")[0] and path.stem.startswith(id_.rpartition("/")[0])]
    fitting = own or found
    if len(fitting) > 1:
        raise RecordError(
            f"{path}: query {query!r} may be {' or '.join(sorted(fitting))}: import one test set at a time"
        )
    return fitting[0] if fitting else None


def _verdicts(judged: Judged, id_: str, judge: str, path: Path) -> Iterator[Verdict]:
    rounds = judged.is_solved if isinstance(judged.is_solved, dict) else {0: judged.is_solved}
    for vote, said in sorted(rounds.items()):
        label = _label(said, ANSWERS, path)
        yield Verdict(instruction_id=id_, judge=judge, question="solved", vote=vote, label=label)
        if judged.task_solvable is not None:
            task = _label(judged.task_solvable, TASKS, path)
            yield Verdict(instruction_id=id_, judge=judge, question="solvable", vote=vote, label=task)


def _label(said: str, labels: dict[str, str], path: Path) -> str:
    if said not in labels:
        raise RecordError(f"{path}: {json.dumps(said)} is no status; there are {', '.join(labels)}")
    return labels[said]
