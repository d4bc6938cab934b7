"""Documents to topics: what an API context tree grows from (ToolACE, section 2.1, speciation).

Three kinds of material: a folder of documents (manuals, READMEs, API docs), a catalog of real APIs, and the topics that
ship with the project (`seeds.txt`). Rules read headings, sentences that begin with a verb, and names in code; a
language model reads the same document and is asked for more topics below those it found. Knows nothing of APIs made.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from apis.errors import SourceError
from apis.model import Api, Value
from apis.schema import shorten
from retriever.words import split_name
from toolsearch.llm.base import LLM
from toolsearch.synthesis import prompts
from toolsearch.synthesis.asking import told
from toolsearch.synthesis.context_tree import ContextTree, Topic
from toolsearch.synthesis.verbs import GROWN, VERBS, with_article

TEXT = (".md", ".txt", ".rst", ".adoc", ".html", ".json", ".yaml", ".yml")
LONGEST = 24_000
"""Characters of a document that are read."""
MOST = 40
"""Functionalities taken from one area of a document."""
EXTENDED = "extended"
"""The source of topics that were thought of below an area."""
_HEADING = re.compile(r"^(?:#{1,6}\s+(.+?)\s*#*|(.+)\n[=~^-]{3,})$", re.MULTILINE)
_SAYS = re.compile(rf"\b({'|'.join(VERBS)})\s+((?:[A-Za-z][\w'-]*\s?){{1,7}})", re.IGNORECASE)
_STOP = re.compile(
    r"\b(by|with|for|from|that|which|who|where|when|using|via|and|or|to|in|on|of|as|if|is|are|you)\b", re.I
)
_CODE = re.compile(r"`([A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*)`|\b([a-z]+(?:_[a-z0-9]+)+)\b")
_TAG = re.compile(r"<[^>]{1,200}>")


@dataclass(frozen=True, slots=True)
class Material:
    """One document to read topics from."""

    name: str
    text: str


class Area(Value, extra="ignore"):
    """What one part of a document says can be done."""

    name: str
    functionalities: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


class Domain(Value, extra="ignore"):
    """What a document is about."""

    domain: str
    areas: tuple[Area, ...]


class Reader(Protocol):
    """Reads topics from a document, and thinks of more below one."""

    async def read(self, material: Material) -> Domain | None:
        """Return what a document is about; None where it says of nothing that it can be done."""

    async def extend(self, domain: Topic, area: Topic, known: Sequence[str]) -> Sequence[str]:
        """Return further functionalities of an area."""


def materials(folder: Path) -> Iterator[Material]:
    """Yield the text documents of a folder and its subfolders, by name; or the one file.

    Raises:
        SourceError: there is no such file or folder, or it holds no document.
    """
    paths = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.suffix.lower() in TEXT)
    if not paths:
        raise SourceError(f"{str(folder)!r} holds no document: expected a file, or a folder of {', '.join(TEXT)}")
    for path in paths:
        if path.is_file():
            text = path.read_text("utf-8", "replace")[:LONGEST]
            yield Material(path.stem, _TAG.sub(" ", text) if path.suffix == ".html" else text)


def seeds() -> Iterator[Domain]:
    """Yield the domains that ship with the project."""
    text = files("toolsearch.synthesis").joinpath("seeds.txt").read_text("utf-8")
    for block in text.split("\n= ")[1:]:
        name, *lines = block.strip().splitlines()
        yield Domain(domain=name, areas=tuple(map(_seed, lines)))


def _seed(line: str) -> Area:
    name, things, details = (part.strip() for part in line.split("|"))
    return Area(name=name, things=_listed(things), details=_listed(details))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def domains_of(apis: Iterable[Api]) -> Iterator[Domain]:
    """Yield what a catalog is about: its categories, their tools, what their Apis do and take."""
    by_category: dict[str, dict[str, list[Api]]] = {}
    for api in apis:
        by_category.setdefault(api.category, {}).setdefault(api.tool, []).append(api)
    for category, tools in by_category.items():
        yield Domain(domain=category, areas=tuple(_area_of(tool, held) for tool, held in tools.items()))


def _area_of(tool: str, apis: Sequence[Api]) -> Area:
    details = {split_name(name).lower(): None for api in apis for name in api.parameters.get("properties") or {}}
    said = [text for api in apis for text in functionalities_in(f"{split_name(api.name)}. {api.description}")]
    return Area(name=tool, functionalities=tuple(dict.fromkeys(said)), details=tuple(details))


def functionalities_in(text: str) -> list[str]:
    """Find what a text says can be done, as verb and object.

    >>> functionalities_in("Users can search nearby train stations by name. Cancel a booking with one call.")
    ['search a nearby train station', 'cancel a booking']
    """
    found: dict[str, None] = {}
    for verb, tail in _SAYS.findall(" ".join(text.split())):
        words = _STOP.split(tail)[0].split()
        words = words[1:] if words and words[0].lower() in ("the", "a", "an", "all", "your", "any", "new") else words
        thing = " ".join(word.lower() for word in words[:5]).strip(" -'")
        if len(thing) > 3 and not thing.isnumeric():
            found[f"{verb.lower()} {with_article(_singular(thing))}"] = None
    return list(found)[:MOST]


def _singular(thing: str) -> str:
    if thing.endswith("ies") and len(thing) > 5:
        return thing[:-3] + "y"
    return thing[:-1] if thing.endswith("s") and not thing.endswith(("ss", "us", "is", "news")) else thing


class RulesReader:
    """Reads documents by their form, and crosses the things of an area with what is done to things."""

    async def read(self, material: Material) -> Domain | None:
        title, parts = _parts(material)
        areas = []
        for heading, text in parts:
            details = {split_name(one or two).lower(): None for one, two in _CODE.findall(text)}
            if said := functionalities_in(text):
                areas.append(Area(name=heading, functionalities=tuple(said), details=tuple(details)[:12]))
        return Domain(domain=title, areas=tuple(areas)) if areas else None

    async def extend(self, domain: Topic, area: Topic, known: Sequence[str]) -> Sequence[str]:
        return [f"{verb} {with_article(thing)}" for thing in area.things for verb in GROWN]


def _parts(material: Material) -> tuple[str, list[tuple[str, str]]]:
    """Cut a document at its headings: its title, and the parts with their headings."""
    marks = list(_HEADING.finditer(material.text))
    titles = [(mark.group(1) or mark.group(2)).strip("`*# ") for mark in marks]
    title = titles[0] if titles else split_name(material.name)
    ends = [*(mark.start() for mark in marks[1:]), len(material.text)][: len(marks)]
    parts = [(heading, material.text[mark.end() : end]) for heading, mark, end in zip(titles, marks, ends, strict=True)]
    return shorten(title, 60), parts or [(title, material.text)]


@dataclass(frozen=True, slots=True)
class PromptedReader:
    """Lets a language model read; a reply that cannot be read as JSON of the asked form counts as nothing found."""

    model: LLM
    seed: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    """Replies that could not be read, by what they should have been."""

    async def read(self, material: Material) -> Domain | None:
        reply = await self._ask(prompts.SPECIATE.format(name=material.name, text=material.text[:LONGEST]))
        try:
            return Domain.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
        except ValidationError:
            self.unread["what a document is about"] += 1
            return None

    async def extend(self, domain: Topic, area: Topic, known: Sequence[str]) -> Sequence[str]:
        things = ", ".join(area.things) or "(not given)"
        asked = prompts.EXTEND.format(domain=domain.text, area=area.text, things=things, known="\n".join(known))
        reply = await self._ask(asked)
        try:
            listed = json.loads(reply[reply.find("[") : reply.rfind("]") + 1])
        except ValueError:
            self.unread["more functionalities of an area"] += 1
            return []
        return [text for text in listed if isinstance(text, str)]

    async def _ask(self, prompt: str) -> str:
        return await told(self.model, prompt, self.seed)


def plant(tree: ContextTree, domain: Domain, source: str = "") -> None:
    """Add what a document is about to a tree; what is there already stays as it is."""
    top = tree.named(None, domain.domain) or tree.grow(None, "domain", domain.domain, source=source)
    if top is None:
        return
    for area in domain.areas:
        kinds = {"things": area.things, "details": area.details}
        below = tree.named(top, area.name) or tree.grow(top, "area", area.name, source=source, **kinds)
        for text in area.functionalities if below else ():
            tree.grow(below, "functionality", text, source=source)


async def extend(tree: ContextTree, reader: Reader) -> AsyncGenerator[Topic]:
    """Grow functionalities below every area of a tree; yield each area once that is done.

    An area that was extended before is not asked about again, but for the last one, of which a part may be lost.
    """
    extended = [topic.parent for topic in tree.topics if topic.source == EXTENDED]
    for area in tree.at("area"):
        if area.id in extended and area.id != extended[-1]:
            continue
        known = [topic.text for topic in tree.below(area)]
        domain = tree.topics[area.parent or 0]
        for text in await reader.extend(domain, area, known):
            tree.grow(area, "functionality", text, source=EXTENDED)
        yield area
