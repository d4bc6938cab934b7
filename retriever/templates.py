"""Requests for an API that nobody has asked for yet, written from its own document by templates.

They are of many forms (orders, questions, key words, what is wanted and for which argument), some words go missing and
some verbs change, so that what is trained on them learns requests rather than one phrasing. Knows `Document`s and
takes its randomness; knows nothing of training.
"""

import re
from random import Random

from retriever.base import Document
from retriever.words import STOP_WORDS, words

ORDERS = """\
Can you {do}?|Could you {do}?|Please {do}.|I need to {do}.|I want to {do}.|I'd like to {do}.|Help me {do}.
How do I {do}?|How can I {do}?|{do}.|{do}|Is there a way to {do}?|I am looking for a way to {do}.
We have to {do} today.|Show me how to {do}.|My boss asked me to {do}.|What is the best way to {do}?
I'm working on a project and need to {do}.|Could you please help me {do}? Thanks!|Let's {do}.
Hi! I was wondering if you could {do} for me.|Would it be possible to {do}?"""
WISHES = """\
What is the {thing}?|Give me the {thing}.|I need the {thing}.|Tell me about {thing}.|Find {thing}.|{thing}
Show {thing}|Do you have any information on {thing}?|I'm curious about {thing}.|Where can I find {thing}?
I'm looking for {thing}.|Any {thing}?|Look up {thing} for me.|I want details of {thing}."""
PLAIN = {
    "retrieves": "get",
    "retrieve": "get",
    "returns": "get",
    "obtains": "get",
    "fetches": "fetch",
    "modifies": "change",
}
"""Verbs of documentation as people say them; others lose their -s."""
OTHERWISE = {
    "get": "find|look up|show me|give me|fetch|pull up|check|see",
    "create": "make|add|set up|start",
    "delete": "remove|get rid of|drop|erase",
    "update": "change|edit|modify",
    "list": "show|see all|get all",
    "search": "look for|find",
    "send": "deliver|write",
    "calculate": "work out|compute|figure out",
    "remove": "take away|delete",
    "find": "look up|get|locate",
    "compute": "work out|calculate",
    "check": "see|verify|look at",
    "add": "put in|create",
    "convert": "turn|change",
    "generate": "make|create|produce",
}

_FORMS = {kind: re.split(r"[|\n]", text) for kind, text in (("do", ORDERS), ("thing", WISHES))}
_MARKUP = re.compile(r"<[^>]+>|\([^)]*\)|[\[\]`*]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_GENERIC = re.compile(r"\b(api|rest|web|platform|openapi)\b", re.IGNORECASE)
LONGEST = 22
"""Words of a description that go into a request."""


def request_for(document: Document, random: Random) -> str:
    """Write one request for a document; empty where it says nothing.

    >>> document = Document("a", "get Weather", "Meteo API", "", "Returns the weather of a city.", "city Its name", "")
    >>> request_for(document, Random(3)), request_for(document, Random(4))
    ('Any Weather using the city its?', 'weather weather get returns city')
    """
    said = _said(document, random)
    if not said:
        return ""
    if random.random() < 0.12:
        return _key_words(document, random)
    verb, rest = said[0], " ".join(said[1:])
    ending = _argument(document, random) + _place(document, random)
    if rest and random.random() < 0.35:
        return random.choice(_FORMS["thing"]).format(thing=re.sub(r"^(the|an?) ", "", rest) + ending)
    return _upper(random.choice(_FORMS["do"]).format(do=f"{verb} {rest}".strip() + ending))


def _said(document: Document, random: Random) -> list[str]:
    """Return a verb and the words after it, from the description or the name."""
    first = _MARKUP.sub("", _SENTENCE_END.split(document.description.strip())[0]).rstrip(".!").split()[:LONGEST]
    found = document.name.split() if len(first) < 2 or random.random() < 0.3 else first
    if not found:
        return []
    rest = found[1:]
    if random.random() < 0.4:
        rest = [word for word in rest if random.random() > 0.2 or len(rest) < 3]
    return [_verb(found[0].lower(), random), *rest]


def _verb(word: str, random: Random) -> str:
    plain = PLAIN.get(word) or (word[:-1] if word[:-1] in OTHERWISE else word)
    return random.choice(OTHERWISE[plain].split("|")) if plain in OTHERWISE and random.random() < 0.6 else plain


def _argument(document: Document, random: Random) -> str:
    found = [part for part in document.parameters.split(";") if part.strip()]
    if not found or random.random() > 0.3:
        return ""
    named = re.sub(r"\(.*?\)|:.*", "", random.choice(found[:6])).split()[:2]
    return random.choice((" by ", " for the ", " with the ", " using the ", " given the ")) + " ".join(named).lower()


def _place(document: Document, random: Random) -> str:
    tool = " ".join(_GENERIC.sub("", document.tool).split())
    return f" {random.choice(('on', 'in', 'with', 'from', 'using'))} {tool}" if tool and random.random() < 0.25 else ""


def _key_words(document: Document, random: Random) -> str:
    found = [word for word in words(f"{document.name} {document.description[:150]}") if word.lower() not in STOP_WORDS]
    random.shuffle(found)
    return " ".join(found[: random.randint(2, 6)]).lower()


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def nonsense(vocabulary: list[str], random: Random) -> str:
    """Write a request of words drawn from a vocabulary, earlier ones oftener: text of no topic in particular."""

    def some(most: int) -> str:
        return " ".join(vocabulary[int(len(vocabulary) ** random.random()) - 1] for _ in range(random.randint(1, most)))

    thing = some(4)
    if random.random() < 0.5:
        thing += f" {random.choice(('for', 'of', 'in', 'with', 'to', 'about', 'and'))} {some(3)}"
    form = random.choice(_FORMS["do"] + _FORMS["thing"] + ["{do}. {thing}"] * 4)
    return form.format(do=f"{random.choice(list(OTHERWISE))} {thing}", thing=thing)
