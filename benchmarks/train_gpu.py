"""Train a small model from scratch on paths and dialogs over the hub; measure its checked pass rate before and after.

    python benchmarks/train_gpu.py --out DIR [--size gpu|cpu|small] [--seed 0]

Paths are those of the heuristic model that the checked judge passed, dialogs those of `synth dialogs` that
`synth verify` passed; neither offers a held-out tool. Measured are the model of random weights, the tuned one and the
heuristic, with ReAct and DFSDT, on instructions of another seed: those that need a held-out tool, and as many that need
none. `gpu` is meant for one GPU, `cpu` for two cores and about ten minutes, `small` only shows that all of it runs. The
same command goes on where it stopped.
"""

import argparse
import json
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))
from tiny_model import make

from apis.catalog import Catalog
from apis.hub.server import hub_process
from eval.hubbench.heldout import HELD_OUT
from eval.hubbench.key import key_beside
from toolsearch.cli.main import main as toolsearch
from toolsearch.journal import read
from toolsearch.records import Instruction

METHODS = ("react", "dfsdt")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is trained on what."""

    instructions: int
    dialogs: int
    measured: int
    """Instructions of each of the two sets."""
    vocabulary: int
    width: int
    layers: int
    length: int
    calls: int
    """Model calls of one instruction at most."""
    how: tuple[object, ...]
    """Options of `train sft`."""


SIZES = {
    "gpu": Size(8000, 8000, 200, 16_000, 768, 12, 8192, 30,
                ("--epochs", 3, "--batch", 48, "--per-device", 4, "--learning-rate", 4e-4, "--bf16")),
    "cpu": Size(300, 200, 6, 4000, 128, 3, 2500, 3,
                ("--max-steps", 20, "--batch", 8, "--per-device", 1, "--learning-rate", 2e-3, "--save-steps", 10)),
    "small": Size(12, 8, 2, 1000, 32, 1, 6000, 2, ("--max-steps", 2, "--batch", 2, "--learning-rate", 1e-3)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of this benchmark: where it stands, how large it is."""

    out: Path
    size: Size
    seed: int
    hub: str
    """HOST:PORT."""

    @property
    def reach(self) -> tuple[object, ...]:
        return ("--catalog", self.out / "catalog.db", "--allow", self.hub, "--timeout", 5)

    def collect(self) -> Path:
        """Make the training data and return its file."""
        out, size = self.out, self.size
        call("apis", "add", f"http://{self.hub}/list.json", "--allow", self.hub, "--catalog", out / "catalog.db")
        asked = self.instructions("learn", self.seed + 1, size.instructions, held_out=False)
        call("annotate", asked, "--out", out / "paths", "--method", "dfsdt", *self.reach)
        call("eval", "pass-rate", out / "paths", "--key", out / "learn" / "key")
        seen = self.seen()
        reach = ("--catalog", seen, "--allow", self.hub, "--timeout", 5)
        call("synth", "dialogs", "-n", size.dialogs, "--out", out / "dialogs.jsonl", "--seed", self.seed, *reach)
        call("synth", "verify", out / "dialogs.jsonl", "--out", out / "verified.jsonl", "--catalog", seen)
        data = out / "train.jsonl"
        call("train", "export", out / "paths", out / "verified.jsonl", "--format", "openai", "--out", data)
        return data

    def seen(self) -> Path:
        """Return a catalog without the held-out tools."""
        path = self.out / "seen.db"
        with Catalog.open(self.out / "catalog.db", create=False) as whole, Catalog.open(path) as seen:
            seen.add([api for api in whole if api.id.partition("/")[0] not in HELD_OUT])
        return path

    def instructions(self, name: str, seed: int, count: int, *, held_out: bool) -> Path:
        """Make `count` instructions that need held-out tools, or that are offered none."""
        path = self.out / f"{name}.jsonl"
        drawn = count if name == "learn" else 60 * count
        folder = self.out / name
        call("eval", "hubbench", "--make", folder, "--seed", seed, "--count", drawn)
        keys = key_beside(folder / "instructions.jsonl")
        fitting = [
            each
            for each in read(folder / "instructions.jsonl", Instruction)
            if bool(keys[each.id].tools & set(HELD_OUT) if held_out else offers(each)) == held_out
        ]
        path.write_text("".join(each.model_dump_json() + "\n" for each in fitting[:count]), "utf-8")
        return path

    def measure(self, name: str, model: str, sets: dict[str, Path]) -> list[list[str]]:
        """Let a model solve both sets by both methods; return rows of the table."""
        rows = []
        for kind, asked in sets.items():
            for method in METHODS:
                run = self.out / "runs" / name / kind / method
                call("annotate", asked, "--out", run, "--method", method, "--model", model,
                     "--budget-calls", self.size.calls, "--max-tokens", 120, *self.reach)  # fmt: skip
                told = call("eval", "pass-rate", run, "--key", self.out / kind / "key", "--json")["methods"]
                [of] = told.values()
                low, high = of["interval"]
                rate = f"{of['pass_rate']:.1%} ({low:.1%} to {high:.1%})"
                rows.append([name, kind, method, rate, str(of["instructions"]), said(run)])
        return rows


def offers(instruction: Instruction) -> bool:
    return any(id_.partition("/")[0] in HELD_OUT for id_ in instruction.apis or ())


def said(run: Path) -> str:
    """Say how many of a run's turns made a call at all."""
    records = [json.loads(line) for line in (run / "paths.jsonl").read_text("utf-8").splitlines()]
    turns = [node["message"]["calls"] for record in records if record["tree"] for node in record["tree"]["nodes"]]
    return f"{sum(map(bool, turns))} of {len(turns)}"


def call(*arguments: object) -> Any:
    """Run a command of toolsearch and return its JSON where it prints some; end where it fails."""
    words = [str(argument) for argument in arguments]
    print("toolsearch", *words, file=sys.stderr)
    with redirect_stdout(StringIO()) as printed:
        code = toolsearch(words)
    if code:
        sys.exit(code)
    return json.loads(printed.getvalue()) if "--json" in words else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--size", choices=SIZES, default="gpu")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    size, out = SIZES[given.size], given.out
    out.mkdir(parents=True, exist_ok=True)
    with hub_process() as url:
        bench = Bench(out, size, given.seed, urlsplit(url).netloc)
        data = bench.collect()
        if not (out / "random" / "config.json").exists():
            make(data, out / "random", vocabulary=size.vocabulary, width=size.width, layers=size.layers)
        tuned = call("train", "sft", data, "--model", out / "random", "--out", out / "tuned", "--recipe", "full",
                     "--length", size.length, *size.how, "--json")  # fmt: skip
        sets = {
            "held-out": bench.instructions("held-out", given.seed + 2, size.measured, held_out=True),
            "seen": bench.instructions("seen", given.seed + 3, size.measured, held_out=False),
        }
        models = {"before": f"local:{out / 'random'}", "after": f"local:{out / 'tuned'}", "heuristic": "heuristic"}
        rows = [row for name, model in models.items() for row in bench.measure(name, model, sets)]
    show(tuned, rows)


def show(tuned: dict[str, Any], rows: list[list[str]]) -> None:
    first, last = tuned["curve"][0]["loss"], tuned["curve"][-1]["loss"]
    print(f"{tuned['parameters']:,} parameters, {tuned['samples']:,} samples ({tuned['too_long']:,} too long), "
          f"{tuned['learnt']:,} tokens learnt an epoch, {tuned['steps']:,} steps in {tuned['seconds']:.0f} s; "
          f"loss {first:.2f} to {last:.2f}\n")  # fmt: skip
    print("| model | instructions | method | checked pass rate | of | turns with a call |\n|---|---|---|---|---|---|")
    for row in rows:
        print("|", " | ".join(row), "|")


if __name__ == "__main__":
    main()
