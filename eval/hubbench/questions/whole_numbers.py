"""Questions about whole numbers: factors, divisors, primes, bases."""

from random import Random

from apis.hub.whole_numbers import common_divisor, list_divisors, list_primes, prime_factors, write_in_base
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import BoolFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FACTORS = "whole-numbers/prime-factors"
COMMON = "whole-numbers/common-divisor"
RANGE = "whole-numbers/list-primes"
DIVISORS = "whole-numbers/list-divisors"
BASE = "whole-numbers/write-in-base"
GONE = Trap("gone", "algebra-tutor/factor-number", FACTORS)
BASES = {2: "binary", 8: "octal", 16: "hexadecimal", 3: "base 3", 5: "base 5", 12: "base 12", 20: "base 20"}


@redrawn
def largest_prime_factor(rng: Random) -> Question:
    number = rng.randrange(10**4, 10**8)
    found = prime_factors(number)
    if found.is_prime:
        raise Redraw
    wordings = (
        "What is the largest prime factor of {number}, and how many divisors does {number} have?",
        "Which is the largest prime factor of {number}, and how many divisors are there in all?",
        "I'm making a maths puzzle. What is the largest prime factor of {number}, and how many divisors does it have?",
        "Please factor {number}. Which is its greatest prime factor, and how many divisors does it have?",
        "Can you tell me the largest prime factor of {number}, and its number of divisors?",
    )
    facts = (NumberFact(value=found.largest_prime, tolerance=0), NumberFact(value=found.number_of_divisors))
    return Question(worded(rng, wordings, number=number), (FACTORS,), facts, (GONE,))


@redrawn
def primality(rng: Random) -> Question:
    number = rng.randrange(10**4, 10**6) * 2 + 1
    found = prime_factors(number)
    if not found.is_prime and found.factors[0].prime < 11:
        raise Redraw
    wordings = (
        "Is {number} a prime number, and how many divisors does it have?",
        "I suspect that {number} is prime. Is it, and how many divisors has it got?",
        "Please check whether {number} is prime and count its divisors.",
        "Can you check whether {number} is a prime number, and how many divisors it has?",
        "Can you tell me if {number} is prime, and how many divisors it has?",
    )
    facts = (BoolFact(value=found.is_prime, about="prime"), NumberFact(value=found.number_of_divisors))
    return Question(worded(rng, wordings, number=number), (FACTORS,), facts, (GONE,))


@redrawn
def common(rng: Random) -> Question:
    shared = rng.randrange(6, 90)
    first, second = shared * rng.randrange(12, 99), shared * rng.randrange(12, 99)
    if first == second:
        raise Redraw
    wordings = (
        "What are the greatest common divisor and the least common multiple of {first} and {second}?",
        "Find the GCD and the LCM of {first} and {second}.",
        "Two gears have {first} and {second} teeth. What are the greatest common divisor and the least common "
        "multiple of {first} and {second}?",
        "Please compute the greatest common divisor and the least common multiple of {first} and {second}.",
        "Can you tell me the greatest common divisor and the least common multiple of {first} and {second}?",
    )
    found = common_divisor(first, second)
    facts = (
        NumberFact(value=found.greatest_common_divisor),
        NumberFact(value=found.least_common_multiple, tolerance=0),
    )
    return Question(worded(rng, wordings, first=first, second=second), (COMMON,), facts)


@redrawn
def primes_in_a_range(rng: Random) -> Question:
    first = rng.randrange(10, 6000) * 10
    last = first + rng.randrange(3, 60) * 50
    wordings = (
        "How many prime numbers are there from {first} to {last}, and which is the smallest of them?",
        "Count the primes between {first} and {last} and tell me the smallest one.",
        "I'm giving a talk on primes. How many are there from {first} to {last}, and which is the smallest?",
        "Please list the primes from {first} to {last}. How many are there, and which comes first?",
        "Can you tell me the number of primes from {first} to {last}, and the smallest of them?",
    )
    found = list_primes(first, last)
    facts = (NumberFact(value=found.count), NumberFact(value=found.smallest or 0, tolerance=0))
    return Question(worded(rng, wordings, first=first, last=last), (RANGE,), facts)


@redrawn
def sum_of_divisors(rng: Random) -> Question:
    number = rng.randrange(100, 9000) * rng.choice((6, 10, 12))
    wordings = (
        "What do all the divisors of {number} add up to?",
        "How large is the sum of the divisors of {number}, itself included?",
        "Is {number} abundant? For that I need the sum of all its divisors.",
        "Please add up all divisors of {number}, including 1 and {number}.",
        "Can you tell me the sum of all divisors of {number}?",
    )
    fact = NumberFact(value=list_divisors(number).sum, tolerance=0)
    return Question(worded(rng, wordings, number=number), (DIVISORS,), (fact,))


@redrawn
def other_base(rng: Random) -> Question:
    number, base = rng.randrange(300, 99999), rng.choice(sorted(BASES))
    found = write_in_base(number, base)
    wordings = (
        "How is {number} written in {base}?",
        "Convert the number {number} to {base}, please.",
        "My programming exercise asks for {number} in {base}. What is it?",
        "What does {number} look like in {base}?",
        "Can you write the number {number} in {base}?",
    )
    fact = TextFact(value=found.text, aliases=(found.text.upper(),) if found.text != found.text.upper() else ())
    text = worded(
        rng, wordings, number=number, base=f"{BASES[base]} (base {base})" if base in (2, 8, 16) else BASES[base]
    )
    return Question(text, (BASE,), (fact,))


MAKERS: tuple[Maker, ...] = (
    largest_prime_factor,
    primality,
    common,
    primes_in_a_range,
    sum_of_divisors,
    other_base,
)
