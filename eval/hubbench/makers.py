"""The makers of questions, and what can be told of each before it is asked: its tools, its categories, its causes.

Every module of `eval.hubbench.questions` ends with `MAKERS`. A maker may draw questions of different kinds, so what is
told of it is what was seen in some probes, always the same ones.
"""

import importlib
import json
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from types import ModuleType

from apis.errors import MissingExtra
from eval.hubbench.level import HARD
from eval.hubbench.question import Cause, Maker, Question
from eval.hubbench.voice import Voice

PROBES = 6
"""Questions drawn from each maker to learn what it makes."""
PACKAGE = "eval.hubbench.questions"


@dataclass(frozen=True, slots=True)
class Kind:
    """A maker and what its probes were like."""

    name: str
    make: Maker
    tools: frozenset[str]
    categories: frozenset[str]
    causes: frozenset[Cause]
    needs: frozenset[str]
    traps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """All makers in the order of their names, and the category of every tool."""

    kinds: tuple[Kind, ...]
    categories: Mapping[str, str]

    @classmethod
    def of(cls, makers: Iterable[tuple[str, Maker]], categories: Mapping[str, str]) -> "Pool":
        """Probe makers, each given with a name of its own.

        Raises:
            ValueError: a maker names a tool that is in no category, or a trap beside an Api that is not needed.
        """
        return cls(
            tuple(_probed(name, make, categories) for name, make in sorted(makers, key=lambda m: m[0])), categories
        )

    @classmethod
    def load(cls, *, hard: bool = False, held_out: bool = False) -> "Pool":
        """Take the makers of all question modules and the categories of the hub's tools.

        Args:
            hard: take those of `eval.hubbench.level` in.
            held_out: let them speak in wordings that were kept apart; a maker that has none is left out.

        Raises:
            MissingExtra: the hub's libraries are not installed.
        """
        try:
            tools = importlib.import_module("apis.hub.app").load_tools()
            modules = [importlib.import_module(f"{PACKAGE}.{name}") for name in _module_names()]
        except ModuleNotFoundError as error:
            if (error.name or "").startswith(("apis.", "eval.")):
                raise  # a mistake of ours
            raise MissingExtra("making HubBench", "hub") from error
        named = [(f"{_stem(module)}.{make.__name__}", make) for module in modules for make in module.MAKERS]
        named = [(name, make) for name, make in named if hard or name not in HARD]
        if held_out:
            apart = wordings_apart()
            named = [(name, spoken(make, apart[name])) for name, make in named if name in apart]
        return cls.of(named, {tool.state.slug: tool.state.category for tool in tools})

    @property
    def answering(self) -> list[str]:
        """Ids of the Apis that some question needs and none is trapped by: what may be offered beside any other."""
        needs = {need for kind in self.kinds for need in kind.needs}
        return sorted(needs - {trap for kind in self.kinds for trap in kind.traps})

    def category(self, api: str) -> str:
        """Return the category of an Api's tool."""
        return self.categories[tool_of(api)]


def wordings_apart() -> dict[str, tuple[str, ...]]:
    """Read the wordings of the held-out bench, by maker."""
    text = files("eval.hubbench").joinpath("wordings_apart.json").read_text("utf-8")
    return {name: tuple(wordings) for name, wordings in json.loads(text).items()}


def spoken(make: Maker, wordings: Sequence[str]) -> Maker:
    """Let a maker ask in other wordings; in a voice, the turn of that voice holds among them."""

    def speak(rng: Random) -> Question:
        if isinstance(rng, Voice):
            return make(Voice(rng.stream, wordings=wordings, turn=rng.turn))
        return make(Voice(rng, wordings=wordings))

    return speak


def tool_of(api: str) -> str:
    """Return the slug of an Api's tool.

    >>> tool_of("bank-codes/find-bank")
    'bank-codes'
    """
    return api.partition("/")[0]


def _probed(name: str, make: Maker, categories: Mapping[str, str]) -> Kind:
    questions = [make(Random(f"hubbench probe {name} {number}")) for number in range(PROBES)]
    for question in questions:
        _refuse_broken(name, question, categories)
    needs = frozenset(need for question in questions for need in question.needs)
    tools = frozenset(map(tool_of, needs))
    traps = [trap for question in questions for trap in question.traps]
    return Kind(
        name=name,
        make=make,
        tools=tools,
        categories=frozenset(categories[tool] for tool in tools),
        causes=frozenset(trap.cause for trap in traps),
        needs=needs,
        traps=frozenset(trap.api for trap in traps),
    )


def _refuse_broken(name: str, question: Question, categories: Mapping[str, str]) -> None:
    """Stop at a question that no bench could use: it is a mistake in its maker."""
    if not question.facts:
        raise ValueError(f"maker {name!r} makes a question without facts")
    for need in question.needs:
        if tool_of(need) not in categories:
            raise ValueError(f"maker {name!r} needs {need!r}, of no tool of the hub")
    for trap in question.traps:
        if trap.instead_of not in question.needs:
            raise ValueError(f"maker {name!r} puts the trap {trap.api!r} beside nothing needed")


def _module_names() -> list[str]:
    package: ModuleType = importlib.import_module(PACKAGE)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def _stem(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
