"""Annotate a file of instructions from Python; run it again and it goes on where it stopped.

toolsearch hub --port 8765 &
toolsearch apis add http://127.0.0.1:8765/list.json --allow 127.0.0.1:8765
toolsearch eval hubbench --make bench --seed 1 --count 30
python examples/annotate.py bench/instructions.jsonl runs/example
"""

import asyncio
import sys
from pathlib import Path

from toolsearch import annotate
from toolsearch.config import EngineConfig, Reach
from toolsearch.runs import Run


async def main(instructions: Path, out: Path) -> None:
    config = EngineConfig(
        catalog=Path("catalog.db"), reach=Reach(allow=("127.0.0.1:8765",)), retriever="default", bodies=out / "bodies"
    )
    async with config.open() as engine:
        about = config.run_config(engine)
    with Run.create_or_resume(out, about, instructions) as run:
        summary = await annotate(run.instructions(), engine=config.open, run=run, concurrency=16)
    print(dict(summary.statuses), f"{summary.usage.model_calls} model calls", f"{summary.usage.seconds:.1f} s")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
