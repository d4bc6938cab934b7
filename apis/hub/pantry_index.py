"""A competing list of ingredients with numbers of its own, which no other tool takes; its converter is gone."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import Gone
from apis.hub.kitchen_measures import INGREDIENTS, find_ingredient
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "pantry-index",
    title="Pantry Index",
    category="Food",
    about="The pantry of the world at your fingertips: look any ingredient up by name and convert cups to grams.",
    licence="Proprietary",
)

NUMBERS = {code: f"{40_000 + 37 * place}" for place, code in enumerate(INGREDIENTS)}
"""This index's number of each ingredient."""


class ListedIngredient(Value):
    code: str
    ingredient: str


class ListedIngredients(Value):
    ingredients: list[ListedIngredient]


class CupWeight(Value):
    grams: float


@tool.get("/lookup")
def lookup_ingredient(
    name: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of any ingredient.", examples=["brown sugar"])
    ],
) -> ListedIngredients:
    """Look up an ingredient by its name and get the code of the ingredient for weights, cups and spoons."""
    found = find_ingredient(name).ingredients
    return ListedIngredients(
        ingredients=[ListedIngredient(code=NUMBERS[each.code], ingredient=each.name) for each in found]
    )


@tool.get("/convert")
def cups_to_grams(
    code: Annotated[str, Query(description="Code of the ingredient.", examples=["40037"])],
    cups: Annotated[float, Query(gt=0, description="How many cups.", examples=[2])],
) -> CupWeight:
    """Convert cups of an ingredient into grams or ounces, by the code of the ingredient."""
    raise Gone
