"""Text to index terms: what counts as a word, in any script, and which words are one.

Knows nothing of scores or documents. Words are lower-cased, accents of Latin, Greek and Cyrillic letters are folded,
names are split at camelCase, underscores and digits and kept whole beside their parts, English endings are cut, English
function words are left out. Scripts that put no spaces between words (Chinese, Japanese, Korean, Thai, Lao, Khmer,
Burmese) become overlapping pairs of characters, as in Lucene's CJK analyzer.
"""

import re
import unicodedata
from functools import lru_cache

STOP_WORDS = frozenset(
    """
    a about all also am an and any are as at be been being but by can could did do does doing for from had has have
    having he her here hers him his how i if in into is it its just let ll may me might mine must my no nor not of off
    on or other our ours please re s shall she should so some such t than that the their theirs them then there these
    they this those to too us ve very was we were what when where which while who whom whose why will with would you
    your yours d m don doesn didn isn aren wasn won
    """.split()
)

_UNSPACED = (  # Thai and Lao, Burmese, Hangul letters, Khmer, kana, Han, Hangul syllables, more Han
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKS = "".join(chr(c) for c in range(0x300, 0xFE30) if unicodedata.category(chr(c))[0] == "M")
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_MARKS}])*")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]")
_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_FOLDED_BELOW = 0x530  # Latin, Greek and Cyrillic stand below; elsewhere a mark makes another letter
_STARTS = re.compile(r"(?:^|[.!?:;\n])[^\w]*$")
_VOWEL = re.compile(r"[aeiouy]")


def terms(text: str) -> list[str]:
    """Return the index terms of a text, in its order.

    >>> terms("Get the weather for citiesByName")
    ['get', 'weath', 'citiesbynam', 'city', 'name']
    >>> terms("東京の天気")
    ['東京', '京の', 'の天', '天気']
    """
    return [term for word in _WORD.findall(_folded(text)) for term in _terms_of(word)]


def words(text: str) -> list[str]:
    """Return the words of a text as they stand in it.

    >>> words("Where's the nearest café?")
    ['Where', 's', 'the', 'nearest', 'café']
    """
    return _WORD.findall(text)


def values(text: str) -> list[str]:
    """Return the words of a text that are written as names or hold a digit: mostly what a call is made with.

    A capital letter makes a name within a sentence, not at its start.

    >>> values("Is it sunny in Oslo? Tell me for 3 May.")
    ['Oslo', '3', 'May']
    """
    return [
        word[0]
        for word in _WORD.finditer(text)
        if any(map(str.isdigit, word[0])) or (word[0][0].isupper() and not _STARTS.search(text[: word.start()]))
    ]


class TermTable(dict[str, tuple[int, ...]]):
    """Numbers for terms, given in the order in which they first come; remembers what each word becomes.

    >>> table = TermTable()
    >>> table.numbers("cityNames, a city"), list(table.vocabulary)
    ([0, 1, 2, 1], ['citynam', 'city', 'name'])
    """

    def __init__(self) -> None:
        super().__init__()
        self.vocabulary: dict[str, int] = {}

    def __missing__(self, word: str) -> tuple[int, ...]:
        vocabulary = self.vocabulary
        numbers = tuple(vocabulary.setdefault(term, len(vocabulary)) for term in _terms_of(word))
        self[word] = numbers
        return numbers

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of the index terms of a text, in its order."""
        return [number for word in _WORD.findall(_folded(text)) for number in self[word]]


def split_name(name: str) -> str:
    """Write an identifier as words.

    >>> split_name("getHTTPStatus_v2/by-code")
    'get HTTP Status v 2 by code'
    """
    return " ".join(part for word in _WORD.findall(name) for part in _SEAM.split(word))


@lru_cache(maxsize=65536)
def _terms_of(word: str) -> tuple[str, ...]:
    if _UNSPACED_RUN.match(word):
        return tuple(word[place : place + 2] for place in range(max(1, len(word) - 1)))
    parts = _SEAM.split(word)
    words = [word, *parts] if len(parts) > 1 else parts
    return tuple(stem(low) for low in map(str.casefold, words) if low not in STOP_WORDS)


def stem(word: str) -> str:
    """Cut the common endings of English, so that a tool and what it does meet; other words mostly stay.

    >>> [stem(word) for word in ("translator", "translation", "translating", "translates", "cities", "news", "glass")]
    ['translat', 'translat', 'translat', 'translat', 'city', 'new', 'glass']
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    word = _without_plural(word)
    for ending, least in (("ing", 3), ("ed", 3), ("ion", 4), ("er", 4), ("or", 4), ("ly", 4)):
        left = word.removesuffix(ending)
        if left != word and len(left) >= least and _VOWEL.search(left):
            word = left[:-1] if left[-1] == left[-2] and left[-1] not in "lsz" else left
            break
    return word.removesuffix("e") if len(word) > 4 else word


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _folded(text: str) -> str:
    """Bring a text into one form: compatibility characters replaced, accents folded where they make no other letter."""
    if text.isascii():
        return text
    return "".join(map(_base, unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if char > "\x7f" and ord(base) < _FOLDED_BELOW else char
