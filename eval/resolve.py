"""From the name a user types to a judge: `checked`, `heuristic`, `recorded:NAME`, `replay:FILE`, or any model.

Without a name: the facts of the key where there is one, else what is recorded in the run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from eval.book import Book, read_verdicts, recorded_judges, unjudged, verdicts_path
from eval.hubbench.key import find_key, open_key
from eval.judge import CHECKED, Checked, Judge, Replayed, digest
from toolsearch.errors import RunError
from toolsearch.llm.base import LLM
from toolsearch.llm.resolve import Serving, open_model
from toolsearch.runs import Run

MODEL_VOTES = 3
"""Votes of a model where none are asked for: odd, so that two that differ are decided by a third."""
FORMS = "checked, heuristic, recorded:NAME, replay:FILE, or a model such as openai:NAME@http://host:port/v1"


@dataclass(frozen=True, slots=True)
class Judges:
    """Makes the judge of each run; those of one model share it."""

    of: Callable[[Run], Judge]
    model: LLM | None = None
    rules: bool = False
    """Whether they are rules of ours, which stand in for a model."""
    votes: int | None = None
    """How often each answer is judged where nobody says so; None where whatever is recorded counts."""

    async def aclose(self) -> None:
        """Close the model, if there is one."""
        if self.model is not None:
            await self.model.aclose()


def open_judges(
    spec: str | None,
    *,
    key_dir: Path | None = None,
    temperature: float | None = None,
    seed: int = 0,
    serving: Serving | None = None,
) -> Judges:
    """Make what makes judges; nothing is asked before the first question.

    Args:
        spec: as the user types it; None takes what is at hand for each run.
        key_dir: where keys may be beside RUN/../hubbench/key.
        temperature: of a model; None takes ToolEval's.
        seed: of a model.
        serving: limits and prices of a model.

    Raises:
        ConfigError: no judge is called so.
        RecordError: a file of verdicts to repeat is not what it must be.
    """
    if spec is None:
        return Judges(lambda run: at_hand(run, key_dir))
    kind, _, rest = spec.partition(":")
    if spec == CHECKED:
        return Judges(lambda run: Checked(open_key(run, key_dir)))
    if spec == "heuristic":
        from eval.heuristic_judge import Heuristic

        return Judges(lambda run: Heuristic(), rules=True, votes=1)
    if kind == "recorded":
        return Judges(lambda run: _recorded(run, rest))
    if kind == "replay":
        return _replayed(Path(rest))
    return _model(spec, temperature, seed, serving)


def at_hand(run: Run, key_dir: Path | None = None) -> Judge:
    """Return the checked judge where there is a key, else one that repeats what is recorded.

    Raises:
        RunError: neither is there, or several judges are recorded.
    """
    if (keys := find_key(run, key_dir)) is not None:
        return Checked(keys)
    recorded = recorded_judges(run)
    if CHECKED in recorded:
        recorded = [CHECKED]
    if len(recorded) > 1:
        raise RunError(
            f"{str(run.folder)!r} has verdicts of {', '.join(recorded)}: name one with --judge recorded:NAME"
        )
    if not recorded:
        raise unjudged(run)
    (name,) = recorded
    return _recorded(run, name)


def _recorded(run: Run, name: str) -> Judge:
    path = verdicts_path(run, name)
    if not path.is_file():
        there = ", ".join(recorded_judges(run)) or "none"
        raise RunError(f"{str(run.folder)!r} has no verdicts of {name!r}; recorded are {there}")
    return Replayed(read_verdicts(path), name, own=True)


def _replayed(path: Path) -> Judges:
    if not path.is_file():
        raise ConfigError(f"--judge replay:{path}: there is no such file; it holds verdicts, one JSON object a line")
    verdicts = list(read_verdicts(path))
    mark = digest(*(verdict.model_dump(mode="json") for verdict in verdicts))[:6]  # another content, another judge
    judge = Replayed(verdicts, f"replay:{path.stem}-{mark}")
    return Judges(lambda run: judge, votes=Book.of(verdicts).votes("solved", "whole", "solvable") or 1)


def _model(spec: str, temperature: float | None, seed: int, serving: Serving | None) -> Judges:
    from eval.model_judge import TEMPERATURE, ModelJudge

    try:
        model = open_model(spec, serving=serving)
    except ConfigError as error:
        raise ConfigError(f"--judge is {FORMS}: {error}") from error
    judge = ModelJudge(model, TEMPERATURE if temperature is None else temperature, seed)
    return Judges(lambda run: judge, model, votes=MODEL_VOTES)
