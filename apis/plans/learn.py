"""A plan from samples: what is constant, empty, id-like, duplicated, markup or tracking goes; what is spoken of stays.

Spoken of is a key whose words stand in the Api's description, or that an argument of an Api of the same tool is called
by: what one answer gives and another call takes is never left out. Knows samples and an Api; calls nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apis.compress import DEEPEST, escaped
from apis.ids import split_camel
from apis.model import Api, Json, canonical
from apis.plans.plan import Plan, Why, is_markup, paths

SEEN = 3
"""So often must a value be seen before it counts as always the same, always empty, always that of a neighbour."""
TOKEN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # a UUID
    r"|[0-9a-f]{16,}"  # a hash
    r"|(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=\D*\d)[A-Za-z0-9_-]{18,}={0,2}",  # a token: letters of both cases, and digits
)
TRACKED = re.compile(r"[?&](utm_\w+|gclid|fbclid|mc_eid|click_?id|aff(iliate)?_?id|tracking_?id)=", re.IGNORECASE)
TRACKING = frozenset(
    ("etag", "tracking", "trackingid", "trackingurl", "requestid", "traceid", "spanid", "correlationid", "sessionid",
     "impression", "impressionid", "impressionurl", "clickid", "clickurl", "beacon", "pixel", "checksum", "nonce")
)  # fmt: skip
IDS = frozenset(("id", "uuid", "guid", "hash", "etag", "cursor"))
GENERIC = frozenset(("id", "ids", "url", "link", "href", "code", "type", "key", "value", "data", "item", "result"))
"""Words that say too little alone: a key of these is spoken of where it is named as a whole."""
STOP = frozenset(("the", "and", "for", "are", "its", "with", "from", "that", "this", "all", "can", "not", "you"))


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, and what was asked for it."""

    arguments: dict[str, Json]
    value: Json


@dataclass(slots=True)
class _Seen:
    """What was seen at one path."""

    values: list[Json] = field(default_factory=list)
    calls: set[int] = field(default_factory=set)

    @property
    def distinct(self) -> int:
        return len({canonical(value) for value in self.values})


def learn(api: Api, answers: Sequence[Answered], *, taken: Iterable[str] = ()) -> Plan:
    """Make a plan.

    Args:
        api: whose answers they are.
        answers: at least one.
        taken: names of arguments of the other Apis of the tool.
    """
    seen = _gather(answers)
    neighbours = _duplicates(answers)
    spoken = Spoken.of(api, taken)
    asked = len({canonical(each.arguments) for each in answers})
    drop: dict[str, Why] = {}
    for path, each in seen.items():
        why = _why(path, each, asked, path in neighbours)
        if why is not None and not spoken.of_path(path):
            drop[path] = why
    if len(drop) == len(seen):
        drop = {}  # nothing would be left to say
    return Plan(hash=api.content_hash, keep=tuple(path for path in seen if path not in drop), drop=drop)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a description, and the names of arguments."""

    words: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, api: Api, taken: Iterable[str] = ()) -> "Spoken":
        """Gather them: of the arguments themselves, what they are about is spoken of too."""
        properties = api.parameters.get("properties") or {}
        about = " ".join(
            str(schema.get("description", "")) for schema in properties.values() if isinstance(schema, dict)
        )
        words = frozenset(_words(f"{api.description} {api.name} {' '.join(properties)} {about}"))
        return cls(words, frozenset(map(_plain, [*properties, *taken])))

    def of_path(self, path: str) -> bool:
        """Tell whether the key at the end of a path is spoken of.

        >>> spoken = Spoken(frozenset({"list", "airport", "country"}), frozenset({"stationid"}))
        >>> [spoken.of_path(path) for path in ("/country_code", "/x/*/station_id", "/stations/*/id", "/code", "/iata")]
        [True, True, True, False, False]
        """
        steps = [step for step in path.split("/") if step not in ("", "*")]
        if not steps:
            return True
        words = _words(steps[-1])
        noun = words[:-1] or (_words(steps[-2])[-1:] if len(steps) > 1 else [])
        if {_plain(steps[-1]), _plain("".join([*noun, words[-1]]) if words else "")} & self.names:
            return True
        telling = [word for word in words if word not in GENERIC]
        return any(word in self.words for word in telling)


def _gather(answers: Sequence[Answered]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for number, each in enumerate(answers):
        for path, value in paths(each.value):
            if path.rpartition("/")[2] != "*" and path:  # an item of an array has no key that could go
                seen[path].values.append(value)
                seen[path].calls.add(number)
    return dict(seen)


def _why(path: str, seen: _Seen, asked: int, duplicate: bool) -> Why | None:
    """Say why a path is not worth keeping; None where it is."""
    key, values = path.rpartition("/")[2], seen.values
    texts = [value for value in values if isinstance(value, str) and value]
    if len(values) >= SEEN and all(value in (None, "", [], {}) for value in values):
        return Why.EMPTY
    if _plain(key) in TRACKING or (texts and all(TRACKED.search(text) for text in texts)):
        return Why.TRACKING
    if texts and len(texts) == len(values) and all(TOKEN.fullmatch(text) for text in texts):
        return Why.ID_LIKE
    if _plain(key) in IDS and len(values) >= SEEN and seen.distinct == len(values):
        return Why.ID_LIKE
    if duplicate:
        return Why.DUPLICATED
    if asked > 1 and len(seen.calls) >= 2 and len(values) >= SEEN and seen.distinct == 1:
        return Why.CONSTANT
    if len(texts) >= SEEN and all(map(is_markup, texts)) and _plain(key).endswith(("html", "svg", "markup", "embed")):
        return Why.MARKUP
    return None


def _duplicates(answers: Sequence[Answered]) -> set[str]:
    """Find the paths whose value is always that of a key before it in the same object."""
    equal: dict[tuple[str, str], list[bool]] = defaultdict(list)
    values: dict[str, set[str]] = defaultdict(set)
    for each in answers:
        for path, members in _objects(each.value, ""):
            scalars = [(name, value) for name, value in members.items() if isinstance(value, str | int | float)]
            for place, (name, value) in enumerate(scalars):
                values[f"{path}/{escaped(name)}"].add(canonical(value))
                for before, earlier in scalars[:place]:
                    equal[f"{path}/{escaped(before)}", f"{path}/{escaped(name)}"].append(_same(earlier, value))
    return {
        later for (_, later), alike in equal.items() if len(alike) >= SEEN and all(alike) and len(values[later]) > 1
    }


def _same(one: Json, other: Json) -> bool:
    return type(one) is type(other) and (one.strip() == other.strip() if isinstance(one, str) else one == other)


def _objects(value: Json, path: str) -> Iterable[tuple[str, dict[str, Json]]]:
    if path.count("/") >= DEEPEST:
        return
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from _objects(inner, f"{path}/{escaped(name)}")
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, f"{path}/*")


def _words(text: str) -> list[str]:
    """Split into words in lower case, in the singular as far as a rule can tell."""
    found = re.findall(r"[a-z0-9]+", split_camel(text).lower())
    return [_singular(word) for word in found if len(word) > 1 and word not in STOP]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
