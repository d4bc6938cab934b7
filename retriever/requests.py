"""The language of requests: the sentences of a query, and how much its words say.

"Can you find me a …" stands in requests for anything, so its words tell little of what is wanted. How usual a word is
in requests is counted once, over queries for other catalogs, and ships as a table. Knows no documents.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from retriever.words import terms

SENTENCES = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|\n+")
CLAUSES = 5
"""The most sentences of a query that are looked at on their own; each costs an encoding."""
LEAST_TERMS = 3
"""What a sentence must hold to be looked at on its own."""
KEPT = 0.002
"""The share of requests from which on a word is kept in the table."""
USUAL = 0.02
"""The share of requests at which a word counts 1 / sqrt(2)."""
POWER = 0.5

FILE = "words.json"


def clauses(query: str) -> list[str]:
    """Return the sentences of a query that say something on their own; none where that is the whole query.

    >>> clauses("Find the weather in Rome. Then book me a table at Da Enzo. Thanks!")
    ['Find the weather in Rome.', 'Then book me a table at Da Enzo.']
    >>> clauses("Find the weather in Rome.")
    []
    """
    found = [part for part in SENTENCES.split(query) if part and len(set(terms(part))) >= LEAST_TERMS]
    return found[:CLAUSES] if len(found) > 1 else []


@dataclass(frozen=True, slots=True)
class RequestWords:
    """How usual each word is in requests."""

    shares: dict[str, float]
    """By index term: in which share of requests it stands."""

    @classmethod
    def learned(cls, groups: Iterable[Sequence[str]]) -> Self:
        """Count words over groups of queries, each group for one catalog and counting alike."""
        total: Counter[str] = Counter()
        kinds = [group for group in groups if group]
        for group in kinds:
            counts = Counter(term for query in group for term in set(terms(query)))
            total.update({term: count / len(group) / len(kinds) for term, count in counts.items()})
        return cls({term: round(share, 4) for term, share in sorted(total.items()) if share >= KEPT})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the table of a folder.

        Raises:
            OSError, ValueError: it is not there, or is none.
        """
        shares = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if not isinstance(shares, dict) or not all(isinstance(share, int | float) for share in shares.values()):
            raise ValueError(f"{FILE} is no table of words")
        return cls(shares)

    def save(self, folder: Path) -> None:
        """Write the table into a folder."""
        (folder / FILE).write_text(json.dumps(self.shares, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

    def weight(self, term: str) -> float:
        """Return how much a term of a query counts, in 0..1; 1 where requests hardly ever hold it."""
        return float((USUAL / (USUAL + self.shares.get(term, 0.0))) ** POWER)
