"""What poker hands are worth, from treys. Knows a deck of 52 cards without jokers, and no betting."""

import re
from collections import Counter
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from treys import Evaluator

WEAKEST = 7462
"""The strengths that treys tells apart: 1 is a royal flush, 7462 is 7-5-4-3-2 of several suits."""
DEALS = {
    "Royal Flush": 4,
    "Straight Flush": 36,
    "Four of a Kind": 624,
    "Full House": 3744,
    "Flush": 5108,
    "Straight": 10200,
    "Three of a Kind": 54912,
    "Two Pair": 123552,
    "Pair": 1098240,
    "High Card": 1302540,
}
"""Of the 2,598,960 deals of five cards, how many are of each class."""
CARD = re.compile(r"(10|[2-9tjqka])([shdc])", re.IGNORECASE)


@cache
def _evaluator() -> "Evaluator":
    from treys import Evaluator

    return Evaluator()


tool = hub_tool(
    "poker-hands",
    title="Poker Hands",
    category="Gaming",
    about="Evaluate poker hands: the class and strength of five to seven cards, which of two Texas hold'em hands wins "
    "on a board, the exact chances of two hands before the last cards are dealt, and how rare each class of hand is. "
    "Cards are written as rank and suit: As, Kh, Td or 10d, 7c.",
    licence="MIT (treys)",
    warm=_evaluator,
)

Pocket = Annotated[
    str, Query(max_length=12, description="Two hole cards of the first player.", examples=["Ah Kd", "9s 9c"])
]
OtherPocket = Annotated[
    str, Query(max_length=12, description="Two hole cards of the second player.", examples=["Qs Qc"])
]
Board = Annotated[str, Query(max_length=30, description="The five cards on the board.", examples=["Kc 7d 2s 9h Qh"])]
BoardSoFar = Annotated[
    str, Query(max_length=24, description="Cards on the board: the flop, or flop and turn.", examples=["Kc 7d 2s"])
]


class EvaluatedHand(Value):
    cards: list[str]
    hand_class: str
    best_five: list[str]
    strength_rank: int
    beats_percent_of_strengths: float


class PlayerHand(Value):
    hole_cards: list[str]
    hand_class: str
    strength_rank: int


class Showdown(Value):
    board: list[str]
    winner: Literal["first", "second", "split"]
    winning_class: str
    first: PlayerHand
    second: PlayerHand


class WinChances(Value):
    board: list[str]
    first_wins_percent: float
    second_wins_percent: float
    split_percent: float
    possible_boards: int


class HandClass(Value):
    position: int
    hand_class: str
    strongest_rank: int
    weakest_rank: int
    distinct_strengths: int
    five_card_deals: int
    probability_percent: float


class HandClasses(Value):
    classes: list[HandClass]


@tool.get("/evaluate")
def evaluate_hand(
    cards: Annotated[
        str,
        Query(
            max_length=40,
            description="Five to seven cards, separated by spaces or commas: rank (2-9, T or 10, J, Q, K, A) and suit "
            "(s, h, d, c).",
            examples=["Ah Kh Qh Jh Th 2c 2d", "9s 9c 9d 4h 4s"],
        ),
    ],
) -> EvaluatedHand:
    """Evaluate a poker hand of five to seven cards: its class, its best five cards and its strength.

    The strength is a rank from 1 (royal flush) to 7462 (the worst high card); a lower rank beats a higher one.
    """
    hand = _cards(cards, 5, 7)
    rank = _rank(hand)
    best = min(combinations(hand, 5), key=lambda five: _rank(list(five)))
    return EvaluatedHand(
        cards=hand,
        hand_class=_class(rank),
        best_five=list(best),
        strength_rank=rank,
        beats_percent_of_strengths=round(100 * (WEAKEST - rank) / (WEAKEST - 1), 2),
    )


@tool.get("/compare")
def compare_hands(first_hand: Pocket, second_hand: OtherPocket, board: Board) -> Showdown:
    """Compare two Texas hold'em hands on a board of five cards: who wins, and with what class of hand."""
    first, second, table = _deal(first_hand, second_hand, board, 5, 5)
    left, right = _rank(first + table), _rank(second + table)
    winner: Literal["first", "second", "split"] = "split" if left == right else "first" if left < right else "second"
    return Showdown(
        board=table,
        winner=winner,
        winning_class=_class(min(left, right)),
        first=PlayerHand(hole_cards=first, hand_class=_class(left), strength_rank=left),
        second=PlayerHand(hole_cards=second, hand_class=_class(right), strength_rank=right),
    )


@tool.get("/chances")
def win_chances(first_hand: Pocket, second_hand: OtherPocket, board: BoardSoFar) -> WinChances:
    """Work out the exact chances of two Texas hold'em hands after the flop or the turn, over all cards to come."""
    first, second, table = _deal(first_hand, second_hand, board, 3, 4)
    left = [card for card in _deck() if card not in {*first, *second, *table}]
    results: Counter[int] = Counter()
    for rest in combinations(left, 5 - len(table)):
        whole = [*table, *rest]
        ours, theirs = _rank(first + whole), _rank(second + whole)
        results[(ours > theirs) - (ours < theirs)] += 1
    total = results.total()
    return WinChances(
        board=table,
        first_wins_percent=round(100 * results[-1] / total, 2),
        second_wins_percent=round(100 * results[1] / total, 2),
        split_percent=round(100 * results[0] / total, 2),
        possible_boards=total,
    )


@tool.get("/classes")
def list_hand_classes() -> HandClasses:
    """List the classes of poker hands from royal flush to high card: their ranks, and how often five cards make each.

    The chances are those of five cards dealt from a full deck of 52.
    """
    from treys.lookup import LookupTable

    weakest = sorted(LookupTable.MAX_TO_RANK_CLASS)
    strongest = [1, *(rank + 1 for rank in weakest[:-1])]
    total = sum(DEALS.values())
    rows = [
        HandClass(
            position=position,
            hand_class=name,
            strongest_rank=strong,
            weakest_rank=weak,
            distinct_strengths=weak - strong + 1,
            five_card_deals=DEALS[name],
            probability_percent=round(100 * DEALS[name] / total, 5),
        )
        for position, (strong, weak, name) in enumerate(zip(strongest, weakest, DEALS, strict=True), 1)
    ]
    return HandClasses(classes=rows)


def _deal(first: str, second: str, board: str, fewest: int, most: int) -> tuple[list[str], list[str], list[str]]:
    hands = _cards(first, 2, 2), _cards(second, 2, 2), _cards(board, fewest, most)
    _all_different([card for cards in hands for card in cards])
    return hands


def _cards(text: str, fewest: int, most: int) -> list[str]:
    parts = re.split(r"[\s,]+", text.strip())
    read = [CARD.fullmatch(part) for part in parts]
    if not all(read):
        raise Unusable(f"{text!r} are not all cards: write them as As, Kh, Td, 7c")
    cards = [f"{match[1].upper().replace('10', 'T')}{match[2].lower()}" for match in read if match]
    if not fewest <= len(cards) <= most:
        raise Unusable(f"{text!r} has {len(cards)} cards, not {fewest if fewest == most else f'{fewest} to {most}'}")
    _all_different(cards)
    return cards


def _all_different(cards: list[str]) -> None:
    if twice := [card for card, count in Counter(cards).items() if count > 1]:
        raise Unusable(f"{', '.join(twice)} is there more than once")


@cache
def _deck() -> tuple[str, ...]:
    return tuple(f"{rank}{suit}" for rank in "23456789TJQKA" for suit in "shdc")


@cache
def _numbers() -> dict[str, int]:
    from treys import Card

    return {card: Card.new(card) for card in _deck()}


def _rank(cards: list[str]) -> int:
    return int(_evaluator().evaluate([], [_numbers()[card] for card in cards]))


def _class(rank: int) -> str:
    evaluator = _evaluator()
    return str(evaluator.class_to_string(evaluator.get_rank_class(rank)))
