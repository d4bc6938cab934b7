"""Solve one instruction from Python and print the path that was found.

toolsearch hub --port 8765 &
toolsearch apis add http://127.0.0.1:8765/list.json --allow 127.0.0.1:8765
python examples/solve.py "When does the sun rise in Oslo on 14 May 2026?"
"""

import asyncio
import sys
from pathlib import Path

from toolsearch.config import EngineConfig, Reach
from toolsearch.records import Instruction


async def main(text: str) -> None:
    config = EngineConfig(
        catalog=Path("catalog.db"),
        reach=Reach(allow=("127.0.0.1:8765",)),
        model="heuristic",  # or openai:NAME@http://host:port/v1
        method="dfsdt",
        retriever="default",
    )
    async with config.open() as engine:
        record = await engine.solve(Instruction(id="example", text=text))
    assert record.tree is not None
    for node in record.tree.path(record.tree.answers[0].id if record.tree.answers else None):
        for call, seen in zip(node.message.calls, node.observations, strict=True):
            print(f"{call.name} {call.arguments} -> {seen.status.value}")
    print(record.answer or f"no answer: {record.status}")


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "When does the sun rise in Oslo on 14 May 2026?"))
