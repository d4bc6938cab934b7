"""Countries, from countryinfo and the CLDR data in babel. Knows no population, which is old before it is published."""

import functools
from datetime import date
from typing import Annotated, Any, cast

from fastapi import Path, Query

from apis.hub.territories import countries
from apis.hub.tool import NotFound, hub_tool
from apis.hub.words import fold
from apis.model import Value

MOVED = {"KZ": "Astana", "BI": "Gitega"}
"""Capitals that changed after countryinfo's data was written."""
CURRENCIES_OF = date(2026, 1, 1)
"""The day of which currencies are given, so that an answer stays the same."""


@functools.cache
def facts() -> dict[str, dict[str, Any]]:
    """Load countryinfo's record of every country, by two-letter code; of several for one code the fullest."""
    from countryinfo import all_countries

    records = sorted((cast("dict[str, Any]", country.info()) for country in all_countries()), key=len)
    by_code = {record.get("ISO", {}).get("alpha2"): record for record in records}
    return {code: by_code[code] for code in countries() if by_code.get(code, {}).get("capital")}


tool = hub_tool(
    "world-countries",
    title="World Countries",
    category="Location",
    about="Facts on the countries and territories of the world. Find a country's two-letter ISO code by its name, then "
    "use the code for capital, area, currencies, languages, neighbours, calling code and the name in other languages.",
    licence="MIT (countryinfo), BSD-3-Clause and Unicode (babel, CLDR)",
    warm=facts,
)

Code = Annotated[str, Path(description="Two-letter ISO 3166 code of the country.", examples=["KE", "CH"])]


class FoundCountry(Value):
    code: str
    name: str


class FoundCountries(Value):
    countries: list[FoundCountry]


class Currency(Value):
    code: str
    name: str


class CountryDetails(Value):
    code: str
    name: str
    native_name: str
    capital: str
    region: str
    subregion: str
    area_km2: float | None
    currencies: list[Currency]
    languages: list[str]
    calling_codes: list[str]
    top_level_domain: str
    demonym: str
    neighbours: list[str]


class Neighbours(Value):
    code: str
    name: str
    total: int
    neighbours: list[FoundCountry]


class CountryRow(Value):
    code: str
    name: str
    capital: str
    subregion: str
    area_km2: float | None


class RegionCountries(Value):
    region: str
    total: int
    countries: list[CountryRow]


class TranslatedName(Value):
    code: str
    language: str
    name: str


@tool.get("/countries/find")
def find_country(
    name: Annotated[
        str, Query(min_length=2, max_length=80, description="English name of a country.", examples=["Kenya", "Chad"])
    ],
) -> FoundCountries:
    """Find a country by its name or a part of it and get its two-letter ISO code."""
    wanted = fold(name)
    found = [(names, code) for code, names in _names().items() if any(f" {wanted}" in f" {n}" for n in names)]
    if not wanted or not found:
        raise NotFound(f"no country is called {name!r}: give its English name")
    found.sort(key=lambda row: (wanted not in row[0], len(row[0][0]), row[1]))
    return FoundCountries(countries=[FoundCountry(code=code, name=countries()[code]) for _, code in found])


@tool.get("/countries")
def list_countries(
    region: Annotated[
        str,
        Query(
            max_length=60,
            description="Region or subregion, such as 'Europe' or 'Western Africa'; empty for the whole world.",
            examples=["Africa", "South America", "Europe"],
        ),
    ] = "",
) -> RegionCountries:
    """List and count the countries of a region or of the world, each with code, capital, subregion and area."""
    wanted = fold(region)
    chosen = [(c, f) for c, f in facts().items() if not wanted or wanted in {fold(part) for part in _regions(f)}]
    if not chosen:
        regions = sorted({part for f in facts().values() for part in _regions(f)})
        raise NotFound(f"no region is called {region!r}: there are {', '.join(regions)}")
    rows = [
        CountryRow(
            code=code,
            name=countries()[code],
            capital=_capital(code),
            subregion=f.get("subregion") or "",
            area_km2=f.get("area"),
        )
        for code, f in chosen
    ]
    return RegionCountries(region=region or "World", total=len(rows), countries=rows)


@tool.get("/countries/{code}")
def get_country(code: Code) -> CountryDetails:
    """Get the facts on a country by its code: capital, area, currencies, languages, calling code and more.

    Top-level domain, demonym and neighbours are among them; find country gives the code of a country known by name.
    """
    code = known(code)
    record = facts()[code]
    return CountryDetails(
        code=code,
        name=countries()[code],
        native_name=record.get("nativeName") or "",
        capital=_capital(code),
        region=record.get("region") or "",
        subregion=record.get("subregion") or "",
        area_km2=record.get("area"),
        currencies=_currencies(code),
        languages=_languages(code),
        calling_codes=[f"+{number}" for number in record.get("callingCodes") or []],
        top_level_domain=next(iter(record.get("tld") or []), ""),
        demonym=record.get("demonym") or "",
        neighbours=_neighbours(code),
    )


@tool.get("/countries/{code}/neighbours")
def list_neighbours(code: Code) -> Neighbours:
    """List and count the countries that share a land border with a country, by its two-letter code."""
    code = known(code)
    rows = [FoundCountry(code=other, name=countries()[other]) for other in _neighbours(code)]
    return Neighbours(code=code, name=countries()[code], total=len(rows), neighbours=rows)


@tool.get("/countries/{code}/name")
def translate_country_name(
    code: Code,
    language: Annotated[
        str, Query(max_length=20, description="ISO code of the language to answer in.", examples=["fr", "ja"])
    ],
) -> TranslatedName:
    """Give the name of a country in another language, by the country's and the language's ISO codes."""
    from babel import Locale, UnknownLocaleError

    code = known(code)
    try:
        names = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        raise NotFound(f"no language has the code {language!r}: give an ISO code such as 'fr'") from None
    if code not in names:
        raise NotFound(f"the name of {countries()[code]} is not known in {language!r}")
    return TranslatedName(code=code, language=language, name=names[code])


def known(code: str) -> str:
    """Check a two-letter country code and return it in capitals; raises `NotFound`."""
    if code.upper() not in facts():
        raise NotFound(f"no country has the two-letter ISO code {code!r}: a code looks like 'KE'")
    return code.upper()


@functools.cache
def _names() -> dict[str, list[str]]:
    """The folded names of every country, the usual one first."""
    return {
        code: [fold(countries()[code]), fold(f["name"]), *(fold(n) for n in f.get("altSpellings") or [] if len(n) > 3)]
        for code, f in facts().items()
    }


def _regions(record: dict[str, Any]) -> list[str]:
    keys = ("region", "subregion", "intermediateregion")
    return [record[key] for key in keys if record.get(key)]


def _capital(code: str) -> str:
    named: str | list[str] = facts()[code]["capital"]
    return MOVED.get(code) or (named if isinstance(named, str) else named[0])


def _neighbours(code: str) -> list[str]:
    codes = {f["ISO"].get("alpha3"): code for code, f in facts().items()}
    return sorted(codes[other] for other in facts()[code].get("borders") or [] if other in codes)


@functools.cache
def _currencies(code: str) -> list[Currency]:
    from babel import Locale
    from babel.numbers import get_territory_currencies

    names = Locale("en").currencies
    return [Currency(code=c, name=names.get(c, c)) for c in get_territory_currencies(code, CURRENCIES_OF)]


@functools.cache
def _languages(code: str) -> list[str]:
    from babel import Locale
    from babel.languages import get_official_languages

    names = Locale("en").languages
    official = get_official_languages(code, de_facto=True) or facts()[code].get("languages") or []
    return [names.get(language, language) for language in official]
