"""Answers that a language model writes in place of an API, checked against the documentation and marked as simulated.

For evaluation without the APIs, as in StableToolBench: what was recorded is answered from the record, the rest is made
up. Knows no model: `complete` takes a prompt and returns a reply; what it raises goes through. Nothing is called, so
nothing can be changed, and no policy is asked.
"""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import KW_ONLY, dataclass
from types import TracebackType
from typing import Self

from pydantic import Field, ValidationError

from apis.compress import Shortened, compact, shorten_json, well_formed
from apis.executors import prompts
from apis.executors.base import Keep, hash_only
from apis.executors.classify import Reading, content_of, failure_content, status_of
from apis.executors.replay import answered
from apis.executors.responses import Recorded, ResponseStore, key_of
from apis.model import Api, HttpBinding, Json, Observation, Status, ToolCall, Value
from apis.schema import shorten
from apis.validate import check

Complete = Callable[[str], Awaitable[str]]
"""Takes a prompt, returns what a model says to it."""

SCHEMA = 8000
"""Characters of a schema that are shown to the model."""
EXAMPLE = 2000
"""Characters of one recorded response that are shown to the model."""


class Response(Value, extra="ignore"):
    """What a model says the server would send."""

    http_status: int = Field(ge=200, le=499)
    body: Json


@dataclass
class Simulated:
    """Answers calls with what a model makes up, or with what the store holds of the very same call."""

    complete: Complete
    store: ResponseStore | None = None
    _: KW_ONLY
    keep: Keep = hash_only
    observation_limit: int = 16_000
    """Characters of an observation's content."""
    clock: Callable[[], float] = time.perf_counter

    async def __aenter__(self) -> Self:
        if self.store is not None:
            await self.store.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.store is not None:
            await self.store.__aexit__(kind, error, trace)

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Answer a call; a model that cannot write a fitting response brings `unexpected_content`."""
        if self.store is not None:
            recorded = await self.store.find(key_of(api, call.arguments))
            if recorded:
                return await answered(self.store, recorded, call, self.keep)
        started = self.clock()
        response = await self._respond(api, call)
        return self._observed(call, response, self.clock() - started)

    async def _respond(self, api: Api, call: ToolCall) -> Response | list[str]:
        """Ask, and once more with the problems named; return what is still wrong where that does not help."""
        examples = await self.store.examples(api) if self.store is not None else []
        prompt = prompt_of(api, call, examples)
        reply = await self.complete(prompt)
        response = read(reply, api)
        if isinstance(response, Response):
            return response
        shown = shorten(reply, EXAMPLE)
        return read(await self.complete(prompt + prompts.AGAIN.format(reply=shown, problems="; ".join(response))), api)

    def _observed(self, call: ToolCall, response: Response | list[str], seconds: float) -> Observation:
        status, shown, whole = Status.UNEXPECTED_CONTENT, Shortened(""), None
        if isinstance(response, Response):
            status = status_of(response.http_status)
            text = isinstance(response.body, str)
            body = well_formed(response.body) if text else response.body
            reading = Reading(status, "text" if text else "json", body, response.http_status)
            shown = content_of(reading, self.observation_limit)
            whole = self.keep((body if text else compact(body)).encode())
        else:
            reason = f"the simulated response does not fit the documentation: {'; '.join(response)}"
            shown = Shortened(failure_content(status, reason))
        return Observation(
            call_id=call.id,
            status=status,
            content=shown.text,
            whole=whole,
            seconds=seconds,
            source="simulated",
            cut=shown.cut,
        )


def prompt_of(api: Api, call: ToolCall, examples: list[Recorded]) -> str:
    """Write what a model is asked: the Api's documentation, some of its real responses, the call."""
    shown = "\n".join(
        prompts.EXAMPLE.format(
            arguments=shorten_json(example.arguments, EXAMPLE).text, body=shorten(example.observation.content, EXAMPLE)
        )
        for example in examples
    )
    return prompts.SIMULATE.format(
        tool=api.tool,
        about=shorten(" ".join(api.source.about.split()), EXAMPLE),
        name=api.name,
        description=shorten(" ".join(api.description.split()), EXAMPLE),
        binding=f"It is {api.binding.method} {api.binding.path}.\n" if isinstance(api.binding, HttpBinding) else "",
        parameters=shorten_json(api.parameters, SCHEMA).text,
        returns=shorten_json(api.returns, SCHEMA).text if api.returns else prompts.UNKNOWN,
        examples=prompts.EXAMPLES.format(examples=shown) if shown else "",
        arguments=compact(call.arguments),
    )


def read(reply: str, api: Api) -> Response | list[str]:
    """Read a model's reply, fenced or among other words; return what is wrong with one that cannot be used."""
    try:
        value = json.loads(reply[reply.find("{") : reply.rfind("}") + 1])
        response = Response.model_validate(value)
    except ValidationError as error:
        return [f"`{'.'.join(map(str, line['loc']))}`: {line['msg']}" for line in error.errors(include_url=False)]
    except (ValueError, RecursionError):
        return ["it is no JSON object"]
    fits = status_of(response.http_status) is not Status.OK or not (problems := problems_of(response.body, api))
    return response if fits else problems


def problems_of(body: Json, api: Api) -> list[str]:
    """Return how a response body differs from what the Api's documentation says it returns."""
    if api.returns is None:
        return []
    # The check of arguments is as lenient as servers are, and knows how to say things: the body is made an argument.
    definitions = api.returns.get("$defs", {})
    parameters = {"type": "object", "properties": {"body": api.returns}, "$defs": definitions}
    return check({"body": body}, api.model_copy(update={"parameters": parameters}))
