"""The assistant of a dialog: what it decides at each of its messages, drawn several times.

By rules, an independent reader matches each request with the functions offered, a little differently each time, and
looks whether every required value was told; so it agrees with the blueprint only where the words suffice to decide. A
language model is shown the conversation as it would be in use. Either returns a `Decision`; `dialog` compares them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from apis.model import Api, Json, ToolCall, canonical
from apis.schema import FunctionTable, shorten
from retriever.words import split_name, terms
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Assistant, Message, System
from toolsearch.records import Action
from toolsearch.synthesis import prompts
from toolsearch.synthesis.asking import asked, told
from toolsearch.synthesis.blueprint import Step, Turn
from toolsearch.synthesis.exchange import leaves
from toolsearch.synthesis.user import spoken

NOISE = 0.15
"""How far one reading of a score may be off."""
FITS = 0.3
"""The share of a request's words that a function must have to be taken for it."""
FACTS = 5
"""Values told of one answer."""
_TOLD = re.compile(r"\bthe [\w ]{2,60}?(?: is |: )[^,?]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class View:
    """What the assistant has before it."""

    messages: tuple[Message, ...]
    table: FunctionTable
    turn: Turn
    texts: tuple[str, ...]
    """What the user said in this turn, one text for each request."""
    step: Step
    results: tuple[str, ...]
    """What the calls of this turn brought so far; empty for one that failed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the assistant would do."""

    action: Action
    calls: tuple[ToolCall, ...] = ()
    text: str = ""
    needed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same decision: the action, and the calls without their ids."""
        return canonical([self.action, [[call.name, call.arguments] for call in self.calls]])


class RulesAssistant:
    """Decides by the words of the request; says things in fixed forms."""

    async def decide(self, view: View, seed: int) -> Decision:
        if view.step.action == "summarize":
            return Decision("summarize", text=summary_of(view.results))
        if not view.turn.requests:
            return Decision("answer", text=view.step.text)
        rng = Random(seed)
        chosen = self._chosen(view, rng)
        if chosen is None:
            return Decision("answer", text=_cannot(view))
        missing = _untold(view, chosen)
        if missing:
            return Decision("ask", text=_question(missing[0], chosen[0]), needed=_names(chosen), missing=missing)
        return Decision("call", _calls(view, chosen), needed=_names(chosen))

    def _chosen(self, view: View, rng: Random) -> list[tuple[str, Api]] | None:
        """Return the function for each request that this step is for; None where one request has none."""
        texts = view.texts if not view.turn.reply else (_first_wish(view.messages),)
        chosen = []
        for text in texts:
            scored = [
                (_fit(text, api) * (1 + rng.uniform(-NOISE, NOISE)), name) for name, api in view.table.apis.items()
            ]
            best, name = max(scored, default=(0.0, ""))
            if best < FITS:
                return None
            chosen.append((name, view.table.apis[name]))
        return _due(view, chosen)


def _due(view: View, chosen: list[tuple[str, Api]]) -> list[tuple[str, Api]]:
    """Keep of the chosen functions those that this step calls: in a chain one after the other."""
    planned = [call.api.id for call in view.step.calls]
    if len(view.turn.steps) > 2 and planned:  # a chain or a recovery: the step says which request it is for
        named = {api.id: (name, api) for name, api in view.table.apis.items()}
        read = {api.id for _, api in chosen}
        wanted = {request.api.id for request in view.turn.requests}
        return [named[planned[0]]] if read == wanted else chosen
    return chosen


def _calls(view: View, chosen: Sequence[tuple[str, Api]]) -> tuple[ToolCall, ...]:
    """Write the calls: the blueprint's arguments for what was chosen as it has it, else none."""
    planned = [(call.api.id, dict(call.exchange.arguments)) for call in view.step.calls]
    written = []
    for (name, api), (id_, arguments) in zip(chosen, [*planned, *[("", {})] * len(chosen)], strict=False):
        written.append(ToolCall(id="", name=name, arguments=arguments if id_ == api.id else {}))
    return tuple(written)


def _untold(view: View, chosen: Sequence[tuple[str, Api]]) -> tuple[str, ...]:
    """Name the required arguments that the user did not tell and no result holds."""
    told = " ".join(message.content for message in view.messages if message.role == "user").lower()
    found = {name for call in view.step.calls for name in call.grounded}
    return tuple(
        name
        for _, api in chosen
        for name in api.parameters.get("required") or ()
        if name not in found and not re.search(rf"\bthe {re.escape(split_name(name).lower())}(?: is |: )", told)
    )


def _fit(text: str, api: Api) -> float:
    """Return the share of a request's words, values aside, that a function's name and description have."""
    words = set(terms(_TOLD.sub(" ", text))) or set(terms(text))
    known = set(terms(f"{split_name(api.name)} {api.tool} {api.description}"))
    return len(words & known) / len(words) if words else 0.0


def _first_wish(messages: Sequence[Message]) -> str:
    """Return what the user wanted before being asked back."""
    said = [message.content for message in messages if message.role == "user"]
    return said[-2] if len(said) > 1 else said[-1]


def _names(chosen: Sequence[tuple[str, Api]]) -> tuple[str, ...]:
    return tuple(name for name, _ in chosen)


def _question(name: str, chosen: tuple[str, Api]) -> str:
    part = chosen[1].parameters["properties"].get(name) or {}
    words = split_name(name).lower()
    hint = shorten(" ".join(str(part.get("description") or "").split()), 120).rstrip(". ")
    return f"I can do that once I know the {words}{f' ({hint})' if hint else ''}. Which {words} should I use?"


def _cannot(view: View) -> str:
    about = ", ".join(dict.fromkeys(api.tool for api in view.table.apis.values()))
    return f"None of the functions at hand can do that; they are about {about}. I'd need another one for this request."


def summary_of(results: Sequence[str]) -> str:
    """Tell what results hold: some of their values, in their words, nothing else.

    >>> summary_of(['{"capital": "Oslo", "area": {"km2": 385207}}'])
    'Here is what I found: capital: Oslo; area km 2: 385207.'
    """
    told = []
    for result in filter(None, results):  # a call that failed has nothing to tell
        try:
            found = list(leaves(json.loads(result)))
        except ValueError:
            found = [("", shorten(result, 200))]
        facts = [f"{_label(path)}: {spoken(value)}" if path else spoken(value) for path, value in found[:FACTS]]
        told.append("; ".join(facts) or "an empty result")
    if len(told) == 1:
        return f"Here is what I found: {told[0]}."
    return "Here is what I found. " + " ".join(f"({place}) {text}." for place, text in enumerate(told, 1))


def _label(path: str) -> str:
    return " ".join(split_name(part).lower() for part in path.split(".") if not part.isdigit())


@dataclass(frozen=True, slots=True)
class PromptedAssistant:
    """Lets a language model decide: it writes its thought as one line of JSON, then calls functions or speaks."""

    model: LLM

    async def decide(self, view: View, seed: int) -> Decision | None:
        system = System(content=prompts.ASSISTANT)
        request = Request((system, *view.messages), view.table.functions, Settings(seed=seed))
        message = await asked(self.model, request)
        thought, text = split_thought(message.content)
        if any(call.malformed is not None for call in message.calls) or not (message.calls or text.strip()):
            return None
        if message.calls:
            calls = tuple(call.model_copy(update={"id": ""}) for call in message.calls)
            return Decision("call", calls, needed=thought.get("needed", ()), missing=thought.get("missing", ()))
        return Decision(self._said(view, text), text=text, missing=thought.get("missing", ()))

    def _said(self, view: View, text: str) -> Action:
        if view.results:
            return "summarize"
        return "ask" if text.rstrip().endswith("?") else "answer"


def split_thought(content: str) -> tuple[Mapping[str, tuple[str, ...]], str]:
    """Split a message into the thought in its first line, if there is one, and the rest.

    >>> split_thought('{"needed": ["rates"]}' + chr(10) + "Which day?")
    ({'needed': ('rates',)}, 'Which day?')
    """
    first, _, rest = content.partition("\n")
    try:
        read: Json = json.loads(first)
    except ValueError:
        return {}, content
    if not isinstance(read, dict):
        return {}, content
    lists = {key: tuple(map(str, value)) for key, value in read.items() if isinstance(value, list)}
    return lists, rest.strip()


@dataclass(frozen=True, slots=True)
class PromptedUser:
    """Lets a language model say a request in one of the ways of speaking."""

    model: LLM

    async def say(self, wish: str, values: Sequence[str], mode: str, seed: int) -> str | None:
        prompt = prompts.USER.format(wish=wish, values=", ".join(values) or "(none)", mode=mode)
        said = await told(self.model, prompt, seed)
        return said if said and all(_plain(value) in _plain(said) for value in values) else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def assistant_message(decision: Decision, ids: Sequence[str]) -> Assistant:
    """Make the message of a decision, its calls under these ids."""
    calls = tuple(call.model_copy(update={"id": id_}) for call, id_ in zip(decision.calls, ids, strict=False))
    return Assistant(content=decision.text, calls=calls)
