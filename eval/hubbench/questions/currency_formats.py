"""Questions about money: which currency a country uses, what it is called, who shares it, what came before."""

from random import Random

from apis.hub.bank_codes import bank_details
from apis.hub.currency_formats import CountryCurrencies, country_currency, describe_currency, find_currency
from apis.hub.locale_formats import find_locale
from apis.hub.territories import countries
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import DateFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question
from eval.hubbench.questions.bank_codes import DETAILS as BANK_DETAILS
from eval.hubbench.questions.bank_codes import some_bank

FIND = "currency-formats/find-currency"
COUNTRY = "currency-formats/country-currency"
DESCRIBE = "currency-formats/describe-currency"
FIND_LOCALE = "locale-formats/find-locale"
LOCALES = (
    "Austrian German", "Brazilian Portuguese", "Bulgarian", "Canadian French", "Croatian", "Czech", "Danish",
    "Dutch Netherlands", "Estonian", "Finnish", "French France", "German Germany", "Hungarian", "Icelandic",
    "Indonesian", "Italian Italy", "Latvian", "Lithuanian", "Polish", "Portuguese Portugal", "Romanian Romania",
    "Slovak", "Slovenian", "Spanish Mexico", "Spanish Spain", "Swedish Sweden", "Swiss German", "Turkish Türkiye",
    "Vietnamese",
)  # fmt: skip
"""Language and country as people say it; a search for each finds one locale first."""
SHARED = (
    "Euro", "US Dollar", "CFA Franc", "Australian Dollar", "Danish Krone", "Norwegian Krone", "Swiss Franc",
    "New Zealand Dollar", "Moroccan Dirham", "British Pound", "South African Rand", "Indian Rupee",
    "Israeli New Shekel", "East Caribbean Dollar", "CFP Franc", "Caribbean guilder", "West African CFA Franc",
    "Central African CFA Franc", "Jordanian Dinar", "Russian Ruble", "Singapore Dollar", "Hong Kong Dollar",
    "Japanese Yen", "Chinese Yuan",
)  # fmt: skip


def some_money(rng: Random) -> CountryCurrencies:
    """Draw a country with one currency of its own name."""
    code = rng.choice(list(countries()))
    found = country_currency(code)
    plain = found.country.replace(" ", "").isalpha() and found.country.isascii()
    if not plain or len(found.currencies) != 1 or found.currencies[0].code in ("EUR", "USD", "XXX"):
        raise Redraw
    return found


@redrawn
def money_in_words(rng: Random) -> Question:
    found = some_money(rng)
    described = describe_currency(found.currencies[0].code)
    wordings = (
        "What is the currency of {country} called in the plural, and how many decimals does it have?",
        "I'm travelling to {country}. What is the currency there called in the plural, and how many decimals does "
        "it have?",
        "Please describe the currency of {country}: its plural name and its number of decimals.",
        "For a price list I need the plural name of {country}'s currency and its number of decimal places.",
        "Can you tell me the plural name of the currency of {country}, and its number of decimals?",
    )
    facts = (TextFact(value=described.plural_name), NumberFact(value=described.decimals))
    return Question(worded(rng, wordings, country=found.country), (COUNTRY, DESCRIBE), facts)


@redrawn
def money_in_a_language(rng: Random) -> Question:
    found, place = some_money(rng), rng.choice(LOCALES)
    locale = find_locale(place).locales[0]
    described = describe_currency(found.currencies[0].code, locale.locale)
    if described.name.casefold() == found.currencies[0].name.casefold():
        raise Redraw
    wordings = (
        "What do people who speak {locale} call the currency of {country}?",
        "I'm writing in {locale}. What is the money of {country} called in it?",
        "What is the currency of {country} called in the language of the locale {locale}?",
        "Please give me the name of {country}'s currency as it is in {locale}.",
        "Can you tell me the name of the currency of {country} in {locale}?",
    )
    text = worded(rng, wordings, country=found.country, locale=locale.name)
    facts = (TextFact(value=described.name),)
    return Question(text, (COUNTRY, FIND_LOCALE, DESCRIBE), facts)


@redrawn
def shared_money(rng: Random) -> Question:
    name = rng.choice(SHARED)
    found = find_currency(name).currencies[0]
    users = describe_currency(found.code).number_of_countries
    if found.name != name or not users:
        raise Redraw
    wordings = (
        "How many countries and territories use the {name} today?",
        "How many countries and territories share the {name} as their currency?",
        "I collect coins: how many countries and territories pay with the {name}?",
        "Please find out how many countries and territories use the {name} today.",
        "Can you tell me the number of countries and territories that use the {name}?",
    )
    fact = NumberFact(value=users)
    return Question(worded(rng, wordings, name=name), (FIND, DESCRIBE), (fact,))


@redrawn
def plural_of_a_currency(rng: Random) -> Question:
    money = some_money(rng).currencies[0]
    if find_currency(money.name).currencies[0].code != money.code:
        raise Redraw
    place = rng.choice(LOCALES)
    locale = find_locale(place).locales[0]
    described = describe_currency(money.code, locale.locale)
    if described.plural_name.casefold() in (described.name.casefold(), money.name.casefold()):
        raise Redraw
    wordings = (
        "What is the plural of the {name} in {locale}?",
        "What is the plural name of the currency {name} in {locale}?",
        "I'm translating a contract into {locale} and need the plural of the currency {name}.",
        "Please tell me the plural form of the {name} in {locale}.",
        "Can you tell me the plural of the currency name {name} in {locale}?",
    )
    facts = (TextFact(value=described.plural_name),)
    text = worded(rng, wordings, name=money.name, locale=locale.name)
    return Question(text, (FIND, FIND_LOCALE, DESCRIBE), facts)


@redrawn
def code_of_a_currency(rng: Random) -> Question:
    money = some_money(rng).currencies[0]
    if find_currency(money.name).currencies[0].code != money.code:
        raise Redraw
    wordings = (
        "What is the three-letter ISO code of the {name}?",
        "Which currency code stands for the {name}?",
        "I need the ISO 4217 code of the {name} for an order form.",
        "Please look up the three-letter code for the {name}.",
        "Can you tell me the three-letter code of the {name}?",
    )
    return Question(worded(rng, wordings, name=money.name), (FIND,), (TextFact(value=money.code),))


@redrawn
def money_before(rng: Random) -> Question:
    found = country_currency(rng.choice(list(countries())))
    past = [row for row in found.history if row.used_until]
    if not past or len(found.currencies) != 1 or "(" in past[-1].name or past[-1].used_until < "1970":
        raise Redraw
    last = max(past, key=lambda row: row.used_until)
    if sum(row.used_until == last.used_until for row in past) > 1 or last.name == found.currencies[0].name:
        raise Redraw
    if not found.country.replace(" ", "").isalpha():
        raise Redraw
    wordings = (
        "Which currency did {country} give up last, and on which day did it stop being used?",
        "What was the last currency of {country} that is no longer in use, and until which date was it used?",
        "I found old banknotes from {country}. What is the latest currency it has abandoned, and when did it end?",
        "Please tell me the most recent former currency of {country} and the last day of its use.",
        "Can you tell me the last former currency of {country}, and the last day it was used?",
    )
    facts = (TextFact(value=last.name), DateFact(value=last.used_until))
    return Question(worded(rng, wordings, country=found.country), (COUNTRY,), facts)


@redrawn
def money_of_a_bank(rng: Random) -> Question:
    bank, _ = some_bank(rng)
    country = bank_details(bank.bic).country
    money = country_currency(country).currencies[0].code
    wordings = (
        "Which currency is used in the country of the bank with the BIC {bic}, and how many countries and territories "
        "use that currency?",
        "A partner's bank has the SWIFT code {bic}. What is the currency of that bank's country, and how many "
        "countries and territories use it?",
        "I'm paying into a bank with the BIC {bic}. Which currency does its country have, and in how many countries "
        "and territories is it used?",
        "Please find the country of the bank with the SWIFT code {bic}, and tell me its currency and how many "
        "countries and territories use it.",
        "Can you tell me the currency of the country in which the bank {bic} is based, and the number of countries and "
        "territories that use it?",
    )
    described = describe_currency(money)
    facts = (
        TextFact(value=described.name, aliases=(described.plural_name, money)),
        NumberFact(value=described.number_of_countries),
    )
    text = worded(rng, wordings, bic=bank.bic)
    return Question(text, (BANK_DETAILS, COUNTRY, DESCRIBE), facts)


MAKERS: tuple[Maker, ...] = (
    money_in_words,
    money_in_a_language,
    shared_money,
    plural_of_a_currency,
    code_of_a_currency,
    money_before,
    money_of_a_bank,
)
