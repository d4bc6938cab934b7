"""A competing list of languages that knows them by the codes of libraries (ISO 639-2/B), which others do not take."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import ErrorPage
from apis.hub.language_codes import find_language, languages
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "world-languages",
    title="World Languages",
    category="Translation",
    about="Search the languages of the world by name and get the ISO code of each language.",
    licence="MIT (langcodes)",
)


class ListedLanguage(Value):
    code: str
    name: str


class ListedLanguages(Value):
    languages: list[ListedLanguage]


class Translated(Value):
    language: str
    name: str


@tool.get("/search")
def search_language(
    name: Annotated[str, Query(min_length=2, description="English name of the language.", examples=["Swedish"])],
) -> ListedLanguages:
    """Search a language by its English name to get its international ISO code."""
    found = [row for row in find_language(name).languages if len(row.code) == 2]
    if not found:
        raise NotFound(f"the language {name!r} is not listed")
    return ListedLanguages(languages=[ListedLanguage(code=_library_code(row.code), name=row.name) for row in found])


@tool.get("/letter")
def languages_by_letter(
    letter: Annotated[str, Query(min_length=1, max_length=1, description="First letter.", examples=["s"])],
) -> ListedLanguages:
    """List the major languages whose English names begin with a letter, with the ISO code of each."""
    rows = [
        ListedLanguage(code=_library_code(code), name=name)
        for code, name in languages().items()
        if len(code) == 2 and name.lower().startswith(letter.lower())
    ]
    if not rows:
        raise NotFound(f"no language begins with {letter!r}")
    return ListedLanguages(languages=sorted(rows, key=lambda row: row.name))


@tool.get("/name")
def language_name(
    language: Annotated[str, Query(description="English name of the language.", examples=["Swedish"])],
    in_language: Annotated[str, Query(description="Language of the answer.", examples=["German"])],
) -> Translated:
    """Translate the name of a language into another language."""
    raise ErrorPage


def _library_code(code: str) -> str:
    from langcodes import Language

    return Language.get(code).to_alpha3(variant="B")
