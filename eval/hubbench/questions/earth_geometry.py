"""Questions about points, lines and areas on the globe."""

from random import Random

from apis.hub.earth_geometry import (
    Point,
    find_destination,
    find_midpoint,
    get_bearing,
    measure_area,
    measure_distance,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question, Trap
from eval.hubbench.questions.city_coordinates import FIND, FIND_TRAPS, some_city

DISTANCE = "earth-geometry/measure-distance"
BEARING = "earth-geometry/get-bearing"


def _some_point(rng: Random) -> Point:
    return Point(latitude=round(rng.uniform(-50, 60), 2), longitude=round(rng.uniform(-150, 150), 2))


def _said(point: Point) -> str:
    return f"{point.latitude}, {point.longitude}"


@redrawn
def distance(rng: Random) -> Question:
    a, b = _some_point(rng), _some_point(rng)
    km = measure_distance(a.latitude, a.longitude, b.latitude, b.longitude).kilometres
    wordings = (
        "How many kilometres is it from latitude {a1}, longitude {a2} to latitude {b1}, longitude {b2}?",
        "What is the distance in km between the points {a} and {b}?",
        "A buoy drifted from {a} to {b}, in latitude and longitude. How many kilometres is that in a straight line?",
        "Please measure the shortest distance on earth in kilometres from {a} to {b}.",
        "Can you tell me how many kilometres lie between the coordinates {a} and {b}?",
    )
    text = worded(rng, wordings, a=_said(a), b=_said(b), a1=a.latitude, a2=a.longitude, b1=b.latitude, b2=b.longitude)
    trap = Trap("slow", "geo-gazetteer/measure-route", DISTANCE)
    return Question(text, (DISTANCE,), (NumberFact(value=round(km, 1), tolerance=0.001),), (trap,))


@redrawn
def bearing(rng: Random) -> Question:
    a, b = _some_point(rng), _some_point(rng)
    found = get_bearing(a.latitude, a.longitude, b.latitude, b.longitude)
    wordings = (
        "Which compass bearing in degrees leads from {a} to {b} by the shortest way?",
        "What is the initial bearing from latitude {a1}, longitude {a2} to latitude {b1}, longitude {b2}?",
        "Our ship is at {a} and makes for {b}, in latitude and longitude. Which bearing does it steer at first?",
        "Please work out the initial bearing in degrees from {a} to {b}.",
        "Can you tell me the initial bearing from the point {a} to the point {b} in degrees?",
    )
    text = worded(rng, wordings, a=_said(a), b=_said(b), a1=a.latitude, a2=a.longitude, b1=b.latitude, b2=b.longitude)
    trap = Trap("gone", "geo-gazetteer/plot-course", BEARING)
    return Question(text, (BEARING,), (NumberFact(value=found.initial_bearing_degrees),), (trap,))


@redrawn
def destination(rng: Random) -> Question:
    start, degrees, km = some_city(rng), rng.randrange(5, 360, 5), rng.randrange(50, 3000, 50)
    end = find_destination(start.latitude, start.longitude, degrees, km)
    wordings = (
        "Which point lies {km} km from {city} on a bearing of {degrees} degrees, in latitude and longitude?",
        "If I set out from {city} on a bearing of {degrees} degrees and go {km} km straight on, where do "
        "I end up, in latitude and longitude?",
        "A balloon flies {km} km from {city} on a bearing of {degrees} degrees. At which coordinates does it land?",
        "Please find the coordinates reached from {city} after {km} kilometres on a bearing of {degrees} degrees.",
        "Can you tell me the coordinates of the point {km} km away from {city} at a bearing of {degrees} degrees?",
    )
    text = worded(rng, wordings, city=start.name, km=km, degrees=degrees)
    facts = (
        NumberFact(value=end.latitude, tolerance=0.002),
        NumberFact(value=end.longitude, tolerance=0.002),
    )
    return Question(text, (FIND, "earth-geometry/find-destination"), facts, FIND_TRAPS)


@redrawn
def area(rng: Random) -> Question:
    south, west = round(rng.uniform(-40, 50), 1), round(rng.uniform(-120, 120), 1)
    north, east = round(south + rng.uniform(0.5, 4), 1), round(west + rng.uniform(0.5, 4), 1)
    tip = round(east + rng.uniform(0.3, 2), 1)
    corners = ((south, west), (south, east), (round((south + north) / 2, 1), tip), (north, east), (north, west))
    chosen = corners if rng.random() < 0.5 else (corners[0], corners[1], corners[3], corners[4])
    found = measure_area(";".join(f"{lat},{lon}" for lat, lon in chosen))
    said = "; ".join(f"{lat},{lon}" for lat, lon in chosen)
    wordings = (
        "How many square kilometres does the polygon with the corners {said} cover?",
        "What is the area in km² of the region whose outline runs through {said}, each latitude and longitude?",
        "A nature reserve has its corners at {said}. How large is it in square kilometres?",
        "Please measure the area in square kilometres of the polygon {said}.",
        "Can you work out the area in km² of the polygon with the corners {said}?",
    )
    needs = ("earth-geometry/measure-area",)
    trap = Trap("limited", "geo-gazetteer/survey-area", needs[0])
    return Question(worded(rng, wordings, said=said), needs, (NumberFact(value=found.area_km2),), (trap,))


@redrawn
def midpoint_of_cities(rng: Random) -> Question:
    start, end = some_city(rng), some_city(rng)
    if start == end:
        raise Redraw
    point = find_midpoint(start.latitude, start.longitude, end.latitude, end.longitude)
    wordings = (
        "Which point lies halfway between {start} and {end}? Coordinates, please.",
        "At which latitude and longitude is the midpoint of {start} and {end}?",
        "My sister lives in {start}, I live in {end}. What are the coordinates of the point exactly halfway between?",
        "Please find the coordinates of the midpoint between {start} and {end}.",
        "Can you tell me the coordinates of the point halfway between {start} and {end}?",
    )
    facts = (
        NumberFact(value=point.latitude, tolerance=0.002),
        NumberFact(value=point.longitude, tolerance=0.002),
    )
    needs = (FIND, FIND, "earth-geometry/find-midpoint")
    return Question(worded(rng, wordings, start=start.name, end=end.name), needs, facts, FIND_TRAPS)


MAKERS: tuple[Maker, ...] = (distance, bearing, destination, area, midpoint_of_cities)
