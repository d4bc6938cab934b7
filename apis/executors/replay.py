"""Recording what Apis answer, and answering from what was recorded.

Wraps any executor and knows nothing of how one calls. Which answer stands for a call is the store's affair
(`responses`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from apis.executors.base import Executor, Keep, hash_only
from apis.executors.classify import failure_content
from apis.executors.responses import MENDABLE, Recorded, ResponseStore, key_of
from apis.executors.secret import Secrets
from apis.model import Api, Observation, Status, ToolCall


@dataclass
class Recording:
    """Answers a call from the store where it stands there; else makes it, and keeps what comes.

    The same call is under way once at a time. An answer is kept before anyone sees it, so that whatever the record of a
    run holds can be replayed.
    """

    make: Callable[[Keep], Executor]
    """Makes the executor that makes the calls, round what keeps the bodies of its answers."""
    store: ResponseStore
    _: KW_ONLY
    keep: Keep = hash_only
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    """Texts that must not stand in the arguments that are kept; answers come without them from their executor."""
    _bodies: dict[str, bytes] = field(default_factory=dict, init=False, repr=False)
    """Received, and not in the store yet."""
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary, init=False, repr=False)

    def __post_init__(self) -> None:
        self._executor = self.make(self._hold)

    async def __aenter__(self) -> Self:
        await self._executor.__aenter__()
        await self.store.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.store.__aexit__(kind, error, trace)
        finally:
            await self._executor.__aexit__(kind, error, trace)

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Answer a call.

        Raises:
            CacheError: the store cannot be read or written; what it held is still there.
        """
        key = key_of(api, call.arguments)
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            standing = await self.store.find(key)
            if standing and standing.observation.status not in MENDABLE:
                return await answered(self.store, standing, call, self.keep)
            observation = await self._executor.execute(api, call)
            return await self._stored(api, call, key, observation)

    async def _stored(self, api: Api, call: ToolCall, key: str, observation: Observation) -> Observation:
        arguments = self.secrets.redact(call.arguments)
        mine = Recorded(api=api.id, arguments=arguments, observation=observation)
        bodies, self._bodies = self._bodies, {}
        try:
            stands = await self.store.add(api, key, mine, bodies)
        except BaseException:
            self._bodies = bodies | self._bodies
            raise
        return observation if stands is mine else await answered(self.store, stands, call, self.keep)

    def _hold(self, body: bytes) -> str:
        name = self.keep(body)
        self._bodies[name] = body
        return name


@dataclass
class Replay:
    """Answers from the store alone: nothing is sent anywhere, and no answer is added."""

    store: ResponseStore
    _: KW_ONLY
    keep: Keep = hash_only

    async def __aenter__(self) -> Self:
        await self.store.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.store.__aexit__(kind, error, trace)

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Answer a call as it was answered when it was recorded, its seconds included.

        Raises:
            CacheError: what is recorded is damaged.
        """
        recorded = await self.store.find(key_of(api, call.arguments))
        if recorded:
            return await answered(self.store, recorded, call, self.keep)
        reason = f"no answer to this call of {api.id!r} is recorded; `--responses record:DIR` calls it and records"
        content = failure_content(Status.NOT_RECORDED, reason)
        return Observation(call_id=call.id, status=Status.NOT_RECORDED, content=content, source="recorded")


async def answered(store: ResponseStore, recorded: Recorded, call: ToolCall, keep: Keep) -> Observation:
    """Answer a call with what is recorded, its body kept again."""
    observation = recorded.again(call.id)
    if observation.whole is not None:
        keep(await store.body(observation.whole))
    return observation
