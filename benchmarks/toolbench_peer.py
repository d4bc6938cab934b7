"""ToolBench's own search over a scripted model, run from a checkout that is given by its path.

Its `Algorithms/DFS.py` and `single_chain.py` run as they are. What they import and do not need here (colours for the
terminal, torch) is stood in for; model and environment are scripts, as on our side.
"""

import importlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

Decide = Callable[[tuple[int, ...]], dict[str, Any]]
"""From a place in the tree (the indices of the children from the root) to the model's message."""


def call(place: tuple[int, ...], thought: str | None = None, name: str = "look_for_demo") -> dict[str, Any]:
    arguments = json.dumps({"place": ".".join(map(str, place))})
    said = {"role": "assistant", "content": thought, "function_call": {"name": name, "arguments": arguments}}
    return said


def finish(place: tuple[int, ...], answer: str | None) -> dict[str, Any]:
    """Say Finish; the place stands in the arguments, where it can be read back."""
    ends = {"return_type": "give_answer", "final_answer": answer} if answer else {"return_type": "give_up_and_restart"}
    arguments = json.dumps(ends | {"place": ".".join(map(str, place))})
    return {"role": "assistant", "content": None, "function_call": {"name": "Finish", "arguments": arguments}}


@dataclass
class Model:
    """What their search needs of a model."""

    decide: Decide
    asked: int = 0
    ranked: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)

    def change_messages(self, messages: list[dict[str, Any]]) -> None:
        self.messages = messages

    def parse(self, functions: object, process_id: int, **options: str) -> tuple[dict[str, Any], int, int]:
        if options.get("function_call") == "none":
            self.ranked += 1
            return {"role": "assistant", "content": "They are alike: A"}, 0, 0
        self.asked += 1
        return self.decide(self._place()), 0, 0

    def _place(self) -> tuple[int, ...]:
        spoken = [one for one in self.messages if one["role"] == "assistant" and "function_call" in one]
        before = json.loads(spoken[-1]["function_call"]["arguments"])["place"] if spoken else ""
        last = self.messages[-1]
        tried = last["content"].count("mento-carlo-action-value") if last.get("valid") is not False else 0
        return (*(int(step) for step in before.split(".") if step), tried)


@dataclass
class Peer:
    """A checkout of ToolBench."""

    path: Path

    def __post_init__(self) -> None:
        colours, small = ModuleType("termcolor"), ModuleType("utils")
        colours.colored = lambda text, *_, **__: text  # type: ignore[attr-defined]
        small.softmax_bias = lambda answers, temperature=1: answers  # type: ignore[attr-defined]
        sys.modules |= {"termcolor": colours, "utils": small}
        sys.path.insert(0, str(self.path / "toolbench" / "inference"))
        self._dfs = importlib.import_module("Algorithms.DFS").DFS_tree_search
        self._chain = importlib.import_module("Algorithms.single_chain").single_chain
        self._base = importlib.import_module("Downstream_tasks.base_env").base_env

    def environment(self, functions: list[dict[str, Any]]) -> Any:
        """Make an environment that answers each call and knows how Finish ends."""

        class Environment(self._base):  # type: ignore[misc, name-defined]
            def __init__(self) -> None:
                super().__init__()
                self.functions, self.success, self.retriever = functions, 0, None

            def step(self, action_name: str, action_input: str) -> tuple[str, int]:
                if action_name != "Finish":
                    return '{"found": "something"}', 0
                answered = json.loads(action_input)["return_type"] == "give_answer"
                self.success = int(answered)
                return "{}", 3 if answered else 4

            def check_success(self) -> int:
                return self.success

            def to_json(self) -> dict[str, Any]:
                return {}

        return Environment()

    def dfsdt(
        self, decide: Decide, *, width: int = 2, ranked: bool = False, functions: list[dict[str, Any]] | None = None
    ) -> tuple[Model, bool]:
        """Search one instruction; return the model and whether an answer was found."""
        model = Model(decide)
        search = self._dfs(model, self.environment(functions or []), process_id=1)
        search.start(12, width, 200, 1, with_filter=ranked)
        return model, search.status == 1

    def chain(self, decide: Decide, *, repetitions: int = 1) -> tuple[Model, bool]:
        """Follow paths from the root; return the model and whether an answer was found."""
        model = Model(decide)
        search = self._chain(model, self.environment([]), process_id=1)
        search.start(12, repetitions)
        return model, search.status == 1
