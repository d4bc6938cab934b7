"""Questions about sheets of paper."""

from random import Random

from apis.hub.paper_formats import sheet_dimensions, sheet_pixels, weigh_stack
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question

RESOLUTIONS = (96, 144, 150, 200, 240, 300, 360, 400, 600)


def some_format(rng: Random) -> str:
    """Draw the name of a format that people use."""
    return f"{rng.choice('AB')}{rng.randrange(0, 9)}"


def sheet(rng: Random) -> Question:
    name = some_format(rng)
    found = sheet_dimensions(name)
    wordings = (
        "How wide and how high is a sheet of {name} paper in millimetres?",
        "What are the width and the height of the paper format {name}?",
        "I have to print on {name}. What are the dimensions of a sheet in mm?",
    )
    text = worded(rng, wordings, name=name)
    return Question(
        text, ("paper-formats/sheet-dimensions",), (NumberFact(value=found.width_mm), NumberFact(value=found.height_mm))
    )


def stack(rng: Random) -> Question:
    name, grams, sheets = f"A{rng.randrange(2, 7)}", rng.choice((80, 90, 100, 120, 160)), rng.randrange(20, 3000)
    found = weigh_stack(name, grams, sheets)
    wordings = (
        "How many grams do {sheets} sheets of {name} paper of {grams} g per square metre weigh?",
        "What is the weight of a stack of {sheets} sheets in the format {name}, with {grams} grams per square metre?",
    )
    text = worded(rng, wordings, name=name, grams=grams, sheets=sheets)
    return Question(text, ("paper-formats/weigh-stack",), (NumberFact(value=found.weight_g),))


def height(rng: Random) -> Question:
    name = some_format(rng)
    wordings = (
        "How high is a sheet of {name} paper in millimetres?",
        "What is the height of the paper format {name} in mm?",
        "I am building a frame for a sheet of {name}. How high is the sheet in millimetres?",
        "Please tell me the height of {name} paper.",
        "For a shelf I need to know the height in mm of paper of the format {name}.",
        "Can you look up how many millimetres high {name} paper is?",
    )
    fact = NumberFact(value=sheet_dimensions(name).height_mm)
    return Question(worded(rng, wordings, name=name), ("paper-formats/sheet-dimensions",), (fact,))


def pixels(rng: Random) -> Question:
    name, dots = some_format(rng), rng.choice(RESOLUTIONS)
    found = sheet_pixels(name, dots)
    wordings = (
        "How many pixels wide and high is a sheet of {name} at {dots} dots per inch?",
        "I scan a sheet of {name} paper at {dots} dpi. What are the width and the height in pixels?",
        "What width and height in pixels does a poster in the format {name} have at {dots} dots per inch?",
        "Please work out the pixels of {name} at a resolution of {dots} dpi.",
    )
    facts = (NumberFact(value=found.width_px), NumberFact(value=found.height_px))
    return Question(worded(rng, wordings, name=name, dots=dots), ("paper-formats/sheet-pixels",), facts)


def megapixels(rng: Random) -> Question:
    name, dots = some_format(rng), rng.choice(RESOLUTIONS)
    wordings = (
        "How many megapixels does a scan of a sheet of {name} have at {dots} dots per inch?",
        "I want to print in the format {name} at {dots} dpi. How many megapixels does that need?",
        "What does a sheet of {name} paper come to in megapixels at {dots} dots per inch?",
        "Please count the megapixels of a {name} page at {dots} dpi.",
    )
    fact = NumberFact(value=sheet_pixels(name, dots).megapixels)
    return Question(worded(rng, wordings, name=name, dots=dots), ("paper-formats/sheet-pixels",), (fact,))


MAKERS: tuple[Maker, ...] = (sheet, stack, height, pixels, megapixels)
