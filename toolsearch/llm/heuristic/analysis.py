"""What does not change within a conversation: the request as goals and values, the functions as offers, how they fit.

Knows the text and the functions; nothing of what was called. Everything that costs is computed once and kept here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from toolsearch.llm.heuristic.candidates import Mention, Pick, from_text, role_of
from toolsearch.llm.heuristic.goals import Goal, goals_of
from toolsearch.llm.heuristic.match import Offer, Offered, likeness
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import Word, stem, terms, words
from toolsearch.llm.heuristic.values import find_values

SALIENT = frozenset(
    "quoted literal email url ip phone date time number percent money coordinates code name entry expression year month".split()
)
"""Kinds of values that a goal is about; phrases and units are not."""
_MUTED = frozenset(("quoted", "literal", "name", "entry", "code", "date", "month", "email", "url", "zone", "weekday"))
_SAME_SENTENCE, _CONTEXT, _FORMER, _LATER = 0.85, 0.8, 0.6, 0.35


@dataclass(slots=True)
class Analysis:
    """A request against a set of functions."""

    text: str
    offered: Offered
    spans: tuple[Span, ...]
    goals: tuple[Goal, ...]
    _words: tuple[Word, ...]
    _mentions: dict[int, tuple[Mention, ...]] = field(default_factory=dict)
    _told: dict[tuple[int, str], list[Pick]] = field(default_factory=dict)
    _likeness: dict[tuple[int, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, offered: Offered) -> "Analysis":
        spans = find_values(text)
        return cls(text, offered, spans, goals_of(text, spans), tuple(words(text)))

    def mentions(self, goal: Goal) -> tuple[Mention, ...]:
        """Return every value of the request as this goal sees it."""
        if goal.index not in self._mentions:
            seen = [_mention(span, self._weight(goal, span) * self._doubt(span), own=goal.holds(span)) for span in self.spans]
            self._mentions[goal.index] = tuple(_paired(seen))
        return self._mentions[goal.index]

    def told(self, goal: Goal, offer: Offer) -> list[Pick]:
        """Return the candidates for a function that the text holds."""
        key = (goal.index, offer.name)
        if key not in self._told:
            self._told[key] = from_text(offer, self.mentions(goal), self.said(goal))
        return self._told[key]

    def likeness(self, goal: Goal, offer: Offer) -> float:
        """Return how well the words of a function fit a goal."""
        key = (goal.index, offer.name)
        if key not in self._likeness:
            self._likeness[key] = likeness(goal, offer, self.offered, self._muted(goal))
        return self._likeness[key]

    def said(self, goal: Goal) -> list[Word]:
        """Return the words of a goal."""
        return [word for word in self._words if goal.start <= word.start < goal.end]

    def own(self, goal: Goal) -> list[Span]:
        """Return the values that a goal itself holds and is about."""
        return [span for span in self.spans if goal.holds(span) and span.kind in SALIENT and not span.doubtful]

    def names(self, goal: Goal) -> frozenset[str]:
        """Return the stems of the names in a goal."""
        kinds = ("name", "quoted", "entry", "code")
        return frozenset(stem(word) for span in self.own(goal) if span.kind in kinds for word in re.findall(r"\w+", span.text))

    def _doubt(self, span: Span) -> float:
        """Less than 1 for a phrase that is rather what is asked for than a value."""
        if span.kind != "phrase":
            return 1.0
        asked = bool(span.before) and span.before[0] in ("what", "which", "many", "much")
        known = all(term in self.offered.rarity for term in terms(span.text.split()))
        return (0.6 if known else 1.0) * (0.6 if asked else 1.0)

    def _muted(self, goal: Goal) -> frozenset[str]:
        """Stems that belong to values; a code or a name that functions are named after is no value only."""
        held = [(span.kind, term) for span in self.own(goal) if span.kind in _MUTED for term in terms(span.text.split())]
        return frozenset(term for kind, term in held if kind in ("quoted", "literal") or term not in self.offered.named)

    def _weight(self, goal: Goal, span: Span) -> float:
        if goal.holds(span):
            return 1.0
        holder = next((other for other in self.goals if other.holds(span)), None)
        if holder is None:
            return _CONTEXT
        if holder.sentence == goal.sentence:
            return _SAME_SENTENCE
        nearness = 0.9 ** (abs(holder.index - goal.index) - 1)
        return nearness * (_LATER if holder.index > goal.index else _CONTEXT if goal.refers else _FORMER)


def _mention(span: Span, weight: float, *, own: bool) -> Mention:
    return Mention(span, weight, own, role_of(span), tuple(stem(word) for word in span.before))


def _paired(mentions: Sequence[Mention]) -> list[Mention]:
    """Give two values of one kind in one goal the roles of a pair, in their order, where no word says otherwise."""
    done = list(mentions)
    for kind in ("name", "entry", "code", "coordinates", "date", "quoted", "time"):
        places = [place for place, one in enumerate(done) if one.own and one.span.kind == kind and not one.span.doubtful]
        if len(places) == 2 and all(done[place].role is None for place in places):
            for role, place in enumerate(places):
                done[place] = replace(done[place], role=role)
    return done
