"""From the name a user types to a retriever over a catalog, or over any documents.

The one place that knows every retriever; each is imported when it is asked for.
"""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.health import HealthBook
from retriever.base import Document, Hit, Retriever
from retriever.dataset import Query
from retriever.documents import document_of
from retriever.scoring import Scorer

KNN = "knn"
KNOWN = ("default", "default:DIR", "lexical", "lexical:DIR", "bm25", KNN)
SHIPPED = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class CatalogRetriever:
    """A retriever whose hits carry their Apis."""

    retriever: Retriever
    catalog: Catalog

    def search(self, query: str, k: int = 5) -> Sequence[Hit]:
        """Return the best `k` Apis for the query, best first."""
        return [replace(hit, api=self.catalog.get(hit.id)) for hit in self.retriever.search(query, k)]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a retriever is opened over."""

    documents: tuple[Document, ...]
    training: tuple[Query, ...] = ()
    """Queries whose answers are known, where there are any."""


def open_retriever(spec: str, catalog: Catalog, *, healthy: bool = False) -> Retriever:
    """Open a retriever over the Apis of a catalog, as they are now; hits carry their Apis.

    Args:
        spec: see `open_scorer`.
        catalog: stays open as long as the retriever is used.
        healthy: find only Apis that passed their last check.

    Raises:
        ConfigError: the name is not known, or DIR is no folder; or nothing is healthy.
        CatalogError: the catalog cannot be read.
    """
    opening = _opening(spec)
    if healthy:
        HealthBook(catalog).demand()
    documents = tuple(map(document_of, catalog.find(healthy=healthy)))
    return CatalogRetriever(opening(Corpus(documents)), catalog)


def open_scorer(spec: str, documents: Iterable[Document], *, training: Iterable[Query] = ()) -> Scorer:
    """Open a retriever over documents.

    Args:
        spec: `default`, or `default:DIR` for one made by yourself: `lexical` until the shipped encoder is there.
            `lexical`, or `lexical:DIR`: BM25 over fields, weighted by the language of requests. `bm25`: plain. `knn`:
            looks up the most similar training queries.
        documents: each id once.
        training: queries whose answers are known, for `knn`.

    Raises:
        ConfigError: the name is not known, DIR is no folder or holds no weights, or it needs training queries and
            there are none.
    """
    return _opening(spec)(Corpus(tuple(documents), tuple(training)))


def _opening(spec: str) -> Callable[[Corpus], Scorer]:
    """Say how a spec is opened; every mistake in it is found before any document is read."""
    name, colon, rest = spec.partition(":")
    if spec == KNN:
        return _knn
    if name in ("default", "lexical") and (rest or not colon):
        return partial(_lexical, _weights(spec, rest))
    if spec == "bm25":
        return _bm25
    near = difflib.get_close_matches(spec, KNOWN, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"unknown retriever {spec!r}: {hint}known are {', '.join(KNOWN)}")


def _weights(spec: str, folder: str) -> Path:
    if folder and not Path(folder).is_dir():
        raise ConfigError(f"retriever {spec!r}: there is no folder {folder!r}")
    return Path(folder) if folder else SHIPPED


def _lexical(weights: Path, corpus: Corpus) -> Scorer:
    from retriever.lexical import Lexical
    from retriever.requests import RequestWords

    try:
        requests = RequestWords.load(weights)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{str(weights)!r} holds no weights: make some with `toolsearch retriever distill`"
        ) from error
    return Lexical.over(corpus.documents, requests)


def _bm25(corpus: Corpus) -> Scorer:
    from retriever.bm25 import BM25

    return BM25.over(corpus.documents)


def _knn(corpus: Corpus) -> Scorer:
    from retriever.knn import NearestQueries

    if not corpus.training:
        raise ConfigError(f"retriever {KNN!r} looks up training queries, and there are none: it needs a split 'train'")
    return NearestQueries.over(corpus.documents, corpus.training)
