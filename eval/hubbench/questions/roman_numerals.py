"""Questions about Roman numerals on buildings, clocks, coins and in film credits."""

from random import Random

from apis.hub.roman_numerals import add_and_subtract, number_to_roman, roman_to_number, year_in_roman
from apis.hub.whole_numbers import prime_factors
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

WRITE = "roman-numerals/number-to-roman"
READ = "roman-numerals/roman-to-number"
YEAR = "roman-numerals/year-in-roman"
CALCULATE = "roman-numerals/add-and-subtract"
PRIMES = "whole-numbers/prime-factors"
GONE = Trap("gone", "algebra-tutor/factor-number", PRIMES)


def some_year(rng: Random) -> int:
    """Draw a year that stands on buildings."""
    return rng.randrange(1450, 2030)


@redrawn
def written(rng: Random) -> Question:
    found = number_to_roman(rng.randrange(39, 4000))
    wordings = (
        "How do you write {number} in Roman numerals, and how many letters does that take?",
        "What is the Roman numeral for {number}, and how many letters long is it?",
        "I'm painting the number {number} on a clock tower. What is it in Roman numerals, and how many letters is it?",
        "Please convert {number} to a Roman numeral and count its letters.",
        "Can you tell me the Roman numeral for {number} and its number of letters?",
    )
    facts = (TextFact(value=found.numeral), NumberFact(value=found.number_of_letters))
    return Question(worded(rng, wordings, number=found.number), (WRITE,), facts)


@redrawn
def read(rng: Random) -> Question:
    numeral = number_to_roman(some_year(rng)).numeral
    wordings = (
        "Which year is the Roman numeral {numeral}?",
        "A church door bears the inscription {numeral}. Which year does it stand for?",
        "The credits of a film end with {numeral}. What number is that Roman numeral?",
        "Please convert the Roman numeral {numeral} to a number.",
        "Can you tell me what number the Roman numeral {numeral} stands for?",
    )
    fact = NumberFact(value=roman_to_number(numeral).number)
    return Question(worded(rng, wordings, numeral=numeral), (READ,), (fact,))


@redrawn
def year(rng: Random) -> Question:
    found = year_in_roman(some_year(rng))
    wordings = (
        "How is the year {year} written in Roman numerals, and what is the Roman numeral of its century?",
        "What are the Roman numerals for the year {year} and for the century it belongs to?",
        "I'm making a plaque for a house of the year {year}. What are the year and its century in Roman numerals?",
        "Please write the year {year} in Roman numerals, and the number of its century as well.",
        "Can you give me the year {year} and the century it falls in as Roman numerals?",
    )
    facts = (TextFact(value=found.numeral), TextFact(value=found.century_numeral))
    return Question(worded(rng, wordings, year=found.year), (YEAR,), facts)


@redrawn
def calculated(rng: Random) -> Question:
    first, second = (number_to_roman(rng.randrange(20, 1900)).numeral for _ in range(2))
    found = add_and_subtract(first, second)
    kind, number, numeral = rng.choice(
        (("sum", found.sum, found.sum_numeral), ("difference", found.difference, found.difference_numeral))
    )
    if number < 20:
        raise Redraw
    wordings = (
        "What is the {kind} of {first} and {second}, in Roman numerals and in ordinary digits?",
        "Which Roman numeral is the {kind} of {first} and {second}, and what number is that?",
        "In our Latin class we calculate like Romans. What is the {kind} of {first} and {second} as a Roman numeral "
        "and in digits?",
        "Please work out the {kind} of the Roman numerals {first} and {second}, as a numeral and as a number.",
        "Can you tell me the {kind} of the Roman numerals {first} and {second}, as a numeral and in digits?",
    )
    facts = (TextFact(value=numeral), NumberFact(value=number))
    return Question(worded(rng, wordings, kind=kind, first=first, second=second), (CALCULATE,), facts)


@redrawn
def read_and_factored(rng: Random) -> Question:
    number = some_year(rng)
    factors = prime_factors(number)
    if factors.is_prime:
        raise Redraw
    wordings = (
        "Which number is {numeral}, and what is its largest prime factor?",
        "What number does the Roman numeral {numeral} stand for, and which is the largest prime that divides it?",
        "A puzzle shows the Roman numeral {numeral}. What number is it, and what is the largest prime factor of that "
        "number?",
        "Please convert {numeral} to a number and find the largest prime factor of it.",
        "Can you read the Roman numeral {numeral} and tell me the number and its largest prime factor?",
    )
    facts = (NumberFact(value=number), NumberFact(value=factors.largest_prime))
    text = worded(rng, wordings, numeral=number_to_roman(number).numeral)
    return Question(text, (READ, PRIMES), facts, (GONE,))


@redrawn
def symbols(rng: Random) -> Question:
    found = year_in_roman(some_year(rng))
    wordings = (
        "What is {year} in Roman numerals, and of how many symbols does it consist if pairs such as CM count as one?",
        "How is the year {year} written in Roman numerals, and how many symbols is that with a pair such as XC as one?",
        "I'm explaining Roman years to pupils. How is {year} written, and how many symbols does it have if a pair such "
        "as IX is one symbol?",
        "Please write the year {year} in Roman numerals and count its symbols, a subtractive pair such as IV as one.",
        "Can you explain the year {year} in Roman numerals: how is it written and how many symbols does it have, with "
        "pairs such as IX as one?",
    )
    facts = (TextFact(value=found.numeral), NumberFact(value=found.number_of_symbols))
    return Question(worded(rng, wordings, year=found.year), (YEAR,), facts)


MAKERS: tuple[Maker, ...] = (written, read, year, calculated, read_and_factored, symbols)
