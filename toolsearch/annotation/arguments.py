"""Values that an instruction names for the arguments of an Api: documented ones where there are any, varied by seed.

Every set of values fits the Api's schema (`apis.validate`). Identifiers that no document shows look like identifiers.
"""

import random
import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import islice

from apis.model import Api, Json, Schema
from apis.sampling import candidates
from apis.validate import check
from toolsearch.annotation.prerequisites import is_identifier

SETS = 8
"""Sets of arguments that are looked at."""
OPTIONAL = 0.25
"""How often an optional argument with a documented value is given."""
LONGEST = 160
"""Characters of one value in an instruction."""
HOUSEKEEPING = re.compile(
    r"limit|offset|page|per_?page|page_?size|cursor|count|sort|order|fields?|expand|format|api_?key|token|version|"
    r"callback|accept|content-.*|if-.*|x-.*|locale|lang(uage)?",
    re.IGNORECASE,
)
"""Arguments that no user speaks of unprompted."""


def values_for(api: Api, rng: random.Random, *, without: Collection[str] = ()) -> dict[str, Json] | None:
    """Choose the values that an instruction names.

    Args:
        api: what is to be called.
        rng: everything random.
        without: arguments that are looked up and not named.

    Returns:
        Values by argument; None where no values fit the schema, or some are too long to be said.
    """
    sets = list(islice(candidates(api), SETS))
    if not sets:
        return None
    shown = [each.values for each in sets if each.documented]
    base = dict(rng.choice(shown or [sets[0].values]))
    required = api.parameters.get("required") or ()
    kept = {name: value for name, value in base.items() if name in required or _spoken(name, rng)}
    for name in list(kept):
        for proposed in _variants(name, kept[name], _part(api, name), rng):
            if not check(kept | {name: proposed}, api):
                kept[name] = proposed
                break
    if check(kept, api):
        kept = base
    named = {name: value for name, value in kept.items() if name not in without}
    return named if all(len(str(value)) <= LONGEST and value not in ("", [], {}) for value in named.values()) else None


def _spoken(name: str, rng: random.Random) -> bool:
    return not HOUSEKEEPING.fullmatch(name) and rng.random() < OPTIONAL


def _part(api: Api, name: str) -> Schema:
    part = (api.parameters.get("properties") or {}).get(name)
    return part if isinstance(part, dict) else {}


def _variants(name: str, value: Json, part: Schema, rng: random.Random) -> Iterator[Json]:
    """Propose other values of the same kind; the last is the value itself."""
    choices = [each for each in (*(part.get("enum") or ()), *(part.get("examples") or ())) if each not in (None, "")]
    if choices and rng.random() < 0.8:
        yield rng.choice(choices)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield str(date(2024, 1, 1) + timedelta(days=rng.randrange(1400)))
    elif isinstance(value, int) and not isinstance(value, bool) and not is_identifier(name):
        yield from _numbers(value, rng)
    elif isinstance(value, float):
        yield round(value * rng.uniform(0.75, 1.25), 2)
    elif isinstance(value, str) and is_identifier(name) and value not in choices:
        yield _identifier(rng)
    yield value


def _numbers(value: int, rng: random.Random) -> Iterator[int]:
    if 1900 <= value <= 2100:  # a year
        yield rng.randint(2015, 2030)
    elif value > 3:
        yield rng.randint(max(1, value * 3 // 4), value * 5 // 4)
    yield value + rng.randint(0, 3)


def _identifier(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return str(rng.randint(1000, 99_999_999))
    return "".join(rng.choice("abcdefghkmnpqrstuvwxyz23456789") for _ in range(rng.randint(6, 10)))
