"""What a cup of an ingredient weighs, and how hot an oven is. Knows no nutrition and no recipes.

Weights are the household weights of the USDA's FoodData Central (a work of the United States, in the public domain);
the marks of gas ovens are those that British cookery books print.
"""

from typing import Annotated, Literal

from fastapi import Path, Query

from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

tool = hub_tool(
    "kitchen-measures",
    title="Kitchen Measures",
    category="Food",
    about="From cups and spoons to grams and back, for each ingredient its own weight: find the ingredient, then "
    "weigh or measure it. Also what the mark of a gas oven means in degrees.",
    licence="Public domain (USDA FoodData Central)",
)

Measure = Literal["cup", "tablespoon", "teaspoon", "fluid ounce"]
Mark = Literal["1/4", "1/2", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
GRAMS_PER_OUNCE = 28.349523125
PER_CUP: dict[Measure, int] = {"cup": 1, "fluid ounce": 8, "tablespoon": 16, "teaspoon": 48}
"""How many of each measure make a cup of the United States."""
INGREDIENTS: dict[str, tuple[str, float]] = {
    "KM101": ("all-purpose flour", 125), "KM102": ("whole wheat flour", 120), "KM103": ("cornstarch", 128),
    "KM104": ("breadcrumbs", 108), "KM105": ("rolled oats", 81), "KM106": ("long-grain rice", 185),
    "KM107": ("quinoa", 170), "KM108": ("lentils", 192), "KM109": ("cocoa powder", 86),
    "KM201": ("granulated sugar", 200), "KM202": ("brown sugar", 220), "KM203": ("powdered sugar", 120),
    "KM204": ("honey", 339), "KM205": ("maple syrup", 315), "KM206": ("molasses", 337),
    "KM301": ("butter", 227), "KM302": ("olive oil", 216), "KM303": ("vegetable oil", 218),
    "KM304": ("peanut butter", 258), "KM401": ("whole milk", 244), "KM402": ("heavy cream", 238),
    "KM403": ("sour cream", 230), "KM404": ("plain yogurt", 245), "KM405": ("shredded cheddar", 113),
    "KM406": ("grated parmesan", 100), "KM501": ("raisins", 145), "KM502": ("whole almonds", 143),
    "KM503": ("chopped walnuts", 117), "KM504": ("sesame seeds", 144), "KM505": ("blueberries", 148),
    "KM601": ("table salt", 292), "KM602": ("baking soda", 220.8), "KM603": ("baking powder", 220.8),
}  # fmt: skip
"""Code, name and grams in a cup."""
OVEN: dict[Mark, tuple[int, int, str]] = {
    "1/4": (110, 225, "very cool"), "1/2": (120, 250, "very cool"), "1": (140, 275, "cool"), "2": (150, 300, "cool"),
    "3": (170, 325, "moderate"), "4": (180, 350, "moderate"), "5": (190, 375, "moderately hot"),
    "6": (200, 400, "moderately hot"), "7": (220, 425, "hot"), "8": (230, 450, "hot"), "9": (240, 475, "very hot"),
}  # fmt: skip
"""Degrees Celsius and Fahrenheit by the mark, and what cooks call such an oven."""
FAN = 20
"""Degrees Celsius that an oven with a fan is set lower."""

Code = Annotated[str, Path(description="Code of the ingredient, as the search gives it.", examples=["KM101"])]
In = Annotated[Measure, Query(description="The measure, of the United States.", examples=["cup", "tablespoon"])]


class FoundIngredient(Value):
    code: str
    name: str


class FoundIngredients(Value):
    ingredients: list[FoundIngredient]


class Weight(Value):
    ingredient: str
    grams: float
    ounces: float


class Volume(Value):
    ingredient: str
    measure: Measure
    amount: float


class Oven(Value):
    mark: Mark
    celsius: int
    fahrenheit: int
    fan_celsius: int
    description: str


@tool.get("/ingredients/find")
def find_ingredient(
    name: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of the ingredient.", examples=["brown sugar"])
    ],
) -> FoundIngredients:
    """Find an ingredient of the kitchen by its name and get its code."""
    words = fold(name).split()
    found = [(title, code) for code, (title, _) in INGREDIENTS.items() if all(word in fold(title) for word in words)]
    if not found:
        raise NotFound(f"no ingredient is called {name!r}")
    found.sort(key=lambda row: (len(row[0]), row[1]))
    return FoundIngredients(ingredients=[FoundIngredient(code=code, name=title) for title, code in found])


@tool.get("/ingredients/{code}/weight")
def weigh_ingredient(
    code: Code,
    amount: Annotated[float, Query(gt=0, le=1000, description="How many of the measure.", examples=[2.5])],
    measure: In = "cup",
) -> Weight:
    """Weigh an amount of an ingredient that is given in cups or spoons: grams and ounces."""
    name, per_cup = _ingredient(code)
    grams = per_cup * amount / PER_CUP[measure]
    return Weight(ingredient=name, grams=round(grams, 1), ounces=round(grams / GRAMS_PER_OUNCE, 2))


@tool.get("/ingredients/{code}/volume")
def measure_ingredient(
    code: Code,
    grams: Annotated[float, Query(gt=0, le=100_000, description="Weight in grams.", examples=[500])],
    measure: In = "cup",
) -> Volume:
    """Tell how many cups or spoons of an ingredient have a given weight in grams."""
    name, per_cup = _ingredient(code)
    return Volume(ingredient=name, measure=measure, amount=round(grams / per_cup * PER_CUP[measure], 2))


@tool.get("/oven")
def oven_setting(
    mark: Annotated[Mark, Query(description="Mark on the dial of a gas oven.", examples=["4", "1/2"])],
) -> Oven:
    """Tell what a gas mark of an oven means: degrees Celsius and Fahrenheit, with a fan, and what cooks call it."""
    celsius, fahrenheit, description = OVEN[mark]
    return Oven(mark=mark, celsius=celsius, fahrenheit=fahrenheit, fan_celsius=celsius - FAN, description=description)


def _ingredient(code: str) -> tuple[str, float]:
    found = INGREDIENTS.get(code.upper())
    if found is None:
        raise NotFound(f"no ingredient has the code {code!r}: find_ingredient gives codes such as 'KM101'")
    return found
