"""Whether a text says yes or no about a word.

Each clause that has the word, or a word for its opposite ("invalid", "composite"), is a vote: denied or affirmed.
"Valid: true" and "is_valid = no" outweigh sentences. Votes that contradict each other say nothing, unless the text
begins with a yes or a no.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPPOSITES = (
    ("prime", "composite"), ("even", "odd"), ("open", "closed"), ("leap", "common"), ("weekend", "weekday"),
    ("equal", "different"), ("positive", "negative"), ("visible", "hidden"), ("possible", "impossible"),
    ("correct", "wrong"), ("valid", "malformed"), ("above", "below"), ("strong", "weak"), ("true", "false"),
)  # fmt: skip
"""Words that say the contrary of each other, beside those made with a prefix."""
PREFIXES = "un|in|im|ir|il|non|non-|not-|dis"

_SENTENCE = re.compile(r"(?<=[.!;\n])\s+|(?<=\?)\s+(?!(?:yes|no|true|false)\b)|\n+", re.IGNORECASE)
_TURN = re.compile(r",?\s*\b(?:but|however|yet)\b", re.IGNORECASE)
_CLAUSE = re.compile(r",\s+(?:and|while|whereas|so)\b|\s+and\s+(?=(?:the|it|this|that|its|a|an)\b)", re.IGNORECASE)
_LEAD = re.compile(
    r"\W*(?:(yes|yeah|yep|correct|true|indeed)|(no|nope|false))\b(?!\s+(?:doubt|problem|one|and no))", re.IGNORECASE
)
_INTERJECTION = re.compile(r"^\W*(?:false|untrue)\s*[,.:;–—-]\s*", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:not|never|neither|nor|cannot|without|fails?|hardly|isnt|wasnt|doesnt|false|untrue)\b|n't\b"
    r"|\bno\s+(?:\w+\s+)?[\"'*]*$",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"\bnot (?:only|just|merely|to mention)\b|\bno (?:doubt|question)\b|\bneither\b(?=.*\bnor\b)", re.IGNORECASE
)
_OPEN = re.compile(r"\b(?:if|whether|check|checked|checking|test|tested|testing)\b[^,;:]*$", re.IGNORECASE)
_VALUE = re.compile(
    r"[\"'`*_]*\s*(?:number|date|year|day|code)?\s*[?]?[\"'`*_]*\s*"
    r"(?:(?:[:=|]|->|→|—|-|is|was|are)?\s*[\"'`*]*(?:(?P<yes>true|yes|✓|✔|✅)|(?P<no>false|no\b(?! doubt)|✗|✘|❌))"
    r"|[:=|]\s*[\"'`*]*(?:(?P<one>1)|(?P<zero>0))(?![\d.,]))(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Vote:
    yes: bool
    told: bool
    """Said outright, as in "valid: yes", and not read from a sentence."""


def polarity(text: str, about: str) -> bool | None:
    """Return what a text says about a word, or None where it says nothing or contradicts itself.

    >>> polarity("The IBAN is not valid.", "valid"), polarity("valid: true", "valid"), polarity("Paris", "valid")
    (False, True, None)
    """
    text = re.sub(r"[’‘]", "'", text)
    votes = {vote for sentence in _SENTENCE.split(text) if sentence for vote in _said(sentence, about)}
    said = {vote.yes for vote in votes if vote.told} or {vote.yes for vote in votes}
    if len(said) == 1:
        return said.pop()
    lead = _LEAD.match(text)
    return bool(lead[1]) if lead else None


def _said(sentence: str, about: str) -> set[_Vote]:
    """Return the votes of a sentence; what comes after a "but" outweighs what stood before."""
    sentence = _INTERJECTION.sub("", sentence)
    asked = sentence.rstrip(" \"'*").endswith("?")
    for part in reversed(_TURN.split(sentence)):
        if votes := {vote for clause in _CLAUSE.split(part) for vote in _votes(clause, about, asked)}:
            return votes
    return set()


def _votes(clause: str, about: str, asked: bool) -> Iterator[_Vote]:
    """Yield a vote for each naming of the word or its opposite; what is asked votes only where it is answered."""
    for match in _naming(about).finditer(clause):
        affirmed, before = match["opposite"] is None, clause[: match.start()]
        if value := _VALUE.match(clause, match.end()):
            yield _Vote(affirmed == bool(value["yes"] or value["one"]), told=True)
        elif not asked and not _OPEN.search(before):
            denials = len(_DENIAL.findall(_NO_DENIAL.sub(" ", before)))
            yield _Vote(affirmed == (denials % 2 == 0), told=False)


def _naming(about: str) -> re.Pattern[str]:
    word = r"[\s_-]+".join(map(re.escape, about.split()))
    pairs = (pair for pair in OPPOSITES if about.lower() in pair)
    others = [rf"(?:{PREFIXES}){word}", *(other for pair in pairs for other in pair if other != about.lower())]
    return re.compile(rf"(?<![a-z])(?:(?P<opposite>{'|'.join(others)})|{word})(?:s|ly|ity)?(?![a-z])", re.IGNORECASE)
