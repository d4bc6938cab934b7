"""Questions about VAT, tax and company numbers, whose types people know by name."""

from functools import cache
from random import Random

from apis.hub.national_numbers import (
    NumberType,
    check_number,
    describe_number_type,
    find_number_type,
    list_number_types,
    number_types,
)
from apis.hub.territories import countries
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import BoolFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question

FIND = "national-numbers/find-number-type"
DESCRIBE = "national-numbers/describe-number-type"
CHECK = "national-numbers/check-number"
LIST = "national-numbers/list-number-types"
NAMES = {
    "Polish VAT number": 10, "Croatian identification number": 11, "Estonian VAT number": 9, "Danish VAT number": 8,
    "Slovenian VAT number": 8, "Portuguese VAT number": 9, "Finnish VAT number": 8, "German VAT number": 9,
    "Luxembourgian VAT number": 8, "Lithuanian VAT number": 9, "Latvian VAT number": 11, "Hungarian VAT number": 8,
    "Maltese VAT number": 8, "Greek VAT number": 9, "Italian VAT number": 11, "Turkish tax identification number": 10,
    "Norwegian organisation number": 9, "Swedish company number": 10, "French company identification number": 9,
    "French company establishment identification number": 14, "Australian Business Number": 11,
    "Australian Company Number": 9, "Canadian Business Number": 9, "Canadian Social Insurance Number": 9,
    "Brazilian company identifier": 14, "Brazilian national identifier": 11, "Japanese Corporate Number": 13,
    "Finnish business identifier": 8, "Polish national identification number": 11,
    "Dutch citizen identification number": 9, "Israeli identity number": 9, "Serbian tax identification number": 9,
    "Taiwanese tax number": 8,
    "South Korea Business Registration Number": 10, "Colombian identity code": 10, "Uruguay tax number": 12,
    "Dominican Republic tax number": 9, "Guatemala tax number": 8, "Belgian enterprise number": 10,
    "International Maritime Organization number": 7, "International Standard Serial Number": 8,
}  # fmt: skip
"""Names that find one type each, and how many digits such a number has."""


def some_type(rng: Random) -> tuple[str, NumberType]:
    """Draw what people call a number, and its type."""
    name = rng.choice(sorted(NAMES))
    found = find_number_type(name)
    if found.total != 1:
        raise Redraw
    return name, found.types[0]


def some_number(rng: Random, name: str, kind: str) -> str:
    """Draw a number of the type: one that stands the check, where enough tries find it."""
    module = number_types()[kind]
    for _ in range(400):
        number = "".join(rng.choice("0123456789") for _ in range(NAMES[name]))
        if module.is_valid(number):
            return number
    raise Redraw


@redrawn
def validity(rng: Random) -> Question:
    name, found = some_type(rng)
    number = some_number(rng, name, found.type)
    report = check_number(found.type, number)
    if report.formatted == number:
        raise Redraw
    wordings = (
        "Is {number} a valid {name}, and how is it usually written?",
        "A supplier gave us the {name} {number}. Is it valid, and what is its usual form?",
        "Please check the {name} {number}: is it valid, and how does it look formatted?",
        "I have to verify the {name} {number}. Is it valid, and how is it written properly?",
        "Can you check whether the {name} {number} is valid, and tell me how it is usually written?",
    )
    facts = (BoolFact(value=True, about="valid"), TextFact(value=report.formatted))
    text = worded(rng, wordings, number=number, name=name)
    return Question(_begun(text), (FIND, CHECK), facts)


@redrawn
def one_of_two(rng: Random) -> Question:
    name, found = some_type(rng)
    good = some_number(rng, name, found.type)
    bad = f"{good[:-1]}{(int(good[-1]) + rng.randrange(1, 9)) % 10}"
    if check_number(found.type, bad).valid:
        raise Redraw
    number, valid = rng.choice(((good, True), (bad, False)))
    wordings = (
        "Is {number} a valid {name}?",
        "Please tell me whether {number} is valid as a {name}.",
        "An invoice shows the {name} {number}. Is that number valid?",
        "Can {number} be a {name}, or is it not valid?",
        "Can you check whether the {name} {number} is valid?",
    )
    facts = (BoolFact(value=valid, about="valid"), _short_name(name, found))
    tail = " And by which short name is this kind of number known?"
    return Question(worded(rng, wordings, number=number, name=name) + tail, (FIND, CHECK), facts)


@cache
def _countries() -> dict[str, str]:
    """Countries with several types of number, by code."""
    codes = sorted({name.partition(".")[0].upper() for name in number_types() if "." in name})
    return {code: countries()[code] for code in codes if code in countries()}


@redrawn
def types_of_a_country(rng: Random) -> Question:
    code = rng.choice(sorted(_countries()))
    found = list_number_types(code)
    if found.total < 2:
        raise Redraw
    wordings = (
        "How many types of identification number can be checked for {country} (country code {code})?",
        "For the country code {code} ({country}), how many types of identification number are known?",
        "We do business in {country} ({code}). How many kinds of official number can be checked there?",
        "Please list the types of identification number of {country}, code {code}, and count them.",
        "Can you tell me how many types of identification number can be checked for {country} (country code {code})?",
    )
    text = worded(rng, wordings, country=_countries()[code], code=code)
    return Question(text, (LIST,), (NumberFact(value=found.total),))


@redrawn
def country_of_a_type(rng: Random) -> Question:
    types = [name for name in number_types() if "." in name and not name.startswith(("iso", "eu."))]
    module = rng.choice(types)
    title = describe_number_type(module).title
    short = title.partition(" (")[0].partition(",")[0]
    found = find_number_type(short)
    if found.total != 1 or len(short) < 3 or short.casefold() in title.partition(" (")[2].casefold():
        raise Redraw
    details = describe_number_type(found.types[0].type)
    if details.country_code not in countries() or details.country_code in short.upper():
        raise Redraw
    wordings = (
        'To which country does the identification number called "{short}" belong? I need the two-letter country code.',
        'A form asks for a "{short}". Which country\'s number is that, by country code?',
        'What kind of number is "{short}", and what is the code of its country?',
        'Please look up the identification number "{short}" and tell me the code of the country it is from.',
        'Can you tell me the country code that the identification number "{short}" belongs to?',
    )
    facts = (TextFact(value=details.country_code, aliases=(countries()[details.country_code],)),)
    text = _begun(worded(rng, wordings, short=short))
    return Question(text, (FIND, DESCRIBE), facts)


@redrawn
def name_of_a_type(rng: Random) -> Question:
    name, found = some_type(rng)
    wordings = (
        "What is the {name} called in its own country, by its short name?",
        "By which short name is the {name} known?",
        "I need the official short name of the {name}.",
        "Please find out what the short name of the {name} is.",
        "Can you tell me the short name of the {name}?",
    )
    return Question(worded(rng, wordings, name=name), (FIND,), (_short_name(name, found),))


def _short_name(name: str, found: NumberType) -> TextFact:
    """State what a number is called at home, such as NIP; raises `Redraw` where that is no other name."""
    own = found.title.partition(" (")[0]
    if own.casefold() in name.casefold() or len(own) < 3 or "(" not in found.title:
        raise Redraw
    return TextFact(value=own, aliases=tuple(part.strip() for part in own.split(",")))


def _begun(text: str) -> str:
    return text if text[0].isalpha() else f"About {text}"


MAKERS: tuple[Maker, ...] = (validity, one_of_two, types_of_a_country, country_of_a_type, name_of_a_type)
