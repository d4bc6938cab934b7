"""Which executor calls an Api."""

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

import pytest
from without import Without

from apis.errors import MissingExtra
from apis.executors.policy import Policy
from apis.executors.resolve import Executors, open_executor, open_lister
from apis.model import Api, McpBinding, Observation, Status, ToolCall
from apis.servers import read_spec

CALL = ToolCall(id="c", name="x")


class Named:
    """An executor that answers with its name and writes down when it is entered and left."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log = name, log

    async def __aenter__(self) -> Self:
        self.log.append(f"enter {self.name}")
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.log.append(f"leave {self.name}")

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        return Observation(call_id=call.id, status=Status.OK, content=self.name)


@pytest.fixture
def on_mcp(api: Callable[..., Api]) -> Api:
    return api().model_copy(update={"binding": McpBinding(server="s", tool="t")})


async def test_each_kind_is_entered_once_at_its_first_call_and_left_at_the_end(
    api: Callable[..., Api], on_mcp: Api
) -> None:
    log: list[str] = []
    async with Executors({kind: partial(Named, kind, log) for kind in ("http", "mcp")}) as executors:
        assert log == []
        several = [executors.execute(api(), CALL) for _ in range(3)]
        assert [seen.content for seen in await asyncio.gather(*several)] == ["http"] * 3
        assert (await executors.execute(on_mcp, CALL)).content == "mcp"
        assert log == ["enter http", "enter mcp"]
    assert log[2:] == ["leave mcp", "leave http"]


async def test_a_missing_library_names_the_extra_to_install(on_mcp: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("apis.executors.mcp", "apis.executors.mcp_session", "apis.executors.mcp_result", "mcp", "mcp_types"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Without("mcp_types"), *sys.meta_path])
    async with open_executor(Policy(), base_urls={}) as executor:
        with pytest.raises(MissingExtra, match=r"toolsearch\[mcp\]"):
            await executor.execute(on_mcp, CALL)
    with pytest.raises(MissingExtra, match=r"toolsearch\[mcp\]"):
        await open_lister(Policy())(read_spec("mcp:x"))


async def test_an_http_api_is_called_without_any_library_of_an_extra(serve: Any, reply: Any, api: Any) -> None:
    server = await serve(reply(b'{"a": 1}'))
    policy = Policy(allow=frozenset({server.endpoint}))
    async with open_executor(policy, base_urls={"tool": server.url}) as executor:
        assert (await executor.execute(api(), CALL)).content == '{"a":1}'
