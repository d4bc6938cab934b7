"""Which value of an enumeration the words of a request mean, and whether they say yes or no.

Knows words only.
"""

import re
from collections.abc import Sequence

from apis.model import Json
from toolsearch.llm.heuristic.slots import Slot
from toolsearch.llm.heuristic.text import RELATED, WEAK, Word, identifier_words, stem, text_terms

_NO = frozenset("without no not exclude excluding except don't never skip omit ignore disable off".split())
_AUXILIARY = frozenset(
    stem(word) for word in "include including is has with enable show return use only flag want add".split()
)


def choose(slot: Slot, said: Sequence[Word]) -> tuple[Json, float, tuple[int, int]] | None:
    """Return the value of the slot's enumeration that the words name, how surely, and where; None if they name none."""
    said = [word for place, word in enumerate(said) if not _is_refused(said, place)]
    best: tuple[Json, float, tuple[int, int]] | None = None
    for value in slot.enum:
        if not isinstance(value, str) or not (found := _named(value, slot, said)):
            continue
        if best is None or found[0] > best[1]:
            best = (value, *found)
    return best


def _is_refused(said: Sequence[Word], place: int) -> bool:
    """Whether a word stands for what is not wanted: "numbers instead of marks"."""
    before = [word.lower for word in said[max(0, place - 2) : place]]
    return before in (["instead", "of"], ["rather", "than"]) or before[-1:] == ["not"]


def _named(value: str, slot: Slot, said: Sequence[Word]) -> tuple[float, tuple[int, int]] | None:
    stems = {word.stem: word for word in reversed(said)}
    exact = next(
        (word for word in said if word.text == value or (len(value) > 2 and word.lower == value.lower())), None
    )
    if exact:
        return 0.95, (exact.start, exact.end)
    parts = [stem(part) for part in identifier_words(value)]
    if len(value) > 2 and parts and all(part in stems for part in parts):
        runs = (said[at : at + len(parts)] for at in range(len(said)))
        run = next((run for run in runs if [word.stem for word in run] == parts), None)
        if run:
            return 0.9, (run[0].start, run[-1].end)
        return 0.8, (stems[parts[0]].start, stems[parts[-1]].end)
    for quality, meanings in ((0.75, _told(value, slot)), (0.7, _related(parts) if len(value) > 2 else ())):
        for meaning in meanings:
            if meaning in stems and meaning not in slot.terms:
                return quality, (stems[meaning].start, stems[meaning].end)
    return None


def _told(value: str, slot: Slot) -> list[str]:
    """Stems by which the slot's description explains a value: "mi (miles)", "'m' for metric", "1 = low"."""
    quoted = re.escape(value)
    match = re.search(
        rf"(?<![\w-])[\"'`]?{quoted}[\"'`]?\s*(?:\(|=|:|-|–|for|means|is|stands for)\s*(?:the\s+)?([^,;.()\"']+)",
        slot.description,
    )
    return [term for term in text_terms(match[1])[:4] if term not in WEAK] if match else []


def _related(parts: list[str]) -> Sequence[str]:
    return sorted(RELATED.get(parts[0], ())) if len(parts) == 1 else ()


def affirms(slot: Slot, said: Sequence[Word]) -> tuple[bool, float] | None:
    """Tell whether the words say yes or no to a boolean slot, and how surely; None if they say nothing."""
    asked = [term for term in sorted(slot.terms) if term not in _AUXILIARY]
    if not asked or all(term in WEAK for term in asked):
        return None
    places = [next((place for place, word in enumerate(said) if word.stem == term), None) for term in asked]
    met = [place for place in places if place is not None]
    if len(met) < len(asked):
        return None
    before = {word.lower for word in said[max(0, min(met) - 3) : min(met)]}
    return not before & _NO, 0.75
