"""What the tools of cards, ratings, schedules and numerals say, against what is known from elsewhere."""

from collections.abc import Callable
from datetime import date
from math import comb

import pytest

from apis.hub.cron_schedules import Every, count_runs, describe_schedule, next_runs, previous_run, write_schedule
from apis.hub.poker_hands import compare_hands, evaluate_hand, list_hand_classes, win_chances
from apis.hub.roman_numerals import add_and_subtract, number_to_roman, roman_to_number, year_in_roman
from apis.hub.skill_ratings import leaderboard, match_quality, rate_match, win_probability
from apis.hub.tool import NotFound, Unusable

DAY = date(2026, 5, 14)  # a Thursday
NEWCOMER = (25, 25 / 3)


@pytest.mark.parametrize(
    ("cards", "name", "rank"),
    [
        ("Ah Kh Qh Jh 10h 2c 2d", "Royal Flush", 1),
        ("9s 9c 9d 4h 4s", "Full House", None),
        ("as,2d,3c,4h,5s", "Straight", 1609),
        ("7s 5d 4c 3h 2s", "High Card", 7462),
    ],
)
def test_a_hand_is_of_its_class_and_rank(cards: str, name: str, rank: int | None) -> None:
    found = evaluate_hand(cards)
    assert found.hand_class == name
    assert rank in (None, found.strength_rank)


def test_the_best_five_of_seven_cards_count() -> None:
    assert sorted(evaluate_hand("Ah Kh Qh Jh Th 2c 2d").best_five) == ["Ah", "Jh", "Kh", "Qh", "Th"]


def test_hands_are_compared_on_the_board() -> None:
    found = compare_hands("Ah Kd", "Qs Qc", "Kc 7d 2s 9h Qh")
    assert (found.winner, found.winning_class, found.first.hand_class) == ("second", "Three of a Kind", "Pair")
    assert compare_hands("2c 3d", "2d 3c", "Ah Kh Qh Jh Th").winner == "split"


def test_kings_have_two_outs_of_forty_four_against_aces() -> None:
    found = win_chances("Ah Ad", "Kh Kd", "2c 7s 9h Jd")
    assert (found.possible_boards, found.second_wins_percent) == (44, round(100 * 2 / 44, 2))
    assert win_chances("Ah Ad", "Kh Kd", "2c 7s 9h").possible_boards == comb(45, 2)


def test_the_classes_share_all_deals_and_all_strengths() -> None:
    rows = list_hand_classes().classes
    assert sum(row.five_card_deals for row in rows) == comb(52, 5)
    assert sum(row.distinct_strengths for row in rows) == 7462
    deals = {row.hand_class: row.five_card_deals for row in rows}
    assert deals["Full House"] == 13 * comb(4, 3) * 12 * comb(4, 2)
    assert deals["Flush"] == 4 * (comb(13, 5) - 10)
    assert deals["Two Pair"] == comb(13, 2) * comb(4, 2) ** 2 * 44


def test_newcomers_are_rated_as_in_the_published_example() -> None:
    found = rate_match(*NEWCOMER, *NEWCOMER)
    assert (found.first_mu, found.second_mu) == (29.396, 20.604)
    assert found.first_sigma == found.second_sigma == 7.171
    drawn = rate_match(*NEWCOMER, *NEWCOMER, "draw")
    assert (drawn.first_mu, drawn.second_mu, drawn.first_sigma) == (25.0, 25.0, 6.458)
    assert rate_match(*NEWCOMER, *NEWCOMER, "second wins").second_mu == found.first_mu


def test_equals_have_even_chances_and_the_quality_of_newcomers_is_known() -> None:
    found = win_probability(*NEWCOMER, *NEWCOMER)
    assert (found.first_wins_percent, found.second_wins_percent, found.favourite) == (50, 50, "neither")
    assert match_quality(*NEWCOMER, *NEWCOMER).quality_percent == 44.72


def test_a_chance_and_its_contrary_make_a_hundred() -> None:
    one, other = win_probability(30, 2, 25, 5), win_probability(25, 5, 30, 2)
    assert one.first_wins_percent == pytest.approx(other.second_wins_percent, abs=0.011)
    assert one.first_wins_percent > 50


def test_a_leaderboard_counts_results_and_ranks_by_them() -> None:
    found = leaderboard("Anna > Ben; Cara < Anna; Ben = Cara")
    anna = found.standings[0]
    assert (found.matches, found.players, found.leader) == (3, 3, "Anna")
    assert (anna.matches, anna.wins, anna.draws, anna.losses) == (2, 2, 0, 0)
    assert leaderboard("Ben < Anna").standings == leaderboard("Anna > Ben").standings


@pytest.mark.parametrize(
    ("every", "first"),
    [
        ("day", "2026-05-15"), ("weekday", "2026-05-15"), ("weekend day", "2026-05-16"), ("Thursday", "2026-05-21"),
        ("Sunday", "2026-05-17"), ("month", "2026-06-01"),
    ],
)  # fmt: skip
def test_a_written_schedule_runs_when_it_says(every: Every, first: str) -> None:
    run = next_runs(write_schedule(every, "06:30").expression, DAY, "12:00", 1).runs[0]
    assert (run.date, run.time) == (first, "06:30")


def test_a_run_at_the_very_minute_is_neither_after_nor_before_it() -> None:
    assert next_runs("0 9 * * *", DAY, "09:00", 1).runs[0].date == "2026-05-15"
    found = previous_run("0 9 * * *", DAY, "09:00")
    assert (found.date, found.minutes_before) == ("2026-05-13", 1440)


def test_runs_are_counted_from_the_first_minute_to_the_last() -> None:
    found = count_runs("*/30 * * * *", DAY, DAY)
    assert (found.count, found.first_run, found.last_run) == (48, "2026-05-14 00:00", "2026-05-14 23:30")
    assert count_runs("0 9 * * 1-5", date(2026, 5, 1), date(2026, 5, 31)).count == 21
    assert count_runs("0 9 31 * *", date(2026, 1, 1), date(2026, 12, 31)).count == 7


def test_a_day_of_month_and_a_day_of_week_are_alternatives() -> None:
    assert describe_schedule("0 9 13 * 5").days_are_alternatives
    assert [run.date for run in next_runs("0 9 13 * FRI", DAY, "12:00", 6).runs][-2:] == ["2026-06-12", "2026-06-13"]


def test_fields_are_read_with_names_and_steps() -> None:
    found = describe_schedule("*/20 8-17 * JUL-AUG WED")
    assert found.times_on_a_day == 30
    assert [field.values for field in found.fields[3:]] == [["July", "August"], ["Wednesday"]]


@pytest.mark.parametrize("expression", ["61 9 * * *", "R 9 * * *", "0 9 L * *", "0 9 * * 5#2", "0 9 ? * MON", "@daily"])
def test_what_unix_cron_does_not_know_is_refused(expression: str) -> None:
    with pytest.raises(Unusable):
        next_runs(expression, DAY, "12:00")


def test_a_schedule_that_never_runs_is_not_found() -> None:
    uses: list[Callable[[str], object]] = [
        lambda expression: next_runs(expression, DAY, "12:00"),
        lambda expression: previous_run(expression, DAY, "12:00"),
    ]
    for use in uses:
        with pytest.raises(NotFound):
            use("0 9 31 2 *")


def test_numerals_are_written_and_read() -> None:
    assert number_to_roman(1994).numeral == "MCMXCIV"
    assert roman_to_number("mdcclxxvi").number == 1776
    assert all(roman_to_number(number_to_roman(number).numeral).number == number for number in range(1, 5000, 7))


def test_a_year_is_explained_symbol_by_symbol() -> None:
    found = year_in_roman(1994)
    assert [row.symbol for row in found.symbols] == ["M", "CM", "XC", "IV"]
    assert (found.century_numeral, year_in_roman(1900).century, year_in_roman(1901).century) == ("XX", 19, 20)
    for year in range(1, 5000, 13):
        symbols = year_in_roman(year).symbols
        assert sum(row.value for row in symbols) == year
        assert "".join(row.symbol for row in symbols) == number_to_roman(year).numeral


def test_numerals_are_added_and_subtracted() -> None:
    found = add_and_subtract("XLII", "C")
    assert (found.sum_numeral, found.difference_numeral) == ("CXLII", "LVIII")


@pytest.mark.parametrize("numeral", ["IIII", "N", "ABC", "IC"])
def test_what_is_no_strict_numeral_is_refused(numeral: str) -> None:
    with pytest.raises(Unusable):
        roman_to_number(numeral)


@pytest.mark.parametrize(
    "use",
    [
        lambda: evaluate_hand("Ah Ah Kd Qc 2s"),
        lambda: evaluate_hand("Ah Kd Qc 2s"),
        lambda: evaluate_hand("SA HK DQ C2 C3"),
        lambda: compare_hands("Ah Kd", "Ah Qc", "Kc 7d 2s 9h Qh"),
        lambda: leaderboard("Anna plays Ben"),
        lambda: leaderboard("Anna > Anna"),
        lambda: add_and_subtract("MMM", "MM"),
        lambda: count_runs("0 9 * * *", date(2026, 5, 2), date(2026, 5, 1)),
        lambda: count_runs("* * * * *", date(2026, 5, 1), date(2026, 5, 31)),
    ],
)
def test_what_makes_no_sense_is_refused(use: Callable[[], object]) -> None:
    with pytest.raises(Unusable):
        use()
