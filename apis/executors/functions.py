"""Calls Python functions, each module in a process of its own, and describes modules for those who add them.

A call that takes too long costs its process, and the next one gets a new one; what a function does to its process it
does to no other. Credentials of APIs are not in its environment. Knows processes and Observations; what runs inside
is `apis.function_worker`.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from apis.compress import Shortened, compact, shorten_json, shorten_text
from apis.errors import SourceError
from apis.executors.base import Keep, hash_only
from apis.executors.classify import ERROR_LENGTH, failure_content
from apis.executors.credentials import VARIABLE
from apis.executors.failure import Failure, Refused
from apis.function_worker import LARGEST
from apis.model import Api, Effect, FunctionBinding, Observation, Status, ToolCall
from apis.sources.functions import Description

START = 30.0
"""Seconds for a module to be imported and described."""
STATUSES = {
    "missing": Status.NOT_FOUND,
    "invalid": Status.INVALID_ARGUMENTS,
    "raised": Status.SERVER_ERROR,
    "broken": Status.SERVER_ERROR,
    "too_large": Status.TOO_LARGE,
}
"""What an answer without a result means."""


async def list_functions(module: str, *, environ: Mapping[str, str] | None = None) -> Description:
    """Describe the functions of a module.

    Raises:
        SourceError: the module cannot be imported, or takes too long.
    """
    worker = await Worker.start(module, environ)
    try:
        async with asyncio.timeout(START):
            answer = await worker.ask({"list": True})
        if "broken" in answer:
            raise SourceError(f"python:{module} cannot be imported: {answer['broken']}")
        return Description.model_validate(answer)
    except TimeoutError as error:
        raise SourceError(f"python:{module} was not imported within {START:g} seconds") from error
    except (Failure, ValidationError) as error:
        raise SourceError(f"python:{module}: {error}") from error
    finally:
        await worker.end()


@dataclass(slots=True)
class Worker:
    """A process that answers one request at a time."""

    module: str
    process: asyncio.subprocess.Process
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    async def start(cls, module: str, environ: Mapping[str, str] | None = None) -> "Worker":
        given = os.environ if environ is None else environ
        kept = {name: value for name, value in given.items() if not name.startswith(VARIABLE)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "apis.function_worker", module,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=kept, start_new_session=True, limit=LARGEST + 100,
        )  # fmt: skip
        return cls(module, process)

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its answer; raises `Failure` where the process ends instead."""
        sending, receiving = self.process.stdin, self.process.stdout
        if sending is None or receiving is None:
            raise RuntimeError("a worker is started with pipes")
        with suppress(ConnectionError):  # it has ended, which shows in what is read
            sending.write(json.dumps(request).encode() + b"\n")
            await sending.drain()
        line = await receiving.readline()
        if not line:
            raise Failure(Status.SERVER_ERROR, f"the process of {self.module!r} ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def end(self) -> None:
        """End the process, whatever it is doing."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@dataclass
class FunctionExecutor:
    """Calls the Apis that are bound to functions. Enter it before the first call."""

    _: KW_ONLY
    allow_writes: bool = False
    """Whether Apis whose effect is `write` or `unknown` are called."""
    timeout: float = 20.0
    """Seconds for one call, once it has begun."""
    observation_limit: int = 16_000
    """Characters of an observation's content."""
    keep: Keep = hash_only
    environ: Mapping[str, str] | None = field(default=None, repr=False)
    clock: Callable[[], float] = time.perf_counter
    _workers: dict[str, Worker] = field(default_factory=dict, init=False, repr=False)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        workers, self._workers = list(self._workers.values()), {}
        await asyncio.gather(*(worker.end() for worker in workers))

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        """Carry out a call; whatever comes of it is an Observation."""
        started = self.clock()
        try:
            observation = await self._call(api, call)
        except Failure as failure:
            shown = Shortened(failure_content(failure.status, str(failure)))
            observation = _observation(call, failure.status, shown)
        return observation.model_copy(update={"seconds": self.clock() - started})

    async def _call(self, api: Api, call: ToolCall) -> Observation:
        binding = api.binding
        if not isinstance(binding, FunctionBinding):
            raise Refused(f"{api.id!r} is called by {binding.kind}, not as a function")
        if api.effect is not Effect.READ and not self.allow_writes:
            raise Refused(f"{api.id!r} may change something; `--allow-writes` permits it")
        answer = await self._answer(binding, call)
        if "result" in answer:
            return self._observed(call, answer["result"])
        kind = next(kind for kind in STATUSES if kind in answer)
        said = shorten_text(str(answer[kind]), ERROR_LENGTH).text
        raise Failure(STATUSES[kind], said)

    async def _answer(self, binding: FunctionBinding, call: ToolCall) -> dict[str, Any]:
        worker = await self._worker(binding.module)
        async with worker.lock:
            try:
                async with asyncio.timeout(self.timeout):
                    return await worker.ask({"call": binding.function, "arguments": call.arguments})
            except TimeoutError as error:
                raise Failure(Status.TIMEOUT, f"no answer within {self.timeout:g} seconds") from error
            finally:
                if sys.exc_info()[0] is not None:  # an answer may still come, and would be taken for the next one's
                    await worker.end()

    async def _worker(self, module: str) -> Worker:
        async with self._starting:
            known = self._workers.get(module)
            if known is None or not known.alive:
                known = self._workers[module] = await Worker.start(module, self.environ)
            return known

    def _observed(self, call: ToolCall, result: Any) -> Observation:
        whole = self.keep(compact(result).encode())
        text = isinstance(result, str)
        shown = shorten_text(result, self.observation_limit) if text else shorten_json(result, self.observation_limit)
        return _observation(call, Status.OK, shown, whole)


def _observation(call: ToolCall, status: Status, shown: Shortened, whole: str | None = None) -> Observation:
    return Observation(call_id=call.id, status=status, content=shown.text, whole=whole, cut=shown.cut)
