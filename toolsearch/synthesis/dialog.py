"""From a blueprint to a sample: user, assistant and tool take turns (ToolACE, section 2.2).

The user words each request in a mode, and again until it is unlike enough to the descriptions. Each message of the
assistant is drawn several times and kept only where enough draws decide as the blueprint does. The tool's answers are
those that were really brought. Knows no files; what is said, and by whom, comes in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from apis.model import Observation, ToolCall, Value, canonical
from toolsearch.messages import Assistant, Message, ToolReply, User
from toolsearch.records import Gold, Provenance, Sample, SampleKind, Scores, Thought
from toolsearch.synthesis.assistant import Decision, View, assistant_message
from toolsearch.synthesis.blueprint import Blueprint, PlannedCall, Step, Turn
from toolsearch.synthesis.user import MODES, Request, dissimilarity, join, say, spoken

DRAWS = 3
"""How often each message of the assistant is drawn."""
ENOUGH = 2
"""How many of the draws must decide as the blueprint does."""
UNLIKE = 0.7
"""The dissimilarity that a request is brought to, where words can."""
ROUNDS = 4
"""The most shared words that give way to others."""


class Rejected(Value):
    """A dialog that was not kept."""

    number: int
    kind: SampleKind | None
    reason: str


class Assisting(Protocol):
    """Decides what the assistant does; None: what was said is neither a call nor words."""

    async def decide(self, view: View, seed: int) -> Decision | None: ...


class Wording(Protocol):
    """Says requests in other words than the rules: a language model; None: it left out what had to be said."""

    async def say(self, wish: str, values: Sequence[str], mode: str, seed: int) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Unusable(Exception):
    """What was said of one message does not do what the blueprint needs."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How dialogs are made."""

    assistant: Assisting
    generator: str
    wording: Wording | None = None
    seed: int = 0
    draws: int = DRAWS
    enough: int = ENOUGH
    unlike: float = UNLIKE

    async def make(self, blueprint: Blueprint, number: int) -> Sample | Rejected:
        """Talk a blueprint through.

        Args:
            blueprint: what will be done.
            number: of the dialog within its run; with the seed it decides all that is drawn.
        """
        making = _Making(self, blueprint, number, Random(f"{self.seed} {number} words"))
        try:
            for turn in blueprint.turns:
                await making.take(turn)
        except Unusable as failure:
            return Rejected(number=number, kind=blueprint.kind, reason=failure.reason)
        return making.sample()


@dataclass(slots=True)
class _Making:
    """One dialog while it grows."""

    talk: Talk
    blueprint: Blueprint
    number: int
    rng: Random
    messages: list[Message] = field(default_factory=list)
    thoughts: list[Thought] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    mode: str = ""
    complications: int = 0
    called: int = 0

    def __post_init__(self) -> None:
        self.mode = self.rng.choice(list(MODES))

    async def take(self, turn: Turn) -> None:
        """Let the user speak, then the assistant do its steps."""
        texts = await self._texts(turn)
        self.messages.append(User(content=join(texts) if texts else turn.text))
        results: list[str] = []
        for step in turn.steps:
            view = View(tuple(self.messages), self.blueprint.table, turn, tuple(texts), step, tuple(results))
            decision, agreed = await self._decide(view)
            self._think(view, decision, agreed)
            results += self._act(step, decision)

    async def _texts(self, turn: Turn) -> list[str]:
        if turn.reply:
            [request] = turn.requests
            return [f"The {name.replace('_', ' ')} is {spoken(value)}." for name, value in request.arguments.items()]
        if not turn.requests:
            return []
        apis = [request.api for request in turn.requests]
        best: list[str] = []
        for rounds in range(ROUNDS + 1):
            texts = say(turn.requests, self.mode, Random(f"{self.talk.seed} {self.number} {rounds}"), rounds)
            best, self.complications = texts, rounds
            if dissimilarity(texts, apis) >= self.talk.unlike:
                break
        if self.talk.wording:
            best = [await self._worded(text, turn.requests[place], place) for place, text in enumerate(best)]
        self.said += best
        return best

    async def _worded(self, text: str, request: Request, place: int) -> str:
        assert self.talk.wording is not None
        values = [spoken(value) for value in request.arguments.values() if not isinstance(value, bool)]
        seed = self.talk.seed + self.number * 100 + place
        said = await self.talk.wording.say(text, values, self.mode, seed)
        if said is None:
            raise Unusable("the user's words leave out a value, or say nothing")
        return said

    async def _decide(self, view: View) -> tuple[Decision, int]:
        """Draw the assistant's message; return the one that agrees with the blueprint, and how many did."""
        seeds = [self.rng.getrandbits(31) for _ in range(self.talk.draws)]
        drawn = [one for seed in seeds if (one := await self.talk.assistant.decide(view, seed)) is not None]
        if not drawn:
            raise Unusable("draws are neither a call nor words")
        wanted = self._key(view.step)
        agreeing = [one for one in drawn if _key(one) == wanted]
        if len(agreeing) < min(self.talk.enough, self.talk.draws):
            actions = Counter(one.action for one in drawn if _key(one) != wanted)
            if not actions:
                raise Unusable("too few draws are a call or words")
            other = actions.most_common(1)[0][0]
            what = "another call" if other == view.step.action == "call" else f"{other} where {view.step.action}"
            raise Unusable(f"draws decide otherwise: {what}")
        return agreeing[0], len(agreeing)

    def _key(self, step: Step) -> str:
        calls = [ToolCall(id="", name=self._name(call), arguments=call.exchange.arguments) for call in step.calls]
        return _key(Decision(step.action, tuple(calls)))

    def _name(self, call: PlannedCall) -> str:
        return next(name for name, api in self.blueprint.table.apis.items() if api.id == call.api.id)

    def _think(self, view: View, decision: Decision, agreed: int) -> None:
        wishes = "; ".join(view.texts) or view.turn.text
        self.thoughts.append(
            Thought(
                message=len(self.messages),
                goal=wishes,
                needed=decision.needed,
                missing=decision.missing,
                decision=decision.action,
                sampled=self.talk.draws,
                agreed=agreed,
            )
        )

    def _act(self, step: Step, decision: Decision) -> list[str]:
        """Append the assistant's message and the replies to its calls; return what these brought."""
        ids = [f"call_{self.called + place + 1}" for place in range(len(decision.calls))]
        self.called += len(ids)
        message = assistant_message(decision, ids)
        if message.calls:
            self.gold.append(Gold(message=len(self.messages), calls=message.calls))
        self.messages.append(message)
        planned = zip(message.calls, step.calls, strict=True) if message.calls else ()
        return [self._reply(message, call, plan) for call, plan in planned]

    def _reply(self, message: Assistant, call: ToolCall, plan: PlannedCall) -> str:
        seen: Observation = plan.exchange.observation
        reply = ToolReply(call_id=call.id, name=call.name, content=seen.content, status=seen.status)
        self.messages.append(reply)
        self.sources[call.id] = seen.source
        for argument, path in plan.grounded.items():
            before = f"call_{int(call.id.removeprefix('call_')) - 1}"
            self.links.append(f"{call.id}.{argument} = {before}.{path}")
        return seen.content if seen.ok else ""

    def sample(self) -> Sample:
        """Say what the dialog came to."""
        table, wished = self.blueprint.table, [r.api for turn in self.blueprint.turns for r in turn.requests]
        calls = [call for message in self.messages if isinstance(message, Assistant) for call in message.calls]
        return Sample(
            id=f"{self.blueprint.kind}-{self.talk.seed}-{self.number}",
            kind=self.blueprint.kind,
            tools=table.functions,
            messages=tuple(self.messages),
            gold=tuple(self.gold),
            thoughts=tuple(self.thoughts),
            scores=Scores(
                candidates=len(table.functions),
                used=len({call.name for call in calls}),
                dissimilarity=dissimilarity(self.said, wished) if self.said else None,
            ),
            provenance=Provenance(
                generator=self.talk.generator,
                seed=self.talk.seed,
                apis={name: api.id for name, api in table.apis.items()},
                sources=self.sources,
                categories=tuple(sorted({api.category for api in table.apis.values()})),
                mode=self.mode,
                complications=self.complications,
                links=tuple(self.links),
            ),
        )


def _key(decision: Decision) -> str:
    """Name a decision: its action and its calls, whose order within one message does not count."""
    return canonical([decision.action, sorted(canonical([call.name, call.arguments]) for call in decision.calls)])
