"""Notes against what acoustics tables say, and against each other."""

import pytest
from fastapi import HTTPException

from apis.hub.note_frequencies import nearest_note, note_frequency, note_wavelength, transpose_note
from apis.hub.pitch_namer import name_nearest_note


@pytest.mark.parametrize(
    ("note", "hertz", "number"),
    [("A4", 440, 69), ("C4", 261.626, 60), ("E2", 82.407, 40), ("C8", 4186.009, 108), ("Bb3", 233.082, 58)],
)
def test_notes_sound_as_high_as_in_the_tables(note: str, hertz: float, number: int) -> None:
    found = note_frequency(note)
    assert (found.frequency_hz, found.midi_number) == (hertz, number)


def test_another_concert_pitch_moves_every_note_with_it() -> None:
    assert note_frequency("A5", 415).frequency_hz == 830
    assert nearest_note(415, 415).note == "A4"


def test_a_tone_between_notes_is_sharp_or_flat_of_the_nearest() -> None:
    baroque = nearest_note(415)
    assert (baroque.note, baroque.also_called, baroque.cents_off, baroque.direction) == ("G#4", "Ab4", 1.3, "flat")
    french = nearest_note(443)
    assert (french.note, french.cents_off, french.direction) == ("A4", 11.8, "sharp")
    assert nearest_note(440).direction == "in tune"


def test_every_note_is_nearest_to_its_own_frequency() -> None:
    for number in range(24, 108):
        note = transpose_note("C4", number - 60).note
        assert nearest_note(note_frequency(note).frequency_hz).note == note


def test_notes_move_across_octaves_and_b_sharp_is_c() -> None:
    assert transpose_note("A4", 7).note == "E5"
    assert transpose_note("C4", -1).note == "B3"
    assert note_frequency("B#3").note == "C4"
    assert note_frequency("Cb4").note == "B3"


def test_a_wave_is_as_long_as_sound_travels_in_a_period() -> None:
    wave = note_wavelength("A4", 20)
    assert wave.speed_of_sound_m_per_s == 343.21  # 343.2 m/s in the tables
    assert wave.wavelength_cm == 78.0


@pytest.mark.parametrize("note", ["H4", "A", "440", "A10", "C##4", "G#9"])
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(HTTPException):
        note_frequency(note)


def test_no_api_takes_the_notes_of_the_pitch_namer() -> None:
    for hertz in (30, 55, 82.4, 110, 196, 261.6, 415, 440, 659.3, 1046.5, 2000):
        foreign = name_nearest_note(hertz).note
        for use in (note_frequency, note_wavelength, lambda note: transpose_note(note, 3)):
            with pytest.raises(HTTPException, match=r"scientific pitch notation"):
                use(foreign)
