"""Questions of cooks who have a recipe from elsewhere."""

from random import Random

from apis.hub.kitchen_measures import (
    INGREDIENTS,
    OVEN,
    FoundIngredient,
    Measure,
    find_ingredient,
    measure_ingredient,
    oven_setting,
    weigh_ingredient,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "kitchen-measures/find-ingredient"
WEIGH = "kitchen-measures/weigh-ingredient"
MEASURE = "kitchen-measures/measure-ingredient"
NUMBERED = Trap("foreign_id", "pantry-index/lookup-ingredient", FIND)
GONE = Trap("gone", "pantry-index/cups-to-grams", WEIGH)
SPOONS: tuple[Measure, ...] = ("tablespoon", "teaspoon")
CUPS = (1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.5, 4, 4.5, 5, 6)


def some_ingredient(rng: Random) -> FoundIngredient:
    """Draw an ingredient that comes first where its name is looked for."""
    code = rng.choice(list(INGREDIENTS))
    found = find_ingredient(INGREDIENTS[code][0]).ingredients[0]
    if found.code != code:
        raise Redraw
    return found


@redrawn
def grams(rng: Random) -> Question:
    found, cups = some_ingredient(rng), rng.choice(CUPS)
    wordings = (
        "An American recipe calls for {cups} cups of {name}. How many grams is that?",
        "How many grams do {cups} cups of {name} weigh?",
        "My scales only show grams, and I need {cups} cups of {name}. What should they read?",
        "Please convert {cups} cups of {name} to grams.",
        "What's the weight in grams of {cups} cups of {name}?",
    )
    fact = NumberFact(value=weigh_ingredient(found.code, cups).grams)
    return Question(worded(rng, wordings, cups=cups, name=found.name), (FIND, WEIGH), (fact,), (NUMBERED, GONE))


@redrawn
def spoons(rng: Random) -> Question:
    found, count, measure = some_ingredient(rng), rng.randrange(2, 10), rng.choice(SPOONS)
    wordings = (
        "How many grams are {count} {measure}s of {name}?",
        "The recipe says {count} {measure}s of {name}, but I'd rather weigh it. How many grams do I need?",
        "If I put {count} {measure}s of {name} on the scales, how many grams will they show?",
        "Please tell me the weight of {count} {measure}s of {name} in grams.",
    )
    fact = NumberFact(value=weigh_ingredient(found.code, count, measure).grams)
    text = worded(rng, wordings, count=count, measure=measure, name=found.name)
    return Question(text, (FIND, WEIGH), (fact,), (NUMBERED,))


@redrawn
def ounces(rng: Random) -> Question:
    found, cups = some_ingredient(rng), rng.choice(CUPS)
    wordings = (
        "How many ounces do {cups} cups of {name} weigh?",
        "I have to buy {cups} cups of {name}, and the shop sells it by weight. How many ounces is that?",
        "What do {cups} cups of {name} come to in ounces on the scales?",
        "Can you work out the weight in ounces of {cups} cups of {name}?",
    )
    fact = NumberFact(value=weigh_ingredient(found.code, cups).ounces)
    return Question(worded(rng, wordings, cups=cups, name=found.name), (FIND, WEIGH), (fact,), (NUMBERED, GONE))


@redrawn
def cups(rng: Random) -> Question:
    found, weight = some_ingredient(rng), rng.randrange(75, 1501, 25)
    wordings = (
        "How many cups are {weight} g of {name}?",
        "I don't own any scales. How many cups do I take for {weight} grams of {name}?",
        "There is a bag of {weight} grams of {name} in my cupboard. How many cups does it hold?",
        "Please convert {weight} g of {name} into cups.",
        "A German cake needs {weight} grams of {name}; what is that in US cups?",
    )
    fact = NumberFact(value=measure_ingredient(found.code, weight).amount)
    return Question(worded(rng, wordings, weight=weight, name=found.name), (FIND, MEASURE), (fact,), (NUMBERED,))


def oven(rng: Random) -> Question:
    found = oven_setting(rng.choice(list(OVEN)))
    wordings = (
        "My grandmother's recipe says gas mark {mark}. What do I set my electric oven to in degrees Celsius, and what "
        "if it has a fan?",
        "What is gas mark {mark} in Celsius, without and with a fan?",
        "The pie goes in at gas mark {mark}. How many degrees Celsius is that in an ordinary oven, and how many in a "
        "fan oven?",
        "Please give me the temperature of gas mark {mark} in degrees Celsius, both for a normal and for a fan oven.",
        "Baking at gas mark {mark}: which temperature in °C does that mean with and without a fan?",
    )
    facts = (NumberFact(value=found.celsius), NumberFact(value=found.fan_celsius))
    return Question(worded(rng, wordings, mark=found.mark), ("kitchen-measures/oven-setting",), facts)


MAKERS: tuple[Maker, ...] = (grams, spoons, ounces, cups, oven)
