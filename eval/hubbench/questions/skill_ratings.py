"""Questions of clubs and leagues about TrueSkill ratings."""

from random import Random
from typing import Literal

from apis.hub.skill_ratings import leaderboard, match_quality, rate_match, win_probability
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question

MATCH = "skill-ratings/rate-match"
CHANCE = "skill-ratings/win-probability"
QUALITY = "skill-ratings/match-quality"
BOARD = "skill-ratings/leaderboard"
PLAYERS = (
    "Anna", "Bruno", "Carla", "Dmitri", "Elif", "Fergus", "Greta", "Hamid", "Ines", "Jonas", "Kofi", "Lena", "Marta",
)  # fmt: skip
Ratings = tuple[float, float, float, float]


def some_ratings(rng: Random) -> Ratings:
    """Draw the skills and uncertainties of two players, mu and sigma of the one and of the other."""
    first, second = (round(rng.uniform(15, 38), 1) for _ in range(2))
    if first == second:
        raise Redraw
    return first, round(rng.uniform(1.5, 8), 1), second, round(rng.uniform(1.5, 8), 1)


def said(rng: Random, ratings: Ratings) -> dict[str, object]:
    """Name two players and put their ratings into words.

    >>> sorted(said(Random(0), (25.0, 8.3, 30.0, 2.0)))
    ['first', 'mu', 'other_mu', 'other_sigma', 'second', 'sigma']
    """
    first, second = rng.sample(PLAYERS, 2)
    mu, sigma, other_mu, other_sigma = ratings
    return {
        "first": first, "second": second, "mu": mu, "sigma": sigma, "other_mu": other_mu, "other_sigma": other_sigma,
    }  # fmt: skip


def some_results(rng: Random) -> str:
    """Draw the results of three or four players, each against each other."""
    players = rng.sample(PLAYERS, rng.choice((3, 4)))
    pairs = [(a, b) for place, a in enumerate(players) for b in players[place + 1 :]]
    return "; ".join(f"{a} {rng.choice('>><=')} {b}" for a, b in rng.sample(pairs, len(pairs)))


def in_words(results: str) -> str:
    """Tell results as people do.

    >>> in_words("Anna > Ben; Ben < Cara; Cara = Anna")
    'Anna beat Ben, Cara beat Ben, Cara drew with Anna'
    """
    told = []
    for result in results.split("; "):
        first, sign, second = result.split(" ")
        winner, other = (second, first) if sign == "<" else (first, second)
        told.append(f"{winner} {'drew with' if sign == '=' else 'beat'} {other}")
    return ", ".join(told)


@redrawn
def new_ratings(rng: Random) -> Question:
    ratings = some_ratings(rng)
    outcome: Literal["first wins", "draw"] = rng.choice(("first wins", "draw"))
    found = rate_match(*ratings, outcome)
    values = said(rng, ratings)
    how = {"first wins": "{first} beat {second}", "draw": "{first} and {second} drew"}[outcome].format(**values)
    wordings = (
        "{how}. What are their new TrueSkill values mu if {first} had mu {mu} and sigma {sigma}, and {second} had mu "
        "{other_mu} and sigma {other_sigma}?",
        "With TrueSkill, {first} had mu {mu} and sigma {sigma}, {second} mu {other_mu} and sigma {other_sigma}. What "
        "are the new values of mu of both, now that {how}?",
        "In our chess club {how}. What mu do both have now by TrueSkill, if they were at {mu} (sigma {sigma}) and "
        "{other_mu} (sigma {other_sigma}) before?",
        "Please update the TrueSkill ratings of {first} (mu {mu}, sigma {sigma}) and {second} (mu {other_mu}, sigma "
        "{other_sigma}) after their match and give me both new values of mu: {how}.",
        "Can you tell me the new TrueSkill mu of {first} and {second} after {how}, if the one was at {mu} with sigma "
        "{sigma} and the other at {other_mu} with sigma {other_sigma}?",
    )
    facts = (NumberFact(value=found.first_mu), NumberFact(value=found.second_mu))
    return Question(worded(rng, wordings, how=how, **values), (MATCH,), facts)


@redrawn
def chance_to_win(rng: Random) -> Question:
    ratings = some_ratings(rng)
    found = win_probability(*ratings)
    if not 5 < found.first_wins_percent < 95:
        raise Redraw
    wordings = (
        "How likely is it in percent that {first} beats {second}, if in TrueSkill {first} has mu {mu}, sigma {sigma} "
        "and {second} has mu {other_mu} and sigma {other_sigma}?",
        "What is the chance in percent that a player with TrueSkill mu {mu} and sigma {sigma} beats one with mu "
        "{other_mu} and sigma {other_sigma}?",
        "{first} (TrueSkill mu {mu}, sigma {sigma}) plays {second} (mu {other_mu}, sigma {other_sigma}) tonight. With "
        "what probability in percent does {first} win?",
        "Please work out the win probability in percent of {first}, with TrueSkill mu {mu} and sigma {sigma}, against "
        "{second}, with mu {other_mu} and sigma {other_sigma}.",
        "Can you tell me with what chance, in percent, {first} wins against {second} by their TrueSkill ratings of mu "
        "{mu}, sigma {sigma} and mu {other_mu}, sigma {other_sigma}?",
    )
    fact = NumberFact(value=found.first_wins_percent)
    return Question(worded(rng, wordings, **said(rng, ratings)), (CHANCE,), (fact,))


@redrawn
def balance(rng: Random) -> Question:
    ratings = some_ratings(rng)
    found = match_quality(*ratings)
    if found.quality_percent < 5:
        raise Redraw
    wordings = (
        "How balanced would a match of {first} and {second} be, as TrueSkill match quality in percent, if they have mu "
        "{mu}, sigma {sigma} and mu {other_mu}, sigma {other_sigma}?",
        "What is the TrueSkill match quality in percent for players of mu {mu}, sigma {sigma} and mu {other_mu}, sigma "
        "{other_sigma}?",
        "I'm pairing {first} (mu {mu}, sigma {sigma}) with {second} (mu {other_mu}, sigma {other_sigma}). What match "
        "quality in percent does TrueSkill give that game?",
        "Please work out in percent how fair a match between {first} (TrueSkill mu {mu}, sigma {sigma}) and {second} "
        "(mu {other_mu}, sigma {other_sigma}) is by its match quality.",
        "Can you tell me the quality in percent of a match between TrueSkill ratings of mu {mu}, sigma {sigma} and mu "
        "{other_mu}, sigma {other_sigma}?",
    )
    fact = NumberFact(value=found.quality_percent)
    return Question(worded(rng, wordings, **said(rng, ratings)), (QUALITY,), (fact,))


@redrawn
def leader(rng: Random) -> Question:
    results = some_results(rng)
    best, second = leaderboard(results).standings[:2]
    if best.conservative_rating - second.conservative_rating < 0.01:
        raise Redraw
    wordings = (
        "Who leads the TrueSkill leaderboard after these results in this order, and with what mu: {results}?",
        "These games were played one after the other: {results}. Who is first by TrueSkill, and what is the mu of that "
        "player?",
        "Our league began with these results: {results}. Who is on top of the leaderboard by TrueSkill, and with which "
        "mu?",
        "Please make a TrueSkill ranking of newcomers from these results, in order, and tell me the leader and the "
        "leader's mu: {results}.",
        "Can you rank our players by TrueSkill and name the leader with mu, if the results were these: {results}?",
    )
    facts = (TextFact(value=best.player), NumberFact(value=best.mu))
    return Question(worded(rng, wordings, results=in_words(results)), (BOARD,), facts)


@redrawn
def chance_after_a_league(rng: Random) -> Question:
    results = some_results(rng)
    first, second = rng.sample(leaderboard(results).standings, 2)
    found = win_probability(first.mu, first.sigma, second.mu, second.sigma)
    if found.favourite == "neither":
        raise Redraw
    wordings = (
        "The results so far are these, in order: {results}. How likely is it in percent that {first} beats "
        "{second} the next time, by TrueSkill?",
        "By TrueSkill, what is the chance in percent that {first} wins the next game against {second} after these "
        "results: {results}?",
        "Our newcomers played in this order: {results}. With what probability in percent will {first} win against "
        "{second} by their TrueSkill ratings?",
        "Please rate these results by TrueSkill and tell me the chance in percent of {first} against {second}: "
        "{results}.",
        "Can you tell me in percent how likely {first} is to beat {second}, by TrueSkill ratings after these games: "
        "{results}?",
    )
    values = {"results": in_words(results), "first": first.player, "second": second.player}
    fact = NumberFact(value=found.first_wins_percent)
    return Question(worded(rng, wordings, **values), (BOARD, CHANCE), (fact,))


MAKERS: tuple[Maker, ...] = (new_ratings, chance_to_win, balance, leader, chance_after_a_league)
