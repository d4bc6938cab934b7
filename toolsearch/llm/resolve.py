"""From the name a user types to a model.

The one place that knows every model and reads the environment for keys; each is imported when it is asked for. A spec
is a kind and a name, with the form of written calls behind a #, and `cached:` before it:

    openai:NAME[@URL][#FORM]    local:PATH[#FORM]    script:FILE    heuristic    cached:SPEC    cached@DIR:SPEC
"""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from apis.errors import ConfigError
from apis.limits import Limiter, Limits, LocalLimiter
from toolsearch.llm.base import LLM

if TYPE_CHECKING:
    from toolsearch.llm.openai import OpenAI
    from toolsearch.llm.priced import Price

KINDS = (
    "heuristic",
    "openai:NAME",
    "openai:NAME@http://host:port/v1",
    "local:PATH",
    "script:FILE",
    "cached:SPEC",
)
CACHE = Path("model-cache")
"""Where replies are kept when no folder is named."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How a model is asked; nothing of it changes what the model answers."""

    limits: Limits = field(default_factory=Limits)
    """Of the model's endpoint, shared by all that is asked of it."""
    prices: Path | None = None
    """A table of prices; None for the shipped one."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The parts of a model's spec."""

    text: str
    """The whole, as typed."""
    kind: str
    rest: str
    form: str | None = None
    """How the model writes calls, where it has no native way."""
    cache: Path | None = None

    @classmethod
    def parse(cls, text: str) -> "Spec":
        """Take a spec apart.

        >>> Spec.parse("cached@kept:openai:org/m@http://127.0.0.1:8000/v1#hermes").rest
        'org/m@http://127.0.0.1:8000/v1'
        """
        cached = re.match(r"cached(?:@(?P<folder>[^:]+))?:(?=.)", text)
        folder = Path(cached["folder"]) if cached and cached["folder"] else CACHE
        kind, _, rest = (text[cached.end() :] if cached else text).partition(":")
        name, hash_, form = rest.rpartition("#") if kind in ("openai", "local") else (rest, "", "")
        return cls(text, kind, name if hash_ else rest, form if hash_ else None, folder if cached else None)


def open_model(
    spec: str,
    *,
    serving: Serving | None = None,
    limiter: Limiter | None = None,
    environment: Mapping[str, str] = os.environ,
) -> LLM:
    """Make a model from its name; nothing is sent before the first request.

    Args:
        spec: `heuristic`; `openai:NAME` for the server in `OPENAI_BASE_URL`, else OpenAI's; `openai:NAME@URL` for any
            server that speaks chat completions; `local:PATH` for a transformers model in this process; `script:FILE`
            for fixed replies. `#react`, `#toolllama`, `#hermes` or `#llama3` behind a model that writes its calls as
            text; `cached:` before one whose replies are to be kept.
        serving: limits and prices.
        limiter: takes the place of one made from `serving.limits`, so that several models, or machines, share it.
        environment: where `OPENAI_API_KEY` and `OPENAI_BASE_URL` stand. A server other than OpenAI's needs no key, and
            gets the key where there is one.

    Raises:
        ConfigError: no model is called so, or its key is missing.
        RecordError: a line of the script is not what it must be.
        CacheError: the folder of kept replies is damaged.
    """
    serving, parts = serving or Serving(), Spec.parse(spec)
    model = _open(parts, serving, environment)
    if limiter or serving.limits:
        from toolsearch.llm.limited import Limited

        model = Limited(model, limiter or LocalLimiter(serving.limits))
    return _cached(_spoken(model, parts), parts)


def has_price(spec: str, serving: Serving, *, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether it is known what a model's replies cost; models in this process cost nothing.

    Raises:
        ConfigError: the table of prices cannot be read.
    """
    return Spec.parse(spec).kind != "openai" or find_price(spec, serving, environment=environment) is not None


def find_price(spec: str, serving: Serving, *, environment: Mapping[str, str] = os.environ) -> "Price | None":
    """Return what a server's model costs per token; None where that is not known, and for models in this process.

    Raises:
        ConfigError: the table of prices cannot be read.
    """
    from toolsearch.llm.priced import price_of

    parts = Spec.parse(spec)
    if parts.kind != "openai":
        return None
    name, server = _name_and_server(parts.rest)
    return price_of(name, _prices(server or environment.get("OPENAI_BASE_URL"), serving))


def _open(spec: Spec, serving: Serving, environment: Mapping[str, str]) -> LLM:
    if spec.kind == "heuristic" and not spec.rest:
        from toolsearch.llm.heuristic import HeuristicLLM

        return HeuristicLLM()
    if spec.kind == "openai" and spec.rest:
        return _priced(open_server(spec.text, environment=environment), serving)
    if spec.kind == "script" and spec.rest:
        from toolsearch.llm.scripted import Scripted

        return Scripted.read(spec.rest)
    if spec.kind == "local" and spec.rest:
        return _open_local(Path(spec.rest), spec.text)
    near = difflib.get_close_matches(spec.text, KINDS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"unknown model {spec.text!r}: {hint}known are {', '.join(KINDS)}")


def open_server(spec: str, *, environment: Mapping[str, str] = os.environ) -> "OpenAI":
    """Make the client of a server from `openai:NAME[@URL]`, for what is no conversation.

    Raises:
        ConfigError: it is another kind of model, or its key is missing.
    """
    from toolsearch.llm.openai import PUBLIC, OpenAI

    parts = Spec.parse(spec)
    name, server = _name_and_server(parts.rest if parts.kind == "openai" else "")
    server = server or environment.get("OPENAI_BASE_URL") or PUBLIC
    key = environment.get("OPENAI_API_KEY", "").strip()
    if not name or not _is_base_url(server):
        raise ConfigError(f"model {spec!r} is not openai:NAME or openai:NAME@http://host:port/v1")
    if not key and server == PUBLIC:
        raise ConfigError(
            f"model {spec!r} needs a key: set OPENAI_API_KEY, or name a server of your own: "
            f"openai:{name}@http://host:port/v1"
        )
    if not key.isascii():
        raise ConfigError("OPENAI_API_KEY holds characters that no key has: copy it again")
    return OpenAI(name, server=server, key=key or None)


def _priced(model: "OpenAI", serving: Serving) -> LLM:
    from toolsearch.llm.priced import Priced, price_of

    price = price_of(model.model, _prices(model.server, serving))
    return Priced(model, price) if price else model


def _prices(server: str | None, serving: Serving) -> "dict[str, Price]":
    """Read the prices that hold at a server: the shipped ones are those of OpenAI's own."""
    from toolsearch.llm.openai import PUBLIC
    from toolsearch.llm.priced import read_prices

    return read_prices(serving.prices) if serving.prices or server in (None, PUBLIC) else {}


def _open_local(path: Path, spec: str) -> LLM:
    try:
        from toolsearch.llm.local import Local
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"model {spec!r} needs {error.name}, which is not installed: pip install 'toolsearch[train]'"
        ) from error
    return Local.load(path)


def _spoken(model: LLM, spec: Spec) -> LLM:
    """Add what a server or a model in this process may need: written calls, and less of what was seen earlier."""
    if spec.kind not in ("openai", "local"):
        return model
    from toolsearch.llm.fitting import Fitting
    from toolsearch.llm.texted import FORMS, Texted

    if spec.form is None:
        return Fitting(model)
    if spec.form not in FORMS:
        raise ConfigError(f"model {spec.text!r}: no form of calls is called {spec.form!r}: use {', '.join(FORMS)}")
    return Fitting(Texted(model, FORMS[spec.form]))


def _cached(model: LLM, spec: Spec) -> LLM:
    if spec.cache is None:
        return model
    from apis.cache import JsonCache
    from toolsearch.llm.cached import Cached

    return Cached(model, JsonCache.open(spec.cache))


def _is_base_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False


def _name_and_server(rest: str) -> tuple[str, str | None]:
    """Split what stands behind `openai:`; names may hold an @ of their own.

    >>> _name_and_server("org/model@main@http://127.0.0.1:8000/v1")
    ('org/model@main', 'http://127.0.0.1:8000/v1')
    """
    name, _, server = rest.rpartition("@http")
    return (name, f"http{server}") if name else (rest, None)
