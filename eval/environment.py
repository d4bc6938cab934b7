"""Instructions, a catalog and the checked judge as an environment of the `verifiers` library (0.4, `verifiers.v1`).

The library plays tasks for training by reinforcement and for evaluation: a taskset yields tasks, a harness plays one
with the model behind an endpoint, the task rewards what came of it. Here tasks are instructions with a key, the harness
is our engine (its functions, executor, policy and search, so a call is as real as in `annotate`), and the reward is the
checked judge's verdict. A tree of DFSDT comes out as branches of the trace. Knows no training and no command line.

The library finds an environment by the name of a top-level module that exports one class of each kind; that module is
`examples/hubbench_env.py`, to be copied.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

import verifiers.v1 as vf
from pydantic import BeforeValidator, Field
from typing_extensions import override

from apis.model import Value
from eval.answers import Answer, Status
from eval.hubbench.key import Key, key_beside
from eval.judge import SOLVED, Checked, Question
from toolsearch.budget import Budget, Usage
from toolsearch.config import EngineConfig, Reach
from toolsearch.llm.resolve import open_model
from toolsearch.records import Instruction
from toolsearch.responses import Responses
from toolsearch.toolbench.queries import read_instructions

Hosts = Annotated[tuple[str, ...], BeforeValidator(lambda given: given.split(",") if isinstance(given, str) else given)]


class SolvingData(vf.TaskData):
    """An instruction as a row; it rides on the trace, so nothing of its key is in it."""

    instruction: Instruction


class Outcome(Value):
    """What a rollout came to, kept in the trace's `info` so that a trace can be scored again."""

    status: Status = "missing"
    answer: str | None = None
    usage: Usage = Usage()

    @classmethod
    def of(cls, trace: vf.Trace) -> Self:
        return cls.model_validate(trace.info.get("outcome", {}))


class SolvingConfig(vf.TaskConfig):
    """Where the instructions and their key are."""

    bench: Path = Path("bench")
    """A folder that `toolsearch eval hubbench --make` wrote."""

    @property
    def instructions(self) -> Path:
        return self.bench / "instructions.jsonl"


class Solving(vf.Task[SolvingData, vf.State, SolvingConfig]):
    """One instruction: rewarded with 1 where the checked judge finds its answer right, else with 0."""

    @property
    def key(self) -> str:
        id_: str = self.data.instruction.id
        return id_

    @vf.reward
    async def solved(self, trace: vf.Trace) -> float:
        outcome = Outcome.of(trace)
        answer = Answer(self.data.instruction, outcome.status, outcome.answer)
        ruling = Checked(_keys(self.config.instructions)).decide(Question("solved", (answer,)))
        return float(ruling.label == SOLVED)

    @vf.metric
    async def answered(self, trace: vf.Trace) -> float:
        return float(Outcome.of(trace).status == "answer")

    @vf.metric
    async def api_calls(self, trace: vf.Trace) -> float:
        return float(Outcome.of(trace).usage.api_calls)


class SolvingTasksetConfig(vf.TasksetConfig):
    task: SolvingConfig = SolvingConfig()


class SolvingTaskset(vf.Taskset[Solving, SolvingTasksetConfig]):
    """The instructions of a bench, in their order."""

    def load(self) -> Iterator[Solving]:
        config = self.config.task
        for instruction in read_instructions(config.instructions):
            data = SolvingData(id=instruction.id, prompt=instruction.text, instruction=instruction)
            yield Solving(data, config)


class EngineHarnessConfig(vf.HarnessConfig):
    """What `annotate` takes, for one rollout."""

    catalog: Path = Path("catalog.db")
    allow: Hosts = ()
    """`HOST:PORT` pairs that are reached though they are not public; with commas between them on a command line."""
    base_urls: dict[str, str] = Field(default_factory=dict)
    allow_writes: bool = False
    timeout: float = 20.0
    method: str = "react"
    """With `dfsdt` each branch of the tree becomes a sample of its own."""
    retriever: str | None = None
    """Needed where instructions name no Apis."""
    k: int = 5
    compress: int | None = None
    responses: str = "live"
    """As `--responses` has it: record:DIR and replay:DIR make rollouts repeatable and need no server."""
    model_calls: int | None = 30
    """Of one rollout."""


class EngineHarness(vf.Harness[EngineHarnessConfig]):
    """Plays a task in this process: every turn asks the endpoint it is given, every call goes through our executor."""

    APPENDS_SYSTEM_PROMPT = True
    EXECUTES_CODE = False
    NEEDS_CONTAINER = False

    @override
    async def launch(
        self,
        ctx: vf.ModelContext,
        trace: vf.Trace,
        runtime: vf.Runtime,
        endpoint: str,
        secret: str,
        mcp_urls: dict[str, str],
        data: SolvingData,
    ) -> vf.ProgramResult:
        """Solve the instruction; a model that fails is told as a program that failed."""
        model = open_model(f"openai:{ctx.model}@{endpoint}", environment={"OPENAI_API_KEY": secret})
        async with self._engine().open(model=model) as engine:
            record = await engine.solve(data.instruction)
        outcome = Outcome(status=record.status, answer=record.answer, usage=record.usage)
        trace.info["outcome"] = outcome.model_dump(mode="json")
        return vf.ProgramResult(int(record.status == "failed"), "", record.error or "")

    def _engine(self) -> EngineConfig:
        config = self.config
        return EngineConfig(
            catalog=config.catalog,
            reach=Reach(
                allow=config.allow,
                base_urls=config.base_urls,
                allow_writes=config.allow_writes,
                timeout=config.timeout,
            ),
            method=config.method,
            retriever=config.retriever,
            k=config.k,
            compress=config.compress,
            responses=Responses.parse(config.responses),
            budget=Budget(model_calls=config.model_calls),
        )


class SolvingEnvConfig(vf.EnvConfig):
    """One seat, played on this machine: nothing but our executor reaches anything."""

    agent: vf.AgentConfig = vf.AgentConfig(runtime=vf.SubprocessConfig())


class SolvingEnv(vf.Env[SolvingEnvConfig]):
    """One agent that solves one instruction."""

    async def run(self, task: Solving, agents: vf.Agents) -> None:
        await agents.agent.run(task)


def load_environment(
    plugin: str,
    bench: Path,
    catalog: Path,
    *,
    allow: tuple[str, ...] = (),
    method: str = "react",
    **harness: Any,
) -> vf.Env:
    """Load an environment by the library's own loader.

    Args:
        plugin: the top-level module that exports these classes.
        bench: a folder that `toolsearch eval hubbench --make` wrote.
        catalog: with the Apis that the instructions name.
        allow: `HOST:PORT` pairs that may be reached though they are not public.
        method: how the model searches.
        harness: more of `EngineHarnessConfig`.

    Raises:
        ModuleNotFoundError: there is no module called `plugin`.
        pydantic.ValidationError: an option nobody knows.
    """
    seat = {"id": plugin, "catalog": catalog, "allow": allow, "method": method, **harness}
    config = {"taskset": {"id": plugin, "task": {"bench": bench}}, "agent": {"harness": seat}}
    return vf.load_environment(vf.resolve_env_config(config))


@lru_cache(maxsize=8)
def _keys(instructions: Path) -> dict[str, Key]:
    return key_beside(instructions)
