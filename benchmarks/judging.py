"""Ten thousand judgements with a scripted judge: how long they take, and whether a killed judge resumes cleanly.

    python benchmarks/judging.py [--answers 2500] [--votes 4] [--out benchmarks/results/judging.json]

The judge answers at once (first row) or after a set delay (the others), so that whatever is spent beside the delay is
ours: prompts, hashes, the journal with its waits for the disk. Then a process that judges is killed (SIGKILL) in the
middle and started again: every question that was recorded must not be asked again. Questions are counted by the
server, not by the client. Read the figures on an idle machine.
"""

import argparse
import asyncio
import contextlib
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from eval.judging import Bench, How, judge_passes
from eval.model_judge import ModelJudge
from eval.report import report
from toolsearch.budget import Usage
from toolsearch.journal import Journal
from toolsearch.llm.base import Reply, Request
from toolsearch.messages import Assistant
from toolsearch.records import Instruction, PathRecord
from toolsearch.runs import Run, RunConfig

SAID = "It gives what was asked for.\n\nVerdict: solved"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=2500)
    parser.add_argument("--votes", type=int, default=4)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = {
            "judgements": options.answers * options.votes,
            "speed": list(speeds(Path(folder), options.answers, options.votes, options.concurrency)),
            "killed": killed(Path(folder) / "killed", options.answers, options.votes, options.concurrency),
        }
    show(made)
    if options.out:
        options.out.write_text(json.dumps(made, indent=2) + "\n")
    sys.exit(bool(made["killed"]["asked twice though recorded"]))


def lay_out(folder: Path, count: int) -> Run:
    folder.mkdir(parents=True)
    asked = folder / "asked.jsonl"
    made = [Instruction(id=f"i{n}", text=f"Find book number {n}.", group="I1") for n in range(count)]
    asked.write_text("".join(f"{one.model_dump_json()}\n" for one in made))
    config = RunConfig(method="react", model="none", catalog="0" * 64)
    with Run.create_or_resume(folder / "run", config, asked) as run, Journal(run.paths_file) as journal:
        journal._write(b"".join(f"{answer(one.id)}\n".encode() for one in made))  # one wait for the disk is enough here
    return Run.open(folder / "run")


def answer(id_: str) -> str:
    record = PathRecord(
        instruction_id=id_, status="answer", answer=f"Book {id_} is here.", model="none", method="react"
    )
    return record.model_dump_json()


class Judge:
    """A model that takes its time and finds everything solved."""

    name = "script:benchmark"

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.asked = 0

    async def complete(self, request: Request) -> Reply:
        self.asked += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        return Reply(Assistant(content=SAID), Usage(model_calls=1, prompt_tokens=300, completion_tokens=12), "stop")

    async def aclose(self) -> None:
        """Nothing is open."""


def speeds(folder: Path, count: int, votes: int, concurrency: int) -> Iterator[dict[str, float]]:
    for delay in (0.0, 0.05):
        run, judge = lay_out(folder / f"delay-{delay}", count), Judge(delay)
        bench = Bench.open(run, ModelJudge(judge))
        wall, cpu = time.perf_counter(), time.process_time()
        left = asyncio.run(judge_passes([bench], How(votes=votes, concurrency=concurrency)))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        assert (left, judge.asked) == (0, count * votes)
        yield {
            "delay": delay,
            "seconds": round(wall, 2),
            "ideal seconds": round(delay * count * votes / concurrency, 2),
            "CPU ms per judgement": round(1000 * cpu / judge.asked, 3),
            "judgements a second": round(judge.asked / wall),
        }


class Server(http.server.BaseHTTPRequestHandler):
    """A chat server that counts how often each prompt and seed came."""

    counts: ClassVar[Counter[tuple[str, int]]] = Counter()
    lock = threading.Lock()
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.lock:
            self.counts[body["messages"][-1]["content"], body["seed"]] += 1
        message = {"role": "assistant", "content": SAID}
        usage = {"prompt_tokens": 300, "completion_tokens": 12, "total_tokens": 312}
        reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "usage": usage}
        said = json.dumps(reply | {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Quiet(http.server.ThreadingHTTPServer):
    """Does not mind a client that is killed."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


def killed(folder: Path, count: int, votes: int, concurrency: int) -> dict[str, int]:
    run = lay_out(folder, count)
    server = Quiet(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    spec = f"openai:judge@http://127.0.0.1:{server.server_port}/v1"
    command = [sys.executable, "-c", "from toolsearch.cli.main import run; run()"]
    command += ["eval", "pass-rate", str(run.folder), "--judge", spec, "--votes", str(votes)]
    command += ["--concurrency", str(concurrency), "--json"]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: len(Server.counts) > count * votes // 2, first)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    (path,) = (run.folder / "verdicts").glob("*.jsonl")
    recorded = path.read_bytes().count(b"\n")
    asked_before = sum(Server.counts.values())
    subprocess.run(command, check=True, capture_output=True)
    total = sum(Server.counts.values())
    passed = report(run.folder, judge=spec).methods["react"].passed
    server.shutdown()
    assert (passed, len(Server.counts)) == (count, count * votes)
    twice = total - len(Server.counts)
    return {
        "recorded when killed": recorded,
        "asked before": asked_before,
        "asked after": total - asked_before,
        "asked twice": twice,
        "asked twice though recorded": total - asked_before - (count * votes - recorded),
        "under way when killed, at most": concurrency,
    }


def wait_for(met: Any, process: "subprocess.Popen[bytes]") -> None:
    while not met():
        assert process.poll() is None, "the judge ended before it was killed: raise --answers"
        time.sleep(0.01)


def show(made: dict[str, Any]) -> None:
    print(f"{made['judgements']:,} judgements\n")
    columns = list(made["speed"][0])
    print("".join(f"{column:>24}" for column in columns))
    for row in made["speed"]:
        print("".join(f"{row[column]:>24,}" for column in columns))
    print("\nkilled in the middle and started again")
    for name, number in made["killed"].items():
        print(f"  {name:32}{number:>8,}")


if __name__ == "__main__":
    main()
