"""Ratings of players by their results, from trueskill with its usual settings. Knows games of two players only."""

import re
import warnings
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from trueskill import Rating, TrueSkill

MOST_RESULTS = 200
RESULT = re.compile(r"\s*([^<>=;,]+?)\s*([>=<])\s*([^<>=;,]+?)\s*")
"""`Anna > Ben`, `Anna < Ben` or `Anna = Ben`."""


@cache
def _rules() -> "TrueSkill":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in its docstrings, where it is compiled for the first time
        import trueskill

    return trueskill.TrueSkill(backend=None)


tool = hub_tool(
    "skill-ratings",
    title="Skill Ratings",
    category="Sports",
    about="TrueSkill ratings for leagues and clubs: the new ratings of two players after a match, the chance that one "
    "beats the other, how balanced a match would be, and the leaderboard after a list of results. A rating is a skill "
    "(mu, 25 for newcomers) and its uncertainty (sigma, 8.333 for newcomers).",
    licence="BSD-3-Clause (trueskill)",
    warm=_rules,
)

Mu = Annotated[
    float,
    Query(ge=-100, le=200, description="Skill (mu) of the first player; 25 for a newcomer.", examples=[29.4]),
]
Sigma = Annotated[
    float,
    Query(gt=0, le=20, description="Uncertainty (sigma) of the first player; 8.333 for a newcomer.", examples=[7.2]),
]
OtherMu = Annotated[float, Query(ge=-100, le=200, description="Skill (mu) of the second player.", examples=[20.6])]
OtherSigma = Annotated[float, Query(gt=0, le=20, description="Uncertainty (sigma) of the second.", examples=[7.2])]


class RatedMatch(Value):
    outcome: str
    first_mu: float
    first_sigma: float
    first_mu_change: float
    second_mu: float
    second_sigma: float
    second_mu_change: float


class WinProbability(Value):
    first_wins_percent: float
    second_wins_percent: float
    favourite: Literal["first", "second", "neither"]


class MatchQuality(Value):
    quality_percent: float
    skill_difference: float


class Standing(Value):
    rank: int
    player: str
    mu: float
    sigma: float
    conservative_rating: float
    matches: int
    wins: int
    draws: int
    losses: int


class Leaderboard(Value):
    matches: int
    players: int
    leader: str
    standings: list[Standing]


@tool.get("/match")
def rate_match(
    first_mu: Mu,
    first_sigma: Sigma,
    second_mu: OtherMu,
    second_sigma: OtherSigma,
    outcome: Annotated[
        Literal["first wins", "second wins", "draw"], Query(description="How it ended.", examples=["first wins"])
    ] = "first wins",
) -> RatedMatch:
    """Rate a match of two players: their new skills and uncertainties after a win, a loss or a draw."""
    first, second = _rating(first_mu, first_sigma), _rating(second_mu, second_sigma)
    sign: Literal[">", "<", "="] = ">" if outcome == "first wins" else "<" if outcome == "second wins" else "="
    first_new, second_new = _after(first, second, sign)
    return RatedMatch(
        outcome=outcome,
        first_mu=round(first_new.mu, 3),
        first_sigma=round(first_new.sigma, 3),
        first_mu_change=round(first_new.mu - first.mu, 3),
        second_mu=round(second_new.mu, 3),
        second_sigma=round(second_new.sigma, 3),
        second_mu_change=round(second_new.mu - second.mu, 3),
    )


@tool.get("/win-probability")
def win_probability(first_mu: Mu, first_sigma: Sigma, second_mu: OtherMu, second_sigma: OtherSigma) -> WinProbability:
    """Work out the chance that one player plays better than another and so wins, in percent; draws are left aside."""
    rules = _rules()
    spread = sqrt(2 * rules.beta**2 + first_sigma**2 + second_sigma**2)
    chance = round(100 * rules.cdf((first_mu - second_mu) / spread), 2)
    favourite: Literal["first", "second", "neither"] = "first" if first_mu > second_mu else "second"
    return WinProbability(
        first_wins_percent=chance,
        second_wins_percent=round(100 - chance, 2),
        favourite="neither" if first_mu == second_mu else favourite,
    )


@tool.get("/quality")
def match_quality(first_mu: Mu, first_sigma: Sigma, second_mu: OtherMu, second_sigma: OtherSigma) -> MatchQuality:
    """Tell how balanced a match of two players would be: 100 percent where a draw is as likely as it can be."""
    groups = [(_rating(first_mu, first_sigma),), (_rating(second_mu, second_sigma),)]
    return MatchQuality(
        quality_percent=round(100 * _rules().quality(groups), 2),
        skill_difference=round(abs(first_mu - second_mu), 3),
    )


@tool.get("/leaderboard")
def leaderboard(
    results: Annotated[
        str,
        Query(
            min_length=5,
            max_length=6000,
            description="The results in the order they were played, separated by semicolons: 'Anna > Ben' where Anna "
            "beat Ben, 'Anna = Ben' for a draw.",
            examples=["Anna > Ben; Ben > Cara; Cara = Anna"],
        ),
    ],
) -> Leaderboard:
    """Rate a whole series of matches, all players starting as newcomers, and rank them: the leaderboard of a league.

    Ranks go by the conservative rating, mu less three times sigma: skill that a player has almost surely.
    """
    played = _played(results)
    ratings = {name: _rules().create_rating() for first, _, second in played for name in (first, second)}
    for first, sign, second in played:
        ratings[first], ratings[second] = _after(ratings[first], ratings[second], sign)
    order = sorted(ratings, key=lambda name: -_rules().expose(ratings[name]))
    standings = [_standing(rank, name, ratings[name], played) for rank, name in enumerate(order, 1)]
    return Leaderboard(matches=len(played), players=len(order), leader=order[0], standings=standings)


def _played(results: str) -> list[tuple[str, str, str]]:
    played = []
    for text in filter(str.strip, re.split(r"[;,\n]", results)):
        match = RESULT.fullmatch(text)
        if not match or match[1] == match[3]:
            raise Unusable(f"{text.strip()!r} is no result of two players: write 'Anna > Ben' or 'Anna = Ben'")
        played.append((match[1], match[2], match[3]))
    if not 1 <= len(played) <= MOST_RESULTS:
        raise Unusable(f"give 1 to {MOST_RESULTS} results")
    return played


def _rating(mu: float, sigma: float) -> "Rating":
    return _rules().create_rating(mu, sigma)


def _after(first: "Rating", second: "Rating", sign: str) -> "tuple[Rating, Rating]":
    ranks = {">": (0, 1), "<": (1, 0), "=": (0, 0)}[sign]
    try:
        (first_new,), (second_new,) = _rules().rate([(first,), (second,)], ranks=ranks)
    except FloatingPointError:
        raise Unusable("these skills are too far apart to rate this outcome") from None
    return first_new, second_new


def _standing(rank: int, name: str, rating: "Rating", played: list[tuple[str, str, str]]) -> Standing:
    signs = [sign for first, sign, _ in played if first == name]
    signs += [{">": "<", "<": ">"}.get(sign, sign) for _, sign, second in played if second == name]
    return Standing(
        rank=rank,
        player=name,
        mu=round(rating.mu, 3),
        sigma=round(rating.sigma, 3),
        conservative_rating=round(_rules().expose(rating), 3),
        matches=len(signs),
        wins=signs.count(">"),
        draws=signs.count("="),
        losses=signs.count("<"),
    )
