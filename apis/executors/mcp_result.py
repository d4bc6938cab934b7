"""What an MCP tool's result says to a model: structured content as data, texts as text, everything else described.

Knows the content blocks of the protocol. Images, sounds and binary resources are named with their type and size; their
bytes stay in the body that is kept.
"""

import json

import mcp_types as types

from apis.model import Json


def value_of(result: types.CallToolResult) -> Json:
    """Return what a result says: a text, or JSON.

    >>> value_of(types.CallToolResult(content=[types.TextContent(text='{"a": 1}')]))
    {'a': 1}
    """
    plain = all(isinstance(block, types.TextContent) for block in result.content)
    if plain and result.structured_content is not None:
        return result.structured_content  # the texts beside it repeat it, as the protocol asks
    if plain:
        return _parsed("\n".join(block.text for block in result.content if isinstance(block, types.TextContent)))
    blocks = {"content": [described(block) for block in result.content]}
    return blocks if result.structured_content is None else {"structured": result.structured_content} | blocks


def body_of(result: types.CallToolResult) -> bytes:
    """Return a result as its server wrote it, as JSON."""
    return result.model_dump_json(by_alias=True, exclude_none=True).encode()


def described(block: types.ContentBlock) -> Json:
    """Describe a content block in JSON.

    >>> described(types.ImageContent(data="iVBORw0KGgo=", mime_type="image/png"))
    {'type': 'image', 'media_type': 'image/png', 'bytes': 8}
    """
    if isinstance(block, types.TextContent):
        return {"type": "text", "text": block.text}
    if isinstance(block, types.ImageContent | types.AudioContent):
        return {"type": block.type, "media_type": block.mime_type, "bytes": _size(block.data)}
    if isinstance(block, types.ResourceLink):
        said = {"uri": str(block.uri), "name": block.name, "description": block.description}
        return {"type": "link"} | {key: text for key, text in said.items() if text}
    held = block.resource
    known = {"type": "resource", "uri": str(held.uri)} | ({"media_type": held.mime_type} if held.mime_type else {})
    return known | (
        {"text": held.text} if isinstance(held, types.TextResourceContents) else {"bytes": _size(held.blob)}
    )


def _size(base64: str) -> int:
    return len(base64) * 3 // 4 - base64[-2:].count("=")


def _parsed(text: str) -> Json:
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return text
