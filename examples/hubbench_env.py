"""HubBench as an environment of the `verifiers` library: play some instructions and print what they were rewarded with.

toolsearch hub --port 8765 &
toolsearch apis add http://127.0.0.1:8765/list.json --allow 127.0.0.1:8765
toolsearch eval hubbench --make bench --seed 1 --count 30
python examples/hubbench_env.py NAME http://127.0.0.1:8000/v1

NAME is a model of any server that speaks chat completions. The library's own command takes this module by its name:

PYTHONPATH=examples vf-eval hubbench-env --env.agent.harness.allow 127.0.0.1:8765 -m NAME \
    --client.base-url http://127.0.0.1:8000/v1 --no-push

`verifiers` pins other versions of openai and mcp than toolsearch is tested with, so give it an environment of its own:

python -m venv .verifiers && .verifiers/bin/pip install -e '.[hub]' 'verifiers==0.4.0'
"""

import argparse
import asyncio
from pathlib import Path

import verifiers.v1 as vf

from eval.environment import EngineHarness, Outcome, SolvingEnv, SolvingTaskset, load_environment

__all__ = ["EngineHarness", "SolvingEnv", "SolvingTaskset"]


async def play(model: str, server: str, count: int) -> None:
    env = load_environment("hubbench_env", Path("bench"), Path("catalog.db"), allow=("127.0.0.1:8765",))
    ctx = vf.ModelContext(model=model, client=vf.EvalClientConfig(base_url=server, api_key_var="OPENAI_API_KEY"))
    async with env.serving():
        for task in env.taskset.take(count):
            [slot] = env.slots(task)
            episode = await env.run_slot(slot, ctx)
            for trace in episode.traces:
                print(f"{task.key}  reward {trace.reward:.0f}  {trace.num_turns} turns  {Outcome.of(trace).answer}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("server")
    parser.add_argument("--count", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(play(options.model, options.server, options.count))
