"""Do our rules for BFCL decide as the official checker does?

    python -m venv official && official/bin/pip install --no-deps bfcl-eval
    python benchmarks/bfcl_agreement.py official/bin/python

Compares decisions on the data's own answers, in every single-turn Python category, and on seeded mutations of them:
calls with other names, values, types, orders and counts. The official checker runs in an environment of its own, in one
process, and needs one stub: it imports the registry of all models, and reads one flag of it. An official crash agrees
with a defect of ours. Prints a table; with --out writes it as JSON too.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.bfcl import published, strict
from eval.bfcl.data import CATEGORIES, DEFECTS, expects_call, read_items, read_truths
from eval.bfcl.example import example, first
from toolsearch.errors import RecordError

OFFICIAL = r"""
import json, pathlib, sys, types
class Flags: underscore_to_dot = False
class Registry(dict):
    def __missing__(self, name): return Flags
stub = types.ModuleType("bfcl_eval.constants.model_config"); stub.MODEL_CONFIG_MAPPING = Registry()
sys.modules[stub.__name__] = stub
import bfcl_eval
from bfcl_eval.constants.enums import Language
from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker
print(pathlib.Path(bfcl_eval.__file__).parent / "data", flush=True)
for line in sys.stdin:
    case = json.loads(line)
    try:
        decided = ast_checker(case["functions"], case["calls"], case["truth"], Language.PYTHON, case["category"], "x")
        said = "pass" if decided["valid"] else "fail"
    except Exception as error:
        said = "crash"
    print(said, flush=False)
"""

Calls = list[dict[str, dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", help="the interpreter of the environment with bfcl-eval")
    parser.add_argument("--data", type=Path, help="the data folder; the package's own without it")
    parser.add_argument("--mutations", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    data = options.data or official_data(options.python)
    cases = list(own_answers(data))
    cases += mutations(cases, options.mutations, random.Random(options.seed))
    official = decide_officially(options.python, cases)
    started = time.perf_counter()
    ours = [decide(case) for case in cases]
    seconds = time.perf_counter() - started
    report = summary(cases, ours, official) | {"seed": options.seed, "our_seconds": round(seconds, 2)}
    show(report)
    if options.out:
        options.out.write_text(json.dumps(report, indent=2) + "\n")
    sys.exit(bool(report["disagreements"]))


def official_data(python: str) -> Path:
    return Path(run_official(python, "")[0])


def run_official(python: str, lines: str) -> list[str]:
    done = subprocess.run([python, "-c", OFFICIAL], input=lines, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def decide_officially(python: str, cases: list[dict[str, Any]]) -> list[str]:
    lines = "".join(json.dumps({key: value for key, value in case.items() if key != "item"}) + "\n" for case in cases)
    return run_official(python, lines)[1:]


def decide(case: dict[str, Any]) -> str:
    try:
        reason = published.check(case["item"], case["category"], case["calls"], case["truth"])
    except RecordError:
        return "crash"
    return "fail" if reason else "pass"


def own_answers(data: Path) -> Iterator[dict[str, Any]]:
    """The first alternative of every parameter that has one, as calls."""
    for category in CATEGORIES:
        if expects_call(category) is not None or not (data / f"BFCL_v4_{category}.json").is_file():
            continue
        truths = read_truths(data, category)
        for item in read_items(data, category):
            truth = truths[item.id]
            functions = [doc.model_dump() for doc in item.function]
            calls = example(item, truth)
            yield {
                "kind": "own answer",
                "id": item.id,
                "category": category,
                "functions": functions,
                "calls": calls,
                "truth": truth,
                "item": item,
            }


def mutations(cases: list[dict[str, Any]], count: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(count):
        case = rng.choice(cases)
        calls: Calls = json.loads(json.dumps(case["calls"]))
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            calls = mutated(calls, case, rng)
        yield case | {"kind": "mutation", "calls": calls}


def mutated(calls: Calls, case: dict[str, Any], rng: random.Random) -> Calls:
    if not calls or rng.random() < 0.12:
        return rng.choice([calls[1:], calls + calls[:1], calls[::-1], rng.sample(calls, len(calls))])
    place = rng.randrange(len(calls))
    ((name, arguments),) = calls[place].items()
    roll = rng.random()
    if roll < 0.05:
        name = rng.choice([name.upper(), name.replace(".", "_"), f"{name}_", rng.choice(case["functions"])["name"]])
    elif roll < 0.15 and arguments:
        del arguments[rng.choice(sorted(arguments))]
    elif roll < 0.3:
        arguments = arguments | one_more(name, case, rng)
    elif arguments:
        key = rng.choice(sorted(arguments))
        arguments[key] = changed(arguments[key], rng, alternatives_of(case["truth"], name, key))
    calls[place] = {name: arguments}
    return calls


def one_more(name: str, case: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    properties = next((f["parameters"]["properties"] for f in case["functions"] if f["name"] == name), {})
    key = rng.choice([*sorted(properties), "surplus"])
    options = list(alternatives_of(case["truth"], name, key))
    options += [properties.get(key, {}).get("default"), "", [], 1]
    return {key: rng.choice(options)}


def alternatives_of(truth: list[dict[str, Any]], name: str, key: str) -> list[Any]:
    return next((expected[name][key] for expected in truth if name in expected and key in expected[name]), [])


def changed(value: Any, rng: random.Random, alternatives: list[Any]) -> Any:
    """Another value: another alternative, another type, a near miss, at any depth."""
    if alternatives and rng.random() < 0.25:
        return first([rng.choice(alternatives)])
    if rng.random() < 0.1:
        return rng.choice([None, "", [], {}, 0, 1, True, 1.0, "x", [1], ["x"], [[]], {"x": 1}, [{"x": 1}]])
    if isinstance(value, bool):
        return rng.choice([not value, int(value), str(value), str(value).lower()])
    if isinstance(value, int | float):
        whole = [int(value)] if abs(value) < 1e15 else []
        return rng.choice([value + 1, -value, float(value), str(value), [value], value * 1.0 + 1e-12, *whole])
    if isinstance(value, str):
        return changed_text(value, rng)
    if isinstance(value, list):
        return changed_list(value, rng)
    if isinstance(value, dict):
        return changed_object(value, rng)
    return value


def changed_text(value: str, rng: random.Random) -> Any:
    return rng.choice(
        [
            value.upper(),
            value.lower(),
            value.replace(" ", ""),
            value.replace(" ", "_"),
            f"{value}.",
            f" {value} ",
            value.replace("'", '"'),
            value.replace(",", ", "),
            value[:-1],
            f"{value}x",
            f"{value}:",
            f"{value}\t",
            value.replace("e", "é"),
            [value],
            len(value),
        ]
    )


def changed_list(value: list[Any], rng: random.Random) -> Any:
    if not value or rng.random() < 0.4:
        return rng.choice([[], value[::-1], value[:-1], value + value[:1], [value], str(value), {"list": value}])
    place = rng.randrange(len(value))
    return [changed(part, rng, []) if at == place else part for at, part in enumerate(value)]


def changed_object(value: dict[str, Any], rng: random.Random) -> Any:
    if not value or rng.random() < 0.4:
        return rng.choice([{}, value | {"more": 1}, dict(list(value.items())[1:]), [value], str(value)])
    name = rng.choice(sorted(value))
    return value | {name: changed(value[name], rng, [])}


def summary(cases: list[dict[str, Any]], ours: list[str], official: list[str]) -> dict[str, Any]:
    assert len(cases) == len(official), (len(cases), len(official))
    rows: dict[str, Counter[str]] = {}
    for case, mine, theirs in zip(cases, ours, official, strict=True):
        row = rows.setdefault(f"{case['kind']}: {case['category']}", Counter())
        row.update({"cases": 1, "agree": mine == theirs, f"official {theirs}": 1, **strictly(case)})
    own = [(case["id"], mine) for case, mine in zip(cases, ours, strict=True) if case["kind"] == "own answer"]
    differing = [
        {"id": case["id"], "calls": case["calls"], "ours": mine, "official": theirs}
        for case, mine, theirs in zip(cases, ours, official, strict=True)
        if mine != theirs
    ]
    return {
        "rows": {name: dict(row) for name, row in rows.items()},
        "own answers that do not pass": {id_: DEFECTS.get(id_, "?") for id_, mine in own if mine != "pass"},
        "disagreements": len(differing),
        "first disagreements": differing[:10],
    }


def strictly(case: dict[str, Any]) -> dict[str, int]:
    """Count what the strict rules pass, beside."""
    try:
        passes = strict.check(case["item"], case["category"], case["calls"], case["truth"]) is None
    except RecordError:
        passes = False
    return {"strict pass": passes}


def show(report: dict[str, Any]) -> None:
    columns = ("cases", "agree", "official pass", "official fail", "official crash", "strict pass")
    print(f"{'':44}" + "".join(f"{column:>16}" for column in columns))
    for name, row in report["rows"].items():
        print(f"{name:44}" + "".join(f"{row.get(column, 0):16,}" for column in columns))
    print(f"\ndisagreements: {report['disagreements']}; our decisions took {report['our_seconds']} s")
    for id_, why in report["own answers that do not pass"].items():
        print(f"  own answer does not pass: {id_}: {why}")
    for each in report["first disagreements"]:
        print(f"  {each}")


if __name__ == "__main__":
    main()
