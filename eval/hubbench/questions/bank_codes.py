"""Questions about banks: their BICs, their national codes, whose an IBAN is and how long one is."""

from functools import cache
from random import Random

from schwifty import IBAN

from apis.hub.bank_codes import (
    BankDetails,
    FoundBank,
    bank_details,
    check_iban,
    find_bank,
    iban_rules,
    list_banks,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

FIND = "bank-codes/find-bank"
DETAILS = "bank-codes/bank-details"
CHECK = "bank-codes/check-iban"
RULES = "bank-codes/iban-rules"
LIST = "bank-codes/list-banks"
FOUR_LETTERS = Trap("foreign_id", "bank-finder/find-bank-code", FIND)
BROKEN_READER = Trap("html", "bank-finder/read-iban", CHECK)
NUMBERED = ("AT", "BE", "CH", "CY", "CZ", "DE", "ES", "FR", "GR", "HR", "HU", "IT", "LT", "LU", "PL", "PT", "SE", "SK")
"""Countries whose national bank codes are numbers of their own and no part of the BIC."""
IBAN_COUNTRIES = (
    "Albania", "Andorra", "Austria", "Azerbaijan", "Bahrain", "Belgium", "Brazil", "Bulgaria", "Costa Rica", "Croatia",
    "Cyprus", "Czechia", "Denmark", "Dominican Republic", "Egypt", "Estonia", "Finland", "France", "Georgia", "Germany",
    "Gibraltar", "Greece", "Greenland", "Guatemala", "Hungary", "Iceland", "Iraq", "Ireland", "Israel", "Italy",
    "Jordan", "Kazakhstan", "Kosovo", "Kuwait", "Latvia", "Lebanon", "Liechtenstein", "Lithuania", "Luxembourg",
    "Malta", "Mauritania", "Mauritius", "Moldova", "Monaco", "Montenegro", "Netherlands", "North Macedonia", "Norway",
    "Pakistan", "Poland", "Portugal", "Qatar", "Romania", "San Marino", "Saudi Arabia", "Serbia", "Seychelles",
    "Slovakia", "Slovenia", "Spain", "Sweden", "Switzerland", "Tunisia", "Türkiye", "Ukraine", "United Arab Emirates",
    "United Kingdom",
)  # fmt: skip


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """Names of banks that people type as they are, each with its country."""
    banks = ((bank.name, code) for code in NUMBERED for bank in list_banks(code, limit=100).banks)
    return tuple((n, c) for n, c in banks if n.isascii() and n.replace(" ", "").isalpha() and 12 <= len(n) <= 40)


def some_bank(rng: Random) -> tuple[FoundBank, BankDetails]:
    """Draw a bank that a search for its name finds first and that has one BIC and one national code."""
    name, country = rng.choice(_names())
    found = find_bank(name).banks
    if found[0].name != name or found[0].bic[4:6] != country or any(b.bic != found[0].bic for b in found):
        raise Redraw
    details = bank_details(found[0].bic)
    if len(details.national_bank_codes) != 1 or not details.national_bank_codes[0]:
        raise Redraw
    return found[0], details


def some_iban(rng: Random) -> str:
    """Draw an account number of a bank in a country where a bank code leads to one bank."""
    _, details = some_bank(rng)
    if details.country_code not in ("AT", "BE", "CH", "CZ", "DE", "HU", "LT", "SK"):
        raise Redraw
    account = str(rng.randrange(10**6, 10**7))
    try:
        return IBAN.generate(details.country_code, details.national_bank_codes[0], account).formatted
    except ValueError:
        raise Redraw from None


@redrawn
def national_code(rng: Random) -> Question:
    bank, details = some_bank(rng)
    wordings = (
        "What is the national bank code of {name} in {country}?",
        "I need the domestic bank code (sort code) of {name}, {country}, for a transfer form.",
        "Which national sort code does {name} in {country} have?",
        "Please look up the national bank code that {name} uses in {country}.",
        "Can you tell me the national bank code of {name} in {country}?",
    )
    text = worded(rng, wordings, name=bank.name, country=bank.country)
    return Question(text, (FIND, DETAILS), (TextFact(value=details.national_bank_codes[0]),), (FOUR_LETTERS,))


@redrawn
def bic_of_a_bank(rng: Random) -> Question:
    bank, _ = some_bank(rng)
    wordings = (
        "What is the BIC of {name} in {country}?",
        "I want to send money to {name} in {country}. What is the bank's SWIFT code?",
        "Which BIC does the {country} bank {name} have?",
        "Could you find the SWIFT code (BIC) of {name} in {country}?",
        "Can you tell me the SWIFT code of {name} in {country}?",
    )
    short = bank.bic.removesuffix("XXX")
    fact = TextFact(value=bank.bic, aliases=(short,) if short != bank.bic else ())
    return Question(worded(rng, wordings, name=bank.name, country=bank.country), (FIND,), (fact,))


@redrawn
def bank_of_a_bic(rng: Random) -> Question:
    bank, details = some_bank(rng)
    if details.other_names:
        raise Redraw
    wordings = (
        "Which bank has the BIC {bic}, and in which country is it?",
        "An invoice gives {bic} as the BIC. Which bank is that, and in which country is it?",
        "Whose SWIFT code is {bic}? I need the bank's name and its country.",
        "Please tell me the name and the country of the bank behind the SWIFT code {bic}.",
        "Can you tell me the name and the country of the bank with the BIC {bic}?",
    )
    facts = (TextFact(value=details.name), TextFact(value=details.country))
    return Question(worded(rng, wordings, bic=bank.bic), (DETAILS,), facts)


@redrawn
def bank_of_an_iban(rng: Random) -> Question:
    iban = some_iban(rng)
    report = check_iban(iban)
    if not (report.valid and report.bank_name and report.bic):
        raise Redraw
    wordings = (
        "Which bank does the account {iban} belong to, and what is the bank's BIC?",
        "A customer sent us the IBAN {iban}. Which bank is it with, and under which BIC?",
        "Please read the IBAN {iban}: I need the name and the BIC of the bank.",
        "I'm about to pay into the account {iban}. Can you tell me the bank's name and its SWIFT code?",
        "Can you tell me the bank and the BIC for the IBAN {iban}?",
    )
    facts = (
        TextFact(value=report.bank_name),
        TextFact(value=report.bic, aliases=(report.bic.removesuffix("XXX"),)),
    )
    return Question(worded(rng, wordings, iban=iban), (CHECK,), facts, (BROKEN_READER,))


@redrawn
def iban_length(rng: Random) -> Question:
    country = rng.choice(IBAN_COUNTRIES)
    rules = iban_rules(country)
    wordings = (
        "How many characters does an IBAN from {country} have?",
        "We're building a payment form: how long is an IBAN in {country}?",
        "What is the length of {country}'s IBANs?",
        "Please tell me how many characters long account numbers (IBAN) of {country} are.",
        "Can you tell me how long an IBAN from {country} is?",
        "An IBAN from {country} looks too short to me. How many characters should it have?",
    )
    return Question(worded(rng, wordings, country=country), (RULES,), (NumberFact(value=rules.length),))


@redrawn
def banks_of_a_country(rng: Random) -> Question:
    country = rng.choice(("Ireland", "Iceland", "Estonia", "Latvia", "Montenegro", "Georgia", "Moldova", "Serbia",
                          "Croatia", "Sweden", "Greece", "Bulgaria", "Slovakia", "Czechia", "Kazakhstan", "Romania",
                          "Cyprus", "Netherlands", "Portugal", "Luxembourg", "Hungary", "Lithuania", "Costa Rica",
                          "Saudi Arabia", "United Arab Emirates"))  # fmt: skip
    wordings = (
        "How many banks are listed for {country}?",
        "I'm researching the banks of {country}. How many of them are on record?",
        "Please list the banks of {country} and tell me how many there are.",
        "What is the total number of banks on record in {country}?",
        "Can you tell me the number of banks in {country}?",
    )
    fact = NumberFact(value=list_banks(country).total)
    return Question(worded(rng, wordings, country=country), (LIST,), (fact,))


MAKERS: tuple[Maker, ...] = (
    national_code,
    bic_of_a_bank,
    bank_of_a_bic,
    bank_of_an_iban,
    iban_length,
    banks_of_a_country,
)
