"""A competing namer of pitches that writes them as organ builders do (Helmholtz's notation, `c#''` for C#5)."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import KeyNeeded
from apis.hub.note_frequencies import Note, NoteFrequency, nearest_note
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "pitch-namer",
    title="Pitch Namer",
    category="Music",
    about="Which note is that? Give the frequency that your tuner or your analyser shows and get the note.",
    licence="Public domain (definition of equal temperament)",
)


class NamedPitch(Value):
    note: str
    cents_off: float
    direction: str


@tool.get("/name")
def name_nearest_note(
    frequency_hz: Annotated[float, Query(gt=8, lt=13000, description="Frequency in Hz.", examples=[437.5])],
) -> NamedPitch:
    """Name the note nearest to a frequency in hertz (Hz), for its wavelength in air, its own frequency, and the note
    that lies some semitones higher or lower; and tell how many cents it is out of tune.
    """
    found = nearest_note(frequency_hz)
    return NamedPitch(note=_helmholtz(found.note), cents_off=found.cents_off, direction=found.direction)


@tool.get("/pitch")
def pitch_of_note(note: Note) -> NoteFrequency:
    """Get the pitch of any musical note as a frequency in hertz, for tuning instruments."""
    raise KeyNeeded


def _helmholtz(note: str) -> str:
    """Write a note of scientific pitch notation in Helmholtz's.

    >>> _helmholtz("C#5"), _helmholtz("A3"), _helmholtz("E2"), _helmholtz("B0"), _helmholtz("C-1")
    ("c#''", 'a', 'E', 'B,,', 'C,,,')
    """
    letters = note.rstrip("0123456789-")
    octave = int(note[len(letters) :])
    return letters.lower() + "'" * (octave - 3) if octave >= 3 else letters + "," * (2 - octave)
