"""The user of a dialog, by rules: a wish and its values in several named ways of speaking, made less like the docs.

A wish comes from the Api's own description; values from the blueprint. Complication lowers the likeness to the
description: shared words give way to others of like meaning, values never change. Knows no assistant and no call form.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from apis.model import Api, Json
from apis.schema import shorten
from retriever.words import split_name, terms
from toolsearch.synthesis.pool import jaccard

WISH = 110
"""Characters of a description's first sentence that a user says."""
OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "get": ("look up", "fetch me"), "list": ("give me all", "show me"), "find": ("look for", "dig up"),
    "return": ("tell me", "give me"), "calculate": ("work out", "figure out"), "compute": ("work out", "figure out"),
    "convert": ("turn", "change"), "check": ("see", "make sure"), "validate": ("see if something is right with",),
    "search": ("look through", "hunt for"), "compare": ("put side by side", "weigh up"), "create": ("make", "set up"),
    "information": ("what is known",), "details": ("the particulars",), "all": ("every one of",), "given": ("some",),
    "number": ("figure",), "between": ("from one to the other of",), "name": ("what it is called",),
    "country": ("nation",), "countries": ("nations",), "date": ("day",), "city": ("town",), "text": ("wording",),
    "amount": ("sum",), "rate": ("going rate",), "distance": ("how far apart",), "nearest": ("closest",),
    "language": ("tongue",), "currency": ("money",), "word": ("term",), "words": ("terms",), "code": ("short code",),
    "estimate": ("guess",), "schedule": ("set a time for",), "update": ("change",), "delete": ("get rid of",),
    "cancel": ("call off",), "record": ("note down",), "export": ("get me a file of",), "rank": ("put in order",),
    "verify": ("make sure of",), "monitor": ("keep an eye on",), "assign": ("hand over",), "summarize": ("sum up",),
}  # fmt: skip
"""Words of descriptions and what people say instead."""
Mode = Callable[[str, str], str]
_END = re.compile(r"[.;:\n(]\s+|[.;:\n(]$|, (?=with |given |such )")


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a user wants."""

    api: Api
    arguments: Mapping[str, Json]
    """What the user tells; an argument that is left out is not spoken of."""
    since: str = ""
    """For a wish that builds on another: words such as "with its code"."""


def _plain(wish: str, values: str) -> str:
    return f"{_capital(wish)}.{_sentence(values)}"


def _polite(wish: str, values: str) -> str:
    return f"Could you please {wish}?{_sentence(values)} Thank you!"


def _situation(wish: str, values: str) -> str:
    return f"I'm putting together some notes and have to {wish}.{_sentence(values)}"


def _question(wish: str, values: str) -> str:
    return f"Can you {wish}{f' if {values}' if values else ''}?"


def _hurried(wish: str, values: str) -> str:
    return f"{wish} - {values.replace(' is ', ': ')}" if values else wish


def _told(wish: str, values: str) -> str:
    return f"{_capital(values)}. With that, {wish}." if values else f"{_capital(wish)}."


MODES: Mapping[str, Mode] = {
    "plain": _plain,
    "polite": _polite,
    "situation": _situation,
    "question": _question,
    "hurried": _hurried,
    "values first": _told,
}
"""Ways of speaking, by name."""


def say(requests: Sequence[Request], mode: str, rng: Random, complications: int) -> list[str]:
    """Say what is wanted, one text for each request.

    Args:
        requests: in order.
        mode: a name of `MODES`.
        rng: chooses words.
        complications: how many shared words give way to others, at most.
    """
    return [MODES[mode](_wish(request, rng, complications), _values(request.arguments)) for request in requests]


def join(texts: Sequence[str]) -> str:
    """Say several requests in one message."""
    return " ".join([texts[0], *(f"Also: {text}" for text in texts[1:])])


def _wish(request: Request, rng: Random, complications: int) -> str:
    wish = wish_of(request.api)
    shared = [match for match in re.finditer(r"[a-z]+", wish) if match.group() in OTHER_WORDS]
    chosen = sorted(rng.sample(shared, min(complications, len(shared))), key=lambda match: -match.start())
    for match in chosen:
        wish = wish[: match.start()] + rng.choice(OTHER_WORDS[match.group()]) + wish[match.end() :]
    return f"{wish} {request.since}".strip()


def wish_of(api: Api) -> str:
    """Say what an Api does as something to be done: its description's first sentence, in the imperative.

    >>> from types import SimpleNamespace
    >>> wish_of(SimpleNamespace(description="Returns the tides of a port. Fast.", name="tides"))
    'return the tides of a port'
    """
    sentences = [part.strip() for part in _END.split(api.description) if part.strip()]
    named = set(terms(split_name(api.name)))
    telling = [part for part in sentences if not set(terms(part)) <= named] or sentences
    words = (telling[0] if telling else split_name(api.name)).split()
    head = words[0].lower() if not words[0].isupper() else words[0]
    if head.endswith("s") and not head.endswith(("ss", "us")) and len(head) > 3:
        head = head[:-2] if head.endswith(("ches", "shes", "sses")) else head[:-1]
    return shorten(" ".join([head, *words[1:]]), WISH).rstrip("…")


def _values(arguments: Mapping[str, Json]) -> str:
    return ", ".join(f"the {split_name(name).lower()} is {spoken(value)}" for name, value in arguments.items())


def spoken(value: Json) -> str:
    """Write a value as people do.

    >>> spoken([1, 2.5]), spoken({"from": "a"}), spoken(True)
    ('1 and 2.5', 'from a', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{split_name(key).lower()} {spoken(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " and ".join(map(spoken, value))
    return str(value)


def dissimilarity(texts: Sequence[str], apis: Sequence[Api]) -> float:
    """Return 1 less the Jaccard index of the words of requests and of the descriptions of what they need."""
    asked = frozenset(word for text in texts for word in terms(text))
    told = frozenset(word for api in apis for word in terms(f"{split_name(api.name)} {api.description}"))
    return round(1 - jaccard(asked, told), 4)


def _sentence(values: str) -> str:
    return f" {_capital(values)}." if values else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
