"""What is written in an answer and yet not said: denied, only bounded, left open between two, or said of another thing.

Knows the few English words that do this; the text is to be folded or plain (`wording.fold`, `numerals.plain`), and a
place in it is given by its first and last character.
"""

import re
from collections.abc import Iterable

_FILLER = (
    r"(?:be|been|being|in|at|on|by|from|the|a|an|called|named|equal|to|of|type"
    r"|very|really|entirely|quite|exactly|yet|any)"
)
_NOT = r"\b(?:not|never|neither|nor|no longer|rather than|instead of|(?<!none )other than|unlike|except)|n't"
_BEFORE = re.compile(
    rf"(?:(?:{_NOT})\s+(?:{_FILLER}\s+){{0,3}}|(?:\b(?:is|are|was|were|be)|'s)\s+no\s+"
    r"|\b(?:might|may|could|would)\s+(?:think|expect|guess|assume|say)\s+(?:of|it\s+is|it's|that\s+it\s+is)?\s*"
    r"(?:(?:a|an|the)\s+)?)[\"'(*_]*[+-]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\"')*_%]*\s*(?:(?:is|was|would be|are|were)\s+(?:wrong|incorrect|false)\b"
    r"|(?:is|was)(?: not|n't)\s+(?:it|right|so)\b)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:\b(?:fewer|more) than|\bthere (?:is|are|was|were) (?:at least|at most|up to|over|under|almost|nearly))\s+$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:after|before|prior to|later than|earlier than|following)\s+(?:the\s+|[a-z]+day,?\s+)?$",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\beither\b[^.;:\n]*?\bor\b(?:\s+[^\s.,;]+)+", re.IGNORECASE)


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether what stands at a place is said not to be so: "not Lyon", "Lyon is wrong".

    >>> is_denied("It is not Lyon.", 10, 14), is_denied("It is Lyon.", 6, 10), is_denied("Lyon is wrong.", 0, 4)
    (True, False, True)
    """
    return bool(_BEFORE.search(text[max(0, start - 60) : start]) or _AFTER.match(text, end))


def is_bound(text: str, start: int) -> bool:
    """Tell whether a number only bounds a count: "more than 17 of them". A "below 61 km/h" may be what was asked.

    >>> is_bound("There are at least 17.", 19), is_bound("Below 61 km/h.", 6)
    (True, False)
    """
    return bool(_BOUND.search(text[max(0, start - 40) : start]))


def is_beside(text: str, start: int) -> bool:
    """Tell whether a day only says where another lies: "some day after 11 April".

    >>> is_beside("before 11 April", 7), is_beside("on 11 April", 3)
    (True, False)
    """
    return bool(_BESIDE.search(text[max(0, start - 40) : start]))


def settled(text: str) -> str:
    """Blank out what is left open: "either 17 or 18".

    >>> settled("It is either 17 or 18.")
    'It is                .'
    """
    return _CHOICE.sub(lambda match: " " * len(match[0]), text)


def without(text: str, phrases: Iterable[str]) -> str:
    """Blank out phrases that hold a wording and mean something else, wherever they stand as words of their own.

    >>> without("It is a straight flush.", ["straight flush"])
    'It is a               .'
    """
    for phrase in phrases:
        words = r"[\s-]+".join(map(re.escape, phrase.split()))
        text = re.sub(rf"(?<!\w){words}(?!\w)", lambda match: " " * len(match[0]), text, flags=re.IGNORECASE)
    return text
