"""Expressions of school algebra, read into sympy without ever running what they say.

The text is cut into known tokens, parsed as a Python expression and rebuilt node by node from a closed list, so no name
or call of anyone's choosing is reached. `WEIGHT` bounds what any later computation can cost: every number and variable
weighs 1, factors add up, a power multiplies.
"""

import ast
import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from apis.hub.tool import Unusable

if TYPE_CHECKING:
    from sympy import Expr, Poly

LENGTH = 120
WEIGHT = 16
CALLS = 3
DEGREE = 12
LARGEST = 10**6
FUNCTIONS = ("sin", "cos", "tan", "exp", "ln", "log", "sqrt")
TOKEN = re.compile(r"\d+\.\d+|\d+|[a-z]+|\*\*|[-+*/^()]")


def read(text: str) -> "tuple[Expr, str]":
    """Read an expression of at most one variable; returns it with the variable's name. Raises `Unusable`."""
    source = _explicit(text)
    letters = {t for t in TOKEN.findall(source) if len(t) == 1 and t.isalpha() and t != "e"}
    if len(letters) > 1:
        raise Unusable(f"one variable at most, not {' and '.join(sorted(letters))}")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, MemoryError, RecursionError):
        raise Unusable(f"{text!r} cannot be read as an expression, such as 'x^2 - 5*x + 6'") from None
    calls = sum(isinstance(node, ast.Call) for node in ast.walk(tree))
    if _weight(tree) > WEIGHT or calls > CALLS:
        raise Unusable("this expression is too large: its powers and factors multiply too far")
    return _build(tree), letters.pop() if letters else "x"


def polynomial(text: str) -> "Poly":
    """Read a polynomial with rational coefficients, or an equation of two, as left side minus right side."""
    from sympy import Poly, Symbol
    from sympy.polys.polyerrors import BasePolynomialError

    left, _, right = text.partition("=")
    (expression, variable), (other, second) = read(left), read(right or "0")
    if variable != second and other.free_symbols and expression.free_symbols:
        raise Unusable(f"one variable at most, not {variable} and {second}")
    difference = expression - other
    name = next(iter(difference.free_symbols), Symbol(variable))
    try:
        poly = Poly(difference, name, domain="QQ")
    except (BasePolynomialError, ValueError, NotImplementedError):
        raise Unusable(f"{text!r} is no polynomial with rational coefficients") from None
    if poly.degree() > DEGREE:
        raise Unusable(f"the degree is {poly.degree()}: at most {DEGREE} is taken")
    return poly


def written(expression: object) -> str:
    """Write a sympy expression as people type it.

    >>> written("3*x**2")
    '3*x^2'
    """
    return str(expression).replace("**", "^")


def _explicit(text: str) -> str:
    """Check every token and write the multiplication signs that people leave out."""
    plain = "".join(text.lower().split())
    tokens = TOKEN.findall(plain)
    if not plain or len(plain) > LENGTH or "".join(tokens) != plain:
        raise Unusable(f"an expression has 1 to {LENGTH} letters, digits, brackets and + - * / ^")
    if unknown := [t for t in tokens if len(t) > 1 and t.isalpha() and t not in (*FUNCTIONS, "pi")]:
        raise Unusable(f"unknown name {unknown[0]!r}: known are {', '.join(FUNCTIONS)}, pi and e")
    parts = [tokens[0]]
    for before, after in pairwise(tokens):
        closes = before == ")" or (before.isalnum() and before not in FUNCTIONS) or "." in before
        parts.append(f"*{after}" if closes and (after == "(" or after[0].isalnum()) else after)
    return "".join(parts).replace("^", "**")


def _weight(node: ast.AST) -> int:
    match node:
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _weight(left) * max(1, abs(_exponent(right)))
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div(), right=right):
            return _weight(left) + _weight(right)
        case ast.BinOp(left=left, right=right):
            return max(_weight(left), _weight(right))
        case ast.UnaryOp(operand=operand):
            return _weight(operand)
        case ast.Call(args=[argument]):
            if any(isinstance(inner, ast.Call) for inner in ast.walk(argument)):
                raise Unusable("functions inside functions are not taken")
            return _weight(argument) + 1
        case ast.Constant(value=int() | float() as value) if abs(value) <= LARGEST:
            return 1
        case ast.Name():
            return 1
    raise Unusable(f"this cannot be read: numbers go up to {LARGEST:,}, functions take one argument")


def _exponent(node: ast.AST) -> int:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
        case ast.Constant(value=int() as value) if value <= DEGREE:
            return value
    raise Unusable(f"exponents are whole numbers up to {DEGREE}")


def _build(node: ast.AST) -> Any:
    import sympy

    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _combine(op, _build(left), _build(right))
        case ast.UnaryOp(op=op, operand=operand):
            return -_build(operand) if isinstance(op, ast.USub) else _build(operand)
        case ast.Call(func=ast.Name(id=name), args=[argument]) if name in FUNCTIONS:
            return getattr(sympy, "log" if name == "ln" else name)(_build(argument))
        case ast.Constant(value=value):
            number = Fraction(str(value))
            return sympy.Rational(number.numerator, number.denominator)
        case ast.Name(id=name) if len(name) == 1 or name == "pi":
            return {"pi": sympy.pi, "e": sympy.E}.get(name) or sympy.Symbol(name)
    raise Unusable("this cannot be read as an expression")


def _combine(op: ast.operator, left: Any, right: Any) -> Any:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Pow():
            if left == 0 and right <= 0:
                raise Unusable("nothing is divided by zero")
            return left**right
        case ast.Div() if right != 0:
            return left / right
    raise Unusable("nothing is divided by zero")
