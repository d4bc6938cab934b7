"""Searchers side by side on one catalog: what they find, when they say that nothing fits, what it costs a model.

Knows queries with what is relevant to them (nothing, for the unanswerable) and functions that answer them; knows no
retriever and no catalog. Scores are fractions, tokens are estimates (`apis.tokens`), times are seconds.
"""

import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apis.errors import ConfigError
from apis.model import Value
from eval.retrieval import Evaluated
from retriever.dataset import Query
from retriever.evaluate import DEPTH, judge

RECALLS = ("recall@1", "recall@5", "recall@10")
ABSTENTIONS = ("abstention_precision", "abstention_recall")
_GATE = re.compile(r"([^=]+)=([01](?:\.[0-9]*)?|\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a searcher answered."""

    ids: tuple[str, ...]
    """Best first."""
    fits: bool
    """False: it said that nothing fits."""


@dataclass(frozen=True, slots=True)
class System:
    """Something that answers queries."""

    name: str
    ask: Callable[[str, int], Said]
    """Takes a query and how many are wanted."""


class Row(Value):
    """One line of the table."""

    system: str
    scores: dict[str, float]
    """recall@K over all answerable queries and recall@K.KIND over those of a kind; abstention_precision: of the queries
    to which it said that nothing fits, the share that nothing fits, absent where it never said so; abstention_recall:
    of the queries that nothing fits, the share to which it said so."""
    recall_at_5_interval: tuple[float, float] | None = None
    """95 %, by bootstrap over queries."""
    tokens: float
    """That stand in a model's context: the functions it is offered, and the search function; a mean."""
    ms_per_query_p50: float | None = None


def measure(
    system: System,
    queries: Sequence[Query],
    *,
    tokens: Callable[[Sequence[str]], int],
    k: int = 5,
    clock: Callable[[], float],
    on_query: Callable[[], None] = lambda: None,
) -> Row:
    """Ask a system every query, one after another.

    Args:
        system: over the catalog without what the unanswerable queries were written for.
        queries: those without anything relevant are unanswerable; the others have their kind as group.
        tokens: of a model's context that is offered these ids.
        k: functions that a model is offered.
        clock: seconds, such as `time.perf_counter`.
        on_query: called after each.
    """
    said: list[Said] = []
    seconds: list[float] = []
    for query in queries:
        begun = clock()
        said.append(system.ask(query.text, max(k, DEPTH)))
        seconds.append(clock() - begun)
        on_query()
    found = _found(system.name, queries, said, seconds)
    return Row(
        system=system.name,
        scores=(_recalls(found) if found else {}) | _abstention(queries, said),
        recall_at_5_interval=found.interval("recall@5") if found else None,
        tokens=statistics.fmean(tokens(each.ids[:k]) for each in said),
        ms_per_query_p50=1000 * statistics.median(seconds),
    )


def _found(name: str, queries: Sequence[Query], said: Sequence[Said], seconds: Sequence[float]) -> Evaluated | None:
    """Judge what was found for the answerable queries; whether the system believed in it does not count."""
    places = [place for place, query in enumerate(queries) if query.relevant]
    if not places:
        return None
    found = judge([said[place].ids for place in places], [queries[place].relevant for place in places])
    chosen, times = tuple(queries[place] for place in places), tuple(seconds[place] for place in places)
    return Evaluated(name, "bench", chosen, found, times)


def _recalls(found: Evaluated) -> dict[str, float]:
    scores = {metric: found.mean(metric) for metric in RECALLS}
    kinds = {query.group: None for query in found.queries}
    parts = found.groups() or dict.fromkeys(kinds, found)
    return scores | {f"{metric}.{kind}": parts[kind].mean(metric) for metric in RECALLS for kind in kinds}


def _abstention(queries: Sequence[Query], said: Sequence[Said]) -> dict[str, float]:
    nothing = [not query.relevant for query in queries]
    refused = [not each.fits for each in said]
    right = sum(map(all, zip(nothing, refused, strict=True)))
    scores = {"abstention_precision": right / sum(refused)} if any(refused) else {}
    return scores | ({"abstention_recall": right / sum(nothing)} if any(nothing) else {})


@dataclass(frozen=True, slots=True)
class Gate:
    """The least that a score may be."""

    score: str
    least: float

    @classmethod
    def parse(cls, text: str) -> "Gate":
        """Read SCORE=LEAST.

        Raises:
            ConfigError: it is not of that form.

        >>> Gate.parse("recall@5.confusable=0.8")
        Gate(score='recall@5.confusable', least=0.8)
        """
        found = _GATE.fullmatch(text)
        known = (*RECALLS, *ABSTENTIONS)
        if not found or found[1].partition(".")[0] not in known or float(found[2]) > 1:
            raise ConfigError(
                f"{text!r} is no gate: write SCORE=LEAST with a fraction, such as recall@5=0.8; SCORE is one of "
                f"{', '.join(known)}; a recall may name a kind of query, as in recall@5.confusable"
            )
        return cls(found[1], float(found[2]))

    def holds(self, scores: Mapping[str, float]) -> bool:
        """Tell whether the score is reached; one that could not be measured is not."""
        return scores.get(self.score, -1.0) >= self.least
