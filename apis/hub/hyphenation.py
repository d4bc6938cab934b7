"""Where words may be divided at the end of a line, from the patterns of LibreOffice in pyphen. Knows no syllables.

Patterns divide words as typesetters do. Most points stand between two syllables, but not every syllable is set apart.
"""

from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from pyphen import Pyphen

USUAL = "en_US"


@cache
def _names() -> dict[str, str]:
    """English names of the languages by code, one for each dictionary, in the order of the codes."""
    from babel import Locale
    from pyphen import LANGUAGES

    codes = {path.name.removeprefix("hyph_").removesuffix(".dic") for path in LANGUAGES.values()}
    return {code: Locale.parse(code).get_display_name("en") or code for code in sorted(codes)}


@cache
def _divider(code: str) -> "Pyphen":
    from pyphen import Pyphen

    return Pyphen(lang=code)


def _warm() -> None:
    _names()
    _divider(USUAL)


tool = hub_tool(
    "hyphenation",
    title="Hyphenation",
    category="Text Analysis",
    about="Divide words at the end of a line as typesetters do, in more than forty languages: hyphenate a word, find "
    "the code of a language, and wrap a text to a width with hyphens. Uses the hyphenation patterns of LibreOffice.",
    licence="GPL-2.0+/LGPL-2.1+/MPL-1.1 (pyphen)",
    warm=_warm,
)

LanguageCode = Annotated[
    str,
    Query(
        min_length=2,
        max_length=10,
        description="Code of the language, as the list of hyphenation languages gives it.",
        examples=[USUAL, "de_DE", "fr"],
    ),
]


class HyphenationLanguage(Value):
    code: str
    name: str


class HyphenationLanguages(Value):
    count: int
    languages: list[HyphenationLanguage]


class HyphenatedWord(Value):
    word: str
    language: str
    hyphenated: str
    part_count: int
    parts: list[str]
    first_part: str
    last_part: str


class WrappedText(Value):
    language: str
    width_characters: int
    line_count: int
    hyphenated_line_count: int
    last_line_characters: int
    lines: list[str]


@tool.get("/languages")
def list_hyphenation_languages() -> HyphenationLanguages:
    """List all languages and regional variants that words can be hyphenated in, with their codes and English names."""
    return _listed(_names())


@tool.get("/languages/find")
def find_hyphenation_language(
    name: Annotated[
        str,
        Query(
            min_length=2,
            max_length=40,
            description="English name of the language or its beginning, without or with its country.",
            examples=["German", "Portuguese (Brazil)"],
        ),
    ],
) -> HyphenationLanguages:
    """Find the code that hyphenation needs for a language by its English name; there may be one for each country."""
    found = {code: full for code, full in _names().items() if full.casefold().startswith(name.strip().casefold())}
    if not found:
        raise NotFound(f"no language called {name!r} can be hyphenated here: give its English name")
    return _listed(found)


@tool.get("/words/hyphenate")
def hyphenate_word(
    word: Annotated[
        str,
        Query(
            pattern=r"^[^\W\d_]+$",
            max_length=60,
            description="One word, of letters only.",
            examples=["hyphenation", "Silbentrennung"],
        ),
    ],
    language: LanguageCode = USUAL,
) -> HyphenatedWord:
    """Hyphenate a word: show where it may be divided at the end of a line, and count and list its parts."""
    code = _code(language)
    hyphenated = _divider(code).inserted(word)
    parts = hyphenated.split("-")
    return HyphenatedWord(
        word=word,
        language=code,
        hyphenated=hyphenated,
        part_count=len(parts),
        parts=parts,
        first_part=parts[0],
        last_part=parts[-1],
    )


@tool.get("/text/wrap")
def wrap_text(
    text: Annotated[
        str,
        Query(
            min_length=1,
            max_length=2000,
            description="Text to set; white space of any kind divides its words.",
            examples=["Typesetters divide extraordinarily long words at the end of a line."],
        ),
    ],
    width: Annotated[int, Query(ge=8, le=120, description="Characters in a line, at most.", examples=[24])],
    language: LanguageCode = USUAL,
) -> WrappedText:
    """Wrap a text to a width in characters, dividing words with hyphens so that every line is as full as possible.

    Only a word that cannot be divided and is wider than a line stands out.
    """
    code = _code(language)
    lines, cut = _wrapped(text.split(), width, _divider(code))
    return WrappedText(
        language=code,
        width_characters=width,
        line_count=len(lines),
        hyphenated_line_count=cut,
        last_line_characters=len(lines[-1]) if lines else 0,
        lines=lines,
    )


def _listed(names: dict[str, str]) -> HyphenationLanguages:
    rows = [HyphenationLanguage(code=code, name=name) for code, name in names.items()]
    return HyphenationLanguages(count=len(rows), languages=rows)


def _code(language: str) -> str:
    """Name the dictionary for a language code; a country without one of its own has the first of its language."""
    from pyphen import LANGUAGES, language_fallback

    if (known := language_fallback(language.strip())) is None:
        raise NotFound(f"{language!r} is no language code such as 'en_US', 'de_DE' or 'fr'")
    file: str = LANGUAGES[known].name
    return file.removeprefix("hyph_").removesuffix(".dic")


def _wrapped(words: list[str], width: int, divider: "Pyphen") -> tuple[list[str], int]:
    """Fill lines with words; the second value counts the lines that end in a hyphen put there."""
    lines, cut, line, queue = [], 0, "", words[::-1]
    while queue:
        word = queue.pop()
        room = width - len(line) - bool(line)
        if len(word) <= room:
            line = f"{line} {word}".lstrip()
        elif (halves := _divided(word, room, divider)) is not None:
            lines.append(f"{line} {halves[0]}".lstrip())
            line, cut = "", cut + 1
            queue.append(halves[1])
        elif line:
            lines.append(line)
            line = ""
            queue.append(word)
        else:
            lines.append(word)
    return [*lines, line] if line else lines, cut


def _divided(word: str, room: int, divider: "Pyphen") -> tuple[str, str] | None:
    """Divide a word so that its first half and a hyphen fit; signs around the word stay at its ends."""
    letters = [place for place, character in enumerate(word) if character.isalnum()]
    if not letters:
        return None
    first, last = letters[0], letters[-1] + 1
    if "-" in word[first:last]:
        return None
    halves = divider.wrap(word[first:last], room - first)
    return (word[:first] + halves[0], halves[1] + word[last:]) if halves else None
