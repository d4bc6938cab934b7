"""Answers kept for later: a folder that holds one answer for each call, with its untouched body.

A call is known by its Api (id and content) and its arguments in canonical form, so that neither the order of keys nor
the spelling of numbers matters. One answer stands for a call, the first one: whoever records and meets a call again, in
another instruction, another process, or after being killed, gets the same answer as the first did. Only that makes a
replay the same whatever ran beside what. Failures that pass, such as a time-out, stand too. What does not stand is an
answer that the user can mend (`MENDABLE`): it gives way to the first one of another kind.

So an Api whose answers change under a run is kept as it was first seen: use another folder for another time.
"""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

from apis.cache import JsonCache
from apis.errors import CacheError
from apis.executors.base import hash_only
from apis.model import Api, Json, Observation, Status, Value, canonical

MENDABLE = frozenset({Status.REFUSED, Status.UNAUTHORIZED, Status.NOT_SUBSCRIBED})
"""Our own refusal, a credential that is missing or wrong: asked again by the next recording."""
EXAMPLES = 3
"""Calls remembered for each Api as examples of its answers."""

Result = TypeVar("Result")


class Recorded(Value):
    """One call and its answer, as it is kept."""

    schema_version: Literal[1] = 1
    api: str
    arguments: dict[str, Json]
    """For reading: the call is found by a hash of them."""
    observation: Observation

    def again(self, call_id: str) -> Observation:
        """Return the answer to the same call made again; what was simulated stays so."""
        simulated = self.observation.source == "simulated"
        source = "simulated" if simulated else "recorded"
        return self.observation.model_copy(update={"call_id": call_id, "source": source})


def key_of(api: Api, arguments: Mapping[str, Json]) -> str:
    """Name a call; no argument can be read from the name."""
    return f"call/{_hash([api.id, api.content_hash, arguments])}"


@dataclass(slots=True)
class ResponseStore:
    """The folder, open. Enter it before use; a thread of its own does the reading and writing."""

    _cache: JsonCache
    _thread: ThreadPoolExecutor | None = field(default=None, init=False)

    @classmethod
    def open(cls, folder: Path, *, create: bool = True) -> Self:
        """Open a folder of answers.

        Raises:
            ConfigError: there is none and none is to be made, or the folder holds something else.
            CacheError: it cannot be read or written.
        """
        return cls(JsonCache.open(folder, create=create))

    @property
    def folder(self) -> Path:
        return self._cache.folder

    async def __aenter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, "responses")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            await self._do(self._cache.close)
            self._thread.shutdown()
            self._thread = None

    async def find(self, key: str) -> Recorded | None:
        """Return the answer that stands for a call.

        Raises:
            CacheError: it is damaged.
        """
        return await self._do(lambda: self._find(key))

    async def add(self, api: Api, key: str, recorded: Recorded, bodies: Mapping[str, bytes]) -> Recorded:
        """Keep an answer and bodies by their sha256, in one step; return the answer that stands for the call.

        Raises:
            CacheError: the disk refuses; all that was kept before is still there.
        """
        return await self._do(lambda: self._add(api, key, recorded, bodies))

    async def body(self, name: str) -> bytes:
        """Return a body by its sha256.

        Raises:
            CacheError: it is missing or damaged.
        """
        return await self._do(lambda: self._body(name))

    async def examples(self, api: Api) -> list[Recorded]:
        """Return a few calls that this Api, as it is now, answered well."""
        return await self._do(lambda: self._examples(api))

    async def _do(self, work: Callable[[], Result]) -> Result:
        if self._thread is None:
            raise RuntimeError("enter the store with `async with` before use")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _find(self, key: str) -> Recorded | None:
        value = self._cache.get(key)
        if value is None:
            return None
        try:
            return Recorded.model_validate(value)
        except ValueError as error:
            raise self._damaged("an answer is not what is recorded") from error

    def _add(self, api: Api, key: str, recorded: Recorded, bodies: Mapping[str, bytes]) -> Recorded:
        with self._cache.transact():
            for name, body in bodies.items():
                self._cache.add(f"body/{name}", _written(body))
            standing = self._find(key)
            if standing and not _gives_way(standing, recorded):
                return standing
            self._cache.set(key, recorded.model_dump())
            if recorded.observation.ok:
                self._remember(api, key)
            return recorded

    def _remember(self, api: Api, key: str) -> None:
        known = self._cache.get(_examples_of(api)) or []
        if key not in known and len(known) < EXAMPLES:
            self._cache.set(_examples_of(api), [*known, key])

    def _examples(self, api: Api) -> list[Recorded]:
        keys = self._cache.get(_examples_of(api)) or []
        return [found for key in keys if (found := self._find(key))]

    def _body(self, name: str) -> bytes:
        try:
            body = _read(self._cache.get(f"body/{name}"))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged(f"the body {name} is missing or no body") from error
        if hash_only(body) != name:
            raise self._damaged(f"the body {name} is another one")
        return body

    def _damaged(self, what: str) -> CacheError:
        return CacheError(f"{str(self.folder)!r} is damaged ({what}): restore it, or record into another folder")


def _gives_way(standing: Recorded, to: Recorded) -> bool:
    return standing.observation.status in MENDABLE and to.observation.status not in MENDABLE


def _examples_of(api: Api) -> str:
    return f"examples/{_hash([api.id, api.content_hash])}"


def _hash(value: Json) -> str:
    # A model may write half a surrogate pair, which UTF-8 has no form for.
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def _written(body: bytes) -> Json:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _read(value: Json) -> bytes:
    return value["text"].encode() if "text" in value else base64.b64decode(value["base64"])
