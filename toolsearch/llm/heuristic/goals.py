"""A request as goals: what is asked, one thing at a time, each with its place in the text.

Knows sentences, clauses and pronouns. A clause becomes a goal of its own where it has a head of its own: a question
word, a verb of request, or a noun with "of". A sentence that asks nothing is context for those that do. Knows nothing
of functions: two goals that turn out to need the same call are met by one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, KINDS, LEAD_WORDS, QUESTIONS, REQUEST_WORDS
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import WEAK, Word, pairs, stem, terms, words

_SENTENCE = re.compile(
    r"(?<=[.?!])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9•*-])|;\s+(?![-\d(])|\n+\s*(?:[-*•]\s+|\d+[.)]\s+)?|(?<=[:,])\s+(?=\(?\d[.)]\s)"
)
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Mt|Ft|Prof|Sr|Jr|vs|etc|No|approx|e\.g|i\.e|U\.S|U\.K)|\b[A-Z])\.$")
_CUT = re.compile(
    r"\s*(?:[,;]\s*)?\b(?:and then|and also|and finally|after that|as well as|and|then|also|plus)\b,?\s+|"
    r"[,:]\s+|\s[–—-]\s",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|as well as|plus)\s+(?:also\s+)?", re.IGNORECASE)
_CLOSED = frozenset(("quoted", "literal", "entry", "date", "coordinates", "expression"))
_PURPOSE = re.compile(r"\W*(?:also |and |then )?(?:for|about|on) (?:an?|the|my|our|this) [^\d,;]{1,40}", re.IGNORECASE)
_QUESTION_WORDS = "what which who whom whose when where why how whether"
_AUXILIARIES = "is are was were does do did can could will would should has have"
_HEAD = re.compile(rf"(?:{'|'.join(_QUESTION_WORDS.split())}|what's|where's|who's|when's|how's)\b", re.IGNORECASE)
_INVERTED = re.compile(rf"(?:{'|'.join(_AUXILIARIES.split())})\s+(?!(?:to|been|be|not|also)\b)\w", re.IGNORECASE)
_WISH = re.compile(
    r"(?:(?:i|we)(?:'d|’d| would| also|'ll)* (?:need|want|like|love|wish|have to)\b|"
    r"(?:can|could|would) you\b|please\b|let me know\b|help me\b)",
    re.IGNORECASE,
)
_REQUESTS = frozenset(stem(word) for word in REQUEST_WORDS)
_TELLING = re.compile(
    r"(?:(?:hi|hello|hey|also|and|so|then|next|now|besides|well|ok|okay|while you're at it|another thing)\b[,!.:]*\s*)*"
    r"(?:i|we|my|our|there|someone|he|she|they)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"(?:(?:also|and|so|then)\b[,:]?\s*)?\b(?:i|i['’]m|i['’]ve|we|my|our|we['’]re)\b", re.IGNORECASE)
"""Who speaks of the own affairs."""
_FEW = 6
"""Words that carry meaning: a clause with fewer leans on the sentence before it."""
_WANTED_END = re.compile(
    r"\b(?:of|for|in|at|on|from|to|between|with|near|by|that|which|is|are|was|were|do|does|did|has|have|will|would|can|should|when|if|after|before|"
    r"belongs?|lies?|means?|where|who|during|than|as|given|using|i|we|you|it|there)\b|[?:;.(]|,(?!\s+and\b)",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"\b(?:convert|change|turn|express|exchange|transform|translate)(?:ed|ing|s)?\b.*?\b(?:in)?to\b\s+", re.IGNORECASE
)
"""What is converted is given; what it becomes is wanted."""
_WANTED_START = re.compile(
    r"(?:what|which|how|who|when|where|whose)(?:['’]s)?\b\s*(?:(?:is|are|was|were|do|does|did|would|will|can)\b)?\s*|"
    r"\b(?:"
    + "|".join(sorted(REQUEST_WORDS))
    + r")\b\s+(?:me\b|us\b|out\b|up\b|for\b)?\s*|\b(?:need|want|like to know|get)\b\s*",
    re.IGNORECASE,
)
_ASKING = re.compile(r"^\W*(?:can|could|would|will) you (?:please )?", re.IGNORECASE)
_WISHES = re.compile(
    r"\b(?:need|want|like to know|would like|wonder(?:ing)?|curious|looking for|interested in|help me|please)\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?:the|an?|all|me|my|us|its|it|their|them|his|her|that|this|these|those|both|each|every|any|some|how|what|which|if|whether|for|out|up|"
    r"[\d\"'“‘$€£\[(]|[A-Z])",
)
_NOUN_OF = re.compile(
    r"(?i:the|its|their|his|her)\s+(?:[a-z][\w'-]*\s+){0,3}?[a-z][\w'-]*\s+(?:\([^)]*\)\s+)?(?:of|for|in|at|from|on|between)\s+(?![$€£-])"
)
_RELATIVE = re.compile(r"(?:[a-z]+\s+){1,2}(?:that|which)\b")
_PARTICIPLE = re.compile(r"\s*[A-Za-z]{3,}ing\b(?! (?:is|are)\b)")
_CONDITION = re.compile(
    r"\s*(?:and |also |then )*"
    r"(?:if|given|suppose|assuming|while|as|when (?:it|the|i|we|my|our)\b.{0,12}\b(?:is|are|am)\b)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\s*(?:after|before|on|in|at|from|for|during|between|since|until|given|if|with|as|when|while)\b", re.IGNORECASE
)
_NO_NOUN = r"(?!(?:i|we|you|the|an?|it|he|she|they|is|are|was|were|has|have|had|can|could|will|would|do|does|did|my)\b)"
_REFERS = re.compile(
    r"\b(?:which one\b(?! of)|there(?! (?:is|are|was|were)\b)|its?|they|them|their|his|her|he|she|the same|"
    r"the (?:former|latter|result)|"
    rf"(?:this|those|these)(?=[?.,;!]|$|\s+{_NO_NOUN}[a-z]+))(?!\w)|"
    r"(?:^|[,;.(]\s*|\b(?:on|in|at|for|of|from|with|by|to|is|was|and|about|than|as|does)\s+)"  # else it is relative
    rf"that(?=[?.,;!]|$|\s+{_NO_NOUN}[a-z]+)",
    re.IGNORECASE,
)


_NAMED = "\x00"
"""Stands for every sign of a name."""
_LABEL = re.compile(rf"\bthe [a-z]+ (?={_NAMED})")
"""The word before a name that says what it is: "the country Chad"."""
_FOR_THAT = re.compile(r"(?:for (?:that|this)|to (?:find|work) (?:that|this|it) out|to tell)\b", re.IGNORECASE)
"""How a sentence begins that says what a question before it comes down to."""


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
    kinds: tuple[str, ...]
    """Stems of what its values are: "country" for "Kenya"."""
    wanted: frozenset[str]
    """Stems of what is to be found out, without what it is about: "county" in "Which county is Kent in?"."""
    refers: bool
    """It points back at what was said or found before."""
    parts: tuple["Goal", ...] = ()
    """The clauses that were joined to it, but the last: what each asks is told."""

    def holds(self, span: Span) -> bool:
        return self.start <= span.start < self.end


def goals_of(text: str, spans: Sequence[Span]) -> tuple[Goal, ...]:
    """Split a request into goals.

    >>> [goal.text for goal in goals_of("When does the sun rise in Oslo, and what is the time in Rome?", ())]
    ['When does the sun rise in Oslo', 'what is the time in Rome?']
    """
    closed = [span for span in spans if span.kind in _CLOSED]
    sentences = _sentences(text, closed)
    asking = [place for place in sentences if _asks(text[slice(*place)])] or sentences
    goals: list[Goal] = []
    for number, (start, end) in enumerate(sentences):
        if (start, end) in asking:
            parts, merged = _clauses(text, start, end, spans), False
            if number and _needs(text, parts[0], sentences[number - 1], spans):
                parts[0] = (sentences[number - 1][0], parts[0][1])
                goals = [goal for goal in goals if goal.start < parts[0][0]]
                merged = True
            made = [_goal(text, part, number, spans) for part in parts]
            if merged:  # what it points at is part of it now
                made[0] = replace(made[0], refers=False)
            goals += made
    kept = [goal for goal in goals if _is_telling(goal, spans)] or goals
    return tuple(replace(goal, index=index) for index, goal in enumerate(kept))


def joints(text: str, goal: Goal, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the places of the words that join two things in a goal, outside of enumerations: "and", "as well as"."""
    closed = [span for span in spans if span.kind in _CLOSED]
    grouped = [
        (span.group, span.start) for span in spans if span.group != -1 and span.kind != "phrase" and goal.holds(span)
    ]
    found = [match.span() for match in _AND.finditer(text, goal.start, goal.end)]

    def within(place: tuple[int, int]) -> bool:
        before, after = ({group for group, start in grouped if (start < place[0]) is side} for side in (True, False))
        return bool(before & after)

    return [place for place in found if not any(span.overlaps(*place) for span in closed) and not within(place)]


def split(goal: Goal, text: str, place: tuple[int, int], spans: Sequence[Span]) -> tuple[Goal, Goal]:
    """Cut a goal in two at a joint."""
    start, end = place
    return _goal(text, (goal.start, start), goal.sentence, spans), _goal(text, (end, goal.end), goal.sentence, spans)


def joined(former: Goal, goal: Goal, text: str, spans: Sequence[Span]) -> Goal:
    """Make one goal of two neighbours."""
    whole = _goal(text, (former.start, goal.end), former.sentence, spans)
    return replace(whole, refers=former.refers, parts=(*former.parts, replace(former, parts=())))


def _needs(text: str, clause: tuple[int, int], former: tuple[int, int], spans: Sequence[Span]) -> bool:
    """Whether the sentence before a clause says what the clause is about."""
    asked, told = text[slice(*clause)], text[slice(*former)]
    if _FOR_THAT.match(asked):
        return True
    if not _tells(told):
        return False
    own, others = _values(spans, clause), _values(spans, former)
    if not own and len(terms(word.text for word in words(asked))) < _FEW:
        return True
    if _REFERS.search(asked):
        return bool(others) or not own
    return bool(others and _PERSONAL.search(asked) and _PERSONAL.match(told.lstrip(" -•*\"'(")))


def _values(spans: Sequence[Span], place: tuple[int, int]) -> list[Span]:
    """Return the values in a place; an abbreviation is rather what is asked for than one."""
    return [
        span
        for span in spans
        if span.kind not in ("phrase", "unit") and not span.doubtful and span.overlaps(*place) and not _is_short(span)
    ]


def _is_short(span: Span) -> bool:
    return span.kind in ("code", "name") and span.text.isupper() and span.text.isalpha() and len(span.text) < 5


def _tells(sentence: str) -> bool:
    """Whether a sentence tells something or wishes it, and asks no question."""
    return "?" not in sentence and bool(_TELLING.match(sentence.lstrip(" -•*\"'(")) or not _asks(sentence))


def _sentences(text: str, closed: Sequence[Span]) -> list[tuple[int, int]]:
    places, start = [], 0
    for match in _SENTENCE.finditer(text):
        if _ABBREVIATED.search(text[start : match.start()]) or any(
            s.overlaps(match.start(), match.end()) for s in closed
        ):
            continue
        places.append((start, match.start()))
        start = match.end()
    places.append((start, len(text)))
    led = [(_after_lead(text, a, b), b) for a, b in places]
    return [(a, b) for a, b in led if re.search(r"\w", text[a:b])]


def _after_lead(text: str, start: int, end: int) -> int:
    """Return where a sentence begins after words that only lead to it: "One more thing: "."""
    for match in re.finditer(r"[:,]\s+", text[start:end]):
        lead = text[start : start + match.start()]
        if all(word.lower in LEAD_WORDS for word in words(lead)) or (
            match.group()[0] == ":" and _PURPOSE.fullmatch(lead)
        ):
            start = start + match.end()
            return _after_lead(text, start, end)
    return start


def _asks(sentence: str) -> bool:
    opening = sentence.lstrip(" -•*\"'(")
    first = words(opening)[:3]
    heads = [
        word.lower
        for word in first
        if word.lower not in ("please", "and", "also", "then", "now", "just", "so", "first", "next", "finally")
    ]
    verb = bool(heads) and heads[0] in REQUEST_WORDS and heads[0] not in ("plan", "consider")
    return "?" in sentence or verb or bool(_HEAD.match(opening) or _WISHES.search(sentence))


def _clauses(text: str, start: int, end: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Cut a sentence where a clause with a head of its own begins."""
    parts, begun = [], start
    closed = [span for span in spans if span.kind in _CLOSED]
    named = [
        span
        for span in spans
        if span.kind in ("name", "entry", "quoted", "code", "phone", "coordinates") and not span.doubtful
    ]
    for match in _CUT.finditer(text, start, end):
        inside = any(span.overlaps(match.start(), match.end()) for span in closed)
        both = any(begun <= span.start < match.start() for span in named) and any(
            match.end() <= span.start < end for span in named
        )
        if not inside and _begins(text[match.end() : end], text[begun : match.start()], match.group(), both=both):
            parts.append((begun, match.start()))
            begun = match.end()
    return [*parts, (begun, end)]


def _is_telling(goal: Goal, spans: Sequence[Span]) -> bool:
    """Whether a goal says anything: a word that carries meaning beside verbs of request, a question, a value."""
    content = any(term not in WEAK and term not in _REQUESTS for term in goal.terms)
    return (
        content
        or bool(goal.asks)
        or any(goal.holds(span) and span.kind not in ("phrase", "unit") and not span.doubtful for span in spans)
    )


def _begins(rest: str, former: str, joint: str, *, both: bool) -> bool:
    """Tell whether a clause of its own begins at `rest`, after `former`; `both` have something they are about."""
    if not _has_content(former) or _is_setting(former):
        return False
    if joint.strip() == ":" and _TELLING.match(former.lstrip(" -•*\"'(")) and _REFERS.search(rest):
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
    own = (noun and not parameter and both) or _RELATIVE.match(rest)
    return bool(own) and not _is_conditional(former)


def _is_setting(clause: str) -> bool:
    """Whether a clause only sets the scene for the next: "After 3 May 2026", "For my trip"."""
    if _CONDITION.match(clause):
        return "?" not in clause
    return bool(_PREPOSITION.match(clause) or _PARTICIPLE.match(clause)) and not re.search(
        r"\?|\b(?:is|are|was|does|do|tell|give|find|show)\b", clause
    )


def _has_content(clause: str) -> bool:
    return any(
        word.lower not in FUNCTION_WORDS and word.lower not in ("hi", "hello", "please") for word in words(clause)
    )


def _is_open_pair(clause: str) -> bool:
    """Tell whether a clause holds a "between" or "both" that still waits for its "and"."""
    last = max(clause.lower().rfind(word) for word in ("between ", "both ", "difference of ", "sum of ", "product of "))
    return last >= 0 and " and " not in clause[last:].lower()


def _is_conditional(clause: str) -> bool:
    return bool(re.search(r"\b(?:if|given|suppose|assuming|with|where)\b", clause, re.IGNORECASE))


def _goal(text: str, place: tuple[int, int], sentence: int, spans: Sequence[Span]) -> Goal:
    part = text[slice(*place)]
    named = [span for span in spans if span.kind in ("name", "quoted", "entry", "code") and not span.doubtful]
    bare = "".join(
        _NAMED if any(span.start <= at < span.end for span in named) else sign for at, sign in enumerate(part, place[0])
    )
    said = words(part)
    plain = [word.text.removesuffix("'s").removesuffix("’s") for word in said if not re.search(r"\d", word.text)]
    return Goal(
        index=0,
        text=part.strip(),
        start=place[0],
        end=place[1],
        sentence=sentence,
        terms=tuple(terms(plain)),
        pairs=tuple(pairs(plain)),
        asks=_asked(said),
        kinds=_kinds(span for span in spans if place[0] <= span.start < place[1]),
        wanted=_wanted(bare),
        refers=bool(_REFERS.search(part)),
    )


def _wanted(clause: str) -> frozenset[str]:
    """Return the stems of the first noun phrase after each head of a clause, or of the first of all."""
    found: set[str] = set()
    if into := _INTO.search(clause):
        clause = "what " + clause[into.end() :]
    clause = _LABEL.sub(" ", _ASKING.sub("", clause))
    if _INVERTED.match(clause) or re.search(
        r"\b(?:whether|if)\b.*\b(?:is|are|was)\b", clause
    ):  # yes or no: all of it is asked
        return frozenset(term for term in terms(word.text for word in words(clause)) if not term.isdigit())
    heads = [match.end() for match in _WANTED_START.finditer(clause)]
    if not heads:  # no verb at all, as in "Oslo: area and population?"
        return frozenset(term for term in terms(word.text for word in words(clause)) if not term.isdigit())
    for start in heads[:4]:
        end = _WANTED_END.search(clause, start)
        noun = terms(word.text for word in words(clause[start : end.start() if end else len(clause)])[:8])
        if end and end.group().lower() == "of" and all(term in WEAK for term in noun):  # "the code of the currency"
            further = _WANTED_END.search(clause, end.end())
            noun += terms(
                word.text for word in words(clause[end.end() : further.start() if further else len(clause)])[:4]
            )
        found |= set(noun)
    return frozenset(term for term in found if not term.isdigit())


def _kinds(spans: Iterable[Span]) -> tuple[str, ...]:
    """Return the stems of the words for the kinds of some values."""
    named = [span.entry.realm if span.entry else KINDS.get(span.kind, "") for span in spans if not span.doubtful]
    return tuple(dict.fromkeys(terms(" ".join(named).split())))


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _asked(said: list[Word]) -> tuple[str, ...]:
    lowered = [word.lower.removesuffix("'s").removesuffix("’s") for word in said if not _is_acronym(word.text)]
    pairs = [" ".join(pair) for pair in pairwise(lowered)]
    found = [QUESTIONS[key] for key in (*pairs, *lowered) if key in QUESTIONS]
    return tuple(dict.fromkeys(terms(" ".join(found).split())))
