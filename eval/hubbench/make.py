"""Make HubBench: instructions over the hub whose answers are computed, some with a planted cause of failure.

A third each is I1 (one tool), I2 (several tools of one category) and I3 (several categories), decided by the Apis that
an instruction needs. Offered are the needed Apis, the planted one, and distractors: Apis that answer other questions,
so that none of them fails by design. The same seed and mix give the same bench, byte by byte.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from pydantic import BaseModel

from apis.errors import ConfigError
from eval.hubbench.difficulty import level_of
from eval.hubbench.draft import Draft, group_of
from eval.hubbench.joining import APART, STYLES, join
from eval.hubbench.key import Key, hash_of
from eval.hubbench.makers import Kind, Pool, tool_of
from eval.hubbench.mix import Mix
from eval.hubbench.question import Cause
from eval.hubbench.unsolvable import DEAD, Why, able
from toolsearch import disk
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
WHYS: tuple[Why, ...] = ("absent", "dead")
TRIES = 400
"""Draws for one instruction before the makers are called too few."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Instructions and their keys, in the same order."""

    instructions: tuple[Instruction, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """What is to be made at one place of the bench."""

    group: Group
    cause: Cause | None
    why: Why | None = None
    """Why it is not to be solvable."""
    again: bool = False
    """Whether it is to ask what an earlier one asks, in other words."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What was drafted for a place."""

    id: str
    place: _Place
    draft: Draft
    text: str
    same_as: str | None = None


@dataclass(slots=True)
class _Maker:
    """The state of one making: what was drawn so far."""

    pool: Pool
    rng: Random
    mix: Mix
    used: Counter[str] = field(default_factory=Counter)
    texts: set[str] = field(default_factory=set)
    made: list[_Made] = field(default_factory=list)
    repeated: set[str] = field(default_factory=set)
    """Ids of the instructions that were asked again."""


def make(seed: int, count: int = COUNT, *, pool: Pool | None = None, mix: Mix | None = None) -> Bench:
    """Make `count` instructions and their keys.

    Where some cannot be solved, the instructions tell neither which (`solvable`) nor what is needed (`relevant`).

    Args:
        seed: everything random follows from it.
        count: how many; the groups differ by one at most.
        pool: the makers and categories (default: those of the hub, in the words of the mix's split).
        mix: shares of kinds that the demo's bench has not, and the split (default: none, public).

    Raises:
        ConfigError: the makers cannot make so many different instructions.
        MissingExtra: the hub's libraries are not installed.
    """
    mix = mix or Mix()
    state = _Maker(pool or Pool.load(held_out=mix.held_out), mix.stream(seed), mix)
    instructions: list[Instruction] = []
    keys: list[Key] = []
    for number, place in enumerate(_set_aside(_plan(state, count), mix, seed), start=1):
        id_ = f"hub-{'held-' if mix.held_out else ''}{seed}-{number:04d}"
        made = _repeated(state, place) if place.again else None
        if made is None:
            made = _Made(id_, place, *_drafted(state, place))
            state.made.append(made)
        instructions.append(_instruction(state, id_, made))
        keys.append(_key(instructions[-1], made))
    return Bench(tuple(instructions), tuple(keys))


def write(bench: Bench, folder: Path) -> Path:
    """Write both files and return the one with the instructions; the same bench gives the same bytes.

    Raises:
        RunError: the disk refuses.
    """
    instructions = _lines(bench.instructions)
    path = folder / "instructions.jsonl"
    disk.replace(folder / "key" / f"{hashlib.sha256(instructions).hexdigest()}.jsonl", _lines(bench.keys))
    disk.replace(path, instructions)
    return path


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


def _set_aside(plan: Sequence[tuple[Group, Cause | None]], mix: Mix, seed: int) -> list[_Place]:
    """Turn a share of each group's places into unsolvable ones and into repetitions, by a stream of their own."""
    rng = Random(f"hubbench places {seed}")
    places = [_Place(group, cause) for group, cause in plan]
    for group in GROUPS:
        here = [n for n, place in enumerate(places) if place.group == group]
        plain = [n for n in here if places[n].cause is None]
        for n in rng.sample(plain, min(len(plain), round(mix.unsolvable * len(here)))):
            places[n] = replace(places[n], why=rng.choice(WHYS))
        solvable = [n for n in here if places[n].why is None]
        firsts = {places[n].cause: n for n in reversed(solvable)}.values()
        later = [n for n in solvable if n not in firsts]
        for n in rng.sample(later, min(len(later), round(mix.paraphrases * len(here)))):
            places[n] = replace(places[n], again=True)
    return places


def _repeated(state: _Maker, place: _Place) -> _Made | None:
    """Ask what an earlier instruction of the same kind asks, in other words; None where none can be put otherwise."""
    alike = [made for made in state.made if (made.place.group, made.place.cause) == (place.group, place.cause)]
    alike = [made for made in alike if made.place.why is None and made.id not in state.repeated]
    state.rng.shuffle(alike)
    for earlier in alike:
        for draft in earlier.draft.reworded():
            if (text := _told(state, draft)) is not None:
                state.repeated.add(earlier.id)
                return replace(earlier, draft=draft, text=text, same_as=earlier.id)
    return None


def _drafted(state: _Maker, place: _Place) -> tuple[Draft, str]:
    """Draw until an instruction is of its group, has its cause, holds together and is new."""
    for _ in range(TRIES):
        draft = _draft(state, place)
        if draft is None or group_of(draft.needs, state.pool.categories) != place.group:
            continue
        if draft.conflicts(OFFERED[1] - DISTRACTORS) or (text := _told(state, draft)) is None:
            continue
        state.used.update(kind.name for kind in draft.kinds)
        return draft, text
    if place.why == "dead":  # no maker of this group has a look-alike that would be missed
        return _drafted(state, replace(place, why="absent"))
    wanted = f"{place.group} with {f'the cause {place.cause!r}' if place.cause else 'no cause'}"
    raise ConfigError(f"the question makers give no new instruction of {wanted}: ask for fewer with --count")


def _told(state: _Maker, draft: Draft) -> str | None:
    """Put the questions into one text; None where it is not new or holds an answer."""
    categories = sorted({state.pool.category(need) for need in draft.needs})
    styles = APART if state.mix.held_out else STYLES
    text = join(state.rng, [question.text for question in draft.questions], categories, styles)
    if text in state.texts or not draft.holds(text):
        return None
    state.texts.add(text)
    return text


def _draft(state: _Maker, place: _Place) -> Draft | None:
    cause = _planted(state, place)
    lead = _least_used(state, _leads(state.pool, place.group, cause))
    starts = [state.rng.getstate()]
    question = lead.make(state.rng)
    traps = [trap for trap in question.traps if trap.cause == cause]
    if cause and not traps:
        return None
    kinds = (lead, *_company(state, place.group, lead))
    questions = [question]
    for kind in kinds[1:]:
        starts.append(state.rng.getstate())
        questions.append(kind.make(state.rng))
    trap = state.rng.choice(traps) if traps else None
    draft = Draft(kinds, tuple(questions), trap, tuple(starts))
    if trap and trap.api in draft.needs:
        return None
    return draft.lacks(place.why) if place.why else draft


def _planted(state: _Maker, place: _Place) -> Cause | None:
    """Return the cause to plant: for what is dead one that answers nobody."""
    if place.why != "dead":
        return place.cause
    fitting = [cause for cause in DEAD if _leads(state.pool, place.group, cause)]
    return state.rng.choice(fitting) if fitting else None


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


def _instruction(state: _Maker, id_: str, made: _Made) -> Instruction:
    offered = made.draft.offered
    size = max(state.rng.randint(*OFFERED), len(offered) + DISTRACTORS)
    apis = [*offered, *_distractors(state, made.draft, size - len(offered))]
    state.rng.shuffle(apis)
    told = not state.mix.unsolvable
    return Instruction(
        id=id_,
        text=made.text,
        group=made.place.group,
        apis=tuple(apis),
        relevant=tuple(dict.fromkeys(made.draft.needs)) if told else (),
        solvable=True if told else None,
        split=state.mix.split,
    )


def _distractors(state: _Maker, draft: Draft, count: int) -> Iterator[str]:
    """Draw Apis that are not needed: most of them close by, as in a real list of functions."""
    pool, needs = state.pool, set(draft.needs)
    tools = {tool_of(need) for need in needs}
    categories = {pool.categories[tool] for tool in tools}
    barred = able(draft.lacking) if draft.why else frozenset()
    left = [api for api in pool.answering if api not in needs and tool_of(api) not in barred]
    state.rng.shuffle(left)
    close = [api for api in left if tool_of(api) in tools] + [
        api for api in left if tool_of(api) not in tools and pool.category(api) in categories
    ]
    far = [api for api in left if pool.category(api) not in categories]
    for _ in range(min(count, len(left))):
        take_close = bool(close) and (not far or state.rng.random() < SIBLINGS)
        yield (close if take_close else far).pop(0)


def _key(instruction: Instruction, made: _Made) -> Key:
    draft, trap = made.draft, made.draft.trap if made.draft.why is None else None
    late = trap.late if trap else False
    return Key(
        instruction_id=instruction.id,
        instruction_hash=hash_of(instruction),
        facts=draft.facts,
        needs=draft.needs,
        cause=trap.cause if trap else None,
        late=late,
        trap=trap.api if trap else None,
        makers=tuple(kind.name for kind in draft.kinds),
        level=level_of(len(draft.needs), planted=trap is not None, late=late) if draft.why is None else None,
        steps=draft.steps,
        unsolvable=draft.why,
        same_as=made.same_as,
    )


def _lines(records: Iterable[BaseModel]) -> bytes:
    return b"".join(record.model_dump_json().encode() + b"\n" for record in records)
