"""ZIP codes of the United States, from zipcodes. Knows no streets and no people."""

import functools
from typing import Annotated, Any, TypedDict, cast

import numpy as np
from fastapi import Path, Query

from apis.hub.coordinates import KM_PER_MILE, kilometres
from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value


class Row(TypedDict):
    """A row of zipcodes."""

    zip_code: str
    zip_code_type: str
    active: bool
    city: str
    state: str
    county: str
    timezone: str
    area_codes: list[str]
    lat: str
    long: str


@functools.cache
def postal_codes() -> dict[str, Row]:
    """Load every ZIP code in use that lies in a county, by code."""
    import zipcodes

    rows = cast("list[Row]", zipcodes.list_all())  # type: ignore[no-untyped-call]  # it is typed in part
    return {row["zip_code"]: row for row in rows if row["active"] and row["county"]}


@functools.cache
def _by_city() -> dict[tuple[str, str], list[str]]:
    codes: dict[tuple[str, str], list[str]] = {}
    for code, row in sorted(postal_codes().items()):
        codes.setdefault((fold(row["city"]), row["state"]), []).append(code)
    return codes


@functools.cache
def _by_county() -> dict[tuple[str, str], list[Row]]:
    rows: dict[tuple[str, str], list[Row]] = {}
    for _, row in sorted(postal_codes().items()):
        rows.setdefault((fold(row["county"]).removesuffix(" county"), row["state"]), []).append(row)
    return rows


def warm() -> None:
    """Load the codes and what they are found by."""
    _by_city()
    _by_county()


tool = hub_tool(
    "us-postal-codes",
    title="US Postal Codes",
    category="Location",
    about="The 40,000 ZIP codes of the United States. Find the ZIP codes of a city, then look one up for county, "
    "state, position, time zone and telephone area codes.",
    licence="MIT (zipcodes)",
    warm=warm,
)

ZipCode = Annotated[str, Path(description="Five-digit ZIP code.", examples=["98101", "60614"])]
State = Annotated[
    str, Query(min_length=2, max_length=2, description="Two-letter code of the state.", examples=["WA", "IL"])
]
Limit = Annotated[int, Query(ge=1, le=300, description="How many rows to return at most.", examples=[100])]


class CityCodes(Value):
    city: str
    state: str
    total: int
    zip_codes: list[str]


class PostalCode(Value):
    zip_code: str
    kind: str
    city: str
    county: str
    state: str
    latitude: float
    longitude: float
    time_zone: str
    area_codes: list[str]


class CountyRow(Value):
    zip_code: str
    city: str
    kind: str


class CountyCodes(Value):
    county: str
    state: str
    total: int
    zip_codes: list[CountyRow]


class NearRow(Value):
    zip_code: str
    city: str
    state: str
    distance_km: float


class NearCodes(Value):
    zip_code: str
    radius_km: float
    total: int
    nearby: list[NearRow]


class CodeDistance(Value):
    origin: str
    destination: str
    kilometres: float
    miles: float


@tool.get("/cities/zip-codes")
def find_zip_codes(
    city: Annotated[
        str, Query(min_length=2, max_length=60, description="Name of the city.", examples=["Seattle", "Chicago"])
    ],
    state: State,
    limit: Limit = 100,
) -> CityCodes:
    """Find the ZIP codes of a city in a state and count them."""
    codes = _by_city().get((fold(city), state.upper()))
    if not codes:
        raise NotFound(f"no ZIP codes for {city!r} in {state!r}: give a city and a two-letter state code such as 'WA'")
    return CityCodes(
        city=postal_codes()[codes[0]]["city"], state=state.upper(), total=len(codes), zip_codes=codes[:limit]
    )


@tool.get("/zip-codes/{zip_code}")
def get_postal_code(zip_code: ZipCode) -> PostalCode:
    """Look a ZIP code up: city, county, state, position, time zone and telephone area codes.

    Find ZIP codes gives the ZIP code of a city known by name.
    """
    row = known(zip_code)
    return PostalCode(
        zip_code=row["zip_code"],
        kind=row["zip_code_type"].lower(),
        city=row["city"],
        county=row["county"],
        state=row["state"],
        latitude=float(row["lat"]),
        longitude=float(row["long"]),
        time_zone=row["timezone"],
        area_codes=row["area_codes"],
    )


@tool.get("/counties/zip-codes")
def list_county_zip_codes(
    county: Annotated[
        str, Query(min_length=3, max_length=60, description="Name of the county.", examples=["King County"])
    ],
    state: State,
    limit: Limit = 100,
) -> CountyCodes:
    """List and count the ZIP codes of a county, with the city each belongs to."""
    found = _by_county().get((fold(county).removesuffix(" county"), state.upper()))
    if not found:
        raise NotFound(f"no county {county!r} in {state!r}: give a county and a two-letter state code such as 'WA'")
    rows = [CountyRow(zip_code=r["zip_code"], city=r["city"], kind=r["zip_code_type"].lower()) for r in found]
    return CountyCodes(county=found[0]["county"], state=state.upper(), total=len(rows), zip_codes=rows[:limit])


@tool.get("/zip-codes/{zip_code}/nearby")
def list_nearby_zip_codes(
    zip_code: ZipCode,
    radius_km: Annotated[float, Query(gt=0, le=100, description="Radius in kilometres.", examples=[10])],
    limit: Limit = 100,
) -> NearCodes:
    """List the ZIP codes within a radius in kilometres of a ZIP code, the nearest first, and count them."""
    start = known(zip_code)
    measured = [(_apart(start, row), row["zip_code"]) for row in _box(start, radius_km) if row is not start]
    near = sorted((km, code) for km, code in measured if km <= radius_km)
    rows = [
        NearRow(
            zip_code=code,
            city=postal_codes()[code]["city"],
            state=postal_codes()[code]["state"],
            distance_km=round(km, 1),
        )
        for km, code in near[:limit]
    ]
    return NearCodes(zip_code=start["zip_code"], radius_km=radius_km, total=len(near), nearby=rows)


@tool.get("/distance")
def get_zip_code_distance(
    origin: Annotated[str, Query(description="Five-digit ZIP code to measure from.", examples=["98101"])],
    destination: Annotated[str, Query(description="Five-digit ZIP code to measure to.", examples=["33139"])],
) -> CodeDistance:
    """Measure the distance as the crow flies between two ZIP codes in kilometres and miles."""
    a, b = known(origin), known(destination)
    km = _apart(a, b)
    return CodeDistance(
        origin=a["zip_code"],
        destination=b["zip_code"],
        kilometres=round(km, 1),
        miles=round(km / KM_PER_MILE, 1),
    )


def known(zip_code: str) -> Row:
    """Find the row of a ZIP code; raises `NotFound`."""
    found = postal_codes().get(zip_code.strip())
    if found is None:
        raise NotFound(f"no ZIP code {zip_code!r}: a ZIP code has five digits, such as '98101'")
    return found


def _apart(a: Row, b: Row) -> float:
    return kilometres(float(a["lat"]), float(a["long"]), float(b["lat"]), float(b["long"]))


@functools.cache
def _positions() -> tuple[list[Row], "np.ndarray[Any, np.dtype[np.float64]]"]:
    rows = list(postal_codes().values())
    return rows, np.array([(float(row["lat"]), float(row["long"])) for row in rows])


def _box(around: Row, radius_km: float) -> list[Row]:
    """The codes of a box that holds the whole circle: a degree of latitude is over 110 km, of longitude over 30."""
    rows, places = _positions()
    apart = np.abs(places - (float(around["lat"]), float(around["long"])))
    return [rows[i] for i in np.flatnonzero((apart <= (radius_km / 110, radius_km / 30)).all(axis=1))]
