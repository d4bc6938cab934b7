"""From the name a user types to a retriever over a catalog.

The one place that knows every retriever; each is imported when it is asked for.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.health import HealthBook
from retriever.base import Hit, Retriever
from retriever.documents import document_of

KNOWN = ("default", "default:DIR", "bm25")


@dataclass(frozen=True, slots=True)
class CatalogRetriever:
    """A retriever whose hits carry their Apis."""

    retriever: Retriever
    catalog: Catalog

    def search(self, query: str, k: int = 5) -> Sequence[Hit]:
        """Return the best `k` Apis for the query, best first."""
        return [replace(hit, api=self.catalog.get(hit.id)) for hit in self.retriever.search(query, k)]


def open_retriever(spec: str, catalog: Catalog, *, healthy: bool = False) -> Retriever:
    """Open a retriever over the Apis of a catalog, as they are now; hits carry their Apis.

    Args:
        spec: `bm25`; or `default`, or `default:DIR` for one made by yourself. BM25 stands in for the default until
            the shipped encoder exists, whatever DIR holds.
        catalog: stays open as long as the retriever is used.
        healthy: find only Apis that passed their last check.

    Raises:
        ConfigError: the name is not known, or DIR is no folder; or nothing is healthy.
        CatalogError: the catalog cannot be read.
    """
    name, _, folder = spec.partition(":")
    if name not in ("default", "bm25") or (name == "bm25" and folder):
        near = difflib.get_close_matches(spec, KNOWN, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"unknown retriever {spec!r}: {hint}known are {', '.join(KNOWN)}")
    if folder and not Path(folder).is_dir():
        raise ConfigError(f"retriever {spec!r}: there is no folder {folder!r}")
    from retriever.bm25 import BM25

    if healthy:
        HealthBook(catalog).demand()
    return CatalogRetriever(BM25.over(map(document_of, catalog.find(healthy=healthy))), catalog)
