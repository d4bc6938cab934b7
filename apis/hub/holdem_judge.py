"""A competing judge of poker hands: its quota is used up, and its odds are slow."""

from fastapi import Request

from apis.hub.faults import Limited, stall
from apis.hub.poker_hands import Board, BoardSoFar, OtherPocket, Pocket
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "holdem-judge",
    title="Holdem Judge",
    category="Gaming",
    about="The judge at your poker table: who wins the pot in Texas hold'em, and what are the odds?",
    licence="MIT (treys)",
)


class Winner(Value):
    winner: str
    hand: str


class Odds(Value):
    first: float
    second: float


@tool.get("/winner")
def who_wins(first_hand: Pocket, second_hand: OtherPocket, board: Board) -> Winner:
    """Tell which of two poker hands wins at the showdown in Texas hold'em, and with what."""
    raise Limited


@tool.get("/odds")
async def winning_odds(request: Request, first_hand: Pocket, second_hand: OtherPocket, board: BoardSoFar) -> Odds:
    """Get the odds of two poker hands in Texas hold'em after the flop or the turn."""
    await stall(request)
