"""What a model's replies to the leaderboard's questions are worth, by either set of rules.

An irrelevance question is right where no call can be read from the reply, a relevance question where one can; neither
looks at arguments. By the leaderboard's rules a call whose arguments cannot be read is none; by the strict ones it is
a wrong one.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from apis.model import Json, Value
from eval.bfcl import published, strict
from eval.bfcl.data import DEFECTS, Call, Expected, Item, expects_call
from eval.bfcl.decode import NoCalls, decode
from eval.stats import Interval, wilson
from toolsearch.budget import Usage
from toolsearch.errors import RecordError

Rules = Literal["bfcl", "strict"]
Check = Callable[[Item, str, Sequence[Call], Sequence[Expected]], str | None]

CHECKS: dict[Rules, Check] = {"bfcl": published.check, "strict": strict.check}


class Result(Value):
    """A model's reply to one question."""

    schema_version: Literal[1] = 1
    id: str
    calls: tuple[dict[str, dict[str, Json]], ...] = ()
    """As the server gave them, by the leaderboard's names."""
    malformed: bool = False
    """Whether the arguments of some call could not be read."""
    text: str = ""
    """What was said beside calls; read as calls where there are none."""
    error: str | None = None
    """Why there is no reply."""
    usage: Usage = Usage()


class CategoryScore(Value):
    """The share of questions that were answered right."""

    category: str
    score: float
    """Right by asked, 0..1."""
    interval: Interval
    """95 %, Wilson."""
    right: int
    asked: int
    unanswered: int
    """Questions among the wrong ones that have no reply: the category is not whole."""
    defects: int
    """Questions among them that no answer of the data passes."""
    wrong: dict[str, str]
    """By question: why it is wrong."""


def calls_of(result: Result) -> list[Call] | None:
    """Return the calls of a reply; None where there are none to be read."""
    if result.malformed:
        return None
    if result.calls or not result.text.strip():
        return list(result.calls)
    try:
        return decode(result.text)
    except NoCalls:
        return None


def verdict(item: Item, category: str, result: Result, truth: Sequence[Expected], rules: Rules) -> str | None:
    """Say why a reply is wrong; None where it is right."""
    calls, expected = calls_of(result), expects_call(category)
    if expected is not None:
        called = bool(calls) or (rules == "strict" and result.malformed)
        if called is expected:
            return None
        return "it calls nothing" if expected else f"it calls {_names(calls)}, and nothing fits"
    if calls is None:
        return "no call can be read from the reply"
    try:
        return CHECKS[rules](item, category, calls, truth)
    except RecordError as error:
        return f"the data are at fault: {error}"


def score(
    category: str,
    items: Sequence[Item],
    results: Mapping[str, Result],
    truths: Mapping[str, Sequence[Expected]],
    rules: Rules,
) -> CategoryScore:
    """Score the replies to a category; a question without a reply is wrong."""
    wrong: dict[str, str] = {}
    asked = len(items)
    for item in items:
        result = results.get(item.id)
        if result is None or _is_open(result):
            wrong[item.id] = (result.error if result else None) or "no reply"
        elif reason := verdict(item, category, result, truths.get(item.id, ()), rules):
            wrong[item.id] = reason
    right = asked - len(wrong)
    return CategoryScore(
        category=category,
        score=right / asked if asked else 0.0,
        interval=wilson(right, asked) if asked else (0.0, 1.0),
        right=right,
        asked=asked,
        unanswered=sum(_is_open(results.get(item.id)) for item in items),
        defects=sum(id_ in DEFECTS for id_ in wrong),
        wrong=wrong,
    )


def _is_open(result: Result | None) -> bool:
    return result is None or result.error is not None


def _names(calls: Sequence[Call] | None) -> str:
    return ", ".join(name for call in calls or () for name in call) or "something"
