"""Questions about how numbers are said and written out in other languages."""

from random import Random

from apis.hub.language_codes import FoundLanguage, find_language, languages
from apis.hub.number_words import (
    converters,
    list_number_languages,
    spell_everywhere,
    spell_money,
    spell_number,
    spell_ordinal,
    spell_year,
)
from apis.hub.periodic_elements import element_details
from eval.hubbench.drawing import Redraw, ordinal, redrawn, worded
from eval.hubbench.facts import TextFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.language_codes import FIND
from eval.hubbench.questions.periodic_elements import DETAILS as ELEMENT_DETAILS
from eval.hubbench.questions.periodic_elements import FIND as FIND_ELEMENT
from eval.hubbench.questions.periodic_elements import TRAPS as ELEMENT_TRAPS
from eval.hubbench.questions.periodic_elements import some_element

NUMBER = "number-words/spell-number"
ORDINAL = "number-words/spell-ordinal"
YEAR = "number-words/spell-year"
MONEY = "number-words/spell-money"
EVERYWHERE = "number-words/spell-everywhere"
LANGUAGES = "number-words/list-number-languages"
GONE_NUMBER = Trap("gone", "numbers-to-text/say-number", NUMBER)
GONE_ORDINAL = Trap("gone", "numbers-to-text/say-ordinal", ORDINAL)
LOCKED_YEAR = Trap("key", "numbers-to-text/say-year", YEAR)
LATIN = (
    "ca", "cs", "cy", "da", "de", "eo", "es", "fi", "fr", "hu", "id", "is", "it", "lt", "lv", "nl", "pl", "pt", "ro",
    "sk", "sl", "sv", "tr", "vi",
)  # fmt: skip
CURRENCIES = {"EUR": "euros", "USD": "US dollars", "GBP": "British pounds"}


def some_language(rng: Random) -> FoundLanguage:
    """Draw a language with Latin letters whose numbers can be written, and that a search for its name finds first."""
    code = rng.choice(LATIN)
    found = find_language(languages()[code]).languages[0]
    if found.code != code or code not in converters():
        raise Redraw
    return found


@redrawn
def number(rng: Random) -> Question:
    language, value = some_language(rng), rng.randrange(21, 9_999)
    wordings = (
        "How do you write the number {value} in words in {language}?",
        "How is {value} said in {language}?",
        "I'm writing a cheque in {language}. How is {value} spelled out?",
        "Please write {value} out in {language} words.",
        "Can you write the number {value} in {language} words?",
    )
    fact = TextFact(value=spell_number(value, language.code).words)
    text = worded(rng, wordings, value=value, language=language.name)
    return Question(text, (FIND, NUMBER), (fact,), (GONE_NUMBER,))


@redrawn
def place(rng: Random) -> Question:
    language, value = some_language(rng), rng.randrange(3, 200)
    wordings = (
        'How does one say "{value}" (the ordinal number) in {language}, in words?',
        "What is the {language} word for the ordinal {value}?",
        "Our choir celebrates its {value} year. How is this ordinal written out in {language}?",
        "Please spell the ordinal {value} in {language} words.",
        "Can you write the ordinal {value} in {language} words?",
    )
    fact = TextFact(value=spell_ordinal(value, language.code).words)
    text = worded(rng, wordings, value=ordinal(value), language=language.name)
    return Question(text, (FIND, ORDINAL), (fact,), (GONE_ORDINAL,))


@redrawn
def year(rng: Random) -> Question:
    language, value = some_language(rng), rng.randrange(1100, 2030)
    wordings = (
        "How is the year {value} read aloud in {language}?",
        "How do people say the year {value} in {language}, in words?",
        "I'm recording an audio guide in {language}. How is the year {value} spoken?",
        "Please write the year {value} in {language} words.",
        "Can you spell out the year {value} in {language}?",
    )
    fact = TextFact(value=spell_year(value, language.code).words)
    text = worded(rng, wordings, value=value, language=language.name)
    return Question(text, (FIND, YEAR), (fact,), (LOCKED_YEAR,))


@redrawn
def money(rng: Random) -> Question:
    language, currency = some_language(rng), rng.choice(sorted(CURRENCIES))
    amount = rng.randrange(1_050, 99_999) / 100
    wordings = (
        "How is the amount of {amount:.2f} {currency} written out in words in {language}?",
        "I must write {amount:.2f} {currency} in words on a contract in {language}. What do I write?",
        "Write {amount:.2f} {currency} in {language} words, please.",
        "Please spell out {amount:.2f} {currency} in {language}.",
        "Can you write the amount of {amount:.2f} {currency} in {language} words?",
    )
    fact = TextFact(value=spell_money(amount, currency, language.code).words)  # type: ignore[arg-type]  # one of three
    text = worded(rng, wordings, amount=amount, currency=CURRENCIES[currency], language=language.name)
    return Question(text, (FIND, MONEY), (fact,))


@redrawn
def two_languages(rng: Random) -> Question:
    value = rng.randrange(21, 999)
    first, second = rng.sample([row for row in spell_everywhere(value).rows if row.language_code in LATIN], 2)
    if first.words == second.words:
        raise Redraw
    wordings = (
        "How do you say {value} in {first}, and how in {second}?",
        "Compare languages for me: what is {value} in words in {first} and in {second}?",
        "I collect number words. How is {value} written out in {first} and in {second}?",
        "Please show how {value} is written in words in many languages; I need {first} and {second}.",
        "Can you write {value} in words in {first} and in {second}?",
    )
    facts = (TextFact(value=first.words), TextFact(value=second.words))
    text = worded(rng, wordings, value=value, first=first.language, second=second.language)
    return Question(text, (EVERYWHERE,), facts)


@redrawn
def example_of_a_language(rng: Random) -> Question:
    row = rng.choice([row for row in list_number_languages().languages if row.language_code in LATIN])
    wordings = (
        "Which words does {language} have for 21 and for 1000?",
        "Please list the languages whose number words are known, and give me the words for 21 and 1000 in {language}.",
        "I'm comparing number words of many languages. Which words stand for 21 and for 1000 in {language}?",
        "What are the examples for 21 and 1000 in {language}, in the list of languages with number words?",
        "Can you tell me the words for 21 and for 1000 in {language}?",
    )
    facts = (TextFact(value=row.twenty_one), TextFact(value=row.thousand))
    return Question(worded(rng, wordings, language=row.language), (LANGUAGES,), facts)


@redrawn
def atomic_number(rng: Random) -> Question:
    element, language = some_element(rng), some_language(rng)
    wordings = (
        "What is the atomic number of {element}, written out in {language} words?",
        "How would one say the atomic number of {element} in {language}?",
        "I'm making a chemistry poster in {language}. What is the atomic number of {element} in {language} words?",
        "Please look up the atomic number of {element} and write it out in {language}.",
        "Can you write the atomic number of {element} in {language} words?",
    )
    words = spell_number(element_details(element.symbol).atomic_number, language.code).words
    text = worded(rng, wordings, element=element.name, language=language.name)
    needs = (FIND_ELEMENT, ELEMENT_DETAILS, FIND, NUMBER)
    traps = (*ELEMENT_TRAPS, GONE_NUMBER)
    return Question(text, needs, (TextFact(value=words),), traps)


MAKERS: tuple[Maker, ...] = (number, place, year, money, two_languages, example_of_a_language, atomic_number)
