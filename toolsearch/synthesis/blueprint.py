"""What a dialog will do, fixed before a word of it: which functions are offered, who does what, which calls are right.

Made from exchanges that were really carried out, so that every call in a dialog is known to work (or, for a recovery,
known to fail). Knows kinds and their mix; how anything is said it does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import cast, get_args

from apis.errors import ConfigError
from apis.model import Api
from apis.schema import FunctionTable
from retriever.base import Retriever
from retriever.words import split_name
from toolsearch.records import Action, SampleKind
from toolsearch.synthesis.exchange import Exchange, Explored, Link
from toolsearch.synthesis.user import Request

MIX: Mapping[SampleKind, float] = {
    "single": 0.24, "parallel": 0.16, "dependent": 0.12, "multi_turn": 0.16, "missing_param": 0.1, "recovery": 0.06,
    "irrelevant": 0.1, "chat": 0.06,
}  # fmt: skip
"""Shares of the kinds. ToolACE publishes none; its ablation says that dialogs without a call and with parallel ones
matter most, so that these two together are a third here."""
MOST_OFFERED = 9
"""Functions offered beside the needed ones and with them: ToolACE shows up to nine."""
CHAT = (
    ("Thanks, that was all for today!", "You're welcome! Come back whenever you need something."),
    ("Hello there, how are you?", "Hello! I'm ready to help. What would you like to know?"),
    ("What is the difference between weather and climate?",
     "Weather is what the air does now, over hours or days; climate is what it does on average over decades."),
    ("Write me a two-line poem about the sea.", "The sea keeps every secret it is told,\nand gives them back as foam."),
    ("Which is heavier, a kilogram of feathers or a kilogram of iron?",
     "Neither: both weigh one kilogram. The feathers only take more room."),
    ("Explain in one sentence what an API is.",
     "An API is an agreed way in which one program asks another to do something."),
    ("Can you say 'good morning' in Spanish?", "Good morning in Spanish is \"buenos días\"."),
    ("What should I do if I cannot sleep?",
     "Keep the room dark and cool, put the phone away, and get up for a while if you lie awake for long."),
    ("Is a tomato a fruit or a vegetable?", "To a botanist it is a fruit, a berry even; in the kitchen a vegetable."),
    ("Remind me how many sides a hexagon has.", "A hexagon has six sides."),
    ("Give me a tip for a job interview.", "Have one short story ready for each thing on your CV you are proud of."),
    ("Who wrote Romeo and Juliet?", "William Shakespeare wrote it, around 1595."),
)  # fmt: skip
"""What needs no tool, and an answer."""


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call that is right at its place."""

    api: Api
    exchange: Exchange
    grounded: Mapping[str, str] = field(default_factory=dict)
    """Arguments that come from an earlier result: where the value stands there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One message of the assistant."""

    action: Action
    calls: tuple[PlannedCall, ...] = ()
    asked: str = ""
    """The argument that is asked for."""
    text: str = ""
    """What is said, where it is fixed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the user and what the assistant does until the next."""

    requests: tuple[Request, ...]
    steps: tuple[Step, ...]
    text: str = ""
    """What the user says, where it is fixed."""
    reply: bool = False
    """Whether the user only answers a question: a value and no wish."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One dialog."""

    kind: SampleKind
    turns: tuple[Turn, ...]
    table: FunctionTable
    """What is offered, in its order."""


def read_mix(text: str) -> dict[SampleKind, float]:
    """Read shares such as "single=3,parallel=2"; kinds that are not named have none.

    Raises:
        ConfigError: a kind nobody knows, or no positive number.
    """
    mix: dict[SampleKind, float] = {}
    for part in text.split(","):
        kind, _, share = part.strip().partition("=")
        if kind not in get_args(SampleKind) or kind == "path" or not share.replace(".", "", 1).isdigit():
            raise ConfigError(f"--mix {part.strip()!r} is not KIND=NUMBER with a kind of {', '.join(MIX)}")
        mix[cast(SampleKind, kind)] = float(share)
    if not any(mix.values()):
        raise ConfigError("--mix gives no kind a share above zero")
    return mix


@dataclass(slots=True)
class Planner:
    """Draws blueprints from what is known of a catalog."""

    apis: Mapping[str, Api]
    retriever: Retriever
    explored: Sequence[Explored]
    links: Sequence[Link]
    mix: Mapping[SampleKind, float] = field(default_factory=lambda: MIX)
    _good: dict[str, list[Exchange]] = field(default_factory=dict)
    _bad: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.explored:
            good = [exchange for exchange in one.exchanges if exchange.ok and exchange.arguments]
            if good:
                self._good[one.api] = good
            elif one.exchanges:
                self._bad.append(one.exchanges[0])
        if not self._good:
            raise ConfigError(
                "no API of the catalog answered: allow its address with --allow HOST:PORT, or give made ones by --apis"
            )

    @property
    def kinds(self) -> dict[SampleKind, float]:
        """The mix without what this catalog cannot give."""
        cannot = {"dependent"} if not self.links else set()
        return {kind: share for kind, share in self.mix.items() if kind not in cannot}

    def draw(self, rng: Random) -> Blueprint | None:
        """Draw a blueprint; None where the kind drawn finds nothing to be made of."""
        kinds = self.kinds
        if not any(kinds.values()):
            raise ConfigError("--mix wants only kinds that this catalog cannot give")
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        turns = _PLANS[kind](self, rng)
        if turns is None:
            return None
        needed = [call.api for turn in turns for step in turn.steps for call in step.calls]
        wished = [request.api for turn in turns for request in turn.requests]
        return Blueprint(kind, turns, self._offer(needed, wished, rng))

    def single(self, rng: Random) -> tuple[Turn, ...]:
        return (self._turn([self._call(rng)]),)

    def parallel(self, rng: Random) -> tuple[Turn, ...] | None:
        """Several calls that do not wait for each other: of one Api, or of several."""
        first = self._call(rng)
        same = [one for one in self._good[first.api.id] if one.arguments != first.exchange.arguments]
        calls = [first]
        if same and rng.random() < 0.5:
            calls += [PlannedCall(first.api, one) for one in rng.sample(same, min(len(same), rng.choice((1, 2))))]
        else:
            others = [self._call(rng) for _ in range(rng.choice((1, 1, 2)))]
            calls += {call.api.id: call for call in others if call.api.tool != first.api.tool}.values()
        return (self._turn(calls),) if len(calls) > 1 else None

    def dependent(self, rng: Random) -> tuple[Turn, ...]:
        """Two calls, the second with a value that the first found."""
        link = rng.choice(self.links)
        first, second = self.apis[link.first.api], self.apis[link.second.api]
        grounded = {link.argument: link.path}
        told = {name: value for name, value in link.second.arguments.items() if name != link.argument}
        since = f"for the {split_name(link.path.rsplit('.', 1)[-1]).lower()} that comes out"
        requests = (Request(first, link.first.arguments), Request(second, told, since))
        steps = (
            Step("call", (PlannedCall(first, link.first),)),
            Step("call", (PlannedCall(second, link.second, grounded),)),
            Step("summarize"),
        )
        return (Turn(requests, steps),)

    def multi_turn(self, rng: Random) -> tuple[Turn, ...] | None:
        """Two to four requests, one after another, most of them of one category."""
        first = self._call(rng)
        others = [id_ for id_ in self._good if id_ != first.api.id]
        near = [id_ for id_ in others if self.apis[id_].category == first.api.category] or others
        chosen = rng.sample(near, min(len(near), rng.choice((1, 2, 3))))
        if not chosen:
            return None
        return tuple(self._turn([call]) for call in (first, *(self._call(rng, id_) for id_ in chosen)))

    def missing_param(self, rng: Random) -> tuple[Turn, ...] | None:
        """One required argument is not told; the assistant asks, and is answered."""
        call = self._call(rng)
        required = [name for name in call.api.parameters.get("required") or () if name in call.exchange.arguments]
        if not required:
            return None
        missing = rng.choice(required)
        told = {name: value for name, value in call.exchange.arguments.items() if name != missing}
        asked = Turn((Request(call.api, told),), (Step("ask", asked=missing),))
        answer = Request(call.api, {missing: call.exchange.arguments[missing]})
        return asked, Turn((answer,), (Step("call", (call,)), Step("summarize")), reply=True)

    def recovery(self, rng: Random) -> tuple[Turn, ...] | None:
        """A call fails; another Api that does the same is found beside it."""
        if not self._bad:
            return None
        bad = rng.choice(self._bad)
        failing = self.apis[bad.api]
        hits = self.retriever.search(f"{split_name(failing.name)} {failing.description}", 6)
        rivals = [hit.id for hit in hits if hit.id in self._good and self.apis[hit.id].tool != failing.tool]
        if not rivals:
            return None
        rival = self._call(rng, rivals[0])
        told = {**bad.arguments, **rival.exchange.arguments}
        if any(told[name] != value for name, value in bad.arguments.items()):
            return None
        steps = (Step("call", (PlannedCall(failing, bad),)), Step("call", (rival,)), Step("summarize"))
        return (Turn((Request(rival.api, told),), steps),)

    def irrelevant(self, rng: Random) -> tuple[Turn, ...]:
        """Something is wanted that no function at hand does."""
        call = self._call(rng)
        return (Turn((Request(call.api, call.exchange.arguments),), (Step("answer"),)),)

    def chat(self, rng: Random) -> tuple[Turn, ...]:
        """Something is said that needs no function."""
        said, answer = rng.choice(CHAT)
        turns = [Turn((), (Step("answer", text=answer),), said)]
        if rng.random() < 0.5:
            turns = [*self.single(rng), *turns]
        return tuple(turns)

    def _call(self, rng: Random, api_id: str | None = None) -> PlannedCall:
        api_id = api_id or rng.choice(list(self._good))
        return PlannedCall(self.apis[api_id], rng.choice(self._good[api_id]))

    def _turn(self, calls: Sequence[PlannedCall]) -> Turn:
        requests = tuple(Request(call.api, call.exchange.arguments) for call in calls)
        return Turn(requests, (Step("call", tuple(calls)), Step("summarize")))

    def _offer(self, needed: Sequence[Api], wished: Sequence[Api], rng: Random) -> FunctionTable:
        """Offer what is needed among others that do something else, in any order."""
        away = {api.category for api in wished}
        others = [api for api in self.apis.values() if api.category not in away]
        room = MOST_OFFERED - len({api.id for api in needed})
        count = rng.randint(0 if needed else 1, max(1, room))
        offered = [*needed, *rng.sample(others, min(count, len(others)))]
        rng.shuffle(offered)
        return FunctionTable.of(offered)


_PLANS = {kind: getattr(Planner, kind) for kind in MIX}
