"""The check of a catalog: test calls to the Apis that are due, each recorded as soon as its verdict is clear.

Knows the order of the work and what is asked next; arguments come from `apis.sampling`, verdicts from
`apis.probe.judge`, and calls go through whatever executor is given. An Api is in the book or it is not: a check that
was killed goes on with those that are not.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, groupby, zip_longest
from urllib.parse import urlsplit

from apis.catalog import Catalog
from apis.compress import shorten_json, shorten_text
from apis.executors.base import Executor
from apis.health import Health, HealthBook, Reason, Sample, Stage, server_of
from apis.model import Api, Effect, Json, ToolCall
from apis.pace import Pace
from apis.pool import pool
from apis.probe.judge import PASSING, Finding, finding_of, parsed, settled, value_of, verdict
from apis.probe.learned import Learned
from apis.probe.prompts import ARGUMENTS
from apis.sampling import Arguments, candidates, missing
from apis.validate import check as problems_of

Complete = Callable[[str], Awaitable[str]]
"""A language model: a prompt in, a text out. An empty text is no answer."""
CONTENT = 5_000_000
"""Characters of an observation that a check wants to see: all of it."""
CALM = 8
"""Apis asked at the same time when those that gave no answer are asked again."""
KEYS = 64
"""Names of an answer that are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an Api must be like to be kept, and how much is asked to find out."""

    slow: float = 5.0
    """Seconds that the quickest good answer may take, waits that the server asked for included."""
    tries: int = 6
    """The most calls to one Api; two are the rule."""
    sample: int = 200_000
    """Characters kept of an answer."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Check:
    """Checks Apis of one catalog. The executor is entered by the caller, and shows answers whole (`CONTENT`)."""

    catalog: Catalog
    executor: Executor
    rules: Rules = field(default_factory=Rules)
    pace: Pace = field(default_factory=Pace)
    workers: int = 32
    """Apis checked at the same time, over all hosts."""
    complete: Complete | None = None
    """Asked for arguments where the document has too few."""
    now: Callable[[], datetime] = utc_now
    on_event: Callable[[Health], None] = lambda health: None
    """Told each verdict once it is recorded."""
    _learned: dict[str, Learned] = field(init=False, default_factory=dict)
    _put_off: dict[str, Sample] = field(init=False, default_factory=dict)
    """First calls that brought no answer, by Api: whether it was a cold start, a busy minute or our own haste is seen
    in a second one, when all else is done."""

    async def run(self, ids: Iterable[str]) -> None:
        """Check these Apis.

        Those whose arguments must be made up come after the others, so that they can use what was learned; those that
        gave no answer, or asked for patience, are asked once more when all else is done.

        Raises:
            CatalogError: the catalog cannot be read or written; what was recorded before stays.
        """
        later: list[str] = []

        async def first(id_: str) -> None:
            api = self.catalog.get(id_)
            options = candidates(api) if api.effect is Effect.READ else iter(())
            likeliest = next(options, None)
            if likeliest is not None and not likeliest.documented:
                later.append(id_)
            else:
                await self._check(api, chain(filter(None, [likeliest]), options))

        async def second(id_: str) -> None:
            api = self.catalog.get(id_)
            learned = self._learned_of(api)
            await self._check(api, await self._options(api, learned), learned)

        await pool(first, _interleaved(ids), self.workers)
        await pool(second, _interleaved(sorted(later)), self.workers)
        await pool(second, _interleaved(sorted(self._put_off)), min(self.workers, CALM))

    async def _check(self, api: Api, options: Iterator[Arguments], learned: Learned | None = None) -> None:
        finding, samples = await self._probe(api, options)
        if learned is not None:
            _learn(learned, api, samples)
        if len(samples) == 1 and finding.reason in PASSING:
            self._put_off[api.id] = samples[0]
            return
        health = HealthBook(self.catalog).record(self._health(api, finding, samples), tuple(samples))
        self.on_event(health)

    async def _probe(self, api: Api, options: Iterator[Arguments]) -> tuple[Finding, list[Sample]]:
        """Call an Api until its verdict is clear, or for the first time in vain."""
        if api.effect is not Effect.READ:
            return Finding(Stage.UNTESTED, Reason.MAY_WRITE), []
        arguments = next(options, None)
        if arguments is None:
            names = ", ".join(missing(api)) or "none of those that could be made fits its schema"
            return Finding(Stage.UNTESTED, Reason.NO_ARGUMENTS, names), []
        samples = [self._put_off.pop(api.id)] if api.id in self._put_off else []
        while arguments is not None and len(samples) < self.rules.tries:
            samples.append(await self._call(api, arguments))
            if settled(api, samples) or (len(samples) == 1 and finding_of(api, samples[0]).reason in PASSING):
                break
            arguments = _following(api, samples, arguments, options)
        return verdict(api, samples, slow=self.rules.slow), samples

    async def _options(self, api: Api, learned: Learned) -> Iterator[Arguments]:
        """Find arguments for an Api whose document has too few."""
        found = candidates(api, known=learned.known(api))
        if self.complete is None:
            return found
        described = ARGUMENTS.format(
            name=api.name,
            tool=api.tool,
            description=api.description,
            parameters=json.dumps(api.parameters, ensure_ascii=False),
        )
        return chain(suggested(await self.complete(described), api), found)

    async def _call(self, api: Api, arguments: Arguments) -> Sample:
        async with self.pace.turn(urlsplit(server_of(api)).netloc or api.tool_slug):
            seen = await self.executor.execute(api, ToolCall(id="check", name=api.id, arguments=arguments.values))
        kept, limit = seen.content, self.rules.sample
        if len(kept) > limit:
            value = parsed(kept)
            kept = (shorten_text(kept, limit) if isinstance(value, str) else shorten_json(value, limit)).text
        return Sample(
            arguments=arguments.values,
            documented=arguments.documented,
            status=seen.status,
            seconds=round(seen.seconds, 4),
            size=len(seen.content.encode()),
            content=kept,
            cut=bool(seen.cut) or kept != seen.content,
        )

    def _health(self, api: Api, finding: Finding, samples: Sequence[Sample]) -> Health:
        good = [sample for sample in samples if sample.status.value == "ok"]
        return Health(
            api=api.id,
            hash=api.content_hash,
            server=server_of(api),
            checked=self.now(),
            stage=finding.stage,
            reason=finding.reason,
            detail=finding.detail,
            seconds=min((sample.seconds for sample in good or samples), default=0.0),
            size=max((sample.size for sample in samples), default=0),
            calls=len(samples),
            keys=_keys([value_of(sample) for sample in good]),
        )

    def _learned_of(self, api: Api) -> Learned:
        """Gather what the answers of a tool hold, those of earlier checks included."""
        if api.tool_slug not in self._learned:
            learned = self._learned[api.tool_slug] = Learned()
            for id_, sample in HealthBook(self.catalog).samples_of_tool(api.tool_slug):
                _learn(learned, self.catalog.get(id_), [sample])
        return self._learned[api.tool_slug]


def suggested(text: str, api: Api) -> Iterator[Arguments]:
    """Read the arguments that a model proposes, where they fit the Api's schema."""
    try:
        values = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError):
        return
    if isinstance(values, dict) and not problems_of(values, api):
        yield Arguments(values, documented=False)


def _following(api: Api, samples: Sequence[Sample], last: Arguments, options: Iterator[Arguments]) -> Arguments | None:
    """Choose what is asked next: the same again after what may have passed, else something else."""
    reason = finding_of(api, samples[-1]).reason
    if reason in PASSING:
        return last
    following = next(options, None)
    if following is None and reason is Reason.SERVER_ERROR and len(samples) == 1:
        return last
    return following


def _learn(learned: Learned, api: Api, samples: Iterable[Sample]) -> None:
    for sample in samples:
        if finding_of(api, sample).good:
            learned.take(api, value_of(sample))


def _interleaved(ids: Iterable[str]) -> list[str]:
    """Put sorted ids in an order that goes round the tools, so that no host is asked alone.

    >>> _interleaved(["a/1", "a/2", "b/1"])
    ['a/1', 'b/1', 'a/2']
    """
    tools = [list(group) for _, group in groupby(ids, key=lambda id_: id_.partition("/")[0])]
    return [id_ for turn in zip_longest(*tools) for id_ in turn if id_ is not None]


def _keys(values: Sequence[Json]) -> tuple[str, ...]:
    """List the names in some answers, breadth first, each once."""
    found: dict[str, None] = {}
    level = list(values)
    while level and len(found) < KEYS:
        following: list[Json] = []
        for each in level:
            if isinstance(each, dict):
                found |= dict.fromkeys(each)
                following += each.values()
            elif isinstance(each, list):
                following += each
        level = following
    return tuple(found)[:KEYS]
