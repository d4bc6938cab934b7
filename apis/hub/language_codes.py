"""Languages by name and code, their scripts, speakers and names, from langcodes and language-data. No translator."""

from functools import cache
from typing import Annotated

from fastapi import Path, Query

from apis.hub.territories import countries
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value


@cache
def languages() -> dict[str, str]:
    """Map the standard code of every language with a name, two letters where there is one, to its English name."""
    from langcodes import Language
    from langcodes.data_dicts import LANGUAGE_ALPHA3
    from language_data.population_data import LANGUAGE_SPEAKING_POPULATION

    codes = set(LANGUAGE_ALPHA3) | {code for code in LANGUAGE_SPEAKING_POPULATION if code.isalpha()}
    names = {code: Language.get(code).display_name("en") for code in sorted(codes) if _standard(code)}
    return {code: name for code, name in names.items() if name != code and "(" not in name}


tool = hub_tool(
    "language-codes",
    title="Language Codes",
    category="Translation",
    about="The languages of the world: find a language's ISO code by its name, then its script, its number of speakers "
    "country by country, what it calls itself and what others call it.",
    licence="MIT (langcodes), Unicode-3.0 (CLDR)",
    warm=languages,
)

Code = Annotated[str, Path(description="ISO code of the language, such as sv.", examples=["sv", "fr"])]
ROWS = 100
"""How many countries or names of a language are listed at most."""


class FoundLanguage(Value):
    code: str
    name: str


class FoundLanguages(Value):
    languages: list[FoundLanguage]


class LanguageDetails(Value):
    code: str
    name: str
    native_name: str
    three_letter_code: str
    script: str
    main_country: str
    speakers: int
    writers: int


class SpeakerRow(Value):
    country: str
    country_code: str
    speakers: int


class Speakers(Value):
    code: str
    name: str
    total: int
    countries: list[SpeakerRow]


class NameRow(Value):
    language_code: str
    language: str
    name: str


class Names(Value):
    code: str
    names: list[NameRow]


class Likeness(Value):
    first: str
    second: str
    distance: int
    """0 is the same language, 134 nothing in common."""
    interchangeable: bool


@tool.get("/languages/find")
def find_language(
    name: Annotated[str, Query(min_length=2, max_length=40, description="English name.", examples=["Swedish"])],
) -> FoundLanguages:
    """Find the ISO code of a language by its English name or the beginning of it."""
    wanted = name.strip().casefold().removesuffix(" language")
    found = [(code, title) for code, title in languages().items() if title.casefold().startswith(wanted)]
    if not found:
        raise NotFound(f"no language is called {name!r}")
    found.sort(key=lambda row: (len(row[1]), len(row[0]), row[0]))
    return FoundLanguages(languages=[FoundLanguage(code=code, name=title) for code, title in found[:20]])


@tool.get("/languages/{code}")
def describe_language(code: Code) -> LanguageDetails:
    """Describe a language by its ISO code: native name, script, main country, speakers and writers worldwide."""
    from langcodes import Language

    key = known(code)
    language = Language.get(key)
    likely = language.maximize()
    return LanguageDetails(
        code=key,
        name=languages()[key],
        native_name=language.autonym(),
        three_letter_code=language.to_alpha3(),
        script=likely.script_name(),
        main_country=likely.territory_name(),
        speakers=language.speaking_population(),
        writers=language.writing_population(),
    )


@tool.get("/languages/{code}/speakers")
def list_speakers(code: Code) -> Speakers:
    """List how many people speak a language in each country, most first."""
    from language_data.population_data import LANGUAGE_SPEAKING_POPULATION

    key = known(code)
    rows = [
        SpeakerRow(country=countries()[place], country_code=place, speakers=number)
        for tag, number in LANGUAGE_SPEAKING_POPULATION.items()
        for language, _, place in [tag.partition("-")]
        if language == key and place in countries() and number
    ]
    rows.sort(key=lambda row: (-row.speakers, row.country))
    return Speakers(
        code=key, name=languages()[key], total=LANGUAGE_SPEAKING_POPULATION.get(key, 0), countries=rows[:ROWS]
    )


@tool.get("/languages/{code}/names")
def names_of_language(
    code: Code,
    in_language: Annotated[
        str, Query(description="ISO code of one language to name it in; empty for all.", examples=["de"])
    ] = "",
) -> Names:
    """Tell what a language is called in another language, or in a hundred others."""
    from langcodes import Language
    from language_data.name_data import LANGUAGES_WITH_NAME_DATA

    language = Language.get(known(code))
    others = [known(in_language)] if in_language else sorted(LANGUAGES_WITH_NAME_DATA & languages().keys())
    rows = [
        NameRow(language_code=other, language=languages()[other], name=language.display_name(other)) for other in others
    ]
    return Names(code=code, names=[row for row in rows if in_language or row.name != languages()[code]][:ROWS])


@tool.get("/compare")
def compare_languages(
    first: Annotated[str, Query(description="ISO code of the language asked for.", examples=["no"])],
    second: Annotated[str, Query(description="ISO code of the language offered.", examples=["da"])],
) -> Likeness:
    """Tell how far apart two languages are for a reader (0 is the same), and whether one can stand for the other."""
    from langcodes import tag_distance

    distance = tag_distance(known(first), known(second))
    return Likeness(first=first, second=second, distance=distance, interchangeable=distance < 10)


def known(code: str) -> str:
    """Check that a code is a standard one; the three-letter code of a language that has two letters is not."""
    if code not in languages():
        raise NotFound(f"{code!r} is no ISO 639 code of a language, such as 'sv': two letters where there are two")
    return code


def _standard(code: str) -> bool:
    from langcodes import standardize_tag

    return bool(standardize_tag(code) == code)
