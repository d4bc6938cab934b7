"""Values seen in the answers of a tool's APIs, for the arguments of its other APIs: an id that a list gave.

A value is offered where names make it plain: an argument `pet_id` takes what stood at `pet_id` or `petId`, or at `id`
in an answer of a path that ends in `pets`; an argument `id` of a path `/pets/{id}` likewise.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from apis.model import Api, HttpBinding, Json

MOST = 3
"""Values kept of one name."""
ENTERED = 2000
"""Values looked at in one answer."""


@dataclass(slots=True)
class Learned:
    """What one tool's answers hold, by plain name."""

    values: dict[str, list[Json]] = field(default_factory=dict)

    def take(self, api: Api, answer: Json) -> None:
        """Learn from a good answer."""
        noun = _noun(api)
        for name, value in _named(answer):
            for known in (name, f"{noun}{name}") if name == "id" and noun else (name,):
                values = self.values.setdefault(known, [])
                if value not in values and len(values) < MOST:
                    values.append(value)

    def known(self, api: Api) -> Mapping[str, list[Json]]:
        """Return the values for each required argument of an Api of this tool that has some."""
        noun = _noun(api)
        found = {}
        for name in api.parameters.get("required") or ():
            plain = _plain(name)
            if values := self.values.get(f"{noun}{plain}" if plain == "id" and noun else plain):
                found[name] = values
        return found


def _noun(api: Api) -> str:
    """Name what a path is about: its last word that is no argument, in the singular.

    >>> _singular("pets"), _singular("categories"), _singular("status")
    ('pet', 'category', 'status')
    """
    path = api.binding.path if isinstance(api.binding, HttpBinding) else ""
    words = [word for word in path.split("/") if word and "{" not in word]
    return _singular(_plain(words[-1])) if words else ""


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _named(answer: Json) -> Iterator[tuple[str, Json]]:
    """Yield the texts and numbers of an answer with their plain names, breadth first."""
    level, entered = [answer] if isinstance(answer, dict | list) else [], 0
    while level and entered < ENTERED:
        following: list[Json] = []
        for each in level:
            members = each.items() if isinstance(each, dict) else ()
            for name, value in members:
                entered += 1
                if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
                    yield _plain(name), value
            following += [inner for _, inner in members] if isinstance(each, dict) else each
        level = [each for each in following if isinstance(each, dict | list)]
