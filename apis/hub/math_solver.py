"""School algebra and calculus with sympy, on the bounded expressions of `apis.hub.expressions`. Knows one variable."""

from math import isfinite
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub import expressions
from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from sympy import Expr, Poly, Symbol


def _load() -> None:
    from sympy import Poly, Symbol

    Poly(Symbol("x") ** 2 - 2).nroots()


tool = hub_tool(
    "math-solver",
    title="Math Solver",
    category="Education",
    about="Solve equations, differentiate, integrate, factor and simplify expressions in one variable, and "
    "evaluate them.",
    licence="BSD-3-Clause (sympy)",
    warm=_load,
)

Text = Annotated[
    str,
    Query(
        min_length=1,
        max_length=expressions.LENGTH,
        description="Expression in one variable, written as 3*x^2 - 5*x + 2 or 3x^2 - 5x + 2.",
        examples=["x^3 - 6*x^2 + 11*x - 6"],
    ),
]
Point = Annotated[float | None, Query(ge=-1e6, le=1e6, description="Value of the variable.", examples=[2])]


class Solution(Value):
    equation: str
    degree: int
    real_roots: list[float]
    exact_roots: list[str]
    complex_roots: list[str]


class Derivative(Value):
    derivative: str
    order: int
    value_at_point: float | None


class Integral(Value):
    antiderivative: str
    definite_value: float | None
    exact_value: str


class Factors(Value):
    factored: str
    expanded: str
    number_of_factors: int


class Simplified(Value):
    simplified: str


class Evaluated(Value):
    value: float
    exact: str


@tool.get("/solve")
def solve_equation(equation: Text) -> Solution:
    """Find the roots of a polynomial or the solutions of an equation such as x^2 - 5*x = -6, real and complex."""
    poly = expressions.polynomial(equation)
    if poly.degree() < 1:
        raise Unusable("there is no variable left to solve for")
    simple = poly.sqf_part()
    exact = _exact_roots(simple) if simple.degree() <= 2 else []
    values = (complex(root) for root in exact or _numeric_roots(simple))
    found = sorted(values, key=lambda z: (z.real, z.imag))
    return Solution(
        equation=f"{expressions.written(poly.as_expr())} = 0",
        degree=poly.degree(),
        real_roots=[_round(z.real) for z in found if abs(z.imag) < 1e-12],
        exact_roots=[expressions.written(root) for root in exact],
        complex_roots=[_complex(z) for z in found if abs(z.imag) >= 1e-12],
    )


@tool.get("/differentiate")
def differentiate(
    expression: Text,
    order: Annotated[int, Query(ge=1, le=3, description="How often to differentiate.", examples=[1])] = 1,
    at: Point = None,
) -> Derivative:
    """Differentiate an expression (first to third derivative), and evaluate the derivative (the slope) at a point."""
    from sympy import Symbol, cancel, diff

    parsed, name = expressions.read(expression)
    variable = Symbol(name)
    if parsed.is_rational_function(variable):
        parsed = cancel(parsed)  # the derivative of a product of many factors is huge
    derivative = diff(parsed, variable, order)
    value = None if at is None else _number(derivative.subs(variable, _exact(at)))
    return Derivative(derivative=expressions.written(derivative), order=order, value_at_point=value)


@tool.get("/integrate")
def integrate(
    expression: Text,
    lower: Annotated[float | None, Query(ge=-1e6, le=1e6, description="Lower limit.", examples=[0])] = None,
    upper: Annotated[float | None, Query(ge=-1e6, le=1e6, description="Upper limit.", examples=[3])] = None,
) -> Integral:
    """Integrate a polynomial, or sin, cos and exp of a linear term; with two limits, compute the area between them."""
    from sympy import Add, Symbol, expand

    parsed, name = expressions.read(expression)
    variable = Symbol(name)
    whole = sum((_antiderivative(term, variable) for term in Add.make_args(expand(parsed))), start=0 * variable)
    definite = None
    if lower is not None and upper is not None:
        definite = whole.subs(variable, _exact(upper)) - whole.subs(variable, _exact(lower))
    return Integral(
        antiderivative=expressions.written(whole),
        definite_value=None if definite is None else _number(definite),
        exact_value="" if definite is None else expressions.written(definite),
    )


@tool.get("/factor")
def factor_expression(expression: Text) -> Factors:
    """Factor a polynomial with rational coefficients, and write it expanded."""
    from sympy import factor_list

    poly = expressions.polynomial(expression)
    whole = poly.as_expr()
    return Factors(
        factored=expressions.written(whole.factor()),
        expanded=expressions.written(whole),
        number_of_factors=sum(power for _, power in factor_list(whole)[1]),
    )


@tool.get("/simplify")
def simplify_expression(expression: Text) -> Simplified:
    """Simplify a fraction of polynomials: expand, cancel common factors, collect."""
    from sympy import PolynomialError, cancel, together

    try:
        return Simplified(simplified=expressions.written(cancel(together(expressions.read(expression)[0]))))
    except PolynomialError:
        raise Unusable("only fractions of polynomials are simplified") from None


@tool.get("/evaluate")
def evaluate_expression(
    expression: Text,
    at: Annotated[float, Query(ge=-1e6, le=1e6, description="Value of the variable.", examples=[2.5])] = 0,
) -> Evaluated:
    """Compute the value of an expression where its variable has a given value."""
    from sympy import Symbol

    parsed, name = expressions.read(expression)
    value = parsed.subs(Symbol(name), _exact(at))
    return Evaluated(value=_number(value), exact=expressions.written(value))


def _exact_roots(poly: "Poly") -> "list[Expr]":
    from sympy.polys.polyroots import roots

    return list(roots(poly))


def _numeric_roots(poly: "Poly") -> "list[Expr]":
    from sympy.polys.polytools import NoConvergence  # of mpmath

    try:
        return list(poly.nroots(n=15, maxsteps=200))
    except NoConvergence:
        raise Unusable("the roots of this polynomial are too far apart to be computed") from None


def _antiderivative(term: "Expr", variable: "Symbol") -> "Expr":
    """Integrate one term by rule: the general algorithm can run for minutes."""
    from sympy import Poly, cos, exp, sin

    if term.is_polynomial(variable):
        return Poly(term, variable).integrate().as_expr()
    factor, rest = term.as_independent(variable)
    rules = {sin: lambda u: -cos(u), cos: sin, exp: exp}
    if rest.func in rules and rest.args[0].is_polynomial(variable):
        inner = Poly(rest.args[0], variable)
        if inner.degree() == 1:
            return factor * rules[rest.func](rest.args[0]) / inner.LC()
    raise Unusable("only polynomials, and sin, cos and exp of a linear term, are integrated")


def _exact(value: float) -> object:
    from sympy import Rational

    return Rational(str(value))


def _number(expression: "Expr") -> float:
    try:
        value = float(expression.evalf(15))
    except (TypeError, OverflowError, ValueError):
        raise Unusable("the expression has no real value there") from None
    if not isfinite(value):
        raise Unusable("the expression has no finite value there")
    return _round(value)


def _complex(z: complex) -> str:
    return f"{_round(z.real):g} {'-' if z.imag < 0 else '+'} {abs(z.imag):.8g}i"


def _round(value: float) -> float:
    return float(f"{value:.10g}") + 0.0  # no minus zero
