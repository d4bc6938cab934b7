"""All the values that a request names, with what stands around them.

Knows how the kinds of values go together; knows nothing of functions, and decides nothing: spans may overlap and
compete, the filling of arguments chooses.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from toolsearch.llm.heuristic.marks import (
    find_addresses,
    find_codes,
    find_dates,
    find_expressions,
    find_literals,
    find_quoted,
)
from toolsearch.llm.heuristic.names import find_entries, find_names, find_phrases
from toolsearch.llm.heuristic.quantities import find_coordinates, find_numbers, find_units
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import Word, words

_JOINER = re.compile(r"\s*(?:,\s*(?:and|or)?|;|\band\b|\bor\b|&|\bvs\.?|\bversus\b)\s*(?:(?:the|an?)\s+)?")
_STOP = re.compile(r"[.?!;]\s|\n")
_NEAR = 6
"""Words before a value that can tell what it is."""
_LISTED = frozenset(("quoted", "number", "percent", "money", "date", "year", "code", "name", "entry", "phrase", "email", "ip", "url", "time", "phone", "coordinates"))  # fmt: skip


def find_values(text: str) -> tuple[Span, ...]:
    """Find every value in a text, in the order of their places.

    >>> [(s.kind, s.text) for s in find_values("Convert 5 miles to km for Ann Lee") if s.kind != "phrase"]
    [('number', '5 miles'), ('unit', 'miles'), ('unit', 'km'), ('name', 'Ann Lee')]
    """
    tokens = words(text)
    said = [*find_quoted(text), *find_literals(text)]
    fixed = [*said, *find_addresses(text, said)]
    dated = list(find_dates(text, fixed))
    days = [span for span in dated if span.kind in ("date", "month", "time")]
    pairs = list(find_coordinates(text, [*fixed, *days]))
    codes = find_codes(text, [*fixed, *days, *pairs])
    formulas = list(find_expressions(text, [*fixed, *days, *pairs, *codes]))
    written = [span for span in codes if not span.text.isdigit()]
    numbers = list(find_numbers(text, [*fixed, *days, *pairs, *written]))
    units = [span for span in find_units(text) if not any(span.overlaps(one.start, one.end) for one in said)]
    entries = list(find_entries(text, tokens))
    whole = [span for span in entries if " " in span.text]
    names = find_names(text, tokens, [*fixed, *days, *pairs, *whole])
    taken = [*fixed, *dated, *pairs, *codes, *numbers, *(one for one in names if not one.doubtful)]
    phrases = list(find_phrases(text, tokens, taken))
    spans = [*fixed, *dated, *pairs, *codes, *formulas, *numbers, *units, *entries, *names, *phrases]
    placed = sorted((_placed(span, text, tokens) for span in spans), key=lambda span: (span.start, -span.end))
    return tuple(_enumerated(placed, text))


def _placed(span: Span, text: str, tokens: list[Word]) -> Span:
    """Note the words around a span, as far as its sentence goes."""
    before = [token for token in tokens if token.end <= span.start][-_NEAR:]
    after = [token for token in tokens if token.start >= span.end][:3]
    near = [token.lower for token in reversed(before) if not _STOP.search(text, token.end, span.start + 1)]
    following = [token.lower for token in after if not _STOP.search(text, span.end, token.start)]
    return replace(span, before=tuple(near), after=tuple(following))


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
        done[done.index(former)] = replace(former, group=group)
        done.append(replace(span, group=group, place=former.place + 1, before=former.before))
    return done


def _joined(one: Span, other: Span, text: str) -> bool:
    if one.kind != other.kind or one.kind not in _LISTED or one.end > other.start or bool(one.unit) != bool(other.unit):
        return False
    if one.entry and other.entry and one.entry.realm != other.entry.realm:
        return False
    return bool(_JOINER.fullmatch(text, one.end, other.start))
