"""Questions of school algebra and calculus, with expressions drawn so that the answers are numbers."""

from random import Random

from apis.hub.math_solver import (
    differentiate,
    evaluate_expression,
    factor_expression,
    integrate,
    simplify_expression,
    solve_equation,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

SOLVE = "math-solver/solve-equation"
DIFFERENTIATE = "math-solver/differentiate"
INTEGRATE = "math-solver/integrate"
FACTOR = "math-solver/factor-expression"
SIMPLIFY = "math-solver/simplify-expression"
EVALUATE = "math-solver/evaluate-expression"
SLOW_SOLVER = Trap("slow", "algebra-tutor/find-solutions", SOLVE)
SLOW_DERIVATIVE = Trap("slow", "algebra-tutor/derivative-of", DIFFERENTIATE)


def polynomial(coefficients: list[int]) -> str:
    """Write a polynomial as people type it, the highest power first.

    >>> polynomial([1, -5, 0, 6]), polynomial([-2, 1])
    ('x^3 - 5*x^2 + 6', '-2*x + 1')
    """
    text = ""
    for power, number in zip(range(len(coefficients) - 1, -1, -1), coefficients, strict=True):
        if number:
            sign = (" - " if number < 0 else " + ") if text else ("-" if number < 0 else "")
            letter = {0: "", 1: "x"}.get(power, f"x^{power}")
            size = abs(number)
            text += sign + (letter if size == 1 and letter else f"{size}*{letter}" if letter else str(size))
    return text


def _some(rng: Random, degree: int, size: int = 9) -> list[int]:
    return [rng.choice((1, 2, 3, 4)), *(rng.randrange(-size, size + 1) for _ in range(degree))]


@redrawn
def roots(rng: Random) -> Question:
    numbers = sorted(rng.sample([n for n in range(-12, 13) if n], 3))
    one, two, three = numbers
    equation = polynomial([1, -(one + two + three), one * two + one * three + two * three, -one * two * three])
    wordings = (
        "What are the real solutions of {equation} = 0?",
        "Solve the equation {equation} = 0, please.",
        "My homework: find all x with {equation} = 0.",
        "For which values of x is {equation} equal to 0?",
        "Can you find the roots of {equation} = 0?",
    )
    found = solve_equation(f"{equation} = 0")
    facts = tuple(NumberFact(value=root) for root in found.real_roots)
    return Question(worded(rng, wordings, equation=equation), (SOLVE,), facts, (SLOW_SOLVER,))


@redrawn
def decimal_roots(rng: Random) -> Question:
    equation = polynomial(_some(rng, 2, 20))
    found = solve_equation(f"{equation} = 0").real_roots
    if len(found) != 2 or any(abs(root) < 0.1 or float(root).is_integer() for root in found):
        raise Redraw
    wordings = (
        "What are the two real solutions of {equation} = 0, to at least three decimals?",
        "Please solve {equation} = 0 and give me both real roots to three decimals or more.",
        "Where does the curve y = {equation} cross the x-axis, to at least three decimals?",
        "For which real x is {equation} = 0? I need three decimals or more.",
        "Can you find both real roots of {equation} = 0 to at least three decimals?",
    )
    facts = tuple(NumberFact(value=root) for root in found)
    return Question(worded(rng, wordings, equation=equation), (SOLVE,), facts, (SLOW_SOLVER,))


@redrawn
def slope(rng: Random) -> Question:
    expression, point = polynomial(_some(rng, rng.randrange(2, 5))), rng.choice((-3, -2, 2, 3, 4, 5, 6))
    wordings = (
        "What is the slope of the curve y = {expression} at x = {point}?",
        "Differentiate {expression} and evaluate the derivative at x = {point}.",
        "How steep is the graph of {expression} at the point x = {point}?",
        "Please compute the derivative of {expression} at x = {point}.",
        "Can you tell me the value of the derivative of {expression} at x = {point}?",
    )
    value = differentiate(expression, 1, point).value_at_point
    if value is None or abs(value) < 10:
        raise Redraw
    text = worded(rng, wordings, expression=expression, point=point)
    return Question(text, (DIFFERENTIATE,), (NumberFact(value=value),), (SLOW_DERIVATIVE,))


@redrawn
def second_derivative(rng: Random) -> Question:
    function = rng.choice(("sin", "cos", "exp"))
    factor, power, point = rng.randrange(2, 10), rng.choice((1, 2, 3)), rng.choice((1, 2, 3))
    expression = f"{factor}*x^{power}*{function}(x)" if power > 1 else f"{factor}*x*{function}(x)"
    wordings = (
        "What is the value of the second derivative of {expression} at x = {point} (x in radians)?",
        "Please compute the second derivative of {expression} at x = {point}, angles in radians.",
        "What do I get if I differentiate {expression} twice and evaluate it at x = {point}, in radians?",
        "I need f''({point}) for f(x) = {expression}, with angles in radians.",
        "Can you tell me the value of the second derivative of {expression} at x = {point}, in radians?",
    )
    value = differentiate(expression, 2, point).value_at_point
    if value is None:
        raise Redraw
    text = worded(rng, wordings, expression=expression, point=point)
    return Question(text, (DIFFERENTIATE,), (NumberFact(value=value),), (SLOW_DERIVATIVE,))


@redrawn
def area(rng: Random) -> Question:
    expression = polynomial(_some(rng, rng.randrange(2, 4)))
    lower = rng.randrange(0, 4)
    upper = lower + rng.randrange(2, 7)
    wordings = (
        "What is the definite integral of {expression} from {lower} to {upper}?",
        "Integrate {expression} between x = {lower} and x = {upper}.",
        "My calculus sheet asks for the integral of {expression} from {lower} to {upper}. What is it?",
        "Please compute the integral of {expression} over x from {lower} to {upper}.",
        "Can you work out the integral of {expression} from {lower} to {upper}?",
    )
    value = integrate(expression, lower, upper).definite_value
    if value is None or abs(value) < 10:
        raise Redraw
    text = worded(rng, wordings, expression=expression, lower=lower, upper=upper)
    return Question(text, (INTEGRATE,), (NumberFact(value=value),))


@redrawn
def factors(rng: Random) -> Question:
    one, two = rng.sample([n for n in range(-9, 10) if n], 2)
    expression = polynomial([1, one + two, one * two])
    found = factor_expression(expression).factored
    wordings = (
        "Factor {expression}, please.",
        "How can {expression} be written as a product?",
        "What are the factors of the polynomial {expression}?",
        "I'm helping with algebra: write {expression} as a product of linear factors.",
        "Can you write {expression} in factored form?",
        "Please factorise {expression} for me.",
    )
    if found.count("(") != 2 or one + two == 0:
        raise Redraw
    first, second = found.split("*")
    aliases = (f"{first}{second}", f"{second}*{first}", f"{second}{first}")
    return Question(worded(rng, wordings, expression=expression), (FACTOR,), (TextFact(value=found, aliases=aliases),))


@redrawn
def simple_form(rng: Random) -> Question:
    one, two = rng.sample([n for n in range(-9, 10) if n], 2)
    above, below = polynomial([1, one + two, one * two]), polynomial([1, one])
    found = simplify_expression(f"({above})/({below})").simplified
    wordings = (
        "Simplify ({above})/({below}), please.",
        "What is ({above})/({below}) in its simplest form?",
        "To what does the fraction ({above})/({below}) reduce?",
        "Please cancel the common factor in ({above})/({below}). What is left?",
        "In simplest form, what is ({above})/({below})?",
    )
    if one + two == 0 or found in f"{above} {below}":
        raise Redraw
    facts = (TextFact(value=found),)
    return Question(worded(rng, wordings, above=above, below=below), (SIMPLIFY,), facts)


@redrawn
def value_of_an_expression(rng: Random) -> Question:
    function = rng.choice(("sqrt(x)", "ln(x)", "sin(x)", "cos(x)", "exp(x)"))
    expression, point = f"{polynomial(_some(rng, 2))} + {rng.randrange(2, 9)}*{function}", rng.randrange(2, 9)
    wordings = (
        "What is the value of {expression} at x = {point}, with angles in radians?",
        "Evaluate {expression} for x = {point} (radians).",
        "What is the value of {expression} if x is {point}, in radians?",
        "Please work out {expression} where x = {point}, using radians.",
        "Can you evaluate {expression} at x = {point}, in radians?",
    )
    fact = NumberFact(value=evaluate_expression(expression, point).value)
    return Question(worded(rng, wordings, expression=expression, point=point), (EVALUATE,), (fact,))


MAKERS: tuple[Maker, ...] = (
    roots,
    decimal_roots,
    slope,
    second_derivative,
    area,
    factors,
    simple_form,
    value_of_an_expression,
)
