"""Questions at the poker table: what a hand is worth, who wins, with what chance."""

from random import Random

from apis.hub.poker_hands import DEALS, compare_hands, evaluate_hand, list_hand_classes, win_chances
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import Fact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

EVALUATE = "poker-hands/evaluate-hand"
COMPARE = "poker-hands/compare-hands"
CHANCES = "poker-hands/win-chances"
CLASSES = "poker-hands/list-hand-classes"
USED_UP = Trap("limited", "holdem-judge/who-wins", COMPARE)
SLOW = Trap("slow", "holdem-judge/winning-odds", CHANCES)
DECK = tuple(f"{rank}{suit}" for rank in "23456789TJQKA" for suit in "shdc")
ALIASES = {
    "Pair": ("one pair", "a pair"),
    "Two Pair": ("two pairs",),
    "Three of a Kind": ("trips", "a set"),
    "Four of a Kind": ("quads",),
}


def some_deal(rng: Random, board: int) -> dict[str, str]:
    """Draw two hands and a board of some cards."""
    cards = rng.sample(DECK, 4 + board)
    return {"first": " ".join(cards[:2]), "second": " ".join(cards[2:4]), "board": " ".join(cards[4:])}


def class_fact(name: str) -> TextFact:
    """The class of a hand, as players say it; a straight flush is no flush, and two pair are no pair."""
    longer = (each for each in DEALS if name in each and each != name)
    return TextFact(value=name, aliases=ALIASES.get(name, ()), unlike=tuple(longer))


@redrawn
def value_of_a_hand(rng: Random) -> Question:
    cards = " ".join(rng.sample(DECK, rng.randrange(5, 8)))
    found = evaluate_hand(cards)
    if found.hand_class == "High Card" and rng.random() < 0.7:
        raise Redraw
    wordings = (
        "What poker hand do the cards {cards} make, and what is its strength rank between 1 and 7462?",
        "Which class of poker hand is {cards}, and which rank does it have from 1 (best) to 7462?",
        "I hold {cards} at the poker table. What class of hand is that, and what is its rank among the 7462 strengths?",
        "Please evaluate the poker hand {cards}: name its class and its strength rank from 1 to 7462.",
        "Can you tell me the class of the poker hand {cards} and its strength as a rank from 1 to 7462?",
    )
    facts = (class_fact(found.hand_class), NumberFact(value=found.strength_rank))
    return Question(worded(rng, wordings, cards=cards), (EVALUATE,), facts)


@redrawn
def showdown(rng: Random) -> Question:
    deal = some_deal(rng, 5)
    found = compare_hands(deal["first"], deal["second"], deal["board"])
    if found.first.hand_class == found.second.hand_class:
        raise Redraw
    wordings = (
        "In Texas hold'em the board is {board}. What class of hand does the first player make with {first}, and what "
        "does the second make with {second}?",
        "What classes of hands do {first} and {second} make on the hold'em board {board} when they are compared?",
        "At the showdown the board shows {board}, and the players turn over {first} and {second}. What class of poker "
        "hand has each of them?",
        "Please compare the hold'em hands {first} and {second} on the board {board} and name the class of each.",
        "Can you compare two players' hold'em hands, {first} against {second} on {board}, and name both classes?",
    )
    facts = (class_fact(found.first.hand_class), class_fact(found.second.hand_class))
    return Question(worded(rng, wordings, **deal), (COMPARE,), facts, (USED_UP,))


@redrawn
def winning_class(rng: Random) -> Question:
    deal = some_deal(rng, 5)
    found = compare_hands(deal["first"], deal["second"], deal["board"])
    if found.winner == "split":
        raise Redraw
    rank = min(found.first.strength_rank, found.second.strength_rank)
    wordings = (
        "With which class of hand does {first} or {second} win on the hold'em board {board}, and what is the strength "
        "rank of the winner?",
        "Two players go all in with {first} and {second}, and the board is {board}. What class of hand wins, and what "
        "is its strength rank?",
        "What is the winning class of hand if {first} meets {second} in Texas hold'em on {board}, and which strength "
        "rank does the winner have?",
        "Please tell me the class and the strength rank of the hold'em hand that wins when {first} plays {second} on "
        "{board}.",
        "Can you judge this hold'em pot, {first} against {second} on the board {board}, and give me the class and the "
        "strength rank of the winning hand?",
    )
    facts = (class_fact(found.winning_class), NumberFact(value=rank))
    return Question(worded(rng, wordings, **deal), (COMPARE,), facts, (USED_UP,))


@redrawn
def chances(rng: Random) -> Question:
    deal = some_deal(rng, rng.choice((3, 4, 4)))
    found = win_chances(deal["first"], deal["second"], deal["board"])
    if not 3 < found.first_wins_percent < 97:
        raise Redraw
    wordings = (
        "What are the chances in percent that {first} beats {second} in Texas hold'em if the board is {board} so far?",
        "How likely is it in percent that the hold'em hand {first} wins against {second} with {board} on the board?",
        "I'm all in with {first} against {second}, and the board shows {board} so far. With what chance in percent "
        "do I win in hold'em?",
        "Please work out the chance in percent that {first} wins against {second} in hold'em after {board}.",
        "Can you tell me my chance of winning in percent with {first} against {second} on the hold'em board {board}?",
    )
    fact = NumberFact(value=found.first_wins_percent)
    return Question(worded(rng, wordings, **deal), (CHANCES,), (fact,), (SLOW,))


@redrawn
def rarity(rng: Random) -> Question:
    row = rng.choice(list_hand_classes().classes)
    asked: tuple[tuple[str, Fact], ...] = (
        ("in how many of all deals of five cards does it come up", NumberFact(value=row.five_card_deals)),
        ("how many different strengths are there of it", NumberFact(value=row.distinct_strengths)),
        ("what is its chance in percent in a deal of five cards", NumberFact(value=row.probability_percent)),
    )
    (one, fact), (other, second) = rng.sample(asked, 2)
    wordings = (
        "Looking at the poker hand called {name}, {one}, and {other}?",
        "Among the classes of poker hands there is the {name}; {one}, and {other}?",
        "I'm writing about the {name} in poker. As for this class of hand, {one}, and {other}?",
        "Please look up the poker hand {name}: {one}, and {other}?",
        "Can you tell me two things about the {name} in poker: {one}, and {other}?",
    )
    text = worded(rng, wordings, name=row.hand_class.lower(), one=one, other=other)
    return Question(text, (CLASSES,), (fact, second))


@redrawn
def hand_and_its_rarity(rng: Random) -> Question:
    cards = " ".join(rng.sample(DECK, 7))
    found = evaluate_hand(cards)
    (row,) = (row for row in list_hand_classes().classes if row.hand_class == found.hand_class)
    wordings = (
        "What class of poker hand can I make of {cards}, and how many of all deals of five cards are of that class?",
        "Which poker hand is in {cards}, and in how many deals of five cards does that class come up?",
        "My seven cards are {cards}. What poker hand do they make, and how many five-card deals are of that class?",
        "Please name the class of the poker hand {cards}, and tell me how many five-card deals are of that class.",
        "Can you tell me what poker hand {cards} make, and how many of all deals of five cards are of the same class?",
    )
    facts = (class_fact(found.hand_class), NumberFact(value=row.five_card_deals))
    return Question(worded(rng, wordings, cards=cards), (EVALUATE, CLASSES), facts)


MAKERS: tuple[Maker, ...] = (value_of_a_hand, showdown, winning_class, chances, rarity, hand_and_its_rarity)
