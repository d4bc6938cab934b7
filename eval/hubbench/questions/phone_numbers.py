"""Questions about telephone numbers: whether they are valid, where they belong, how they are written."""

from functools import cache
from random import Random

from apis.hub.phone_numbers import (
    Kind,
    check_number,
    describe_number,
    format_number,
    get_calling_code,
    get_example_number,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import BoolFact, TextFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.world_countries import FIND, some_country

CHECK = "phone-numbers/check-number"
DESCRIBE = "phone-numbers/describe-number"
FORMAT = "phone-numbers/format-number"
REGIONS = (
    "AR", "AT", "AU", "BE", "BR", "CH", "CL", "CO", "CZ", "DE", "DK", "EG", "ES", "FI", "FR", "GB", "GR", "HU", "ID",
    "IE", "IL", "IN", "IT", "JP", "KE", "KR", "MA", "MY", "NG", "NL", "NO", "NZ", "PE", "PH", "PL", "PT", "RO", "SE",
    "SG", "TH", "TR", "US", "VN", "ZA",
)  # fmt: skip
KINDS: tuple[Kind, ...] = ("mobile", "fixed line")
INVALID = 0.4
"""How often a number is spoilt so that it is not valid."""


@cache
def _example(region: str, kind: Kind) -> str:
    return get_example_number(region, kind).international_format


def _some_number(rng: Random) -> str:
    """Draw a valid number that nobody printed before: an example number with other last digits."""
    stem = _example(rng.choice(REGIONS), rng.choice(KINDS))
    number = "".join(rng.choice("0123456789") if c.isdigit() and i > len(stem) - 5 else c for i, c in enumerate(stem))
    if not check_number(number).valid:
        raise Redraw
    return number


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


@redrawn
def validity(rng: Random) -> Question:
    number = _some_number(rng)
    if rng.random() < INVALID:
        number = number[: -rng.choice((1, 2, 3))] if rng.random() < 0.5 else number + rng.choice(("11", "027"))
    report = check_number(number)
    wordings = (
        "Is {number} a valid telephone number?",
        "Could {number} be a valid phone number, going by the numbering rules?",
        "A customer left the number {number}. Is it a valid phone number?",
        "Please check whether {number} is a valid telephone number.",
        "Can you tell me if {number} is a valid phone number?",
    )
    fact = BoolFact(value=report.valid, about="valid")
    trap = Trap("key", "phone-validator/validate-phone", CHECK)
    return Question(worded(rng, wordings, number=number), (CHECK,), (fact,), (trap,))


@redrawn
def kind_of_number(rng: Random) -> Question:
    number = _some_number(rng)
    report = check_number(number)
    if report.kind not in ("mobile", "fixed line"):
        raise Redraw
    wordings = (
        "Is {number} a mobile number or a fixed line, and from which country is it?",
        "What kind of line is {number}, mobile or fixed line, and which country does it belong to?",
        "Somebody rang me from {number}. Is that a mobile or a fixed line, and which country is it from?",
        "Please tell me the line type (mobile or fixed line) and the country of the phone number {number}.",
        "Can you tell me whether {number} is a mobile or a fixed line, and which country it is from?",
    )
    aliases = ("landline", "fixed-line") if report.kind == "fixed line" else ("cell phone", "mobile phone")
    facts = (TextFact(value=report.kind, aliases=aliases), TextFact(value=report.country))
    trap = Trap("key", "phone-validator/validate-phone", CHECK)
    return Question(worded(rng, wordings, number=number), (CHECK,), facts, (trap,))


@redrawn
def country_of_a_number(rng: Random) -> Question:
    number = _some_number(rng)
    found = describe_number(number)
    if len(found.time_zones) != 1:
        raise Redraw
    wordings = (
        "From which country is the number {number}, and in which time zone is it?",
        "Which country and time zone does {number} belong to?",
        "I need to call back {number}. Which country is it in, and which time zone applies?",
        "Please tell me the country and the time zone of the phone number {number}.",
        "Can you tell me the country and the time zone of the phone number {number}?",
    )
    facts = (TextFact(value=found.country), TextFact(value=found.time_zones[0]))
    trap = Trap("gone", "phone-validator/trace-phone", DESCRIBE)
    return Question(worded(rng, wordings, number=number), (DESCRIBE,), facts, (trap,))


@redrawn
def national_form(rng: Random) -> Question:
    number = _some_number(rng)
    written = format_number(number, "national").formatted
    if _digits(written) in _digits(number):
        raise Redraw
    wordings = (
        "How is the number {number} written for callers within its own country?",
        "What is the national format of the phone number {number}?",
        "For a local flyer, how do I print {number} in its national form?",
        "Please rewrite {number} the way it is dialled inside the country.",
        "Can you give me the national format of the phone number {number}?",
    )
    return Question(worded(rng, wordings, number=number), (FORMAT,), (TextFact(value=written),))


@redrawn
def calling_code(rng: Random) -> Question:
    country = some_country(rng)
    found = get_calling_code(country.code)
    wordings = (
        "What is the international calling code of {country}?",
        "Which dialling code do I use to call {country} from abroad?",
        "My aunt moved to {country}. Which calling code do I dial before her number?",
        "Please look up the telephone country code of {country}.",
        "Can you tell me the calling code for {country}?",
    )
    fact = TextFact(value=found.calling_code, aliases=(found.calling_code.lstrip("+"),))
    needs = (FIND, "phone-numbers/get-calling-code")
    traps = (Trap("html", "phone-validator/get-dial-code", needs[1]),)
    return Question(worded(rng, wordings, country=country.name), needs, (fact,), traps)


@redrawn
def example_number(rng: Random) -> Question:
    country, kind = some_country(rng), rng.choice(KINDS)
    found = get_example_number(country.code, kind)
    wordings = (
        "What does a {kind} number in {country} look like? One example in international format, please.",
        "Give me an example of a {kind} telephone number from {country}, written internationally.",
        "I'm testing a form and need an example {kind} number from {country} with the calling code.",
        "Please show me the example {kind} number of {country} in international format.",
        "Can you give me an example of a {kind} number in {country}, in international format?",
    )
    needs = (FIND, "phone-numbers/get-example-number")
    text = worded(rng, wordings, kind=kind.replace(" ", "-"), country=country.name)
    return Question(text, needs, (TextFact(value=found.international_format),))


MAKERS: tuple[Maker, ...] = (
    validity,
    kind_of_number,
    country_of_a_number,
    national_form,
    calling_code,
    example_number,
)
