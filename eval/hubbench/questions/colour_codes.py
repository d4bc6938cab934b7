"""Questions about colours on screens."""

from random import Random

from apis.hub.colour_codes import colour_hue, read_colour, write_colour
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question


def some_code(rng: Random) -> str:
    """Draw a colour that has a hue: no grey."""
    red, green, blue = rng.sample(range(256), 3)
    return f"#{red:02X}{green:02X}{blue:02X}"


def parts(rng: Random) -> Question:
    code = f"#{rng.randrange(0x100000, 0xFFFFFF):06X}"
    found = read_colour(code)
    wordings = (
        "How much red, green and blue is in the colour {code}?",
        "A designer gave me the colour {code}. What are its red, green and blue?",
        "Please read the hexadecimal colour code {code} as red, green and blue.",
    )
    text = worded(rng, wordings, code=code)
    return Question(
        text,
        ("colour-codes/read-colour",),
        (NumberFact(value=found.red), NumberFact(value=found.green), NumberFact(value=found.blue)),
    )


def code(rng: Random) -> Question:
    red, green, blue = (rng.randrange(256) for _ in range(3))
    found = write_colour(red, green, blue)
    wordings = (
        "What is the hexadecimal code of the colour with red {red}, green {green} and blue {blue}?",
        "I mixed red {red}, green {green}, blue {blue}. Which hexadecimal code is that?",
    )
    text = worded(rng, wordings, red=red, green=green, blue=blue)
    return Question(
        text, ("colour-codes/write-colour",), (TextFact(value=found.hex_code, aliases=(found.hex_code[1:],)),)
    )


def luminance(rng: Random) -> Question:
    code = f"#{rng.randrange(0x100000, 0xFFFFFF):06X}"
    wordings = (
        "What is the relative luminance of the colour {code}?",
        "How bright is the colour {code}, as a luminance from 0 to 1?",
        "For a contrast check I need the luminance of the hexadecimal colour {code}.",
        "Please read the colour code {code}: which luminance does it have?",
    )
    fact = NumberFact(value=read_colour(code).luminance)
    return Question(worded(rng, wordings, code=code), ("colour-codes/read-colour",), (fact,))


def hue(rng: Random) -> Question:
    code = some_code(rng)
    wordings = (
        "What is the hue of the colour {code} in degrees?",
        "At how many degrees of hue does the hexadecimal colour {code} lie?",
        "I need the hue in degrees of the colour code {code}.",
        "Please tell me which hue the colour {code} has.",
    )
    fact = NumberFact(value=colour_hue(code).hue_degrees)
    return Question(worded(rng, wordings, code=code), ("colour-codes/colour-hue",), (fact,))


def saturation(rng: Random) -> Question:
    code = some_code(rng)
    found = colour_hue(code)
    wordings = (
        "What are the saturation and the lightness of the colour {code} in percent?",
        "How saturated and how light is the hexadecimal colour {code} by its hue, saturation and lightness?",
        "My style sheet has the colour {code}. Which saturation and lightness does it have?",
        "Please describe the colour {code} by its saturation and its lightness.",
    )
    facts = (NumberFact(value=found.saturation_percent), NumberFact(value=found.lightness_percent))
    return Question(worded(rng, wordings, code=code), ("colour-codes/colour-hue",), facts)


MAKERS: tuple[Maker, ...] = (parts, code, luminance, hue, saturation)
