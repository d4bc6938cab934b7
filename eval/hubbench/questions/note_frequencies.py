"""Questions about notes and frequencies: how high a note sounds, which note a tone is, how long its wave is."""

from random import Random

from apis.hub.note_frequencies import (
    FLATS,
    SHARPS,
    nearest_note,
    note_frequency,
    note_wavelength,
    transpose_note,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FREQUENCY = "note-frequencies/note-frequency"
NEAREST = "note-frequencies/nearest-note"
TRANSPOSE = "note-frequencies/transpose-note"
WAVELENGTH = "note-frequencies/note-wavelength"
LOCKED = Trap("key", "pitch-namer/pitch-of-note", FREQUENCY)


def _some_note(rng: Random) -> str:
    return f"{rng.choice(rng.choice((SHARPS, FLATS)))}{rng.randrange(2, 7)}"


def _some_tone(rng: Random) -> float:
    """Draw a frequency in hertz that is near one note and audibly off it."""
    tone = round(rng.uniform(80, 1800), 1)
    if not 4 <= nearest_note(tone).cents_off <= 42:
        raise Redraw
    return tone


def _named(note: str, also_called: str) -> TextFact:
    return TextFact(value=note, aliases=(also_called,) if also_called != note else ())


@redrawn
def frequency_of_a_note(rng: Random) -> Question:
    note, pitch = _some_note(rng), rng.choice((415, 432, 435, 440, 441, 442, 443, 444, 466))
    wordings = (
        "What is the frequency in hertz of the note {note} if A4 is tuned to {pitch} Hz?",
        "Our orchestra tunes its A4 to {pitch} Hz. How many hertz does the note {note} have in equal temperament?",
        "I'm tuning a piano with A4 at {pitch} Hz. At which frequency in hertz must the note {note} sound?",
        "Please give me the frequency in Hz of {note} in equal temperament at a concert pitch of {pitch} Hz.",
        "Can you tell me at how many hertz the note {note} sounds when the concert pitch A4 is {pitch} Hz?",
        "A synthesizer is set to a concert pitch of {pitch} Hz for A4. Which frequency in Hz does it play for {note}?",
    )
    fact = NumberFact(value=note_frequency(note, pitch).frequency_hz)
    return Question(worded(rng, wordings, note=note, pitch=pitch), (FREQUENCY,), (fact,), (LOCKED,))


@redrawn
def note_of_a_tone(rng: Random) -> Question:
    tone = _some_tone(rng)
    wordings = (
        "Which note, with its octave, is nearest to {tone} Hz, and by how many cents is the tone off it?",
        "My tuner shows {tone} Hz. Which note with its octave is closest, and how many cents out of tune is it?",
        "I recorded a hum of {tone} Hz. What is the nearest musical note with its octave, and how many cents "
        "is the hum away from it?",
        "Please find the note and octave closest to {tone} hertz, and tell me the error in cents.",
        "Can you name the note and octave that a tone of {tone} Hz comes nearest to, and say how many cents it is off?",
        "A bell rings at {tone} Hz. Which note in which octave is that nearest to, and what is the difference in "
        "cents?",
    )
    found = nearest_note(tone)
    facts = (_named(found.note, found.also_called), NumberFact(value=found.cents_off))
    return Question(worded(rng, wordings, tone=tone), (NEAREST,), facts)


@redrawn
def length_of_a_wave(rng: Random) -> Question:
    note, degrees = _some_note(rng), rng.randrange(-10, 40)
    wordings = (
        "How long is the sound wave of the note {note} in air of {degrees} degrees Celsius, in centimetres?",
        "What is the wavelength in centimetres of the note {note} when the air has {degrees} °C?",
        "I'm building an organ pipe for {note}. What is the wavelength in cm of this note in air at {degrees} °C?",
        "Please work out the wavelength in centimetres of a {note} at an air temperature of {degrees} °C.",
        "Can you tell me the wavelength of the note {note} in cm if the air in the hall has {degrees} degrees Celsius?",
    )
    fact = NumberFact(value=note_wavelength(note, degrees).wavelength_cm)
    return Question(worded(rng, wordings, note=note, degrees=degrees), (WAVELENGTH,), (fact,))


@redrawn
def note_moved(rng: Random) -> Question:
    note, steps = _some_note(rng), rng.choice((3, 4, 5, 7, 8, 9, 10, 14, 15, 16, 19))
    side, sign = rng.choice((("above", 1), ("below", -1)))
    wordings = (
        "Which note lies {steps} semitones {side} {note}, and what is its frequency in hertz?",
        "What note do I get {steps} semitones {side} {note}, and how many hertz does it have at standard pitch?",
        "My part is written as {note}, but my instrument sounds {steps} semitones {side} it. Which note is heard, and "
        "at which frequency in Hz?",
        "Please name the note {steps} semitones {side} {note}, with its octave and its frequency in Hz.",
        "Can you tell me the note that is {steps} semitones {side} {note}, and its frequency in hertz?",
    )
    found = transpose_note(note, sign * steps)
    facts = (_named(found.note, found.also_called), NumberFact(value=found.frequency_hz))
    return Question(worded(rng, wordings, note=note, steps=steps, side=side), (TRANSPOSE,), facts)


@redrawn
def harmony_to_a_tone(rng: Random) -> Question:
    tone, (steps, interval) = _some_tone(rng), rng.choice(((4, "major third"), (5, "perfect fourth"), (7, "fifth")))
    wordings = (
        "A glass rings at {tone} Hz. Which note is nearest to that, and which note lies {steps} semitones above the "
        "nearest note?",
        "My kettle whistles at {tone} Hz. Which note is that nearest to, and which note is a {interval} ({steps} "
        "semitones) higher?",
        "I want to sing a {interval}, that is {steps} semitones, above the note nearest to {tone} Hz. What are the "
        "nearest note and the note I have to sing?",
        "Please find the note closest to {tone} hertz, and then the note {steps} semitones above it.",
        "Can you tell me which note comes nearest to {tone} Hz and which note is {steps} semitones higher than it?",
    )
    first = nearest_note(tone)
    second = transpose_note(first.note, steps)
    facts = (_named(first.note, first.also_called), _named(second.note, second.also_called))
    text = worded(rng, wordings, tone=tone, steps=steps, interval=interval)
    return Question(text, (NEAREST, TRANSPOSE), facts)


@redrawn
def wave_of_the_nearest_note(rng: Random) -> Question:
    tone, degrees = _some_tone(rng), rng.randrange(-5, 36)
    wordings = (
        "Which note is nearest to {tone} Hz, and what is the wavelength of exactly that note in centimetres at "
        "{degrees} °C?",
        "My flute gives {tone} Hz. To which note is this closest, and how many centimetres long is the wave of that "
        "note in air of {degrees} °C?",
        "I measured a room resonance at {tone} Hz. What note is it nearest to, and what wavelength in cm does that "
        "note have in air at {degrees} degrees Celsius?",
        "Please name the note closest to {tone} hertz and give the wavelength of that note in cm at {degrees} °C.",
        "Can you find the note nearest to {tone} Hz, and the wavelength of that note in centimetres when the air has "
        "{degrees} °C?",
    )
    found = nearest_note(tone)
    wave = note_wavelength(found.note, degrees)
    facts = (_named(found.note, found.also_called), NumberFact(value=wave.wavelength_cm))
    text = worded(rng, wordings, tone=tone, degrees=degrees)
    return Question(text, (NEAREST, WAVELENGTH), facts)


MAKERS: tuple[Maker, ...] = (
    frequency_of_a_note,
    note_of_a_tone,
    length_of_a_wave,
    note_moved,
    harmony_to_a_tone,
    wave_of_the_nearest_note,
)
