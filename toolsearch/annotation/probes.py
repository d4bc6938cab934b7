"""Queries that measure search on a catalog, written by rules from the catalog's own words: four kinds of them.

    answerable     needs one to three Apis of one tool, as an I1 instruction does (`composing`)
    confusable     its Api has a near neighbour in another tool; the query names the tool, which alone tells them apart
    foreign        an English description of an Api with its values in a sentence of another language
    unanswerable   written for an Api that is taken out of the index: whole tools are, then single Apis; none that is
                   anything like one that stays

An Api that says the same as another one is asked for in no query: either would be right. Everything follows from the
catalog and the seed. Knows no retriever; what is alike is told by `retriever.neighbours`.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from apis.model import Api
from retriever.dataset import Query
from retriever.documents import document_of
from retriever.neighbours import Neighbours
from toolsearch.annotation.arguments import values_for
from toolsearch.annotation.composing import compose
from toolsearch.annotation.drafts import Draft
from toolsearch.annotation.quality import Quality, fault
from toolsearch.annotation.samples import PER_TOOL, Sample
from toolsearch.annotation.wording import clauses, label, spoken

UNANSWERABLE = "unanswerable"
HELD_OUT = 0.15
"""The share of Apis taken out of the index."""
OF_ONE = 0.05
"""The share of Apis that a tool may have to be taken out whole."""
NEAR = 0.4
"""Likeness from which on two Apis may be taken for one another."""
APART = 0.3
"""Likeness up to which an Api is no answer to what another one is asked for."""
SAME = 0.9
"""Likeness from which on two Apis do the same, as far as their documents tell."""
LOOKED_AT = 40
"""Apis looked at for each query wanted, before a catalog is said to have no more."""
NAMING = ("With {tool}: {text}", "In {tool}: {text}", "{tool}: {text}")
FRAMES = (
    "Kannst du mir bitte dabei helfen: {what}", "Ich brauche heute noch Folgendes: {what}",
    "Pouvez-vous m'aider à faire ceci : {what}", "J'ai besoin de ceci pour mon travail : {what}",
    "¿Me puedes ayudar con esto, por favor? {what}", "Necesito lo siguiente para un informe: {what}",
    "Você pode fazer isto para mim? {what}", "Mi serve questo entro oggi: {what}",
    "Zou je dit voor me willen doen: {what}", "Bunu benim için yapar mısın: {what}",
    "Пожалуйста, сделай для меня вот что: {what}", "请帮我完成这件事：{what}", "次のことをお願いします：{what}",
    "다음 작업을 해 주세요: {what}", "कृपया मेरे लिए यह करें: {what}", "من فضلك ساعدني في هذا: {what}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Probes:
    """Queries, and what must not be found for them."""

    queries: tuple[Query, ...]
    """Grouped by kind; unanswerable ones have nothing relevant."""
    held_out: frozenset[str]
    """Ids of the Apis that must stay out of the index."""


def write_probes(apis: Iterable[Api], *, count: int, seed: int = 0) -> Probes:
    """Write queries over a catalog.

    Args:
        apis: the whole catalog.
        count: queries of each kind at most; a catalog without neighbours has no confusable ones.
        seed: of everything random.
    """
    shelf = _Shelf({api.id: api for api in apis}, seed)
    kinds: dict[str, Callable[[Api, random.Random], Draft | None]] = {
        "answerable": shelf.answerable,
        "confusable": shelf.confusable,
        "foreign": shelf.foreign,
        UNANSWERABLE: shelf.unanswerable,
    }
    queries = [
        Query(f"{kind}-{number}", draft.text, frozenset(() if kind == UNANSWERABLE else draft.named), kind)
        for kind, write in kinds.items()
        for number, draft in enumerate(_written(shelf, kind, write, count))
    ]
    return Probes(tuple(queries), shelf.held_out)


def _written(
    shelf: "_Shelf", kind: str, write: Callable[[Api, random.Random], Draft | None], count: int
) -> Iterator[Draft]:
    """Yield so many queries of a kind, each over another Api."""
    rng = random.Random(f"{shelf.seed} {kind}")
    ids = sorted(shelf.held_out if kind == UNANSWERABLE else shelf.apis.keys() - shelf.held_out)
    made = 0
    for id_ in rng.sample(ids, min(len(ids), LOOKED_AT * count)):
        if made == count:
            return
        draft = write(shelf.apis[id_], rng)
        if draft and shelf.quality.remember(draft.text, draft.named):
            made += 1
            yield draft


@dataclass
class _Shelf:
    apis: Mapping[str, Api]
    seed: int
    quality: Quality = field(default_factory=Quality)

    def answerable(self, api: Api, rng: random.Random) -> Draft | None:
        siblings = [id_ for id_ in self._tools[api.tool_slug] if id_ not in self.held_out and id_ != api.id]
        drawn = [api.id, *rng.sample(siblings, min(len(siblings), PER_TOOL - 1))]
        clear = [self.apis[id_] for id_ in drawn if not self._has_twin(id_)]
        return self._composed(clear, rng) if api in clear else None

    def confusable(self, api: Api, rng: random.Random) -> Draft | None:
        others = self._kept & (self._tool_of != api.tool_slug)
        if self._has_twin(api.id) or not (self._near.likeness(api.id)[others] >= NEAR).any():
            return None
        draft = self._composed([api], rng)
        return Draft(rng.choice(NAMING).format(tool=api.tool, text=draft.text), draft.named) if draft else None

    def foreign(self, api: Api, rng: random.Random) -> Draft | None:
        values = values_for(api, rng)
        if values is None or self._has_twin(api.id):
            return None
        told = ", ".join(f"{label(name, api)} {spoken(value)}" for name, value in values.items())
        what = rng.choice(clauses(api)) + (f" ({told})" if told else "")
        return Draft(rng.choice(FRAMES).format(what=what), (api.id,))

    def unanswerable(self, api: Api, rng: random.Random) -> Draft | None:
        if (self._near.likeness(api.id)[self._kept] > APART).any():
            return None
        return self._composed([api], rng)

    def _composed(self, apis: Sequence[Api], rng: random.Random) -> Draft | None:
        """Write an instruction over some of these Apis; None where no good one comes of it."""
        sample = Sample(0, "I1", tuple(apis))
        draft = compose(sample, rng)
        return draft if draft and fault(draft, sample) is None else None

    def _has_twin(self, id_: str) -> bool:
        return bool((self._near.likeness(id_)[self._kept] >= SAME).any())

    @cached_property
    def _near(self) -> Neighbours:
        return Neighbours.over(map(document_of, self.apis.values()))

    @cached_property
    def _kept(self) -> NDArray[np.bool_]:
        return np.asarray([id_ not in self.held_out for id_ in self.apis])

    @cached_property
    def _tool_of(self) -> NDArray[np.str_]:
        return np.asarray([api.tool_slug for api in self.apis.values()])

    @cached_property
    def _tools(self) -> dict[str, list[str]]:
        """The ids of each tool's Apis, sorted."""
        tools: dict[str, list[str]] = defaultdict(list)
        for id_ in sorted(self.apis):
            tools[self.apis[id_].tool_slug].append(id_)
        return dict(tools)

    @cached_property
    def held_out(self) -> frozenset[str]:
        """Whole tools that fit into the share, then single Apis until it is full."""
        rng, most = random.Random(f"{self.seed} held out"), int(HELD_OUT * len(self.apis))
        taken: list[str] = []
        for tool in rng.sample(sorted(self._tools), len(self._tools)):
            ids = self._tools[tool]
            if len(ids) <= OF_ONE * len(self.apis) and len(taken) + len(ids) <= most:
                taken += ids
        rest = sorted(self.apis.keys() - set(taken))
        return frozenset([*taken, *rng.sample(rest, most - len(taken))])
