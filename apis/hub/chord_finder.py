"""Chords: their notes, names, transposition and the chords of a key, by pychord. Knows English note names only."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from pychord import Chord

tool = hub_tool(
    "chord-finder",
    title="Chord Finder",
    category="Music",
    about="Chords for players and songwriters: the notes of a chord, the chord made of some notes, transposition, and "
    "the chords that belong to a key. Chords are written as in songbooks: Cmaj7, F#m, Bb7, Asus4.",
    licence="MIT (pychord)",
)

ChordName = Annotated[
    str, Query(min_length=1, max_length=12, description="Chord, as in songbooks.", examples=["Am7", "Cmaj7"])
]
Note = Literal["C", "C#", "Db", "D", "D#", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "A#", "Bb", "B"]
Semitones = Annotated[int, Query(ge=1, le=11, description="How many semitones to move it.", examples=[3])]
Direction = Annotated[Literal["up", "down"], Query(description="Whether to move it up or down.", examples=["up"])]
MODES = {"major": "maj", "minor": "min", "dorian": "Dor", "phrygian": "Phr", "lydian": "Lyd", "mixolydian": "Mix"}


class ChordNotes(Value):
    chord: str
    notes: list[str]
    root: str
    quality: str
    number_of_notes: int


class NamedChord(Value):
    chord: str
    notes: list[str]


class NamedChords(Value):
    chords: list[NamedChord]


class Transposed(Value):
    chord: str
    notes: list[str]
    from_chord: str


class QualityRow(Value):
    quality: str
    example: str
    notes_on_c: list[str]
    semitones_from_root: list[int]


class Qualities(Value):
    count: int
    qualities: list[QualityRow]


class DegreeRow(Value):
    degree: int
    triad: str
    seventh_chord: str
    notes: list[str]


class KeyChords(Value):
    key: str
    degrees: list[DegreeRow]


@tool.get("/chords/notes")
def chord_notes(chord: ChordName) -> ChordNotes:
    """Spell a chord: which notes it is made of, and its root and quality."""
    parsed = _chord(chord)
    notes = list(parsed.components(True))
    return ChordNotes(
        chord=_written(parsed), notes=notes, root=parsed.root, quality=_written_quality(parsed) or "major",
        number_of_notes=len(notes),
    )  # fmt: skip


@tool.get("/chords/name")
def name_chord(
    notes: Annotated[
        list[str],
        Query(min_length=2, max_length=7, description="Lowest first.", examples=[["A", "C", "E", "G"]]),
    ],
) -> NamedChords:
    """Name the chord that is made of some notes, the lowest note first; there may be several names."""
    from pychord import find_chords_from_notes

    tidy = [note.strip()[:1].upper() + note.strip()[1:] for note in notes]
    try:
        found = find_chords_from_notes(tidy)
    except (ValueError, KeyError):
        raise Unusable(f"{' '.join(notes)} are not all notes: write them as C, F# or Bb") from None
    if not found:
        raise NotFound(f"no chord is made of {' '.join(tidy)}")
    return NamedChords(chords=[NamedChord(chord=_written(c), notes=list(c.components(True))) for c in found])


@tool.get("/chords/transpose")
def transpose_chord(
    chord: ChordName,
    semitones: Semitones,
    direction: Direction = "up",
) -> Transposed:
    """Transpose a chord up or down by a number of semitones, as for a capo or another singer."""
    parsed = _chord(chord)
    before = _written(parsed)
    parsed.transpose(semitones if direction == "up" else -semitones)
    return Transposed(chord=_written(parsed), notes=list(parsed.components(True)), from_chord=before)


@tool.get("/keys/chords")
def chords_of_key(
    key: Annotated[Note, Query(description="Tonic of the key.", examples=["D"])],
    mode: Annotated[
        Literal["major", "minor", "dorian", "phrygian", "lydian", "mixolydian"],
        Query(description="Scale.", examples=["major"]),
    ],
) -> KeyChords:
    """List the chords that belong to a key or mode, degree by degree: triad, seventh chord and its notes."""
    from pychord import Chord

    def at(degree: int, quality: str) -> Chord:
        return Chord.from_note_index(note=degree, quality=quality, scale=key + MODES[mode], diatonic=True)

    try:
        pairs = [(degree, at(degree, ""), at(degree, "7")) for degree in range(1, 8)]
    except ValueError:
        raise Unusable(f"{key} {mode} needs too many accidentals: ask for the same key by its other name") from None
    rows = [
        DegreeRow(
            degree=degree,
            triad=_written(triad),
            seventh_chord=_written(seventh),
            notes=list(seventh.components(True)),
        )
        for degree, triad, seventh in pairs
    ]
    return KeyChords(key=f"{key} {mode}", degrees=rows)


@tool.get("/qualities")
def list_qualities() -> Qualities:
    """List every quality of chord that is known (maj7, m7b5, sus4, add9 and so on) with its notes on C."""
    rows = [
        QualityRow(
            quality=name or "major",
            example=f"C{name}",
            notes_on_c=list(_chord(f"C{name}").components(True)),
            semitones_from_root=list(steps),
        )
        for name, steps in _qualities().items()
    ]
    return Qualities(count=len(rows), qualities=rows)


@cache
def _qualities() -> dict[str, tuple[int, ...]]:
    from pychord.quality import QualityManager

    return {name: tuple(quality.components) for name, quality in QualityManager().get_qualities().items()}


def _chord(name: str) -> "Chord":
    from pychord import Chord

    try:
        return Chord(name.strip().replace("♯", "#").replace("♭", "b"))
    except ValueError:
        raise NotFound(f"no chord is written {name!r}: write it as in songbooks, such as 'Cmaj7' or 'F#m'") from None


def _written(chord: "Chord") -> str:
    bass = f"/{chord.on}" if chord.on else ""
    return f"{chord.root}{_written_quality(chord)}{bass}"


def _written_quality(chord: "Chord") -> str:
    """Write M as maj, which nobody takes for a minor."""
    quality = str(chord.quality)
    return f"maj{quality[1:]}" if quality.startswith("M") else quality
