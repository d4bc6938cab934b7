"""Health figures against worked examples and the tables of their sources."""

import pytest
from fastapi import HTTPException

from apis.hub.health_calculators import body_mass_index, energy_need, heart_rate_zones, predict_race_time


@pytest.mark.parametrize(
    ("weight", "height", "bmi", "named"),
    [
        (70, 175, 22.9, "normal weight"),
        (50, 180, 15.4, "underweight"),
        (80, 170, 27.7, "pre-obesity (overweight)"),
        (100, 200, 25.0, "pre-obesity (overweight)"),  # each class begins at its lower bound
        (120, 200, 30.0, "obesity class I"),
        (140, 200, 35.0, "obesity class II"),
        (160, 200, 40.0, "obesity class III"),
    ],
)
def test_a_body_is_classed_as_by_the_who(weight: float, height: float, bmi: float, named: str) -> None:
    found = body_mass_index(weight, height)
    assert (found.bmi_kg_per_m2, found.weight_class) == (bmi, named)


def test_the_range_of_normal_weight_has_normal_weight_at_both_ends() -> None:
    found = body_mass_index(70, 175)
    assert (found.lowest_normal_weight_kg, found.highest_normal_weight_kg) == (56.7, 76.3)
    assert body_mass_index(found.lowest_normal_weight_kg, 175).weight_class == "normal weight"
    assert body_mass_index(found.highest_normal_weight_kg, 175).weight_class == "normal weight"


def test_a_body_at_rest_uses_what_mifflin_and_st_jeor_say() -> None:
    man = energy_need(80, 180, 30, "male", "moderate")
    assert (man.basal_metabolic_rate_kcal_per_day, man.daily_energy_kcal) == (1780, 2759)
    assert energy_need(60, 165, 25, "female").basal_metabolic_rate_kcal_per_day == 1345


def test_zones_follow_on_each_other_up_to_the_highest_heart_rate() -> None:
    found = heart_rate_zones(40, 60)
    assert (found.maximum_heart_rate_bpm, found.heart_rate_reserve_bpm) == (180, 120)
    assert [(zone.from_bpm, zone.to_bpm) for zone in found.zones] == [
        (120, 132), (132, 144), (144, 156), (156, 168), (168, 180),
    ]  # fmt: skip


def test_a_pace_is_time_by_distance() -> None:
    found = predict_race_time(10, "50:00")
    assert (found.pace_per_km, found.pace_per_mile, found.speed_km_per_h) == ("5:00", "8:03", 12.0)
    assert predict_race_time(42.195, "2:59:59").pace_per_km == "4:16"


def test_race_times_grow_by_riegels_law() -> None:
    half = predict_race_time(10, "50:00", 21.0975)
    assert (half.predicted_finish_time, half.predicted_minutes) == ("1:50:19", 110.3)
    assert predict_race_time(10, "50:00", 10).predicted_finish_time == "50:00"


def test_a_run_that_takes_no_time_is_refused() -> None:
    with pytest.raises(HTTPException, match="takes some time"):
        predict_race_time(10, "0:00")
