"""How Chinese characters are read, by pypinyin. Knows readings and no meanings."""

from collections import defaultdict
from functools import cache
from typing import Annotated, Literal

from fastapi import Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value


@cache
def characters() -> dict[str, list[str]]:
    """Map every syllable with its tone mark to the common characters read so, in Unicode's order."""
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, list[str]] = defaultdict(list)
    for point, readings in PINYIN_DICT.items():
        if 0x4E00 <= point <= 0x9FA5:
            for reading in readings.split(","):
                found[reading].append(chr(point))
    return dict(found)


tool = hub_tool(
    "pinyin-reader",
    title="Pinyin Reader",
    category="Translation",
    about="Read Chinese characters: pinyin with tone marks or numbers, older romanisations, all readings of a "
    "character, and the characters that sound alike.",
    licence="MIT (pypinyin)",
    warm=characters,
)

Text = Annotated[str, Query(min_length=1, max_length=200, description="Chinese text.", examples=["中国银行"])]
STYLES = {"marks": "TONE", "numbers": "TONE3", "plain": "NORMAL"}
SYSTEMS = {"wade_giles": "WADEGILES", "gwoyeu": "GWOYEU", "bopomofo": "BOPOMOFO", "cyrillic": "CYRILLIC"}


class Syllable(Value):
    character: str
    pinyin: str


class Pinyin(Value):
    pinyin: str
    syllables: list[Syllable]


class Readings(Value):
    character: str
    code_point: str
    number_of_readings: int
    readings: list[str]
    most_common: str


class Romanised(Value):
    system: str
    text: str


class SoundAlike(Value):
    character: str
    code_point: str
    other_readings: list[str]


class SoundAlikes(Value):
    syllable: str
    count: int
    characters: list[SoundAlike]


@tool.get("/pinyin")
def read_pinyin(
    text: Text,
    style: Annotated[
        Literal["marks", "numbers", "plain"], Query(description="How tones are written.", examples=["marks"])
    ] = "marks",
) -> Pinyin:
    """Write Chinese text in pinyin, syllable by syllable, with tone marks, tone numbers or without tones."""
    syllables = _read(text, STYLES[style])
    rows = [Syllable(character=char, pinyin=sound) for char, sound in zip(_hanzi(text), syllables, strict=True)]
    return Pinyin(pinyin=" ".join(syllables), syllables=rows)


@tool.get("/readings")
def character_readings(
    character: Annotated[str, Query(min_length=1, max_length=1, description="One character.", examples=["行"])],
) -> Readings:
    """List and count the readings (pinyin) of one Chinese character, the most common first, with its code point."""
    from pypinyin import pinyin

    _hanzi(character)
    readings = pinyin(character, heteronym=True)[0]
    return Readings(
        character=character,
        code_point=_point(character),
        number_of_readings=len(readings),
        readings=list(readings),
        most_common=readings[0],
    )


@tool.get("/romanise")
def romanise_text(
    text: Text,
    system: Annotated[
        Literal["wade_giles", "gwoyeu", "bopomofo", "cyrillic"],
        Query(description="System of transcription.", examples=["wade_giles"]),
    ],
) -> Romanised:
    """Transcribe Chinese text otherwise than in pinyin: Wade-Giles, Gwoyeu Romatzyh, bopomofo (zhuyin) or Cyrillic."""
    syllables = " ".join(_read(text, SYSTEMS[system]))
    if system == "wade_giles":
        syllables = syllables.replace("v", "ü")  # pypinyin's stand-in; the system has no v
    return Romanised(system=system, text=syllables)


@tool.get("/sound-alikes")
def find_characters(
    syllable: Annotated[
        str, Query(min_length=1, max_length=7, description="Pinyin with its tone mark.", examples=["zhōng", "mǎ"])
    ],
    limit: Annotated[int, Query(ge=1, le=100, description="How many to return.", examples=[60])] = 60,
) -> SoundAlikes:
    """Find and count the Chinese characters that are read as a pinyin syllable with a tone mark, such as mǎ."""
    found = characters().get(syllable.strip().lower())
    if not found:
        raise NotFound(f"no character is read {syllable!r}: write pinyin with its tone mark, such as 'mǎ'")
    rows = [
        SoundAlike(
            character=char,
            code_point=_point(char),
            other_readings=[r for r in character_readings(char).readings if r != syllable],
        )
        for char in found[:limit]
    ]
    return SoundAlikes(syllable=syllable, count=len(found), characters=rows)


def _hanzi(text: str) -> str:
    kept = "".join(char for char in text if "\u3400" <= char <= "\u9fff")
    if not kept:
        raise Unusable(f"there are no Chinese characters in {text!r}")
    return kept


def _read(text: str, style: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return list(lazy_pinyin(_hanzi(text), style=getattr(Style, style)))


def _point(character: str) -> str:
    return f"U+{ord(character):04X}"
