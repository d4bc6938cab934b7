"""Teach the default retriever with queries whose answers are known: they stay beside its weights as examples.

Nothing is trained and no torch is needed: as long as the queries take to encode. What is written is a folder of
weights, `default:DIR`. Knows `Default`, queries as data, and files.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from retriever import requests
from retriever.dataset import Material, Query
from retriever.default import Default, Weights, text_of
from retriever.evaluate import DEPTH, mean
from retriever.examples import EACH, FOLDER, Examples
from retriever.scoring import Scorer, best

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
    before = after = None
    if dev := material.queries.looked_at:
        default = Default.over(material.documents, weights)
        before, after = score(default, dev), score(default.told(examples, by_id.__getitem__), dev)
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(base, part, ignore=shutil.ignore_patterns(FOLDER))
    examples.save(part)
    card = CARD.format(examples=len(examples.vectors), data=material.name, documents=len(examples.ids))
    (part / FOLDER / "README.md").write_text(card, "utf-8")
    shutil.rmtree(out, ignore_errors=True)
    part.replace(out)
    return Taught(len(examples.vectors), before, after)


def score(scorer: Scorer, queries: Sequence[Query]) -> float:
    """Return the mean NDCG@5 of a retriever over queries."""
    found = [[scorer.ids[place] for place in best(scorer.scores(query.text), DEPTH)] for query in queries]
    return mean("ndcg@5", found, [query.relevant for query in queries])
