"""How the digits of one written number are grouped: which sign is the decimal one, which only separates.

Knows runs of digits and separators without spaces round them; nothing of signs, units or what stands beside a run.
"""

import re
from collections.abc import Iterable
from typing import Literal

DecimalSign = Literal[".", ","]

_THREES = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,'_ "}
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")


def split(run: str, decimal: DecimalSign | None = None) -> list[tuple[str, ...]]:
    """Return the numbers of a run, each with every way to read it as a plain decimal literal.

    Args:
        run: digits with . , ' _ or spaces between them.
        decimal: the decimal sign of the text where something else in it shows that (`decimal_sign`).

    >>> split("1.234,5"), split("1,234"), split("12,34,567"), split("48.85,2.35"), split("10.0.0.1")
    ([('1234.5',)], [('1.234', '1234')], [('1234567',)], [('48.85',), ('2.35',)], [])
    """
    run = run.replace("’", "'")
    signs = [c for c in run if not c.isdigit()]
    kinds = sorted(set(signs), key=signs.index)
    if not kinds:
        return [] if _is_code(run) else [(run,)]
    if len(kinds) == 1:
        return _one_kind(run, kinds[0], len(signs), decimal)
    grouping, last = kinds[0], kinds[-1]
    whole, _, fraction = run.rpartition(last)
    if len(kinds) == 2 and last in ".," and signs.count(last) == 1 and _is_grouped(whole, grouping):
        return [(f"{_joined(whole)}.{fraction}",)]
    return _listed(run, decimal)


def decimal_sign(runs: Iterable[str]) -> DecimalSign | None:
    """Tell which decimal sign a text uses, from the runs that can be read in one way only.

    >>> decimal_sign(["1,234", "2.5"]), decimal_sign(["1.234"]), decimal_sign(["1.234,5"])
    ('.', None, ',')
    """
    found = {sign for run in runs if (sign := _evident(run.replace("’", "'")))}
    return found.pop() if len(found) == 1 else None


def _evident(run: str) -> DecimalSign | None:
    for sign, other in ((".", ","), (",", ".")):
        whole, found, fraction = run.rpartition(sign)
        if not found or not fraction.isdigit():
            continue
        plain = whole.isdigit() and (len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"))
        if plain or any(_is_grouped(whole, grouping) for grouping in (other, "'", "_", " ")):
            return "." if sign == "." else ","
    return None


def _one_kind(run: str, sign: str, count: int, decimal: DecimalSign | None) -> list[tuple[str, ...]]:
    grouped = _joined(run) if _is_grouped(run, sign) else None
    if sign not in ".,":
        return [(grouped,)] if grouped else []
    if count > 1:
        return [(grouped,)] if grouped else _listed(run, decimal) if sign == "," else []
    fraction = run.replace(",", ".")
    if decimal and decimal != sign:
        return [(grouped,)] if grouped else _listed(run, decimal) if sign == "," else [(fraction,)]
    return [(fraction, grouped)] if grouped and decimal is None else [(fraction,)]


def _listed(run: str, decimal: DecimalSign | None) -> list[tuple[str, ...]]:
    """Read a run as numbers with commas between them: [48.85,2.35]."""
    parts = run.split(",")
    return [number for part in parts for number in split(part, decimal)] if len(parts) > 1 else []


def _is_grouped(run: str, sign: str) -> bool:
    if run.startswith("0"):
        return False
    return bool(_THREES[sign].fullmatch(run)) or (sign == "," and bool(_INDIAN.fullmatch(run)))


def _joined(run: str) -> str:
    return re.sub(r"\D", "", run)


def _is_code(run: str) -> bool:
    """A number is not written with leading zeros: 02134 is a code."""
    return len(run) > 2 and run.startswith("0")
