"""Plots of shares on a terminal, in characters: a dot for the share, a line for its interval. Computes nothing."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from toolsearch.cli.output import say

if TYPE_CHECKING:
    from eval.plots import Mark, Plot

WIDTH = 100
"""Columns where no terminal tells its own."""
FIGURE = 9
"""Columns for the figure behind a line."""
NARROWEST = 20
"""Columns from 0 to 100 %."""

Draw = Annotated[bool, typer.Option("--plot", help="Draw the shares and their intervals under the tables.")]


def show(plots: "Sequence[Plot]") -> None:
    """Write plots, as wide as the terminal."""
    width = shutil.get_terminal_size((WIDTH, 0)).columns if sys.stdout.isatty() else WIDTH
    for plot in plots:
        say(plot.title)
        for line in drawn(plot, width):
            say(line)
        say()


def drawn(plot: "Plot", width: int) -> Iterator[str]:
    r"""Draw a plot.

    >>> from eval.plots import Mark, Plot
    >>> plot = Plot("", (Mark("react", 0.5, (0.25, 0.75)), Mark("dfsdt", 1.0, (0.9, 1.0))))
    >>> print(*drawn(plot, 45), sep="\n")
    react         ├──────●──────┤          50.0 %
    dfsdt                           ├──●  100.0 %
           0 %          50 %       100 %
    """
    named = max((len(mark.name) for mark in plot.marks), default=0)
    room = max(width - named - 2 - FIGURE, NARROWEST)
    for mark in plot.marks:
        yield f"{mark.name:<{named}}  {_line(mark, room)}{100 * mark.share:>{FIGURE - 2}.1f} %"
    yield " " * (named + 2) + _scale(room)


def _line(mark: "Mark", room: int) -> str:
    low, at, high = (round(share * (room - 1)) for share in (mark.interval[0], mark.share, mark.interval[1]))
    cells = [" "] * room
    cells[low : high + 1] = "─" * (high + 1 - low)
    cells[low], cells[high], cells[at] = "├", "┤", "●"
    return "".join(cells)


def _scale(room: int) -> str:
    """Write 0, 50 and 100 % under their places."""
    middle = round(0.5 * (room - 1))
    return "0 %".ljust(middle - 1) + "50 %".ljust(room - middle - 4) + "100 %"
