"""A run of `synth verify` on disk: every sample of the input, its checks filled in; stopped anywhere, it goes on.

    OUT   the samples in their order, `checks` filled: rules first, experts where no rule found anything

Knows files, the order of the layers, and what passed or fell where.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from apis.errors import ConfigError
from apis.executors.base import Executor
from apis.model import Api, ToolCall, Value
from toolsearch.disk import refusals
from toolsearch.journal import Journal, read
from toolsearch.records import Sample
from toolsearch.synthesis.experts import QUESTIONS, Expert
from toolsearch.synthesis.rules_of_calls import calls_of
from toolsearch.synthesis.verify import RULES, verify

EXECUTION = "execution"
"""The check that carries calls out again."""


class Stage(Value):
    """What one layer let through."""

    name: str
    samples: int
    """How many came in."""
    passed: int
    reasons: dict[str, int]
    """Samples by the first check that found something."""
    unanswered: dict[str, int] = Field(default_factory=dict)
    """Samples by question that got no usable answer: a model said neither yes nor no."""


@dataclass(slots=True, kw_only=True)
class Verifier:
    """Verifies samples one by one."""

    experts: Expert
    executor: Executor | None = None
    """Carries calls out again, where given."""
    apis: Mapping[str, Api] = field(default_factory=dict)

    async def check(self, sample: Sample) -> Sample:
        """Fill in a sample's checks: rules, then execution, then experts; a layer after a fault is not asked."""
        checks = verify(sample)
        if not any(checks.values()) and self.executor is not None:
            checks[EXECUTION] = await self._executed(sample, self.executor)
        if not any(checks.values()):
            for question in QUESTIONS:
                said = await self.experts.ask(sample, question)
                if said is not None:
                    checks[question] = said
        return sample.model_copy(update={"checks": checks})

    async def _executed(self, sample: Sample, executor: Executor) -> str:
        """Call again what was answered live, and say where another status comes back."""
        expected = {m.call_id: m.status for m in sample.messages if m.role == "tool"}
        for call in calls_of(sample):
            api = self.apis.get(sample.provenance.apis.get(call.name, ""))
            if api is None or sample.provenance.sources.get(call.id) != "live":
                continue
            seen = await executor.execute(api, unmasked(sample, call, api))
            if seen.status != expected.get(call.id):
                return f"{call.name!r} now answers {seen.status.value}"
        return ""


def unmasked(sample: Sample, call: ToolCall, api: Api) -> ToolCall:
    """Give the arguments of a call their own names back: masking keeps the order of parameters."""
    offered = next((f.parameters for f in sample.tools if f.name == call.name), {})
    names = dict(zip(offered.get("properties") or {}, api.parameters.get("properties") or {}, strict=False))
    return call.model_copy(update={"arguments": {names.get(name, name): v for name, v in call.arguments.items()}})


async def verify_file(source: Path, out: Path, verifier: Verifier) -> AsyncGenerator[Sample]:
    """Verify the samples of a file into another, each written before it is yielded.

    Raises:
        ConfigError: what stands at `out` are no samples of `source`, or it is the same file.
        RecordError: a line of the source is no sample.
    """
    done = _begun(source, out)
    with Journal(out) as journal:
        for place, sample in enumerate(read(source, Sample)):
            if place < len(done):
                if done[place] != sample.id:
                    raise ConfigError(f"{str(out)!r} holds other samples than {str(source)!r}: choose another --out")
                continue
            checked = await verifier.check(sample)
            await journal.put(checked)
            yield checked


def _begun(source: Path, out: Path) -> list[str]:
    """Return the ids of the samples that stand at `out` already."""
    if source.resolve() == out.resolve():
        raise ConfigError(f"--out {str(out)!r} is the input itself: choose another file")
    with refusals(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    return [sample.id for sample in read(out, Sample)] if out.exists() else []


def stages(samples: Iterable[Sample]) -> list[Stage]:
    """Say what each layer let through, and what fell by which check."""
    held = list(samples)
    layers: list[tuple[str, tuple[str, ...]]] = [
        ("rules", tuple(rule.name for rule in RULES)),
        (EXECUTION, (EXECUTION,)),
        ("experts", QUESTIONS),
    ]
    found: list[Stage] = []
    for name, names in layers:
        if name == EXECUTION and not any(EXECUTION in sample.checks for sample in held):
            continue
        fallen = Counter(fault for sample in held if (fault := _first_fault(sample, names)))
        silent = Counter(each for sample in held for each in names if name == "experts" and each not in sample.checks)
        passed = len(held) - fallen.total()
        found.append(Stage(name=name, samples=len(held), passed=passed, reasons=dict(fallen), unanswered=dict(silent)))
        held = [sample for sample in held if not _first_fault(sample, names)]
    return found


def _first_fault(sample: Sample, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if sample.checks.get(name)), None)
