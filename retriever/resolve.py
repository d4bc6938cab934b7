"""From the name a user types to a retriever over a catalog, or over any documents.

The one place that knows every retriever; each is imported when it is asked for.
"""

import difflib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from apis.catalog import Catalog
from apis.errors import ConfigError, MissingExtra
from apis.health import HealthBook
from retriever.base import Document
from retriever.catalog_retriever import CatalogRetriever
from retriever.dataset import By, Query, carve
from retriever.documents import document_of
from retriever.scoring import Scorer

if TYPE_CHECKING:
    from retriever.default import Weights

KNN = "knn"
KNOWN = (
    "default", "default:DIR", "lexical", "lexical:DIR", "bm25", KNN, "static:DIR", "dense:MODEL", "hybrid:A+B",
    "rrf:A+B",
)  # fmt: skip
SHIPPED = Path(__file__).parent / "weights"

OnIndexed = Callable[[int, int], None]
"""Is told how many Apis of how many are indexed."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a retriever is opened over."""

    documents: tuple[Document, ...]
    training: tuple[Query, ...] = ()
    """Queries whose answers are known, where there are any."""


def open_retriever(
    spec: str,
    catalog: Catalog,
    *,
    category: str | None = None,
    tool: str | None = None,
    healthy: bool = False,
    on_indexed: OnIndexed | None = None,
) -> CatalogRetriever:
    """Open a retriever over the Apis of a catalog, as they are now; hits carry their Apis.

    The default retriever keeps its indexes in a folder beside the catalog, `CATALOG.search`: only Apis that are new or
    have changed are indexed.

    Args:
        spec: see `open_scorer`.
        catalog: stays open as long as the retriever is used.
        category: find only Apis of this one; `CatalogRetriever.within` does the same afterwards.
        tool: find only Apis of this one, by slug or name.
        healthy: find only Apis that passed their last check.
        on_indexed: is told how many Apis of how many are indexed, where that takes long.

    Raises:
        ConfigError: the name is not known, or DIR is no folder or holds no weights; or no Api meets the conditions.
        CatalogError: the catalog cannot be read.
    """
    opening = _opening(spec)
    _demand(catalog, category, tool, healthy)
    if isinstance(opening, _Default):
        scorer = opening.kept(catalog, on_indexed)
    else:
        scorer = opening(Corpus(tuple(map(document_of, catalog))))
    return CatalogRetriever(scorer, catalog).within(category=category, tool=tool, healthy=healthy)


def _demand(catalog: Catalog, category: str | None, tool: str | None, healthy: bool) -> None:
    """Refuse conditions that no Api of a catalog meets, naming the nearest that there is."""
    if category is not None and not catalog.summaries(category=category):
        raise ConfigError(_unknown("category", category, list(catalog.categories()), catalog))
    if tool is not None and not catalog.summaries(tool=tool):
        raise ConfigError(
            _unknown("tool", tool, [name for each in catalog.tools() for name in (each.slug, each.name)], catalog)
        )
    if healthy:
        HealthBook(catalog).demand()


def _unknown(what: str, name: str, known: Sequence[str], catalog: Catalog) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`toolsearch apis list` shows what there is"
    return f"there is no {what} {name!r} in {str(catalog.path)!r}: {hint}"


def open_scorer(spec: str, documents: Iterable[Document], *, training: Iterable[Query] = ()) -> Scorer:
    """Open a retriever over documents.

    Args:
        spec: `default`, or `default:DIR` with weights made by yourself. `lexical`, or `lexical:DIR`: its lexical part
            alone, BM25 over fields weighted by the language of requests. `bm25`: plain.
            `static:DIR`, `dense:DIR`: what `retriever train` wrote; or dense: and any sentence-transformers model.
            `hybrid:A+B`: the weighted sum of the scores of several, the weights tuned on training queries that none
            of them was trained on, or given (`hybrid:0.3*bm25+0.7*dense:DIR`). `rrf:A+B`: the sum of reciprocal
            ranks. `knn`: looks up the most similar training queries.
        documents: each id once.
        training: queries whose answers are known, for `knn` and for the weights of `hybrid`.

    Raises:
        ConfigError: the name is not known, DIR is no folder or holds something else, or it needs training queries and
            there are none.
    """
    return _opening(spec)(Corpus(tuple(documents), tuple(training)))


def _opening(spec: str) -> Callable[[Corpus], Scorer]:
    """Say how a spec is opened; every mistake in it is found before any document is read."""
    name, colon, rest = spec.partition(":")
    if name in ("default", "lexical") and (rest or not colon):
        if rest and not Path(rest).is_dir():
            raise ConfigError(f"retriever {spec!r}: there is no folder {rest!r}")
        folder = Path(rest) if rest else SHIPPED
        return _Default(folder) if name == "default" else partial(_lexical, folder)
    if rest and name in _WITH_REST:
        return _WITH_REST[name](rest)
    if spec in _ALONE:
        return _ALONE[spec]
    near = difflib.get_close_matches(spec, KNOWN, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"unknown retriever {spec!r}: {hint}known are {', '.join(KNOWN)}")


@dataclass(frozen=True, slots=True)
class _Default:
    """How the default retriever is opened, by the weights in a folder."""

    folder: Path

    def __call__(self, corpus: Corpus) -> Scorer:
        from retriever.default import Default

        return Default.over(corpus.documents, self.weights())

    def kept(self, catalog: Catalog, on_indexed: OnIndexed | None) -> Scorer:
        from retriever.shelf import open_default

        return open_default(catalog, self.weights(), on_indexed=on_indexed)

    def weights(self) -> "Weights":
        from retriever.default import Weights

        try:
            return Weights.load(self.folder)
        except (OSError, ValueError) as error:
            raise _no_weights(self.folder, error) from error


def _lexical(folder: Path, corpus: Corpus) -> Scorer:
    from retriever.lexical import Lexical
    from retriever.requests import RequestWords

    try:
        requests = RequestWords.load(folder)
    except (OSError, ValueError) as error:
        raise _no_weights(folder, error) from error
    return Lexical.over(corpus.documents, requests)


def _no_weights(folder: Path, error: Exception) -> ConfigError:
    reason = f"there is no {Path(error.filename).name}" if isinstance(error, FileNotFoundError) else str(error)
    return ConfigError(f"{str(folder)!r} holds no weights ({reason}): make some with `toolsearch retriever distill`")


def _bm25(corpus: Corpus) -> Scorer:
    from retriever.bm25 import BM25

    return BM25.over(corpus.documents)


def _knn(corpus: Corpus) -> Scorer:
    from retriever.knn import NearestQueries

    if not corpus.training:
        raise ConfigError(f"retriever {KNN!r} looks up training queries, and there are none: it needs a split 'train'")
    return NearestQueries.over(corpus.documents, corpus.training)


def _static(folder: str) -> Callable[[Corpus], Scorer]:
    from retriever.static import Embeddings, Static

    embeddings = Embeddings.open(Path(folder))
    return lambda corpus: Static.over(corpus.documents, embeddings)


def _dense(model: str) -> Callable[[Corpus], Scorer]:
    from retriever.dense import Dense

    try:
        from retriever.encoder import Encoder
    except ImportError as error:
        raise MissingExtra(f"retriever {f'dense:{model}'!r}", "dense") from error

    encoder = Encoder.open(model)
    return lambda corpus: Dense.over(corpus.documents, encoder)


def _hybrid(rest: str) -> Callable[[Corpus], Scorer]:
    from retriever.hybrid import Hybrid, Part, tuned

    given = _parts(f"hybrid:{rest}")
    weighted = all(part.weight is not None for part in given)
    if not weighted and any(part.weight is not None for part in given):
        raise ConfigError(f"retriever {f'hybrid:{rest}'!r}: give each part its weight, or none")

    def opened(corpus: Corpus) -> Scorer:
        parts = [Part(part.spec, part.opening(corpus), part.weight or 0) for part in given]
        return Hybrid(tuple(parts if weighted else tuned(parts, _unseen(given, corpus.training))))

    return opened


def _rrf(rest: str) -> Callable[[Corpus], Scorer]:
    from retriever.hybrid import Part, RankFusion

    given = _parts(f"rrf:{rest}")
    return lambda corpus: RankFusion(
        tuple(Part(part.spec, part.opening(corpus), 1.0 if part.weight is None else part.weight) for part in given)
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """One part of a fusion as the user wrote it."""

    spec: str
    weight: float | None
    opening: Callable[[Corpus], Scorer]


def _parts(spec: str) -> list[_Given]:
    """Read the parts of hybrid:A+B or rrf:0.3*A+0.7*B."""
    parts = []
    for text in spec.partition(":")[2].split("+"):
        number, star, rest = text.partition("*")
        try:
            weight = float(number) if star else None
        except ValueError as error:
            raise ConfigError(f"retriever {spec!r}: {number!r} is no weight, such as 0.3*bm25") from error
        part = rest if star else text
        if part.partition(":")[0] in ("hybrid", "rrf"):
            raise ConfigError(f"retriever {spec!r}: a part cannot itself have parts")
        parts.append(_Given(part, weight, _opening(part)))
    if len(parts) < 2:
        raise ConfigError(f"retriever {spec!r} has one part: name two or more, A+B")
    return parts


def _unseen(parts: Sequence[_Given], training: Sequence[Query]) -> tuple[Query, ...]:
    """Return the training queries that no part was trained on."""
    held = [held for part in parts if (held := _held_out(part.spec)) is not None]
    carved = [
        {query.id for query in carve(training, share=share, by=by).dev} for share, by in held or [(0.05, "query")]
    ]
    return tuple(query for query in training if all(query.id in dev for dev in carved))


def _held_out(spec: str) -> tuple[float, By] | None:
    """Say how a trained retriever's dev split was carved; None where it was not trained by us."""
    name, _, folder = spec.partition(":")
    if name == "static":
        from retriever.static import read_card

        made_by = read_card(Path(folder)).recipe
        return made_by.dev_share, made_by.dev_by
    plan = Path(folder) / "training" / "plan.json"
    if name == "dense" and plan.is_file():
        recipe = json.loads(plan.read_text("utf-8"))["recipe"]
        return recipe["dev_share"], recipe["dev_by"]
    return None


_ALONE: dict[str, Callable[[Corpus], Scorer]] = {"bm25": _bm25, KNN: _knn}
_WITH_REST = {"static": _static, "dense": _dense, "hybrid": _hybrid, "rrf": _rrf}
