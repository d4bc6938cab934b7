"""What a retriever is trained on: a published data set, or a catalog with queries from wherever there are any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apis.errors import ConfigError
from toolsearch.cli import build

if TYPE_CHECKING:
    from retriever.base import Document
    from retriever.dataset import Query
    from toolsearch.records import Instruction

TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Material:
    """Documents, and queries whose answers are known."""

    name: str
    documents: "tuple[Document, ...]"
    queries: "Sequence[Query]"


def material(given: Path | None, catalog: Path | None, runs: Sequence[Path], seed: int) -> Material:
    """Read what to train on.

    Args:
        given: a data set; or, with a catalog, a file of instructions that name the Apis they need.
        catalog: train for its Apis; without instructions and runs, on queries from templates.
        runs: runs on the catalog, or folders of them; their successful calls tell what an instruction needs.
        seed: of the templates.

    Raises:
        ConfigError: what was given does not go together, names Apis that are not there, or holds no query.
    """
    if catalog is None:
        if given is None or runs or given.is_file():
            raise ConfigError(
                "retriever train takes a DATASET, or --catalog FILE with or without a file of instructions"
            )
        return _published(given)
    if given is not None and given.is_dir():
        raise ConfigError(f"retriever train takes the data set {str(given)!r} or --catalog, one of the two")
    return _own(catalog, given, runs, seed)


def _published(folder: Path) -> Material:
    from retriever.dataset import read_dataset

    data = read_dataset(folder)
    if not data.train:
        raise ConfigError(f"{str(folder)!r} has no split 'train': it has {', '.join(sorted(data.splits))}")
    return Material(data.name, data.documents, data.train)


def _own(path: Path, instructions: Path | None, runs: Sequence[Path], seed: int) -> Material:
    from retriever.documents import document_of
    from retriever.synthetic import write_queries

    with build.catalog(path) as catalog:
        documents = tuple(map(document_of, catalog))
    if instructions is None and not runs:
        return Material(path.name, documents, write_queries(documents, seed=seed))
    known = {document.id for document in documents}
    found = [*(_written(instructions) if instructions else ()), *_annotated(runs)]
    queries = list(_queries(found, known))
    if not queries:
        raise ConfigError(
            "there is nothing to train on: no instruction says which APIs it needs (`relevant`, or `apis`)"
        )
    return Material(path.name, documents, queries)


@dataclass(frozen=True, slots=True)
class _Found:
    """An instruction, and where it stands."""

    place: Path
    instruction: "Instruction"


def _written(path: Path) -> "Iterator[_Found]":
    """Yield the instructions of a file; those that a split keeps from training are left out."""
    from toolsearch.toolbench.queries import read_instructions

    build.check_instructions(path)
    for each in read_instructions(path):
        if each.split in (None, TRAIN):
            yield _Found(path, each)


def _annotated(paths: Sequence[Path]) -> "Iterator[_Found]":
    """Yield what runs found out about their instructions."""
    from toolsearch.runs import Run
    from toolsearch.training.paths import Paths, runs_in

    for path in paths:
        folders = runs_in(path)
        if not folders:
            raise ConfigError(f"--from-runs {str(path)!r} is no run: name a folder that `toolsearch annotate` wrote")
        for folder in folders:
            for each in Paths(Run.open(folder)).needs():
                yield _Found(folder, each)


def _queries(found: Iterable[_Found], known: set[str]) -> "Iterator[Query]":
    """Make a query of each text: what several say that it needs counts together."""
    from retriever.dataset import Query

    needs: dict[str, set[str]] = {}
    first: dict[str, Instruction] = {}
    for each in found:
        relevant = set(each.instruction.relevant or each.instruction.apis or ())
        if strangers := sorted(relevant - known):
            name = f"{each.instruction.id!r} names {strangers[0]!r}"
            raise ConfigError(f"{each.place}: {name}, which the catalog does not have")
        if relevant:
            needs.setdefault(each.instruction.text, set()).update(relevant)
            first.setdefault(each.instruction.text, each.instruction)
    for text, one in first.items():
        yield Query(one.id, text, frozenset(needs[text]), one.group or "")
