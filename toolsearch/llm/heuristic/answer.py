"""The final answer: for each goal one sentence with the few values that answer it.

Knows goals and readings. Leaves are chosen because their keys say what the goal's words say, rows because they hold
what the goal names; where nothing matches, the first scalars of the result stand for it. Never more than `MOST` values
for a goal, and what was asked is not repeated.
"""

import re
from collections.abc import Iterable, Sequence

from apis.model import Json
from toolsearch.llm.heuristic.goals import Goal
from toolsearch.llm.heuristic.match import relates
from toolsearch.llm.heuristic.quantities import UNIT_NAMED, UNIT_SPELLED
from toolsearch.llm.heuristic.reading import Leaf, Reading
from toolsearch.llm.heuristic.rows import Rows, rows_of
from toolsearch.llm.heuristic.text import RELATED, identifier_words, stem, terms

MOST = 8
"""Values told for one goal."""
LISTED = 12
"""Names told of a list."""
MATCHED = 0.5
"""How well a key must match the words of a goal."""
_NAMES = frozenset(stem(word) for word in ("name", "title"))
_RESULT = frozenset(stem(word) for word in "result value answer output total response text message summary".split())
_PLAIN = frozenset(stem(word) for word in "name code id identifier type key number title label".split())
_UNITS = frozenset(stem(word) for word in (*UNIT_NAMED, *(symbol.lower() for symbol in UNIT_SPELLED)))
_LONGEST_TEXT = 240


def answer(parts: Sequence[tuple[Goal, Sequence[Reading]]], unmet: Sequence[Goal] = ()) -> str:
    """Write the answer.

    Args:
        parts: each goal with the results that answer it.
        unmet: goals for which no function was offered.
    """
    told: dict[int, list[str]] = {}
    sentences = []
    for goal, readings in parts:
        for reading in readings:
            before = told.setdefault(reading.turn, [])
            sentences += [said for part in (*goal.parts, goal) if (said := tell(reading, part, before))]
    lacking = [f'No function here can tell: "{goal.text.rstrip("?. ")}".' for goal in unmet]
    return " ".join([*sentences, *lacking])


def tell(reading: Reading, goal: Goal, told: list[str] | None = None) -> str:
    """Say what a result means for a goal, in one sentence; empty where it holds nothing that is new.

    Args:
        reading: the result.
        goal: what is asked.
        told: what was said of this result already; grows by what is said now.
    """
    before = [] if told is None else told
    said = [value for value in _values(reading, goal) if value not in before]
    before += said
    if not said:
        return ""
    about = ", ".join(_short(value) for value in _arguments(reading.call.arguments))[:120]
    return f"For {about}: {'; '.join(said)}." if about else f"{'; '.join(said)}."


def score(leaf: Leaf, goal: Goal) -> float:
    """Say how well the key of a leaf matches what a goal asks, 0 to 1."""
    asked = frozenset((*goal.terms, *goal.asks, *goal.pairs))
    telling = leaf.words - _UNITS - _PLAIN or leaf.words - _UNITS or leaf.words
    own = relates(telling, asked)
    if not telling - _PLAIN - _RESULT:
        above = relates(leaf.context, asked) if leaf.context else 0.0
        own = max(0.7 * own, 0.8 * above, 0.6 if telling & _RESULT else 0.0)
    units = leaf.words & _UNITS
    return min(
        1.0, own + (0.1 if units & asked or any(RELATED.get(unit, frozenset()) & asked for unit in units) else 0.0)
    )


def _values(reading: Reading, goal: Goal) -> list[str]:
    """Choose what to tell: leaves and lists that the goal names, rows that it means, then whatever stands first."""
    echoed = {_short(value).lower() for value in _arguments(reading.call.arguments)}
    used = frozenset(term for text in echoed for term in terms(text.split()))
    single = [leaf for leaf in reading.leaves if not leaf.row and leaf.value not in (None, "")]
    best = sorted(
        (leaf for leaf in single if _rank(leaf, goal, echoed) >= MATCHED), key=lambda leaf: -_rank(leaf, goal, echoed)
    )
    told = [_told(leaf) for leaf in best[:MOST]]
    counting = any(term in goal.asks for term in ("count", "numb"))
    news = [leaf for leaf in single if _short(leaf.value).lower() not in echoed]
    for listed in _meant(rows_of(reading), goal, used, alone=len(news) < 3 and not (counting and best)):
        counted = counting and not listed.chosen(goal, used)
        told += _counted(listed, goal) if counted else _told_rows(listed, goal, used, most=MOST - len(told) // 2)
    if len(told) < 3:
        rest = [leaf for leaf in single if leaf not in best and _short(leaf.value).lower() not in echoed]
        told += [_told(leaf) for leaf in rest[: MOST - 2 - len(told)]]
    return list(dict.fromkeys(told or [_told(leaf) for leaf in single[:MOST]]))


def _counted(rows: Rows, goal: Goal) -> list[str]:
    """Tell how many rows there are, and which, where they are few."""
    names = [_list(rows, rows.all, goal)] if len(rows.all) <= 5 else []
    return [f"{rows.title or 'found'}: {len(rows.all)} in number", *names]


def _rank(leaf: Leaf, goal: Goal, echoed: set[str]) -> float:
    if _short(leaf.value).lower() in echoed:
        return score(leaf, goal) - 0.6
    return max(score(leaf, goal), MATCHED if leaf.words <= _NAMES else 0.0)


def _meant(lists: list[Rows], goal: Goal, used: frozenset[str], *, alone: bool) -> list[Rows]:
    """Return the lists whose keys or rows the goal names, or the longest where a result is little else."""
    asked = frozenset((*goal.terms, *goal.asks, *goal.pairs))
    named = [rows for rows in lists if rows.title and relates(terms(rows.title.split()), asked) >= MATCHED]
    picked = [rows for rows in lists if len(rows.all) > 1 and rows.chosen(goal, used)]
    return named[:2] or picked[:1] or (lists[:1] if alone else [])


def _told_rows(rows: Rows, goal: Goal, used: frozenset[str], *, most: int) -> list[str]:
    """Tell the rows that the goal names, or the names of all."""
    chosen = rows.chosen(goal, used)
    if not chosen:
        return [_list(rows, rows.all[:LISTED], goal)]
    told: list[str] = []
    for row in chosen[:4]:
        leaves = sorted(row, key=lambda leaf: -score(leaf, goal))
        best = [leaf for leaf in leaves if score(leaf, goal) >= MATCHED]
        label = rows.label(row)
        shown = list(dict.fromkeys([*([label] if label else []), *best, *(row if len(best) < 2 else ())]))
        told.append(", ".join(_told(leaf) for leaf in shown[: max(2, min(MOST, most // len(chosen[:4])))]))
    return told


def _list(rows: Rows, listed: Sequence[Sequence[Leaf]], goal: Goal) -> str:
    """Tell each row by its name, with what the goal asks of it."""
    items = []
    for row in listed:
        label = rows.label(row)
        beside = [leaf for leaf in row if leaf is not label and score(leaf, goal) >= MATCHED][
            : 1 if len(listed) > 6 else 2
        ]
        if len(row) == 1:
            items.append(_short(row[0].value))
        elif label is None:
            return f"{rows.title or 'found'}: {', '.join(_told(leaf) for leaf in row[:6])}; {len(rows.all)} in number"
        else:
            items.append(
                _short(label.value) + (f" ({', '.join(_short(leaf.value) for leaf in beside)})" if beside else "")
            )
    more = len(rows.all) - len(listed)
    tail = f" and {more} more" if more > 0 else ""
    return f"{rows.title or 'found'}: {', '.join(dict.fromkeys(items))}{tail}"


def _told(leaf: Leaf) -> str:
    words = identifier_words(leaf.key)
    if len(leaf.path) > 1 and not {stem(word) for word in words} - _PLAIN - _RESULT:
        words = [*identifier_words(leaf.path[-2]), *words]
    return f"{' '.join(words)}: {_short(leaf.value)}" if words else _short(leaf.value)


def _short(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_TEXT else re.sub(r"\s\S*$", "", text[:_LONGEST_TEXT]) + "…"


def _arguments(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return [inner for item in value.values() for inner in _arguments(item)]
    if isinstance(value, list):
        return [inner for item in value[:8] for inner in _arguments(item)]
    return [value]
