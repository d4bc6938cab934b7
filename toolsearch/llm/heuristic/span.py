"""A value in a text: what kind it is, where it stands, and which words stand around it."""

from dataclasses import dataclass, field
from typing import Literal

from apis.model import Json
from toolsearch.llm.heuristic.dates import Day
from toolsearch.llm.heuristic.world import Entry

Kind = Literal[
    "quoted", "literal", "email", "url", "ip", "phone", "date", "month", "year", "time", "weekday", "number", "percent",
    "money", "coordinates", "code", "name", "entry", "zone", "unit", "expression", "phrase",
]  # fmt: skip


PAIR = -2
"""The group of what stands with "between": two things that go into one call."""


@dataclass(frozen=True, slots=True)
class Span:
    """A value in a text."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Json = field(default=None, hash=False)
    """The number, the list, the [latitude, longitude], the time; None where the text is the value."""
    day: Day | None = None
    unit: str = ""
    """The symbol of the unit beside a number or of the unit named; the code of a currency; '%'."""
    entry: Entry | None = None
    before: tuple[str, ...] = ()
    """Lower-case words before it in its clause, the nearest first."""
    after: tuple[str, ...] = ()
    group: int = -1
    """Spans of one enumeration share a number; negative numbers are no enumeration."""
    place: int = 0
    """Its place in its enumeration."""
    doubtful: bool = False
    """It may be no value at all: a capital letter that opens a sentence, a number word that counts nothing."""

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end

    @property
    def forms(self) -> set[str]:
        """The texts by which a call can have asked about it, in lower case."""
        forms = {self.text.lower(), str(self.value).lower()} if self.value is not None else {self.text.lower()}
        if self.day and self.day.iso:
            forms.add(self.day.iso)
        if self.entry:
            forms |= {self.entry.name.lower(), *(code.lower() for code in self.entry.codes)}
        return forms
