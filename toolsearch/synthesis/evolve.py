"""New APIs from subtrees, after an example of the buffer (ToolACE, section 2.1, evolution).

An evolver writes one definition: by rules, or by a language model. `propose` numbers the proposals, lets the pool
decide, and keeps a record of either outcome; where it was stopped, it goes on with the next number. Functionalities
that went into a kept API are used up; those of a refused one may be drawn again.
"""

import hashlib
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from pydantic import ValidationError

from apis.model import Api, Value, canonical
from toolsearch.llm.base import LLM
from toolsearch.synthesis import prompts
from toolsearch.synthesis.asking import told
from toolsearch.synthesis.context_tree import Adaptation, Subtree
from toolsearch.synthesis.definition import Definition, Evolved, api_of, normalised
from toolsearch.synthesis.operators import OPERATORS, Change, first_draft
from toolsearch.synthesis.pool import Pool
from toolsearch.synthesis.wording import described, instruction_for

BUFFER = 64
"""The latest APIs, from which examples are drawn."""
CHANGES = {1: 0.3, 2: 0.4, 3: 0.3}
"""How many operators are applied, and how often."""
UNREADABLE = "reply is no definition"
SPEECHLESS = "no instruction for it"
GIVES_UP = 100
"""Proposals refused in a row before it is said that no more can be made."""


class Refused(Value):
    """A proposal that did not join the pool."""

    proposal: int
    reason: str


@dataclass(frozen=True, slots=True)
class Task:
    """What one proposal is to be made of."""

    subtree: Subtree
    example: Evolved | None
    operators: tuple[str, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Made:
    """What an evolver wrote, and which of the wanted operators it applied."""

    definition: Definition
    operators: tuple[str, ...]


class Evolver(Protocol):
    """Writes definitions, and what their users would say."""

    async def evolve(self, task: Task) -> Made | None:
        """Return a definition; None where nothing usable came."""

    async def instruct(self, api: Api, task: Task) -> str: ...


class RulesEvolver:
    """Evolves by rules: a plain draft, then the operators on its structure."""

    async def evolve(self, task: Task) -> Made | None:
        change = Change(task.subtree, Random(task.seed))
        draft = first_draft(change)
        draft = draft.model_copy(update={"description": described(task.subtree, draft.parameters, change.rng)})
        applied = []
        for name in task.operators:
            if changed := OPERATORS[name](draft, change):
                draft = changed
                applied.append(name)
        return Made(draft, tuple(applied))

    async def instruct(self, api: Api, task: Task) -> str:
        return instruction_for(api, task.subtree, Random(task.seed + 1))


@dataclass(frozen=True, slots=True)
class PromptedEvolver:
    """Lets a language model evolve; types of other worlds in its schemas are put right in the structure."""

    model: LLM

    async def evolve(self, task: Task) -> Made | None:
        subtree = task.subtree
        prompt = prompts.EVOLVE.format(
            domain=subtree.domain.text,
            area=subtree.area.text,
            functionalities="\n".join(f"- {topic.text}" for topic in subtree.functionalities),
            details=", ".join(subtree.area.details) or "(not given)",
            example=_shown(task.example.api) if task.example else "(none yet)",
            operators=", ".join(task.operators),
        )
        reply = await told(self.model, prompt, task.seed)
        try:
            definition = Definition.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
        except ValidationError:
            return None
        return Made(normalised(definition), task.operators)

    async def instruct(self, api: Api, task: Task) -> str:
        return await told(self.model, prompts.INSTRUCT.format(api=_shown(api)), task.seed)


@dataclass(slots=True)
class Evolution:
    """A run of evolution: what was made, refused, used; grows by `propose`."""

    adaptation: Adaptation
    pool: Pool
    evolver: Evolver
    seed: int = 0
    kept: list[Evolved] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def recall(self, kept: Iterable[Evolved], refused: Iterable[Refused]) -> None:
        """Take up what an earlier session did."""
        self.refused += refused
        for one in kept:
            self._keep(one)

    @property
    def proposed(self) -> int:
        """How many proposals were decided."""
        return len(self.kept) + len(self.refused)

    @property
    def gave_up(self) -> bool:
        """Whether too many proposals in a row were refused."""
        return self._next - self._kept_last > GIVES_UP

    @property
    def _kept_last(self) -> int:
        return self.kept[-1].proposal if self.kept else -1

    @property
    def _next(self) -> int:
        return 1 + max(self._kept_last, self.refused[-1].proposal if self.refused else -1)

    async def propose(self, count: int) -> AsyncGenerator[Evolved | Refused]:
        """Propose until `count` APIs are kept, every functionality is used, or too many in a row are refused.

        Yields each outcome as it is decided.
        """
        while len(self.kept) < count:
            number = self._next
            task = None if self.gave_up else self._task(number)
            if task is None:
                return
            outcome = await self._decide(task, number)
            if isinstance(outcome, Evolved):
                self._keep(outcome)
            else:
                self.refused.append(outcome)
            yield outcome

    def _task(self, number: int) -> Task | None:
        rng = Random(_seed(self.seed, number))
        subtree = self.adaptation.draw(rng)
        if subtree is None:
            return None
        example = rng.choice(self.kept[-BUFFER:]) if self.kept else None
        return Task(subtree, example, _operators(rng, example.operators if example else ()), rng.getrandbits(31))

    async def _decide(self, task: Task, number: int) -> Evolved | Refused:
        made = await self.evolver.evolve(task)
        if made is None:
            return Refused(proposal=number, reason=UNREADABLE)
        api = api_of(made.definition, task.subtree.domain.text, task.subtree.area.text)
        if reason := self.pool.refusal(made.definition, api):
            return Refused(proposal=number, reason=reason)
        if not (instruction := await self.evolver.instruct(api, task)):
            return Refused(proposal=number, reason=SPEECHLESS)
        return Evolved(
            api=api,
            instruction=instruction,
            proposal=number,
            topics=tuple(topic.id for topic in task.subtree.functionalities),
            operators=made.operators,
            parent=task.example.api.id if task.example else None,
            generation=task.example.generation + 1 if task.example else 0,
        )

    def _keep(self, one: Evolved) -> None:
        self.pool.add(one.api)
        self.kept.append(one)
        self.adaptation.take(one.topics)


def _operators(rng: Random, inherited: Sequence[str]) -> tuple[str, ...]:
    """Draw the operators of one proposal: some that its example went through, then new ones."""
    wanted = rng.choices(list(CHANGES), list(CHANGES.values()))[0]
    kept = [name for name in inherited if rng.random() < 0.3]
    drawn = rng.sample(list(OPERATORS), wanted)
    return tuple(dict.fromkeys([*kept, *drawn]))[:4]


def _shown(api: Api) -> str:
    return canonical(api.model_dump(include={"name", "description", "parameters", "returns"}))


def _seed(*parts: int) -> int:
    return int.from_bytes(hashlib.sha256(canonical(list(parts)).encode()).digest()[:8])
