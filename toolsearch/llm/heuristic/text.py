"""Words of English text and of identifiers, cut down to stems.

Knows how words are cut, which carry little meaning, and when two stems say the same thing. Knows nothing of functions,
values or goals. The stemmer is made for matching, not for display: it conflates `calculate`, `calculator` and
`calculation`, and leaves short words alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from toolsearch.llm.heuristic.lexicon import ABBREVIATIONS, FUNCTION_WORDS, IRREGULAR, SYNONYMS, WEAK_WORDS
from toolsearch.llm.heuristic.units import UNITS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
KEPT = 1 << 14
"""Words whose stem is kept."""
_VOWEL = re.compile(r"[aeiouy]")
_DERIVED = (
    ("able", 5), ("ible", 5), ("ization", 4), ("isation", 4), ("ion", 5), ("ness", 4), ("ity", 4), ("ment", 4),
    ("er", 4), ("or", 4), ("ly", 4), ("al", 4),
)  # fmt: skip
"""Endings of derived words, with the fewest letters that must stay."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, with its place."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()


def words(text: str) -> list[Word]:
    """Cut a text into words with their places.

    >>> [w.stem for w in words("It's sunny, calculated twice")]
    ["it's", 'sunni', 'calcul', 'twic']
    """
    return [Word(m.group(), stem(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def identifier_words(name: str) -> list[str]:
    """Cut a name of code into lower-case words.

    >>> identifier_words("getIATACode_v2-list")
    ['get', 'iata', 'code', 'v', '2', 'list']
    """
    return [part.lower() for part in _PART.findall(name)]


def terms(pieces: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry meaning.

    >>> terms(["the", "cat's", "prices"])
    ['cat', 'pric']
    """
    lowered = (piece.lower().removesuffix("'s").removesuffix("’s") for piece in pieces)
    return [stem(word) for word in lowered if word not in FUNCTION_WORDS]


def code_terms(name: str) -> list[str]:
    """Return the meaningful stems of a name of code, abbreviations written out.

    >>> code_terms("maxLat")
    ['maximum', 'latitud']
    """
    return terms(ABBREVIATIONS.get(word, word) for word in identifier_words(name))


def pairs(pieces: Iterable[str]) -> list[str]:
    """Return the stems of neighbours written as one word, one less than there are words that carry meaning.

    >>> pairs(["the", "time", "zone", "of", "Rome"])
    ['timezon', 'zonerom']
    """
    kept = [piece.lower() for piece in pieces if piece.lower() not in FUNCTION_WORDS]
    return [stem(one + other) for one, other in pairwise(kept)]


def text_terms(text: str) -> list[str]:
    """Return the meaningful stems of prose in which names of code may stand.

    >>> text_terms("The `baseCurrency` of the rates")
    ['bas', 'currenci', 'rat']
    """
    mixed = (code_terms(word) if _is_mixed(word) else terms([word]) for word in _WORD.findall(text))
    return [term for found in mixed for term in found]


@lru_cache(KEPT)
def stem(word: str) -> str:
    """Cut a word to what it shares with its relatives.

    >>> [stem(w) for w in ("calculates", "calculator", "calculation", "cities", "city", "stopped", "was")]
    ['calcul', 'calcul', 'calcul', 'citi', 'citi', 'stop', 'was']
    """
    word = IRREGULAR.get(word.lower(), word.lower())
    if len(word) <= 3 or not word.isalpha():
        return word
    word = _without_derivation(_without_inflection(_singular(word)))
    if len(word) > 3 and word[-1] in "ey":
        word = word[:-1] + ("i" if word[-1] == "y" else "")
    return word[:-2] if len(word) > 6 and word.endswith("at") else word


def same(one: str, other: str) -> float:
    """Say how much two stems mean the same, 0 to 1.

    >>> same("pric", "pric"), same("pric", "cost"), same("pric", "moon"), same("astronom", "astronomical")
    (1.0, 0.8, 0.0, 0.6)
    """
    if one == other:
        return 1.0
    if other in RELATED.get(one, ()):
        return 0.8
    short, long = sorted((one, other), key=len)
    return 0.6 if len(short) >= 5 and long.startswith(short) else 0.0


def weight(term: str) -> float:
    """Say how much a stem tells, before anything is known of the functions offered."""
    return 0.25 if term in WEAK else 1.0


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def _without_inflection(word: str) -> str:
    for ending in ("ing", "ed"):
        cut = word[: -len(ending)]
        if word.endswith(ending) and len(cut) >= 3 and _VOWEL.search(cut):
            return cut[:-1] if cut[-1] == cut[-2] and cut[-1] not in "lsz" else cut
    return word


def _without_derivation(word: str) -> str:
    for ending, fewest in _DERIVED:
        if word.endswith(ending) and len(word) - len(ending) >= fewest:
            cut = word[: -len(ending)]
            return cut[:-2] if len(cut) > 6 and cut.endswith("at") else cut
    return word


def _is_mixed(word: str) -> bool:
    return not word.islower() and not word.istitle() and not word.isupper()


def _related() -> dict[str, frozenset[str]]:
    found = defaultdict[str, set[str]](set)
    for group in SYNONYMS:
        stems = {stem(word) for word in group}
        for one in stems:
            found[one] |= stems - {one}
    for symbol, *names in UNITS:
        stems = {stem(name) for name in names if len(name) > 2} | ({symbol.lower()} if len(symbol) > 1 else set())
        for one in stems if len(stems) > 1 else ():
            found[one] |= stems - {one}
    return {one: frozenset(others) for one, others in found.items()}


RELATED = MappingProxyType(_related())
"""By stem: the stems that may stand for it."""
WEAK = frozenset(stem(word) for word in WEAK_WORDS)
