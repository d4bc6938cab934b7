"""A model whose replies are kept: the same request gets the same reply, without asking.

Kept as JSON in one folder (`apis.cache`), by everything that changes an answer: the model's name with its server and
text form, all messages, functions and settings, the seed among them. A reply from the cache has the usage it had when
it was made, so that a run with a cache ends where the run without ended. Errors are never kept.
"""

import asyncio
import hashlib
from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import ValidationError

from apis.cache import JsonCache
from apis.errors import CacheError
from apis.model import Json, Value, canonical
from toolsearch.budget import Usage
from toolsearch.llm.base import LLM, Finish, Reply, Request
from toolsearch.messages import Assistant


class Kept(Value):
    """A reply as it is kept."""

    schema_version: Literal[1] = 1
    message: Assistant
    usage: Usage
    finish: Finish
    shortened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cached:
    """A model that is asked only what it was not asked before."""

    model: LLM
    cache: JsonCache

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Reply:
        """Return what was answered before, or ask and keep the answer.

        Raises:
            CacheError: the cache is damaged, or the disk refuses.
        """
        key = key_of(self.model.name, request)
        kept = await asyncio.to_thread(self.cache.get, key)
        if kept is not None:
            return _reply(kept, self.cache)
        reply = await self.model.complete(request)
        value = Kept(message=reply.message, usage=reply.usage, finish=reply.finish, shortened=reply.shortened)
        await asyncio.to_thread(self.cache.set, key, value.model_dump(mode="json"))
        return reply

    async def aclose(self) -> None:
        """Close the model, and the connection to the cache."""
        await self.model.aclose()
        self.cache.close()


def key_of(model: str, request: Request) -> str:
    """Return the key of a request: sha256, hexadecimal, over all that its answer depends on."""
    asked = {
        "model": model,
        "messages": [message.model_dump(mode="json") for message in request.messages],
        "functions": [function.model_dump(mode="json") for function in request.functions],
        "settings": asdict(request.settings),
    }
    return hashlib.sha256(canonical(asked).encode()).hexdigest()


def _reply(kept: Json, cache: JsonCache) -> Reply:
    try:
        read = Kept.model_validate(kept)
    except ValidationError as error:
        raise CacheError(f"{str(cache.folder)!r} holds something that is no reply: use another folder") from error
    return Reply(read.message, read.usage, read.finish, read.shortened)
