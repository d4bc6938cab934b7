"""A language model as judge: a question becomes one prompt, the reply's last verdict is the ruling.

Knows the prompts and how replies are read. Wherever the two answers of a preference stand, how each of them ended goes
with it: the prompt is written from the answers in the order shown, and from nothing beside them.
"""

import re
from dataclasses import dataclass

from apis.schema import shorten
from eval import prompts
from eval.answers import Answer, Step
from eval.judge import FIRST, LABELS, SECOND, TIE, Question, Ruling, digest
from toolsearch.budget import Usage
from toolsearch.errors import BadReply
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import Message, System, User

TEMPERATURE = 0.2
"""ToolEval's: votes shall differ where a model is not sure."""
TRIES = 3
"""Times a question is put whose replies hold no verdict."""
BYTES_PER_TOKEN = 4
REPLY_TOKENS = 80
"""What a reply is taken to cost before it is there."""
STEPS = 12_000
"""Characters of a path that are shown; of a longer one the middle is left out."""
ABOUT = 300
"""Characters of a function's description that are shown."""


_VERDICT = re.compile(r"verdict\W+([a-z]+)", re.IGNORECASE)
_SIDES = {"a": FIRST, "b": SECOND, "tie": TIE}


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """Asks a model. The same question, vote and seed make the same request."""

    model: LLM
    temperature: float | None = TEMPERATURE
    seed: int = 0

    @property
    def name(self) -> str:
        return self.model.name

    def subject(self, question: Question) -> str:
        return digest(prompts.SYSTEM, prompt(question), self.temperature, self.seed)

    def tokens(self, question: Question) -> int:
        return len((prompts.SYSTEM + prompt(question)).encode()) // BYTES_PER_TOKEN

    async def rule(self, question: Question) -> Ruling:
        """Ask until a reply holds a verdict.

        Raises:
            ModelError: the model fails, or none of its replies could be read.
        """
        asked = prompt(question)
        messages: tuple[Message, ...] = (System(content=prompts.SYSTEM), User(content=asked))
        spent = Usage()
        for attempt in range(TRIES):
            settings = Settings(temperature=self.temperature, seed=self._seed(asked, question.vote, attempt))
            reply = await self.model.complete(Request(messages, settings=settings))
            spent += reply.usage
            if (label := read_label(question, reply.message.content)) is not None:
                return Ruling(label, _reason(reply.message.content), spent)
        said = shorten(reply.message.content, 80)
        raise BadReply(f"{self.name} gave no verdict on {question.instruction.id!r} in {TRIES} replies, last: {said!r}")

    def _seed(self, asked: str, vote: int, attempt: int) -> int:
        """Derive a seed from what is asked: which run is named first has no part in it."""
        return int(digest(self.seed, asked, vote, attempt)[:8], 16) >> 1  # servers take signed numbers of 32 bits


def read_label(question: Question, reply: str) -> str | None:
    """Find the last verdict of a reply that is one of the question's labels; None where there is none."""
    words = [word.lower() for word in _VERDICT.findall(reply)]
    if question.kind == "preference":
        words = [_SIDES.get(word, "") for word in words]
    return next((word for word in reversed(words) if word in LABELS[question.kind]), None)


def prompt(question: Question) -> str:
    """Write the question as text."""
    task, first = question.instruction.text, question.shown[0]
    if question.kind == "solved":
        return prompts.SOLVED.format(task=task, answer=_text(first))
    if question.kind == "whole":
        return prompts.WHOLE.format(task=task, steps=_steps(first.steps), answer=_text(first))
    if question.kind == "solvable":
        lines = (f"- {offered.name}: {shorten(offered.description, ABOUT)}" for offered in first.functions)
        return prompts.SOLVABLE.format(task=task, functions="\n".join(lines) or prompts.NOTHING)
    second = question.shown[1]
    return prompts.PREFERENCE.format(task=task, **_side("a", first), **_side("b", second))


def _side(side: str, answer: Answer) -> dict[str, str]:
    return {
        f"status_{side}": prompts.STATUS[answer.status],
        f"steps_{side}": _steps(answer.steps),
        f"answer_{side}": _text(answer),
    }


def _text(answer: Answer) -> str:
    return answer.text or prompts.NOTHING


def _steps(steps: tuple[Step, ...]) -> str:
    written = "\n".join(_step(number, step) for number, step in enumerate(steps, start=1)) or prompts.NOTHING
    if len(written) <= STEPS:
        return written
    half = STEPS // 2
    return f"{written[:half]}\n[… left out …]\n{written[-half:]}"


def _step(number: int, step: Step) -> str:
    thought = f"{step.thought}\n   " if step.thought else ""
    return f"{number}. {thought}{step.call}\n   -> {step.status}: {step.seen}"


def _reason(reply: str) -> str:
    """Keep what was said before the verdict, on one line."""
    return shorten(" ".join(_VERDICT.split(reply)[0].split()), 500)
