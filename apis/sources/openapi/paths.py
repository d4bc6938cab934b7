"""The operations of a document: path by path, method by method, path items in other places included.

Knows paths and their templates, nothing of what stands in an operation. Callbacks and webhooks are not operations: they
are calls that the other side makes.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from apis.sources.openapi.library import HOPS, Dangling, Library, is_reference
from apis.sources.openapi.problems import Node, Problems, shown

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ITEM_FIELDS = ("$ref", "summary", "description", "servers", "parameters")
TEMPLATE = re.compile(r"\{([^{}/]+)\}")
DECORATED = re.compile(r"[+#./;?&]?([A-Za-z0-9_.$-]+)(?:[:*].*)?")
"""A template as some frameworks write it: {+name}, {name*}, {name:pattern}."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    path: str
    method: str
    """Upper case."""
    node: Node
    items: tuple[Node, ...]
    """The path item and the path items that it refers to, the nearest first."""


def operations(library: Library, problems: Problems) -> Iterator[Operation]:
    """Yield the operations of a document, in its order."""
    paths = library.root.child("paths")
    if paths.value is not None and not isinstance(paths.value, dict):
        problems.add(paths, f"paths is {shown(paths.value)}, not an object: left out")
        return
    for path in paths.value or ():
        if not path.startswith("x-"):
            items = _items(paths.child(path), library, problems)
            yield from _of_item(_rooted(path, items[0], problems), items, problems)


def templates(path: str, declared: Collection[str]) -> tuple[str, list[str]]:
    """Name the parameters in a path, and write its templates plainly.

    >>> templates("/files/{+name}/{rev}", ["name"])
    ('/files/{name}/{rev}', ['name', 'rev'])
    """
    names: dict[str, None] = {}

    def plainly(match: re.Match[str]) -> str:
        name = match[1]
        bare = DECORATED.fullmatch(name)
        name = bare[1] if bare and name not in declared else name
        names[name] = None
        return f"{{{name}}}"

    return TEMPLATE.sub(plainly, path), list(names)


def _rooted(path: str, item: Node, problems: Problems) -> str:
    if path.startswith("/"):
        return path
    problems.add(item, f"path {shown(path)} does not begin with '/': read as if it did")
    return f"/{path}"


def _items(node: Node, library: Library, problems: Problems) -> tuple[Node, ...]:
    chain = [node]
    try:
        while is_reference(chain[-1].value) and len(chain) <= HOPS:
            chain.append(library.target(chain[-1]))
    except Dangling as error:
        problems.add(chain[-1], f"{error}: the path item is left out")
    return tuple(chain)


def _of_item(path: str, items: tuple[Node, ...], problems: Problems) -> Iterator[Operation]:
    seen = set[str]()
    for item in items:
        if not isinstance(item.value, dict):
            problems.add(item, f"a path item is {shown(item.value)}, not an object: left out")
            continue
        for key in item.value:
            method = key.lower()
            if method in METHODS and method not in seen:
                seen.add(method)
                yield Operation(path, method.upper(), _operation(item.child(key), problems), items)
            elif method not in METHODS and key not in ITEM_FIELDS and not key.startswith("x-"):
                problems.add(item.child(key), f"{shown(key)} is no method that OpenAPI 3.1 knows: left out")


def _operation(node: Node, problems: Problems) -> Node:
    if isinstance(node.value, dict):
        return node
    problems.add(node, f"an operation is {shown(node.value)}, not an object: read as an empty one")
    return Node({}, node.uri, node.pointer)
