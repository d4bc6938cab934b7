"""Questions about how amounts of money are written elsewhere."""

from random import Random

from apis.hub.currency_formats import country_currency, find_currency
from apis.hub.locale_formats import find_locale, format_amount, format_everywhere
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import TextFact, found
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.currency_formats import (
    COUNTRY,
    FIND,
    FIND_LOCALE,
    LOCALES,
    some_money,
)

FORMAT = "locale-formats/format-amount"
EVERYWHERE = "locale-formats/format-everywhere"
BROKEN_FORMAT = Trap("html", "regional-settings/format-money", FORMAT)
GONE_FORMAT = Trap("gone", "world-currencies/write-amount", FORMAT)
CODES = ("EUR", "USD", "GBP", "CHF", "JPY", "PLN", "SEK", "CAD", "AUD", "INR", "BRL", "MXN", "TRY", "CZK", "HUF")


def _written(text: str) -> TextFact:
    """State an amount as written; spaces of any kind are the same. Raises `Redraw` where no checker could find it."""
    fact = TextFact(value=" ".join(text.replace("\u200f", "").split()))
    if not found(fact, f"It is {text}."):
        raise Redraw
    return fact


def _amount(rng: Random) -> float:
    return rng.randrange(1_000_00, 9_999_999_99) / 100


@redrawn
def amount_in_a_locale(rng: Random) -> Question:
    amount, code, place = _amount(rng), rng.choice(CODES), rng.choice(LOCALES)
    locale = find_locale(place).locales[0]
    wordings = (
        "How is the amount {amount} {code} written in {locale}?",
        "I'm making out an invoice for {locale}. How do I write {amount} {code} there?",
        "Write {amount} {code} the way it is usual in {locale}, please.",
        "Please format the amount of {amount} {code} for readers in {locale}.",
        "Can you write {amount} {code} the way it is written in {locale}?",
    )
    fact = _written(format_amount(amount, code, locale.locale).text)
    text = worded(rng, wordings, amount=f"{amount:.2f}", code=code, locale=locale.name)
    return Question(text, (FIND_LOCALE, FORMAT), (fact,), (BROKEN_FORMAT, GONE_FORMAT))


@redrawn
def local_price(rng: Random) -> Question:
    money, amount, place = some_money(rng), _amount(rng), rng.choice(LOCALES)
    locale = find_locale(place).locales[0]
    wordings = (
        "How do people in {locale} write an amount of {amount} in the currency of {country}?",
        "We sell to {country} in its own currency. How is {amount} of it written for customers in {locale}?",
        "Please write an amount of {amount} in the currency of {country} the way it is done in {locale}.",
        "A price in {country} is {amount} in local money. How would it be printed in {locale}?",
        "Can you write {amount} in the currency of {country} the way it is written in {locale}?",
    )
    fact = _written(format_amount(amount, money.currencies[0].code, locale.locale).text)
    text = worded(rng, wordings, amount=f"{amount:.2f}", country=money.country, locale=locale.name)
    traps = (BROKEN_FORMAT,)
    return Question(text, (COUNTRY, FIND_LOCALE, FORMAT), (fact,), traps)


@redrawn
def amount_of_a_named_currency(rng: Random) -> Question:
    money, amount, place = some_money(rng).currencies[0], _amount(rng), rng.choice(LOCALES)
    if find_currency(money.name).currencies[0].code != money.code:
        raise Redraw
    locale = find_locale(place).locales[0]
    wordings = (
        "How would {amount} in the currency {name} be written in {locale}?",
        "My contract states {amount} in {name}. How do I write this amount in {locale}?",
        "Please write the amount {amount} (currency: {name}) as is usual in {locale}.",
        "For a brochure in {locale}: how does one write {amount} of the currency {name}?",
        "Can you write an amount of {amount} in the currency {name} the way it is written in {locale}?",
    )
    fact = _written(format_amount(amount, money.code, locale.locale).text)
    text = worded(rng, wordings, amount=f"{amount:.2f}", name=money.name, locale=locale.name)
    return Question(text, (FIND, FIND_LOCALE, FORMAT), (fact,), (GONE_FORMAT,))


@redrawn
def amount_in_two_places(rng: Random) -> Question:
    amount, code = _amount(rng), rng.choice(CODES)
    first, second = rng.sample(format_everywhere(amount, code).rows, 2)
    wordings = (
        "How is {amount} {code} written in {first}, and how in {second}?",
        "I need the amount {amount} {code} as it is written in {first} and as it is written in {second}.",
        "Show me how {amount} {code} looks in several locales; I need {first} and {second}.",
        "Please compare how {amount} {code} is written in {first} and in {second}.",
        "Can you tell me how {amount} {code} is written in {first} and in {second}?",
    )
    facts = (_written(first.text), _written(second.text))
    if facts[0] == facts[1]:
        raise Redraw
    text = worded(rng, wordings, amount=f"{amount:.2f}", code=code, first=first.locale_name, second=second.locale_name)
    return Question(text, (EVERYWHERE,), facts)


@redrawn
def code_of_a_locale(rng: Random) -> Question:
    rows = find_locale(rng.choice(LOCALES)).locales
    country = country_currency(rows[0].locale[-2:]).country
    wordings = (
        "What is the locale code for {name}?",
        "Which locale identifier do I set for {name}?",
        "My software wants a locale code such as xx_YY. Which one is {name}?",
        "Please find the code of the locale {name} for a user in {country}.",
        "Can you tell me the locale code for {name}?",
        "We translate our site for {country}. What is the locale code of {name}?",
    )
    fact = TextFact(value=rows[0].locale, aliases=(rows[0].locale.replace("_", "-"),))
    return Question(worded(rng, wordings, name=rows[0].name, country=country), (FIND_LOCALE,), (fact,))


MAKERS: tuple[Maker, ...] = (
    amount_in_a_locale,
    local_price,
    amount_of_a_named_currency,
    amount_in_two_places,
    code_of_a_locale,
)
