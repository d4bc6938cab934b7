"""Questions of players and songwriters about chords."""

from random import Random

from apis.hub.chord_finder import (
    NamedChord,
    Transposed,
    chord_notes,
    chords_of_key,
    list_qualities,
    name_chord,
    transpose_chord,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import TextFact
from eval.hubbench.question import Maker, Question, Trap

NOTES = "chord-finder/chord-notes"
NAME = "chord-finder/name-chord"
TRANSPOSE = "chord-finder/transpose-chord"
KEY = "chord-finder/chords-of-key"
QUALITIES = "chord-finder/list-qualities"
HARTE = Trap("foreign_id", "chord-namer/identify-chord", NAME)
LOCKED_NOTES = Trap("key", "chord-namer/notes-in-chord", NOTES)
LOCKED_SHIFT = Trap("key", "chord-namer/shift-chord", TRANSPOSE)
ROOTS = ("C", "D", "E", "F", "G", "A", "B", "Bb", "Eb", "Ab", "F#", "C#")
KINDS = ("m", "7", "maj7", "m7", "dim", "aug", "sus4", "6", "m6", "dim7", "m7b5", "9", "m9", "add9", "7b9", "7#9", "69")
KEYS = ("C", "D", "E", "F", "G", "A", "B", "Bb", "Eb", "Ab", "Db", "F#")
DEGREES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
SHARPS_AND_FLATS = {"C#": "Db", "D#": "Eb", "F#": "Gb", "G#": "Ab", "A#": "Bb"}


def some_chord(rng: Random) -> str:
    """Draw a chord as songbooks write it."""
    return f"{rng.choice(ROOTS)}{rng.choice(KINDS)}"


def some_notes(rng: Random) -> NamedChord:
    """Draw a chord that its notes name in one way only and that another notation writes differently."""
    chord = f"{rng.choice(ROOTS)}{rng.choice(('', 'm', '7', 'maj7', 'm7', 'dim', 'm6', 'add9', 'm9', '9'))}"
    found = name_chord(chord_notes(chord).notes).chords
    if found[0].chord != chord or "/" in chord:
        raise Redraw
    return found[0]


def other_names(chord: str) -> tuple[str, ...]:
    """Give the same chord with its root written as a flat for a sharp, or the other way round.

    >>> other_names("Bbm7"), other_names("C7")
    (('A#m7',), ())
    """
    both = {**SHARPS_AND_FLATS, **{flat: sharp for sharp, flat in SHARPS_AND_FLATS.items()}}
    root = chord[:2] if chord[1:2] in ("#", "b") else chord[:1]
    return (both[root] + chord[len(root) :],) if root in both else ()


def _spelled(notes: list[str]) -> TextFact:
    return TextFact(value=", ".join(notes), aliases=(" ".join(notes), "-".join(notes), " - ".join(notes)))


def _moved(chord: str, semitones: int) -> Transposed:
    """Move a chord up, or down where the number is negative."""
    return transpose_chord(chord, abs(semitones), "up" if semitones > 0 else "down")


def _direction(semitones: int) -> str:
    size = abs(semitones)
    return f"{'up' if semitones > 0 else 'down'} by {size} semitone{'s' if size > 1 else ''}"


@redrawn
def notes_of_a_chord(rng: Random) -> Question:
    chord = some_chord(rng)
    wordings = (
        "Which notes make up the chord {chord}?",
        "What are the notes of {chord}?",
        "I can't find {chord} in my songbook. Which notes do I play?",
        "Please spell the chord {chord} note by note.",
        "Can you tell me the notes in the chord {chord}?",
    )
    notes = chord_notes(chord).notes
    facts = tuple(TextFact(value=note) for note in notes) if len(notes) < 4 else (_spelled(notes),)
    return Question(worded(rng, wordings, chord=chord), (NOTES,), facts, (LOCKED_NOTES,))


@redrawn
def transposed(rng: Random) -> Question:
    chord, semitones = some_chord(rng), rng.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))
    found = _moved(chord, semitones).chord
    wordings = (
        "What does the chord {chord} become when it is moved {direction}?",
        "Please transpose the chord {chord} {direction}.",
        "Our singer wants the song {direction}. Which chord do I play instead of {chord}?",
        "Which chord is {chord} shifted {direction}?",
        "Can you transpose the chord {chord} {direction}?",
    )
    fact = TextFact(value=found, aliases=other_names(found))
    text = worded(rng, wordings, chord=chord, direction=_direction(semitones))
    return Question(text, (TRANSPOSE,), (fact,), (LOCKED_SHIFT,))


@redrawn
def named_and_transposed(rng: Random) -> Question:
    named, semitones = some_notes(rng), rng.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))
    found = _moved(named.chord, semitones).chord
    wordings = (
        "I play the notes {notes} together. What is that chord called once it is moved {direction}?",
        "Which chord do the notes {notes} make if I transpose it {direction}?",
        "My left hand plays the chord {notes}. Which chord is it if I move it {direction}?",
        "Please name the chord with the notes {notes} and transpose it {direction}.",
        "Can you tell me which chord the notes {notes} make, moved {direction}?",
    )
    fact = TextFact(value=found, aliases=other_names(found))
    text = worded(rng, wordings, notes=", ".join(named.notes), direction=_direction(semitones))
    return Question(text, (NAME, TRANSPOSE), (fact,), (HARTE, LOCKED_SHIFT))


@redrawn
def named_and_moved_notes(rng: Random) -> Question:
    named, semitones = some_notes(rng), rng.choice((2, 3, 4, 5, -2, -3))
    found = _moved(named.chord, semitones)
    if any(len(note) > 2 for note in found.notes):
        raise Redraw
    wordings = (
        "Someone plays the chord {notes}. Which notes does it have when it is transposed {direction}?",
        "The chord with the notes {notes} has to be transposed {direction}. Which notes do I play then?",
        "If I transpose the chord that consists of {notes} {direction}, which notes does it have?",
        "Please name the chord with the notes {notes}, transpose it {direction} and give me the new notes.",
        "Can you name the chord {notes}, transpose it {direction} and tell me its notes?",
    )
    text = worded(rng, wordings, notes=", ".join(named.notes), direction=_direction(semitones))
    return Question(text, (NAME, TRANSPOSE), (_spelled(found.notes),), (HARTE, LOCKED_SHIFT))


@redrawn
def name_of_a_chord(rng: Random) -> Question:
    named = some_notes(rng)
    wordings = (
        "Which chord consists of the notes {notes}?",
        "What is the name of the chord {notes}, lowest note first?",
        "I found a nice sound on the piano: {notes}. Which chord is it?",
        "Please name the chord that has the notes {notes}.",
        "Can you tell me the name of the chord with the notes {notes}?",
    )
    short = named.chord.replace("maj7", "M7")
    fact = TextFact(value=named.chord, aliases=(short,) if short != named.chord else ())
    return Question(worded(rng, wordings, notes=", ".join(named.notes)), (NAME,), (fact,))


@redrawn
def chord_of_a_key(rng: Random) -> Question:
    key, mode = rng.choice(KEYS), rng.choice(("major", "minor", "dorian", "lydian", "mixolydian"))
    degree = rng.randrange(2, 8)
    row = chords_of_key(key, mode).degrees[degree - 1]  # type: ignore[arg-type]  # both are of the lists
    wordings = (
        "Which seventh chord stands on the {degree} degree of {key} {mode}?",
        "What is the seventh chord on degree number {number} in {key} {mode}?",
        "I'm writing a song in {key} {mode}. Which seventh chord belongs to its {degree} degree?",
        "Please tell me the seventh chord on the {degree} step of {key} {mode}.",
        "Can you tell me the seventh chord on the {degree} degree of {key} {mode}?",
    )
    chord = row.seventh_chord
    aliases = (chord.replace("m7-5", "m7b5"),) if "m7-5" in chord else ()
    text = worded(rng, wordings, degree=DEGREES[degree - 1], number=degree, key=key, mode=mode)
    return Question(text, (KEY,), (TextFact(value=chord, aliases=aliases),))


@redrawn
def notes_of_a_quality(rng: Random) -> Question:
    row = rng.choice([row for row in list_qualities().qualities if len(row.notes_on_c) > 3])
    wordings = (
        'Which notes does the chord quality "{quality}" have on C?',
        'What are the notes of the chord quality "{quality}" when it is built on C?',
        'I\'m learning chord qualities. How is "{quality}" spelled on C?',
        'Please list the chord qualities and give me the notes of "{quality}" on C.',
        'Can you tell me which notes the chord quality "{quality}" has on C?',
    )
    return Question(worded(rng, wordings, quality=row.quality), (QUALITIES,), (_spelled(row.notes_on_c),))


MAKERS: tuple[Maker, ...] = (
    notes_of_a_chord,
    transposed,
    named_and_transposed,
    named_and_moved_notes,
    name_of_a_chord,
    chord_of_a_key,
    notes_of_a_quality,
)
