"""Which Api must be called before which: found from schemas, where an argument is an identifier that one returns.

`GET /stations/{stationId}` needs `GET /stations`, whose rows have a `stationId`, or an `id`, since it is of stations.
Only reading Apis of the same tool that need no identifier themselves are proposed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apis.ids import split_camel
from apis.model import Api, Effect, HttpBinding
from apis.schema import response_keys

IDENTIFIERS = frozenset({"id", "ids", "uid", "uuid", "guid", "sid", "key", "slug", "hash", "handle", "ref"})
KEYS = 200
"""Response properties that are looked at."""


@dataclass(frozen=True, slots=True)
class Need:
    """One argument of an Api that another Api provides."""

    api: str
    """Id of the Api that needs it."""
    argument: str
    provider: Api


def needs(api: Api, siblings: Sequence[Api]) -> list[Need]:
    """Find for each identifier that an Api requires the simplest Api of its tool that returns it."""
    found: list[Need] = []
    for argument in api.parameters.get("required") or ():
        if not is_identifier(argument):
            continue
        providers = [
            other for other in siblings if other.id != api.id and provides(other, argument, subject(api, argument))
        ]
        if providers:
            simplest = min(providers, key=lambda other: (len(other.parameters.get("required") or ()), other.id))
            found.append(Need(api.id, argument, simplest))
    return found


def words(name: str) -> tuple[str, ...]:
    """Split a name into lower-case words without their plurals.

    >>> words("stationIDs"), words("file_id")
    (('station', 'id'), ('file', 'id'))
    """
    spaced = split_camel(re.sub(r"IDs\b", "Ids", name)).lower()
    return tuple(singular(word) for word in re.findall(r"[a-z0-9]+", spaced))


def singular(word: str) -> str:
    """Take a plural ending off.

    >>> [singular(word) for word in ("cities", "boxes", "stations", "address", "bus")]
    ['city', 'box', 'station', 'address', 'bus']
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:x|ch|sh|ss)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def is_identifier(name: str) -> bool:
    """Tell whether an argument is something nobody knows by heart."""
    named = words(name)
    return bool(named) and named[-1] in IDENTIFIERS


def subject(api: Api, argument: str) -> tuple[str, ...]:
    """Say what an identifier identifies: by its own name, else by what stands before it in the path."""
    own = words(argument)[:-1]
    if own or not isinstance(api.binding, HttpBinding):
        return own
    before = api.binding.path.partition("{" + argument + "}")[0].rstrip("/").rpartition("/")[2]
    return words(before)[-1:]


def provides(other: Api, argument: str, about: tuple[str, ...]) -> bool:
    """Tell whether an Api returns an identifier, and asks for none."""
    required = other.parameters.get("required") or ()
    if other.effect is not Effect.READ or any(is_identifier(name) for name in required):
        return False
    returned = {words(key) for key in response_keys(other.returns, KEYS)}
    if len(words(argument)) > 1 and words(argument) in returned:
        return True
    bare = words(argument)[-1:] in returned or ("id",) in returned
    spoken = words(f"{other.name} {other.id.partition('/')[2]}")
    return bool(about) and bare and set(about) <= set(spoken)
