"""What the tools of places, days, sky and telephones say, against what is known from elsewhere."""

from collections.abc import Callable
from datetime import date

import pytest
from fastapi import HTTPException

from apis.hub.airport_directory import (
    airports,
    find_nearest_airports,
    get_airport,
    list_airports_of_country,
    search_airports,
)
from apis.hub.calendar_converter import (
    convert_from_calendar,
    convert_to_calendar,
    get_easter,
    get_julian_day,
    get_week_of_date,
)
from apis.hub.city_coordinates import find_city, find_nearest_cities
from apis.hub.coordinates import kilometres
from apis.hub.earth_geometry import find_destination, get_bearing, measure_area, measure_distance
from apis.hub.flight_distances import get_flight_distance, get_itinerary_distance, list_airports_in_range
from apis.hub.moon_phases import (
    find_next_moon_phase,
    get_moon_phase,
    get_moon_times,
    list_moon_phases,
    list_seasons,
)
from apis.hub.phone_numbers import check_number, describe_number, format_number, get_calling_code
from apis.hub.public_holidays import check_day, count_working_days, find_holiday, list_holidays, list_next_holidays
from apis.hub.sun_times import get_sun_position, get_sun_times, get_twilight
from apis.hub.timezone_atlas import (
    convert_local_time,
    find_time_zone,
    get_utc_offset,
    list_clock_changes,
    list_time_zones,
    search_time_zones,
)
from apis.hub.us_postal_codes import (
    find_zip_codes,
    get_postal_code,
    get_zip_code_distance,
    list_county_zip_codes,
    list_nearby_zip_codes,
    postal_codes,
)
from apis.hub.world_countries import (
    facts,
    find_country,
    get_country,
    list_countries,
    list_neighbours,
    translate_country_name,
)


def test_airports_are_found_by_name_city_and_code() -> None:
    assert [a.iata for a in search_airports("schiphol").airports] == ["AMS"]
    assert "LHR" in [a.iata for a in search_airports("London").airports]
    assert search_airports("são paulo").airports == search_airports("Sao Paulo").airports
    assert get_airport("nbo").time_zone == "Africa/Nairobi"
    assert get_airport("CDG").icao == "LFPG"
    assert {a.country_code for a in list_airports_of_country("pt").airports} == {"PT"}


def test_the_nearest_airports_are_the_nearest_of_all() -> None:
    near = find_nearest_airports(48.2, 16.4, 3).airports
    around = [a for a in airports().values() if abs(a["lat"] - 48.2) < 2]
    measured = sorted((kilometres(48.2, 16.4, a["lat"], a["lon"]), a["iata"]) for a in around)
    assert [a.iata for a in near] == [iata for _, iata in measured[:3]] == ["VIE", "BTS", "BRQ"]


def test_flights_are_as_long_as_the_earth_is_round() -> None:
    flight = get_flight_distance("CDG", "JFK")
    assert flight.kilometres == pytest.approx(5849, abs=5)
    assert flight.nautical_miles == pytest.approx(flight.kilometres / 1.852, abs=0.1)
    legs = [get_flight_distance(a, b).kilometres for a, b in (("LIS", "FRA"), ("FRA", "BKK"))]
    assert get_itinerary_distance("lis, FRA,BKK").total_kilometres == pytest.approx(sum(legs), abs=0.2)


def test_range_counts_what_measuring_every_airport_counts() -> None:
    start = get_airport("KEF")
    around = [a for a in airports().values() if abs(a["lat"] - start.latitude) < 10]
    lengths = [kilometres(start.latitude, start.longitude, a["lat"], a["lon"]) for a in around]
    assert list_airports_in_range("KEF", 1000).total == sum(km <= 1000 for km in lengths) - 1


def test_countries_are_described() -> None:
    assert find_country("Niger").countries[0].code == "NE"
    assert find_country("Ivory Coast").countries[0].code == "CI"
    kenya = get_country("ke")
    assert (kenya.capital, kenya.currencies[0].code, kenya.calling_codes) == ("Nairobi", "KES", ["+254"])
    assert get_country("GB").capital == "London"
    assert [c.code for c in list_neighbours("PT").neighbours] == ["ES"]
    assert translate_country_name("DE", "fr").name == "Allemagne"
    central = {c.code for c in list_countries("Central America").countries}
    assert central == {"BZ", "CR", "SV", "GT", "HN", "NI", "PA", "MX"}


def test_every_country_has_details() -> None:
    assert all(get_country(code).capital for code in facts())


def test_time_zones_are_found_and_converted() -> None:
    assert [z.zone for z in search_time_zones("munich").zones] == ["Europe/Berlin"]
    assert find_time_zone(35.68, 139.76).zone == "Asia/Tokyo"
    assert get_utc_offset("Asia/Kathmandu", date(2026, 5, 14)).offset_hours == 5.75
    assert get_utc_offset("America/New_York", date(2026, 1, 1)).utc_offset == "-05:00"
    target = convert_local_time("America/New_York", "Australia/Sydney", date(2026, 5, 14), "18:30").target
    assert (target.date, target.time) == (date(2026, 5, 15), "08:30")
    assert list_time_zones(date(2026, 1, 1), "NZ").total == 2


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Berlin", ["2027-03-28 forward", "2027-10-31 back"]),
        ("Australia/Sydney", ["2027-04-04 back", "2027-10-03 forward"]),
        ("America/New_York", ["2027-03-14 forward", "2027-11-07 back"]),
        ("Asia/Tokyo", []),
    ],
)
def test_clocks_change_on_the_days_that_law_says(zone: str, days: list[str]) -> None:
    assert [f"{change.date} {change.clocks_go}" for change in list_clock_changes(zone, 2027).changes] == days


def test_postal_codes_are_found_described_and_measured() -> None:
    assert "98101" in find_zip_codes("seattle", "wa").zip_codes
    place = get_postal_code("98101")
    assert (place.city, place.county, place.state, place.area_codes) == ("Seattle", "King County", "WA", ["206"])
    assert get_zip_code_distance("98101", "33139").miles == pytest.approx(2735, abs=5)
    assert list_county_zip_codes("King", "WA").total == list_county_zip_codes("King County", "wa").total > 100
    start = postal_codes()["98101"]
    around = [
        code
        for code, row in postal_codes().items()
        if abs(float(row["lat"]) - float(start["lat"])) < 1 and code != "98101"
        if get_zip_code_distance("98101", code).kilometres <= 10
    ]
    assert list_nearby_zip_codes("98101", 10).total == len(around)


def test_cities_and_geometry_agree_with_maps() -> None:
    lisbon, seoul = find_city("Lisbon"), find_city("seoul")
    assert (lisbon.latitude, lisbon.longitude) == pytest.approx((38.71, -9.14), abs=0.02)
    assert [c.name for c in find_nearest_cities(48.85, 2.35, 1).cities] == ["Paris"]
    apart = measure_distance(lisbon.latitude, lisbon.longitude, seoul.latitude, seoul.longitude)
    assert apart.kilometres == pytest.approx(10_400, rel=0.01)
    assert get_bearing(0, 0, 0, 10).compass_point == "E"
    assert find_destination(0, 0, 90, 111.319).longitude == pytest.approx(1, abs=1e-4)
    colorado = measure_area("36.99,-109.05;36.99,-102.04;41.0,-102.05;41.0,-109.05")
    assert colorado.area_km2 == pytest.approx(269_600, rel=0.01)


def test_holidays_are_those_of_the_law() -> None:
    assert list_holidays("DE", 2027).total == 9
    assert list_holidays("DE", 2027, "BY").total == 12
    assert find_holiday("US", "Thanksgiving", 2027).holidays[0].date == date(2027, 11, 25)
    assert [h.name for h in list_next_holidays("JP", date(2026, 7, 1), 2).holidays] == ["Marine Day", "Mountain Day"]
    assert check_day("FR", date(2026, 7, 14)).public_holiday
    assert not check_day("EG", date(2027, 7, 2)).working_day  # a Friday, when Egypt rests
    assert count_working_days("FR", date(2026, 12, 1), date(2026, 12, 31)).working_days == 22


def test_days_have_their_names_in_other_calendars() -> None:
    day = date(2026, 11, 20)
    assert convert_to_calendar(day, "hebrew").text == "10 Kislev 5787"
    assert (convert_to_calendar(day, "islamic").year, convert_to_calendar(day, "islamic").month) == (1448, 6)
    assert convert_to_calendar(date(2026, 3, 21), "persian").text == "1 Farvardin 1405"
    assert convert_to_calendar(date(2000, 1, 14), "julian").text == "1 January 2000"
    assert convert_from_calendar("hebrew", 5787, "9", 10).gregorian == day
    assert convert_from_calendar("hebrew", 5787, "kislev", 10).gregorian == day
    assert get_easter(2027).easter_sunday == date(2027, 3, 28)
    assert get_easter(2027, "orthodox").easter_sunday == date(2027, 5, 2)
    assert get_julian_day(date(2000, 1, 1)).julian_day_number == 2451545
    assert get_week_of_date(date(2027, 1, 1)).iso_week == 53


def test_the_sun_rises_when_almanacs_say() -> None:
    london = get_sun_times(51.5074, -0.1278, date(2026, 6, 21))
    assert (london.sunrise, london.sunset) == ("2026-06-21 03:43", "2026-06-21 20:21")
    sydney = get_sun_times(-33.87, 151.2, date(2026, 5, 14), "Australia/Sydney")
    assert sydney.sunrise == "2026-05-14 06:40"
    assert sydney.day_length == "10 h 24 min"
    assert get_sun_times(-33.87, 151.2, date(2026, 5, 13)).sunset == "2026-05-14 07:03"  # in UTC, after its sunrise
    assert get_sun_position(0, 0, date(2026, 3, 20), "12:07").elevation_degrees == pytest.approx(90, abs=1)
    twilight = get_twilight(48, 2, date(2026, 3, 14))
    assert twilight.astronomical_dawn < twilight.nautical_dawn < twilight.civil_dawn < twilight.civil_dusk


def test_the_moon_is_full_when_almanacs_say() -> None:
    full = find_next_moon_phase("full moon", date(2026, 11, 20))
    assert (full.date, full.time_utc) == (date(2026, 11, 24), "14:53")
    phase = get_moon_phase(date(2026, 11, 24), "14:53")
    assert (phase.phase, phase.illuminated_percent) == ("full moon", pytest.approx(100, abs=0.5))
    assert list_moon_phases(2026).full_moons == 13
    assert get_moon_times(48.85, 2.35, date(2026, 11, 24), "Europe/Paris").moonrise.startswith("2026-11-24 16:")
    seasons = {s.event: f"{s.date} {s.time_utc}" for s in list_seasons(2026).seasons}
    assert seasons["March equinox"] == "2026-03-20 14:46"
    assert seasons["December solstice"] == "2026-12-21 20:50"


def test_telephone_numbers_are_read() -> None:
    zurich = check_number("044 668 18 00", "CH")
    assert (zurich.valid, zurich.kind, zurich.country_code) == (True, "fixed line", "CH")
    assert not check_number("+41 44 668 18").valid
    assert describe_number("+1 650 253 0000").time_zones == ["America/Los_Angeles"]
    assert format_number("+16502530000", "national").formatted == "(650) 253-0000"
    assert (get_calling_code("br").calling_code, get_calling_code("US").international_prefix) == ("+55", "011")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: get_airport("LFPG"), 404),
        (lambda: get_flight_distance("AMS", "127779"), 404),
        (lambda: get_itinerary_distance("AMS"), 422),
        (lambda: get_country("KEN"), 404),
        (lambda: list_holidays("KEN", 2027), 404),
        (lambda: list_holidays("DE", 2027, "XX"), 404),
        (lambda: count_working_days("DE", date(2027, 1, 2), date(2027, 1, 1)), 422),
        (lambda: get_utc_offset("W. Europe Standard Time", date(2026, 1, 1)), 404),
        (lambda: get_postal_code("411493"), 404),
        (lambda: find_city("Atlantis"), 404),
        (lambda: convert_from_calendar("hebrew", 5787, "9", 31), 422),
        (lambda: convert_from_calendar("hebrew", 5787, "Brumaire", 3), 422),
        (lambda: get_sun_times(80, 0, date(2026, 6, 1)), 404),
        (lambda: measure_area("1,2;3,4"), 422),
        (lambda: measure_area("1,2;3,x;5,6"), 422),
        (lambda: check_number("call me"), 422),
        (lambda: get_calling_code("CHE"), 404),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_plain_line(call: Callable[[], object], code: int) -> None:
    with pytest.raises(HTTPException) as error:
        call()
    assert error.value.status_code == code
    assert len(str(error.value.detail)) > 15
