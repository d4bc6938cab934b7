"""The form in which a slot wants a value that has several: codes or names, symbols or spelled units, kinds of dates.

Knows codes, units and dates; takes the first form that the slot's enum, pattern, example and length allow.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from toolsearch.llm.heuristic.dates import Day, write_day
from toolsearch.llm.heuristic.lexicon import MONTHS
from toolsearch.llm.heuristic.quantities import UNIT_NAMED, UNIT_SPELLED
from toolsearch.llm.heuristic.shape import alike, is_code
from toolsearch.llm.heuristic.slots import Slot
from toolsearch.llm.heuristic.world import Entry

_THREE = re.compile(r"alpha-?3|three[- ]letter|3[- ]letter|ISO ?639-[23]", re.IGNORECASE)
_TWO = re.compile(r"alpha-?2|two[- ]letter|2[- ]letter|ISO ?639-1|ISO ?3166", re.IGNORECASE)


def allows(slot: Slot, text: str) -> bool:
    """Tell whether enum, pattern and length of a slot let a text pass."""
    shortest, longest = slot.lengths
    if slot.enum and text not in slot.enum:
        return False
    if len(text) < (shortest or 0) or (longest is not None and len(text) > longest):
        return False
    return slot.pattern is None or bool(slot.pattern.search(text))


def first_allowed(slot: Slot, forms: Iterable[str]) -> str | None:
    """Return the first form that the slot lets pass, in another case if need be."""
    listed = list(dict.fromkeys(forms))
    cased = (changed for form in listed for changed in (form.lower(), form.upper(), form.title()))
    return next((form for form in (*listed, *cased) if form and allows(slot, form)), None)


def entry_form(entry: Entry, written: str, slot: Slot) -> str | None:
    """Write a country, language, currency or state as the slot asks for it."""
    examples = [example for example in slot.examples if example]
    codes = sorted(entry.codes, key=lambda code: -max((alike(code, example) for example in examples), default=0.0))
    if any(is_code(example) and len(example) <= 3 for example in examples[:1]):
        return first_allowed(slot, (*(_cased(code, examples[0]) for code in codes), entry.name))
    if _THREE.search(slot.description):
        return first_allowed(slot, (entry.codes[-1], *entry.codes, entry.name))
    if (
        _TWO.search(slot.description)
        or "code" in slot.words
        or (entry.realm == "currency" and "name" not in slot.words)
    ):
        return first_allowed(slot, (*entry.codes, entry.name))
    if (slot.lengths[1] or 99) <= 3 or (slot.pattern and not slot.pattern.search(entry.name)):
        return first_allowed(slot, (*entry.codes, entry.name))
    name = entry.name if written in entry.adjectives else written
    return first_allowed(slot, (name, entry.name, *entry.codes))


def unit_forms(symbol: str, written: str, slot: Slot) -> list[str]:
    """Write a unit in the ways that a slot lets pass, first as its examples are written."""
    names = [name for name in UNIT_SPELLED.get(symbol, ()) if name not in (f"{symbol}s", symbol)] or [symbol]
    examples = [example.replace("_", " ").lower() for example in slot.examples]
    plural = any(example.endswith("s") and example in UNIT_NAMED for example in examples)
    names.sort(key=lambda name: (name.endswith("s") is not plural, not _same_variety(name, slot)))
    symbols = any(example in UNIT_SPELLED and example.lower() not in UNIT_NAMED for example in slot.examples)
    forms = [symbol, *names, written] if symbols else [*names, symbol] if slot.examples else [written, *names, symbol]
    joined = [form.replace(" ", "_") for form in forms] if any("_" in example for example in slot.examples) else forms
    allowed = [passed for form in joined if (passed := first_allowed(slot, (form,)))]
    return list(dict.fromkeys(allowed))


def day_form(day: Day, slot: Slot) -> str | None:
    """Write a day as the slot asks for it; a month or a year becomes its first day, or its last for a second slot."""
    if not day.year:
        return None
    if not day.day:
        day = _edge(day, last=slot.ordinal == 1)
    return first_allowed(slot, (write_day(day, " ".join((*slot.examples, slot.description))), day.iso))


def moment_form(day: Day, clock: str, slot: Slot) -> str | None:
    """Write a day with a time as ISO 8601, with the suffix that the example shows."""
    if not (day.year and day.day):
        return None
    example = next((one for one in slot.examples if re.match(r"\d{4}-\d\d-\d\d", one)), "")
    blank = " " if re.match(r"\d{4}-\d\d-\d\d \d", example) else "T"
    zone = "Z" if example.endswith("Z") else ""
    seconds = clock if not re.search(r"[T ]\d\d:\d\dZ?$", example) else clock[:5]
    return first_allowed(slot, (f"{day.iso}{blank}{seconds}{zone}", f"{day.iso}T{clock}Z", f"{day.iso}T{clock}"))


def month_forms(month: int) -> Iterator[str]:
    """Yield the ways to write a month as text."""
    name = MONTHS[month - 1].title()
    yield from (name, name[:3], f"{month:02}", str(month))


def _edge(day: Day, *, last: bool) -> Day:
    year, month = day.year or 1, day.month
    if not last:
        return Day(year, month or 1, 1)
    following = date(year + (month in (None, 12)), (month or 12) % 12 + 1, 1) if year < 9999 else date(9999, 12, 31)
    end = following - timedelta(days=1)
    return Day(end.year, end.month, end.day)


def _same_variety(name: str, slot: Slot) -> bool:
    """Whether a spelling is British or American as the examples are."""
    british = any(re.search(r"(?:met|lit)re", example) for example in slot.examples)
    return bool(re.search(r"(?:met|lit)re", name)) is british


def _cased(code: str, example: str) -> str:
    return code.lower() if example.islower() else code.upper() if example.isupper() else code
