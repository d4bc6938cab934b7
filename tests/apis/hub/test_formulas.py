"""The small tools of circuits, colours, solids, paper, transfers and wind, against figures published elsewhere."""

import pytest

from apis.hub.colour_codes import colour_hue, read_colour, write_colour
from apis.hub.electric_circuits import combine_resistors, electric_power, voltage_drop
from apis.hub.paper_formats import sheet_dimensions, sheet_pixels, weigh_stack
from apis.hub.solid_shapes import measure_cone, measure_cylinder, measure_sphere
from apis.hub.tool import Unusable
from apis.hub.transfer_times import carried_volume, needed_speed, transfer_duration
from apis.hub.wind_scale import force_speeds, wind_force, wind_speed_units


def test_resistors_and_devices_follow_ohms_law() -> None:
    assert (combine_resistors(220, 330).parallel_ohm, combine_resistors(220, 330).series_ohm) == (132, 550)
    assert (electric_power(230, 10).power_watt, electric_power(230, 10).resistance_ohm) == (2300, 23)
    assert (voltage_drop(2, 6).voltage_volt, voltage_drop(2, 6).heat_watt) == (12, 24)


def test_a_named_colour_of_css_has_its_published_parts() -> None:
    orange = read_colour("#ffa500")
    assert (orange.red, orange.green, orange.blue) == (255, 165, 0)
    assert write_colour(30, 144, 255).hex_code == "#1E90FF"
    blue = colour_hue("1E90FF")  # dodgerblue is hsl(210 100% 56%)
    assert [round(blue.hue_degrees), round(blue.saturation_percent), round(blue.lightness_percent)] == [210, 100, 56]


@pytest.mark.parametrize(
    ("code", "luminance"), [("#000000", 0), ("#FFFFFF", 1), ("#FF0000", 0.2126), ("#808080", 0.2159)]
)
def test_a_luminance_is_that_of_the_guidelines_on_contrast(code: str, luminance: float) -> None:
    assert read_colour(code).luminance == luminance


def test_a_colour_with_too_few_digits_is_refused() -> None:
    with pytest.raises(Unusable, match="'#12345' is no hexadecimal colour code"):
        colour_hue("#12345")


def test_a_sphere_and_a_cone_are_two_thirds_and_one_third_of_their_cylinder() -> None:
    sphere, cylinder, cone = measure_sphere(3), measure_cylinder(3, 6), measure_cone(3, 6)
    assert (sphere.volume_cm3, sphere.surface_cm2) == (113.1, 113.1)  # 36 pi, the one radius where the figures agree
    assert sphere.volume_cm3 == pytest.approx(cylinder.volume_cm3 * 2 / 3, abs=0.01)
    assert sphere.surface_cm2 == pytest.approx(cylinder.surface_cm2 * 2 / 3, abs=0.01)
    assert cone.volume_cm3 == pytest.approx(cylinder.volume_cm3 / 3, abs=0.01)
    assert (measure_cone(3, 4).slant_cm, measure_cone(3, 4).surface_cm2) == (5, 75.4)  # 24 pi


@pytest.mark.parametrize(
    ("name", "sides"),
    [("A0", (841, 1189)), ("a4", (210, 297)), ("A10", (26, 37)), ("B5", (176, 250)), ("B10", (31, 44))],
)
def test_a_sheet_is_as_large_as_in_iso_216(name: str, sides: tuple[int, int]) -> None:
    sheet = sheet_dimensions(name)
    assert (sheet.width_mm, sheet.height_mm) == sides


def test_a_sheet_of_office_paper_weighs_five_grams_and_has_the_pixels_that_printers_ask_for() -> None:
    assert weigh_stack("A4", 80, 500).weight_g == pytest.approx(2500, rel=0.003)
    scan = sheet_pixels("A4", 300)
    assert (scan.width_px, scan.height_px, scan.megapixels) == (2480, 3508, 8.7)


def test_eight_megabits_a_second_carry_a_megabyte_a_second() -> None:
    assert (transfer_duration(600, 8).seconds, transfer_duration(600, 8).minutes) == (600, 10)
    assert carried_volume(100, 24).gigabytes == 1080
    assert (needed_speed(600, 10).speed_mbit, needed_speed(600, 10).megabytes_per_second) == (8, 1)


@pytest.mark.parametrize(
    ("speed", "force", "name"),
    [(0.5, 0, "calm"), (38, 5, "fresh breeze"), (62, 8, "gale"), (117, 11, "violent storm"), (118, 12, "hurricane")],
)
def test_a_wind_has_its_force_in_the_table_of_the_wmo(speed: float, force: int, name: str) -> None:
    assert (wind_force(speed).beaufort_force, wind_force(speed).description) == (force, name)


def test_forces_join_without_a_gap_and_the_last_has_no_end() -> None:
    forces = [force_speeds(number) for number in range(13)]
    assert [force.below_kmh for force in forces] == [*(force.from_kmh for force in forces[1:]), None]


def test_a_wind_is_as_fast_in_every_unit() -> None:
    wind = wind_speed_units(185.2)
    assert (wind.knots, wind.metres_per_second, wind.miles_per_hour) == (100, 51.44, 115.08)
