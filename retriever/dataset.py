"""A corpus with queries and what is relevant to them, as published: BEIR folders and ToolBench's tsv files.

    BEIR        corpus.jsonl   queries.jsonl    qrels/SPLIT.tsv (query-id, corpus-id, score; with a header)
    ToolBench   corpus.tsv     SPLIT.query.txt  qrels.SPLIT.tsv (query, 0, document, 1; no header)

Knows files and nothing of scores. Relevance is binary: a score above zero is relevant, twice said is once said; a query
without any relevant document is in no split.
"""

import csv
import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from apis.errors import ConfigError, SourceError
from apis.model import Json
from retriever.base import Document
from retriever.documents import read_corpus, unreadable

TRAIN = "train"
By = Literal["query", "document"]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody wants, and the ids of the documents that are right for it."""

    id: str
    text: str
    relevant: frozenset[str]
    group: str
    """What its scores are reported under: the file's own group, else how many documents are relevant."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus and its queries by split."""

    name: str
    documents: tuple[Document, ...]
    splits: Mapping[str, tuple[Query, ...]]

    def queries(self, split: str) -> tuple[Query, ...]:
        """Return the queries of a split.

        Raises:
            ConfigError: there is no such split; names those there are.
        """
        if split not in self.splits:
            raise ConfigError(f"{self.name!r} has no split {split!r}: it has {', '.join(sorted(self.splits))}")
        return self.splits[split]

    @property
    def train(self) -> tuple[Query, ...]:
        """The training queries; empty where there are none."""
        return self.splits.get(TRAIN, ())


LOOKED_AT = 300
"""The most dev queries that are measured while something is trained."""


@dataclass(frozen=True, slots=True)
class Carved:
    """Training queries in two parts."""

    train: tuple[Query, ...]
    dev: tuple[Query, ...]

    @property
    def looked_at(self) -> tuple[Query, ...]:
        """The dev queries that are measured, evenly drawn: `LOOKED_AT` at most."""
        return self.dev[:: max(1, math.ceil(len(self.dev) / LOOKED_AT))]


@dataclass(frozen=True, slots=True)
class Material:
    """What is trained on."""

    name: str
    """By which the user knows it."""
    documents: tuple[Document, ...]
    """The whole corpus, documents without training queries included: dev is measured over all of it."""
    queries: Carved

    @property
    def identity(self) -> str:
        """Changes when any of it does."""
        digest = hashlib.sha256()
        for document in self.documents:
            digest.update(f"{document.id}\0{document.text}\0".encode())
        for part in (self.queries.train, self.queries.dev):
            for query in part:
                digest.update(f"{query.text}\0{sorted(query.relevant)}\0".encode())
        return digest.hexdigest()


def carve(queries: Iterable[Query], *, share: float = 0.05, by: By = "query") -> Carved:
    """Carve a dev split from training queries; the same queries always give the same one.

    Args:
        queries: of a training split.
        share: of the queries, or of the documents, that goes to dev, about.
        by: `query` for a dev split of queries like those trained on; `document` for one whose documents have no
            training query at all: every query of a held-out document is in dev, none in train.
    """
    queries = tuple(queries)
    if by == "query":
        held = {query.id for query in queries if _draw(query.id) < share}
    else:
        documents = {id_ for id_ in {id_ for query in queries for id_ in query.relevant} if _draw(id_) < share}
        held = {query.id for query in queries if query.relevant & documents}
    return Carved(
        train=tuple(query for query in queries if query.id not in held),
        dev=tuple(query for query in queries if query.id in held),
    )


def _draw(id_: str) -> float:
    """Return a number in 0..1 that follows from the id."""
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:6]) / 2**48


def read_dataset(folder: str | Path) -> Dataset:
    """Read a corpus with its queries and splits.

    Raises:
        ConfigError: there is no such folder, or it is of neither layout.
        SourceError: a file cannot be read as what it must be, the corpus is empty or has an id twice, or a split names
            a query or a document that is not there; names file and line.
    """
    folder = Path(folder)
    if (folder / "corpus.jsonl").is_file():
        documents = tuple(read_corpus(folder / "corpus.jsonl"))
        splits = _beir(folder, {document.id for document in documents})
    elif (folder / "corpus.tsv").is_file():
        documents = tuple(read_corpus(folder / "corpus.tsv"))
        splits = _toolbench(folder, {document.id for document in documents})
    else:
        found = "there is no such folder" if not folder.is_dir() else "it has neither corpus.jsonl nor corpus.tsv"
        raise ConfigError(f"{str(folder)!r} is no data set: {found}")
    if not any(splits.values()):
        raise SourceError(f"{folder}: no split has any query with a relevant document")
    return Dataset(folder.resolve().name, documents, splits)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query before its split is known."""

    text: str
    group: str | None = None


def _beir(folder: Path, documents: set[str]) -> dict[str, tuple[Query, ...]]:
    asked = dict(_queries(folder / "queries.jsonl"))
    files = sorted((folder / "qrels").glob("*.tsv"))
    if not files:
        raise SourceError(f"{folder / 'qrels'} holds no split: SPLIT.tsv with query-id, corpus-id, score")
    return {file.stem: _split(file, asked, documents) for file in files}


def _toolbench(folder: Path, documents: set[str]) -> dict[str, tuple[Query, ...]]:
    files = sorted(folder.glob("qrels.*.tsv"))
    if not files:
        raise SourceError(f"{folder} holds no split: qrels.SPLIT.tsv beside corpus.tsv")
    names = {file: file.name.removeprefix("qrels.").removesuffix(".tsv") for file in files}
    return {name: _split(file, dict(_rows(folder / f"{name}.query.txt")), documents) for file, name in names.items()}


def _queries(path: Path) -> Iterator[tuple[str, _Asked]]:
    for number, line in enumerate(_lines(path), 1):
        if line.strip():
            try:
                record: dict[str, Json] = json.loads(line)
                group = (record.get("metadata") or {}).get("group") or record.get("group")
                yield str(record["_id"]), _Asked(str(record["text"]), str(group) if group else None)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise unreadable(path, number, 'a JSON object with "_id" and "text"') from error


def _rows(path: Path) -> Iterator[tuple[str, _Asked]]:
    for number, row in enumerate(csv.reader(_lines(path), delimiter="\t"), 1):
        if row:
            if len(row) < 2:
                raise unreadable(path, number, "a query's id, a tab, and its text")
            yield row[0], _Asked(row[1])


def _split(path: Path, asked: dict[str, _Asked], documents: set[str]) -> tuple[Query, ...]:
    relevant: dict[str, set[str]] = {}
    for number, line in enumerate(_lines(path), 1):
        cells = line.rstrip("\r\n").split("\t")
        if not line.strip() or (number == 1 and cells[-1] == "score"):
            continue
        query, document, score = _judgement(cells, path, number)
        if query not in asked:
            raise SourceError(f"{path}:{number} names the query {query!r}, which the queries do not have")
        if document not in documents:
            raise SourceError(f"{path}:{number} names the document {document!r}, which the corpus does not have")
        if score > 0:
            relevant.setdefault(query, set()).add(document)
    return tuple(_query(id_, asked[id_], frozenset(right)) for id_, right in relevant.items())


def _judgement(cells: list[str], path: Path, number: int) -> tuple[str, str, float]:
    """Read query, document and score from BEIR's three columns or TREC's four."""
    try:
        query, document, score = cells if len(cells) == 3 else (cells[0], *cells[2:])
        return query, document, float(score)
    except (ValueError, IndexError) as error:
        raise unreadable(path, number, "query, document and score, between tabs") from error


def _query(id_: str, asked: _Asked, relevant: frozenset[str]) -> Query:
    count = len(relevant)
    return Query(id_, asked.text, relevant, asked.group or f"{count} relevant")


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from file
    except OSError as error:
        raise SourceError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{str(path)!r} cannot be read: it is not UTF-8 text") from error
