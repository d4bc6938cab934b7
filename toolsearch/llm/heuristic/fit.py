"""How well a value of the text fits a slot, and in which form.

Knows kinds of values and kinds of slots, one pair at a time. Where a value stands, which words are around it and what
else wants it is for `fill` to weigh. A quality below `FAINT` is no fit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apis.model import Json
from toolsearch.llm.heuristic.forms import day_form, entry_form, first_allowed, moment_form, month_forms, unit_forms
from toolsearch.llm.heuristic.lexicon import DOWNWARD, MONEY_WORDS
from toolsearch.llm.heuristic.quantities import NTH, SECONDS, UNIT_NAMED, UNIT_SPELLED
from toolsearch.llm.heuristic.shape import alike, is_code
from toolsearch.llm.heuristic.slots import Slot, Want
from toolsearch.llm.heuristic.span import Kind, Span
from toolsearch.llm.heuristic.text import stem
from toolsearch.llm.heuristic.units import DIMENSIONS
from toolsearch.llm.heuristic.world import CODED, NAMED, Realm

ALTERNATIVES = 3
"""Ways in which one value may fill one slot."""
FAINT = 0.15
"""The least quality that counts."""

_WORLDLY = 0.75
_DIMENSIONS = {symbol: frozenset(stem(word) for word in words) for symbol, words in DIMENSIONS.items()}
_MONEY = frozenset(stem(word) for word in MONEY_WORDS)
_PERCENT = _DIMENSIONS["%"]
_GENERIC: dict[Want | None, dict[Kind, float]] = {
    "text": {"quoted": 0.9, "expression": 0.6, "code": 0.5, "name": 0.45, "phrase": 0.4, "url": 0.5, "entry": 0.35,
    "number": 0.25, "literal": 0.3},
    "code": {"code": 0.85, "quoted": 0.75, "number": 0.5, "name": 0.4, "entry": 0.3, "phrase": 0.25},
    "name": {"quoted": 0.85, "name": 0.8, "entry": 0.65, "code": 0.5, "phrase": 0.4},
    None: {"quoted": 0.75, "name": 0.6, "code": 0.6, "entry": 0.5, "expression": 0.45, "phrase": 0.35, "number": 0.25,
    "literal": 0.3},
}  # fmt: skip
_NTH = frozenset(stem(word) for word in "order degree times nth repeat repetitions ordinal rank".split())
"""Names of what an ordinal number tells: the second derivative is of order 2."""
_REALMS: tuple[Realm, ...] = ("country", "language", "currency", "state")


@dataclass(frozen=True, slots=True)
class Fit:
    """A value as a slot would take it."""

    value: Json
    quality: float
    facet: str = "whole"
    """The part of the span that is used: others may use another part of it."""


def fits(span: Span, slot: Slot) -> list[Fit]:
    """Return the ways in which a span fills a slot, the best first: a name and its code, a unit and its symbol."""
    if slot.type in ("integer", "number"):
        found = list(_numeric(span, slot))
    elif slot.type == "boolean":
        found = []
    elif slot.type == "object":
        found = [Fit(span.value, 0.9)] if isinstance(span.value, dict) else []
    else:
        found = [fit for rule in _rules(slot) for fit in rule(span, slot)]
    weighed = [Fit(fit.value, fit.quality * _doubt(span, slot, fit), fit.facet) for fit in found]
    good = sorted((fit for fit in weighed if fit.quality >= FAINT), key=lambda fit: -fit.quality)
    return [fit for place, fit in enumerate(good) if all(fit.value != other.value for other in good[:place])][
        :ALTERNATIVES
    ]


def _doubt(span: Span, slot: Slot, fit: Fit) -> float:
    unlisted = slot.options and str(fit.value).lower() not in (option.lower() for option in slot.options)
    return (0.5 if unlisted else 1.0) * (0.35 if span.doubtful else 1.0)


def measures(slot: Slot, unit: str) -> float:
    """Say how much a unit speaks for a slot: above zero for, below against, zero where neither is known."""
    named = {UNIT_NAMED.get(word, word) for word in slot.words} | {
        UNIT_NAMED.get(word, "") for word in slot.description.lower().split()[:12]
    }
    if unit in named:
        return 0.35
    said = {UNIT_NAMED[word] for word in slot.words if word in UNIT_NAMED}
    if any(_DIMENSIONS.get(other) == _DIMENSIONS.get(unit) for other in said):
        return -0.1  # it asks for years and gets months
    words = slot.terms | slot.about
    if _DIMENSIONS.get(unit, frozenset()) & slot.terms:
        return 0.3
    if _DIMENSIONS.get(unit, frozenset()) & words:
        return 0.15
    return -0.4 if any(other & slot.terms for symbol, other in _DIMENSIONS.items() if symbol != unit) else 0.0


def _numeric(span: Span, slot: Slot) -> Iterator[Fit]:
    yield from _dated_number(span, slot)
    wants = slot.wants
    if span.unit == NTH:
        yield from _number(span.value, slot, 0.8 if slot.type == "integer" and _NTH & slot.terms else 0.0)
        return
    if span.kind == "coordinates" and wants & {"latitude", "longitude"}:
        place = 0 if "latitude" in wants else 1
        yield from _number(span.value[place], slot, 1.0, ("latitude", "longitude")[place])
    if _is_downward(span, slot):
        yield from _number(-span.value, slot, 0.65 + _measured(span, slot), "amount")
    if span.kind in ("number", "percent", "money") and not wants & {"year", "month", "hour", "minute", "weekday"}:
        amount = _fraction(span, slot) if span.kind == "percent" else span.value
        yield from _number(amount, slot, 0.55 + _measured(span, slot), "amount")
    elif span.kind == "number" and wants & {"year", "month", "hour", "minute"}:
        counts = span.unit and measures(slot, span.unit) > 0
        long = "year" in slot.wants and isinstance(span.value, int) and 999 < span.value < 10000
        yield from _number(span.value, slot, 0.7 if counts or long else 0.3, "amount")
    if span.kind in ("code", "quoted") and (digits := re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", span.text)):
        yield from _number(int(digits[1]), slot, 0.6)


def _is_downward(span: Span, slot: Slot) -> bool:
    """Whether a number goes down where the slot takes negative numbers for that: "3 steps below"."""
    return (
        span.kind == "number"
        and not DOWNWARD.isdisjoint(span.after[:2])
        and bool(re.search(r"\bnegative\b|\bminus\b", slot.description))
    )


def _dated_number(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.day is None:
        return
    for want, value in (("year", span.day.year), ("month", span.day.month), ("day", span.day.day)):
        asked = want in slot.wants or (want == "day" and slot.words[-1:] == ("day",))
        if asked and value is not None:
            yield from _number(value, slot, 1.0 if span.kind in (want, "date") else 0.9, want)


def _measured(span: Span, slot: Slot) -> float:
    if span.kind == "percent":
        other = any(word in UNIT_NAMED or word in UNIT_SPELLED for word in slot.words[-1:])
        return 0.35 if not other and _PERCENT & (slot.terms | slot.about) else -0.25
    if span.kind == "money":
        return 0.3 if _MONEY & slot.terms else 0.1 if _MONEY & slot.about else -0.15
    if span.unit:
        return measures(slot, span.unit)
    return -0.05 if slot.wants & {"latitude", "longitude"} else 0.0


def _fraction(span: Span, slot: Slot) -> float:
    """Give a percentage as a fraction where the slot plainly wants one."""
    told = re.search(r"\bdecimal\b|\bfraction\b|\b0?\.\d+\s+(?:for|means|=)|between 0 and 1\b", slot.description)
    small = slot.limits[1] is not None and slot.limits[1] <= 1
    shown = any(re.fullmatch(r"0\.\d+", example) for example in slot.examples)
    amount = float(span.value)
    return round(amount / 100, 10) if told or small or shown else amount


def _number(value: Json, slot: Slot, quality: float, facet: str = "whole") -> Iterator[Fit]:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    low, high = slot.limits
    whole = slot.type != "integer" or isinstance(value, int)
    if (
        whole
        and (low is None or value >= low)
        and (high is None or value <= high)
        and (not slot.enum or value in slot.enum)
    ):
        yield Fit(value, quality, facet)


_DIGITS = re.compile(r"[-+]?\d[\d .,+-]*")
_LASTING = re.compile(r"\d{1,3}:\d\d(?::\d\d)?")
Rule = Callable[[Span, Slot], Iterator[Fit]]


def _rules(slot: Slot) -> list[Rule]:
    special = [_SPECIAL[want] for want in slot.wants if want in _SPECIAL]
    loose = not special or slot.wants & {"text", "name", "code"}
    return [*special, *([_generic] if loose else []), *([_literal_enum] if slot.enum else [])]


def _generic(span: Span, slot: Slot) -> Iterator[Fit]:
    if slot.type == "any" and span.kind in ("number", "money", "percent"):
        yield Fit(span.value, 0.5, "amount")
    if slot.enum:
        return
    want = next((want for want in ("code", "name", "text") if want in slot.wants), None)
    quality = _GENERIC[want].get(span.kind, 0.0) * (1.0 if want or slot.required else 0.8)
    if span.unit == NTH or (span.kind == "number" and slot.examples and not any(map(_DIGITS.fullmatch, slot.examples))):
        return
    text = span.text
    if span.kind == "name" and text.lower() in NAMED:
        quality *= _WORLDLY  # a country or a language: rather where something is than what it is called
    if span.kind == "number":
        quality += measures(slot, span.unit) if span.unit else 0.0
        text = span.text if span.unit or span.text.isdigit() else str(span.value)
    allowed = first_allowed(slot, (text, re.sub(r"[\s-]", "", text))) if slot.coded else first_allowed(slot, (text,))
    if allowed is None or not quality:
        return
    likeness = max((alike(allowed, example) for example in slot.examples), default=None)
    if slot.coded:
        quality *= (
            (0.0 if not is_code(allowed) and span.kind != "quoted" else 1.0)
            if likeness is None
            else min(1.0, 1.3 * likeness)
        )
    elif likeness is not None:
        quality *= 0.75 + 0.35 * likeness
    yield Fit(allowed, quality)


def _literal_enum(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.kind in ("quoted", "code", "name", "phrase", "number") and (allowed := first_allowed(slot, (span.text,))):
        yield Fit(allowed, 0.9)


def _shown(form: str, slot: Slot) -> float:
    """Weigh a code against examples that are codes of another make: "de" is no "de_CH"."""
    codes = [example for example in slot.examples if is_code(example)]
    return 1.0 if not codes or max(alike(form, example) for example in codes) >= 0.4 else 0.3


def _realm(realm: Realm) -> Rule:
    def rule(span: Span, slot: Slot) -> Iterator[Fit]:
        if span.entry and span.entry.realm == realm:
            quality = 0.8 if span.text in span.entry.adjectives else 0.95
            forms = (
                entry_form(span.entry, span.text, slot),
                *(first_allowed(slot, (other,)) for other in (span.entry.name, *span.entry.codes)),
            )
            for place, form in enumerate(forms):
                if form:
                    yield Fit(form, (quality - 0.1 * place) * _shown(form, slot))
        elif (
            span.kind == "money"
            and realm == "currency"
            and (form := entry_form(CODED["currency", span.unit.lower()], span.unit, slot))
        ):
            yield Fit(form, 0.95, "unit")
        elif span.kind in ("code", "quoted") and (entry := CODED.get((realm, span.text.lower()))):
            shown = (span.text, entry_form(entry, entry.name, slot) or "")
            if form := first_allowed(slot, shown if slot.coded or realm == "currency" else shown[::-1]):
                yield Fit(form, 0.9)
        elif span.kind in ("name", "quoted") and not slot.coded and span.text.lower() not in NAMED:
            yield from (Fit(form, 0.34) for form in [first_allowed(slot, (span.text,))] if form)

    return rule


def _day(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.day and (form := day_form(span.day, slot)):
        edge = slot.ordinal is not None  # a month or a year has a first day and a last one
        yield Fit(
            form, 1.0 if span.kind == "date" else {"month": 0.6, "year": 0.4}.get(span.kind, 0.0) if edge else 0.0
        )


def _moment(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.day and (form := moment_form(span.day, str(span.value or "00:00:00"), slot)):
        yield Fit(form, 0.95)


def _time(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.kind == "number" and span.unit in SECONDS and any(_LASTING.fullmatch(one) for one in slot.examples):
        seconds = round(span.value * SECONDS[span.unit])
        hours = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        if form := first_allowed(slot, (hours if seconds >= 3600 else hours[2:].removeprefix("0"), hours)):
            yield Fit(form, 0.95)
    if span.kind == "time" and (form := first_allowed(slot, (str(span.value)[:5], str(span.value), span.text))):
        yield Fit(form, 0.95)


def _part_of_day(span: Span, slot: Slot) -> Iterator[Fit]:
    if "year" in slot.wants and span.day and span.day.year:
        yield Fit(str(span.day.year), 0.9, "year")
    if "month" in slot.wants and span.day and span.day.month:
        like = any(re.fullmatch(r"\d{4}-\d\d", example) for example in slot.examples) or "YYYY-MM" in slot.description
        forms = [span.day.iso[:7]] if like else list(month_forms(span.day.month))
        if form := first_allowed(slot, forms):
            yield Fit(form, 0.9, "month")
    if "weekday" in slot.wants and span.kind == "weekday" and (form := first_allowed(slot, (str(span.value),))):
        yield Fit(form, 0.95)


def _unit(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.kind == "unit":
        forms = unit_forms(span.unit, span.text, slot)
        yield from (Fit(form, 0.85 - 0.1 * place, "unit") for place, form in enumerate(forms))


def _point(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.kind == "coordinates":
        yield Fit(",".join(map(str, span.value)) if slot.type == "string" else span.value, 0.95)


def _kind(*kinds: Kind, quality: float = 0.95) -> Rule:
    def rule(span: Span, slot: Slot) -> Iterator[Fit]:
        if span.kind in kinds and (form := first_allowed(slot, (span.text,))):
            yield Fit(form, quality if span.kind == kinds[0] else quality - 0.15)

    return rule


def _formula(span: Span, slot: Slot) -> Iterator[Fit]:
    if span.kind not in ("expression", "quoted"):
        return
    bare = re.sub(r"^(?:y|f\(\w\)|\w\(\w\))\s*=\s*", "", span.text)
    if form := first_allowed(slot, (bare,)):
        yield Fit(form, 0.95 if span.kind == "expression" else 0.8)


_SPECIAL: dict[Want, Rule] = {
    **{realm: _realm(realm) for realm in _REALMS},
    "date": _day,
    "moment": _moment,
    "time": _time,
    "year": _part_of_day,
    "month": _part_of_day,
    "weekday": _part_of_day,
    "unit": _unit,
    "point": _point,
    "zone": _kind("zone"),
    "email": _kind("email", "quoted"),
    "url": _kind("url", "quoted"),
    "ip": _kind("ip", "quoted"),
    "phone": _kind("phone", "code", "quoted"),
    "expression": _formula,
}
