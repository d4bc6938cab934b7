"""Make HubBench: instructions over the hub whose answers are computed, some with a planted cause of failure.

A third each is I1 (one tool), I2 (several tools of one category) and I3 (several categories), decided by the Apis that
an instruction needs. Offered are the needed Apis, the planted one, and distractors: Apis that answer other questions,
so that none of them fails by design. The same seed gives the same bench, byte by byte.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pydantic import BaseModel

from apis.errors import ConfigError
from eval.hubbench.check import check
from eval.hubbench.facts import BoolFact, Fact
from eval.hubbench.joining import join
from eval.hubbench.key import Key, hash_of
from eval.hubbench.makers import Kind, Pool, tool_of
from eval.hubbench.question import Cause, Question, Trap
from toolsearch.disk import replace
from toolsearch.records import Group, Instruction

COUNT = 300
GROUPS: tuple[Group, ...] = ("I1", "I2", "I3")
CAUSES: Mapping[Cause | None, float] = {
    None: 0.50,
    "foreign_id": 0.42,  # late: the fault shows only when another Api rejects the id
    "gone": 0.02,
    "html": 0.02,
    "key": 0.02,
    "limited": 0.01,
    "slow": 0.01,  # each costs a whole time-out
}
"""The share of the instructions that each planted cause gets; one that nothing offers leaves its share to the rest."""
OFFERED = (5, 10)
"""Fewest and most functions offered."""
DISTRACTORS = 2
"""Fewest Apis offered that are neither needed nor planted."""
MORE = 0.3
"""How often a question that makes its group alone gets company."""
THIRD = 0.25
"""How often several questions are three and not two."""
SIBLINGS = 0.6
"""How often a distractor is of a tool or category that is needed."""
TRIES = 400
"""Draws for one instruction before the makers are called too few."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Instructions and their keys, in the same order."""

    instructions: tuple[Instruction, ...]
    keys: tuple[Key, ...]


@dataclass(slots=True)
class _Maker:
    """The state of one making: what was drawn so far."""

    pool: Pool
    rng: Random
    used: Counter[str] = field(default_factory=Counter)
    texts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Draft:
    """Questions that go together, and the trap planted for the first."""

    kinds: tuple[Kind, ...]
    questions: tuple[Question, ...]
    trap: Trap | None

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(need for question in self.questions for need in question.needs)

    @property
    def offered(self) -> list[str]:
        """What must be offered: each needed Api once, and the planted one."""
        return [*dict.fromkeys(self.needs), *([self.trap.api] if self.trap else [])]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(dict.fromkeys(fact for question in self.questions for fact in question.facts))


def make(seed: int, count: int = COUNT, *, pool: Pool | None = None) -> Bench:
    """Make `count` instructions and their keys.

    Args:
        seed: everything random follows from it.
        count: how many; the groups differ by one at most.
        pool: the makers and categories (default: those of the hub).

    Raises:
        ConfigError: the makers cannot make so many different instructions.
        MissingExtra: the hub's libraries are not installed.
    """
    state = _Maker(pool or Pool.load(), Random(f"hubbench {seed}"))
    instructions: list[Instruction] = []
    keys: list[Key] = []
    for number, (group, cause) in enumerate(_plan(state, count), start=1):
        draft, text = _drafted(state, group, cause)
        id_ = f"hub-{seed}-{number:04d}"
        instructions.append(_instruction(state, id_, text, group, draft))
        keys.append(_key(instructions[-1], draft))
    return Bench(tuple(instructions), tuple(keys))


def write(bench: Bench, folder: Path) -> Path:
    """Write both files and return the one with the instructions; the same bench gives the same bytes.

    Raises:
        RunError: the disk refuses.
    """
    instructions = _lines(bench.instructions)
    path = folder / "instructions.jsonl"
    replace(folder / "key" / f"{hashlib.sha256(instructions).hexdigest()}.jsonl", _lines(bench.keys))
    replace(path, instructions)
    return path


def group_of(needs: Sequence[str], categories: Mapping[str, str]) -> Group:
    """Tell the group of an instruction from the Apis it needs.

    >>> group_of(["a/x", "b/y"], {"a": "Travel", "b": "Travel"})
    'I2'
    """
    tools = {tool_of(need) for need in needs}
    if len(tools) == 1:
        return "I1"
    return "I2" if len({categories[tool] for tool in tools}) == 1 else "I3"


def apportion(count: int, weights: Mapping[Cause | None, float]) -> list[Cause | None]:
    """Give `count` places to causes by weight, the largest remainders first.

    >>> apportion(5, {None: 0.5, "gone": 0.3, "html": 0.2})
    [None, None, None, 'gone', 'html']
    """
    total = sum(weights.values())
    exact = {cause: count * weight / total for cause, weight in weights.items()}
    places = {cause: int(share) for cause, share in exact.items()}
    left = count - sum(places.values())
    for cause in sorted(exact, key=lambda cause: places[cause] - exact[cause])[:left]:  # ties: as the table has them
        places[cause] += 1
    return [cause for cause, number in places.items() for _ in range(number)]


def _plan(state: _Maker, count: int) -> list[tuple[Group, Cause | None]]:
    """Decide group and cause of every instruction, in a mixed order so that any first part is a fair sample."""
    plan: list[tuple[Group, Cause | None]] = []
    for index, group in enumerate(GROUPS):
        here = count // 3 + (index < count % 3)
        weights = {cause: weight for cause, weight in CAUSES.items() if _leads(state.pool, group, cause)}
        if here and not weights:
            raise ConfigError(f"no question maker can make an instruction of group {group}")
        plan += [(group, cause) for cause in apportion(here, weights)] if here else []
    state.rng.shuffle(plan)
    return plan


def _leads(pool: Pool, group: Group, cause: Cause | None) -> list[Kind]:
    """List the makers that an instruction of this group and cause can begin with."""
    fitting = [kind for kind in pool.kinds if cause is None or cause in kind.causes]
    if group == "I1":
        return [kind for kind in fitting if len(kind.tools) == 1]
    if group == "I2":
        return [kind for kind in fitting if len(kind.categories) == 1 and (len(kind.tools) > 1 or _near(pool, kind))]
    return [kind for kind in fitting if len(kind.categories) > 1 or _far(pool, kind)]


def _same(pool: Pool, lead: Kind) -> list[Kind]:
    """List the makers that stay within the tools of another one."""
    return [kind for kind in pool.kinds if kind is not lead and kind.tools <= lead.tools]


def _near(pool: Pool, lead: Kind) -> list[Kind]:
    """List the makers of the same category that bring another tool."""
    return [kind for kind in pool.kinds if kind.categories == lead.categories and not kind.tools <= lead.tools]


def _far(pool: Pool, lead: Kind) -> list[Kind]:
    """List the makers that bring another category."""
    return [kind for kind in pool.kinds if not kind.categories & lead.categories]


def _drafted(state: _Maker, group: Group, cause: Cause | None) -> tuple[_Draft, str]:
    """Draw until an instruction is of its group, has its cause, holds together and is new."""
    for _ in range(TRIES):
        draft = _draft(state, group, cause)
        if draft is None or group_of(draft.needs, state.pool.categories) != group or _conflicts(draft):
            continue
        categories = sorted({state.pool.category(need) for need in draft.needs})
        text = join(state.rng, [question.text for question in draft.questions], categories)
        if text not in state.texts and not _tells(draft, text):
            state.texts.add(text)
            state.used.update(kind.name for kind in draft.kinds)
            return draft, text
    wanted = f"{group} with {f'the cause {cause!r}' if cause else 'no cause'}"
    raise ConfigError(f"the question makers give no new instruction of {wanted}: ask for fewer with --count")


def _draft(state: _Maker, group: Group, cause: Cause | None) -> _Draft | None:
    lead = _least_used(state, _leads(state.pool, group, cause))
    question = lead.make(state.rng)
    traps = [trap for trap in question.traps if trap.cause == cause]
    if cause and not traps:
        return None
    kinds = (lead, *_company(state, group, lead))
    questions = (question, *(kind.make(state.rng) for kind in kinds[1:]))
    trap = state.rng.choice(traps) if traps else None
    needs = {need for question in questions for need in question.needs}
    return None if trap and trap.api in needs else _Draft(kinds, questions, trap)


def _least_used(state: _Maker, kinds: Sequence[Kind]) -> Kind:
    """Choose a maker that was drawn least, so that every tool gets its share."""
    least = min(state.used[kind.name] for kind in kinds)
    return state.rng.choice([kind for kind in kinds if state.used[kind.name] <= least + 1])


def _company(state: _Maker, group: Group, lead: Kind) -> list[Kind]:
    """Choose the makers of the other questions: none where the first one makes its group alone."""
    others = {"I1": _same, "I2": _near, "I3": _far}[group](state.pool, lead)
    alone = {"I1": True, "I2": len(lead.tools) > 1, "I3": len(lead.categories) > 1}[group]
    if not others or (alone and state.rng.random() >= MORE):
        return []
    chosen = [_least_used(state, others)]
    if (rest := [kind for kind in others if kind not in chosen]) and not alone and state.rng.random() < THIRD:
        chosen.append(_least_used(state, rest))
    return chosen


def _conflicts(draft: _Draft) -> bool:
    """Tell whether questions do not go together.

    They need too many Apis, or their facts cannot be told apart in one answer: two ask for a yes or no about one word.
    """
    if len(draft.offered) > OFFERED[1] - DISTRACTORS:
        return True
    abouts = [{fact.about for fact in question.facts if isinstance(fact, BoolFact)} for question in draft.questions]
    return sum(map(len, abouts)) > len(set().union(*abouts))


def _tells(draft: _Draft, text: str) -> bool:
    """Tell whether an instruction holds the answer to one of its questions: saying it back must not pass."""
    return any(check(question.facts, text).passed for question in draft.questions)


def _instruction(state: _Maker, id_: str, text: str, group: Group, draft: _Draft) -> Instruction:
    size = max(state.rng.randint(*OFFERED), len(draft.offered) + DISTRACTORS)
    apis = [*draft.offered, *_distractors(state, draft, size - len(draft.offered))]
    state.rng.shuffle(apis)
    relevant = tuple(dict.fromkeys(draft.needs))
    return Instruction(
        id=id_, text=text, group=group, apis=tuple(apis), relevant=relevant, solvable=True, split="public"
    )


def _distractors(state: _Maker, draft: _Draft, count: int) -> Iterator[str]:
    """Draw Apis that are not needed: most of them close by, as in a real list of functions."""
    pool, needs = state.pool, set(draft.needs)
    tools = {tool_of(need) for need in needs}
    categories = {pool.categories[tool] for tool in tools}
    left = [api for api in pool.answering if api not in needs]
    state.rng.shuffle(left)
    close = [api for api in left if tool_of(api) in tools] + [
        api for api in left if tool_of(api) not in tools and pool.category(api) in categories
    ]
    far = [api for api in left if pool.category(api) not in categories]
    for _ in range(min(count, len(left))):
        take_close = bool(close) and (not far or state.rng.random() < SIBLINGS)
        yield (close if take_close else far).pop(0)


def _key(instruction: Instruction, draft: _Draft) -> Key:
    trap = draft.trap
    return Key(
        instruction_id=instruction.id,
        instruction_hash=hash_of(instruction),
        facts=draft.facts,
        needs=draft.needs,
        cause=trap.cause if trap else None,
        late=trap.late if trap else False,
        trap=trap.api if trap else None,
        makers=tuple(kind.name for kind in draft.kinds),
    )


def _lines(records: Iterable[BaseModel]) -> bytes:
    return b"".join(record.model_dump_json().encode() + b"\n" for record in records)
