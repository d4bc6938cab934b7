"""All the values that a request names, with what stands around them.

Knows how the kinds of values go together; knows nothing of functions, and decides nothing: spans may overlap and
compete, the filling of arguments chooses.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, PHRASE_STOPS
from toolsearch.llm.heuristic.marks import (
    find_addresses,
    find_codes,
    find_dates,
    find_expressions,
    find_foreign,
    find_literals,
    find_parts,
    find_quoted,
)
from toolsearch.llm.heuristic.names import find_entries, find_long_phrases, find_names, find_phrases
from toolsearch.llm.heuristic.quantities import find_coordinates, find_numbers, find_units
from toolsearch.llm.heuristic.span import PAIR, Span
from toolsearch.llm.heuristic.text import Word, words
from toolsearch.llm.heuristic.world import NAMED

_JOINER = re.compile(
    r"\s*(?:[-–—→>]+\s|,\s*(?:and|or)?|;|\band\b|\bor\b|&|\bvs\.?|\bversus\b)\s*"
    r"(?:(?:of|for|in)\s+)?(?:(?:the|an?)\s+)?"
)
_KIND = re.compile(r"[A-Z]{2,}(?:-[A-Z\d]{1,3})*")
_LISTING = re.compile(r"\b(?:and|or)\b")
_NOUN = re.compile(r"\s([a-z]{3,})")
_STOP = re.compile(r"[.?!;]\s|\n")
_RATE = re.compile(r" (?:an?|per|each|every) [a-z]")
_SCALE = re.compile(r"\((?:from )?[-−]?\d[\d.]*%?(?: ?[-–] ?| to )[-−]?\d[\d.]*[^()]*\)")
"""A range in brackets, which explains: "(0 to 4)"."""
_NEAR = 6
"""Words before a value that can tell what it is."""
_LISTED = frozenset(
    "quoted number percent money date year code name entry phrase email ip url time phone coordinates".split()
)


def find_values(text: str) -> tuple[Span, ...]:
    """Find every value in a text, in the order of their places.

    >>> [(s.kind, s.text) for s in find_values("Convert 5 miles to km for Ann Lee") if s.kind != "phrase"]
    [('number', '5 miles'), ('unit', 'miles'), ('unit', 'km'), ('name', 'Ann Lee')]
    """
    tokens = words(text)
    said = [*find_quoted(text), *find_literals(text)]
    said += [*find_foreign(text, said)]
    fixed = [*said, *find_addresses(text, said)]
    dated = list(find_dates(text, fixed))
    days = [span for span in dated if span.kind in ("date", "month", "time")]
    pairs = list(find_coordinates(text, [*fixed, *days]))
    found = find_names(text, tokens, [*fixed, *days, *pairs])
    shouted = [name for name in found if name.text.isupper() and " " in name.text]
    codes = [_checked(code, text) for code in find_codes(text, [*fixed, *days, *pairs, *shouted])]
    codes = [replace(code, doubtful=True) if any(_within(code, name) for name in found) else code for code in codes]
    formulas = list(find_expressions(text, [*fixed, *days, *pairs, *codes]))
    written = [span for span in codes if not span.text.isdigit()]
    written += [span for span in formulas if any(sign.isalpha() for sign in span.text)]
    numbers = list(find_numbers(text, [*fixed, *days, *pairs, *written]))
    dated = [span for span in dated if span.kind != "year" or not _counts(span, numbers, text)]
    units = [span for span in find_units(text) if not any(span.overlaps(one.start, one.end) for one in said)]
    entries = list(find_entries(text, tokens))
    names = [name for name in found if not any(_within(name, entry) for entry in entries) and not _is_code(name, codes)]
    entries = [entry for entry in entries if not any(_is_part(entry, name) for name in names)]
    taken = [*fixed, *dated, *pairs, *codes, *formulas, *numbers, *(one for one in names if not one.doubtful)]
    phrases = list(find_phrases(text, tokens, taken))
    phrases += [*find_long_phrases(text, sorted(phrases, key=lambda phrase: phrase.start)), *find_parts(codes)]
    spans = [*fixed, *dated, *pairs, *codes, *formulas, *numbers, *units, *entries, *names, *phrases]
    placed = sorted((_placed(span, text, tokens) for span in spans), key=lambda span: (span.start, -span.end))
    return tuple(_enumerated(placed, text))


def _counts(year: Span, numbers: list[Span], text: str) -> bool:
    """Whether what could be a year counts something: "1950 km", "1000 a month"."""
    measured = any(number.start == year.start and (number.unit or number.end > year.end) for number in numbers)
    return measured or bool(_RATE.match(text, year.end))


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and inner.text != outer.text


def _checked(code: Span, text: str) -> Span:
    """Doubt capitals that only tell the kind of the noun after them: "ZIP codes"."""
    kind = _KIND.fullmatch(code.text) and _NOUN.match(text, code.end)
    return replace(code, doubtful=True) if kind and kind[1] not in FUNCTION_WORDS | PHRASE_STOPS else code


def _is_part(entry: Span, name: Span) -> bool:
    """Whether a name of the world is only part of another name: "American Airlines", "Kansas City"."""
    return _within(entry, name) and "," not in name.text


def _is_code(name: Span, codes: list[Span]) -> bool:
    return name.text.isupper() and any(code.start <= name.start and name.end <= code.end for code in codes)


def _placed(span: Span, text: str, tokens: list[Word]) -> Span:
    """Note the words around a span, as far as its sentence goes."""
    before = [token for token in tokens if token.end <= span.start][-_NEAR:]
    after = [token for token in tokens if token.start >= span.end][:3]
    near = [token.lower for token in reversed(before) if not _STOP.search(text, token.end, span.start + 1)]
    following = [token.lower for token in after if not _STOP.search(text, span.end, token.start)]
    equal = near[:1] in (["is"], ["equals"], ["being"]) and len(near[1:2] and near[1]) == 1
    if equal or text[: span.start].rstrip().endswith("="):
        near[: int(equal)] = ["="]
    shown = any(match.start() < span.start < match.end() for match in _SCALE.finditer(text))
    shown = (
        shown or near[:2] == ["as", "such"] or (near[:1] == ["like"] and text[span.start - 6 : span.start - 5] == "(")
    )
    return replace(span, before=tuple(near), after=tuple(following), doubtful=span.doubtful or shown)


def _enumerated(spans: Iterable[Span], text: str) -> list[Span]:
    """Number the enumerations: neighbours of one kind with nothing but a comma or "and" between them.

    The words before an enumeration hold for each of its members.
    """
    done: list[Span] = []
    for span in spans:
        former = next((one for one in reversed(done) if _joined(one, span, text)), None)
        if former is None:
            done.append(span)
            continue
        group = former.group if former.group >= 0 else former.start
        if span.unit and not former.unit:  # "15, 20 and 30 years": the last unit holds for all
            done = [replace(one, unit=span.unit) if one == former or one.group == group else one for one in done]
            former = replace(former, unit=span.unit)
        done[done.index(former)] = replace(former, group=group)
        done.append(replace(span, group=group, place=former.place + 1, before=former.before))
    return [replace(span, group=PAIR) if span.group >= 0 and "between" in span.before[:3] else span for span in done]


def _joined(one: Span, other: Span, text: str) -> bool:
    if one.kind != other.kind or one.kind not in _LISTED or one.end > other.start or (one.unit and not other.unit):
        return False
    if one.kind == "phrase" and any(_LISTING.search(phrase.text) for phrase in (one, other)):
        return False  # a long phrase may be a list itself
    if one.entry and other.entry and one.entry.realm != other.entry.realm:
        return False
    if other.entry and other.entry.realm in ("country", "state") and not one.entry:
        return False
    return bool(_JOINER.fullmatch(text, one.end, other.start)) and not _tells_where(one, other, text)


def _tells_where(one: Span, other: Span, text: str) -> bool:
    """Whether a name only says where the one before it lies: "Paris, France"."""
    places = [entry for entry in NAMED.get(other.text.lower(), ()) if entry.realm in ("country", "state")]
    alone = one.place == 0 and one.text.lower() not in NAMED
    return (
        bool(places)
        and alone
        and text[one.end : other.start].strip() == ","
        and not re.match(r",? (?:and|or)\b", text[other.end :])
    )
