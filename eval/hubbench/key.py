"""The files of a HubBench: the instructions that anyone may read, and the key that only the checker opens.

    DIR/instructions.jsonl   what is asked and offered; holds no answer and no cause
    DIR/key/SHA256.jsonl     the facts, named by the sha256 of the former file's bytes

A run keeps a byte copy of its instructions and their hash: the hash finds the key, however the run is named.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from apis.model import Value
from eval.hubbench.difficulty import Level
from eval.hubbench.facts import Fact
from eval.hubbench.question import Cause
from eval.hubbench.unsolvable import Why
from toolsearch.errors import RunError
from toolsearch.journal import read
from toolsearch.records import Instruction
from toolsearch.runs import Run


class Key(Value):
    """What is known of one instruction and not told to who solves it."""

    schema_version: Literal[1] = 1
    instruction_id: str
    instruction_hash: str
    """`hash_of` the instruction: ids alone could be those of another bench."""
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
    level: Level | None = None
    """How difficult it is; None for one that cannot be solved, and in keys made before there were levels."""
    steps: int | None = None
    """The longest row of calls that one of its questions needs: above one, what a call brings goes into the next."""
    unsolvable: Why | None = None
    """Why it cannot be solved with what is offered; `facts` and `needs` then say what would be right if it could."""
    same_as: str | None = None
    """Id of the instruction that asks the same in other words."""

    @property
    def solvable(self) -> bool:
        return self.unsolvable is None

    @property
    def tools(self) -> frozenset[str]:
        """Slugs of the tools it needs."""
        return frozenset(need.partition("/")[0] for need in self.needs)


def find_key(run: Run, key_dir: Path | None = None) -> dict[str, Key] | None:
    """Read the key of a run's instructions, by instruction id; None where there is none.

    Looks in RUN/../hubbench/key, then in `key_dir`, for the key named by the hash of the run's instructions, then for
    one that knows each of them: a run may be over a part of a bench.

    Raises:
        RunError: the key named by the hash lacks one of the instructions.
        RecordError: a line of a key is none; names file and line.
    """
    folders = [folder for folder in (_beside(run), key_dir) if folder and folder.is_dir()]
    instructions = list(run.instructions())
    for folder in folders:
        if (path := folder / f"{run.about.instructions}.jsonl").is_file():
            return _whole(path, instructions)
    for path in (path for folder in folders for path in sorted(folder.glob("*.jsonl"))):
        keys = _read(path)
        if _lacking(keys, instructions) is None:
            return keys
    return None


def open_key(run: Run, key_dir: Path | None = None) -> dict[str, Key]:
    """Read the key of a run as `find_key` does; where there is none, a `RunError` says where it was looked for."""
    keys = find_key(run, key_dir)
    if keys is None:
        raise RunError(_no_key(run, key_dir))
    return keys


def key_beside(instructions: Path) -> dict[str, Key]:
    """Read the key that was made together with a file of instructions, by instruction id.

    Raises:
        RunError: one of the two is not there.
    """
    digest = hashlib.sha256(instructions.read_bytes()).hexdigest() if instructions.is_file() else ""
    key = instructions.parent / "key" / f"{digest}.jsonl"
    if not key.is_file():
        raise RunError(f"{str(instructions)!r} has no key beside it: make both with `eval hubbench --make DIR`")
    return _read(key)


def hash_of(instruction: Instruction) -> str:
    """Return the sha256 of an instruction as a line of JSON, hexadecimal."""
    return hashlib.sha256(instruction.model_dump_json().encode()).hexdigest()


def _beside(run: Run) -> Path:
    return run.folder.absolute().parent / "hubbench" / "key"


def _read(path: Path) -> dict[str, Key]:
    return {key.instruction_id: key for key in read(path, Key, torn=False)}


def _whole(path: Path, instructions: Sequence[Instruction]) -> dict[str, Key]:
    keys = _read(path)
    if (lacking := _lacking(keys, instructions)) is not None:
        raise RunError(f"the key {str(path)!r} lacks instruction {lacking!r}: make the bench again")
    return keys


def _lacking(keys: Mapping[str, Key], instructions: Sequence[Instruction]) -> str | None:
    """Return the id of the first instruction that a key does not know, word by word."""
    for instruction in instructions:
        key = keys.get(instruction.id)
        if key is None or key.instruction_hash != hash_of(instruction):
            return instruction.id
    return None


def _no_key(run: Run, key_dir: Path | None) -> str:
    beside = run.folder.parent / "hubbench" / "key"
    places = f"neither in {str(beside)!r} nor in {str(key_dir)!r}" if key_dir else f"not in {str(beside)!r}"
    return (
        f"no key for the instructions of {str(run.folder)!r}: {places}; "
        "name the folder that `eval hubbench --make` wrote it to with --key DIR"
    )
