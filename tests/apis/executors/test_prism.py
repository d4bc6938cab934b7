"""Somebody else's judge: Prism, started from a document, says whether the calls built from it are valid requests."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from installed import installed

from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.loopback import listen
from apis.model import Api, Status, ToolCall
from apis.sampling import candidates
from apis.sources.openapi import load

pytestmark = pytest.mark.heavy

DOCUMENTS = {
    "redocly-museum/openapi.yaml": 8,
    "readme-examples/train-travel.json": 7,
    "swagger-petstore/openapi.yaml": 19,
    "openapis-examples/uber.json": 5,
    "openapis-examples/tictactoe.yaml": 3,
    "openapis-examples/link-example.json": 6,
    "openapis-examples/petstore-expanded.yaml": 4,
    "adyen/StoredValueService-v46.json": 6,
    "adyen/BinLookupService-v54.json": 2,
    "vonage/numbers.yml": 5,
    "vonage/pricing.yml": 3,
    "amadeus/ToursandActivities_v1_swagger_specification.json": 3,
    "nytimes/most_popular_api_v2.json": 3,
    "motis/openapi.yaml": 23,
}
"""By file, how many operations each has: OpenAPI 2.0, 3.0 and 3.1."""
CREDENTIALS = {"numbers-api": "apiKey=user;apiSecret=key"}
"""Where a document asks for two credentials together; all others take one."""
STARTING = 120.0
TOGETHER = 4
"""Prisms that start at the same time."""


async def no_fetch(url: str) -> bytes:
    raise AssertionError(f"nothing may be fetched here, but {url!r} was")


@asynccontextmanager
async def prism(document: Path) -> AsyncIterator[str]:
    """Run Prism for a document on a free port; yield HOST:PORT."""
    with listen("prism", "127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    program = installed("prism")
    process = await asyncio.create_subprocess_exec(
        program, "mock", "-h", "127.0.0.1", "-p", str(port), str(document),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(STARTING):
            while b"is listening" not in (line := await process.stdout.readline()):
                assert line, f"Prism ended instead of serving {document}"
        drain = asyncio.create_task(process.stdout.read())
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()
    await drain


async def judged(document: Path, gate: asyncio.Semaphore) -> tuple[int, list[str]]:
    """Call every operation of a document in up to two ways; return how many it has, and what Prism objected to."""
    [loaded] = [each async for each in load(str(document), fetch=no_fetch)]
    objections: list[str] = []
    async with gate, AsyncExitStack() as stack:
        endpoint = await stack.enter_async_context(prism(document))
        slugs = {api.tool_slug for api in loaded.apis}
        executor = await stack.enter_async_context(
            HttpExecutor(
                Policy(frozenset([endpoint])),
                credentials={slug: CREDENTIALS.get(slug, "user:key") for slug in slugs},
                base_urls=dict.fromkeys(slugs, f"http://{endpoint}"),
                allow_writes=True,
                timeout=60,
            )
        )
        for api in loaded.apis:
            objections += [said async for said in _objections(api, executor)]
    return len(loaded.apis), objections


async def _objections(api: Api, executor: HttpExecutor) -> AsyncIterator[str]:
    asked = [each.values for _, each in zip(range(2), candidates(api), strict=False)]
    if not asked:
        yield f"{api.id}: no arguments"
    for values in asked:
        seen = await executor.execute(api, ToolCall(id="1", name=api.id, arguments=values))
        if seen.status is not Status.OK:
            yield f"{api.id} {json.dumps(values)}: {seen.content[:300]}"


async def test_calls_built_from_fourteen_documents_are_valid_requests_to_a_server_of_another_maker(data: Path) -> None:
    gate = asyncio.Semaphore(TOGETHER)
    jobs = [judged(data / "openapi" / name, gate) for name in DOCUMENTS]
    found = dict(zip(DOCUMENTS, await asyncio.gather(*jobs), strict=True))
    assert {name: objections for name, (_, objections) in found.items() if objections} == {}
    assert {name: count for name, (count, _) in found.items()} == DOCUMENTS


async def test_prism_does_object_to_what_is_no_valid_request(data: Path) -> None:
    path = data / "openapi" / "vonage/numbers.yml"
    [loaded] = [each async for each in load(str(path), fetch=no_fetch)]
    [api] = [api for api in loaded.apis if api.name == "getAvailableNumbers"]
    async with prism(path) as endpoint:
        base_urls = {api.tool_slug: f"http://{endpoint}"}
        policy = Policy(frozenset([endpoint]))
        async with HttpExecutor(policy, credentials=CREDENTIALS, base_urls=base_urls, timeout=60) as executor:
            [right, wrong] = [
                await executor.execute(api, ToolCall(id="1", name="", arguments=arguments))
                for arguments in ({"country": "GB"}, {"size": "many"})
            ]
    assert (right.status, wrong.status) == (Status.OK, Status.CLIENT_ERROR)
