"""A run: a folder that holds one method and one model over a set of instructions, and everything that came of it.

    run.json            what the results depend on, and the sessions in which they were made
    instructions.jsonl  a byte copy of the input; of ToolBench's query files, what they say in lines
    paths.jsonl         one `PathRecord` for each instruction and attempt; the last attempt counts
    bodies/             untouched response bodies, by sha256
    verdicts/           one file for each judge
    lock                held by the process that writes; the kernel releases it however that process ends

Knows files and nothing of engines. Writing belongs to one process at a time; reading needs no lock.
"""

import fcntl
import hashlib
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from apis.errors import ConfigError
from apis.executors.base import hash_only
from apis.model import Value
from toolsearch.budget import Budget, Usage
from toolsearch.disk import refusals, replace
from toolsearch.errors import RunError
from toolsearch.journal import read
from toolsearch.records import Instruction, PathRecord, PathStatus
from toolsearch.toolbench.queries import as_lines

PARTS = ("toolsearch", "httpx", "openai", "bm25s")
"""The packages whose versions are kept: those that a result may depend on."""


class RunConfig(Value):
    """What the results of a run depend on, beside its instructions. A run is resumed with the same one only."""

    method: str
    model: str
    """The model's spec, without credentials."""
    temperature: float | None = None
    max_tokens: int | None = None
    """New tokens of one reply."""
    retriever: str | None = None
    """None where every instruction names its Apis."""
    k: int = 5
    """Apis offered to an open-domain instruction."""
    seed: int = 0
    budget: Budget = Budget()
    """Per instruction."""
    timeout: float = 20.0
    """Seconds one call of an Api may take."""
    allow_writes: bool = False
    healthy: bool = False
    """Whether only Apis were offered that had passed their last check."""
    compress: int | None = None
    """Tokens that an answer was shortened to."""
    responses: str = "live"
    """Where the answers to calls came from: live, record:DIR, replay:DIR, simulate or simulate:DIR."""
    catalog: str
    """sha256 of the catalog's content, hexadecimal."""


class Session(Value):
    """One stretch of work on a run, from its start to its end or its death."""

    started: datetime
    finished: datetime | None = None
    seconds: float = 0.0
    versions: dict[str, str]
    """Of the packages that did the work, and of Python."""


class RunFile(Value):
    """What `run.json` holds."""

    schema_version: Literal[1] = 1
    config: RunConfig
    instructions: str
    """sha256 of `instructions.jsonl`, hexadecimal."""
    sessions: tuple[Session, ...] = ()


class Attempt(Value, extra="ignore"):
    """A path record without its tree: all that resuming and counting need."""

    instruction_id: str
    attempt: int = 1
    status: PathStatus
    error: str | None = None
    usage: Usage = Usage()
    vain: Usage | None = None


@dataclass(slots=True)
class BodyStore:
    """Keeps bodies by their sha256, each once, in `folder/ab/abcd...`."""

    folder: Path
    _kept: set[str] = field(default_factory=set)

    def keep(self, body: bytes) -> str:
        """Keep a body and return its sha256, hexadecimal; a `Keep` for executors.

        The file appears whole or not at all. It is not waited for until it is on disk: after a power cut a body may
        be missing, after a killed process none is.

        Raises:
            RunError: the disk is full or failing.
        """
        name = hash_only(body)
        if name not in self._kept:
            path = self.path(name)
            if not _has_size(path, len(body)):
                replace(path, body, sync=False)
            self._kept.add(name)
        return name

    def path(self, name: str) -> Path:
        """Say where the body of a hash is kept, if it is."""
        return self.folder / name[:2] / name


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder, for reading; `create_or_resume` gives one for writing."""

    folder: Path
    about: RunFile

    @classmethod
    def open(cls, folder: Path) -> "Run":
        """Read what a folder says of itself.

        Raises:
            RunError: the folder is no run, or its run.json cannot be read.
        """
        return cls(folder, _about(folder))

    @classmethod
    @contextmanager
    def create_or_resume(cls, folder: Path, config: RunConfig, instructions: Path) -> Iterator["Run"]:
        """Hold a run for writing: made where there is none, resumed where the same one was begun.

        Args:
            folder: the run; its parents are made.
            config: what the results depend on.
            instructions: a JSONL file, copied byte by byte.

        Raises:
            ConfigError: it was begun with something else, or the folder holds something else.
            RunError: another process is at it, its run.json is damaged, or the disk refuses.
        """
        with refusals(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = _lock(folder)
        try:
            with _session(folder, _begin(folder, config, instructions)) as about:
                yield cls(folder, about)
        finally:
            os.close(lock)

    @property
    def config(self) -> RunConfig:
        return self.about.config

    @property
    def seconds(self) -> float:
        """Wall seconds of all finished sessions together; a killed one counts until its last record."""
        return sum(session.seconds for session in self.about.sessions)

    @property
    def paths_file(self) -> Path:
        return self.folder / "paths.jsonl"

    @property
    def bodies(self) -> BodyStore:
        return BodyStore(self.folder / "bodies")

    def verdicts_file(self, judge: str) -> Path:
        """Say where a judge's verdicts stand; its folder is there."""
        folder = self.folder / "verdicts"
        with refusals(folder):
            folder.mkdir(exist_ok=True)
        return folder / f"{judge}.jsonl"

    def instructions(self) -> Iterator[Instruction]:
        """Yield the instructions in their order."""
        return read(self.folder / "instructions.jsonl", Instruction, torn=False)

    def paths(self) -> Iterator[PathRecord]:
        """Yield every attempt in the order in which they ended, one record in memory at a time."""
        return read(self.paths_file, PathRecord) if self.paths_file.is_file() else iter(())

    def records(self) -> dict[str, PathRecord]:
        """Return the last attempt at each instruction, by instruction id."""
        return {record.instruction_id: record for record in self.paths()}

    def attempts(self) -> Iterator[Attempt]:
        """Yield what `paths` does without the trees: quick and small for long runs."""
        return read(self.paths_file, Attempt) if self.paths_file.is_file() else iter(())


def _about(folder: Path) -> RunFile:
    path = folder / "run.json"
    try:
        return RunFile.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise RunError(f"{str(folder)!r} is no run: it has no run.json; name what `annotate --out` made") from None
    except OSError as error:
        raise RunError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValidationError as error:
        reason = error.errors(include_url=False)[0]["msg"]
        raise RunError(f"{str(path)!r} is damaged ({reason}): restore it, or annotate into another --out") from error


def _begin(folder: Path, config: RunConfig, instructions: Path) -> RunFile:
    """Check an existing run against what is wanted, or lay out a new one."""
    with refusals(instructions, doing="read"):
        data = as_lines(instructions.read_bytes(), str(instructions))
    wanted = RunFile(config=config, instructions=hashlib.sha256(data).hexdigest())
    if (folder / "run.json").exists():
        about = _about(folder)
        if differences := list(_differences(about, wanted)):
            begun = "; ".join(differences)
            raise ConfigError(f"run {str(folder)!r} was begun with {begun}: repeat that, or choose another --out")
        return about
    if strangers := [path.name for path in folder.iterdir() if not _is_ours(path.name)]:
        raise ConfigError(f"{str(folder)!r} is no run and not empty, it has {min(strangers)!r}: choose another --out")
    replace(folder / "instructions.jsonl", data)
    replace(folder / "run.json", _json(wanted))
    return wanted


def _is_ours(name: str) -> bool:
    """Tell whether a file may stand in a folder whose run was killed before it had a run.json."""
    return name in ("lock", "instructions.jsonl") or name.endswith(".part")


def _differences(about: RunFile, wanted: RunFile) -> Iterator[str]:
    """Say in words what a run was begun with where that is not what is wanted."""
    if about.instructions != wanted.instructions:
        yield "other instructions"
    before, now = about.config.model_dump(), wanted.config.model_dump()
    for name in before:
        if name == "catalog" and before[name] != now[name]:
            yield "a catalog of other content"
        elif before[name] != now[name]:
            yield f"{name.replace('_', ' ')} {_said(before[name])}, not {_said(now[name])}"


def _said(value: Any) -> str:
    """Say a setting in a few words.

    >>> _said({"model_calls": 3, "tokens": None})
    'model_calls=3'
    """
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in value.items() if item is not None) or "none"
    return str(value)


@contextmanager
def _session(folder: Path, about: RunFile) -> Iterator[RunFile]:
    """Enter a session in run.json, and its end when it ends; close one whose process died."""
    before = tuple(_closed(session, folder / "paths.jsonl") for session in about.sessions)
    session = Session(started=datetime.now(UTC), versions=_versions())
    clock = time.monotonic()

    def write(last: Session) -> RunFile:
        now = about.model_copy(update={"sessions": (*before, last)})
        replace(folder / "run.json", _json(now))
        return now

    def end() -> None:
        update = {"finished": datetime.now(UTC), "seconds": round(time.monotonic() - clock, 3)}
        write(session.model_copy(update=update))

    running = write(session)
    try:
        yield running
    except BaseException:
        with suppress(RunError):  # the disk may be what failed: the first error is the one to tell
            end()
        raise
    end()


def _closed(session: Session, paths: Path) -> Session:
    """Let a session whose process died end with its last record."""
    if session.finished:
        return session
    last = datetime.fromtimestamp(paths.stat().st_mtime, UTC) if paths.exists() else session.started
    finished = max(last, session.started)
    seconds = round((finished - session.started).total_seconds(), 3)
    return session.model_copy(update={"finished": finished, "seconds": seconds})


def _versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: version(name) for name in PARTS}


def _lock(folder: Path) -> int:
    """Take the run for this process; whoever holds it already is named."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(lock, 32, 0).decode().strip()
        os.close(lock)
        if not isinstance(error, BlockingIOError):
            raise
        raise RunError(f"run {str(folder)!r} is being written by process {holder}: wait for it, or stop it") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _json(value: Value) -> bytes:
    return value.model_dump_json(indent=2).encode() + b"\n"


def _has_size(path: Path, size: int) -> bool:
    """Tell whether a file is there whole: a power cut can leave an empty one."""
    try:
        return path.stat().st_size == size
    except OSError:
        return False
