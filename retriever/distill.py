"""Makes the weights that ship: a small encoder, fine-tuned to requests and quantised, and the tables beside it.

The encoder learns from queries and their right documents: a softmax over the documents of a batch, in which every right
document is a positive and none of them a negative of another (`retriever.materials` draws the batches). Its word
embeddings stay as they are, so that words it is never trained on keep their meaning. Knows torch; needs no network.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from apis.errors import ConfigError
from retriever import balancing, card, embedder, export
from retriever.balance import Balance
from retriever.balancing import Asked
from retriever.card import Card
from retriever.confidence import Confidence, Signs, fitted
from retriever.default import Default, Weights, relative, standard, text_of
from retriever.materials import Batch, Catalogue, batches
from retriever.requests import RequestWords

TOKENS = 64
"""The most tokens of a text while training."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is fine-tuned."""

    steps: int = 40
    size: int = 24
    """Queries in a step."""
    rate: float = 3e-5
    """The highest learning rate; it rises over the first tenth of the steps and falls to 0."""
    scale: float = 20.0
    """What cosines are multiplied by."""
    joined: float = 0.25
    lookalikes: float = 0.7
    templates: float = 0.2
    """See `retriever.materials.batches`."""
    kept: float = 0.5
    """The share of the base in the weights at the end: what it knew of other topics stays (arXiv:2109.01903)."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """By what a set of weights was made, for its card."""

    date: str
    command: str
    base: Path
    """A folder that transformers can load: a BERT with mean pooling."""
    base_name: str
    without: tuple[str, ...]


def distill(
    catalogues: Sequence[Catalogue], made: Made, out: Path, recipe: Recipe, *, on_step: Callable[[int, float], None]
) -> Card:
    """Make weights in an empty or new folder and return their card.

    Args:
        catalogues: what may be learned from.
        made: told on the card.
        out: the folder; a spec `default:OUT` opens it.
        recipe: how.
        on_step: is told the steps done and the loss of the last.

    Raises:
        ConfigError: the base cannot be read, or `out` holds something already.
    """
    _prepare(out)
    model, tokenizer = _base(made.base)
    drawn = batches(
        catalogues,
        Random(recipe.seed),
        size=recipe.size,
        joined=recipe.joined,
        lookalikes=recipe.lookalikes,
        templates=recipe.templates,
    )
    pooled = export.Pooled(model)
    for step, loss in enumerate(_trained(pooled, tokenizer, islice(drawn, recipe.steps), recipe), 1):
        on_step(step, loss)
    export.export(pooled, out)
    shutil.copyfile(made.base / embedder.TOKENIZER, out / embedder.TOKENIZER)
    _request_words(catalogues, recipe).save(out)
    written = _card(catalogues, made, out, recipe)
    written.save(out)
    _balance(catalogues, Weights.load(out), Random(recipe.seed)).save(out)
    _confidence(catalogues, Weights.load(out), Random(recipe.seed)).save(out)
    return written


def _prepare(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        raise ConfigError(f"{str(out)!r} is not empty: name a new folder for the weights")
    out.mkdir(parents=True, exist_ok=True)


def _base(folder: Path) -> "tuple[torch.nn.Module, AutoTokenizer]":
    try:
        model = AutoModel.from_pretrained(folder, attn_implementation="eager", local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ConfigError(f"the base {str(folder)!r} cannot be loaded: {error}") from error
    model.pooler = None
    return model, tokenizer


def _trained(
    pooled: export.Pooled, tokenizer: "AutoTokenizer", drawn: Iterator[Batch], recipe: Recipe
) -> Iterator[float]:
    """Train in place; yields the loss of each step."""
    torch.manual_seed(recipe.seed)
    pooled.eval()  # no dropout: a few steps on little data gain nothing by it
    pooled.encoder.embeddings.requires_grad_(False)
    learned = [parameter for parameter in pooled.parameters() if parameter.requires_grad]
    base = [parameter.detach().clone() for parameter in learned]
    optimizer = torch.optim.AdamW(learned, lr=recipe.rate)
    warm = max(recipe.steps // 10, 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm) * (1 - step / max(recipe.steps, 1))
    )
    for batch in drawn:
        loss = _loss(pooled, tokenizer, batch, recipe.scale)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        yield float(loss.detach())
    with torch.no_grad():
        for parameter, before in zip(learned, base, strict=True):
            parameter.lerp_(before, recipe.kept)


def _loss(pooled: export.Pooled, tokenizer: "AutoTokenizer", batch: Batch, scale: float) -> torch.Tensor:
    """Return the mean over right pairs of -log softmax, each against the documents that are not right for its query."""
    queries = _encoded(pooled, tokenizer, batch.queries)
    documents = _encoded(pooled, tokenizer, [text_of(document) for document in batch.documents])
    scores = queries @ documents.T * scale
    right = torch.from_numpy(batch.right)
    wrong = scores.masked_fill(right, -torch.inf).logsumexp(dim=1, keepdim=True)
    return -(scores - torch.logaddexp(scores, wrong))[right].mean()


def _encoded(pooled: export.Pooled, tokenizer: "AutoTokenizer", texts: Sequence[str]) -> torch.Tensor:
    made = tokenizer(list(texts), padding=True, truncation=True, max_length=TOKENS, return_tensors="pt")
    vectors: torch.Tensor = pooled(made["input_ids"], made["attention_mask"])
    return vectors


def _request_words(catalogues: Sequence[Catalogue], recipe: Recipe) -> RequestWords:
    """Count the words of written queries, by catalogue."""
    random = Random(recipe.seed)
    written = [[query.text for query in catalogue.queries] for catalogue in catalogues if catalogue.queries]
    if written:
        return RequestWords.learned(written)
    return RequestWords.learned([[each.drawn(random, templates=1).text for _ in range(1000)] for each in catalogues])


BALANCED = 600
"""Queries of each catalogue on which the balance of words and meaning is fitted."""


def _balance(catalogues: Sequence[Catalogue], weights: Weights, random: Random) -> Balance:
    """Fit the balance on written queries: templates speak in the words of the documents."""
    written = [each for each in catalogues if each.queries]
    return balancing.fitted([list(_asked(each, weights, random)) for each in written])


def _asked(catalogue: Catalogue, weights: Weights, random: Random) -> Iterator[Asked]:
    whole = Default.over(catalogue.documents, weights)
    for query in random.sample(catalogue.queries, min(BALANCED, len(catalogue.queries))):
        compared = whole.compare(query.text)
        if compared.cosines is not None:
            right = np.asarray([id_ in query.relevant for id_ in whole.ids], dtype=np.bool_)
            yield Asked.of(compared.met, relative(compared.said), standard(compared.cosines.max(axis=0)), right)


ASKED = 200
"""Queries of each catalogue on which confidence is fitted, each on two draws of documents."""
SEARCHED = 500
"""Documents of each catalogue that are searched for it."""
SHARES = (0.5, 0.1)
"""What shares of a catalogue's documents are drawn: about half, or a tenth, of the queries then have an answer."""


def _confidence(catalogues: Sequence[Catalogue], weights: Weights, random: Random) -> Confidence:
    """Fit how far scores are to be believed, on queries whose documents are there and queries whose are not."""
    plain = replace(weights, embedder=None)
    fused: list[Signs] = []
    words: list[Signs] = []
    answerable: list[bool] = []
    for given in catalogues:
        documents = random.sample(given.documents, min(SEARCHED, len(given.documents)))
        catalogue = given.among(documents)
        whole = Default.over(documents, weights)
        for share in SHARES:
            drawn = {document.id for document in catalogue.documents if random.random() < share}
            if not drawn:
                continue
            asked = [catalogue.drawn(random, templates=0.2) for _ in range(ASKED)]
            kept = [query for query in asked if not query.relevant & drawn or query.relevant <= drawn]
            part = whole.only(drawn)
            bare = Default(part.lexical, None, plain)
            fused += [part.look(query.text).signs for query in kept]
            words += [bare.look(query.text).signs for query in kept]
            answerable += [bool(query.relevant & drawn) for query in kept]
    return Confidence(fused=fitted(fused, answerable), words_only=fitted(words, answerable))


def _card(catalogues: Sequence[Catalogue], made: Made, out: Path, recipe: Recipe) -> Card:
    names = (embedder.ENCODER, embedder.MATCH, embedder.TOKENIZER)
    return Card(
        made=made.date,
        command=made.command,
        base=made.base_name,
        base_sha256=_sha256(made.base / "model.safetensors"),
        materials=tuple(
            card.Material(
                name=each.name,
                licence=each.licence,
                documents=len(each.documents),
                queries=len(each.queries),
                templates=True,
            )
            for each in catalogues
        ),
        without=made.without,
        settings={name: float(value) for name, value in asdict(recipe).items()},
        files={name: _sha256(out / name) for name in names},
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
