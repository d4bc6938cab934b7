"""Questions about languages, which people call by their English names."""

from functools import cache
from random import Random

from apis.hub.language_codes import (
    FoundLanguage,
    compare_languages,
    describe_language,
    find_language,
    languages,
    list_speakers,
    names_of_language,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "language-codes/find-language"
DESCRIBE = "language-codes/describe-language"
SPEAKERS = "language-codes/list-speakers"
NAMES = "language-codes/names-of-language"
COMPARE = "language-codes/compare-languages"
BROKEN_NAMES = Trap("html", "world-languages/language-name", NAMES)
WELL_KNOWN = 1_000_000
"""Speakers from whom on a language is asked about."""


@cache
def _known() -> tuple[str, ...]:
    """Codes of two letters of the languages that many people speak."""
    return tuple(code for code in languages() if len(code) == 2 and describe_language(code).speakers > WELL_KNOWN)


def some_language(rng: Random) -> FoundLanguage:
    """Draw a language that comes first in a search for its name."""
    code = rng.choice(_known())
    found = find_language(languages()[code]).languages[0]
    if found.code != code or not found.name.isalpha():
        raise Redraw
    return found


@redrawn
def own_name(rng: Random) -> Question:
    found = some_language(rng)
    native = describe_language(found.code).native_name
    if native.casefold() == found.name.casefold():
        raise Redraw
    wordings = (
        "What do speakers of {name} call their own language?",
        "What is the native name of the {name} language?",
        "I'm labelling a language menu: how does {name} write its own name?",
        "Please find out what {name} is called in {name}.",
        "Can you tell me the native name of the {name} language?",
    )
    fact = TextFact(value=native)
    return Question(worded(rng, wordings, name=found.name), (FIND, DESCRIBE), (fact,))


@redrawn
def script_and_speakers(rng: Random) -> Question:
    found = some_language(rng)
    details = describe_language(found.code)
    wordings = (
        "In which script is {name} usually written, and how many people speak it worldwide?",
        "How many speakers does {name} have, and which script do they write in?",
        "We're choosing fonts: what is the script of {name}, and how many people speak the language?",
        "Please tell me the writing system of {name} and its number of speakers.",
        "Can you tell me the script of the {name} language, and its number of speakers?",
    )
    facts = (TextFact(value=details.script), NumberFact(value=details.speakers))
    return Question(worded(rng, wordings, name=found.name), (FIND, DESCRIBE), facts)


@redrawn
def speakers_in_a_country(rng: Random) -> Question:
    found = some_language(rng)
    rows = [row for row in list_speakers(found.code).countries if row.country.isalpha() and row.speakers > 1000]
    if len(rows) < 3:
        raise Redraw
    row = rng.choice(rows)
    wordings = (
        "How many people in {country} speak {name}?",
        "How many speakers of {name} are there in {country}?",
        "I'm planning a radio station in {name} for {country}. How many people speak the language there?",
        "Please look up the number of {name} speakers in {country}.",
        "Can you tell me how many {name} speakers there are in {country}?",
    )
    text = worded(rng, wordings, name=found.name, country=row.country)
    return Question(text, (FIND, SPEAKERS), (NumberFact(value=row.speakers),))


@redrawn
def name_elsewhere(rng: Random) -> Question:
    found, other = some_language(rng), some_language(rng)
    rows = names_of_language(found.code, other.code).names
    if found.code == other.code or not rows or rows[0].name.casefold() == found.name.casefold():
        raise Redraw
    wordings = (
        "What is the {name} language called in {other}?",
        'How do you say "{name}" (the language) in {other}?',
        "I'm making a language course in {other}. How is the {name} language called in {other}?",
        "Please give me the word for the {name} language in {other}.",
        "Can you tell me what the {name} language is called in {other}?",
    )
    text = worded(rng, wordings, name=found.name, other=other.name)
    traps = (BROKEN_NAMES,)
    return Question(text, (FIND, FIND, NAMES), (TextFact(value=rows[0].name),), traps)


@redrawn
def distance(rng: Random) -> Question:
    found, other = some_language(rng), some_language(rng)
    likeness = compare_languages(found.code, other.code)
    if found.code == other.code or likeness.distance in (0, 134):
        raise Redraw
    wordings = (
        "How far apart are {name} and {other} as a number, if a reader of {name} is offered {other}?",
        "What is the language distance from {name} (wanted) to {other} (offered)?",
        "A reader asks for {name} and gets {other}. How large is the distance between the two languages?",
        "Please compare the languages {name} (asked for) and {other} (offered): what is their distance?",
        "Can you tell me the language distance if {name} is wanted and {other} is offered?",
    )
    fact = NumberFact(value=likeness.distance)
    text = worded(rng, wordings, name=found.name, other=other.name)
    return Question(text, (FIND, FIND, COMPARE), (fact,))


@redrawn
def code(rng: Random) -> Question:
    found = some_language(rng)
    three = describe_language(found.code).three_letter_code
    wordings = (
        "Which two-letter ISO code does the {name} language have, and which three-letter code?",
        "What are the two-letter and the three-letter ISO codes of {name}?",
        "For the metadata of a book in {name} I need its ISO language codes, with two and with three letters.",
        "Please look up both ISO language codes of {name}: the one of two letters and the one of three.",
        "Can you tell me the two-letter and the three-letter ISO code of the {name} language?",
    )
    facts = (TextFact(value=found.code), TextFact(value=three))
    return Question(worded(rng, wordings, name=found.name), (FIND, DESCRIBE), facts)


MAKERS: tuple[Maker, ...] = (own_name, script_and_speakers, speakers_in_a_country, name_elsewhere, distance, code)
