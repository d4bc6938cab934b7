"""What people and programs read: stdout holds the result, stderr everything said on the way.

With `--json` the result is one JSON document, else text and tables. Knows no command.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress

    from eval.tables import Table

Cell = str | int | float | None


def say(text: str = "") -> None:
    """Write a line of the result."""
    print(text)


def note(text: str) -> None:
    """Tell people something on the way."""
    print(text, file=sys.stderr)


def show_json(value: Any) -> None:
    """Write the one JSON document of a command."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def show_table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Write a table; on a terminal no line is longer than it is wide."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table(header, rows, width=width):
        say(line)


def show_tables(tables: "Iterable[Table]") -> None:
    """Write tables under their titles, each with a line free behind it."""
    for one in tables:
        say(one.title)
        show_table(one.header, one.rows)
        say()


def table(header: Sequence[str], rows: Sequence[Sequence[Cell]], *, width: int | None = None) -> Iterator[str]:
    """Align the cells of a table: numbers to the right, the last column as long as it is or `width` allows.

    >>> print(*table(["name", "calls"], [["react", 1200], ["dfsdt", 9]]), sep="|")
    name   calls|react  1,200|dfsdt      9
    """
    texts = [list(header), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(text[column]) for text in texts) for column in range(len(header))]
    right = [all(isinstance(row[column], int | float | None) for row in rows) for column in range(len(header))]
    for text in texts:
        cells = zip(text, widths, right, strict=True)
        line = "  ".join(cell.rjust(wide) if flush else cell.ljust(wide) for cell, wide, flush in cells).rstrip()
        yield line if width is None or len(line) <= width else line[: width - 1] + "…"


def _text(cell: Cell) -> str:
    """Write one cell.

    >>> _text(None), _text(1234), _text(0.5)
    ('-', '1,234', '0.5')
    """
    if cell is None:
        return "-"
    return f"{cell:,}" if isinstance(cell, int | float) else " ".join(cell.split())


@contextmanager
def progress(*, counts: str = "{task.completed:.0f}/{task.total:.0f}") -> Iterator["Progress"]:
    """Show progress bars on stderr while the block runs; nothing where no terminal is there."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from toolsearch.cli.bars import Pace

    console = Console(stderr=True)
    told = (TextColumn(counts), TimeElapsedColumn(), Pace(), "{task.fields[note]}")
    with Progress("{task.description}", BarColumn(), *told, console=console, disable=not console.is_terminal) as bars:
        yield bars
