"""At a point that was left before, something else is done: what was tried is not repeated."""

import asyncio

import pytest
from toys import FINISH, Toy, toy, walk

from apis.model import Json, Observation, Status, ToolCall
from toolsearch.llm.base import Request, Settings
from toolsearch.llm.heuristic import HeuristicLLM
from toolsearch.messages import Assistant, System, ToolReply, Tried, User

SHIP = {"type": "string", "description": "Name of the ship"}
WANTED = "How large is the crew of the Freja?"


def lookup(name: str, code: str) -> Toy:
    return toy(
        f"{name}_for_signals",
        "Look up the call sign of a ship by its name. Returns: call_sign, ship.",
        lambda ship: {"call_sign": code, "ship": ship},
        ship=SHIP,
    )


def crew(call_sign: str) -> Json:
    return {"crew_size": 23 if call_sign == "OXVC4" else 1}


TOYS = [
    lookup("search", "BADXX9"),
    lookup("registry", "OXVC4"),
    toy(
        "crew_for_manifests",
        "Crew size of a ship. Returns: crew_size.",
        crew,
        call_sign={"type": "string", "example": "LAQW2"},
    ),
]


def tried(name: str, status: Status = Status.OK, **arguments: Json) -> Tried:
    call = ToolCall(id="before", name=name, arguments=arguments)
    seen = Observation(call_id="before", status=status, content="{}")
    return Tried(calls=(call,), observations=(seen,), outcome="it was given up")


@pytest.mark.parametrize(("first", "other"), [("search", "registry"), ("registry", "search")])
def test_another_lookup_is_made_in_place_of_one_that_led_nowhere(first: str, other: str) -> None:
    path = walk(HeuristicLLM(), TOYS, WANTED, tried=(tried(f"{first}_for_signals", ship="Freja"),))
    assert path.names[0] == f"{other}_for_signals"
    assert path.answer is not None


def test_a_call_that_failed_here_is_not_made_again() -> None:
    path = walk(HeuristicLLM(), TOYS, WANTED, tried=(tried("search_for_signals", Status.TIMEOUT, ship="Freja"),))
    assert path.names[0] == "registry_for_signals"


def test_it_gives_up_at_once_where_everything_was_tried() -> None:
    before = (tried("search_for_signals", ship="Freja"), tried("registry_for_signals", ship="Freja"))
    path = walk(HeuristicLLM(), TOYS, WANTED, tried=before)
    assert path.gave_up
    assert path.turns == 1


def test_what_was_tried_with_other_arguments_is_no_hindrance() -> None:
    path = walk(HeuristicLLM(), TOYS, WANTED, tried=(tried("search_for_signals", ship="Thetis"),))
    assert path.calls[0][1] == {"ship": "Freja"}


def test_of_several_calls_only_the_doubtful_one_is_exchanged() -> None:
    tide = toy(
        "tide_for_harbours",
        "High tide at a harbour. Returns: high_tide.",
        lambda harbour: {"high_tide": "04:11"},
        harbour={"type": "string"},
    )
    calls = (
        ToolCall(id="a", name="search_for_signals", arguments={"ship": "Freja"}),
        ToolCall(id="b", name="tide_for_harbours", arguments={"harbour": "Skagen"}),
    )
    seen = tuple(Observation(call_id=call.id, status=Status.OK, content="{}") for call in calls)
    path = walk(
        HeuristicLLM(),
        [*TOYS, tide],
        "How large is the crew of the Freja? And when is high tide at the harbour Skagen?",
        tried=(Tried(calls=calls, observations=seen, outcome="given up"),),
    )
    assert path.names[:2] == ["registry_for_signals", "tide_for_harbours"]


def test_of_two_lookups_the_one_is_exchanged_whose_goal_failed_further_down() -> None:
    def pilot(name: str, mark: str) -> Toy:
        return toy(
            f"{name}_for_pilots",
            "Look up the badge of a pilot by surname. Returns: badge, surname.",
            lambda surname: {"badge": mark, "surname": surname},
            surname={"type": "string", "description": "Surname of the pilot"},
        )

    licence = toy(
        "licence_for_rosters",
        "Licence class of a pilot. Returns: licence_class.",
        lambda badge: {"licence_class": "B2"},
        badge={"type": "string", "example": "P17"},
    )
    toys = [*TOYS, pilot("find", "P20"), pilot("index", "P21"), licence]
    text = "How large is the crew of the Freja? And which licence class does the pilot Lindqvist have?"
    first = walk(HeuristicLLM(), toys, text).names[:2]
    other = {"find": "index", "index": "find", "search": "registry", "registry": "search"}
    assert {name.split("_")[0] for name in first} <= set(other)
    asked = [{"ship": "Freja"}, {"surname": "Lindqvist"}]
    calls = tuple(
        ToolCall(id=f"call_{n}_goal{n}_lookup", name=name, arguments=asked[n]) for n, name in enumerate(first)
    )
    seen = tuple(Observation(call_id=call.id, status=Status.OK, content="{}") for call in calls)
    for goal in (0, 1):
        below = ToolCall(id=f"call_2_goal{goal}_answer", name="any", arguments={})
        again = Tried(calls=calls, observations=seen, outcome="it was given up", failed=(below,))
        names = walk(HeuristicLLM(), toys, text, tried=(again,)).names[:2]
        changed = [n for n in (0, 1) if names[n] != first[n]]
        assert changed == [goal]
        assert names[goal] == "_".join([other[first[goal].split("_")[0]], *first[goal].split("_")[1:]])


def test_every_lookup_that_led_to_a_failure_is_exchanged_at_once() -> None:
    text = "How large is the crew of the Freja? And how large is the crew of the Thetis?"
    ships = ("Freja", "Thetis")
    for name, other in (("search", "registry"), ("registry", "search")):
        calls = tuple(
            ToolCall(id=f"call_{n}_goal{n}_lookup", name=f"{name}_for_signals", arguments={"ship": ship})
            for n, ship in enumerate(ships)
        )
        seen = tuple(Observation(call_id=call.id, status=Status.OK, content="{}") for call in calls)
        below = tuple(
            ToolCall(id=f"call_{2 + n}_goal{n}_answer", name="crew_for_manifests", arguments={}) for n in (0, 1)
        )
        again = Tried(calls=calls, observations=seen, outcome="it was given up", failed=below)
        path = walk(HeuristicLLM(), TOYS, text, tried=(again,))
        assert path.calls[:2] == [(f"{other}_for_signals", {"ship": ship}) for ship in ships]


def test_a_point_after_the_lookup_is_given_up_where_what_was_looked_up_was_refused() -> None:
    looked_up = ToolCall(id="call_0_goal0_lookup", name="search_for_signals", arguments={"ship": "Freja"})
    path = [
        System(content="Call functions, then Finish."),
        User(content=WANTED),
        Assistant(calls=(looked_up,)),
        ToolReply(call_id=looked_up.id, name=looked_up.name, content='{"call_sign": "BADXX9"}', status=Status.OK),
    ]
    offered = (*(one.function for one in TOYS), FINISH)

    def then(refused: Json) -> ToolCall:
        call = ToolCall(id="call_1_goal0_answer", name="crew_for_manifests", arguments={"call_sign": refused})
        seen = Observation(call_id=call.id, status=Status.NOT_FOUND, content="{}")
        again = Tried(calls=(call,), observations=(seen,), outcome="it was given up")
        request = Request((*path, User(content="Do something else.", tried=(again,))), offered, Settings())
        return asyncio.run(HeuristicLLM().complete(request)).message.calls[0]

    assert then("BADXX9").arguments == {"return_type": "give_up_and_restart"}
    assert then("LAQW2").name != FINISH.name  # it came from nowhere further up
