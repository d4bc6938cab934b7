"""Whole numbers: their prime factors and divisors, primes in a range, digits in other bases. Uses sympy."""

from math import gcd, lcm
from typing import Annotated

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value


def _load() -> None:
    from sympy import factorint

    factorint(6)


tool = hub_tool(
    "whole-numbers",
    title="Whole Numbers",
    category="Education",
    about="Number theory for school and puzzles: prime factors, divisors, greatest common divisor, primes in a range, "
    "and numbers written in other bases.",
    licence="BSD-3-Clause (sympy)",
    warm=_load,
)

Number = Annotated[int, Query(ge=1, le=10**12, description="A whole number.", examples=[360360])]
SPAN = 20_000
"""The widest range in which primes are listed."""
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class PrimePower(Value):
    prime: int
    exponent: int


class PrimeFactors(Value):
    number: int
    is_prime: bool
    factors: list[PrimePower]
    largest_prime: int
    number_of_divisors: int
    written: str


class Common(Value):
    greatest_common_divisor: int
    least_common_multiple: int


class Primes(Value):
    count: int
    smallest: int | None
    largest: int | None
    sum: int
    primes: list[int]


class Divisors(Value):
    number: int
    count: int
    sum: int
    divisors: list[int]


class Rebased(Value):
    text: str
    base: int
    number_of_digits: int
    digit_sum: int


@tool.get("/primes")
def prime_factors(number: Number) -> PrimeFactors:
    """Take a whole number apart into prime factors, tell whether it is prime and how many divisors it has."""
    from sympy import divisor_count, factorint

    factors = sorted((int(prime), int(power)) for prime, power in factorint(number).items())
    return PrimeFactors(
        number=number,
        is_prime=factors == [(number, 1)],
        factors=[PrimePower(prime=prime, exponent=power) for prime, power in factors],
        largest_prime=factors[-1][0] if factors else 1,
        number_of_divisors=int(divisor_count(number)),
        written=" * ".join(f"{prime}^{power}" if power > 1 else str(prime) for prime, power in factors),
    )


@tool.get("/common")
def common_divisor(
    first: Number, second: Annotated[int, Query(ge=1, le=10**12, description="Another one.", examples=[5005])]
) -> Common:
    """Find the greatest common divisor and the least common multiple of two whole numbers."""
    return Common(greatest_common_divisor=gcd(first, second), least_common_multiple=lcm(first, second))


@tool.get("/range")
def list_primes(
    first: Annotated[int, Query(ge=1, le=10**9, description="Where to begin.", examples=[1000])],
    last: Annotated[int, Query(ge=1, le=10**9, description="Where to end.", examples=[3000])],
) -> Primes:
    """List and count the prime numbers in a range, and add them up."""
    from sympy import primerange

    if not 0 <= last - first <= SPAN:
        raise Unusable(f"the range runs upwards and spans {SPAN:,} numbers at most")
    found = [int(prime) for prime in primerange(first, last + 1)]
    return Primes(
        count=len(found),
        smallest=found[0] if found else None,
        largest=found[-1] if found else None,
        sum=sum(found),
        primes=found,
    )


@tool.get("/divisors")
def list_divisors(number: Number) -> Divisors:
    """List and count all the divisors of a whole number, and add them up."""
    from sympy import divisors

    found = [int(divisor) for divisor in divisors(number)]
    return Divisors(number=number, count=len(found), sum=sum(found), divisors=found)


@tool.get("/base")
def write_in_base(
    number: Number, base: Annotated[int, Query(ge=2, le=36, description="Base to write it in.", examples=[16])]
) -> Rebased:
    """Write a whole number in another base, such as binary (2), octal (8) or hexadecimal (16)."""
    digits, rest = [], number
    while rest:
        rest, digit = divmod(rest, base)
        digits.append(digit)
    text = "".join(DIGITS[digit] for digit in reversed(digits))
    return Rebased(text=text, base=base, number_of_digits=len(text), digit_sum=sum(digits))
