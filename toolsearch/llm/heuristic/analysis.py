"""What does not change within a conversation: the request as goals and values, the functions as offers, how they fit.

Knows the text and the functions; nothing of what was called. Everything that costs is computed once and kept here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from toolsearch.llm.heuristic.candidates import Mention, Pick, from_text, role_of
from toolsearch.llm.heuristic.goals import Goal, goals_of, joined, joints, split
from toolsearch.llm.heuristic.lexicon import LEAD_WORDS, REQUEST_WORDS
from toolsearch.llm.heuristic.match import REQUESTS, Offer, Offered, likeness, meets
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import RELATED, WEAK, Word, stem, terms, words
from toolsearch.llm.heuristic.values import find_values
from toolsearch.llm.heuristic.world import NAMED

SALIENT = frozenset(
    (
        "quoted literal email url ip phone date time number percent money coordinates code name entry expression year"
        " month"
    ).split()
)
"""Kinds of values that a goal is about; phrases and units are not."""
_MUTED = frozenset(("quoted", "literal", "name", "entry", "code", "date", "month", "email", "url", "zone", "weekday"))
CLEAR = 0.28
"""The likeness a function must have to a clause for the clause to be a goal of its own."""
IDLE = 0.4
"""What it costs a function to have no use for what a clause names."""
HELD = 0.3
"""The least score with which a clause holds a value for an argument."""
LIKE = 0.2
"""The least likeness of a function that a clause can mean."""
APART = 0.1
"""By how much it must be liker than the function of the neighbouring clause."""
_INHERITED, _POINTED_DAY = 0.9, 0.6
_ELSEWHERE = 0.5
"""What a phrase counts for a goal that does not hold it."""
_HEADED = re.compile(
    r"(?:the|its?|their|his|her|my|our|an?|what|which|who|when|where|how|whether)\b|(?:[a-z]+ ){1,3}(?:of|for|in)\b|"
    + "|".join(sorted(REQUEST_WORDS)),
    re.IGNORECASE,
)
"""How a request of its own begins after an "and"."""
_MODIFIES = re.compile(r"\s[a-z]{3,}")
_SETTINGS = frozenset(("date", "month", "year", "time", "zone", "weekday"))
"""What one sentence can set for another that does not mention it."""
_SAME_SENTENCE, _CONTEXT, _POINTED, _FORMER, _LATER = 0.85, 0.95, 0.8, 0.6, 0.35


@dataclass(slots=True, eq=False)
class Analysis:
    """A request against a set of functions."""

    text: str
    offered: Offered
    spans: tuple[Span, ...]
    goals: tuple[Goal, ...]
    _words: tuple[Word, ...]
    _mentions: dict[int, tuple[Mention, ...]] = field(default_factory=dict)
    _told: dict[tuple[int, str], list[Pick]] = field(default_factory=dict)
    _mute: dict[int, frozenset[str]] = field(default_factory=dict)
    _about: dict[int, list[Span]] = field(default_factory=dict)
    _likeness: dict[tuple[int, str, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, offered: Offered) -> "Analysis":
        spans = find_values(text)
        spans = tuple(_assured(span, offered) for span in spans)
        analysis = cls(text, offered, spans, goals_of(text, spans), tuple(words(text)))
        analysis.goals = tuple(refined(analysis))
        return analysis

    def forget(self) -> None:
        """Drop what was computed for goals that are no more."""
        self._mentions.clear()
        self._told.clear()
        self._likeness.clear()
        self._mute.clear()
        self._about.clear()

    def mentions(self, goal: Goal) -> tuple[Mention, ...]:
        """Return every value of the request as this goal sees it."""
        if goal.index not in self._mentions:
            seen = [self._mention(goal, span) for span in self.spans]
            self._mentions[goal.index] = tuple(_paired(seen))
        return self._mentions[goal.index]

    def told(self, goal: Goal, offer: Offer) -> list[Pick]:
        """Return the candidates for a function that the text holds."""
        key = (goal.index, offer.name)
        if key not in self._told:
            self._told[key] = from_text(offer, self.mentions(goal), self.said(goal), self.offered.rarity, self.text)
        return self._told[key]

    def likeness(self, goal: Goal, offer: Offer, helper: Offer | None = None) -> float:
        """Return how well the words of a function fit a goal, those of one that helps it counted in."""
        key = (goal.index, offer.name, helper.name if helper else "")
        if key not in self._likeness:
            self._likeness[key] = likeness(goal, offer, self.offered, self.muted(goal), helper)
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
        return frozenset(
            stem(word) for span in self.own(goal) if span.kind in kinds for word in re.findall(r"\w+", span.text)
        )

    def _mention(self, goal: Goal, span: Span) -> Mention:
        own = goal.holds(span)
        return Mention(
            span=span,
            weight=self._weight(goal, span) * self.doubt(span),
            own=own,
            telling=own and span in self.about(goal),
            role=role_of(span),
            stems=tuple(stem(word) for word in span.before),
        )

    def _is_foreign(self, span: Span) -> bool:
        """Whether a phrase has no word that functions or requests are made of: it can only be a value."""
        stems = terms(span.text.split()) if span.kind == "phrase" else []
        return bool(stems) and not any(self._is_plain(term) for term in stems)

    def _is_plain(self, term: str) -> bool:
        """Whether functions or requests are made of a word, or of one that stands for it."""
        known = term in self.offered.rarity or term in WEAK or term in REQUESTS
        return known or not self.offered.rarity.keys().isdisjoint(RELATED.get(term, ()))

    def doubt(self, span: Span) -> float:
        """Less than 1 for a phrase or a code that is rather what is asked for than a value."""
        if span.kind in ("code", "zone") or (span.kind == "name" and span.text.isupper()):
            parts = [stem(part) for part in re.findall(r"[A-Za-z]+", span.text)]
            spoken = self.offered.named | self.offered.returned
            return 0.25 if span.text.isupper() and parts and all(part in spoken for part in parts) else 1.0
        if span.kind != "phrase":
            worldly = span.entry or (span.kind == "name" and span.text.lower() in NAMED)
            return 0.8 if worldly and _MODIFIES.match(self.text, span.end) else 1.0
        asked = bool(span.before) and span.before[0] in ("what", "which", "many", "much", "how")
        known = all(term in self.offered.rarity for term in terms(span.text.split()))
        return (0.6 if known else 1.0) * (0.6 if asked else 1.0)

    def muted(self, goal: Goal) -> frozenset[str]:
        """Stems that belong to values alone; what a function is named after or speaks of is more than a value."""
        if goal.index in self._mute:
            return self._mute[goal.index]
        spoken = {
            term
            for offer in self.offered.offers
            for span in self.spoken(goal, offer)
            for term in terms(span.text.split())
        }
        held = [
            (span.kind, term) for span in self.own(goal) if span.kind in _MUTED for term in terms(span.text.split())
        ]
        muted = frozenset(term for kind, term in held if kind != "code" or term not in self.offered.named) - spoken
        self._mute[goal.index] = muted
        return muted

    def spoken(self, goal: Goal, offer: Offer) -> list[Span]:
        """Return the names in a goal that a function itself speaks of, as a response key or in an enumeration."""
        keys = [words for _, words in offer.returns]
        keys += [frozenset(terms(str(value).split())) for slot in offer.slots for value in slot.enum]
        named = [span for span in self.own(goal) if span.kind in ("name", "entry", "code", "quoted")]
        return [
            span
            for span in named
            if (stems := frozenset(terms(span.text.split()))) and any(stems <= key for key in keys)
        ]

    def _weight(self, goal: Goal, span: Span) -> float:
        """Say how much a value counts for a goal by where it stands; 0 where it is another matter's."""
        if goal.holds(span):
            return 1.0
        holder = next((other for other in self.goals if other.holds(span)), None)
        if holder is None:
            return _CONTEXT * (_ELSEWHERE if span.kind == "phrase" else 1.0)
        if goal.refers and span.day:
            return _POINTED_DAY  # the day may be one that is found, not one that was said
        if not self.about(goal):
            return self._inherited(goal, holder)
        aside = _ELSEWHERE if span.kind == "phrase" else 1.0
        if holder.sentence == goal.sentence:
            return aside * (_SAME_SENTENCE if span.kind in _SETTINGS else _SAME_SENTENCE * _SAME_SENTENCE)
        dated = span.day and any(own.day for own in self.own(goal))
        if not goal.refers and (span.kind not in _SETTINGS or dated):
            return 0.0
        return aside * self._nearness(goal, holder) * (_POINTED if goal.refers else _FORMER)

    def _inherited(self, goal: Goal, holder: Goal) -> float:
        """Weigh the values of another goal for one that has none: the nearest before it lends its own."""
        lender = max(
            (other.index for other in self.goals if other.index < goal.index and self.about(other)), default=-1
        )
        return _INHERITED if holder.index == lender else _FORMER * self._nearness(goal, holder)

    def _nearness(self, goal: Goal, holder: Goal) -> float:
        return 0.9 ** (abs(holder.index - goal.index) - 1) * (_LATER if holder.index > goal.index else 1.0)

    def about(self, goal: Goal) -> list[Span]:
        """Return the values that a goal itself holds and is about, phrases that can only be values included."""
        if goal.index not in self._about:
            held = [span for span in self.spans if goal.holds(span) and not span.doubtful]
            self._about[goal.index] = [span for span in held if span.kind in SALIENT or self._is_foreign(span)]
        return self._about[goal.index]

    def coverage(self, wanted: frozenset[str], keys: Sequence[frozenset[str]]) -> float:
        """Say how much of what is wanted some keys hold, 0 to 1."""
        shares = {term: self.offered.tells(term) for term in wanted}
        total = sum(shares.values())
        return (
            sum(share * max((meets(term, words) for words in keys), default=0.0) for term, share in shares.items())
            / total
        )

    def stands_alone(self, goal: Goal) -> bool:
        """Whether a goal has values of its own and points at nothing else."""
        return not goal.refers and bool(self.about(goal))


def _assured(span: Span, offered: Offered) -> Span:
    """Believe a capital letter that opens a sentence where the word is none that functions or requests are made of."""
    word = stem(span.text)
    plain = (
        word in offered.rarity or word in WEAK or word in RELATED or word in REQUESTS or span.text.lower() in LEAD_WORDS
    )
    return replace(span, doubtful=False) if span.kind == "name" and span.doubtful and not plain else span


def refined(analysis: Analysis) -> list[Goal]:
    """Cut goals in two where an "and" stands between what one function and what another function can tell."""
    goals: list[Goal] = []
    for part in (part for goal in analysis.goals for part in _cut(analysis, goal)):
        if goals and _belongs(analysis, goals[-1], part):
            goals[-1] = joined(goals[-1], part, analysis.text, analysis.spans)
        else:
            goals.append(part)
    analysis.forget()
    return [replace(goal, index=index) for index, goal in enumerate(goals)]


def _belongs(analysis: Analysis, former: Goal, goal: Goal) -> bool:
    """Whether a clause asks more of what the one before it asks about, or says what that one is about."""
    if goal.sentence - former.sentence > 1:
        return False
    best = _likest(analysis, former)
    if best is None:
        return False
    own = _probed(analysis, goal)
    if goal.sentence == former.sentence and own and not former.refers and not _probed(analysis, former):
        return any(slot.required for slot in best.slots)
    mine = _likest(analysis, goal)
    if mine and analysis.likeness(goal, best) >= analysis.likeness(goal, mine):
        mine = best
    leans = not own or goal.refers or (mine is None and all(span.kind == "number" for span in own))
    if leans and mine in (None, best):
        return True
    return mine == best and goal.sentence == former.sentence and _completes(analysis, former, goal, best)


def _completes(analysis: Analysis, former: Goal, goal: Goal, offer: Offer) -> bool:
    """Whether a function lacks for one of two clauses what it has for both together."""
    whole = joined(former, goal, analysis.text, analysis.spans)
    lacking = [_lacking(analysis, one, offer) for one in (former, goal, whole)]
    return lacking[2] <= min(lacking) < max(lacking)


def _lacking(analysis: Analysis, goal: Goal, offer: Offer) -> int:
    """Count the arguments a function needs for which a clause itself holds no value."""
    analysis.forget()
    held = {pick.slot.path for pick in analysis.told(goal, offer) if pick.own and pick.score >= HELD}
    return sum(slot.required and not slot.enum and slot.path not in held for slot in offer.slots)


def _likest(analysis: Analysis, goal: Goal) -> Offer | None:
    """Return the function that is likest to a clause, None where none is like it."""
    own = _probed(analysis, goal)
    scored = [
        (liking - IDLE * _unused(analysis, goal, offer, own), offer)
        for offer in analysis.offered.offers
        if (liking := analysis.likeness(goal, offer)) >= LIKE
    ]
    return max(scored, key=lambda pair: pair[0], default=(0.0, None))[1]


def _unused(analysis: Analysis, goal: Goal, offer: Offer, own: Sequence[Span]) -> float:
    """Return the share of some values for which a function has no use."""
    taken = [pick.span for pick in analysis.told(goal, offer) if pick.span and pick.own]
    left = [span for span in own if not any(span.overlaps(one.start, one.end) for one in taken)]
    return len(left) / len(own) if own else 0.0


def _probed(analysis: Analysis, goal: Goal) -> list[Span]:
    """Return what a clause is surely about: no phrase, and no code that functions are named after."""
    analysis.forget()
    return [span for span in analysis.about(goal) if span.kind != "phrase" and analysis.doubt(span) > 0.5]


def _cut(analysis: Analysis, goal: Goal) -> list[Goal]:
    places = [place for place in joints(analysis.text, goal, analysis.spans) if _HEADED.match(analysis.text, place[1])]
    halves = [split(goal, analysis.text, place, analysis.spans) for place in places]
    apart = [(_difference(analysis, left, right), number) for number, (left, right) in enumerate(halves)]
    best, number = max(apart, default=(0.0, 0))
    if best < APART:
        return [goal]
    return [part for half in halves[number] for part in _cut(analysis, half)]


def _difference(analysis: Analysis, left: Goal, right: Goal) -> float:
    """Say how much the best function of each of two clauses is liker to its own than to the other one."""
    scores = [
        {offer.name: _probe(analysis, part, offer) for offer in analysis.offered.offers} for part in (left, right)
    ]
    if not all(any(term not in WEAK and term not in REQUESTS for term in part.terms) for part in (left, right)):
        return 0.0
    first, second = (max(one, key=lambda name: one[name], default="") for one in scores)
    if first == second or min(scores[0][first], scores[1][second]) < CLEAR:
        return 0.0
    return min(scores[0][first] - scores[0][second], scores[1][second] - scores[1][first])


def _probe(analysis: Analysis, part: Goal, offer: Offer) -> float:
    analysis.forget()
    return analysis.likeness(part, offer)


def _apart(placed: Sequence[tuple[int, Span]]) -> list[list[int]]:
    """Gather the places of spans that overlap: readings of one value."""
    groups: list[list[int]] = []
    end = -1
    for place, span in placed:
        if span.start < end:
            groups[-1].append(place)
        else:
            groups.append([place])
        end = max(end, span.end)
    return groups


def _paired(mentions: Sequence[Mention]) -> list[Mention]:
    """Give two values of one kind in one goal the roles of a pair, in their order, where no word says otherwise."""
    done = list(mentions)
    for kind in ("name", "entry", "code", "coordinates", "date", "quoted", "time", "number"):
        places = [
            place
            for place, one in enumerate(done)
            if one.own
            and one.span.kind == kind
            and not one.span.doubtful
            and not (kind == "name" and one.span.text.lower() in NAMED)
        ]
        pair = _apart([(place, done[place].span) for place in places])
        roles = [done[members[0]].role for members in pair]
        if roles in ([None, None], [0, None], [None, 1]):
            for role, members in enumerate(pair):
                for place in members:
                    done[place] = replace(done[place], role=role)
    return done
