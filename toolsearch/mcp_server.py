"""The gateway as an MCP server: search_apis, describe_api, call_api, solve, and the pinned Apis as tools of their own.

The list of tools a client sees depends on its profile alone and never changes while it is connected, so a prompt cache
over it holds. Over HTTP a bearer token says who the caller is; each caller has a server of its own, so one caller's
profile cannot reach another's. Knows the official SDK (mcp 2.x), and nothing of how APIs are found or called.
"""

import contextlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from apis.model import Api, Json, Observation
from toolsearch import gateway
from toolsearch.gateway import MOST, Gateway
from toolsearch.records import PathRecord

PATH = "/mcp"
PAGE = 200
"""Resources listed at a time."""

Tell = Callable[[str], Awaitable[None]]
Solve = Callable[[str, Tell], Awaitable[PathRecord]]
"""Solves an instruction, telling each turn as it is made."""

INSTRUCTIONS = (
    "Many APIs stand behind a few tools. Search in your own words for what you need (search_apis), then call what fits "
    "(call_api) with arguments that match its parameters. When search says that no API fits, believe it."
)


def _object(required: tuple[str, ...], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_ID = {"type": "string", "description": "The API's id, as search_apis gave it: tool/api."}
SEARCH = types.Tool(
    name=gateway.SEARCH.name,
    description=gateway.SEARCH.description,
    input_schema=gateway.SEARCH.parameters,
    annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
)
DESCRIBE = types.Tool(
    name="describe_api",
    description="Tell all that is known of one API: full parameters, what it returns, whether it works.",
    input_schema=_object(("id",), id=_ID),
    annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
)
CALL = types.Tool(
    name="call_api",
    description="Call one API and return what it answers. A failed call says why: mend the arguments or search again.",
    input_schema=_object(
        ("id",), id=_ID, arguments={"type": "object", "description": "The arguments, as its parameters say."}
    ),
    annotations=types.ToolAnnotations(open_world_hint=True),
)
SOLVE = types.Tool(
    name="solve",
    description="Carry out an instruction by searching and calling APIs, trying other ways where one fails.",
    input_schema=_object(
        ("instruction",), instruction={"type": "string", "description": "What is wanted, with every value."}
    ),
    annotations=types.ToolAnnotations(open_world_hint=True),
)


@dataclass(slots=True)
class Desk:
    """One caller's server: the handlers behind the protocol's requests."""

    gateway: Gateway
    solve: Solve
    _tools: list[types.Tool] = field(init=False)
    _pinned: dict[str, Api] = field(init=False)

    def __post_init__(self) -> None:
        pinned = list(self.gateway.pinned())
        self._pinned = {function.name: api for function, api in pinned}
        extra = [
            types.Tool(name=function.name, description=function.description, input_schema=function.parameters)
            for function, _ in pinned
        ]
        self._tools = [SEARCH, DESCRIBE, CALL, SOLVE, *extra]

    def server(self, version: str) -> "Server[dict[str, Any]]":
        """Make the server that a transport runs."""
        return Server(
            "toolsearch",
            version=version,
            instructions=INSTRUCTIONS,
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
        )

    async def list_tools(
        self, context: "ServerRequestContext[Any, Any]", params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=self._tools)

    async def call_tool(
        self, context: "ServerRequestContext[Any, Any]", params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        given = dict(params.arguments or {})
        match params.name:
            case SEARCH.name:
                return await self._search(given)
            case DESCRIBE.name:
                return self._describe(given)
            case CALL.name:
                return await self._call(_text(given, "id"), given.get("arguments"))
            case SOLVE.name:
                return await self._solve(_text(given, "instruction"), context)
        if api := self._pinned.get(params.name):
            return await self._call(api.id, given)
        raise MCPError(
            types.INVALID_PARAMS, f"There is no tool {params.name!r}: search_apis finds APIs, call_api calls them."
        )

    async def list_resources(
        self, context: "ServerRequestContext[Any, Any]", params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """List the catalog's summary, then each tool the caller may use, page by page."""
        start = _cursor(params)
        tools = sorted({api.tool_slug: api.tool for api in self.gateway.permitted()}.items())
        listed = [types.Resource(name="catalog", uri="catalog://summary", mime_type="application/json")]
        listed += [
            types.Resource(name=name, uri=f"catalog://tool/{slug}", mime_type="application/json")
            for slug, name in tools
        ]
        following = str(start + PAGE) if start + PAGE < len(listed) else None
        return types.ListResourcesResult(resources=listed[start : start + PAGE], next_cursor=following)

    async def list_templates(
        self, context: "ServerRequestContext[Any, Any]", params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            name="api", uri_template="catalog://api/{tool}/{api}", mime_type="application/json"
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        self, context: "ServerRequestContext[Any, Any]", params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(params.uri)
        value = self._resource(uri.removeprefix("catalog://"))
        if value is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no resource {uri!r}: resources/list shows what there is.")
        text = json.dumps(value, ensure_ascii=False)
        contents = types.TextResourceContents(uri=params.uri, mime_type="application/json", text=text)
        return types.ReadResourceResult(contents=[contents])

    def _resource(self, path: str) -> Json:
        kind, _, name = path.partition("/")
        if kind == "api":
            return self.gateway.describe(name)
        apis = [api for api in self.gateway.permitted() if kind == "summary" or api.tool_slug == name]
        if kind == "summary" and not name:
            categories: dict[str, Json] = {}
            for api in apis:
                categories[api.category] = int(str(categories.get(api.category, 0))) + 1
            return {"apis": len(apis), "tools": len({api.tool_slug for api in apis}), "categories": categories}
        if kind == "tool" and apis:
            return {
                "tool": apis[0].tool,
                "about": apis[0].source.about,
                "apis": [[api.id, api.description] for api in apis],
            }
        return None

    async def _search(self, given: Mapping[str, Any]) -> types.CallToolResult:
        k = given.get("k", 5)
        if not isinstance(k, int) or not 1 <= k <= MOST:
            raise MCPError(types.INVALID_PARAMS, f"k is a whole number from 1 to {MOST}.")
        finding = await self.gateway.search(_text(given, "query"), k, given.get("category"))
        return _said(finding.document())

    def _describe(self, given: Mapping[str, Any]) -> types.CallToolResult:
        id_ = _text(given, "id")
        known = self.gateway.describe(id_)
        return _said(known) if known else _failed(f"There is no API {id_!r}: search_apis finds what there is.")

    async def _call(self, id_: str, arguments: Any) -> types.CallToolResult:
        if not isinstance(arguments or {}, dict):
            return _failed("arguments must be one object, as the API's parameters say.")
        return _observed(await self.gateway.call(id_, dict(arguments or {})))

    async def _solve(self, instruction: str, context: "ServerRequestContext[Any, Any]") -> types.CallToolResult:
        turns = 0

        async def tell(words: str) -> None:
            nonlocal turns
            turns += 1
            await context.session.report_progress(turns, message=words)

        record = await self.solve(instruction, tell)
        if record.answer is None:
            return _failed(f"No answer was found ({record.error or record.limit or record.status}).")
        return types.CallToolResult(content=[types.TextContent(text=record.answer)])


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise MCPError(types.INVALID_PARAMS, f"{name} is needed: a text that is not empty.")
    return value


def _cursor(params: types.PaginatedRequestParams | None) -> int:
    cursor = (params and params.cursor) or "0"
    if not cursor.isdecimal():
        raise MCPError(types.INVALID_PARAMS, f"{cursor!r} is no cursor of this server.")
    return int(cursor)


def _said(value: dict[str, Json]) -> types.CallToolResult:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return types.CallToolResult(content=[types.TextContent(text=text)])


def _failed(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=why)], is_error=True)


def _observed(seen: Observation) -> types.CallToolResult:
    text = seen.content if seen.ok else f"{seen.status.value}: {seen.content}"
    return types.CallToolResult(content=[types.TextContent(text=text)], is_error=not seen.ok)


async def serve_stdio(desk: Desk, version: str) -> None:
    """Serve one caller on this process's standard streams until it hangs up."""
    server = desk.server(version)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


@dataclass(slots=True)
class Counter:
    """An ASGI application: the desk of whoever shows its token, for requests that come from nowhere else."""

    desks: Mapping[str, Desk]
    """By bearer token; never empty."""
    version: str
    host: str
    """`127.0.0.1:PORT`, as the Host header must say it."""
    _managers: dict[str, StreamableHTTPSessionManager] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[ASGIApp]:
        """Run every desk's sessions while the block lasts."""
        security = TransportSecuritySettings(allowed_hosts=[self.host], allowed_origins=[f"http://{self.host}"])
        async with AsyncExitStack() as stack:
            for token, desk in self.desks.items():
                manager = StreamableHTTPSessionManager(desk.server(self.version), security_settings=security)
                await stack.enter_async_context(manager.run())
                self._managers[token] = manager
            yield self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        manager = self._manager(Headers(scope=scope).get("authorization", ""))
        if scope["path"].rstrip("/") != PATH:
            await PlainTextResponse(f"the server is at {PATH}", 404)(scope, receive, send)
        elif manager is None:
            headers = {"WWW-Authenticate": "Bearer"}
            await PlainTextResponse("show the bearer token of this server", 401, headers)(scope, receive, send)
        else:
            await manager.asgi_app(scope, receive, send)

    def _manager(self, authorization: str) -> StreamableHTTPSessionManager | None:
        kind, _, given = authorization.partition(" ")
        if kind.lower() != "bearer":
            return None
        same = [token for token in self._managers if hmac.compare_digest(given.strip().encode(), token.encode())]
        return self._managers[same[0]] if same else None
