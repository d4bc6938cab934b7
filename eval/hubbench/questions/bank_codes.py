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
FOUR_LETTERS = Trap("foreign_id", "bank-finder/search-bank-code", FIND)
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
        "National bank code of {name} ({country})?",
    )
    text = worded(rng, wordings, name=bank.name, country=bank.country)
    return Question(text, (FIND, DETAILS), (TextFact(value=details.national_bank_codes[0]),), (FOUR_LETTERS,))


@redrawn
def branch_and_code(rng: Random) -> Question:
    bank, details = some_bank(rng)
    wordings = (
        "Under which national code and with which branch part of its BIC is {name} registered?",
        "For our records: what are the national bank code and the branch code in the BIC of {name}?",
        "Please find the national bank code of {name} and the branch code that its SWIFT code ends with.",
        "I have only the name {name}. Which national bank code does it have, and which BIC branch code?",
        "{name}: national bank code and BIC branch code?",
    )
    facts = (TextFact(value=details.national_bank_codes[0]), TextFact(value=details.branch_code))
    return Question(worded(rng, wordings, name=bank.name), (FIND, DETAILS), facts, (FOUR_LETTERS,))


@redrawn
def bic_of_a_bank(rng: Random) -> Question:
    bank, _ = some_bank(rng)
    wordings = (
        "What is the BIC of {name} in {country}?",
        "I want to send money to {name} in {country}. What is the bank's SWIFT code?",
        "Which BIC does the {country} bank {name} have?",
        "Could you find the SWIFT/BIC code of {name} ({country})?",
        "SWIFT code of {name}, {country}?",
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
        "An invoice gives {bic} as the BIC. Which bank is that, and where is it based?",
        "Whose SWIFT code is {bic}? I need the bank's name and its country.",
        "Please tell me the name and the country of the bank behind the SWIFT code {bic}.",
        "Bank name and country for BIC {bic}?",
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
        "I'm about to pay into {iban}. Can you tell me the bank's name and SWIFT code?",
        "Bank and BIC for IBAN {iban}?",
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
        "IBAN length for {country}?",
        "An IBAN from {country} looks too short to me. How many characters should it have?",
    )
    return Question(worded(rng, wordings, country=country), (RULES,), (NumberFact(value=rules.length),))


@redrawn
def name_of_a_listed_bank(rng: Random) -> Question:
    country = rng.choice(("Ireland", "Iceland", "Estonia", "Latvia", "Montenegro", "Georgia", "Moldova", "Serbia",
                          "Croatia", "Sweden", "Greece", "Bulgaria", "Slovakia", "Czechia", "Kazakhstan", "Romania",
                          "Cyprus", "Netherlands", "Portugal", "Luxembourg", "Hungary", "Lithuania", "Costa Rica",
                          "Saudi Arabia", "United Arab Emirates"))  # fmt: skip
    banks = list_banks(country)
    wordings = (
        "How many banks are listed for {country}, and which one comes first in the alphabet?",
        "I'm researching the banks of {country}: how many are on record, and what is the first one alphabetically?",
        "Please list the banks of {country} and tell me their number and the alphabetically first name.",
        "What is the total number of banks on record in {country}, and which heads the alphabetical list?",
        "Number of banks in {country}, and the first by name?",
    )
    facts = (NumberFact(value=banks.total), TextFact(value=banks.banks[0].name))
    return Question(worded(rng, wordings, country=country), (LIST,), facts)


MAKERS: tuple[Maker, ...] = (
    national_code,
    branch_and_code,
    bic_of_a_bank,
    bank_of_a_bic,
    bank_of_an_iban,
    iban_length,
    name_of_a_listed_bank,
)
