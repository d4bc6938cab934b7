"""How well a function fits a goal by its words.

Knows the words of functions (name, description, parameters, response keys) and how much each tells among the functions
offered. Whether the arguments can be filled is for `fill` to say.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apis.schema import Function
from toolsearch.llm.heuristic.goals import Goal
from toolsearch.llm.heuristic.lexicon import BACKWARD, FORWARD, REQUEST_WORDS
from toolsearch.llm.heuristic.slots import Slot, slots_of, without_examples
from toolsearch.llm.heuristic.text import RELATED, code_terms, identifier_words, pairs, stem, text_terms, weight

GIVE_ANSWER, GIVE_UP = "give_answer", "give_up_and_restart"
_RETURNS = re.compile(r"\bReturns: ([\w$.-]+(?:, [\w$.-]+)*)\.?\s*$")
_NAME, _FIRST, _REST, _PARAMETER, _ABOUT_PARAMETER, _RETURNED = 1.0, 0.85, 0.6, 0.55, 0.3, 0.7
_SYNONYM = 0.8
MUTED = 0.05
"""What a word counts that belongs to a value."""
CERTAIN = 0.6
"""What the words of a wish must tell in sum for response keys to speak for or against a function in full."""
IMPLIED = 0.5
"""What a word counts that is not said but meant: "when" means a date, "Kenya" is a country."""
HELPING = 0.8
"""What a word counts that the function knows which looks something up."""
LEAST = 0.6
"""What the words of a goal tell at least in sum: one vague word is no reason to call anything."""
UNKNOWN = 0.5
"""What a word counts that no function knows: it may be a value."""
REQUESTS = frozenset(stem(word) for word in REQUEST_WORDS)


@dataclass(frozen=True, slots=True)
class Offer:
    """A function as it was understood."""

    function: Function
    slots: tuple[Slot, ...]
    name_terms: tuple[str, ...]
    terms: dict[str, float]
    """By stem: how much its place says, 0 to 1."""
    returns: tuple[tuple[str, frozenset[str]], ...]
    """Response keys with their stems."""
    heading: int
    """1 where it looks forward in time, such as to what is next, -1 where back, 0 where neither or both."""
    ending: tuple[str, str] | None
    """Where it ends the work: the names of the argument that says how and of the one that holds the answer."""

    @property
    def name(self) -> str:
        return self.function.name


def offer_of(function: Function) -> Offer:
    """Understand a function."""
    slots = slots_of(function.parameters)
    described, returned = _without_returns(function.description)
    name_terms = tuple(dict.fromkeys(code_terms(function.name)))
    first, _, rest = without_examples(described).partition(". ")
    weighed: dict[str, float] = {}
    for place, found in (
        (_ABOUT_PARAMETER, [term for slot in slots for term in slot.about]),
        (
            _PARAMETER,
            [term for slot in slots for value in (*slot.enum, *slot.path) for term in text_terms(str(value)[:80])],
        ),
        (_REST, text_terms(rest)),
        (_RETURNED, [term for key in returned for term in code_terms(key)]),
        (_FIRST, text_terms(first)),
        (_FIRST, pairs(first.split())),
        (_NAME, [*name_terms, *pairs(identifier_words(function.name))]),
    ):
        for term in found:
            weighed[term] = max(place, weighed.get(term, 0.0))
    keys = tuple((key, frozenset(code_terms(key))) for key in returned)
    named = [*identifier_words(function.name), *first.lower().split()]
    return Offer(function, slots, name_terms, weighed, keys, heading(named), _ending(slots))


@dataclass(frozen=True, slots=True)
class Offered:
    """All functions of a request but those that end it, and what their words tell."""

    offers: tuple[Offer, ...]
    ending: Offer | None
    rarity: dict[str, float]
    """By stem: from near 0 (in every function) to 1 (in one only)."""
    named: frozenset[str]
    """All stems of names of functions."""
    returned: frozenset[str]
    """All stems of response keys, and what may stand for them."""

    @classmethod
    def of(cls, offers: Sequence[Offer]) -> "Offered":
        working = tuple(offer for offer in offers if offer.ending is None)
        counts: dict[str, int] = {}
        for offer in working:
            for term in offer.terms:
                counts[term] = counts.get(term, 0) + 1
        total = math.log(len(working) + 1.5)
        rarity = {term: math.log((len(working) + 1.5) / count) / total for term, count in counts.items()}
        named = frozenset(term for offer in working for term in offer.name_terms)
        keys = {word for offer in working for _, words in offer.returns for word in words}
        returned = frozenset(keys | {other for key in keys for other in RELATED.get(key, ())})
        return cls(working, next((offer for offer in offers if offer.ending), None), rarity, named, returned)

    def returning(self, goal: Goal, offer: Offer) -> float:
        """Say how surely the response keys of a function hold what a goal wants to find out, 0 to 1; 0.5 is unknown."""
        wanted = [(term, self.tells(term)) for term in goal.wanted if term in self.returned]
        total = sum(share for _, share in wanted)
        echoed = {slot.path[-1] for slot in offer.slots}
        told = [words for key, words in offer.returns if key not in echoed]
        if not total or not told:
            return 0.5
        met = sum(share * max(_keyed(term, words, goal) for words in told) for term, share in wanted) / total
        return 0.5 + (met - 0.5) * min(1.0, total / CERTAIN)

    def tells(self, term: str) -> float:
        """Say how much a stem tells here."""
        if term not in self.rarity:
            return UNKNOWN * (0.25 if term in REQUESTS else weight(term))
        return (weight(term) if term in self.named or term not in REQUESTS else 0.25) * (
            0.25 + 0.75 * self.rarity[term]
        )


def likeness(goal: Goal, offer: Offer, offered: Offered, muted: frozenset[str], helper: Offer | None = None) -> float:
    """Score a function against a goal, 0 to 1.

    Args:
        goal: what is asked.
        offer: the function.
        offered: all functions, for the rarity of words.
        muted: stems of the goal that belong to values (names, quotations): they count little.
        helper: a function that looks something up for it, and so knows part of what is asked.
    """
    said = {term: offered.tells(term) * (MUTED if term in muted else 1.0) for term in goal.terms}
    implied = {term: IMPLIED * offered.tells(term) for term in (*goal.asks, *goal.kinds) if term not in said}
    found = _found(goal, offer, {*said, *implied})
    if helper:
        found = {term: max(met, HELPING * _best(term, helper)) for term, met in found.items()}
    helped = {term: share for term, share in implied.items() if found[term]}
    total = sum(said.values()) + sum(helped.values())
    recall = sum(found[term] * share for term, share in (said | helped).items()) / max(total, LEAST)
    asked = {*goal.terms, *goal.pairs, *goal.asks, *goal.kinds}
    return 0.7 * min(1.0, recall) + 0.3 * _precision(offer, offered, asked)


def _found(goal: Goal, offer: Offer, wanted: set[str]) -> dict[str, float]:
    """Say how much the place of each stem in a function tells; neighbours may be written there as one word."""
    found = {term: _best(term, offer) for term in wanted}
    for place, pair in enumerate(goal.pairs):
        if pair in offer.terms:
            found[goal.terms[place]] = found[goal.terms[place + 1]] = offer.terms[pair]
    return found


def heading(words: Iterable[str]) -> int:
    """Say whether words look forward in time (1), back (-1), or neither or both (0).

    >>> heading(["the", "next", "run"]), heading(["last", "before"]), heading(["before", "or", "after"])
    (1, -1, 0)
    """
    said = set(words)
    return int(not said.isdisjoint(FORWARD)) - int(not said.isdisjoint(BACKWARD))


def relates(one: Iterable[str], others: frozenset[str]) -> float:
    """Say how much of the weight of some stems is met by others, 0 to 1."""
    listed = [(term, weight(term)) for term in one]
    total = sum(share for _, share in listed)
    met = sum(share * meets(term, others) for term, share in listed)
    return met / total if total else 0.0


def meets(term: str, others: frozenset[str]) -> float:
    if term in others:
        return 1.0
    return _SYNONYM if RELATED.get(term, frozenset()) & others else 0.0


def _keyed(term: str, words: frozenset[str], goal: Goal) -> float:
    """Say how well a response key tells what a stem wants; a key that means something narrower tells less."""
    met = meets(term, words)
    return met if met == 0 or len(words) == 1 or words <= goal.wanted | frozenset(goal.terms) else 0.75 * met


def _best(term: str, offer: Offer) -> float:
    direct = offer.terms.get(term, 0.0)
    if direct >= _SYNONYM:
        return direct
    related = RELATED.get(term, ())
    return max(direct, max((_SYNONYM * offer.terms[other] for other in related if other in offer.terms), default=0.0))


def _precision(offer: Offer, offered: Offered, said: set[str]) -> float:
    """Say how much of the function's own name is asked for."""
    shares = {term: offered.tells(term) for term in offer.name_terms}
    total = sum(shares.values())
    met = sum(share for term, share in shares.items() if term in said or not said.isdisjoint(RELATED.get(term, ())))
    return met / total if total else 0.0


def _without_returns(description: str) -> tuple[str, tuple[str, ...]]:
    match = _RETURNS.search(description)
    if not match:
        return description, ()
    return description[: match.start()].strip(), tuple(key.strip() for key in match[1].split(","))


def _ending(slots: tuple[Slot, ...]) -> tuple[str, str] | None:
    how = next((slot for slot in slots if set(slot.enum) == {GIVE_ANSWER, GIVE_UP}), None)
    if how is None:
        return None
    what = next((slot for slot in slots if slot is not how and slot.type in ("string", "any")), None)
    return how.path[0], what.path[0] if what else ""
