"""The files of a HubBench: the instructions that anyone may read, and the key that only the checker opens.

    DIR/instructions.jsonl   what is asked and offered; holds no answer and no cause
    DIR/key/SHA256.jsonl     the facts, named by the sha256 of the former file's bytes

A run keeps a byte copy of its instructions and their hash: the hash finds the key, however the run is named.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from apis.model import Value
from eval.hubbench.facts import Fact
from eval.hubbench.question import Cause
from toolsearch.errors import RunError
from toolsearch.journal import read
from toolsearch.runs import Run


class Key(Value):
    """What is known of one instruction and not told to who solves it."""

    schema_version: Literal[1] = 1
    instruction_id: str
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    """What a right answer states; all of them."""
    needs: tuple[str, ...]
    """Ids of the Apis whose calls answer it, in order; one id for each call."""
    cause: Cause | None = None
    """The planted cause of failure."""
    late: bool = False
    """Whether the cause shows a turn or more after the choice that brought it."""
    trap: str | None = None
    """Id of the Api that was offered to plant the cause."""
    makers: tuple[str, ...] = ()
    """The question makers it comes from."""

    @property
    def tools(self) -> frozenset[str]:
        """Slugs of the tools it needs."""
        return frozenset(need.partition("/")[0] for need in self.needs)


def find_key(run: Run, key_dir: Path | None = None) -> Path | None:
    """Find the key of a run's instructions: in RUN/../hubbench/key, else in `key_dir`; None where there is none."""
    beside = run.folder.absolute().parent / "hubbench" / "key"
    name = f"{run.about.instructions}.jsonl"
    found = (folder / name for folder in (beside, key_dir) if folder)
    return next((path for path in found if path.is_file()), None)


def open_key(run: Run, key_dir: Path | None = None) -> dict[str, Key]:
    """Read the key of a run, by instruction id.

    Raises:
        RunError: there is none, or it lacks one of the run's instructions.
        RecordError: a line of it is no key; names file and line.
    """
    path = find_key(run, key_dir)
    if path is None:
        raise RunError(_no_key(run, key_dir))
    keys = {key.instruction_id: key for key in read(path, Key, torn=False)}
    for instruction in run.instructions():
        if instruction.id not in keys:
            raise RunError(f"the key {str(path)!r} lacks instruction {instruction.id!r}: make the bench again")
    return keys


def _no_key(run: Run, key_dir: Path | None) -> str:
    name, beside = f"{run.about.instructions}.jsonl", run.folder.parent / "hubbench" / "key"
    places = f"{str(beside)!r} nor in {str(key_dir)!r}" if key_dir else f"{str(beside)!r}"
    lead = "neither in" if key_dir else "not in"
    return (
        f"no key for the instructions of {str(run.folder)!r}: {name} is {lead} {places}; "
        "name the folder that `eval hubbench --make` wrote it to with --key DIR"
    )
