from typing import Any

import pytest
from probed import Site

from apis.health import Reason, Sample, Stage
from apis.model import Status, canonical
from apis.probe.judge import finding_of, is_empty, is_error, settled, verdict

NAME = {"name": {"type": "string"}}
API = Site({}).api("greet", NAME)


def sample(value: Any, *, name: str = "a", status: Status = Status.OK, documented: bool = False, **more: Any) -> Sample:
    content = value if isinstance(value, str) else canonical(value)
    fields = {"seconds": 0.1, "size": len(content), "content": content} | more
    return Sample(arguments={"name": name}, documented=documented, status=status, **fields)


@pytest.mark.parametrize("value", ["", "  ", None, {}, [], {"a": None, "b": ""}, {"results": [], "count": 0}, [[], {}]])
def test_nothing_is_empty_in_all_its_forms(value: Any) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", ["text", 0, False, {"distance": 0}, {"valid": False}, {"n": 1, "rest": []}, [0, 1]])
def test_a_value_that_says_something_is_not_empty(value: Any) -> None:
    assert not is_empty(value)


@pytest.mark.parametrize(
    "value",
    [
        {"error": "no such city"},
        {"error": {"code": 17, "message": "no such city"}},
        {"errors": ["bad"], "data": None},
        {"success": False, "message": "quota"},
        {"status": "error", "message": "quota"},
        {"status": 404, "message": "none", "timestamp": "2026-01-01"},
        {"cod": "401", "message": "Invalid"},
    ],
)
def test_an_error_told_as_a_success_is_known_by_its_shape(value: Any) -> None:
    assert is_error(value)


@pytest.mark.parametrize(
    "value",
    [
        {"error": 0.05, "mean": 3.2},
        {"error": None, "data": {"a": 1}},
        {"errors": [], "result": [1]},
        {"code": 404, "phrase": "Not Found"},
        {"status": "error", "data": {"a": 1}},
        {"message": "Hello, error!"},
        {"success": False},
        {"title": "Internal Server Error", "year": 2011},
        [{"error": "in a list of log lines"}],
        "error",
    ],
)
def test_data_about_errors_is_data(value: Any) -> None:
    assert not is_error(value)


def test_a_mark_that_a_successful_answer_declares_marks_nothing() -> None:
    assert not is_error({"status": "failed", "message": "of the last build"}, ["status", "message"])


def test_an_answer_that_is_the_same_for_three_questions_says_so_and_a_short_one_for_five() -> None:
    motto = [sample({"motto": "all the same"}, name=str(number)) for number in range(3)]
    assert not settled(API, motto[:2])
    assert settled(API, motto)
    assert verdict(API, motto, slow=5).reason is Reason.SAME_ANSWER
    decimals = [sample({"decimals": 2}, name=str(number)) for number in range(5)]
    assert verdict(API, decimals[:4], slow=5).stage is Stage.KEPT
    assert verdict(API, decimals, slow=5).reason is Reason.SAME_ANSWER


def test_two_answers_that_differ_settle_it() -> None:
    assert settled(API, [sample({"a": 1}), sample({"a": 2}, name="b")])
    assert not settled(API, [sample({"a": 1})])


def test_flags_and_cut_answers_are_never_called_the_same() -> None:
    for alike in ({"valid": False}, {"motto": "all the same"}):
        samples = [sample(alike, name=str(number), cut="motto" in alike) for number in range(6)]
        assert verdict(API, samples, slow=5).stage is Stage.KEPT


def test_whoever_answered_once_is_not_unreachable() -> None:
    lost = sample({"error": "timeout"}, status=Status.TIMEOUT)
    found = sample({"error": "not_found", "http_status": 404}, status=Status.NOT_FOUND, documented=True)
    assert verdict(API, [found, lost, lost], slow=5).reason is Reason.GONE
    assert verdict(API, [lost, lost], slow=5) == finding_of(API, lost)
    assert verdict(API, [lost, sample({"a": 1})], slow=5).stage is Stage.KEPT


def test_one_quick_good_answer_is_fast_enough() -> None:
    samples = [sample({"a": 1}, seconds=9), sample({"a": 2}, name="b", seconds=0.2)]
    assert verdict(API, samples, slow=5).stage is Stage.KEPT
    assert verdict(API, samples[:1], slow=5).reason is Reason.SLOW


def test_what_the_server_said_stands_in_the_detail() -> None:
    said = {"error": "unauthorized", "http_status": 401, "message": "set a key", "response": {"detail": "no\nkey"}}
    finding = finding_of(API, sample(said, status=Status.UNAUTHORIZED))
    assert finding.detail == 'HTTP 401: set a key: {"detail":"no\\nkey"}'
