"""What samples say about which keys are worth keeping."""

from typing import Any

from plannings import api

from apis.plans.learn import Answered, learn
from apis.plans.plan import Plan, Why

UUIDS = ("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "6fa459ea-ee8a-3ca4-894e-db77e160355e")


def beds(number: int, place: int) -> int:
    return number * 7 + place


ITEM = {"name": lambda number, place: f"Room {number}{place}", "beds": beds}


def rooms(*items: dict[str, Any], **top: Any) -> list[Answered]:
    """Two answers to different questions, each with these items; functions fill in what differs."""

    def filled(number: int) -> list[dict[str, Any]]:
        return [
            {key: value(number, place) if callable(value) else value for key, value in each.items()}
            for place, each in enumerate(items)
        ]

    return [Answered({"hotel": number}, {"rooms": filled(number)} | top) for number in range(2)]


def planned(answers: list[Answered], *, taken: tuple[str, ...] = (), **more: Any) -> Plan:
    return learn(api(**more), answers, taken=taken)


def test_what_is_always_the_same_or_always_empty_goes() -> None:
    answers = rooms(*[ITEM | {"licence": "CC0", "note": None, "tags": []}] * 3, version="1.2")
    assert planned(answers).drop == {
        "/rooms/*/licence": Why.CONSTANT,
        "/rooms/*/note": Why.EMPTY,
        "/rooms/*/tags": Why.EMPTY,
    }


def test_what_was_seen_once_or_twice_is_not_known_to_be_always_so() -> None:
    assert planned(rooms(ITEM | {"licence": "CC0", "note": None})).drop == {}


def test_what_one_call_alone_says_is_no_constant() -> None:
    [first, _] = rooms(*[ITEM | {"licence": "CC0"}] * 5)
    assert learn(api(), [first]).drop == {}


def test_what_looks_like_an_id_goes_and_what_another_call_takes_stays() -> None:
    item = ITEM | {
        "uuid": lambda number, place: UUIDS[place % 2].replace("1", str(number)),
        "hash": lambda number, place: f"{number * 77 + place:032x}",
        "room_id": lambda number, place: f"{number * 99 + place:032x}",
        "id": lambda number, place: f"{number * 55 + place:032x}",
    }
    answers = rooms(*[item] * 3)
    ids = ("/rooms/*/uuid", "/rooms/*/hash", "/rooms/*/room_id", "/rooms/*/id")
    said = "Lists what a hotel has."
    assert planned(answers, description=said, name="list").drop == dict.fromkeys(ids, Why.ID_LIKE)
    known = planned(answers, description=said, name="list", taken=("roomId",))
    assert known.drop == dict.fromkeys(ids[:2], Why.ID_LIKE)  # /rooms/*/id is a room's id


def test_what_always_repeats_a_neighbour_goes() -> None:
    item = ITEM | {"caption": lambda number, place: f"Room {number}{place} "}
    assert planned(rooms(*[item] * 3)).drop == {"/rooms/*/caption": Why.DUPLICATED}
    almost = item | {"caption": lambda number, place: "other" if place == 2 else f"Room {number}{place}"}
    assert planned(rooms(*[almost] * 3)).drop == {}


def test_tracking_and_markup_go() -> None:
    item = ITEM | {
        "request_id": beds,
        "link": lambda number, place: f"https://x.test/{number}{place}?utm_source=api",
        "card_html": lambda number, place: f"<div><b>{number}{place}</b></div>",
        "site": lambda number, place: f"https://x.test/{number}{place}",
    }
    assert planned(rooms(*[item] * 3)).drop == {
        "/rooms/*/request_id": Why.TRACKING,
        "/rooms/*/link": Why.TRACKING,
        "/rooms/*/card_html": Why.MARKUP,
    }


def test_what_the_description_or_a_parameter_speaks_of_stays() -> None:
    answers = rooms(*[ITEM | {"currency": "EUR", "smoking": None, "floor_count": 3}] * 3)
    parameters = {"floor": {"type": "integer", "description": "No smoking there."}}
    assert planned(answers, description="Lists rooms with their currency.", parameters=parameters).drop == {}


def test_a_plan_leaves_something_to_say() -> None:
    answers = [Answered({"a": number}, {"ok": True, "etag": "x"}) for number in range(4)]
    assert planned(answers, description="Does it.").drop == {}


def test_a_bare_array_a_number_and_a_text_are_answers_too() -> None:
    for value in ([1, 2, 3], 7, "text", None, [], {}):
        assert learn(api(), [Answered({}, value)] * 4).drop == {}


def test_keep_and_drop_hold_every_key_that_was_seen_once() -> None:
    plan = planned(rooms(*[ITEM | {"etag": beds, "a/b": beds}] * 3))
    assert set(plan.keep) | set(plan.drop) == {f"/rooms/*/{key}" for key in ("name", "beds", "etag", "a~1b")}
    assert not set(plan.keep) & set(plan.drop)
