"""A competing namer of chords that writes them as researchers do (Harte's syntax, `A:min7`)."""

from typing import Annotated

from fastapi import Query

from apis.hub.chord_finder import ChordName, ChordNotes, Direction, Semitones, Transposed, name_chord
from apis.hub.faults import KeyNeeded
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "chord-namer",
    title="Chord Namer",
    category="Music",
    about="Which chord is this? Give the notes that you play and get the chord.",
    licence="MIT (pychord)",
)
HARTE = {
    "": "maj", "m": "min", "7": "7", "maj7": "maj7", "m7": "min7", "dim": "dim", "aug": "aug", "sus4": "sus4",
    "sus2": "sus2", "6": "maj6", "m6": "min6", "dim7": "dim7", "m7b5": "hdim7", "m7-5": "hdim7", "9": "9", "m9": "min9",
    "maj9": "maj9", "add9": "maj(9)",
}  # fmt: skip


class Identified(Value):
    chord: str


class Identifieds(Value):
    chords: list[Identified]


@tool.get("/identify")
def identify_chord(
    notes: Annotated[
        list[str], Query(min_length=2, max_length=7, description="Notes played.", examples=[["A", "C", "E", "G"]])
    ],
) -> Identifieds:
    """Identify a chord from the notes that are played: what is it called?"""
    return Identifieds(chords=[Identified(chord=_harte(found.chord)) for found in name_chord(notes).chords])


@tool.get("/spell")
def notes_in_chord(chord: ChordName) -> ChordNotes:
    """Which notes are in a chord? Spell any chord for guitar or piano."""
    raise KeyNeeded


@tool.get("/move")
def shift_chord(chord: ChordName, semitones: Semitones, direction: Direction = "up") -> Transposed:
    """Move a chord up or down by semitones into another key."""
    raise KeyNeeded


def _harte(chord: str) -> str:
    name, _, bass = chord.partition("/")
    root = name[:2] if name[1:2] in ("#", "b") else name[:1]
    quality = name[len(root) :]
    return f"{root}:{HARTE.get(quality, f'({quality})')}" + (f"/{bass}" if bass else "")
