"""Answers of ToolBench, StableToolBench and ToolEval as a run, ready to be judged like any other.

Knows where they come from and nothing of judging. The instructions that nobody answered are part of a run too: they are
in no answer file, so that the files of queries have to be named for them to stay in the denominator.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.book import place_of, read_verdicts, verdicts_path
from eval.converted import group_of, is_converted, read_converted
from eval.published import read_published
from toolsearch.disk import replace
from toolsearch.errors import RecordError, RunError
from toolsearch.journal import Journal
from toolsearch.records import Instruction
from toolsearch.runs import Run, RunConfig
from toolsearch.toolbench.reading import Imported, read_answers

NO_CATALOG = hashlib.sha256(b"").hexdigest()
"""In place of a catalog's hash: nobody knows what the answers were made with."""
_SPLIT = re.compile(r"_(instruction|tool|category)(?=$|[_/])")


class Query(BaseModel):
    """One entry of a file of queries; what else it says is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    query: str | list[str]
    query_id: int | str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What an import came to."""

    run: Path
    instructions: int
    answers: int
    left_out: int
    """Answers to queries that the files of queries do not have."""
    methods: tuple[str, ...]


def import_toolbench(source: Path, out: Path, *, queries: Sequence[Path] = (), model: str | None = None) -> Import:
    """Make a run of answers.

    Args:
        source: a folder of answer files, or of folders of them; a converted file, or a folder of those.
        out: the run's folder, new.
        queries: ToolBench's files of queries: exactly these are the run's instructions, answered or not.
        model: whose answers they are, where the files' names do not say so.

    Raises:
        RecordError: a file is not what it must be; names it.
        RunError: nothing is there, two answers are to one query, or the answers are of several methods.
        ConfigError: `out` holds something else.
    """
    imported = {}
    for one in _read(source):
        if one.instruction.id in imported:
            raise RunError(f"{str(source)!r} has two answers to {one.instruction.id!r}: import one method at a time")
        imported[one.instruction.id] = one
    methods = Counter(one.record.method for one in imported.values())
    if len(methods) > 1:
        raise RunError(f"{str(source)!r} has answers of {', '.join(sorted(methods))}: import one method at a time")
    asked = _asked(list(imported.values()), queries)
    answers = [imported[instruction.id].record for instruction in asked if instruction.id in imported]
    config = RunConfig(method=next(iter(methods)), model=model or _model(imported.values()), catalog=NO_CATALOG)
    with TemporaryDirectory() as folder:
        lines = Path(folder) / "instructions.jsonl"
        lines.write_text("".join(f"{instruction.model_dump_json()}\n" for instruction in asked), "utf-8")
        with Run.create_or_resume(out, config, lines) as run, Journal(run.paths_file) as journal:
            known = {attempt.instruction_id for attempt in run.attempts()}
            for record in answers:
                if record.instruction_id not in known:
                    journal.append(record)
    _forget_sessions(out)
    return Import(out, len(asked), len(answers), len(imported) - len(answers), tuple(methods))


def import_verdicts(source: Path, out: Path, judge: str) -> tuple[Path, int]:
    """Put a result file of ToolEval or StableToolBench into the run that it judges; return where, and how many.

    Several files, one for each test set, may be put into one run; a verdict that comes again replaces the earlier one.

    Raises:
        RecordError: the file is not what it must be, or no query of it is in the run.
        RunError: `out` is no run, or the disk refuses.
    """
    run = Run.open(out)
    verdicts = list(read_published(source, {instruction.id for instruction in run.instructions()}, judge))
    if not verdicts:
        raise RecordError(f"{source} judges no instruction of {str(out)!r}: their query ids differ")
    path = verdicts_path(run, judge)
    known = {place_of(verdict): verdict for verdict in (*read_verdicts(path), *verdicts)}
    replace(path, b"".join(verdict.model_dump_json().encode() + b"\n" for verdict in known.values()))
    return path, len(verdicts)


def _forget_sessions(out: Path) -> None:
    """Leave no time in a run that was not made here: its seconds would be taken for those of the method."""
    about = Run.open(out).about.model_copy(update={"sessions": ()})
    replace(out / "run.json", about.model_dump_json(indent=2).encode() + b"\n")


def _read(source: Path) -> Iterable[Imported]:
    """Read whichever kind of answers is there."""
    if source.is_file():
        return read_converted(source)
    files = sorted(source.glob("*.json"))
    if files and is_converted(files[0]):
        return [one for file in files for one in read_converted(file, prefix=file.stem)]
    return read_answers(source)


def _model(imported: Iterable[Imported]) -> str:
    models = {one.record.model for one in imported}
    return models.pop() if len(models) == 1 else "several"


def _asked(imported: Sequence[Imported], queries: Sequence[Path]) -> list[Instruction]:
    """Return the instructions: those of the files of queries, else those that have an answer."""
    answered = {one.instruction.id: _with_split(one.instruction) for one in imported}
    if not queries:
        return [answered[id_] for id_ in sorted(answered, key=_natural)]
    named = [instruction for path in queries for instruction in _queries(path, sorted(answered))]
    return [answered.get(instruction.id, instruction) for instruction in named]


def _queries(path: Path, known: Sequence[str]) -> list[Instruction]:
    """Read a file of queries; ids get the name that the answers' set has, else the file's."""
    try:
        found = TypeAdapter(list[Query]).validate_python(json.loads(path.read_bytes()))
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise RecordError(f"{path} is no file of queries: a JSON list of objects with query and query_id") from error
    prefix = _prefix(path.stem, known)
    asked = []
    for number, query in enumerate(found):
        id_ = str(number if query.query_id is None else query.query_id)
        text = query.query if isinstance(query.query, str) else query.query[0]
        one = Instruction(id=f"{prefix}/{id_}" if prefix else id_, text=text, group=group_of(path.stem))
        asked.append(_with_split(one, path.stem))
    return asked


def _prefix(name: str, known: Sequence[str]) -> str:
    """Find what the answers' ids of a set begin with: the set's own name, or that of the same group and split."""
    prefixes = list(dict.fromkeys(id_.rpartition("/")[0] for id_ in known))
    if name in prefixes or prefixes == [""]:
        return name if name in prefixes else ""
    alike = [prefix for prefix in prefixes if _set(prefix) == _set(name)]
    return alike[0] if len(alike) == 1 else name


def _set(name: str) -> tuple[str | None, str | None]:
    split = _SPLIT.search(name)
    return group_of(name.rpartition("/")[2]), split[1] if split else None


def _with_split(instruction: Instruction, name: str | None = None) -> Instruction:
    split = _SPLIT.search(name or instruction.id.rpartition("/")[0])
    return instruction.model_copy(update={"split": split[1]}) if split else instruction


def _natural(id_: str) -> list[tuple[bool, int, str]]:
    """Sort numbers in an id as numbers."""
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", id_)]
