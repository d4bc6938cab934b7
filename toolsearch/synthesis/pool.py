"""The APIs made so far, and whether one more may join: valid, with a name of its own, and like none of them.

Likeness is measured three ways, each the Jaccard index of two sets: the words of the names, the words of the
descriptions, the leaf parameters with their types. The bound holds for every pair of the pool, exactly: all that share
anything are compared, by inverted index. Beside it a retriever looks for one that means the same in other words.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from apis.model import Api, Schema
from retriever.base import Document, Retriever
from retriever.documents import document_of
from retriever.words import split_name, terms
from toolsearch.synthesis.definition import Definition, problems, schemas_in

LIKEST = 0.7
"""The highest likeness of two names, descriptions or parameter sets in one pool."""
ALIKE = 0.55
"""The highest mean of the three for a neighbour that a retriever finds."""
NEIGHBOURS = 5
"""Documents a retriever is asked for."""
FRESH = 256
"""APIs that may join before a retriever is made anew over all of them."""

Index = Callable[[Iterable[Document]], Retriever]


@dataclass(frozen=True, slots=True)
class Features:
    """What is compared of an API."""

    name: frozenset[str]
    description: frozenset[str]
    parameters: frozenset[str]

    @classmethod
    def of(cls, api: Api) -> "Features":
        return cls(
            name=frozenset(terms(split_name(api.name))),
            description=frozenset(api.description.lower().replace(".", " ").replace(",", " ").split()),
            parameters=frozenset(leaves_of(api.parameters)),
        )


class Overlap:
    """Sets by their members: finds the likest to a new one without a look at all."""

    def __init__(self) -> None:
        self._sets: list[frozenset[str]] = []
        self._holders: dict[str, list[int]] = {}

    def add(self, members: frozenset[str]) -> None:
        for member in members:
            self._holders.setdefault(member, []).append(len(self._sets))
        self._sets.append(members)

    def likest(self, members: frozenset[str]) -> tuple[float, int]:
        """Return the highest Jaccard index with any set held, and the place of that set; 0.0 and -1 where none is."""
        shared: Counter[int] = Counter()
        for member in members:
            shared.update(self._holders.get(member, ()))
        return max(((jaccard(members, self._sets[at]), at) for at in shared), default=(0.0, -1))


@dataclass(slots=True)
class Pool:
    """APIs that differ."""

    index: Index | None = None
    """Makes a retriever; without one only the exact comparison is made."""
    likest: float = LIKEST
    apis: list[Api] = field(default_factory=list)
    _features: list[Features] = field(default_factory=list)
    _overlaps: dict[str, Overlap] = field(
        default_factory=lambda: {name: Overlap() for name in ("name", "description", "parameters")}
    )
    _names: set[str] = field(default_factory=set)
    _retriever: Retriever | None = None
    _places: dict[str, int] = field(default_factory=dict)

    def refusal(self, definition: Definition, api: Api) -> str | None:
        """Say why an API may not join, in a few words that are the same for the same reason; None where it may."""
        if reason := next(problems(definition), None):
            return reason
        if api.name.lower() in self._names or api.id in self._places:
            return "name taken"
        features = Features.of(api)
        for what, overlap in self._overlaps.items():
            if overlap.likest(getattr(features, what))[0] > self.likest:
                return f"{what} too like another"
        return "means the same as another" if self._has_double(api, features) else None

    def add(self, api: Api) -> None:
        """Let an API join; whether it may is `refusal`."""
        features = Features.of(api)
        for what, overlap in self._overlaps.items():
            overlap.add(getattr(features, what))
        self._places[api.id] = len(self.apis)
        self._names.add(api.name.lower())
        self.apis.append(api)
        self._features.append(features)
        if self.index and len(self.apis) % FRESH == 0:
            self._retriever = self.index(map(document_of, self.apis))

    def _has_double(self, api: Api, features: Features) -> bool:
        if self._retriever is None:
            return False
        hits = self._retriever.search(f"{split_name(api.name)}. {api.description}", NEIGHBOURS)
        return any(likeness(features, self._features[self._places[hit.id]]) > ALIKE for hit in hits)


def likeness(one: Features, other: Features) -> float:
    """Return the mean of the three Jaccard indices of two APIs."""
    parts = ("name", "description", "parameters")
    return sum(jaccard(getattr(one, part), getattr(other, part)) for part in parts) / len(parts)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of members in both among members in either; 0.0 for two empty sets.

    >>> jaccard(frozenset("ab"), frozenset("bc"))
    0.3333333333333333
    """
    return len(one & other) / len(one | other) if one or other else 0.0


def leaves_of(parameters: Schema) -> Iterator[str]:
    """Yield each property that holds a plain value or a list, with its type.

    >>> list(leaves_of({"properties": {"a": {"properties": {"b": {"type": "string"}}}}}))
    ['b:string']
    """
    for part in schemas_in(parameters):
        for name, inner in (part.get("properties") or {}).items():
            if not (isinstance(inner, dict) and inner.get("properties")):
                yield f"{name}:{inner.get('type') if isinstance(inner, dict) else ''}"


def found_share(retriever: Retriever, wanted: Sequence[tuple[str, str]], k: int = 5) -> float:
    """Return the share of (instruction, Api id) whose Api is among the first `k` hits for its instruction."""
    if not wanted:
        return 0.0
    return sum(any(hit.id == id_ for hit in retriever.search(text, k)) for text, id_ in wanted) / len(wanted)
