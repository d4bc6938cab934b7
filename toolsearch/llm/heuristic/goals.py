"""A request as goals: what is asked, one thing at a time, each with its place in the text.

Knows sentences, clauses and pronouns. A clause becomes a goal of its own where it has a head of its own: a question
word, a verb of request, or a noun with "of". A sentence that asks nothing is context for those that do. Knows nothing
of functions: two goals that turn out to need the same call are met by one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, QUESTIONS, REQUEST_WORDS
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import Word, pairs, terms, words

_SENTENCE = re.compile(r"(?<=[.?!])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9•*-])|;\s+|\n+\s*(?:[-*•]\s+|\d+[.)]\s+)?|(?<=[:,])\s+(?=\(?\d[.)]\s)")
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Mt|Ft|Prof|Sr|Jr|vs|etc|No|approx|e\.g|i\.e|U\.S|U\.K)|\b[A-Z])\.$")
_CUT = re.compile(
    r"\s*(?:[,;]\s*)?\b(?:and then|and also|and finally|after that|as well as|and|then|also|plus)\b,?\s+|[,:]\s+|\s[–—-]\s", re.IGNORECASE
)
_QUESTION_WORDS = "what which who whom whose when where why how whether"
_AUXILIARIES = "is are was were does do did can could will would should has have"
_HEAD = re.compile(rf"(?:{'|'.join(_QUESTION_WORDS.split())}|what's|where's|who's|when's|how's)\b", re.IGNORECASE)
_INVERTED = re.compile(rf"(?:{'|'.join(_AUXILIARIES.split())})\s+(?!(?:to|been|be|not|also)\b)\w", re.IGNORECASE)
_WISH = re.compile(
    r"(?:(?:i|we)(?:'d|’d| would| also|'ll)* (?:need|want|like|love|wish|have to)\b|(?:can|could|would) you\b|please\b|let me know\b|help me\b)",
    re.IGNORECASE,
)
_WISHES = re.compile(r"\b(?:need|want|like to know|would like|wonder(?:ing)?|curious|looking for|interested in|help me|please)\b", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:the|an?|all|me|my|us|its|it|their|them|his|her|that|this|these|those|both|each|every|any|some|how|what|which|if|whether|for|out|up|"
    r"[\d\"'“‘$€£\[(]|[A-Z])",
)
_NOUN_OF = re.compile(
    r"(?i:the|its|their|his|her)\s+(?:[a-z][\w'-]*\s+){0,3}?[a-z][\w'-]*\s+(?:\([^)]*\)\s+)?(?:of|for|in|at|from|on|between)\s+(?![$€£-])"
)
_RELATIVE = re.compile(r"(?:[a-z]+\s+){1,2}(?:that|which)\b")
_POSSESSED = re.compile(r"(?:its|their|his|her)\s+[a-z]", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:there|its?|that|this|those|these|they|them|their|his|her|he|she|same|one|former|latter|result)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that is asked for."""

    index: int
    text: str
    start: int
    end: int
    sentence: int
    terms: tuple[str, ...]
    """Meaningful stems, in order."""
    pairs: tuple[str, ...]
    """Stems of neighbours among them written as one word."""
    asks: tuple[str, ...]
    """Stems of what its question words ask for."""
    refers: bool
    """It points back at what was said or found before."""

    def holds(self, span: Span) -> bool:
        return self.start <= span.start < self.end


def goals_of(text: str, spans: Sequence[Span]) -> tuple[Goal, ...]:
    """Split a request into goals.

    >>> [g.text for g in goals_of("I'm in Oslo. When does the sun rise there, and what is the time in Rome?", ())]
    ['When does the sun rise there', 'what is the time in Rome?']
    """
    closed = [span for span in spans if span.kind in ("quoted", "literal", "entry", "date", "coordinates", "expression")]
    sentences = _sentences(text, closed)
    asking = [place for place in sentences if _asks(text[slice(*place)])] or sentences
    goals: list[Goal] = []
    for number, (start, end) in enumerate(sentences):
        if (start, end) in asking:
            goals += [_goal(text, part, number) for part in _clauses(text, start, end, closed)]
    kept = [goal for goal in goals if goal.terms or goal.asks] or goals
    return tuple(replace(goal, index=index) for index, goal in enumerate(kept))


def _sentences(text: str, closed: Sequence[Span]) -> list[tuple[int, int]]:
    places, start = [], 0
    for match in _SENTENCE.finditer(text):
        if _ABBREVIATED.search(text[start : match.start()]) or any(s.overlaps(match.start(), match.end()) for s in closed):
            continue
        places.append((start, match.start()))
        start = match.end()
    places.append((start, len(text)))
    return [(a, b) for a, b in places if re.search(r"\w", text[a:b])]


def _asks(sentence: str) -> bool:
    opening = sentence.lstrip(" -•*\"'(")
    first = words(opening)[:3]
    heads = [word.lower for word in first if word.lower not in ("please", "and", "also", "then", "now", "just", "so", "first", "next", "finally")]
    verb = bool(heads) and heads[0] in REQUEST_WORDS and heads[0] not in ("plan", "consider")
    return "?" in sentence or verb or bool(_HEAD.match(opening) or _WISHES.search(sentence))


def _clauses(text: str, start: int, end: int, closed: Sequence[Span]) -> list[tuple[int, int]]:
    """Cut a sentence where a clause with a head of its own begins."""
    parts, begun = [], start
    for match in _CUT.finditer(text, start, end):
        inside = any(span.overlaps(match.start(), match.end()) for span in closed)
        if not inside and _begins(text[match.end() : end], text[begun : match.start()], match.group()):
            parts.append((begun, match.start()))
            begun = match.end()
    return [*parts, (begun, end)]


def _begins(rest: str, former: str, joint: str) -> bool:
    """Tell whether a clause of its own begins at `rest`, after `former`."""
    if not _has_content(former):
        return False
    if _HEAD.match(rest) or _WISH.match(rest) or (_INVERTED.match(rest) and "," not in joint.replace(", and", "")):
        return True
    first = re.match(r"(?:please |also |then |finally )*([a-z]+)(?:\s+(?:\w+ )?)?", rest, re.IGNORECASE)
    if first and first[1].lower() in REQUEST_WORDS:
        return bool(_DETERMINER.match(rest[first.end(1) :].lstrip()))
    if joint.strip() in (",", ":") or _is_open_pair(former):
        return False
    noun = _NOUN_OF.match(rest)
    parameter = noun and re.match(r"\d", rest[noun.end() :]) and re.search(r"\b(?:of|at|is|=)\s+[$€£]?\d", former)
    own = (noun and not parameter) or _POSSESSED.match(rest) or _RELATIVE.match(rest)
    return bool(own) and not _is_conditional(former)


def _has_content(clause: str) -> bool:
    return any(word.lower not in FUNCTION_WORDS and word.lower not in ("hi", "hello", "please") for word in words(clause))


def _is_open_pair(clause: str) -> bool:
    """Tell whether a clause holds a "between" or "both" that still waits for its "and"."""
    last = max(clause.lower().rfind(word) for word in ("between ", "both ", "difference of ", "sum of ", "product of "))
    return last >= 0 and " and " not in clause[last:].lower()


def _is_conditional(clause: str) -> bool:
    return bool(re.search(r"\b(?:if|given|suppose|assuming|with|where)\b", clause, re.IGNORECASE))


def _goal(text: str, place: tuple[int, int], sentence: int) -> Goal:
    part = text[slice(*place)]
    said = words(part)
    plain = [word.text.removesuffix("'s").removesuffix("’s") for word in said]
    return Goal(
        index=0,
        text=part.strip(),
        start=place[0],
        end=place[1],
        sentence=sentence,
        terms=tuple(terms(plain)),
        pairs=tuple(pairs(plain)),
        asks=_asked(said),
        refers=bool(_REFERS.search(part)),
    )


def _asked(said: list[Word]) -> tuple[str, ...]:
    lowered = [word.lower.removesuffix("'s").removesuffix("’s") for word in said]
    pairs = [" ".join(pair) for pair in zip(lowered, lowered[1:], strict=False)]
    found = [QUESTIONS[key] for key in (*pairs, *lowered) if key in QUESTIONS]
    return tuple(dict.fromkeys(terms(" ".join(found).split())))

