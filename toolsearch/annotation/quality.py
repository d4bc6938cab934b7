"""Which drafts are instructions: those that name only what was offered, leak no name, hold values, and are new.

Each draft that is dropped is dropped for one reason, the first that holds, so that reasons add up.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from apis.model import Api
from apis.schema import plain_name
from toolsearch.annotation.drafts import Draft
from toolsearch.annotation.prerequisites import is_identifier
from toolsearch.annotation.samples import Sample
from toolsearch.records import Group

Reason = Literal["unreadable", "unknown_api", "too_few_apis", "too_short", "leaks_name", "no_values", "duplicate"]

SHORTEST = 4
"""Words."""
ALIKE = 0.9
"""Share of words that two instructions over the same Apis have in common, from which they are one."""

_TALK = re.compile(r"\b(?:APIs?|endpoints?|operationId|function call|query parameters?)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"<[a-z_ ]+>|\{[a-z_]+\}|\[[a-z_ ]+\]|\bXXX+\b|\b(?:foo|bar)\b|your_\w+", re.IGNORECASE)
_VALUE = re.compile(r"\d|[\"“”„«»]|(?<!^)(?<![.!?] )\b(?!I\b|I')[A-Z][\w'’-]*|https?://|\S@\S|'[^']+'")


@dataclass(slots=True)
class Quality:
    """Keeps instructions and remembers what was kept."""

    _texts: set[str] = field(default_factory=set)
    _words: dict[tuple[str, ...], list[frozenset[str]]] = field(default_factory=dict)

    def keep(self, draft: Draft, sample: Sample) -> Reason | None:
        """Keep a draft, or say why not."""
        reason = fault(draft, sample)
        if reason is None and not self.remember(draft.text, draft.named):
            return "duplicate"
        return reason

    def remember(self, text: str, named: Iterable[str]) -> bool:
        """Take an instruction in; False where there is one like it."""
        words = _words(text)
        plain, key = " ".join(words), tuple(sorted(named))
        alike = self._words.setdefault(key, [])
        bag = frozenset(words)
        if plain in self._texts or any(_overlap(bag, other) >= ALIKE for other in alike):
            return False
        self._texts.add(plain)
        alike.append(bag)
        return True


def fault(draft: Draft, sample: Sample) -> Reason | None:
    """Say what is wrong with a draft in itself."""
    offered = {api.id: api for api in sample.offered}
    if any(name not in offered for name in draft.named):
        return "unknown_api"
    needed = [offered[name] for name in draft.named]
    if _is_too_few(needed, sample.group):
        return "too_few_apis"
    if len(draft.text.split()) < SHORTEST:
        return "too_short"
    if _TALK.search(draft.text) or any(leaks(draft.text, api) for api in sample.offered):
        return "leaks_name"
    if _PLACEHOLDER.search(draft.text) or (any(map(_wants_values, needed)) and not _VALUE.search(draft.text)):
        return "no_values"
    return None


def leaks(text: str, api: Api) -> bool:
    """Tell whether a text names an Api as only its maker does: by id, function name, path or a name that is no word.

    A name of plain words, such as "search" or "list holidays", is anybody's.
    """
    names = {api.id, plain_name(api.id), api.name}
    made_up = [name for name in names if re.search(r"[a-z][A-Z]|[a-z0-9]_[a-z0-9]|/|\w-\w", name)]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in made_up)


def _is_too_few(needed: Sequence[Api], group: Group) -> bool:
    if group == "I1":
        return not needed
    if group == "I2":
        return len({api.tool_slug for api in needed}) < 2
    return len({api.category for api in needed}) < 2


def _wants_values(api: Api) -> bool:
    """Tell whether an Api requires something that a user has to say."""
    properties = api.parameters.get("properties") or {}
    required = api.parameters.get("required") or ()
    return any(not is_identifier(name) and "default" not in (properties.get(name) or {}) for name in required)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
