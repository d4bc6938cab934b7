"""What a successful call gives back: the schema of the lowest 2xx response that is JSON, else of `default`."""

import re
from collections.abc import Sequence

from apis.model import Schema
from apis.sources.openapi.library import Dangling, Library
from apis.sources.openapi.media import JSON, is_json, preferred, spelled
from apis.sources.openapi.problems import Node, Problems, shown
from apis.sources.openapi.schemas import Schemas

SUCCESS = re.compile(r"2(\d\d|XX)", re.IGNORECASE)


class Responses:
    """Reads the responses of one document."""

    def __init__(self, library: Library, problems: Problems, schemas: Schemas) -> None:
        self._library = library
        self._problems = problems
        self._schemas = schemas

    def returned(self, operation: Node, produces: Sequence[str]) -> tuple[Schema | None, str]:
        """Return the schema of a success, where there is one, and the media type to ask for."""
        responses = operation.child("responses")
        if responses.value is not None and not isinstance(responses.value, dict):
            self._problems.add(responses, f"responses is {shown(responses.value)}, not an object: left out")
            return None, JSON
        accept: str | None = None
        for code in _successes(responses):
            schema, media_type = self._response(responses.child(code), produces)
            if schema is not None:
                return self._bundled(schema), media_type or JSON
            accept = accept or media_type
        return None, accept or JSON

    def _bundled(self, node: Node) -> Schema | None:
        definitions = self._schemas.definitions
        schema, outlined = definitions.bundled(definitions.opened(self._schemas.convert(node)))
        if outlined:
            self._problems.add(node, f"too large to keep whole: {outlined} schemas far inside are outlines")
        return schema or None

    def _response(self, node: Node, produces: Sequence[str]) -> tuple[Node | None, str | None]:
        """Find the JSON schema of one response, and the media type that it comes in."""
        try:
            node = self._library.follow(node)
        except Dangling as error:
            self._problems.add(node, f"{error}: the response is left out")
            return None, None
        content = node.get("content")
        if isinstance(content, dict) and content:
            media_type = preferred(content) or JSON
            schema = node.child("content").child(media_type).child("schema")
        else:
            media_type = preferred(produces) or JSON
            schema = node.child("schema")
        found = schema.value is not None and is_json(media_type)
        return schema if found else None, spelled(media_type)


def _successes(responses: Node) -> list[str]:
    """List the codes of success, the lowest first and ranges last; `default` only where there is none."""
    codes = sorted(code for code in responses.value or () if SUCCESS.fullmatch(code))
    return codes or (["default"] if responses.get("default") is not None else [])
