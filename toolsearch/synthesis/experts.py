"""The second layer of verification: experts, each asked one question (ToolACE, section 2.3).

Hallucination: does every argument stand in something that was said or found? Consistency: does the reply carry out what
was asked, and the message what was decided? Tool response: does an answer fit its API's documentation? Repetition: are
there replies said twice, or tokens without meaning? By rules, or by a language model that is asked several times and
votes. One question per expert: asked for a verdict on everything at once, models do badly (so the paper).
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from apis.executors.simulated import problems_of
from apis.model import Api, Json, ToolCall, canonical
from apis.schema import Function
from toolsearch.llm.base import LLM
from toolsearch.messages import Assistant, Message, ToolReply, User
from toolsearch.records import Sample
from toolsearch.synthesis import prompts
from toolsearch.synthesis.asking import told
from toolsearch.synthesis.exchange import leaves
from toolsearch.synthesis.rules_of_dialogs import replies_of
from toolsearch.synthesis.user import spoken

Question = Literal["hallucination", "consistency", "tool response", "repetition"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
REPEATED = 4
"""How often three words in a row may come in one reply before it counts as repetitive."""
_MEANINGLESS = re.compile(r"([^\W\d])\1{7,}|(\b[^\W\d]{1,12}\b)(?:\W+\2\b){4,}")


class Expert(Protocol):
    """Answers one question about a sample."""

    async def ask(self, sample: Sample, question: Question) -> str | None:
        """Return what is wrong, empty where nothing is; None where the question cannot be answered."""


@dataclass(frozen=True, slots=True)
class RulesExpert:
    """Answers by rules; `apis` are the Apis by id, for what needs their documentation."""

    apis: Mapping[str, Api]

    async def ask(self, sample: Sample, question: Question) -> str | None:
        if question == "hallucination":
            return ungrounded(sample)
        if question == "consistency":
            return inconsistent(sample)
        return repetitive(sample) if question == "repetition" else self._misfit(sample)

    def _misfit(self, sample: Sample) -> str | None:
        answered = [m for m in sample.messages if isinstance(m, ToolReply) and m.status == "ok"]
        ids = sample.provenance.apis
        known = [(m, self.apis[ids[m.name]]) for m in answered if ids.get(m.name, "") in self.apis]
        for reply, api in known:
            try:
                body = json.loads(reply.content)
            except ValueError:
                continue  # an answer in text, or one that was shortened
            if problems := problems_of(body, api):
                return f"the answer of {reply.name!r} does not fit its documentation: {problems[0]}"
        return "" if len(known) == len(answered) else None


@dataclass(frozen=True, slots=True)
class PromptedExpert:
    """Asks a language model, several times; the majority counts, and a reply that says neither counts for nothing."""

    model: LLM
    votes: int = 3

    async def ask(self, sample: Sample, question: Question) -> str | None:
        prompt = prompts.EXPERT.format(question=prompts.QUESTIONS[question], sample=shown(sample))
        faults, cleared = [], 0
        for seed in range(self.votes):
            said = await told(self.model, prompt, seed)
            if said.lower().startswith("no"):
                cleared += 1
            elif said.lower().startswith("yes"):
                faults.append(" ".join(said.split())[:300])
        if not faults and not cleared:
            return None
        return faults[0] if len(faults) > cleared else ""


def ungrounded(sample: Sample) -> str:
    """Return the first argument value that stands in nothing said or found before, and in no default."""
    functions = {function.name: function for function in sample.tools}
    context = ""
    for message in sample.messages:
        if not isinstance(message, Assistant):
            context += "\n" + message.content
            continue
        for call in message.calls:
            if call.name in functions and (value := _ungrounded_value(call, functions[call.name], context)) is not None:
                return f"{call.name!r} is called with {value!r}, which nobody said"
    return ""


def _ungrounded_value(call: ToolCall, function: Function, context: str) -> Json:
    said, properties = _plain(context), function.parameters.get("properties") or {}
    for name, value in call.arguments.items():
        schema = properties.get(name) if isinstance(properties.get(name), dict) else {}
        if value == (schema or {}).get("default") or isinstance(value, bool):
            continue
        for part in _parts(value):
            if part not in ((schema or {}).get("enum") or ()) and _plain(spoken(part)) not in said:
                return part
    return None


def _parts(value: Json) -> Sequence[Json]:
    """Return the plain values within a value; truth values need no ground."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [part for one in inner for part in _parts(one)]
    return [] if isinstance(value, bool) or value is None or value == "" else [value]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def inconsistent(sample: Sample) -> str:
    """Return how a message is not what was decided, or how a reply tells nothing of what its calls brought."""
    for thought in sample.thoughts:
        message = sample.messages[thought.message] if thought.message < len(sample.messages) else None
        if not isinstance(message, Assistant) or (thought.decision == "call") != bool(message.calls):
            return f"message {thought.message} is not the {thought.decision} that was decided"
        if thought.decision == "ask" and "?" not in message.content:
            return f"message {thought.message} should ask and does not"
    return _untold(sample.messages)


def _untold(messages: Sequence[Message]) -> str:
    """Return that a reply after calls tells no value that they brought."""
    found: list[str] = []
    for place, message in enumerate(messages):
        if isinstance(message, User):
            found = []
        elif isinstance(message, ToolReply) and message.status == "ok":
            found.append(message.content)
        elif isinstance(message, Assistant) and not message.calls and found:
            values = [_plain(spoken(value)) for text in found for value in _values(text)]
            if values and not any(value and value in _plain(message.content) for value in values):
                return f"message {place} tells nothing of what the calls brought"
    return ""


def _values(text: str) -> list[Json]:
    try:
        return [value for _, value in leaves(json.loads(text))]
    except ValueError:
        return [text[:40]]


def repetitive(sample: Sample) -> str:
    """Return what is said again and again."""
    replies = list(replies_of(sample))
    for reply, times in Counter(replies).items():
        if times > 1 and len(reply) > 20:
            return f"a reply is given {times} times: {reply[:60]!r}"
    for reply in replies:
        words = reply.lower().split()
        triples = Counter(zip(words, words[1:], words[2:], strict=False))
        if _MEANINGLESS.search(reply) or (triples and triples.most_common(1)[0][1] > REPEATED):
            return f"a reply repeats itself: {reply[:60]!r}"
    return ""


def shown(sample: Sample) -> str:
    """Write a sample as an expert reads it."""
    lines = [f"Function {f.name}: {f.description} {canonical(f.parameters)}" for f in sample.tools]
    for message in sample.messages:
        if isinstance(message, Assistant) and message.calls:
            calls = "; ".join(f"{call.name}({canonical(call.arguments)})" for call in message.calls)
            lines.append(f"assistant: {message.content} [calls] {calls}")
        else:
            who = f"tool {message.name}" if isinstance(message, ToolReply) else message.role
            lines.append(f"{who}: {message.content}")
    return "\n".join(lines)
