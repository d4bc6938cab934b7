"""A plan from a model: given the documentation and an example, it says which keys are worth keeping.

What it does not name, and some sample holds, is left out; what no sample held is kept. Knows no model: `complete` takes
a prompt and returns a reply.
"""

import json
from collections.abc import Awaitable, Callable, Sequence

from apis.compress import compact, shorten_json
from apis.model import Api, Json
from apis.plans.learn import Answered
from apis.plans.plan import Plan, Why, paths
from apis.plans.prompts import PLAN
from apis.schema import shorten

Complete = Callable[[str], Awaitable[str]]
"""A language model: a prompt in, a text out. An empty text is no answer."""
EXAMPLE = 8000
"""Characters of the example."""
SCHEMA = 4000
TEXT = 1000


async def ask(api: Api, answers: Sequence[Answered], complete: Complete, *, model: str) -> Plan | None:
    """Ask for a plan; None where the reply is none."""
    example = max(answers, key=lambda each: min(EXAMPLE, len(compact(each.value))))
    reply = await complete(
        PLAN.format(
            name=api.name,
            tool=api.tool,
            about=shorten(" ".join(api.source.about.split()), TEXT),
            description=shorten(" ".join(api.description.split()), TEXT),
            parameters=shorten_json(api.parameters, SCHEMA).text,
            arguments=shorten_json(example.arguments, TEXT).text,
            example=shorten_json(example.value, EXAMPLE).text,
        )
    )
    wanted = kept(reply)
    seen = dict.fromkeys(path for each in answers for path, _ in paths(each.value))
    keep = [path for path in seen if any(_within(path, each) for each in wanted)]
    if not keep:
        return None
    drop = {path: Why.UNWANTED for path in seen if path not in keep and path.rpartition("/")[2] != "*"}
    return Plan(hash=api.content_hash, made_by=model, keep=tuple(keep), drop=drop)


def kept(reply: str) -> frozenset[str]:
    """Read the paths that a reply names, fenced or among other words.

    >>> sorted(kept('I keep: {"a": [{"b": "str"}], "c": "empty list"}.'))
    ['/a/*/b', '/c']
    """
    starts = [place for mark in "{[" if (place := reply.find(mark)) >= 0]
    end = max(reply.rfind("}"), reply.rfind("]"))
    try:
        shape: Json = json.loads(reply[min(starts) : end + 1])
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(path for path, _ in paths(shape) if path)


def _within(path: str, wanted: str) -> bool:
    """Tell whether a path is what is wanted, or inside of it, or an empty form of it."""
    return path == wanted or path.startswith(f"{wanted}/") or wanted.startswith(f"{path}/")
