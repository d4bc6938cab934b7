"""The leaderboard's summary figures by name: which categories go into them, and with what weight.

A figure of which any category is missing has no value: the leaderboard counts what was not run as 0, and such a number
would be taken for a score. Categories that this project does not run (Java, JavaScript, executed calls, several turns,
agents) are named all the same: they are what is missing. Source: the leaderboard's aggregation code at each release.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from apis.model import Value


@dataclass(frozen=True, slots=True)
class Mean:
    """The plain mean of its parts."""

    parts: tuple["Figure", ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """All questions of some categories together."""

    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """Parts by their shares, which sum to 1."""

    parts: tuple[tuple[float, "Figure"], ...]


Figure = str | Mean | Pooled | Weighted


@dataclass(frozen=True, slots=True)
class Count:
    """Right answers and questions of a category."""

    right: int
    asked: int


class Aggregate(Value):
    """A summary figure, or what it lacks."""

    name: str
    score: float | None
    """0..1; None where a category is missing."""
    missing: tuple[str, ...] = ()


def mean(*parts: Figure) -> Mean:
    return Mean(parts)


KINDS = ("multiple", "parallel", "parallel_multiple")
SIMPLE = mean("simple_python", "simple_java", "simple_javascript")
EXECUTED = tuple(f"exec_{kind}" for kind in ("simple", *KINDS))
LIVE_AST = Pooled(tuple(f"live_{kind}" for kind in ("simple", *KINDS)))
LIVE = Pooled((*LIVE_AST.categories, "live_irrelevance", "live_relevance"))
IRRELEVANCE = mean("irrelevance", "live_irrelevance")
TURNS = mean(*(f"multi_turn_{kind}" for kind in ("base", "miss_func", "miss_param", "long_context")))
AGENTS = mean(
    mean("web_search_base", "web_search_no_snippet"), mean(*(f"memory_{kind}" for kind in ("kv", "vector", "rec_sum")))
)
NON_LIVE_AST = mean(SIMPLE, *KINDS)
NON_LIVE_V3 = mean(SIMPLE, *KINDS, "irrelevance")

FIGURES: dict[str, Figure] = {
    "v4 overall": Weighted(((0.1, NON_LIVE_AST), (0.1, LIVE_AST), (0.1, IRRELEVANCE), (0.3, TURNS), (0.4, AGENTS))),
    "v4 non-live AST": NON_LIVE_AST,
    "v4 live AST": LIVE_AST,
    "v4 irrelevance": IRRELEVANCE,
    "v3 overall": mean(NON_LIVE_V3, LIVE, TURNS),
    "v3 non-live": NON_LIVE_V3,
    "v3 live": LIVE,
    "v2 overall": mean(
        mean(SIMPLE, "live_simple"),
        *(mean(kind, f"live_{kind}") for kind in KINDS),
        *EXECUTED,
        IRRELEVANCE,
        "live_relevance",
    ),
    "v2 live": LIVE,
}
"""By name. Version 3 is that of April 2025 and later, without executed calls."""


def aggregates(counts: Mapping[str, Count]) -> list[Aggregate]:
    """Work out every summary figure; one that lacks a category says which instead."""
    return [_aggregate(name, figure, counts) for name, figure in FIGURES.items()]


def _aggregate(name: str, figure: Figure, counts: Mapping[str, Count]) -> Aggregate:
    missing = tuple(dict.fromkeys(each for each in _categories(figure) if each not in counts))
    return Aggregate(name=name, score=None if missing else _value(figure, counts), missing=missing)


def _categories(figure: Figure) -> Iterator[str]:
    match figure:
        case str():
            yield figure
        case Pooled(categories):
            yield from categories
        case Mean(parts):
            for part in parts:
                yield from _categories(part)
        case Weighted(shares):
            for _, part in shares:
                yield from _categories(part)


def _value(figure: Figure, counts: Mapping[str, Count]) -> float:
    match figure:
        case str():
            return counts[figure].right / counts[figure].asked
        case Pooled(categories):
            right, asked = (sum(getattr(counts[each], field) for each in categories) for field in ("right", "asked"))
            return float(right / asked)
        case Mean(parts):
            return sum(_value(part, counts) for part in parts) / len(parts)
        case Weighted(shares):
            return sum(share * _value(part, counts) for share, part in shares)
