"""From solution paths of runs to samples, and to pairs of a chosen and an abandoned branch.

One sample for each leaf of a tree: the path that answered is what to train on, the others are abandoned. Whether an
instruction passed is read from the run's verdicts. Knows runs and samples; nothing of formats.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from apis.model import Status, Value
from toolsearch.journal import read
from toolsearch.messages import Assistant, Message, ToolReply
from toolsearch.records import Instruction, PathRecord, Provenance, Sample, Scores, Verdict
from toolsearch.runs import Run
from toolsearch.search.conversation import turn
from toolsearch.search.tree import Node, State, Tree

PASSED = "verdict"
"""The check of a path: whether its instruction was judged as solved."""


class Preference(Value):
    """Two ways to go on from one state: the one that led to an answer, and one that was abandoned."""

    prompt: Sample
    """The conversation up to where they part."""
    chosen: tuple[Message, ...]
    rejected: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of one run."""

    run: Run
    judge: str | None = None

    def samples(self, *, every_leaf: bool = False) -> Iterator[Sample]:
        """Yield the path that answered each instruction; with `every_leaf` the abandoned ones too."""
        passed = self.passed()
        for record in self.run.records().values():
            tree = record.tree
            if tree is None or not tree.nodes:
                continue
            answered = tree.answers[-1:]
            leaves = list(tree.leaves()) if every_leaf else answered
            for leaf in leaves:
                chosen = bool(answered) and leaf.id == answered[0].id
                yield self._sample(record, tree, leaf, chosen and passed.get(record.instruction_id, False), chosen)

    def preferences(self) -> Iterator[Preference]:
        """Yield a pair for each state of an answered path that was left for another branch before."""
        for record in self.run.records().values():
            tree = record.tree
            if tree is None or not tree.answers:
                continue
            for node in tree.path(tree.answers[-1].id):
                for other in tree.children(node.parent):
                    if other.id != node.id and other.state is not State.ERROR:
                        before = self._sample(record, tree, node, False, True, upto=node.parent)
                        yield Preference(prompt=before, chosen=_said(node), rejected=_said(other))

    def needs(self) -> Iterator[Instruction]:
        """Yield each instruction with what it turned out to need: `relevant` is what its answer's path called
        with success.

        Only what was answered counts and, where the run was judged, what was judged as solved.
        """
        asked = {each.id: each for each in self.run.instructions()}
        passed = self.passed()
        for record in self.run.records().values():
            tree, instruction = record.tree, asked.get(record.instruction_id)
            if instruction is None or tree is None or not tree.answers or not passed.get(instruction.id, not passed):
                continue
            nodes = tree.path(tree.answers[-1].id)
            pairs = (pair for node in nodes for pair in zip(node.message.calls, node.observations, strict=False))
            called = [tree.apis.get(call.name) for call, seen in pairs if seen.status is Status.OK]
            yield instruction.model_copy(update={"relevant": tuple(dict.fromkeys(id_ for id_ in called if id_))})

    def passed(self) -> dict[str, bool]:
        """Return, by instruction, whether most votes of the judge found it solved.

        Raises:
            ConfigError: several judges judged the run and none is named.
        """
        files = sorted((self.run.folder / "verdicts").glob("*.jsonl"))
        named = [path for path in files if self.judge in (None, path.stem)]
        if len(named) > 1:
            names = ", ".join(path.stem for path in named)
            raise ConfigError(f"run {str(self.run.folder)!r} was judged by {names}: choose with --judge")
        votes: dict[str, Counter[bool]] = {}
        for verdict in (one for path in named for one in read(path, Verdict)):
            if verdict.question == "solved":
                votes.setdefault(verdict.instruction_id, Counter())[verdict.label == "solved"] += 1
        return {id_: counted[True] > counted[False] for id_, counted in votes.items()}

    def _sample(
        self, record: PathRecord, tree: Tree, leaf: Node, passed: bool, chosen: bool, *, upto: int | None = -1
    ) -> Sample:
        nodes = tree.path(leaf.id if upto == -1 else upto)
        messages = [*tree.opening, *(message for node in nodes for message in turn(node))]
        calls = [call for node in nodes for call in node.message.calls]
        seen = [one for node in nodes for one in node.observations]
        return Sample(
            id=f"{record.instruction_id}-{record.attempt}-{leaf.id}",
            kind="path",
            tools=tree.functions,
            messages=tuple(messages[:-1] if _is_empty_end(messages) else messages),
            checks={PASSED: "" if passed else "not judged as solved"},
            scores=Scores(
                candidates=len(tree.functions), used=len({call.name for call in calls}), reward=float(passed)
            ),
            provenance=Provenance(
                generator=record.model,
                seed=self.run.config.seed,
                apis=tree.apis,
                sources={one.call_id: one.source for one in seen},
                run=str(self.run.folder.name),
                branch=tuple(node.id for node in nodes),
                abandoned=not chosen,
            ),
        )


def is_run(path: Path) -> bool:
    return (path / "run.json").is_file()


def runs_in(path: Path) -> list[Path]:
    """Return a run, or the runs in a folder of them, by name."""
    if is_run(path):
        return [path]
    return sorted(inner for inner in path.iterdir() if is_run(inner)) if path.is_dir() else []


def _is_empty_end(messages: list[Message]) -> bool:
    """Tell whether a conversation ends with the empty answer to Finish, which nobody sees."""
    return bool(messages) and isinstance(messages[-1], ToolReply) and not messages[-1].content


def _said(node: Node) -> tuple[Message, ...]:
    return tuple(message for message in turn(node) if isinstance(message, Assistant | ToolReply) and _tells(message))


def _tells(message: Message) -> bool:
    return bool(message.content) or isinstance(message, Assistant)
