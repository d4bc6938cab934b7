"""The rows of a result that is a list, and which of them a goal means.

Knows leaves and goals. A row is meant where it holds words of the goal that not all rows hold, or where a superlative
of the goal points at it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apis.model import Json
from toolsearch.llm.heuristic.goals import Goal
from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, LEAST, MOST, NO_SUPERLATIVES, ORDINALS
from toolsearch.llm.heuristic.match import relates
from toolsearch.llm.heuristic.reading import Leaf, Reading
from toolsearch.llm.heuristic.text import WEAK, identifier_words, stem, terms, words

_LABELS = tuple(stem(word) for word in ("name", "title", "label", "word", "term", "symbol", "code", "date", "id"))


_LABELLED = re.compile(r"\b([A-Za-z]+) (?:number |no\. ?)?(\d{1,6})\b")
_FIRST = re.compile(
    r"\b(?:first|next|earliest|soonest)\b(?! (?:\d|few|two|three|four|five|six|seven|eight|nine|ten)\b)", re.I
)
"""Words that mean the first row of a list in order."""
_ORDINAL = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(ORDINALS)}))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one list of a result."""

    title: str
    """The words of the list's key."""
    all: tuple[tuple[Leaf, ...], ...]

    def label(self, row: Sequence[Leaf]) -> Leaf | None:
        """Return the leaf that names a row, or None."""
        texts = [leaf for leaf in row if isinstance(leaf.value, str) and leaf.value and len(leaf.value) < 120]
        for wanted in _LABELS[:6]:
            named = next((leaf for leaf in texts if wanted in leaf.words and len(leaf.words) <= 2), None)
            if named:
                return named
        return texts[0] if texts else None

    def chosen(self, goal: Goal, used: frozenset[str]) -> list[tuple[Leaf, ...]]:
        """Return the rows that a goal means; empty where it means all of them.

        Args:
            goal: what is asked.
            used: stems of the arguments of the call: they have made their choice already.
        """
        if len(self.all) == 1:
            return [self.all[0]]
        if one := self._extreme(goal) or self._numbered(goal, used):
            return [one]
        scores = self._scores(goal, used)
        top = max(scores)
        if top == 0 and _FIRST.search(goal.text):
            return [self.all[0]]
        return [row for row, score in zip(self.all, scores, strict=True) if score >= 0.75 * top] if top > 0 else []

    def _numbered(self, goal: Goal, used: frozenset[str]) -> tuple[Leaf, ...] | None:
        """Return the row that an ordinal of the goal numbers: "its sixth degree"."""
        said = [match[1] or str(ORDINALS[match[2].lower()]) for match in _ORDINAL.finditer(goal.text)]
        for match in _LABELLED.finditer(goal.text):
            keyed = [
                row
                for row in self.all
                if any(stem(match[1]) in leaf.words and leaf.value == int(match[2]) for leaf in row)
            ]
            if len(keyed) == 1:
                return keyed[0]
        for number in (int(one) for one in reversed(said) if one not in used):
            rows = [row for row in self.all if any(_is_number(leaf.value) and leaf.value == number for leaf in row)]
            if len(rows) == 1:
                return rows[0]
        return None

    def _scores(self, goal: Goal, used: frozenset[str]) -> list[float]:
        """Score rows by the words of the goal in them, rare ones more."""
        held = [_words(row) for row in self.all]
        common = Counter(word for words in held for word in words)
        asked = {word for word in _asked(goal) - used if 0 < common[word] < len(self.all)}
        return [sum(1 / common[word] ** 0.5 for word in words & asked) for words in held]

    def _extreme(self, goal: Goal) -> tuple[Leaf, ...] | None:
        """Return the row at which a superlative points: the most or least of what it measures, or the first."""
        found = next((one for word in words(goal.text) if (one := _superlative(word.lower))), None)
        if found is None:
            return None
        measures, most = found
        keys = {leaf.path: leaf for row in self.all for leaf in row if _is_number(leaf.value)}
        path = max(keys, key=lambda path: relates(keys[path].words, measures), default=())
        if not keys or relates(keys[path].words, measures) < 0.3:
            return self.all[0]
        valued = [
            (leaf.value, place)
            for place, row in enumerate(self.all)
            for leaf in row
            if leaf.path == path and _is_number(leaf.value)
        ]
        return self.all[(max if most else min)(valued)[1]]


def rows_of(reading: Reading) -> list[Rows]:
    """Return the outermost lists of a result, the one with the most rows first."""
    lists: dict[tuple[str, ...], dict[int, list[Leaf]]] = {}
    for leaf in reading.leaves:
        if leaf.row:
            lists.setdefault(leaf.path[: leaf.list_at], {}).setdefault(leaf.row[0], []).append(leaf)
    found = [
        Rows(" ".join(identifier_words(path[-1])) if path else "", tuple(map(tuple, rows.values())))
        for path, rows in lists.items()
    ]
    return sorted(found, key=lambda rows: -len(rows.all))


def _superlative(word: str) -> tuple[frozenset[str], bool] | None:
    """Return what a superlative measures, as stems, and whether it means the most of it."""
    for listed, most in ((MOST, True), (LEAST, False)):
        if word in listed:
            return frozenset(stem(one) for one in listed[word].split()), most
    if word.endswith("est") and len(word) > 5 and word not in NO_SUPERLATIVES:
        base = word[:-3]
        return frozenset({stem(base), stem(base + "e"), stem(base + "ity"), stem(base[:-1])}), True
    return None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(row: Sequence[Leaf]) -> frozenset[str]:
    return frozenset(
        term
        for leaf in row
        if isinstance(leaf.value, str | int) and not isinstance(leaf.value, bool)
        for written in str(leaf.value).split()[:40]
        for term in (*terms([written]), written.lower())
    )


def _asked(goal: Goal) -> set[str]:
    """Return the words of a goal as rows may hold them: stems, and tokens as they are written."""
    written = [token.strip("?!.,;:\"'“”()").lower() for token in goal.text.split()]
    telling = [token for token in written if token and token not in FUNCTION_WORDS and stem(token) not in WEAK]
    return {*telling, *(term for term in goal.terms if term not in WEAK)}
