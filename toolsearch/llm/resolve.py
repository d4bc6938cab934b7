"""From the name a user types to a model.

The one place that knows every model and reads the environment for keys; each is imported when it is asked for.
"""

import asyncio
import difflib
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from apis.errors import ConfigError
from toolsearch.llm.base import LLM
from toolsearch.llm.limited import Limited

FORMS = ("heuristic", "openai:NAME", "openai:NAME@http://host:port/v1", "script:FILE")


def open_model(spec: str, *, at_once: int | None = None, environment: Mapping[str, str] = os.environ) -> LLM:
    """Make a model from its name; nothing is sent before the first request.

    Args:
        spec: `heuristic`; `openai:NAME` for the server in `OPENAI_BASE_URL`, else OpenAI's; `openai:NAME@URL` for any
            server that speaks chat completions; `script:FILE` for fixed replies.
        at_once: the most requests under way at the same time; None sets no bound.
        environment: where `OPENAI_API_KEY` and `OPENAI_BASE_URL` stand. A server other than OpenAI's needs no key, and
            gets the key where there is one.

    Raises:
        ConfigError: no model is called so, or its key is missing.
        RecordError: a line of the script is not what it must be.
    """
    kind, _, rest = spec.partition(":")
    model = _open(kind, rest, spec, environment)
    return model if at_once is None else Limited(model, asyncio.Semaphore(at_once))


def _open(kind: str, rest: str, spec: str, environment: Mapping[str, str]) -> LLM:
    if kind == "heuristic" and not rest:
        from toolsearch.llm.heuristic import HeuristicLLM

        return HeuristicLLM()
    if kind == "openai" and rest:
        return _open_server(*_name_and_server(rest), spec, environment)
    if kind == "script" and rest:
        from toolsearch.llm.scripted import Scripted

        return Scripted.read(rest)
    if kind == "local":
        raise ConfigError(
            f"model {spec!r}: models in this process are not there yet: serve it (vLLM, llama.cpp, Ollama, "
            "`transformers serve`) and give openai:NAME@http://host:port/v1"
        )
    near = difflib.get_close_matches(spec, FORMS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"unknown model {spec!r}: {hint}known are {', '.join(FORMS)}")


def _open_server(name: str, server: str | None, spec: str, environment: Mapping[str, str]) -> LLM:
    from toolsearch.llm.openai import PUBLIC, OpenAI

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
