"""A competing finder of countries by three-letter code, which tools that take two letters do not know.

Its profiles are too slow to wait for, its list of borders is gone.
"""

from typing import Annotated

from fastapi import Path, Query, Request

from apis.hub.faults import Gone, stall
from apis.hub.tool import hub_tool
from apis.hub.world_countries import facts, find_country
from apis.model import Value

tool = hub_tool(
    "nation-finder",
    title="Nation Finder",
    category="Location",
    about="Every nation of the world at your fingertips. Find any country by name and get its international country "
    "code for use with other services.",
    licence="MIT (countryinfo)",
)

NationCode = Annotated[str, Path(description="International country code of three letters.", examples=["KEN", "CHE"])]


class Nation(Value):
    country_code: str
    nation: str


class Nations(Value):
    nations: list[Nation]


class NationProfile(Value):
    country_code: str
    nation: str
    capital: str
    area_km2: float
    currency: str
    languages: list[str]


@tool.get("/find")
def find_nation(
    name: Annotated[
        str, Query(min_length=2, max_length=80, description="Name of the country.", examples=["Kenya", "Chad"])
    ],
) -> Nations:
    """Find a country by name and get its international country code."""
    found = find_country(name).countries
    return Nations(nations=[Nation(country_code=facts()[c.code]["ISO"]["alpha3"], nation=c.name) for c in found])


@tool.get("/profiles/{country_code}")
async def get_nation_profile(request: Request, country_code: NationCode) -> NationProfile:
    """Get the full profile of a country: capital, area, currency and languages."""
    await stall(request)


@tool.get("/borders/{country_code}")
def list_border_nations(country_code: NationCode) -> Nations:
    """List all countries that border a country."""
    raise Gone
