"""What an engine is made of, as plain values: frozen, picklable, so that one can be made on any machine.

Knows how the parts are put together from their specs; `toolsearch.cli.build` knows what the user typed.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.executors.base import Executor, Keep, hash_only
from apis.executors.compressed import WHOLE
from apis.executors.fetch import make_fetch
from apis.executors.functions import list_functions
from apis.executors.limited import Limited
from apis.executors.policy import Policy
from apis.executors.resolve import OBSERVATION, open_executor, open_lister
from apis.health import HealthBook
from apis.limits import Limits, MakeLimiter, local
from apis.sources.base import Fetch
from apis.sources.functions import FunctionLoader
from apis.sources.mcp import McpLoader
from retriever.base import Retriever
from retriever.resolve import open_retriever
from toolsearch.budget import Budget
from toolsearch.engine import Engine
from toolsearch.errors import RecordError
from toolsearch.llm.base import LLM, Settings
from toolsearch.llm.resolve import Serving, open_model
from toolsearch.responses import Responses
from toolsearch.runs import BodyStore, RunConfig
from toolsearch.search.ahead import Room
from toolsearch.search.resolve import open_method, open_ranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What calls may reach and change, and how long they may take."""

    allow: tuple[str, ...] = ()
    """`HOST:PORT` pairs that are reached though they are not public."""
    base_urls: Mapping[str, str] = field(default_factory=dict)
    """By tool slug: the URL that stands in place of the document's servers."""
    allow_writes: bool = False
    timeout: float = 20.0
    """Seconds for one call."""
    limits: Limits = field(default_factory=Limits)
    """How hard each tool's server may be asked."""

    def executor(
        self, keep: Keep = hash_only, *, observation_limit: int = OBSERVATION, limiter: MakeLimiter = local
    ) -> Executor:
        """Make what carries out calls; it is entered by whoever uses it."""
        executor = open_executor(
            Policy(frozenset(self.allow)),
            base_urls=self.base_urls,
            allow_writes=self.allow_writes,
            timeout=self.timeout,
            keep=keep,
            observation_limit=observation_limit,
        )
        return Limited(executor, lambda tool: limiter(f"API {tool}", self.limits)) if self.limits else executor

    def fetch(self) -> Fetch:
        """Make what gets documents."""
        return make_fetch(Policy(frozenset(self.allow)))

    def functions(self) -> FunctionLoader:
        """Make what reads modules of Python functions."""
        return FunctionLoader(list_functions)

    def mcp(self, trusted: Iterable[str] = ()) -> McpLoader:
        """Make what reads MCP servers; the hints of those that are trusted by name make effects lighter."""
        return McpLoader(open_lister(Policy(frozenset(self.allow))), frozenset(trusted))


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineConfig:
    """Everything an engine needs."""

    catalog: Path
    reach: Reach = field(default_factory=Reach)
    method: str = "dfsdt"
    model: str = "heuristic"
    serving: Serving = field(default_factory=Serving)
    """How the model is asked; nothing of it changes what the model answers."""
    settings: Settings = field(default_factory=Settings)
    """How replies are sampled; each turn has a seed of its own."""
    retriever: str | None = None
    """None where every instruction names its Apis."""
    k: int = 5
    healthy: bool = False
    """Whether only Apis are offered that passed their last check."""
    compress: int | None = None
    """Tokens that an answer is shortened to; None: answers are cut at `OBSERVATION` characters."""
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    bodies: Path | None = None
    """The folder that keeps response bodies; None keeps none."""
    responses: Responses = field(default_factory=Responses)
    """Where the answers to calls come from."""
    speculate: int | None = None
    """Ask the model ahead for siblings while fewer than so many requests are under way; None: never."""

    @asynccontextmanager
    async def open(self, limiter: MakeLimiter = local, *, model: LLM | None = None) -> AsyncIterator[Engine]:
        """Make an engine, ready for use, and close all that belongs to it.

        Args:
            limiter: makes what bounds the model's server and each tool's; another one shares bounds with other engines.
            model: stands in place of the one that `self.model` names; closed like it.

        Raises:
            ConfigError: a spec nobody knows, a model that cannot do what it is wanted for, or nothing healthy to offer.
            CatalogError: the catalog is missing or cannot be read.
            CacheError: the folder of recorded answers cannot be used.
        """
        method = open_method(self.method)
        if self.speculate and not method.speculative:
            raise ConfigError(
                f"method {self.method!r} cannot be asked ahead: use diversity=calls, as in dfsdt:diversity=calls"
            )
        keep = BodyStore(self.bodies).keep if self.bodies else hash_only
        async with aclosing(model or _model(self.model, self.serving, limiter)) as model:
            with Catalog.open(self.catalog, create=False) as catalog:
                if self.healthy:
                    HealthBook(catalog).demand()
                engine = Engine(
                    catalog=catalog,
                    executor=self.responses.executor(self._live(limiter), keep, model, seed=self.seed),
                    model=model,
                    method=method,
                    retriever=self._retriever(catalog),
                    k=self.k,
                    healthy=self.healthy,
                    compress=self.compress,
                    budget=self.budget,
                    settings=self.settings,
                    seed=self.seed,
                    ranker=open_ranker(model),
                    room=Room(self.speculate) if self.speculate else None,
                )
                async with engine:
                    yield engine

    def _live(self, limiter: MakeLimiter) -> Callable[[Keep], Executor]:
        limit = OBSERVATION if self.compress is None else WHOLE
        return partial(self.reach.executor, observation_limit=limit, limiter=limiter)

    def _retriever(self, catalog: Catalog) -> Retriever | None:
        return open_retriever(self.retriever, catalog, healthy=self.healthy) if self.retriever else None

    def run_config(self, engine: Engine) -> RunConfig:
        """Say what the results of a run with this engine depend on."""
        return RunConfig(
            method=engine.method.name,
            model=engine.model.name,
            temperature=self.settings.temperature,
            max_tokens=self.settings.max_tokens,
            retriever=self.retriever,
            k=self.k,
            seed=self.seed,
            budget=self.budget,
            timeout=self.reach.timeout,
            allow_writes=self.reach.allow_writes,
            healthy=self.healthy,
            compress=self.compress,
            responses=str(self.responses),
            catalog=engine.catalog.content_hash(),
        )


def _model(spec: str, serving: Serving, limiter: MakeLimiter) -> LLM:
    bound = limiter(f"model {spec}", serving.limits) if serving.limits else None
    try:
        return open_model(spec, serving=serving, limiter=bound)
    except RecordError as error:  # a script that cannot be read: the name was wrong, not the work
        raise ConfigError(str(error)) from error
