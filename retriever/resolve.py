"""From the name a user types to a retriever over a catalog, or over any documents.

The one place that knows every retriever; each is imported when it is asked for.
"""

import difflib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from apis.catalog import Catalog
from apis.errors import ConfigError, MissingExtra
from apis.health import HealthBook
from retriever.base import Document, Searcher
from retriever.catalog_retriever import CatalogRetriever
from retriever.corpus import Corpus, Indexing
from retriever.dataset import By, Query, carve
from retriever.scoring import Scorer
from retriever.shelf import OnIndexed, Shelf

if TYPE_CHECKING:
    from retriever.default import Weights
    from retriever.dense import Embedder, Vectors
    from retriever.rerank import Judge

KNN = "knn"
KNOWN = (
    "default", "default:DIR", "lexical", "lexical:DIR", "bm25", KNN, "static:DIR", "dense:MODEL",
    "openai-embedding:NAME", "openai-embedding:NAME@http://host:port/v1", "hybrid:A+B", "rrf:A+B", "rerank:MODEL+A",
)  # fmt: skip
SHIPPED = Path(__file__).parent / "weights"
REMEMBERED = Path("embedding-cache") / "vectors.db"
"""Where vectors of a server are kept that are not a catalog's."""


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

    Indexes are kept in a folder beside the catalog, `CATALOG.search`: only Apis that are new or have changed are
    indexed. Retrievers that encode with a model or a server do so for a few hundred of them by themselves; for more,
    `index_catalog` is to be called first.

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
    _demand(catalog, category, tool, healthy)  # before a model is loaded
    opening = _opening(spec)
    opened = opening(Corpus(catalog=catalog, on_indexed=on_indexed or _quiet))
    return CatalogRetriever(opened, catalog).within(category=category, tool=tool, healthy=healthy)


def index_catalog(spec: str, catalog: Catalog, indexing: Indexing, *, on_indexed: OnIndexed | None = None) -> Searcher:
    """Encode all of a catalog that is not encoded yet, index it, and open the retriever.

    Args:
        spec: see `open_scorer`; of a fusion, each part is indexed.
        catalog: read only.
        indexing: how.
        on_indexed: is told how many Apis of how many are encoded.

    Raises:
        ConfigError: the name is not known, or what is kept is damaged beyond repair.
    """
    return _opening(spec)(Corpus(catalog=catalog, on_indexed=on_indexed or _quiet, indexing=indexing))


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


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


def open_scorer(spec: str, documents: Iterable[Document], *, training: Iterable[Query] = ()) -> Searcher:
    """Open a retriever over documents.

    Args:
        spec: `default`, or `default:DIR` with weights made by yourself. `lexical`, or `lexical:DIR`: its lexical part
            alone, BM25 over fields weighted by the language of requests. `bm25`: plain.
            `static:DIR`, `dense:DIR`: what `retriever train` wrote; or dense: and any sentence-transformers model.
            `hybrid:A+B`: the weighted sum of the scores of several, the weights tuned on training queries that none
            of them was trained on, or given (`hybrid:0.3*bm25+0.7*dense:DIR`). `rrf:A+B`: the sum of reciprocal
            ranks. `knn`: looks up the most similar training queries. `openai-embedding:NAME[@URL]`: vectors from a
            server, kept so that no text is sent twice. `rerank:MODEL+A`: the best of A, read again by a cross-encoder.
        documents: each id once.
        training: queries whose answers are known, for `knn` and for the weights of `hybrid`.

    Raises:
        ConfigError: the name is not known, DIR is no folder or holds something else, or it needs training queries and
            there are none.
    """
    return _opening(spec)(Corpus(tuple(documents), tuple(training)))


def _opening(spec: str) -> Callable[[Corpus], Searcher]:
    """Say how a spec is opened; every mistake in it is found before any document is read."""
    name, _, rest = spec.partition(":")
    return _rerank(rest) if name == "rerank" and rest else _scoring(spec)


def _scoring(spec: str) -> Callable[[Corpus], Scorer]:
    """Say how a spec is opened that scores every document."""
    name, colon, rest = spec.partition(":")
    if name in ("default", "lexical") and (rest or not colon):
        if rest and not Path(rest).is_dir():
            raise ConfigError(f"retriever {spec!r}: there is no folder {rest!r}")
        folder = Path(rest) if rest else SHIPPED
        return partial(_default if name == "default" else _lexical, folder)
    if rest and name in _WITH_REST:
        return _WITH_REST[name](rest)
    if spec in _ALONE:
        return _ALONE[spec]
    near = difflib.get_close_matches(spec, KNOWN, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"unknown retriever {spec!r}: {hint}known are {', '.join(KNOWN)}")


def _default(folder: Path, corpus: Corpus) -> Scorer:
    from retriever.default import Default
    from retriever.examples import Examples
    from retriever.kept import open_default

    weights = weights_in(folder)
    examples = Examples.open(folder, weights.embedder) if weights.embedder else None
    if corpus.catalog is not None:
        opened = open_default(corpus.catalog, weights, on_indexed=corpus.on_indexed)
    else:
        opened = Default.over(corpus.documents, weights)
    return opened.told(examples, corpus.document) if examples else opened


def weights_in(folder: Path) -> "Weights":
    """Load the weights of the default retriever.

    Raises:
        ConfigError: the folder holds none.
    """
    from retriever.default import Weights

    try:
        return Weights.load(folder)
    except (OSError, ValueError) as error:
        raise _no_weights(folder, error) from error


def _lexical(folder: Path, corpus: Corpus) -> Scorer:
    from retriever.kept import open_lexical
    from retriever.lexical import Lexical
    from retriever.requests import RequestWords

    try:
        requests = RequestWords.load(folder)
    except (OSError, ValueError) as error:
        raise _no_weights(folder, error) from error
    if corpus.catalog is not None:
        return open_lexical(corpus.catalog, requests)
    return Lexical.over(corpus.documents, requests)


def _no_weights(folder: Path, error: Exception) -> ConfigError:
    reason = f"there is no {Path(error.filename).name}" if isinstance(error, FileNotFoundError) else str(error)
    return ConfigError(f"{str(folder)!r} holds no weights ({reason}): make some with `toolsearch retriever distill`")


def _bm25(corpus: Corpus) -> Scorer:
    from retriever.bm25 import BM25
    from retriever.kept import open_bm25

    if corpus.catalog is not None:
        return open_bm25(corpus.catalog)
    return BM25.over(corpus.documents)


def _knn(corpus: Corpus) -> Scorer:
    from retriever.knn import NearestQueries

    if not corpus.training:
        raise ConfigError(f"retriever {KNN!r} looks up training queries, and there are none: it needs a split 'train'")
    return NearestQueries.over(corpus.documents, corpus.training)


def _static(folder: str) -> Callable[[Corpus], Scorer]:
    from retriever.kept import open_static
    from retriever.static import Embeddings, Static

    embeddings = Embeddings.open(Path(folder))

    def opened(corpus: Corpus) -> Scorer:
        if corpus.catalog is not None:
            return open_static(corpus.catalog, embeddings)
        return Static.over(corpus.documents, embeddings)

    return opened


def _dense(model: str) -> Callable[[Corpus], Scorer]:
    from retriever.examples import Examples, WithExamples

    embedder = _embedder(f"dense:{model}")
    examples = Examples.open(Path(model), embedder)

    def opened(corpus: Corpus) -> Scorer:
        vectors = _by_vectors(f"dense:{model}", embedder, corpus)
        known = examples and examples.still_of(vectors.ids, corpus.text_of)
        return WithExamples(vectors, known) if known else vectors

    return opened


def _openai_embedding(rest: str) -> Callable[[Corpus], Scorer]:
    return partial(_by_vectors, f"openai-embedding:{rest}", _embedder(f"openai-embedding:{rest}"))


def _embedder(spec: str) -> "Embedder":
    """Open what makes the vectors of a spec."""
    name, _, rest = spec.partition(":")
    if name == "openai-embedding":
        return _server(spec, rest, os.environ)
    try:
        from retriever.encoder import Encoder
    except ImportError as error:
        raise MissingExtra(f"retriever {spec!r}", "dense") from error
    return Encoder.open(rest)


def _server(spec: str, rest: str, environment: Mapping[str, str]) -> "Embedder":
    from retriever.openai_embedder import PUBLIC, OpenAIEmbedder

    name, at, address = rest.partition("@http")
    server = f"http{address}" if at else environment.get("OPENAI_BASE_URL") or PUBLIC
    key = environment.get("OPENAI_API_KEY", "").strip()
    if not name or not urlsplit(server).netloc:
        raise ConfigError(
            f"retriever {spec!r} is not openai-embedding:NAME or openai-embedding:NAME@http://host:port/v1"
        )
    if not key and server == PUBLIC:
        raise ConfigError(
            f"retriever {spec!r} needs a key: set OPENAI_API_KEY, or name a server of your own: "
            f"openai-embedding:{name}@http://host:port/v1"
        )
    return OpenAIEmbedder.open(name, server=server, key=key or None)


def _by_vectors(spec: str, embedder: "Embedder", corpus: Corpus) -> "Vectors":
    """Search by vectors: exactly over documents, by an index over a catalog where FAISS is there."""
    from retriever.dense import Dense
    from retriever.encoding import BY_ITSELF, Encoding, Remembering, open_exact

    if corpus.catalog is None:
        remembered = spec.startswith("openai-embedding:")
        return Dense.over(corpus.documents, Remembering(embedder, REMEMBERED) if remembered else embedder)
    most = BY_ITSELF if corpus.indexing is None else None
    encoding = Encoding(Shelf(corpus.catalog), embedder, spec, corpus.on_indexed, most)
    try:
        from retriever.indexed import open_indexed
    except ImportError:
        return open_exact(encoding, corpus.documents)
    return open_indexed(encoding, corpus.indexing)


def _rerank(rest: str) -> Callable[[Corpus], Searcher]:
    model, plus, first = rest.partition("+")
    if not (model and plus and first) or first.startswith("rerank:"):
        raise ConfigError(f"retriever {f'rerank:{rest}'!r} is not rerank:MODEL+RETRIEVER, such as rerank:MODEL+default")
    opening = _opening(first)
    if find_spec("sentence_transformers") is None:
        raise MissingExtra(f"retriever {f'rerank:{rest}'!r}", "dense")

    @cache
    def judge() -> "Judge":
        from retriever.cross_encoder import CrossEncoderJudge

        return CrossEncoderJudge.open(model)

    def opened(corpus: Corpus) -> Searcher:
        from retriever.rerank import Reranked

        return Reranked(opening(corpus), judge, corpus.text_of)

    return opened


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
        if part.partition(":")[0] in ("hybrid", "rrf", "rerank"):
            raise ConfigError(f"retriever {spec!r}: a part cannot itself have parts")
        parts.append(_Given(part, weight, _scoring(part)))
    if len(parts) < 2:
        raise ConfigError(f"retriever {spec!r} has one part: name two or more, A+B")
    return parts


def _unseen(parts: Sequence[_Given], training: Sequence[Query]) -> tuple[Query, ...]:
    """Return the training queries that no part was trained on."""
    held = [held for part in parts if (held := _held_out(part.spec)) is not None]
    carved = [{query.id for query in carve(training, share=share, by=by).dev} for share, by in held or [_OF_QUERIES]]
    return tuple(query for query in training if all(query.id in dev for dev in carved))


def _held_out(spec: str) -> tuple[float, By] | None:
    """Say how a trained retriever's dev split was carved; None where it was not trained by us."""
    name, _, folder = spec.partition(":")
    if name == "static":
        from retriever.static import read_card

        made_by = read_card(Path(folder)).recipe
        return made_by.dev_share, made_by.dev_by
    if name == "default" and folder and (Path(folder) / "examples").is_dir():
        return _OF_QUERIES
    plan = Path(folder) / "training" / "plan.json"
    if name == "dense" and plan.is_file():
        recipe = json.loads(plan.read_text("utf-8"))["recipe"]
        return recipe["dev_share"], recipe["dev_by"]
    return None


_OF_QUERIES: tuple[float, By] = (0.05, "query")  # as `carve` does it by itself
_ALONE: dict[str, Callable[[Corpus], Scorer]] = {"bm25": _bm25, KNN: _knn}
_WITH_REST = {
    "static": _static, "dense": _dense, "openai-embedding": _openai_embedding, "hybrid": _hybrid, "rrf": _rrf,
}  # fmt: skip
