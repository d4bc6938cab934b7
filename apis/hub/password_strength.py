"""How hard a password is to guess, by zxcvbn and its lists of common passwords. Keeps no password."""

from typing import Annotated, Any

from fastapi import Query

from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "password-strength",
    title="Password Strength",
    category="Cybersecurity",
    about="Rate passwords: a score from 0 to 4, how long they would take to crack, what makes them weak, and how "
    "common a password is.",
    licence="MIT (zxcvbn)",
)

Password = Annotated[
    str, Query(min_length=1, max_length=60, description="The password to rate.", examples=["correcthorse9"])
]


class Rating(Value):
    score: int
    """0 too guessable, 1 very guessable, 2 somewhat guessable, 3 safe against fast guessing, 4 very strong."""
    verdict: str
    guesses_log10: float
    crack_time_online: str
    crack_time_offline_slow: str
    crack_time_offline_fast: str
    warning: str
    suggestions: list[str]


class Part(Value):
    text: str
    pattern: str
    dictionary: str
    rank: int | None
    guesses: float


class Explanation(Value):
    count: int
    parts: list[Part]


class Rank(Value):
    password: str
    rank: int
    out_of: int


class CommonPassword(Value):
    rank: int
    password: str
    length: int


class CommonPasswords(Value):
    total: int
    passwords: list[CommonPassword]


class Comparison(Value):
    stronger: str
    first_score: int
    second_score: int
    times_harder: float


VERDICTS = ("too guessable", "very guessable", "somewhat guessable", "safely unguessable", "very unguessable")


@tool.get("/rate")
def rate_password(password: Password) -> Rating:
    """Rate the strength of a password from 0 to 4, with the time it takes to crack and advice to make it better."""
    found = _estimate(password)
    times = found["crack_times_display"]
    return Rating(
        score=found["score"],
        verdict=VERDICTS[found["score"]],
        guesses_log10=round(float(found["guesses_log10"]), 3),
        crack_time_online=times["online_no_throttling_10_per_second"],
        crack_time_offline_slow=times["offline_slow_hashing_1e4_per_second"],
        crack_time_offline_fast=times["offline_fast_hashing_1e10_per_second"],
        warning=found["feedback"]["warning"],
        suggestions=list(found["feedback"]["suggestions"]),
    )


@tool.get("/explain")
def explain_password(password: Password) -> Explanation:
    """Take a password apart as an attacker would: common words, names, dates, keyboard rows and repeats in it."""
    rows = [
        Part(
            text=match["token"],
            pattern=match["pattern"],
            dictionary=match.get("dictionary_name", ""),
            rank=match.get("rank"),
            guesses=float(match["guesses"]),
        )
        for match in _estimate(password)["sequence"]
    ]
    return Explanation(count=len(rows), parts=rows)


@tool.get("/rank")
def password_rank(
    password: Annotated[str, Query(min_length=1, max_length=60, description="The password.", examples=["dragon"])],
) -> Rank:
    """Tell how common a password is: its place among the 30,000 most common ones."""
    ranks = _ranks()
    if password.lower() not in ranks:
        raise NotFound(f"{password!r} is not among the {len(ranks):,} most common passwords")
    return Rank(password=password, rank=ranks[password.lower()], out_of=len(ranks))


@tool.get("/common")
def list_common_passwords(
    first: Annotated[int, Query(ge=1, le=30000, description="Rank to begin with.", examples=[1])] = 1,
    limit: Annotated[int, Query(ge=1, le=200, description="How many to return.", examples=[100])] = 100,
) -> CommonPasswords:
    """List the most common passwords by rank, from a given place on."""
    words = list(_ranks())[first - 1 : first - 1 + limit]
    rows = [CommonPassword(rank=rank, password=word, length=len(word)) for rank, word in enumerate(words, first)]
    return CommonPasswords(total=len(_ranks()), passwords=rows)


@tool.get("/compare")
def compare_passwords(
    first: Password,
    second: Annotated[str, Query(min_length=1, max_length=60, description="Another one.", examples=["Tr0ub4dor&3"])],
) -> Comparison:
    """Compare two passwords: which one is stronger, and how many times harder it is to guess."""
    one, two = _estimate(first), _estimate(second)
    ratio = float(one["guesses"] / two["guesses"])
    return Comparison(
        stronger="neither" if ratio == 1 else first if ratio > 1 else second,
        first_score=one["score"],
        second_score=two["score"],
        times_harder=float(f"{max(ratio, 1 / ratio):.6g}"),
    )


def _estimate(password: str) -> dict[str, Any]:
    from zxcvbn import zxcvbn

    return dict(zxcvbn(password))


def _ranks() -> dict[str, int]:
    from zxcvbn.matching import RANKED_DICTIONARIES

    ranks: dict[str, int] = RANKED_DICTIONARIES["passwords"]
    return ranks
