"""The API context tree: domains, their areas, what can be done in each (ToolACE, section 2.1, speciation).

Knows nodes, duplicates and subtrees. Where a topic comes from is `toolsearch.synthesis.speciation`; what is made of a
subtree is `toolsearch.synthesis.evolve`. A tree is a file of topics, one a line, that only ever grows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from apis.model import Value
from retriever.words import terms
from toolsearch.journal import Journal, read

Level = Literal["domain", "area", "functionality"]
RICHNESS = {1: 0.4, 2: 0.3, 3: 0.2, 4: 0.1}
"""How many functionalities an API may have, and how often: a single one makes an easy API, several a rich one."""


class Topic(Value):
    """One node of the tree."""

    id: int
    parent: int | None
    """None: a domain."""
    level: Level
    text: str
    """A domain or an area by its name, a functionality as verb and object: "estimate a catch quota"."""
    things: tuple[str, ...] = ()
    """Of an area: what its functionalities are about."""
    details: tuple[str, ...] = ()
    """Of an area: what such things have; "gear type: trawl/longline" lists what it may be."""
    source: str = ""
    """The document it was read from."""


@dataclass(frozen=True, slots=True)
class Subtree:
    """What one API is made of: functionalities of one area. Their number is the API's richness."""

    domain: Topic
    area: Topic
    functionalities: tuple[Topic, ...]


@dataclass(slots=True)
class ContextTree:
    """Topics by id, none twice under one parent."""

    topics: list[Topic] = field(default_factory=list)
    _below: dict[int | None, list[Topic]] = field(default_factory=dict)
    _keys: set[tuple[int | None, str]] = field(default_factory=set)

    @classmethod
    def read(cls, path: Path) -> "ContextTree":
        """Read a tree from its file.

        Raises:
            RecordError: a line is no topic.
        """
        tree = cls()
        for topic in read(path, Topic):
            tree._take(topic)
        return tree

    def grow(
        self,
        parent: Topic | None,
        level: Level,
        text: str,
        *,
        things: Iterable[str] = (),
        details: Iterable[str] = (),
        source: str = "",
    ) -> Topic | None:
        """Add a topic below another; None where it says nothing, or the same as one that is there.

        Two texts are the same where their words are, endings, order and function words aside.

        >>> tree = ContextTree()
        >>> tree.grow(None, "domain", "Water supply").id, tree.grow(None, "domain", "supplies of water")
        (0, None)
        """
        under = parent.id if parent else None
        if not (key := _key(text)) or (under, key) in self._keys:
            return None
        kinds = {"things": tuple(things), "details": tuple(details), "source": source}
        return self._take(Topic(id=len(self.topics), parent=under, level=level, text=text, **kinds))

    def named(self, parent: Topic | None, text: str) -> Topic | None:
        """Return the topic of this text below another, if it is there."""
        key = _key(text)
        return next((topic for topic in self.below(parent) if _key(topic.text) == key), None)

    def below(self, parent: Topic | None) -> list[Topic]:
        """Return the topics below one (the domains for None), in the order they came."""
        return self._below.get(parent.id if parent else None, [])

    def at(self, level: Level) -> list[Topic]:
        return [topic for topic in self.topics if topic.level == level]

    def save(self, path: Path, *, held: int = 0) -> int:
        """Append the topics beyond the first `held` to the tree's file; return how many it holds then."""
        with Journal(path) as journal:
            journal.extend(self.topics[held:])
        return len(self.topics)

    def _take(self, topic: Topic) -> Topic:
        if topic.id != len(self.topics):
            raise ValueError(f"topic {topic.id} does not follow topic {len(self.topics) - 1}")
        self.topics.append(topic)
        self._below.setdefault(topic.parent, []).append(topic)
        self._keys.add((topic.parent, _key(topic.text)))
        return topic


def _key(text: str) -> str:
    return " ".join(sorted(set(terms(text))))


class Adaptation:
    """Draws the subtrees of new APIs: functionalities of one area, each taken by one API only."""

    def __init__(self, tree: ContextTree) -> None:
        self.tree = tree
        self._free: dict[int, dict[int, dict[int, Topic]]] = {}
        for area in tree.at("area"):
            if area.parent is not None and (below := {topic.id: topic for topic in tree.below(area)}):
                self._free.setdefault(area.parent, {})[area.id] = below

    def draw(self, rng: Random) -> Subtree | None:
        """Draw an area and, of its free functionalities, one or several about one thing; None where none is free."""
        if not self._free:
            return None
        domain = rng.choice(list(self._free))
        area = rng.choice(list(self._free[domain]))
        free = list(self._free[domain][area].values())
        wanted = rng.choices(list(RICHNESS), list(RICHNESS.values()))[0]
        first = rng.choice(free)
        near = [topic for topic in free if topic is not first and _akin(topic, first)]
        topics = self.tree.topics
        return Subtree(topics[domain], topics[area], (first, *rng.sample(near, min(wanted - 1, len(near)))))

    def take(self, ids: Iterable[int]) -> None:
        """Mark functionalities as used."""
        for id_ in ids:
            area = self.tree.topics[self.tree.topics[id_].parent or 0]
            domain = area.parent or 0
            self._free[domain][area.id].pop(id_)
            if not self._free[domain][area.id]:
                del self._free[domain][area.id]
            if not self._free[domain]:
                del self._free[domain]


def _akin(one: Topic, other: Topic) -> bool:
    """Tell whether two functionalities are about the same thing: all words but the verb are the same."""
    return set(terms(one.text)[1:]) == set(terms(other.text)[1:])
