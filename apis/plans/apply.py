"""Compression at call time: an answer within a budget of tokens, always valid JSON, and what was cut named.

First goes what the plan leaves out, then markup and bytes are reduced to what they say, then arrays of like objects are
written as tables; only where that is still too much are arrays shortened, with their true length, and long texts cut at
a word. An answer that fits is left as it is.
"""

from apis.compress import Fitted, Shortened, compact, fit_json, shorten_text
from apis.model import Json
from apis.plans.plan import Plan, project
from apis.plans.table import moved, tabled
from apis.pointer import leads
from apis.schema import shorten
from apis.tokens import Count, count_tokens

LEAST = 64
"""Tokens in which any answer can be told, with a note of what is missing."""
ROUNDS = 8
"""Attempts to meet the budget: characters are a guess at tokens."""
NAMED = 8
"""Paths of what was left out that are named."""
MARK = "…"
"""The member that says what is missing, as `apis.compress` names it."""


def compress(value: Json, plan: Plan | None, budget: int, *, count: Count = count_tokens, how: str = "") -> Shortened:
    """Write an answer in at most `budget` tokens (at least 64).

    Args:
        value: the answer; a text is written as it is, all else as JSON.
        plan: what to leave out; None leaves nothing out.
        budget: tokens.
        count: counts them.
        how: says how to get at what is left out; written where something is.

    Returns:
        the text, and JSON pointers into it of the places that say less than the answer did.
    """
    whole = value if isinstance(value, str) else compact(value)
    if count(whole) <= budget:
        return Shortened(whole)
    budget = max(budget, LEAST)
    left = project(value, plan)
    noted = _note(how, left.dropped, budget)
    reduced = left.reduced
    shown = _fitted(left.value, budget, noted, count)
    if shown.cut:  # it does not fit as it is: a table may
        reduced = tuple(moved(pointer, left.value) for pointer in reduced)
        shown = _fitted(tabled(left.value), budget, noted, count)
    cut = [*shown.cut, *(pointer for pointer in reduced if leads(shown.value, pointer))]
    cut += [""] if left.dropped else []
    return Shortened(shown.value if isinstance(shown.value, str) else compact(shown.value), tuple(dict.fromkeys(cut)))


def _fitted(value: Json, budget: int, note: str, count: Count) -> Fitted:
    for limit in _limits(value, budget, count):
        shown = _shown(value, limit, note)
        if count(shown.value if isinstance(shown.value, str) else compact(shown.value)) <= budget:
            break
    return shown


def _limits(value: Json, budget: int, count: Count) -> list[int]:
    """Guess at the characters of so many tokens: from what the whole has, and ever fewer."""
    text = value if isinstance(value, str) else compact(value)
    per_token = max(1.0, len(text) / max(1, count(text)))
    return [max(LEAST, int(budget * per_token * 0.93**step)) for step in range(ROUNDS)] + [budget, LEAST]


def _shown(value: Json, limit: int, note: str) -> Fitted:
    if isinstance(value, str):
        shown = shorten_text(value, limit - len(note) - 3)
        return Fitted(f"{shown.text} [{note}]" if note and shown.cut else shown.text, shown.cut)
    fitted = fit_json(value, limit - len(compact(note)) - len(MARK) - 6)
    return Fitted(_with_note(fitted.value, note), fitted.cut)


def _with_note(value: Json, note: str) -> Json:
    """Add the note where it breaks nothing: as a member of an object, as the last item of an array."""
    if not note:
        return value
    if isinstance(value, dict):
        there = value.get(MARK)
        return value | {MARK: f"{there}; {note}" if isinstance(there, str) else note}
    return [*value, f"{MARK} {note}"] if isinstance(value, list) else value


def _note(how: str, dropped: tuple[str, ...], room: int) -> str:
    """Name what was left out, as far as there is room: a quarter of the budget, in characters."""
    more = f" and {len(dropped) - NAMED} more" if len(dropped) > NAMED else ""
    left_out = shorten(f"left out: {', '.join(dropped[:NAMED])}{more}", room) if dropped else ""
    return "; ".join(filter(None, (left_out, how)))
