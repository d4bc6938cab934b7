"""Arrays of like objects as tables: each key is written once, no value is lost, and the way back is exact.

`[{"a": 1, "b": 2}, …]` becomes `{"columns": ["a", "b"], "rows": [[1, 2], …]}`, where all objects have the same keys. Of
the hub's answers of more than 1,024 tokens it takes half.
"""

from apis.compress import DEEPEST
from apis.model import Json
from apis.pointer import unescaped

COLUMNS, ROWS = "columns", "rows"
FEWEST = 4
"""Objects that make a table."""


def tabled(value: Json, depth: int = 0) -> Json:
    """Write arrays of like objects as tables, at any depth.

    >>> tabled({"towns": [{"name": name, "x": 1} for name in "abcd"]})
    {'towns': {'columns': ['name', 'x'], 'rows': [['a', 1], ['b', 1], ['c', 1], ['d', 1]]}}
    """
    if depth >= DEEPEST:
        return value
    if isinstance(value, dict):
        return {name: tabled(inner, depth + 1) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    if not is_table(value):
        return [tabled(inner, depth + 1) for inner in value]
    columns = list(value[0])
    return {COLUMNS: columns, ROWS: [[tabled(item[name], depth + 2) for name in columns] for item in value]}


def untabled(value: Json, depth: int = 0) -> Json:
    """Write tables as the arrays that they stand for; what is no row, such as a note on those left out, stays.

    >>> untabled({"columns": ["a", "b"], "rows": [[1, 2], "… 7 more of 8"]})
    [{'a': 1, 'b': 2}, '… 7 more of 8']
    """
    if depth >= 2 * DEEPEST:
        return value
    if isinstance(value, list):
        return [untabled(inner, depth + 1) for inner in value]
    if not isinstance(value, dict):
        return value
    columns, rows = value.get(COLUMNS), value.get(ROWS)
    if value.keys() - {COLUMNS, ROWS, "…"} or not isinstance(columns, list) or not isinstance(rows, list):
        return {name: untabled(inner, depth + 1) for name, inner in value.items()}
    return [_item(columns, row, depth) for row in rows]


def is_table(value: list[Json]) -> bool:
    """Tell whether an array is written as a table: enough objects, all with the same keys, more than none."""
    if len(value) < FEWEST or not isinstance(value[0], dict) or not value[0]:
        return False
    keys = value[0].keys()
    return all(isinstance(item, dict) and item.keys() == keys for item in value)


def moved(pointer: str, value: Json) -> str:
    """Return where what a pointer leads to in a value stands in its tabled form.

    >>> moved("/towns/2/x", {"towns": [{"name": name, "x": 1} for name in "abcd"]})
    '/towns/rows/2/1'
    """
    path, columns = "", list[str]()
    for token in pointer.split("/")[1:]:
        name = unescaped(token)
        if columns:
            path, columns, value = f"{path}/{columns.index(name)}", [], value[name]
        elif isinstance(value, list):
            columns = list(value[0]) if is_table(value) else []
            path += f"/{ROWS}/{token}" if columns else f"/{token}"
            value = value[int(token)]
        else:
            path, value = f"{path}/{token}", value[name]
    return path


def _item(columns: list[Json], row: Json, depth: int) -> Json:
    if not isinstance(row, list) or len(row) != len(columns):
        return row
    return {str(name): untabled(inner, depth + 2) for name, inner in zip(columns, row, strict=True)}
