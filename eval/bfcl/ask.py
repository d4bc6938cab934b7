"""Putting the leaderboard's questions to a model: many at once, resumable, one result a line.

One question is one turn: its messages and its functions, no prompt of ours. Knows nothing of what is right.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from eval.bfcl.data import Item, Said
from eval.bfcl.functions import Offer, offer
from eval.bfcl.score import Result
from toolsearch.errors import ModelError
from toolsearch.journal import Journal, read
from toolsearch.llm.base import LLM, Reply, Request, Settings
from toolsearch.messages import Assistant, Message, System, User


def read_results(path: Path) -> dict[str, Result]:
    """Read results by question, the last of each; none where the file is not there.

    Raises:
        RecordError: a line is none; names file and line.
    """
    return {result.id: result for result in read(path, Result)} if path.is_file() else {}


def pending(items: Iterable[Item], path: Path) -> list[Item]:
    """Return the questions that have no reply yet, in order; one whose model failed has none."""
    known = {id_ for id_, result in read_results(path).items() if result.error is None}
    return [item for item in items if item.id not in known]


async def ask(
    items: Iterable[Item],
    model: LLM,
    path: Path,
    *,
    concurrency: int = 16,
    settings: Settings | None = None,
    on_result: Callable[[Result], None] | None = None,
) -> None:
    """Ask every question that has no result yet; one whose model failed is asked again.

    Raises:
        RunError: the disk is full or failing; all results before that are kept.
    """
    waiting = iter(pending(items, path))

    async def work(journal: Journal) -> None:
        for item in waiting:
            result = await _result(item, model, settings or Settings())
            await journal.put(result)
            if on_result:
                on_result(result)

    async with Journal(path) as journal:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(concurrency):
                    group.create_task(work(journal))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None


async def _result(item: Item, model: LLM, settings: Settings) -> Result:
    offered = offer(item.function)
    request = Request(tuple(_messages(item.question[0])), offered.functions, settings)
    try:
        reply = await model.complete(request)
    except ModelError as error:
        return Result(id=item.id, error=str(error))
    return _read(item, reply, offered)


def _read(item: Item, reply: Reply, offered: Offer) -> Result:
    calls = reply.message.calls
    return Result(
        id=item.id,
        calls=tuple({offered.name_of(call.name): dict(call.arguments)} for call in calls if call.malformed is None),
        malformed=any(call.malformed is not None for call in calls),
        text=reply.message.content,
        usage=reply.usage,
    )


def _messages(said: Sequence[Said]) -> Iterable[Message]:
    roles = {"system": System, "user": User, "assistant": Assistant}
    for message in said:
        yield roles[message.role](content=message.content)
