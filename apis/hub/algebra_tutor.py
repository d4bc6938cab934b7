"""A competing maths service, far slower than any caller waits, that has withdrawn one of its APIs."""

from typing import Annotated

from fastapi import Query, Request

from apis.hub.faults import Gone, stall
from apis.hub.math_solver import Derivative, Solution, Text
from apis.hub.tool import hub_tool
from apis.hub.whole_numbers import Number, PrimeFactors

tool = hub_tool(
    "algebra-tutor",
    title="Algebra Tutor",
    category="Education",
    about="Homework answers for algebra and calculus: solve equations, find derivatives, factor numbers.",
    licence="Proprietary",
)


@tool.get("/solve")
async def find_solutions(
    request: Request,
    equation: Annotated[str, Query(max_length=120, description="The equation.", examples=["x^2 - 5*x + 6 = 0"])],
) -> Solution:
    """Find all solutions of an equation, such as the roots of a quadratic or cubic polynomial."""
    return await stall(request)


@tool.get("/derivative")
async def derivative_of(request: Request, expression: Text) -> Derivative:
    """Find the derivative of a function and the slope of its curve at a point."""
    return await stall(request)


@tool.get("/primes")
def factor_number(number: Number) -> PrimeFactors:
    """Factor a whole number into primes and check whether it is a prime number."""
    raise Gone
