"""What the shipped encoder is trained on: catalogs whose licences allow it, their queries, and batches of both.

Reads BEIR folders and the Berkeley Function Calling Leaderboard's files; OpenAPI documents come in as `Document`s. A
batch holds queries of one catalog, all their right documents and some that only look right. Knows no encoder.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from apis.errors import SourceError
from retriever.base import Document
from retriever.dataset import Query, read_dataset
from retriever.documents import unreadable
from retriever.lexical import Lexical
from retriever.published import fields_of
from retriever.requests import RequestWords
from retriever.templates import request_for
from retriever.words import split_name

LICENCES = {"seal-tools": "Apache-2.0", "toole": "MIT"}
"""Published data sets that may be trained on, and why. ToolLens states no licence: never."""
BFCL = ("simple_python", "multiple", "parallel", "parallel_multiple", "live_simple")
LOOKALIKES = slice(2, 12)
"""Ranks from which documents that only look right are drawn; the first are too often right and not marked so."""
JOINS = (" Also, ", " Then, ", " And ", " ")


@dataclass(frozen=True)
class Catalogue:
    """One source of training data."""

    name: str
    licence: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...] = ()
    """Written by people or models; where there are none, templates write them."""

    @cached_property
    def by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    @cached_property
    def lexical(self) -> Lexical:
        return Lexical.over(self.documents, RequestWords({}))

    def among(self, documents: Sequence[Document]) -> "Catalogue":
        """Return the catalogue of some of its documents, with the queries that they answer wholly."""
        ids = {document.id for document in documents}
        return replace(
            self, documents=tuple(documents), queries=tuple(each for each in self.queries if each.relevant <= ids)
        )

    def drawn(self, random: Random, *, templates: float) -> Query:
        """Draw a query: written for this catalogue, or by a template with that chance."""
        if self.queries and random.random() >= templates:
            return random.choice(self.queries)
        while True:
            document = random.choice(self.documents)
            if text := request_for(document, random):
                return Query(document.id, text, frozenset([document.id]), "templates")


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries of one catalogue and the documents they are compared with."""

    queries: tuple[str, ...]
    documents: tuple[Document, ...]
    right: NDArray[np.bool_]
    """[queries, documents]"""


def batches(
    catalogues: Sequence[Catalogue], random: Random, *, size: int, joined: float, lookalikes: float, templates: float
) -> Iterator[Batch]:
    """Yield batches for ever; each catalogue as often as the others.

    Args:
        catalogues: at least one.
        random: draws everything.
        size: queries in a batch.
        joined: the share of queries that are two in one, as requests for several APIs are.
        lookalikes: the share of queries that bring a document which only looks right.
        templates: the share of queries that templates write where a catalogue has its own.
    """
    while True:
        catalogue = random.choice(catalogues)
        asked = [catalogue.drawn(random, templates=templates) for _ in range(size)]
        queries = [_joined(query, asked, random) if random.random() < joined else query for query in asked]
        ids = dict.fromkeys(id_ for query in queries for id_ in sorted(query.relevant))
        for query in queries:
            if random.random() < lookalikes:
                found = [hit.id for hit in catalogue.lexical.search(query.text, LOOKALIKES.stop)]
                wrong = [id_ for id_ in found if id_ not in query.relevant][LOOKALIKES]
                ids.update(dict.fromkeys(random.sample(wrong, min(1, len(wrong)))))
        yield Batch(
            tuple(query.text for query in queries),
            tuple(catalogue.by_id[id_] for id_ in ids),
            np.asarray([[id_ in query.relevant for id_ in ids] for query in queries], dtype=np.bool_),
        )


def _joined(query: Query, others: Sequence[Query], random: Random) -> Query:
    other = random.choice(others)
    text = query.text.rstrip() + random.choice(JOINS) + other.text
    return Query(query.id, text, query.relevant | other.relevant, query.group)


def published(folder: Path, name: str) -> Catalogue:
    """Read a published data set in BEIR's layout: every document, and the queries of every split.

    Raises:
        SourceError: it cannot be read.
    """
    data = read_dataset(folder)
    queries = tuple(query for split in sorted(data.splits) for query in data.splits[split])
    return Catalogue(name, LICENCES[name], data.documents, queries)


def read_bfcl(folder: Path) -> Catalogue:
    """Read the functions and questions of the Berkeley Function Calling Leaderboard, version 4, as one catalogue.

    Raises:
        SourceError: a file is missing, or a line is not what it must be.
    """
    documents: dict[str, Document] = {}
    queries: list[Query] = []
    for part in BFCL:
        answers = {str(row["id"]): row for row in _rows(folder / "possible_answer" / f"BFCL_v4_{part}.json")}
        path = folder / f"BFCL_v4_{part}.json"
        for number, row in enumerate(_rows(path), 1):
            try:
                functions = {_function(function): function["name"] for function in row["function"]}
                wanted = {name for call in answers[row["id"]]["ground_truth"] for name in call}
                text = " ".join(turn["content"] for turn in row["question"][0] if turn["role"] == "user")
            except (KeyError, TypeError, IndexError, AttributeError) as error:
                raise unreadable(path, number, "a question of BFCL with its functions") from error
            documents.update({document.id: document for document in functions})
            relevant = frozenset(document.id for document, name in functions.items() if name in wanted)
            if relevant and text:
                queries.append(Query(str(row["id"]), text, relevant, part))
    return Catalogue("bfcl", "Apache-2.0", tuple(documents.values()), tuple(queries))


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]  # as the file has it
    try:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, filter(str.strip, file))
    except OSError as error:
        raise SourceError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SourceError(f"{str(path)!r} cannot be read: {error}") from error


def _function(function: dict) -> Document:  # type: ignore[type-arg]  # as the file has it
    fields = fields_of(json.dumps(function))
    return Document(
        id=json.dumps([function["name"], function["description"]], ensure_ascii=False),
        name=split_name(function["name"]),
        tool="",
        category="",
        description=fields["description"],
        parameters=fields["parameters"],
        returns="",
    )
