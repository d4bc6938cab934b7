import pytest

from eval.hubbench.check import LONGEST, check
from eval.hubbench.facts import BoolFact, DateFact, NumberFact, TextFact, TimeFact

CODES = [f"{first}{middle}{last}" for first in "ABC" for middle in "AEIOU" for last in "RST"]


def test_an_answer_with_every_fact_passes() -> None:
    facts = [TextFact(value="CDG"), NumberFact(value=392), BoolFact(value=True, about="open")]
    checked = check(facts, "It is CDG, 392 ft high, and it is open.")
    assert (checked.passed, checked.missing, checked.reason) == (True, (), "all 3 facts found")


def test_missing_facts_are_named() -> None:
    facts = [TextFact(value="CDG"), NumberFact(value=392)]
    checked = check(facts, "It is CDG.")
    assert (checked.passed, checked.missing) == (False, (facts[1],))
    assert checked.reason == "1 of 2 facts not found: number '392'"


@pytest.mark.parametrize("answer", [None, "", "  \n"])
def test_no_answer_does_not_pass(answer: str | None) -> None:
    assert check([TextFact(value="CDG")], answer).reason == "no answer"


def test_nothing_to_check_is_an_error() -> None:
    with pytest.raises(ValueError, match="no facts"):
        check([], "CDG")


def test_a_long_answer_does_not_pass_even_with_the_fact_in_it() -> None:
    padded = "CDG " + "and so on " * (LONGEST // 10)
    assert check([TextFact(value="CDG")], padded).reason.startswith("a dump, not an answer: 2,003 characters")


def test_white_space_does_not_make_an_answer_long() -> None:
    assert check([TextFact(value="CDG")], "CDG" + " " * LONGEST + "is it.").passed


def test_listing_many_numbers_does_not_pass() -> None:
    listed = ", ".join(str(number) for number in range(390, 411))
    assert check([NumberFact(value=392)], listed).reason == "a dump, not an answer: 21 different numbers, at most 20"


def test_as_many_numbers_as_the_facts_call_for_may_be_listed() -> None:
    facts = [NumberFact(value=float(number)) for number in range(390, 410)]
    assert check(facts, ", ".join(str(number) for number in range(390, 410))).passed


def test_listing_many_days_or_times_does_not_pass() -> None:
    days = ", ".join(f"2026-05-{day:02}" for day in range(1, 31))
    times = ", ".join(f"{hour:02}:43" for hour in range(24))
    assert "dates, at most" in check([DateFact(value="2026-05-14")], days).reason
    assert "times, at most" in check([TimeFact(value="08:43")], times).reason


def test_listing_many_names_does_not_pass() -> None:
    upper = " ".join(CODES)
    lower = ", ".join(f"the {code.lower()}" for code in CODES)
    assert "names, at most 40" in check([TextFact(value="CAR")], upper).reason
    assert "names, at most 40" in check([TextFact(value="Lyon")], lower).reason


def test_numbers_do_not_count_where_no_number_is_asked() -> None:
    listed = ", ".join(str(number) for number in range(30))
    assert check([BoolFact(value=True, about="valid")], f"It is valid: seen {listed}").passed


def test_an_answer_in_a_few_sentences_is_no_dump() -> None:
    answer = (
        "Here is what I found. The nearest airport to the Eiffel Tower is Paris-Orly (ORY), 14.2 km away; Charles de "
        "Gaulle (CDG) is 24.8 km away and lies 392 ft above sea level. Easter Monday 2026 falls on 6 April 2026, and "
        "the sun rises at 07:26 in Paris on that day. The distance from Paris to Rome is about 1,105 km (687 miles)."
    )
    facts = [
        TextFact(value="ORY"),
        NumberFact(value=392),
        DateFact(value="2026-04-06"),
        TimeFact(value="07:26"),
        NumberFact(value=1105.3),
    ]
    assert check(facts, answer).passed
