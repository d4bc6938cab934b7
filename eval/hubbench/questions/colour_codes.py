"""Questions about colours on screens."""

from random import Random

from apis.hub.colour_codes import read_colour, write_colour
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question


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


MAKERS: tuple[Maker, ...] = (parts, code)
