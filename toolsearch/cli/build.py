"""From what the user typed to what the library takes; every mistake is found here, before any work begins.

Knows all options, and opens nothing that stays open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apis.errors import ConfigError

if TYPE_CHECKING:
    from apis.catalog import Catalog
    from toolsearch.budget import Budget
    from toolsearch.cli.options import Asking, Budgets, Pace, RunBudgets
    from toolsearch.config import EngineConfig, Reach
    from toolsearch.llm.base import Settings
    from toolsearch.llm.resolve import Serving
    from toolsearch.responses import Responses

CATALOG = Path("catalog.db")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file of instructions holds."""

    count: int
    open_domain: bool
    """Whether some of them name no APIs."""


def check_instructions(path: Path) -> Wanted:
    """Read every line of a file of instructions once.

    Raises:
        ConfigError: names the line that is no instruction, or has an id that came before; or there is none.
    """
    from toolsearch.errors import RecordError
    from toolsearch.toolbench.queries import read_instructions

    ids: set[str] = set()
    open_domain = False
    try:
        for instruction in read_instructions(path):
            if instruction.id in ids:
                raise ConfigError(f"{path} has the id {instruction.id!r} twice: give each instruction its own")
            ids.add(instruction.id)
            open_domain |= instruction.apis is None
    except RecordError as error:
        raise ConfigError(str(error)) from error
    if not ids:
        raise ConfigError(f"{path} holds no instruction: one JSON object a line, with id and text")
    return Wanted(len(ids), open_domain)


def catalog(path: Path) -> "Catalog":
    """Open a catalog that must be there."""
    from apis.catalog import Catalog

    _check_catalog(path)
    return Catalog.open(path, create=False)


def _check_catalog(path: Path) -> None:
    if not path.exists():
        raise ConfigError(f"there is no catalog {str(path)!r}: make one with `toolsearch apis add`, or name --catalog")


def check_ids(catalog: "Catalog", ids: Iterable[str]) -> None:
    """Refuse an id that a catalog does not have, naming the nearest ones."""
    for id_ in ids:
        if id_ not in catalog:
            nearest = ", ".join(catalog.nearest(id_))
            hint = f"did you mean {nearest}?" if nearest else "`toolsearch apis list` shows what there is"
            raise ConfigError(f"there is no API {id_!r} in {str(catalog.path)!r}: {hint}")


def reach(
    allow: Iterable[str] = (),
    base_url: Iterable[str] = (),
    *,
    allow_writes: bool = False,
    timeout: float = 20.0,
    pace: "Pace | None" = None,
) -> "Reach":
    """Say what calls may reach, and how often."""
    from apis.executors.policy import endpoint
    from apis.limits import Limits
    from toolsearch.config import Reach

    return Reach(
        allow=tuple(endpoint(entry) for entry in allow),
        base_urls=dict(_base_url(entry) for entry in base_url),
        allow_writes=allow_writes,
        timeout=timeout,
        limits=Limits(pace.at_once, pace.requests) if pace else Limits(),
    )


def _base_url(entry: str) -> tuple[str, str]:
    """Read TOOL=URL.

    >>> _base_url("petstore=http://127.0.0.1:8080/v2")
    ('petstore', 'http://127.0.0.1:8080/v2')
    """
    tool, _, url = entry.partition("=")
    if not tool or not url.startswith(("http://", "https://")):
        raise ConfigError(f"--base-url {entry!r} is not TOOL=URL, such as petstore=http://127.0.0.1:8080/v2")
    return tool, url


def budget(
    *, calls: int | None = None, tokens: int | None = None, seconds: float | None = None, cost: float | None = None
) -> "Budget":
    from toolsearch.budget import Budget

    return Budget(model_calls=calls, tokens=tokens, seconds=seconds, cost=cost)


def spending(limits: "Budgets | RunBudgets", model: "Asking") -> "Budget":
    """Read what may be spent on a model; money only where it is known what the model costs."""
    from toolsearch.budget import Budget
    from toolsearch.llm.resolve import has_price

    if limits.cost is not None and not has_price(model.spec, serving(model)):
        raise ConfigError(
            f"a budget of money needs a price, and none is known for model {model.spec!r}: name a table with --prices"
        )
    return Budget(
        model_calls=limits.calls,
        api_calls=limits.api_calls,
        tokens=limits.tokens,
        seconds=limits.seconds,
        cost=limits.cost,
    )


def serving(model: "Asking") -> "Serving":
    """Read how a model's server may be asked."""
    from apis.limits import Limits
    from toolsearch.llm.resolve import Serving

    return Serving(Limits(model.at_once, model.requests, model.tokens), model.prices)


def settings(model: "Asking") -> "Settings":
    """Read how a model's replies are sampled."""
    from toolsearch.llm.base import Settings

    return Settings(temperature=model.temperature, max_tokens=model.max_tokens)


def method(spec: str, *, parity: str | None = None, speculate: bool = False) -> str:
    """Write what was asked for as one spec, which is what a run is known by.

    >>> method("dfsdt", parity="toolbench"), method("dfsdt:width=3", speculate=True)
    ('dfsdt:parity=toolbench', 'dfsdt:width=3,diversity=calls')
    """
    from toolsearch.search.resolve import open_method

    if parity not in (None, "toolbench"):
        raise ConfigError(f"--parity {parity!r} is not known: toolbench is")
    if parity and spec.startswith("react@calls:"):
        raise ConfigError(f"--parity goes with dfsdt, react and react@N, not with {spec!r}: drop one of the two")
    if parity:
        name, _, settings = spec.partition(":")
        spec = f"{name}:parity=toolbench" + (f",{settings}" if settings else "")
    if speculate and not open_method(spec).speculative:
        spec += ("," if ":" in spec else ":") + "diversity=calls"
    return spec


def engine(
    *,
    catalog: Path,
    reach: "Reach",
    method: str,
    model: "Asking",
    retriever: str | None,
    k: int = 5,
    healthy: bool = False,
    compress: int | None = None,
    budget: "Budget | None" = None,
    seed: int = 0,
    bodies: Path | None = None,
    responses: str = "live",
    speculate: int | None = None,
) -> "EngineConfig":
    """Say what an engine is made of; names nobody knows are refused when it is opened."""
    from toolsearch.budget import Budget
    from toolsearch.config import EngineConfig

    _check_catalog(catalog)
    return EngineConfig(
        catalog=catalog,
        reach=reach,
        method=method,
        model=model.spec,
        serving=serving(model),
        settings=settings(model),
        retriever=retriever,
        k=k,
        healthy=healthy,
        compress=compress,
        budget=budget or Budget(),
        seed=seed,
        bodies=bodies,
        responses=_responses(responses, run=bodies.parent if bodies else None),
        speculate=speculate,
    )


def _responses(spec: str, run: Path | None) -> "Responses":
    """Read --responses; a recording within the run would stand where nothing but the run may."""
    from toolsearch.responses import Responses

    wanted = Responses.parse(spec)
    if run and wanted.mode == "record" and wanted.folder and wanted.folder.resolve().is_relative_to(run.resolve()):
        raise ConfigError(f"--responses {spec!r} is within the run {str(run)!r}: record into a folder beside it")
    return wanted
