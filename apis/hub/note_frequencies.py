"""Notes and their frequencies in equal temperament, by its definition. Knows no other tuning and no instrument.

A note is written in scientific pitch notation (the letter, an accidental, the octave; A4 is concert pitch, C4 middle C)
and counted as MIDI does (A4 is 69). The speed of sound in dry air is 331.3 m/s times the root of T / 273.15 K.
"""

import re
from math import exp2, log2, sqrt
from typing import Annotated

from fastapi import Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "note-frequencies",
    title="Note Frequencies",
    category="Music",
    about="Musical notes as physics: the frequency of a note in hertz, the note nearest to a frequency with the error "
    "in cents, transposition by semitones, and the wavelength in air. Twelve-tone equal temperament at any concert "
    "pitch; notes are in scientific pitch notation, such as A4, C#5 or Eb3.",
    licence="Public domain (definition of equal temperament)",
)

SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLATS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
WRITTEN = re.compile(r"([A-G])([#b♯♭]?)(-1|\d)", re.IGNORECASE)
ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
LOWEST, HIGHEST = 0, 127
A4 = 69

Note = Annotated[
    str,
    Query(
        min_length=2,
        max_length=4,
        description="Note in scientific pitch notation: letter, accidental (# or b) and octave, from C-1 to G9.",
        examples=["A4", "C#5", "Eb3"],
    ),
]
ConcertPitch = Annotated[
    float, Query(ge=380, le=500, description="Concert pitch: the frequency of A4 in hertz.", examples=[440, 442])
]


class NoteFrequency(Value):
    note: str
    also_called: str
    midi_number: int
    frequency_hz: float
    concert_pitch_hz: float


class NearestNote(Value):
    frequency_hz: float
    note: str
    also_called: str
    midi_number: int
    note_frequency_hz: float
    cents_off: float
    direction: str


class TransposedNote(Value):
    from_note: str
    semitones: int
    note: str
    also_called: str
    midi_number: int
    frequency_hz: float


class Wavelength(Value):
    note: str
    frequency_hz: float
    temperature_celsius: float
    speed_of_sound_m_per_s: float
    wavelength_cm: float


@tool.get("/notes/frequency")
def note_frequency(note: Note, concert_pitch_hz: ConcertPitch = 440) -> NoteFrequency:
    """Get the frequency of a musical note in hertz and its MIDI number, at the usual or another concert pitch."""
    number = _number(note)
    return NoteFrequency(
        note=_name(number),
        also_called=_name(number, FLATS),
        midi_number=number,
        frequency_hz=round(_hertz(number, concert_pitch_hz), 3),
        concert_pitch_hz=concert_pitch_hz,
    )


@tool.get("/notes/nearest")
def nearest_note(
    frequency_hz: Annotated[float, Query(gt=8, lt=13000, description="Frequency in hertz.", examples=[437.5, 261.6])],
    concert_pitch_hz: ConcertPitch = 440,
) -> NearestNote:
    """Find the note that is nearest to a frequency, and by how many cents the frequency is sharp or flat of it.

    A cent is a hundredth of a semitone.
    """
    exact = A4 + 12 * log2(frequency_hz / concert_pitch_hz)
    number = _within(round(exact))
    cents = round((exact - number) * 100, 1)
    return NearestNote(
        frequency_hz=frequency_hz,
        note=_name(number),
        also_called=_name(number, FLATS),
        midi_number=number,
        note_frequency_hz=round(_hertz(number, concert_pitch_hz), 3),
        cents_off=abs(cents),
        direction="sharp" if cents > 0 else "flat" if cents < 0 else "in tune",
    )


@tool.get("/notes/transpose")
def transpose_note(
    note: Note,
    semitones: Annotated[
        int, Query(ge=-60, le=60, description="Semitones up, or down if negative; an octave is 12.", examples=[7, -3])
    ],
    concert_pitch_hz: ConcertPitch = 440,
) -> TransposedNote:
    """Move a note up or down by a number of semitones: get the new note with its octave, and its frequency in hertz."""
    number = _number(note)
    moved = _within(number + semitones)
    return TransposedNote(
        from_note=_name(number),
        semitones=semitones,
        note=_name(moved),
        also_called=_name(moved, FLATS),
        midi_number=moved,
        frequency_hz=round(_hertz(moved, concert_pitch_hz), 3),
    )


@tool.get("/notes/wavelength")
def note_wavelength(
    note: Note,
    temperature_celsius: Annotated[
        float, Query(ge=-60, le=60, description="Temperature of the air in degrees Celsius.", examples=[20, 0])
    ] = 20,
    concert_pitch_hz: ConcertPitch = 440,
) -> Wavelength:
    """Get the wavelength of a note in centimetres as its sound travels through dry air of a given temperature."""
    number = _number(note)
    hertz, speed = _hertz(number, concert_pitch_hz), 331.3 * sqrt(1 + temperature_celsius / 273.15)
    return Wavelength(
        note=_name(number),
        frequency_hz=round(hertz, 3),
        temperature_celsius=temperature_celsius,
        speed_of_sound_m_per_s=round(speed, 2),
        wavelength_cm=round(100 * speed / hertz, 2),
    )


def _number(note: str) -> int:
    """Count a note as MIDI does.

    >>> _number("A4"), _number("c4"), _number("Cb4"), _number("C-1")
    (69, 60, 59, 0)
    """
    if (parts := WRITTEN.fullmatch(note.strip())) is None:
        raise Unusable(f"{note!r} is no note in scientific pitch notation, such as 'A4', 'C#5' or 'Eb3'")
    letter, accidental, octave = parts.groups()
    return _within(SHARPS.index(letter.upper()) + ACCIDENTALS[accidental.lower()] + 12 * (int(octave) + 1))


def _within(number: int) -> int:
    if not LOWEST <= number <= HIGHEST:
        raise NotFound("there is no such note: notes go from C-1 to G9")
    return number


def _name(number: int, names: tuple[str, ...] = SHARPS) -> str:
    """Write a note.

    >>> _name(61), _name(61, FLATS), _name(0)
    ('C#4', 'Db4', 'C-1')
    """
    return f"{names[number % 12]}{number // 12 - 1}"


def _hertz(number: int, concert_pitch: float) -> float:
    return concert_pitch * exp2((number - A4) / 12)
