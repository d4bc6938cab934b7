"""Measure what a call through the executor costs in CPU, beside the same request by plain httpx.

    python benchmarks/executor.py [--calls 2000] [--at-once 32]

A server in another process answers at once, so that the CPU time of this process is the client's alone. The executor
checks the policy, writes the request from the Api's binding, bounds and decodes the answer, reads it as JSON and
hashes it; httpx sends a request that is ready and reads the answer as JSON. Best of five; run it on an idle machine.
"""

import argparse
import asyncio
import json
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import httpx

from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.model import Api, Effect, HttpBinding, Place, Source, ToolCall

ROUNDS = 5
ANSWER = json.dumps(
    {"items": [{"name": f"item {n}", "price": n * 1.5, "tags": ["a", "b"]} for n in range(20)]}
).encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()

Once = Callable[[int], Awaitable[None]]


class Answering(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.write((HEAD + ANSWER) * data.count(b"\r\n\r\n"))


def serve(told: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def api(port: int) -> Api:
    places = tuple(Place(argument=name, name=name, location="query") for name in ("q", "limit"))
    return Api(
        id="shop/find",
        tool="Shop",
        category="Tools",
        name="find",
        description="Finds items.",
        parameters={"type": "object", "properties": {"q": {"type": "string"}, "limit": {"type": "integer"}}},
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path="/find", servers=(f"http://127.0.0.1:{port}",), places=places),
        source=Source(kind="openapi", location="shop.json"),
    )


async def cpu_per_call(once: Once, calls: int, at_once: int) -> float:
    """Return milliseconds of CPU a call."""
    numbers = iter(range(calls))

    async def worker() -> None:
        for number in numbers:
            await once(number)

    await once(0)
    started = time.process_time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return (time.process_time() - started) / calls * 1000


async def executor(port: int, calls: int, at_once: int) -> float:
    what = api(port)
    async with HttpExecutor(Policy(frozenset([f"127.0.0.1:{port}"])), credentials={}) as entered:

        async def once(number: int) -> None:
            seen = await entered.execute(what, ToolCall(id="1", name="find", arguments={"q": "lamp", "limit": number}))
            assert seen.ok

        return await cpu_per_call(once, calls, at_once)


async def plain(port: int, calls: int, at_once: int) -> float:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def once(number: int) -> None:
            url = f"http://127.0.0.1:{port}/find"
            assert (await client.get(url, params={"q": "lamp", "limit": number})).json()

        return await cpu_per_call(once, calls, at_once)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=32)
    given = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    print(f"CPU per call, ms, best of {ROUNDS} x {given.calls:,} calls, {len(ANSWER):,} bytes of JSON each\n")
    print(f"{'at once':>8}{'executor':>10}{'httpx':>8}{'ratio':>8}")
    for at_once in (1, given.at_once):
        times = [
            min(asyncio.run(measure(port, given.calls, at_once)) for _ in range(ROUNDS))
            for measure in (executor, plain)
        ]
        print(f"{at_once:8}{times[0]:10.3f}{times[1]:8.3f}{times[0] / times[1]:8.2f}")
    server.kill()


if __name__ == "__main__":
    main()
