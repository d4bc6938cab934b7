"""Teach the default retriever with queries whose answers are known: they stay beside its weights as examples.

Nothing is trained and no torch is needed: as long as the queries take to encode. What is written is a folder of
weights, `default:DIR`. Knows `Default`, queries as data, and files.
"""

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from apis.errors import ConfigError
from retriever import requests
from retriever.dataset import Material, Query
from retriever.default import Default, Weights, text_of
from retriever.evaluate import DEPTH, judge, measure
from retriever.examples import FOLDER, Examples
from retriever.scoring import best

EACH = 64
LOOKED_AT = 300
"""The most dev queries that are measured."""


CARD = """# Example queries

The vectors of {examples} queries of {data}, for {documents} of its APIs, by the encoder beside them; the texts of the
queries are not in it. The licence of {data} holds for them. `toolsearch retriever train --kind default` made them.
"""


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of it."""

    examples: int
    before: float | None
    """NDCG@5 on dev, where there is one."""
    after: float | None


def teach(base: Path, weights: Weights, material: Material, out: Path, *, each: int = EACH) -> Taught:
    """Write the weights of a folder with examples beside them.

    Args:
        base: the folder.
        weights: what it holds.
        material: what is learned from; queries of dev are no examples, and `hybrid:` weighs by them.
        out: must not be there, be empty, or hold weights, which are replaced.
        each: the most examples of one document.

    Raises:
        ConfigError: there is nothing to learn from, onnxruntime is missing, or `out` holds something else.
    """
    if out.is_dir() and any(out.iterdir()) and not (out / requests.FILE).is_file():
        raise ConfigError(f"{str(out)!r} is not empty and no retriever of ours: choose another --out")
    if weights.embedder is None:
        raise ConfigError("examples are compared by the shipped encoder, which needs onnxruntime: install it")
    by_id = {document.id: document for document in material.documents}
    texts = {id_: text_of(document) for id_, document in by_id.items()}
    examples = Examples.of(material.queries.train, texts, weights.embedder, each=each)
    if not examples:
        raise ConfigError(
            "there is nothing to learn from: no query of people or of a model is known (what templates write says "
            "nothing that the documents do not); give a data set, instructions that name their APIs, or --from-runs"
        )
    default, dev = Default.over(material.documents, weights), material.queries.dev
    dev = dev[:: max(1, math.ceil(len(dev) / LOOKED_AT))]
    told = default.told(examples, by_id.__getitem__)
    taught = Taught(len(examples.vectors), _score(default, dev), _score(told, dev))
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(base, part, ignore=shutil.ignore_patterns(FOLDER))
    examples.save(part)
    card = CARD.format(examples=len(examples.vectors), data=material.name, documents=len(examples.ids))
    (part / FOLDER / "README.md").write_text(card, "utf-8")
    shutil.rmtree(out, ignore_errors=True)
    part.replace(out)
    return taught


def _score(default: Default, queries: Sequence[Query]) -> float | None:
    if not queries:
        return None
    found = [[default.ids[place] for place in best(default.scores(query.text), DEPTH)] for query in queries]
    relevant = [query.relevant for query in queries]
    return float(measure("ndcg@5", judge(found, relevant), np.asarray([len(right) for right in relevant])).mean())
