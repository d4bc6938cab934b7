"""The arguments of one call: which value of the text, of earlier results or of an enumeration goes into which slot.

Values compete: the best pair of value and slot is taken first, and a value is used once. What cannot be grounded stays
out; a required slot that stays empty is named, so that a function that could provide it can be looked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from apis.model import Json, canonical
from toolsearch.llm.heuristic.candidates import PAIRED, Mention, Pick, Pool
from toolsearch.llm.heuristic.fit import fits
from toolsearch.llm.heuristic.match import Offer
from toolsearch.llm.heuristic.slots import ITEM, Slot
from toolsearch.llm.heuristic.span import Span

NEEDED = 0.3
"""The least score for a required slot."""
WANTED = 0.62
"""The least score for an optional slot: the text must speak for it."""
LEFT = 0.45
"""The least score for an optional slot that takes a name of the goal itself."""
CLOSE = 0.8
"""How good another way to fill must be beside the first."""
_NEIGHBOUR = 0.06
_TWICE = 0.25
"""What it costs to say one value twice in a call."""
RESORT = 0.1
"""What a default or the first value of an enumeration is worth where nothing was said."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A call in the making."""

    picks: tuple[Pick, ...] = ()
    missing: tuple[Slot, ...] = ()
    """Required slots that nothing fills."""
    quality: float = 1.0
    """How well the required slots are filled, 0 to 1."""
    used: float = 1.0
    """The share of the goal's own values that found a place."""
    arguments: dict[str, Json] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return canonical(self.arguments)


def fill(offer: Offer, pool: Pool, banned: frozenset[tuple[str, str]] = frozenset()) -> Filled:
    """Fill the slots of a function as well as the pool allows.

    Args:
        offer: the function.
        pool: what values can be taken from.
        banned: pairs of slot name and value, in canonical JSON, that are not to be used.
    """
    told = pool.told(offer)
    found = [*told, *pool.fed(offer)]
    allowed = [pick for pick in found if not banned or (pick.slot.name, canonical(pick.value)) not in banned]
    picks = _ordered(_best(allowed))
    filled = {pick.slot.path for pick in picks}
    resort = [pick for slot in offer.slots if slot.required and slot.path not in filled and (pick := _resort(slot))]
    missing = tuple(
        slot for slot in offer.slots if slot.required and slot.path not in filled | {p.slot.path for p in resort}
    )
    taken = _whole([*picks, *resort], offer)
    needed = [min(1.0, pick.score) for pick in taken if pick.slot.required] + [0.0] * len(missing)
    return Filled(
        picks=tuple(taken),
        missing=missing,
        quality=sum(needed) / len(needed) if needed else 1.0 if taken else 0.8,
        used=share_used(taken, pool),
        arguments=_arguments(taken),
    )


def others(offer: Offer, pool: Pool, base: Filled, refused: frozenset[str]) -> Filled | None:
    """Return the best other way to fill a function, one value exchanged, whose arguments were not refused."""
    found = []
    for pick in base.picks:
        if pick.score > RESORT:
            changed = fill(offer, pool, frozenset({(pick.slot.name, canonical(pick.value))}))
            close = changed.quality >= CLOSE * base.quality
            if close and not changed.missing and changed.key not in refused and changed.picks:
                found.append(changed)
    return max(found, key=lambda filled: filled.quality, default=None)


def spread(filled: Filled, pool: Pool) -> list[Filled]:
    """Give one call for each member of an enumeration of which a single value went into a slot."""
    for pick in filled.picks:
        if (
            pick.span is None
            or pick.span.group < 0
            or isinstance(pick.value, list)
            or pick.slot.enum
            or pick.slot.separator
        ):
            continue
        members = [
            one
            for one in pool.mentions
            if one.own and one.span.group == pick.span.group and one.span.kind == pick.span.kind
        ]
        free = [
            one
            for one in members
            if not any(other.clashes(_of(one, pick)) for other in filled.picks if other is not pick)
        ]
        values = [(one, found[0].value) for one in free if (found := fits(one.span, pick.slot))]
        if len(values) > 1:
            return [_with(filled, pick, one, value) for one, value in values]
    return [filled]


def share_used(picks: Sequence[Pick], pool: Pool, spoken: Sequence[Span] = ()) -> float:
    """Return the share of the goal's own values that a call uses, or that were used to find what it uses.

    Args:
        picks: what the call takes.
        pool: what it could take.
        spoken: values that the function speaks of itself.
    """
    own = [mention.span for mention in pool.mentions if mention.telling]
    if not own:
        return 1.0
    own = [
        span
        for span in own
        if not any(
            other is not span and span.kind == "code" and span.start <= other.start and other.end <= span.end
            for other in own
        )
    ]
    places = [(pick.span.start, pick.span.end) for pick in picks if pick.span]
    parted = [pick.span for pick in picks if pick.span and pick.span.kind == "date" and pick.facet in ("year", "month")]
    turns = {pick.leaf[0] for pick in picks if pick.leaf}
    places += [(span.start, span.end) for span in spoken]
    places += [(span.start, span.end) for source in pool.sources if source.turn in turns for span in source.covers]
    met, total, last = 0.0, 0, -1
    for span in own:  # overlapping spans are one value
        if span.start < last:
            continue
        last = span.end
        total += 1
        met += any(span.overlaps(start, end) for start, end in places) * (0.5 if span in parted else 1.0)
    return met / total


def _of(mention: Mention, pick: Pick) -> Pick:
    return replace(pick, span=mention.span)


def _with(filled: Filled, pick: Pick, mention: Mention, value: Json) -> Filled:
    picks = [replace(one, value=value, span=mention.span) if one is pick else one for one in filled.picks]
    return replace(filled, picks=tuple(picks), arguments=_arguments(picks))


def _best(found: Iterable[Pick]) -> list[Pick]:
    """Take picks by their score, each slot and each value once; required slots go first where scores are close."""
    taken: list[Pick] = []
    left = [
        pick
        for pick in sorted(found, key=lambda one: -_urgency(one))
        if pick.score >= (NEEDED if pick.slot.required else LEFT if _is_left(pick) else WANTED)
    ]
    while left:
        said = {one.value for one in taken if isinstance(one.value, str)}
        pick = max(
            left,
            key=lambda one: (
                _urgency(one) + _beside(one, taken) - _TWICE * (one.value in said if isinstance(one.value, str) else 0)
            ),
        )
        taken.append(pick)
        left = [one for one in left if one.slot.path != pick.slot.path and not one.clashes(pick)]
    return taken


def _ordered(picks: list[Pick]) -> list[Pick]:
    """Put values of one kind into the slots of a pair in the order in which they are said, where no word told them."""
    swapped = list(picks)
    for place, first in enumerate(picks):
        for other, second in enumerate(picks):
            if _are_reversed(first, second):
                swapped[place] = replace(second, slot=first.slot)
                swapped[other] = replace(first, slot=second.slot)
    return swapped


def _are_reversed(first: Pick, second: Pick) -> bool:
    one, two = first.slot, second.slot
    if (one.ordinal, two.ordinal) != (0, 1) or one.words[1:] != two.words[1:] or one.wants != two.wants:
        return False
    if first.span is None or second.span is None or first.span.kind != second.span.kind:
        return False
    told = not {word for span in (first.span, second.span) for word in span.before[:3]}.isdisjoint(PAIRED)
    return not told and second.span.start < first.span.start


def _urgency(pick: Pick) -> float:
    return pick.score + 0.15 * pick.slot.required


def _beside(pick: Pick, taken: Sequence[Pick]) -> float:
    """Prefer what stands beside a value that is taken: the state of a town, not that of another one."""
    if pick.span is None:
        return 0.0
    if any(
        one.span and one.span.kind == "number" and one.span.overlaps(pick.span.start, pick.span.end) for one in taken
    ):
        return _NEIGHBOUR  # the unit of that number
    near = [one.span for one in taken if one.span and one.span.kind in ("name", "entry")]
    return _NEIGHBOUR if any(-2 <= pick.span.start - span.end <= 2 for span in near) else 0.0


def _is_left(pick: Pick) -> bool:
    """Whether a pick is a name that would find no place if an optional slot did not take it."""
    return pick.own and pick.span is not None and pick.span.kind in ("name", "quoted", "entry", "code")


def _resort(slot: Slot) -> Pick | None:
    if slot.default is not None and slot.type != "array":
        return Pick(slot, slot.default, 5 * RESORT)
    if slot.type == "boolean":
        return Pick(slot, False, 4 * RESORT)
    return Pick(slot, slot.enum[0], (5 if len(slot.enum) == 1 else 1) * RESORT) if slot.enum else None


def _whole(picks: list[Pick], offer: Offer) -> list[Pick]:
    """Drop the parts of an optional object that would stay without what it requires."""
    paths = {pick.slot.path for pick in picks}
    needed = [slot.path for slot in offer.slots if slot.inner and slot.path not in paths]
    return [pick for pick in picks if not any(_inside(pick.slot.path, path) for path in needed)]


def _inside(path: tuple[str, ...], lacking: tuple[str, ...]) -> bool:
    return len(lacking) > 1 and len(path) >= len(lacking) and path[: len(lacking) - 1] == lacking[:-1]


def _arguments(picks: Iterable[Pick]) -> dict[str, Json]:
    arguments: dict[str, Json] = {}
    for pick in picks:
        _place(arguments, pick.slot.path, pick.value)
    return arguments


def _place(target: dict[str, Json], path: tuple[str, ...], value: Json) -> None:
    """Set a value at a path; the item of an array of objects is one object."""
    step, rest = path[0], path[1:]
    if not rest:
        target[step] = value
    elif rest[0] == ITEM:
        _place(target.setdefault(step, [{}])[0], rest[1:], value)
    else:
        _place(target.setdefault(step, {}), rest, value)
