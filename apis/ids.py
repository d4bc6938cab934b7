"""Names that are safe in an id, an address and a variable: lower case letters, digits and hyphens.

Knows nothing of documents or catalogs: where an id must be unique in a catalog, the catalog sees to it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

LIMIT = 64
"""The longest slug, in characters."""
LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t"}
)
"""Latin letters that Unicode does not decompose."""
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def slug(text: str, *, limit: int = LIMIT) -> str:
    """Fold a text to lower-case ASCII words joined by hyphens; never empty.

    Where letters have no ASCII form, six digits of the text's hash keep two such texts apart.

    >>> slug("Météo: Île-de-France")
    'meteo-ile-de-france'
    >>> slug("天气 API")
    'api-bd38b7'
    """
    folded = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    bare = "".join(char for char in folded if not unicodedata.combining(char) and char not in "'’")
    words = "-".join(re.findall(r"[a-z0-9]+", bare))
    if words and all(char.isascii() for char in bare if char.isalnum()):
        return _cut(words, limit)
    tail = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{_cut(words, limit - len(tail) - 1)}-{tail}" if words else f"x{tail}"


def split_camel(name: str) -> str:
    """Put a space at each hump of a camelCase name.

    >>> split_camel("getURLForID")
    'get URL For ID'
    """
    return HUMP.sub(" ", name)


def operation_slug(operation_id: str, method: str, path: str) -> str:
    """Name an operation by its id, or by method and path where it has none.

    >>> operation_slug("listHolidays", "GET", "/holidays")
    'list-holidays'
    >>> operation_slug("", "GET", "/pets/{petId}")
    'get-pets-pet-id'
    """
    return slug(split_camel(operation_id.strip() or f"{method.lower()} {path}"))


def distinct(slugs: Sequence[str]) -> list[str]:
    """Keep the first of each, count the others up, and never onto a name that is already there.

    >>> distinct(["pet", "pet", "pet-2", "pet"])
    ['pet', 'pet-3', 'pet-2', 'pet-4']
    """
    taken, following, unique = set(slugs), dict[str, int](), list[str]()
    for name in slugs:
        chosen = name
        while name in following and chosen in taken:
            chosen, following[name] = f"{name}-{following[name]}", following[name] + 1
        following.setdefault(name, 2)
        taken.add(chosen)
        unique.append(chosen)
    return unique


def _cut(words: str, limit: int) -> str:
    if len(words) <= limit:
        return words
    cut = words[: limit + 1]
    return cut.rpartition("-")[0] or cut[:limit]
