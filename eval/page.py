"""A leaderboard as one HTML page that needs nothing else: no script, no font, no picture from anywhere.

Plots are inline SVG, drawn in the page's own colours, which follow the reader's choice of light or dark. Knows shapes
and colours; every figure comes from `eval.leaderboard`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from eval.leaderboard import ALL, Entry, Leaderboard, about, tables
from eval.outcome import Rate, WinRate
from eval.tables import Cell, Table, caution, percent, span

WIDTH = 780
FIGURE = 90
"""Pixels for the figures at the right of a plot."""
LONGEST = 34
"""Characters of a name that are shown."""
LETTER = 7.2
"""Pixels that a letter takes at most on average."""
ROW = 30
SLOTS = 6
"""Colours there are for series; more share them."""

STYLE = """
:root {
  --ground: #fcfcfb; --ink: #1d1f24; --soft: #5d6470; --line: #dcdfe4; --band: #f1f3f5;
  --win: #2f6fb7; --tie: #c9ced6; --loss: #c8643c;
  --s0: #2f6fb7; --s1: #c8643c; --s2: #3b8a5b; --s3: #8a5fb0; --s4: #a8822a; --s5: #4b8f9c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --ink: #e7e9ec; --soft: #a0a7b2; --line: #343941; --band: #1e2126;
    --win: #6ea8e8; --tie: #4a515c; --loss: #e58d66;
    --s0: #6ea8e8; --s1: #e58d66; --s2: #6cc190; --s3: #b996dc; --s4: #d4b45c; --s5: #7cc0cd;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 2.5rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; }
p { max-width: 46rem; margin: .5rem 0; color: var(--soft); }
p.caution { color: var(--ink); border-left: 3px solid var(--loss); padding-left: .75rem; }
figure { margin: 0; overflow-x: auto; }
figcaption { color: var(--soft); font-size: .875rem; margin-top: .25rem; }
svg { display: block; min-width: 40rem; width: 100%; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .soft { fill: var(--soft); } svg .grid { stroke: var(--line); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .9rem .35rem 0; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; } td.number, th.number { text-align: right; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0; font-size: .875rem;
  color: var(--soft); }
.legend i { display: inline-block; width: .75rem; height: .75rem; border-radius: 2px; margin-right: .4rem; }
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand in all plots of a page."""

    left: float
    """Pixels for the names."""

    @classmethod
    def around(cls, names: Iterable[str]) -> "Frame":
        """Leave room for the longest of some names."""
        return cls(24 + LETTER * max(min(len(name), LONGEST) for name in names))

    def x(self, share: float) -> float:
        return self.left + 12 + share * (WIDTH - FIGURE - self.left - 24)

    def canvas(
        self, rows: int, label: str, drawn: Iterable[str], *, height: int = ROW, under: Iterable[str] = ()
    ) -> str:
        """Put what is drawn over a grid from 0 to 100 %, and that over what lies under it."""
        bottom = rows * height + 8
        grid = "".join(
            f'<line class="grid" x1="{self.x(share):.1f}" x2="{self.x(share):.1f}" y1="4" y2="{bottom}"/>'
            f'<text class="soft" x="{self.x(share):.1f}" y="{bottom + 18}" text-anchor="middle">{share:.0%}</text>'
            for share in (0, 0.25, 0.5, 0.75, 1)
        )
        box = f'viewBox="0 0 {WIDTH} {bottom + 28}"'
        return f'<svg {box} role="img" aria-label="{escape(label)}">{"".join(under)}{grid}{"".join(drawn)}</svg>'

    def name(self, text: str, y: float) -> str:
        shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        place = f'x="{self.left:.1f}" y="{y + 4.5:.1f}" text-anchor="end"'
        return f"<text {place}>{escape(shown)}<title>{escape(text)}</title></text>"

    def value(self, text: str, y: float) -> str:
        return f'<text x="{WIDTH - FIGURE + 8}" y="{y + 4.5:.1f}">{escape(text)}</text>'

    def whisker(self, rate: Rate, y: float, colour: str, radius: float, told: str) -> str:
        low, high = (self.x(bound) for bound in rate.interval)
        return (
            f'<g stroke="var({colour})" fill="var({colour})"><title>{escape(told)}</title>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke-width="2"/>'
            f'<circle cx="{self.x(rate.pass_rate):.1f}" cy="{y:.1f}" r="{radius}"/></g>'
        )


def page(board: Leaderboard) -> str:
    """Write a leaderboard as HTML."""
    told = caution(board.judge)
    warned = f'<p class="caution">{escape(told)}</p>' if told else ""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>Leaderboard</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="color-scheme" content="light dark"><style>{STYLE}</style></head><body>',
        f"<h1>Leaderboard</h1><p>{escape(about(board))}</p>{warned}",
        *_plots(board),
        *(_table(table) for table in tables(board)),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _plots(board: Leaderboard) -> Iterator[str]:
    frame = Frame.around([*map(_name, board.entries), *board.groups])
    rated = [(_name(entry), entry.passed[ALL]) for entry in board.entries]
    caption = "The dot is the share of instructions passed, the line its 95 % interval."
    yield _figure("Pass rate", _dots(frame, rated), caption)
    won = [(_name(entry), entry.wins[ALL]) for entry in board.entries if entry.wins]
    if won:
        legend = _legend([("--win", "wins"), ("--tie", "ties"), ("--loss", "losses")])
        drawn = legend + _stacks(frame, won)
        yield _figure(f"Win rate against {board.reference}", drawn, "Shares of the common instructions.")
    if len(board.groups) > 1:
        names = [(f"--s{place % SLOTS}", _name(entry)) for place, entry in enumerate(board.entries)]
        yield _figure("Pass rate by group", _legend(names) + _groups(frame, board), "Lines are 95 % intervals.")


def _name(entry: Entry) -> str:
    return entry.run if entry.method in entry.run else f"{entry.run} ({entry.method})"


def _figure(title: str, drawn: str, caption: str) -> str:
    return f"<h2>{escape(title)}</h2><figure>{drawn}<figcaption>{escape(caption)}</figcaption></figure>"


def _legend(names: Sequence[tuple[str, str]]) -> str:
    items = "".join(f'<span><i style="background:var({colour})"></i>{escape(name)}</span>' for colour, name in names)
    return f'<div class="legend">{items}</div>'


def _dots(frame: Frame, rated: Sequence[tuple[str, Rate]]) -> str:
    drawn = []
    for row, (name, rate) in enumerate(rated):
        y, figure = row * ROW + ROW / 2 + 4, percent(rate.pass_rate)
        told = f"{name}: {figure} ({span(rate.interval)}), {rate.passed} of {rate.instructions}"
        drawn += [frame.name(name, y), frame.whisker(rate, y, "--s0", 5, told), frame.value(figure, y)]
    return frame.canvas(len(rated), "Pass rate of each run with its interval", drawn)


def _groups(frame: Frame, board: Leaderboard) -> str:
    """Draw one band for each group, one row in it for each run."""
    height = 14
    band = height * len(board.entries) + 16
    bands, drawn = [], []
    for place, group in enumerate(board.groups):
        top = place * band + 4
        if place % 2 == 0:
            bands.append(f'<rect x="0" y="{top}" width="{WIDTH}" height="{band}" rx="4" fill="var(--band)"/>')
        drawn.append(frame.name(group, top + band / 2))
        for row, entry in enumerate(board.entries):
            if rate := entry.passed.get(group):
                y = top + 8 + row * height + height / 2
                told = f"{entry.run}, {group}: {percent(rate.pass_rate)} ({span(rate.interval)})"
                drawn.append(frame.whisker(rate, y, f"--s{row % SLOTS}", 4, told))
    return frame.canvas(len(board.groups), "Pass rate of each run in each group", drawn, height=band, under=bands)


def _stacks(frame: Frame, won: Sequence[tuple[str, WinRate]]) -> str:
    drawn = []
    for row, (name, found) in enumerate(won):
        y, left = row * ROW + ROW / 2 + 4, 0.0
        drawn += [frame.name(name, y), frame.value(percent(found.win_rate), y)]
        for colour, count in (("win", found.wins), ("tie", found.ties), ("loss", found.losses)):
            share = count / found.instructions
            told = f"<title>{escape(name)}: {colour} {count} of {found.instructions}</title>"
            wide = max(0.0, frame.x(left + share) - frame.x(left) - 1)
            box = f'x="{frame.x(left):.1f}" y="{y - 8:.1f}" width="{wide:.1f}" height="16" rx="2"'
            drawn.append(f'<rect {box} fill="var(--{colour})">{told}</rect>')
            left += share
    return frame.canvas(len(won), "Wins, ties and losses of each run", drawn)


def _table(table: Table) -> str:
    number = [all(isinstance(row[column], int) for row in table.rows) for column in range(len(table.header))]
    head = "".join(_cell("th", cell, flush) for cell, flush in zip(table.header, number, strict=True))
    rows = "".join(
        f"<tr>{''.join(_cell('td', cell, flush) for cell, flush in zip(row, number, strict=True))}</tr>"
        for row in table.rows
    )
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{escape(table.title)}</h2><div class="table">{body}</div>'


def _cell(tag: str, cell: Cell, number: bool) -> str:
    text = f"{cell:,}" if isinstance(cell, int) else cell
    return f"<{tag}{' class=number' if number else ''}>{escape(text)}</{tag}>"
