"""The ways to go on with one goal: which function, with which arguments, or which look-up first.

Knows one goal at a time and what was called so far. A choice is one or more calls that go together, with a score; the
policy chooses among them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from apis.model import Status, canonical
from toolsearch.llm.heuristic.analysis import SALIENT, Analysis
from toolsearch.llm.heuristic.candidates import Pick, Pool, Source
from toolsearch.llm.heuristic.feed import PROVIDES, finds, provides
from toolsearch.llm.heuristic.fill import Filled, fill, others, share_used, spread
from toolsearch.llm.heuristic.goals import Goal
from toolsearch.llm.heuristic.history import Made, Past, Role, key_of
from toolsearch.llm.heuristic.match import Offer, heading
from toolsearch.llm.heuristic.reading import values_of
from toolsearch.llm.heuristic.slots import Slot
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import WEAK

FLOOR = 0.2
"""The least likeness of a function that can be meant."""
DIM = 0.07
"""The least likeness where the values of the goal speak for the function: they fill it and are used up by it."""
FITTING = 0.55
"""What a fallback must reach, of the best score."""
CONSIDERED = 8
"""Functions looked at closely for a goal."""
DEEPEST = 2
"""Look-ups behind look-ups."""
NAMED = 0.8
"""How much the place of a word in a function must tell for the function to be about it: name, first sentence."""
USED = 0.4
"""What it counts that all values of a goal find a place."""
RETURNED = 0.2
"""What it counts that a function returns what is wanted, beside one of which nothing is known."""
BEGGING = 0.08
"""What it costs a function to need what is asked."""
BROAD = 0.06
"""What it costs a function to list many where one is asked about."""
HEADED = 0.1
"""What it counts that a function looks forward or back in time as the goal does."""
LITTLE, MUCH = 0.42, 0.6
"""How surely a function holds what is asked: below the first it does not, above the second it does."""
LACKING = 0.1
"""What it costs a function not to hold what is asked where another does."""
ALIKE = 0.7
"""How like a goal a function must be, beside one that refused what was looked up for it, to be called instead."""
_LOOKED_UP = 0.75
"""What a slot counts that a look-up will fill."""
_SECOND_TRY = 0.8
_ALONE = 0.4
"""The share of a function's own words where another one helps it."""
_ARGUMENTS_AT_FAULT = frozenset((Status.OK, Status.INVALID_ARGUMENTS, Status.NOT_FOUND, Status.CLIENT_ERROR))
"""Statuses after which other arguments may help; ok stands for an empty result."""
_REFUSALS = _ARGUMENTS_AT_FAULT - {Status.OK}


_PREPOSITIONS = frozenset("after before since until from to near within between above below".split())
_MANY = re.compile(r"\b(?:list|all|many|count|number|every|each|most|names|\w+est|first|top|are)\b", re.IGNORECASE)
_LOCAL = re.compile(r"\blocal\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Calls of one function that go together, and how good they seem."""

    goal: Goal
    offer: Offer
    """What is called now."""
    calls: tuple[Filled, ...]
    role: Role
    score: float
    toward: Offer
    """The function that is to answer the goal."""

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key_of(self.offer.name, filled.arguments) for filled in self.calls)


@dataclass(frozen=True, slots=True)
class Gap:
    """A function that lacks required arguments for a goal."""

    goal: Goal
    offer: Offer
    filled: Filled
    pool: Pool


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes plans for the goals of one request at one point of its path."""

    analysis: Analysis
    past: Past
    _found: dict[int, list[Choice]] = field(default_factory=dict)

    def choices(self, goal: Goal, *, again: bool = False) -> list[Choice]:
        """Return the ways to go on with a goal, best first.

        Args:
            goal: one of the request's.
            again: this point was left before: what fits less is among them too.
        """
        if goal.index not in self._found:
            self._found[goal.index] = self._ranked(goal)
        done = self.settled(goal)
        found = [
            one for one in self._found[goal.index] if not one.keys <= done or (not again and self._tells_itself(one))
        ]
        found = [one for one in found if self._stands_in(one)]
        return found if again else fitting(found)

    def _stands_in(self, choice: Choice) -> bool:
        """Whether a function may take the place of those that refused what was looked up for them.

        The fault is more likely in what was found than in the choice of the function: only one that tells the same as
        well is worth a try.
        """
        goal, analysis = choice.goal, self.analysis
        refusing = [offer for offer in analysis.offered.offers if offer.name in self._refusing(goal)]
        if not refusing or choice.toward in refusing:
            return True
        return all(
            analysis.likeness(goal, choice.toward) >= ALIKE * analysis.likeness(goal, offer)
            and analysis.offered.returning(goal, choice.toward) >= analysis.offered.returning(goal, offer) - LACKING
            for offer in refusing
        )

    def _refusing(self, goal: Goal) -> set[str]:
        """Name the functions that refused to answer a goal with what an earlier result brought."""
        made = self.made_for(goal)
        refused = [one for one in made if one.role == "answer" and one.reading.status in _REFUSALS]
        return {one.reading.call.name for one in refused if self.past.feeds(one)}

    def _ranked(self, goal: Goal) -> list[Choice]:
        """List every way to go on with a goal, those that were gone included, best first."""
        pool = self.pool(goal)
        ranked = sorted(self.analysis.offered.offers, key=lambda offer: -self.analysis.likeness(goal, offer))
        found: list[Choice] = []
        for offer in ranked[:CONSIDERED]:
            if self.analysis.likeness(goal, offer) >= DIM and not self._is_hopeless(goal, offer):
                ways = list(self._ways(goal, demanding, pool)) if (demanding := _demanding(goal, offer)) else []
                found += [way for way in ways or self._ways(goal, offer, pool) if self._is_meant(way)]
        return sorted(found, key=lambda choice: -choice.score)

    def settled(self, goal: Goal) -> set[str]:
        """Name the calls made for a goal that brought something."""
        return {made.key for made in self.made_for(goal) if made.ok}

    def _tells_itself(self, choice: Choice) -> bool:
        """Whether what was looked up may be the answer itself: nothing was rejected that it led to, here or below."""
        if choice.role != "answer":
            return False
        rejected = [made.reading.call for made in self.made_for(choice.goal) if not made.ok]
        said = {value for call in rejected for value in values_of(call.arguments)}
        found = [made.reading for made in self.made_for(choice.goal) if made.ok and made.key in choice.keys]
        return not any(said & (reading.brought - values_of(reading.call.arguments)) for reading in found)

    def made_for(self, goal: Goal) -> list[Made]:
        """Return the calls that were made for a goal."""
        return [made for made in self.past.made if self.goal_of(made) == goal.index]

    def pool(self, goal: Goal) -> Pool:
        """Gather what a goal can take values from; members of an enumeration that are answered are left out."""
        got = [span for span in self.covered(goal, ok=True) if span.group >= 0]
        mentions = tuple(one for one in self.analysis.mentions(goal) if one.span not in got)

        def told(offer: Offer) -> Sequence[Pick]:
            return [pick for pick in self.analysis.told(goal, offer) if pick.span is None or pick.span not in got]

        sources = tuple(self._source(goal, made) for made in self.past.made if made.ok)
        return Pool(mentions, sources, self.analysis.names(goal), told)

    def covered(self, goal: Goal, *, ok: bool) -> list[Span]:
        """Return the goal's own values that its answering calls asked about: those that succeeded, or all of them."""
        made = [one for one in self.made_for(goal) if one.role == "answer" and (one.ok or not ok)]
        values = {value for one in made for value in values_of(one.reading.call.arguments)}
        return [one.span for one in self.analysis.mentions(goal) if one.own and one.span.forms & values]

    def is_used_up(self, goal: Goal) -> bool:
        """Whether the calls made for a goal asked about all that it names."""
        values = {value for one in self.made_for(goal) if one.ok for value in values_of(one.reading.call.arguments)}
        used = [one.span for one in self.analysis.mentions(goal) if one.own and one.span.forms & values]
        named = [span for span in self.analysis.about(goal) if span.kind != "phrase"]
        return all(any(span.overlaps(one.start, one.end) for one in used) for span in named)

    def _is_meant(self, choice: Choice) -> bool:
        liking = self.analysis.likeness(choice.goal, choice.toward, choice.offer if choice.role == "lookup" else None)
        filling = 0.2 * choice.calls[0].quality * choice.calls[0].used if self.analysis.own(choice.goal) else 0.0
        returning = 0.2 * (self.analysis.offered.returning(choice.goal, choice.toward) - 0.5)
        return liking + filling + returning >= FLOOR

    def goal_of(self, made: Made) -> int:
        if made.goal is not None:
            return made.goal
        offer = next((one for one in self.analysis.offered.offers if one.name == made.reading.call.name), None)
        if offer is None:
            return -1
        return max(self.analysis.goals, key=lambda goal: self.analysis.likeness(goal, offer)).index

    def _source(self, goal: Goal, made: Made) -> Source:
        values = values_of(made.reading.call.arguments)
        asked = [one for one in self.analysis.mentions(goal) if one.span.forms & values]
        roles = [one.role for one in asked if one.own and one.role is not None]
        index = self.goal_of(made)
        other = 0.3 if self.analysis.stands_alone(goal) else 0.65
        weight = 1.0 if index == goal.index else 0.9 if goal.refers and index < goal.index else other
        return Source(made.reading, weight, tuple(one.span for one in asked), roles[0] if roles else None)

    def _is_hopeless(self, goal: Goal, offer: Offer) -> bool:
        """Whether calls of a function failed for no fault of their arguments, or twice for this goal."""
        bad = [made for made in self.past.made if made.reading.call.name == offer.name and not made.ok]
        mine = {made.reading.turn for made in bad if self.goal_of(made) == goal.index}
        return len(mine) > 1 or any(made.reading.status not in _ARGUMENTS_AT_FAULT for made in bad)

    def _refused(self, goal: Goal, offer: Offer) -> frozenset[str]:
        """Return the arguments with which a function failed, or told nothing."""
        made = [one.reading for one in self.past.made if one.reading.call.name == offer.name]
        return frozenset(key_of("", one.call.arguments) for one in made if not one.ok)

    def _ways(self, goal: Goal, offer: Offer, pool: Pool) -> Iterator[Choice]:
        """Yield the ways to answer a goal with one function: at once, or after a look-up."""
        filled = fill(offer, pool)
        if filled.missing:
            yield from self._lookups(Gap(goal, offer, filled, pool))
            return
        refused = self._refused(goal, offer)
        calls = [call for call in spread(filled, pool) if key_of("", call.arguments) not in refused]
        factor = 1.0
        if not calls:
            other = others(offer, pool, filled, refused)
            calls, factor = ([other] if other else []), _SECOND_TRY
        if refused:
            yield from self._from_the_start(goal, offer, filled, pool)
        lacking = self._lacks(goal, offer)
        if self._only_leads(goal, offer, lacking=lacking):
            return
        if calls:
            picks = [pick for call in calls for pick in call.picks]
            score = self._score(
                goal, offer, calls[0].quality, share_used(picks, pool, self.analysis.spoken(goal, offer))
            )
            yield Choice(goal, offer, tuple(calls), "answer", factor * score - (LACKING if lacking else 0.0), offer)

    def _only_leads(self, goal: Goal, offer: Offer, *, lacking: bool) -> bool:
        """Whether a function cannot make good what was rejected: it only finds what the rejected call was made with."""
        failed = {made.reading.call.name for made in self.made_for(goal) if not made.ok} - {offer.name}
        rejected = [other for other in self.analysis.offered.offers if other.name in failed]
        if self.analysis.offered.returning(goal, offer) > MUCH:
            return False
        return any(lacking or finds(offer, slot, other) for other in rejected for slot in other.slots if slot.required)

    def _lacks(self, goal: Goal, offer: Offer) -> bool:
        """Whether a function tells nothing of what is asked, and another one does."""
        told = {other.name: self.analysis.offered.returning(goal, other) for other in self.analysis.offered.offers}
        return told[offer.name] < LITTLE and max(told.values()) > MUCH

    def _from_the_start(self, goal: Goal, offer: Offer, filled: Filled, pool: Pool) -> Iterator[Choice]:
        """Yield look-ups in place of words of the text that were refused as they stand."""
        banned = frozenset(
            (pick.slot.name, canonical(pick.value)) for pick in filled.picks if pick.span and pick.slot.required
        )
        again = fill(offer, pool, banned)
        if again.missing:
            yield from self._lookups(Gap(goal, offer, again, pool))

    def _score(self, goal: Goal, offer: Offer, quality: float, used: float, helper: Offer | None = None) -> float:
        returning = self.analysis.offered.returning(goal, offer)
        liking = self.analysis.likeness(goal, offer)
        if helper:
            liking = _ALONE * liking + (1 - _ALONE) * self.analysis.likeness(goal, offer, helper)
        score = liking * (0.5 + 0.5 * quality) + USED * used + RETURNED * (returning - 0.5)
        score += self._pairing(goal, offer) + self._preposition(goal, offer)
        score += HEADED * heading(word.lower for word in self.analysis.said(goal)) * offer.heading
        return score - self._begging(goal, offer) - self._breadth(goal, offer) - (0.15 if used == 0 else 0.0)

    def _begging(self, goal: Goal, offer: Offer) -> float:
        """Score against a function that needs to be told what is asked."""
        asked = (goal.wanted | frozenset(goal.asks)) - WEAK
        needed = {term for slot in offer.slots if slot.required and not slot.enum for term in slot.terms} & asked
        told = {
            term for key, words in offer.returns for term in words if key not in {slot.path[-1] for slot in offer.slots}
        }
        return BEGGING if needed - told else 0.0

    def _breadth(self, goal: Goal, offer: Offer) -> float:
        """Score against a function that lists many where one thing is asked about."""
        many = offer.function.name.startswith("list") or any(slot.words[-1:] == ("limit",) for slot in offer.slots)
        return BROAD if many and not _MANY.search(goal.text) and self.analysis.about(goal) else 0.0

    def _preposition(self, goal: Goal, offer: Offer) -> float:
        """Score an argument that is called as the word before a value: `after` in "after 3 May"."""
        said = {word for one in self.analysis.mentions(goal) if one.telling for word in one.span.before[:2]}
        words = {word for slot in offer.slots for word in slot.words}
        near = "within" in said and words & {"radius", "distance", "range"}
        return 0.06 if near or words & said & _PREPOSITIONS else 0.0

    def _pairing(self, goal: Goal, offer: Offer) -> float:
        """Score whether both speak of a pair, such as "from A to B", or only one of them does."""
        roles = {one.role for one in self.analysis.mentions(goal) if one.own and one.span.kind in SALIENT}
        paired = any(slot.ordinal == 1 for slot in offer.slots)
        return (0.08 if paired else -0.08) if {0, 1} <= roles else 0.0

    def _lookups(self, gap: Gap, depth: int = 1) -> Iterator[Choice]:
        """Yield the look-ups that would fill what is missing, one function for all that is missing."""
        goal, taken, missing = gap.goal, [pick.span for pick in gap.filled.picks if pick.span], gap.filled.missing
        groups = [[slot for slot in missing if slot.ordinal == ordinal] for ordinal in _ordinals(missing)]
        pools = [_narrowed(gap.pool, group[0].ordinal, taken) for group in groups]
        for provider in self.analysis.offered.offers:
            provided = min(max(provides(provider, slot, gap.offer) for slot in group) for group in groups)
            if provider is gap.offer or provided < PROVIDES or self._is_hopeless(goal, provider):
                continue
            found = [one for part in pools if (one := self._lookup(provider, part))]
            lacking = next((one for one in found if one.missing), None)
            if len(found) == len(groups) and lacking is None:
                yield self._toward(gap, provider, found, provided)
            elif len(found) == len(groups) and lacking and depth < DEEPEST:
                for deeper in self._lookups(Gap(goal, provider, lacking, pools[0]), depth + 1):
                    score = self._score(goal, gap.offer, provided * deeper.score, 0.5)
                    yield replace(deeper, toward=gap.offer, score=_SECOND_TRY * score)

    def _lookup(self, provider: Offer, pool: Pool) -> Filled | None:
        """Fill a look-up from what is said or known; None where it has nothing to go by or was made before."""
        filled = fill(provider, pool)
        made = frozenset(
            key_of("", one.reading.call.arguments) for one in self.past.made if one.reading.call.name == provider.name
        )
        if not filled.missing and key_of("", filled.arguments) in made:
            filled = others(provider, pool, filled, made) or Filled()
        if filled.missing or _is_grounded(provider, filled, pool):
            return filled
        other = others(provider, pool, filled, made)
        return other if other and _is_grounded(provider, other, pool) else None

    def _toward(self, gap: Gap, provider: Offer, found: list[Filled], provided: float) -> Choice:
        goal, offer, filled, pool = gap.goal, gap.offer, gap.filled, gap.pool
        needed = sum(slot.required for slot in offer.slots)
        surely = provided * sum(one.quality for one in found) / len(found)
        quality = filled.quality + _LOOKED_UP * surely * len(filled.missing) / max(1, needed)
        picks = [*filled.picks, *(pick for one in found for pick in one.picks)]
        used = share_used(picks, pool, self.analysis.spoken(goal, offer))
        near = 0.35 * self.analysis.likeness(goal, provider)
        score = self._score(goal, offer, min(1.0, quality), used, provider) + near
        unique = {one.key: one for one in found}
        return Choice(goal, provider, tuple(unique.values()), "lookup", score, offer)


def _demanding(goal: Goal, offer: Offer) -> Offer | None:
    """Make a time zone required where a goal asks for local time and the function can tell time in a zone."""
    if not _LOCAL.search(goal.text) or not any("zone" in slot.wants and not slot.required for slot in offer.slots):
        return None
    return replace(
        offer,
        slots=tuple(
            replace(slot, required=True, default=None) if "zone" in slot.wants else slot for slot in offer.slots
        ),
    )


def _is_grounded(provider: Offer, filled: Filled, pool: Pool) -> bool:
    """Whether a look-up goes by what the goal is about, or by what another function brought."""
    known = {source.turn for source in pool.sources if source.reading.call.name != provider.name}
    if any(pick.leaf and pick.leaf[0] in known for pick in filled.picks):
        return True
    about = [one.span for one in pool.mentions if one.telling] or [one.span for one in pool.mentions]
    return any(
        pick.span and any(span.overlaps(pick.span.start, pick.span.end) for span in about) for pick in filled.picks
    )


def fitting(choices: list[Choice]) -> list[Choice]:
    """Leave those that come near the best."""
    return [choice for choice in choices if choice.score >= FITTING * choices[0].score]


def _narrowed(pool: Pool, ordinal: int | None, taken: list[Span]) -> Pool:
    """Leave what belongs to one of a pair, and what the function that needs it does not use itself."""
    other = {mention.span for mention in pool.mentions if ordinal is not None and mention.role not in (None, ordinal)}

    def free(span: Span) -> bool:
        return span not in other and not any(span.overlaps(one.start, one.end) for one in taken)

    return replace(
        pool,
        mentions=tuple(mention for mention in pool.mentions if free(mention.span)),
        told=lambda offer: [pick for pick in pool.told(offer) if pick.span is None or free(pick.span)],
    )


def _ordinals(slots: Sequence[Slot]) -> list[int | None]:
    return list(dict.fromkeys(slot.ordinal for slot in slots))
