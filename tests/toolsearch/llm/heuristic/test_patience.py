"""What is done about failures: other functions, other arguments, and giving up in time, the same in every path."""

import pytest
from toys import Fault, Toy, fails, toy, walk

from apis.model import Json, Status
from toolsearch.llm.heuristic import HeuristicLLM
from toolsearch.llm.heuristic.turn import PATIENCE

HARBOUR = {"type": "string", "description": "Name of the harbour"}
WANTED = "What is the water depth of the harbour Skagen?"


def depth(name: str, run: object = None) -> Toy:
    answer = run or (lambda harbour: {"depth_m": 11.5})
    return toy(f"depth_for_{name}", "Water depth of a harbour. Returns: depth_m.", answer, harbour=HARBOUR)  # type: ignore[arg-type]  # a lambda of one argument


BROKEN = [Status.NOT_FOUND, Status.UNAUTHORIZED, Status.UNEXPECTED_CONTENT, Status.TIMEOUT, Status.RATE_LIMITED]


@pytest.mark.parametrize("status", BROKEN)
def test_a_function_that_fails_is_replaced_by_another_in_the_same_path(status: Status) -> None:
    path = walk(HeuristicLLM(), [depth("pilots", fails(status)), depth("port_book")], WANTED)
    assert path.answer is not None
    assert "11.5" in path.answer
    assert path.names[-1] == "depth_for_port_book"


@pytest.mark.parametrize(
    "nothing", [[], {}, {"results": []}, {"error": "no such thing"}, {"depth_m": None}, "<html>oops</html>"]
)
def test_an_empty_answer_counts_as_a_failure(nothing: Json) -> None:
    path = walk(HeuristicLLM(), [depth("pilots", lambda harbour: nothing), depth("port_book")], WANTED)
    assert set(path.names) == {"depth_for_pilots", "depth_for_port_book"} or path.names == ["depth_for_port_book"]
    assert path.answer is not None
    assert "11.5" in path.answer


def test_it_tries_as_many_functions_as_it_has_patience_for_and_then_gives_up() -> None:
    toys = [depth(name, fails(Status.SERVER_ERROR)) for name in ("one", "two", "three", "four", "five")]
    path = walk(HeuristicLLM(), toys, WANTED)
    assert path.gave_up
    assert len(path.calls) == PATIENCE
    assert len(set(path.names)) == PATIENCE


def test_it_gives_up_sooner_where_nothing_else_fits() -> None:
    path = walk(HeuristicLLM(), [depth("one", fails(Status.SERVER_ERROR))], WANTED)
    assert path.gave_up
    assert len(path.calls) == 1


def test_a_result_that_says_nothing_of_what_is_wanted_is_no_answer() -> None:
    lists = toy(
        "find_for_harbours",
        "Find a harbour. Returns: harbour_id, name.",
        lambda name: {"harbour_id": "H7", "name": name},
        name=HARBOUR,
    )
    details = toy(
        "details_for_harbours",
        "Details of a harbour: berths and draught. Returns: berths, draught_m.",
        lambda harbour_id: {"berths": 40, "draught_m": 8.5},
        harbour_id={"type": "string", "example": "H1"},
    )
    path = walk(HeuristicLLM(), [lists, details], "What draught does the harbour Skagen have?")
    assert path.calls[-1] == ("details_for_harbours", {"harbour_id": "H7"})
    assert "8.5" in (path.answer or "")


def lookup(name: str, code: str) -> Toy:
    return toy(
        f"{name}_for_signals",
        "Look up the call sign of a ship by its name. Returns: call_sign, ship.",
        lambda ship: {"call_sign": code, "ship": ship},
        ship={"type": "string", "description": "Name of the ship"},
    )


def crew(call_sign: str) -> Json:
    if call_sign != "OXVC4":
        raise Fault(Status.NOT_FOUND, f"no call sign {call_sign!r}")
    return {"crew_size": 23}


CREW = toy(
    "crew_for_manifests",
    "Crew size of a ship. Returns: crew_size.",
    crew,
    call_sign={"type": "string", "example": "LAQW2"},
)


def test_it_does_not_go_back_to_a_lookup_that_succeeded() -> None:
    path = walk(
        HeuristicLLM(),
        [lookup("search", "BADXX9"), lookup("registry", "OXVC4"), CREW],
        "How large is the crew of the Freja?",
    )
    assert path.gave_up
    assert path.names.count("search_for_signals") + path.names.count("registry_for_signals") == 1


def test_a_lookup_that_fails_at_once_is_replaced() -> None:
    broken = toy(
        "search_for_signals",
        "Look up the call sign of a ship by its name. Returns: call_sign, ship.",
        fails(Status.TIMEOUT),
        ship={"type": "string", "description": "Name of the ship"},
    )
    path = walk(HeuristicLLM(), [broken, lookup("registry", "OXVC4"), CREW], "How large is the crew of the Freja?")
    assert "23" in (path.answer or "")


def test_a_failure_of_one_goal_does_not_hide_the_other_goals_from_the_path() -> None:
    path = walk(
        HeuristicLLM(),
        [depth("pilots", fails(Status.TIMEOUT)), CREW, lookup("registry", "OXVC4")],
        f"{WANTED} And how large is the crew of the Freja?",
    )
    assert path.gave_up  # half an answer is none
    assert "registry_for_signals" in path.names


def test_after_a_wrong_first_choice_a_function_that_tells_what_is_asked_still_counts() -> None:
    firms = toy("owner_for_firms", "Owner of a firm. Returns: owner.", fails(Status.NOT_FOUND), name=HARBOUR)
    ports = toy(
        "port_for_ports",
        "Tell a port's owner and depth, by its name. Returns: name, owner.",
        lambda quay: {"name": "Skagen", "owner": "Baltic Piers"},
        quay=HARBOUR,
    )
    path = walk(HeuristicLLM(), [firms, ports], "Who is the owner of the port Skagen?")
    assert path.names[-1] == "port_for_ports"
    assert "Baltic Piers" in (path.answer or "")


def test_what_refuses_a_code_that_was_looked_up_is_not_replaced_by_what_tells_something_else() -> None:
    refuses = toy(
        "crew_for_manifests",
        "Crew size of a ship by its call sign. Returns: crew_size.",
        fails(Status.NOT_FOUND),
        call_sign={"type": "string", "example": "LAQW2"},
    )
    tells_another = toy(
        "flag_for_registers",
        "Flag of a ship by its call sign. Returns: flag.",
        lambda call_sign: {"flag": "Norway"},
        call_sign={"type": "string", "example": "LAQW2"},
    )
    path = walk(
        HeuristicLLM(), [lookup("search", "BADXX9"), refuses, tells_another], "How large is the crew of the Freja?"
    )
    assert path.gave_up
    assert "flag_for_registers" not in path.names


def test_what_refuses_a_code_that_was_looked_up_is_replaced_by_two_others_that_tell_the_same() -> None:
    toys = [
        toy(
            f"crew_for_{name}",
            "Crew size of a ship by its call sign. Returns: crew_size.",
            fails(Status.NOT_FOUND),
            call_sign={"type": "string", "example": "LAQW2"},
        )
        for name in ("manifests", "musters", "rosters", "lists")
    ]
    path = walk(HeuristicLLM(), [lookup("search", "BADXX9"), *toys], "How large is the crew of the Freja?")
    assert path.gave_up
    assert len({name for name in path.names if name.startswith("crew")}) == PATIENCE
