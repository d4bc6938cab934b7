"""One tool of the hub: a FastAPI application with an OpenAPI 3.1 document of its own.

A tool file makes one `tool = hub_tool(...)` and hangs plain functions on it with `@tool.get(...)`. The functions stay
callable as they are: HubBench computes its expected facts with them, without HTTP. What they answer must be a function
of their arguments alone: nothing asked depends on the present moment. Errors are `raise NotFound("...")` (404) and
`raise Unusable("...")` (422, arguments that are well-formed but make no sense), both callable-friendly exceptions.
"""

from typing import Any

from fastapi import FastAPI, HTTPException
from fastapi.routing import APIRoute


class NotFound(HTTPException):
    """There is no such thing: HTTP 404 with `{"detail": text}`."""

    def __init__(self, text: str) -> None:
        super().__init__(404, text)


class Unusable(HTTPException):
    """The arguments are well-formed but make no sense: HTTP 422 with `{"detail": text}`."""

    def __init__(self, text: str) -> None:
        super().__init__(422, text)


def hub_tool(slug: str, *, title: str, category: str, about: str, licence: str) -> FastAPI:
    """Make the application of one tool; it is mounted at `/{slug}`.

    Args:
        slug: the tool's part of every id, lower case with hyphens.
        title: the tool's name as people read it; its slug must be `slug`.
        category: one of RapidAPI's categories.
        about: two or three sentences on the tool.
        licence: of the data or library behind it, such as `MIT (airportsdata)`.
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
    )
    app.state.slug, app.state.category = slug, category
    document = app.openapi

    def openapi() -> dict[str, Any]:
        described = document()
        described["info"]["x-apisguru-categories"] = [category]
        return described

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
