"""Questions about the numbers on books, cards, phones and goods."""

from random import Random

from stdnum import ean, luhn
from stdnum import isbn as books
from stdnum.exceptions import ValidationError

from apis.hub.identifier_checks import check_card_number, check_isbn, find_check_digit
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import BoolFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

ISBN = "identifier-checks/check-isbn"
CARD = "identifier-checks/check-card-number"
DIGIT = "identifier-checks/find-check-digit"
LOCKED = Trap("key", "document-numbers/validate-isbn", ISBN)
GONE = Trap("gone", "document-numbers/validate-card", CARD)
BEGINNINGS = ("0", "1", "2", "3", "4", "5", "84", "88", "90", "91", "87", "82")
"""First digits of the numbers of language areas and countries."""


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def some_isbn(rng: Random) -> str:
    """Draw an ISBN-13 of a registered publisher's range, with its hyphens."""
    start = "978" + rng.choice(BEGINNINGS)
    number = start + _digits(rng, 12 - len(start))
    try:
        text = books.format(books.validate(number + ean.calc_check_digit(number)))
    except ValidationError:
        raise Redraw from None
    if text.count("-") != 4:
        raise Redraw
    return str(text)


@redrawn
def short_isbn(rng: Random) -> Question:
    text = some_isbn(rng)
    found = check_isbn(text)
    if found.isbn_10 in text:
        raise Redraw
    wordings = (
        "What is the ISBN-10 of the book with the ISBN {text}?",
        "An old catalogue needs the ten-digit ISBN for {text}. What is it?",
        "Please convert the ISBN {text} to ISBN-10.",
        "Our library system wants ten digits: which ISBN-10 belongs to {text}?",
        "Can you convert the ISBN {text} to an ISBN-10?",
    )
    return Question(worded(rng, wordings, text=text), (ISBN,), (TextFact(value=found.isbn_10),), (LOCKED,))


@redrawn
def publisher_of_an_isbn(rng: Random) -> Question:
    text = some_isbn(rng)
    found = check_isbn(text)
    wordings = (
        "Which part of the ISBN {text} is the publisher's number, and what is the book's ISBN-10?",
        "In the ISBN {text}, what is the number of the publisher? I also need the ISBN-10.",
        "I'm cataloguing a book with the ISBN {text}. What are the publisher's number and the ISBN-10?",
        "Please take the ISBN {text} apart: what is the publisher's number, and how does the ISBN-10 read?",
        "Can you tell me the publisher's number and the ISBN-10 for the ISBN {text}?",
    )
    plain = text.replace("-", "")
    facts = (TextFact(value=found.publisher), TextFact(value=found.isbn_10))
    return Question(worded(rng, wordings, text=plain), (ISBN,), facts, (LOCKED,))


@redrawn
def card(rng: Random) -> Question:
    number = rng.choice(("4", "51", "55", "37", "6011")) + _digits(rng, 11)
    number += luhn.calc_check_digit(number) if rng.random() < 0.5 else rng.choice("0123456789")
    found = check_card_number(number)
    wordings = (
        "Is the card number {number} valid, and which last digit would it need?",
        "A customer gave the card number {number}. Is it valid, and what should its check digit be?",
        "Please check if {number} is a valid card number and tell me the digit that should come last.",
        "I typed the card number {number} from a test sheet. Is it valid, and what is the expected check digit?",
        "Can you tell me whether the card number {number} is valid, and which check digit is expected?",
    )
    facts = (
        BoolFact(value=found.valid, about="valid"),
        NumberFact(value=int(found.expected_check_digit), tolerance=0),
    )
    return Question(worded(rng, wordings, number=number), (CARD,), facts, (GONE,))


@redrawn
def barcode(rng: Random) -> Question:
    number = rng.choice(("40", "50", "76", "80", "590", "730", "871", "87")) + _digits(rng, 9)
    number = number[:12].ljust(12, "7")
    found = find_check_digit(number, "barcode")
    wordings = (
        "The first twelve digits of a product's barcode are {number}. What is the complete number?",
        "Which check digit completes the barcode {number}? Please give the whole number.",
        "We print our own barcodes. How does {number} read with its check digit at the end?",
        "Please add the missing last digit to the barcode {number}.",
        "Complete the barcode {number} with its check digit, please.",
    )
    return Question(worded(rng, wordings, number=number), (DIGIT,), (TextFact(value=found.complete_number),))


@redrawn
def phone_imei(rng: Random) -> Question:
    number = rng.choice(("35", "86", "99", "01")) + _digits(rng, 12)
    found = find_check_digit(number, "imei")
    wordings = (
        "My phone's IMEI begins {number} and the last digit is scratched off. What is the full IMEI?",
        "Which digit completes the IMEI {number}? Please give me the complete number.",
        "The box shows only fourteen digits of an IMEI: {number}. How does it read with the check digit?",
        "Please work out the check digit of the IMEI {number} and write the number in full.",
        "Can you complete the IMEI {number} with its check digit?",
    )
    return Question(worded(rng, wordings, number=number), (DIGIT,), (TextFact(value=found.complete_number),))


MAKERS: tuple[Maker, ...] = (short_isbn, publisher_of_an_isbn, card, barcode, phone_imei)
