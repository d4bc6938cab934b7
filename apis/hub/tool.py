"""One tool of the hub: a FastAPI application with an OpenAPI 3.1 document of its own.

A tool file makes one `tool = hub_tool(...)` and hangs plain functions on it with `@tool.get(...)`. The functions stay
callable as they are: HubBench computes its expected facts with them, without HTTP. What they answer must be a function
of their arguments alone: nothing asked depends on the present moment. Errors are `raise NotFound("...")` (404) and
`raise Unusable("...")` (422, arguments that are well-formed but make no sense), both callable-friendly exceptions.
Every error is answered as `{"detail": text}`.

Describe every parameter as `Annotated[T, Query(description="...", examples=["..."])]`: the first examples (and the
defaults) of an API's parameters together must make a call that is answered, and a test makes it. Libraries that are
slow to load are imported in a cached loader, which is given as `warm`: the hub calls it in the background at its start.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from apis.hub.faults import ERROR_PAGE, Attempts, ErrorPage


class NotFound(HTTPException):
    """There is no such thing: HTTP 404 with `{"detail": text}`."""

    def __init__(self, text: str) -> None:
        super().__init__(404, text)


class Unusable(HTTPException):
    """The arguments are well-formed but make no sense: HTTP 422 with `{"detail": text}`."""

    def __init__(self, text: str) -> None:
        super().__init__(422, text)


class Problem(BaseModel):
    """What every error answers."""

    detail: str


class _Direct(APIRoute):
    """A route whose function runs on the event loop: a hop to a thread costs more than these functions do."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint if inspect.iscoroutinefunction(endpoint) else _awaitable(endpoint), **options)


def hub_tool(
    slug: str, *, title: str, category: str, about: str, licence: str, warm: Callable[[], object] | None = None
) -> FastAPI:
    """Make the application of one tool; it is mounted at `/{slug}`.

    Args:
        slug: the tool's part of every id, lower case with hyphens.
        title: the tool's name as people read it; its slug must be `slug`.
        category: one of RapidAPI's categories.
        about: two or three sentences on the tool.
        licence: of the data or library behind it, such as `MIT (airportsdata)`.
        warm: loads what is slow to load, so that no first call waits for it.
    """
    app = FastAPI(
        title=title,
        version="1.0.0",
        description=about,
        servers=[{"url": f"/{slug}"}],
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        license_info={"name": licence},
        root_path_in_servers=False,
        responses={
            404: {"model": Problem, "description": "Not found"},
            422: {"model": Problem, "description": "Unusable"},
        },
        exception_handlers={RequestValidationError: _unusable, ErrorPage: _error_page, Exception: _broken},
    )
    app.router.route_class = _Direct
    app.state.slug, app.state.category, app.state.warm, app.state.attempts = slug, category, warm, Attempts()
    document = app.openapi

    def openapi() -> dict[str, Any]:
        described = document()
        described["info"]["x-apisguru-categories"] = [category]
        return described

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _awaitable(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(function)  # FastAPI reads the signature through it
    async def endpoint(*args: Any, **named: Any) -> Any:
        return function(*args, **named)

    return endpoint


async def _unusable(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = (f"{'.'.join(map(str, fault['loc'][1:]))}: {fault['msg']}" for fault in error.errors())
    return JSONResponse({"detail": "; ".join(faults)}, 422)


async def _error_page(_: Request, __: Exception) -> Response:
    return HTMLResponse(ERROR_PAGE)


async def _broken(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": "Internal error."}, 500)
