"""A retriever over a catalog: hits carry their Apis, and a search is kept to some of them.

Knows catalogs and any retriever of documents (`retriever.resolve` puts the two together); knows nothing of how
documents are scored. What is not searched costs no other Api its place: the first k of what is searched come back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from apis.catalog import Catalog
from retriever.base import Among, Hit, Search, Searcher, searched


@dataclass(frozen=True, slots=True)
class CatalogRetriever:
    """A retriever whose hits carry their Apis."""

    retriever: Searcher
    catalog: Catalog
    among: Among = None
    """The ids that are searched; None: all."""

    def within(
        self,
        *,
        category: str | None = None,
        tool: str | None = None,
        healthy: bool = False,
        ids: Collection[str] | None = None,
    ) -> "CatalogRetriever":
        """Return the same retriever, kept to the Apis that meet every condition, and to those it is kept to already.

        Which they are is found out once, now. Scores stay those of the whole catalog.

        Args:
            category: in any case; one that the catalog does not have has no Api.
            tool: the tool's slug or name, in any case.
            healthy: only Apis that passed their last check.
            ids: only these.
        """
        conditions = [each for each in (self.among, ids) if each is not None]
        if category is not None or tool is not None or healthy:
            found = self.catalog.summaries(category=category, tool=tool, healthy=healthy)
            conditions.append([each.id for each in found])
        return replace(self, among=frozenset.intersection(*map(frozenset, conditions)) if conditions else None)

    def search(self, query: str, k: int = 5) -> Sequence[Hit]:
        """Return the best `k` Apis for the query, best first."""
        return self.find(query, k).hits

    def find(self, query: str, k: int = 5, *, cover: bool = False) -> Search:
        """Return the best `k` Apis and, with the default retriever, how likely it is that one of them fits.

        Args:
            query: what is wanted.
            k: how many Apis.
            cover: choose them together, so that each sentence of the query gets an Api of its own; only the default
                retriever can.
        """
        found = searched(self.retriever, query, k, cover=cover, among=self.among)
        return replace(found, hits=tuple(replace(hit, api=self.catalog.get(hit.id)) for hit in found.hits))
