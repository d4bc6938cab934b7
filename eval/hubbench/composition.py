"""What a bench is made of, counted: groups, levels, calls, causes, and what was set apart."""

from collections import Counter
from collections.abc import Iterable

from apis.model import Value
from eval.hubbench.make import Bench
from eval.hubbench.makers import tool_of


class Composition(Value):
    """Numbers of instructions."""

    count: int
    groups: dict[str, int]
    levels: dict[str, int]
    """By level of difficulty; those that cannot be solved have none."""
    calls: dict[str, int]
    """By the number of calls needed."""
    dependent: int
    """Those where what a call brings goes into the next."""
    causes: dict[str, int]
    planted: int
    late: int
    unsolvable: int
    paraphrases: int
    tools: int
    """Tools that some instruction needs."""
    apis: int
    """Apis that some instruction needs."""
    makers: int


def composition(bench: Bench) -> Composition:
    """Count what a bench is made of."""
    keys = bench.keys
    needs = {need for key in keys for need in key.needs}
    return Composition(
        count=len(keys),
        groups=_counted(str(instruction.group) for instruction in bench.instructions),
        levels=_counted(str(key.level) for key in keys if key.level),
        calls=_counted(str(len(key.needs)) for key in keys),
        dependent=sum((key.steps or 1) > 1 for key in keys),
        causes=_counted(key.cause or "none" for key in keys),
        planted=sum(key.cause is not None for key in keys),
        late=sum(key.late for key in keys),
        unsolvable=sum(not key.solvable for key in keys),
        paraphrases=sum(key.same_as is not None for key in keys),
        tools=len({tool_of(need) for need in needs}),
        apis=len(needs),
        makers=len({maker for key in keys for maker in key.makers}),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
