"""A model that writes instructions: it sees a sample's Apis and three seed examples, and says what each needs."""

import json
import random
import re
from dataclasses import dataclass, field

from apis.model import Json
from apis.schema import Function, FunctionTable
from toolsearch.annotation import prompts
from toolsearch.annotation.drafts import Draft, Drafts
from toolsearch.annotation.samples import Sample
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import System, User

PER_SAMPLE = 10
SEEDS = 3
"""Examples shown, as in ToolLLM."""


@dataclass(frozen=True, slots=True)
class Prompted:
    """Writes instructions by asking a model."""

    model: LLM
    settings: Settings = field(default_factory=Settings)
    count: int = PER_SAMPLE

    @property
    def name(self) -> str:
        return self.model.name

    async def write(self, sample: Sample, *, seed: int) -> Drafts:
        """Ask for instructions over a sample.

        Raises:
            ModelError: the model's server fails or refuses.
        """
        rng = random.Random(f"{seed} {sample.number}")
        table = FunctionTable.of(sample.offered)
        asked = Request(
            (System(content=prompts.WRITER), User(content=_told(sample, table, self.count, rng))),
            settings=Settings(self.settings.temperature, self.settings.max_tokens, seed=rng.getrandbits(31)),
        )
        reply = await self.model.complete(asked)
        ids = {name: api.id for name, api in table.apis.items()}
        drafts, unreadable = read_drafts(reply.message.content, ids)
        return Drafts(drafts, unreadable, reply.usage)


def read_drafts(text: str, ids: dict[str, str]) -> tuple[tuple[Draft, ...], int]:
    """Read a reply: a JSON array of instructions with the functions they need.

    Args:
        text: the reply, with whatever stands round the array.
        ids: Apis by the names under which they were shown; other names stay as they are.

    Returns:
        What could be read, and how many entries could not; a reply without an array is one.
    """
    start, end = text.find("["), text.rfind("]")
    try:
        rows: Json = json.loads(text[start : end + 1], strict=False) if 0 <= start < end else None
    except (ValueError, RecursionError):
        rows = _rows(text[start:])
    if not isinstance(rows, list) or not rows:
        return (), 1
    drafts = [draft for row in rows if (draft := _draft(row, ids))]
    return tuple(drafts), len(rows) - len(drafts)


def _rows(text: str) -> list[Json]:
    """Read the objects of an array that breaks off."""
    found: list[Json] = []
    decoder = json.JSONDecoder(strict=False)
    for start in re.finditer(r'\{\s*"', text):
        try:
            found.append(decoder.raw_decode(text, start.start())[0])
        except (ValueError, RecursionError):
            continue
    return found


def _draft(row: Json, ids: dict[str, str]) -> Draft | None:
    if not isinstance(row, dict):
        return None
    said, named = row.get("instruction"), row.get("functions")
    if not isinstance(said, str) or not said.strip() or not isinstance(named, list):
        return None
    needed = [ids.get(name, name) for name in named if isinstance(name, str)]
    if not needed or len(needed) < len(named):
        return None
    return Draft(" ".join(said.split()), tuple(dict.fromkeys(needed)))


def _told(sample: Sample, table: FunctionTable, count: int, rng: random.Random) -> str:
    names = {api.id: name for name, api in table.apis.items()}
    shown = "\n".join(_line(function, table) for function in table.functions)
    first = "\n".join(
        prompts.NEED.format(api=names[need.api], argument=need.argument, provider=names[need.provider.id])
        for need in sample.needs
    )
    seeds = rng.sample(prompts.SINGLE if sample.group == "I1" else prompts.MULTI, SEEDS)
    kind = {"I1": prompts.I1, "I2": prompts.I2, "I3": prompts.I3}[sample.group]
    examples = "\n".join(f"- {seed}" for seed in seeds)
    return prompts.ASK.format(functions=shown, needs=first, kind=kind, count=count, examples=examples)


def _line(function: Function, table: FunctionTable) -> str:
    api = table.apis[function.name]
    return json.dumps({"tool": api.tool, "category": api.category, **function.model_dump()}, ensure_ascii=False)
