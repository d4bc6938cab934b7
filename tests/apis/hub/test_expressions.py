"""Expressions: what is read, and that nothing hostile is run or takes long."""

import math
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apis.hub.expressions import DEGREE, LENGTH, polynomial, read
from apis.hub.math_solver import (
    differentiate,
    evaluate_expression,
    factor_expression,
    integrate,
    simplify_expression,
    solve_equation,
)
from apis.hub.tool import Unusable

USES: list[Callable[[str], object]] = [
    solve_equation,
    lambda text: differentiate(text, 3, 2),
    lambda text: integrate(text, 0, 1),
    factor_expression,
    simplify_expression,
    lambda text: evaluate_expression(text, 2),
]
HOSTILE = [
    "",
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "lambda: 1",
    "x if x else 1",
    "[x for x in y]",
    "x.real",
    "x[0]",
    "print(1)",
    "9^9^9^9",
    "((9^12)^12)^12",
    "9**99999999",
    "x^999999999",
    "x^x",
    "(x^12 + 1)^12",
    "factorial(999999999)",
    "1e999999999",
    "99999999999999999999",
    "sin(sin(sin(x)))",
    "exp(exp(9))",
    "sin(x)*cos(x)*tan(x)*exp(x)",
    "(" * 200,
    "(" * 60 + "x" + ")" * 60,
    "x+" * 59 + "x+",
    "x" * (LENGTH + 1),
    "x=1=2",
    "x = y",
    "x*y + 1",
    "x/0",
    "0^-1",
    "1/(x - x)",
    "sin",
    "sin2",
    "5 = 5",
    "ｘ＋１",
    "x\x00",
    "x;y",
    "x\nimport os",
]


ATOMS = st.sampled_from(["x", "2", "0", "0.5", "999999", "pi", "e", "-x", "x^12", "1/x"])


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({}){}({})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("({})^{}".format, parts, st.integers(-12, 12)),
        st.builds("{}({})".format, st.sampled_from(["sin", "tan", "exp", "ln", "sqrt"]), parts),
    )


EXPRESSIONS = st.recursive(ATOMS, _grown, max_leaves=8)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_or_harmless_everywhere(text: str) -> None:
    for use in USES:
        with suppress(Unusable):
            assert use(text)


@pytest.mark.parametrize("text", HOSTILE[:20])
def test_what_is_no_expression_is_not_read(text: str) -> None:
    with pytest.raises(Unusable):
        read(text)


@settings(max_examples=150, deadline=None)
@given(st.text("0123456789xy+-*/^().= sincoexpltaqrg", max_size=40))
def test_any_text_of_the_right_letters_gives_an_answer_or_is_refused(text: str) -> None:
    for use in USES:
        with suppress(Unusable):
            assert use(text)


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_any_expression_gives_an_answer_or_is_refused(text: str) -> None:
    for use in USES:
        with suppress(Unusable):
            assert use(text)


def test_people_may_leave_out_signs_and_spaces() -> None:
    assert read("3x^2-5x(x+1)")[0] == read("3*x**2 - 5 * x * (x + 1)")[0]
    assert read("2 sin(x)")[0] == read("2*sin(x)")[0]


def test_an_equation_is_the_difference_of_its_sides() -> None:
    assert polynomial("x^2 - 5x = -6").all_coeffs() == [1, -5, 6]


def test_the_degree_is_bounded() -> None:
    assert polynomial(f"x^{DEGREE}").degree() == DEGREE
    with pytest.raises(Unusable, match="degree"):
        polynomial(f"x^{DEGREE - 1}*x*x")


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_derivative_agrees_with_differences(order: int) -> None:
    step, at = 1e-2, 1.3
    text = "x^3*sin(x) + exp(x)/x"

    def value(x: float, n: int) -> float:
        if n == 0:
            return evaluate_expression(text, x).value
        return (value(x + step, n - 1) - value(x - step, n - 1)) / (2 * step)

    assert differentiate(text, order, at).value_at_point == pytest.approx(value(at, order), rel=1e-3)


def test_an_integral_agrees_with_a_sum() -> None:
    text, count = "3*x^2 - 2*x + 4*cos(3*x - 1) + exp(x)", 20_000
    middles = ((index + 0.5) * 2 / count for index in range(count))
    total = sum(3 * x * x - 2 * x + 4 * math.cos(3 * x - 1) + math.exp(x) for x in middles) * 2 / count
    assert integrate(text, 0, 2).definite_value == pytest.approx(total, rel=1e-6)


def test_complex_roots_are_given_apart() -> None:
    found = solve_equation("(x - 2)(x^2 + 1) = 0")
    assert found.real_roots == [2]
    assert found.complex_roots == ["0 - 1i", "0 + 1i"]
