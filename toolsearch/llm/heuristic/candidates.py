"""Candidates for the slots of a function, each with a score: from the text and from earlier results.

Knows what stands around a value: words before it that name a slot, "from" and "to", enumerations. Which candidates are
taken is for `fill` to say.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from apis.model import Json
from toolsearch.llm.heuristic.enums import affirms, choose
from toolsearch.llm.heuristic.feed import feeds, typed
from toolsearch.llm.heuristic.fit import fits
from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, PHRASE_STOPS, REQUEST_WORDS
from toolsearch.llm.heuristic.looks import find_alike, size
from toolsearch.llm.heuristic.match import Offer
from toolsearch.llm.heuristic.reading import Leaf, Reading
from toolsearch.llm.heuristic.slots import Slot
from toolsearch.llm.heuristic.span import PAIR, Span
from toolsearch.llm.heuristic.text import RELATED, WEAK, Word, stem, terms, words

_FED = 0.85
"""What a leaf that fits perfectly scores: a value of the goal's own text comes first."""
_CUE = 0.35
_PART = 0.7
"""What a phrase counts that is a part of a longer one."""
_SAID = 0.5
"""How much the place of a word in a function must tell for the word to be its own."""
_LABELLED = -0.2
_ROLE = 0.2
_NAMING = 0.1
"""What "of" before a phrase adds: it is rather what is asked about."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span as one goal sees it."""

    span: Span
    weight: float
    """1 where the goal itself holds it, less where it is said elsewhere or may be no value."""
    own: bool
    """The goal itself holds it."""
    telling: bool
    """The goal is about it: a function that has no use for it is the wrong one."""
    role: int | None
    """0 for the first of a pair ("from Oslo"), 1 for the second."""
    stems: tuple[str, ...]
    """Of the words before it, the nearest first."""


@dataclass(frozen=True, slots=True)
class Source:
    """A result as one goal sees it."""

    reading: Reading
    weight: float
    covers: tuple[Span, ...] = ()
    """The values of the goal that were asked about."""
    role: int | None = None

    @property
    def turn(self) -> int:
        return self.reading.turn


@dataclass(frozen=True, slots=True)
class Pick:
    """A value for a slot."""

    slot: Slot
    value: Json
    score: float
    span: Span | None = None
    facet: str = "whole"
    leaf: tuple[int, Leaf] | None = None
    """The number of the reading, and the leaf."""
    own: bool = False
    """The goal itself holds the span."""

    def clashes(self, other: "Pick") -> bool:
        """Tell whether both use one thing."""
        if self.leaf and other.leaf:
            return self.leaf == other.leaf
        if not (self.span and other.span and self.span.overlaps(other.span.start, other.span.end)):
            return False
        return "whole" in (self.facet, other.facet) or self.facet == other.facet


@dataclass(frozen=True, slots=True)
class Pool:
    """All that one goal can take values from."""

    mentions: tuple[Mention, ...]
    sources: tuple[Source, ...]
    names: frozenset[str]
    """Stems of the names in the goal: the row of a list that holds them is preferred."""
    told: Callable[[Offer], Sequence[Pick]]
    """The candidates from the text, which are the same in every turn."""
    _fed: dict[str, list[Pick]] = field(default_factory=dict)

    def fed(self, offer: Offer) -> list[Pick]:
        """Return the candidates that earlier results have for a function, found once."""
        if offer.name not in self._fed:
            self._fed[offer.name] = [pick for source in self.sources for pick in from_result(offer, source, self)]
        return self._fed[offer.name]


def from_text(
    offer: Offer,
    mentions: Sequence[Mention],
    said: Sequence[Word],
    spoken: Container[str] = frozenset(),
    text: str = "",
) -> list[Pick]:
    """Return every candidate that the text has for a function.

    Args:
        offer: the function.
        mentions: the values of the text.
        said: the words of the goal.
        spoken: stems that any function offered is made of: what is asked, rather than what it is asked about.
        text: the whole request.
    """
    trimmed = [one for mention in mentions if mention.weight > 0 and (one := _trimmed(mention, offer, spoken))]
    trimmed = [_ranked(mention, trimmed) for mention in trimmed]
    picks: list[Pick] = []
    several = any(slot.type == "array" for slot in offer.slots)
    for slot in offer.slots:
        if slot.type == "array":
            picks += _lists(slot, trimmed)
            picks += _named(slot, said)
        elif slot.type == "boolean":
            if answer := affirms(slot, said):
                picks.append(Pick(slot, *answer))
        else:
            picks += [_spared(pick) if several else pick for pick in _told(slot, trimmed)]
            picks += _joined(slot, trimmed)
        picks += _alike(slot, said, text)
        listed = replace(slot, enum=slot.options) if slot.options else slot
        if listed.enum and (chosen := choose(listed, said)):
            start, end = chosen[2]
            picks.append(Pick(slot, chosen[0], chosen[1], Span("phrase", "", start, end), "enum"))
    return picks


def from_result(offer: Offer, source: Source, pool: Pool) -> Iterator[Pick]:
    """Yield every candidate that an earlier result has for a function."""
    rows = _rows(source.reading, pool.names)
    for slot in offer.slots:
        if not slot.required and slot.default is not None:
            continue  # a default stands until the text says otherwise
        role = _agreement(slot.ordinal, source.role)
        for leaf in source.reading.leaves:
            if fed := feeds(leaf, slot, offer):
                nearness = rows.get(leaf.row[:1], 0.0) - 0.02 * len(leaf.path)
                yield Pick(slot, fed[0], fed[1] * _FED * source.weight + role + nearness, leaf=(source.turn, leaf))


def role_of(span: Span) -> int | None:
    """Say which of a pair a span is by the words before it."""
    for word in span.before[: 1 if span.group >= 0 else 3]:
        if word in _FIRST:
            return min(span.place, 1) if word == "between" else _FIRST[word]
        if word in ("and", "or"):
            break
    return span.place if span.group >= 0 else None


_VARIABLE = frozenset(map(stem, "variable point argument unknown".split()))
_NAMERS = frozenset("of called named for about".split())
_PLACES = frozenset(map(stem, "location city place country region area destination address town state venue".split()))
_PEOPLE = frozenset(map(stem, "author artist director creator writer singer composer publisher brand".split()))
_BY_PREPOSITION = {"in": _PLACES, "at": _PLACES, "near": _PLACES, "around": _PLACES, "by": _PEOPLE}
PAIRED = frozenset("from to into until till through towards toward since".split())
"""Words that say which of a pair the value after them is."""
_FIRST = {
    "from": 0,
    "between": 0,
    "since": 0,
    "to": 1,
    "into": 1,
    "until": 1,
    "till": 1,
    "through": 1,
    "towards": 1,
    "toward": 1,
}


def _told(slot: Slot, mentions: Iterable[Mention]) -> Iterator[Pick]:
    for mention in mentions:
        for fit in fits(mention.span, slot):
            role = 0 if fit.facet == "unit" and mention.span.kind == "money" else mention.role
            lead = _lead(mention) if mention.span.kind == "phrase" else 0.0
            score = (fit.quality + lead + _cue(mention, slot)) * mention.weight + _agreement(slot.ordinal, role)
            yield Pick(slot, fit.value, score, mention.span, fit.facet, own=mention.own)


def _lead(mention: Mention) -> float:
    """Score the preposition before a phrase; of "hydrogen in ammonia" the whole is what is looked up."""
    before = mention.span.before
    if before[:1] == ("in",) and "of" in before[1:4] and mention.telling:
        return 1.5 * _NAMING
    return _NAMING if before and before[0] in _NAMERS else 0.0


def _lists(slot: Slot, mentions: Sequence[Mention]) -> Iterator[Pick]:
    """Yield lists: what is written as one, the members of an enumeration, all values of one kind, a single value."""
    item = slot.item
    if item is None:
        return
    for mention in mentions:
        value = mention.span.value
        written = mention.span.kind in ("literal", "coordinates") and isinstance(value, list)
        if written and (suited := _suited(value, item)):
            agreement = _agreement(slot.ordinal, mention.role)
            yield Pick(slot, suited, 0.95 * mention.weight + _cue(mention, slot) + agreement, mention.span)
    fitting = [
        (mention, found[0]) for mention in mentions if (found := fits(mention.span, item)) and found[0].quality >= 0.3
    ]
    for key in dict.fromkeys((mention.span.kind, mention.span.group, mention.weight) for mention, _ in fitting):
        members = [(m, fit) for m, fit in fitting if (m.span.kind, m.span.group, m.weight) == key]
        score = sum(fit.quality * m.weight + _cue(m, slot) for m, fit in members) / len(members)
        together = 0.1 if key[1] >= 0 else 0.0 if len(members) > 1 else -0.1
        whole = replace(members[0][0].span, end=members[-1][0].span.end)
        yield Pick(slot, [fit.value for _, fit in members], score + together, whole)


def _alike(slot: Slot, said: Sequence[Word], text: str) -> Iterator[Pick]:
    """Yield what looks just like the slot's examples."""
    if not said or slot.type != "string" or slot.enum:
        return
    for span in find_alike(slot.examples, text, said[0].start, said[-1].end + 1):
        role = span.place if span.group == PAIR else None
        same = 0.05 if any(size(example) == size(span.text) for example in slot.examples) else 0.0
        yield Pick(slot, span.text, 0.9 + same + _agreement(slot.ordinal, role), span, own=True)


def _spared(pick: Pick) -> Pick:
    """Leave the members of an enumeration to the argument that takes several."""
    grouped = pick.span is not None and pick.span.group >= 0
    return replace(pick, score=pick.score - 0.3) if grouped else pick


def _named(slot: Slot, said: Sequence[Word]) -> Iterator[Pick]:
    """Yield the values of the items' enumeration that the words name."""
    item = slot.item
    if item and item.enum:
        named = [chosen[0] for value in item.enum if (chosen := choose(replace(item, enum=(value,)), said))]
        if named:
            yield Pick(slot, named, 0.85)


def _joined(slot: Slot, mentions: Sequence[Mention]) -> Iterator[Pick]:
    """Yield an enumeration as one text where the slot takes several values in one."""
    if slot.separator is None:
        return
    for pick in _lists(replace(slot, item=slot.single, separator=None), mentions):
        if len(pick.value) > 1:
            yield replace(pick, slot=slot, value=slot.separator.join(map(str, pick.value)), score=pick.score + 0.15)


def _suited(value: Json, item: Slot) -> list[Json] | None:
    """Give the members of a list the type of its items, or None where they cannot have it."""
    if item.type == "array":  # a list of lists stays as it is written
        return value if all(isinstance(one, list) for one in value) else None
    if item.type == "object":
        return value if all(isinstance(one, dict) for one in value) else None
    if item.type == "any":
        return list(value)
    given = [typed(one, item) for one in value]
    return None if any(one is None for one in given) else given


def _trimmed(mention: Mention, offer: Offer, spoken: Container[str]) -> Mention | None:
    """Cut from a phrase the words that the function itself uses: they name what is asked, not a value."""
    span = mention.span
    if span.kind != "phrase":
        return mention
    kept = _about(words(span.text), spoken)
    while kept and (_is_known(kept[0], offer) or kept[0].lower in FUNCTION_WORDS):
        kept = kept[1:]
    while kept and (_is_known(kept[-1], offer) or kept[-1].lower in FUNCTION_WORDS):
        kept = kept[:-1]
    if not kept:
        return None
    start, end = span.start + kept[0].start, span.start + kept[-1].end
    return replace(mention, span=replace(span, text=span.text[kept[0].start : kept[-1].end], start=start, end=end))


def _ranked(mention: Mention, others: Sequence[Mention]) -> Mention:
    """Doubt a phrase that is only a part of a longer one: "hip" in "open wound of the hip"."""
    span = mention.span
    alone = span.kind == "phrase" and span.group < 0
    inner = alone and any(
        other.span.kind == "phrase"
        and other.span.overlaps(span.start, span.end)
        and len(other.span.text) > len(span.text)
        for other in others
    )
    return replace(mention, weight=_PART * mention.weight) if inner else mention


def _about(said: list[Word], spoken: Container[str]) -> list[Word]:
    """Cut "the block of" from "the block of open wounds of the hip", and what only functions speak of at its end."""
    while place := next((n for n, word in enumerate(said) if word.lower in FUNCTION_WORDS), 0):
        if not _are_spoken(said[place - 1 : place] if said[place].lower == "of" else said[:place], spoken):
            break
        said = said[place + 1 :]
    while place := max((n for n, word in enumerate(said) if word.lower in FUNCTION_WORDS), default=0):
        if not _are_spoken(said[place + 1 :], spoken):
            break
        said = said[:place]
    return said


def _are_spoken(said: Iterable[Word], spoken: Container[str]) -> bool:
    return all(word.lower in FUNCTION_WORDS or word.stem in WEAK or word.stem in spoken for word in said)


def _is_known(word: Word, offer: Offer) -> bool:
    """Whether a function is named by a word, or says it of itself."""
    return word.stem in WEAK or any(offer.terms.get(term, 0.0) >= _SAID for term in terms([word.text]))


def _cue(mention: Mention, slot: Slot) -> float:
    """Score the words around a span that name the slot."""
    if mention.span.before[:1] == ("=",) and (slot.about & _VARIABLE or mention.span.before[1:2] == slot.words[-1:]):
        return _CUE
    return max(_cue_before(mention, slot), _cue_beside(mention.span, slot))


def _cue_before(mention: Mention, slot: Slot) -> float:
    best = _LABELLED if _is_labelled(mention.span, slot) else 0.0
    for place, term in enumerate(mention.stems):
        strength = _CUE * (1 - 0.12 * place)
        if term == "at" and place and mention.stems[place - 1] in ("least", "most"):
            continue
        if term in slot.terms or term in slot.words:
            best = max(best, strength)
        elif term not in WEAK and not RELATED.get(term, frozenset()).isdisjoint(slot.terms):
            best = max(best, 0.7 * strength)
        elif term not in WEAK and term in slot.about:
            best = max(best, 0.4 * strength)
    return best


def _cue_beside(span: Span, slot: Slot) -> float:
    best = 0.0
    if span.kind in ("name", "quoted") and any(stem(word) in slot.terms - WEAK for word in span.text.split()):
        best = max(best, 0.7 * _CUE)
    if span.before and slot.terms & _BY_PREPOSITION.get(span.before[0], frozenset()):
        best = max(best, 0.5 * _CUE)
    after = span.after
    if after and stem(after[0]) in slot.terms - WEAK:
        best = max(best, 0.8 * _CUE)
    if len(after) > 1 and after[0] in ("a", "per", "each", "every") and stem(after[1]) in slot.terms | slot.about:
        best = max(best, _CUE)
    return best


def _is_labelled(span: Span, slot: Slot) -> bool:
    """Whether the noun right before a bare number says that it is another thing: "month 217", "payment number 24"."""
    if span.kind != "number" or span.unit or not span.before or slot.type not in ("integer", "number"):
        return False
    label = span.before[1] if span.before[0] in ("number", "no", "nr") and len(span.before) > 1 else span.before[0]
    plain = label in FUNCTION_WORDS or label in PHRASE_STOPS or label in REQUEST_WORDS or len(label) < 2
    return (
        not plain
        and stem(label) not in slot.terms | slot.about
        and RELATED.get(stem(label), frozenset()).isdisjoint(slot.terms)
    )


def _agreement(ordinal: int | None, role: int | None) -> float:
    if ordinal is None or role is None:
        return 0.0
    return _ROLE if ordinal == role else -_ROLE


def _rows(reading: Reading, names: frozenset[str]) -> dict[tuple[int, ...], float]:
    """Score the rows of the outermost list: those that hold the goal's names first, then the earlier ones."""
    held: dict[tuple[int, ...], set[str]] = {}
    for leaf in reading.leaves:
        if leaf.row and isinstance(leaf.value, str) and len(leaf.value) < 200:
            held.setdefault(leaf.row[:1], set()).update(terms(leaf.value.split()))
    count = max(1, len(names))
    return {row: 0.25 * len(names & said) / count - 0.001 * min(row[0], 20) for row, said in held.items()}
