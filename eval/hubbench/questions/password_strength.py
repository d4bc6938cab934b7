"""Questions about how strong and how common passwords are. The passwords are made up."""

from random import Random

from apis.hub.password_strength import (
    compare_passwords,
    explain_password,
    list_common_passwords,
    password_rank,
    rate_password,
)
from eval.hubbench.drawing import Redraw, ordinal, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

RATE = "password-strength/rate-password"
EXPLAIN = "password-strength/explain-password"
RANK = "password-strength/password-rank"
COMMON = "password-strength/list-common-passwords"
COMPARE = "password-strength/compare-passwords"
USED_UP = Trap("limited", "password-audit/check-password-strength", RATE)
GONE = Trap("gone", "password-audit/is-common-password", RANK)
USED_UP_PAIR = Trap("limited", "password-audit/stronger-password", COMPARE)
WORDS = (
    "apricot", "balcony", "candle", "dolphin", "elephant", "feather", "garlic", "hammock", "igloo", "jasmine",
    "kettle", "lantern", "mushroom", "noodle", "octopus", "paprika", "quartz", "raspberry", "saddle", "turnip",
    "umbrella", "velvet", "walnut", "xylophone", "yoghurt", "zeppelin", "monday", "summer", "dragon", "sunshine",
)  # fmt: skip


def some_password(rng: Random) -> str:
    """Make a password such as people choose: words, digits, a sign."""
    parts = rng.sample(WORDS, rng.choice((1, 1, 2)))
    if rng.random() < 0.5:
        parts = [part.capitalize() for part in parts]
    return "".join(parts) + str(rng.randrange(3, 99)) + rng.choice(("", "", "!", "#", "?x"))


@redrawn
def score(rng: Random) -> Question:
    password = some_password(rng)
    found = rate_password(password)
    wordings = (
        'How strong is the password "{password}" on a scale from 0 to 4, and how is that put in words?',
        'Rate the password "{password}": score from 0 to 4 and the verdict in words, please.',
        'My colleague uses passwords like "{password}". Which score (0 to 4) and which verdict does it get?',
        'Please tell me the strength score and the verdict for the password "{password}".',
        'Can you tell me the strength score (0 to 4) and the verdict for the password "{password}"?',
    )
    facts = (NumberFact(value=found.score, tolerance=0), TextFact(value=found.verdict))
    return Question(worded(rng, wordings, password=password), (RATE,), facts, (USED_UP,))


@redrawn
def cracking_time(rng: Random) -> Question:
    password = some_password(rng)
    found = rate_password(password)
    wordings = (
        'How long would it take to crack "{password}" online at ten guesses a second, and what is the base-10 '
        "logarithm of the guesses?",
        'How long does it take to crack the password "{password}" online at ten guesses per second, and what is the '
        "log10 of the number of guesses?",
        "I'm preparing a security training. What are the online crack time (ten guesses per second) and the log10 "
        'of the guesses for the password "{password}"?',
        'Please estimate the online crack time at ten guesses a second for "{password}", and the log10 of the guesses.',
        "Can you tell me the online crack time (ten guesses per second) and the log10 of the guesses for the "
        'password "{password}"?',
    )
    facts = (TextFact(value=found.crack_time_online), NumberFact(value=found.guesses_log10))
    return Question(worded(rng, wordings, password=password), (RATE,), facts, (USED_UP,))


@redrawn
def rank_of_a_password(rng: Random) -> Question:
    row = rng.choice(list_common_passwords(rng.randrange(20, 9000), 20).passwords)
    if not (row.password.isascii() and row.password.isalnum() and len(row.password) > 4):
        raise Redraw
    wordings = (
        'Which rank does the password "{password}" have among the most common ones?',
        'At which rank of the most common passwords is "{password}"?',
        'My old password was "{password}". What is its rank in the list of common passwords?',
        'Please find the rank of "{password}" among the most common passwords.',
        'Can you tell me the rank of the password "{password}" among the most common ones?',
    )
    fact = NumberFact(value=password_rank(row.password).rank, tolerance=0)
    return Question(worded(rng, wordings, password=row.password), (RANK,), (fact,), (GONE,))


@redrawn
def password_at_a_rank(rng: Random) -> Question:
    rank = rng.randrange(30, 5000)
    found = list_common_passwords(rank, 1).passwords[0].password
    if not (found.isascii() and found.isalnum() and len(found) > 4):
        raise Redraw
    wordings = (
        "Which password takes rank {rank} among the most common passwords?",
        "What is the {place} most common password?",
        "I'm giving a talk on bad passwords. Which one is at rank {rank} of the most common passwords?",
        "Please look up the password on place {rank} of the list of common passwords.",
        "Can you tell me which password is at rank {rank} of the most common passwords?",
    )
    return Question(worded(rng, wordings, rank=rank, place=ordinal(rank)), (COMMON,), (TextFact(value=found),))


@redrawn
def weak_part(rng: Random) -> Question:
    password = some_password(rng)
    found = explain_password(password)
    ranked = [part for part in found.parts if part.rank and part.rank > 20]
    if len(ranked) != 1 or found.count < 2:
        raise Redraw
    wordings = (
        'Into how many parts would an attacker split the password "{password}", and which rank has the dictionary word '
        "in it?",
        'If the password "{password}" is split into parts, how many are there, and which rank does the dictionary '
        "word have?",
        'I want to know why the password "{password}" is weak. How many parts does it have, and what is the rank of '
        "the dictionary word in it?",
        'Please explain the password "{password}" with its number of parts and the rank of the dictionary word in it.',
        'Can you tell me the number of parts of the password "{password}", and the rank of the dictionary word in it?',
    )
    facts = (NumberFact(value=found.count), NumberFact(value=ranked[0].rank or 0, tolerance=0))
    return Question(worded(rng, wordings, password=password), (EXPLAIN,), facts)


@redrawn
def stronger(rng: Random) -> Question:
    first, second = some_password(rng), some_password(rng)
    found = compare_passwords(first, second)
    if found.times_harder < 3:
        raise Redraw
    wordings = (
        'How many times harder to guess is the stronger of the passwords "{first}" and "{second}"?',
        'Compare the passwords "{first}" and "{second}": how many times harder is the better one to guess?',
        'I can\'t decide between "{first}" and "{second}". By which factor is the stronger one harder to guess?',
        'Please tell me how many times harder the better password is to guess, "{first}" or "{second}".',
        'By what factor do the passwords "{first}" and "{second}" differ in guesses?',
    )
    facts = (NumberFact(value=found.times_harder),)
    return Question(worded(rng, wordings, first=first, second=second), (COMPARE,), facts, (USED_UP_PAIR,))


MAKERS: tuple[Maker, ...] = (score, cracking_time, rank_of_a_password, password_at_a_rank, weak_part, stronger)
