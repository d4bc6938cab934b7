"""How well a leaf of an earlier result fits a slot: a code, an id, a coordinate that feeds a later call.

Knows key names and looks, and from response keys, before anything was called, which function could provide what. Which
result belongs to which entity is for `fill` to weigh.
"""

import re

from apis.model import Json
from toolsearch.llm.heuristic.forms import first_allowed
from toolsearch.llm.heuristic.match import Offer, relates
from toolsearch.llm.heuristic.reading import Leaf
from toolsearch.llm.heuristic.shape import alike, is_code
from toolsearch.llm.heuristic.slots import Slot
from toolsearch.llm.heuristic.text import WEAK, stem

_GENERIC = frozenset(
    stem(word) for word in "id identifier name code value key number type text title symbol date time index".split()
)
"""Keys that say nothing without what stands around them."""
_IDENTITY = frozenset(stem(word) for word in "id identifier code key".split())
"""Keys of what is a thing's own: the code of a country is no code of a currency."""
PROVIDES = 0.55
"""How well a response key must name what a slot wants."""
_FREE = frozenset(("text", "expression"))


def feeds(leaf: Leaf, slot: Slot, offer: Offer) -> tuple[Json, float] | None:
    """Return the value a leaf gives to a slot and how well it fits, or None."""
    named = named_by(slot, offer, leaf.words, leaf.context)
    if named < 0.4:
        return None
    value = typed(leaf.value, slot)
    if value is None:
        return None
    likeness = max((alike(str(value), example) for example in slot.examples), default=0.7)
    if slot.coded and isinstance(value, str) and not is_code(value) and likeness < 0.5:
        return None
    return value, named * (0.55 + 0.45 * likeness)


def named_by(slot: Slot, offer: Offer, words: frozenset[str], context: frozenset[str]) -> float:
    """Say how much a key, with the keys above it, names what a slot wants, 0 to 1."""
    asked = slot.terms - _ORDINAL
    if slot.enum or not words or (slot.wants & _FREE and words != asked):
        return 0.0
    if words == slot.terms or (asked and words == asked):
        known = words - _GENERIC or context & (slot.about | set(offer.name_terms))
        return 0.95 if known else 0.5 if context - WEAK and words <= _IDENTITY else 0.7
    telling = words - _GENERIC - WEAK
    if asked - _GENERIC and asked <= words | context:
        return 0.9
    if telling and telling <= asked | slot.about:
        return 0.8 if words <= asked | slot.about else 0.65
    if words <= _GENERIC and words & (asked | slot.about) and context & (asked | slot.about):
        return 0.7
    return 0.0


def provides(provider: Offer, slot: Slot, offer: Offer) -> float:
    """Say how surely a function's result holds what a slot of another wants, 0 to 1."""
    context = frozenset(provider.terms)
    if provider.returns:
        return max(named_by(slot, offer, words, context) for _, words in provider.returns)
    if slot.coded or slot.wants & {"latitude", "longitude", "point", "zone"}:
        return 0.75 * relates(slot.terms, context)
    return 0.0


def finds(finder: Offer, slot: Slot, offer: Offer) -> bool:
    """Whether a response key of a function alone names what a slot of another wants."""
    own = {one.path[-1] for one in finder.slots}
    keys = [words for key, words in finder.returns if key not in own]
    return any(named_by(slot, offer, words, frozenset()) >= PROVIDES for words in keys)


def typed(value: Json, slot: Slot) -> Json | None:
    """Give a value the slot's type, or None where it cannot have it."""
    if value is None or isinstance(value, bool):
        return None
    if slot.type in ("integer", "number"):
        return _number(value, slot)
    if slot.type in ("string", "any") and isinstance(value, str | int | float):
        return value if slot.type == "any" else first_allowed(slot, (str(value),))
    return None


def _number(value: Json, slot: Slot) -> Json | None:
    if isinstance(value, str):
        if not re.fullmatch(r"-?\d+(?:\.\d+)?", value):
            return None
        value = float(value) if "." in value else int(value)
    if isinstance(value, float) and slot.type == "integer":
        return int(value) if value.is_integer() else None
    low, high = slot.limits
    return value if (low is None or value >= low) and (high is None or value <= high) else None


_ORDINAL = frozenset(
    stem(word)
    for word in (
        "1 2 3 4 a b one two first second from to origin destination source target start end departure arrival"
    ).split()
)
