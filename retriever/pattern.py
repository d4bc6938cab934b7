"""Search by a regular expression, as model vendors and MCP gateways offer it: the floor of tool search.

There the model writes the expression; here it is the words of the query, joined by `|`. It is looked for in names,
descriptions and parameters, in any case of letters, and whatever matches more of the words comes first.

Source: the documentation of Anthropic's tool search tool (`tool_search_tool_regex_20251119`) and of FastMCP's
`RegexSearchTransform`: both search names, descriptions, and names and descriptions of arguments.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from retriever.base import Among, Document, Hit
from retriever.scoring import FloatArray, hits
from retriever.words import STOP_WORDS, words


@dataclass(frozen=True, slots=True)
class Pattern:
    """Texts that are searched from end to end for each query."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def over(cls, documents: Iterable[Document]) -> Self:
        """Keep the texts of documents; where an id comes twice, the last one counts."""
        texts = {each.id: " ".join((each.name, each.tool, each.description, each.parameters)) for each in documents}
        return cls(tuple(sorted(texts)), tuple(texts[id_].casefold() for id_ in sorted(texts)))

    def scores(self, query: str) -> FloatArray:
        """Return how many of the query's words stand in each document, in the order of `ids`."""
        expression = expression_of(query)
        if expression is None:
            return np.zeros(len(self.ids), dtype=np.float32)
        return np.asarray([len(set(expression.findall(text))) for text in self.texts], dtype=np.float32)

    def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
        """Return the best `k` documents that match at all, best first."""
        return hits(self.ids, self.scores(query), k, above=0, among=among)


def expression_of(query: str) -> re.Pattern[str] | None:
    """Write the expression that finds the words of a query; None where it has only function words.

    >>> expression_of("What is the weather in Oslo?").pattern
    'weather|oslo'
    """
    told = dict.fromkeys(word.casefold() for word in words(query))
    wanted = sorted((word for word in told if word not in STOP_WORDS), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wanted))) if wanted else None
