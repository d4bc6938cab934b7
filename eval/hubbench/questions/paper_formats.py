"""Questions about sheets of paper."""

from random import Random

from apis.hub.paper_formats import sheet_dimensions, weigh_stack
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question


def sheet(rng: Random) -> Question:
    name = f"{rng.choice('AB')}{rng.randrange(0, 9)}"
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


MAKERS: tuple[Maker, ...] = (sheet, stack)
