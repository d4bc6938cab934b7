"""Calls that a model writes as text, as ToolACE and the leaderboard's prompt ask for: `[f(a=1), g(b="x")]`.

Follows how the leaderboard reads such text: surrounding marks are dropped, brackets are added where they are missing,
names may have dots, values are Python literals, and a bare name stands for its text. Positional arguments are dropped,
as there. Nothing is ever run.
"""

import ast
from collections.abc import Iterator

from apis.model import Json
from eval.bfcl.data import Call


class NoCalls(ValueError):
    """The text is no list of calls."""


def decode(text: str) -> list[Call]:
    """Read the calls that a text makes.

    Raises:
        NoCalls: it is no list of calls.

    >>> decode('[geo.find(city="Oslo", size=2), ping()]')
    [{'geo.find': {'city': 'Oslo', 'size': 2}}, {'ping': {}}]
    """
    body = text.strip("`\n ")
    body = body if body.startswith("[") else f"[{body}"
    body = body if body.endswith("]") else f"{body}]"
    try:
        tree = ast.parse(body.strip().strip("'"), mode="eval").body
        return list(_calls(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NoCalls(str(error)) from error


def _calls(tree: ast.expr) -> Iterator[Call]:
    parts = tree.elts if isinstance(tree, ast.List) else [tree]
    for part in parts:
        if not isinstance(part, ast.Call):
            raise NoCalls(f"{ast.unparse(part)!r} is no call")
        yield _call(part)


def _call(node: ast.Call) -> Call:
    return {ast.unparse(node.func): {each.arg: _value(each.value) for each in node.keywords if each.arg}}


def _value(node: ast.expr) -> Json:
    """Read an argument: a literal, a nested call as a call, a name or any other expression as its text."""
    if isinstance(node, ast.Call):
        return _call(node) if node.keywords else ast.unparse(node)
    if isinstance(node, ast.List | ast.Tuple):
        parts = [_value(part) for part in node.elts]
        return parts if isinstance(node, ast.List) else tuple(parts)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(_value(key)): _value(value) for key, value in pairs if key is not None}
    try:
        return ast.literal_eval(node)
    except ValueError:
        return _computed(node)


def _computed(node: ast.expr) -> Json:
    """Work out plain arithmetic on numbers, and leave all else as text."""
    if isinstance(node, ast.BinOp) and (found := _arithmetic(node)) is not None:
        return found
    return ast.unparse(node)


def _arithmetic(node: ast.expr) -> float | int | None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value  # type: ignore[return-value]
    if not isinstance(node, ast.BinOp):
        return None
    left, right = _arithmetic(node.left), _arithmetic(node.right)
    if left is None or right is None:
        return None
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
        case _:
            return None
