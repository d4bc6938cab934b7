"""An instruction while it is made: questions that go together, what is planted or missing, and whether it holds.

Knows one instruction; how many of which kind there are is `eval.hubbench.make`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from eval.hubbench.check import check
from eval.hubbench.facts import BoolFact, Fact
from eval.hubbench.makers import Kind, tool_of
from eval.hubbench.question import Question, Trap
from eval.hubbench.unsolvable import Why
from eval.hubbench.voice import Voice
from toolsearch.records import Group

TURNS = 6
"""How many wordings further a paraphrase may be looked for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Questions that go together, and the trap planted for the first."""

    kinds: tuple[Kind, ...]
    questions: tuple[Question, ...]
    trap: Trap | None
    starts: tuple[object, ...]
    """The state of the random stream before each question: from it the same is asked again, in other words."""
    why: Why | None = None
    """Why it cannot be solved; the trap is then what is dead."""

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(need for question in self.questions for need in question.needs)

    @property
    def lacking(self) -> frozenset[str]:
        """Slugs of the tools that are left out, for it not to be solvable."""
        if self.why == "dead" and self.trap:
            return frozenset({tool_of(self.trap.instead_of)})
        return frozenset(map(tool_of, self.needs)) if self.why else frozenset()

    @property
    def offered(self) -> list[str]:
        """What must be offered: each needed Api once, but for what is lacking, and the planted one."""
        kept = [need for need in dict.fromkeys(self.needs) if tool_of(need) not in self.lacking]
        return [*kept, *([self.trap.api] if self.trap else [])]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(dict.fromkeys(fact for question in self.questions for fact in question.facts))

    @property
    def steps(self) -> int:
        return max(len(question.needs) for question in self.questions)

    def lacks(self, why: Why) -> "Draft | None":
        """Return it as one that cannot be solved; None where what is dead would not be missed.

        Its last call must be the dead one: an id that a dead look-up would bring may be known without it.
        """
        if why == "dead" and (self.trap is None or self.trap.instead_of != self.questions[0].needs[-1]):
            return None
        return replace(self, why=why)

    def holds(self, text: str) -> bool:
        """Tell whether a text does not hold the answer to one of its questions: saying it back must not pass."""
        return not any(check(question.facts, text).passed for question in self.questions)

    def conflicts(self, most: int) -> bool:
        """Tell whether questions do not go together.

        They need more Apis than may be offered, or their facts cannot be told apart in one answer: two ask for a yes
        or no about one word.
        """
        if len(self.offered) > most:
            return True
        abouts = [{fact.about for fact in question.facts if isinstance(fact, BoolFact)} for question in self.questions]
        return sum(map(len, abouts)) > len(set().union(*abouts))

    def reworded(self) -> Iterator["Draft"]:
        """Yield it with the same questions in other words, as long as they ask for the very same."""
        for turn in range(1, TURNS):
            made = [kind.make(_voice(start, turn)) for kind, start in zip(self.kinds, self.starts, strict=True)]
            pairs = list(zip(self.questions, made, strict=True))
            if all((a.facts, a.needs) == (b.facts, b.needs) and a.text != b.text for a, b in pairs):
                yield replace(self, questions=tuple(made))


def group_of(needs: Sequence[str], categories: Mapping[str, str]) -> Group:
    """Tell the group of an instruction from the Apis it needs.

    >>> group_of(["a/x", "b/y"], {"a": "Travel", "b": "Travel"})
    'I2'
    """
    tools = {tool_of(need) for need in needs}
    if len(tools) == 1:
        return "I1"
    return "I2" if len({categories[tool] for tool in tools}) == 1 else "I3"


def _voice(start: object, turn: int) -> Voice:
    stream = Random()
    stream.setstate(start)  # type: ignore[arg-type]  # a state is whatever getstate gave
    return Voice(stream, turn=turn)
