import json
from pathlib import Path

import pytest
from commands import Cli

from toolsearch.cli.demonstrating import TIMEOUT
from toolsearch.runs import Run

METHODS = ["dfsdt", "react", "react@3"]


@pytest.mark.slow
def test_the_demo_runs_from_a_hub_to_a_report_and_then_only_reports(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "runs" / "demo"
    first = cli("demo", "--out", out, "--count", 6)
    assert first.code == 0
    for part in ("method", "react@3", "dfsdt - react", str(out / "dfsdt"), str(out / "report.json")):
        assert part in first.out
    report = json.loads((out / "report.json").read_text())
    assert sorted(report["methods"]) == METHODS
    for name in METHODS:
        run = Run.open(out / name)
        assert len(run.records()) == len(list(run.paths())) == 6
        assert report["methods"][name]["api_calls"] > 0
        assert run.config.timeout == TIMEOUT

    for asked in (("pass-rate", out), ("win-rate", out / "dfsdt", out / "react"), ("hubbench", out)):
        assert cli("eval", *asked).code == 0

    again = cli("demo", "--out", out, "--count", 6, "--json")
    assert (again.code, again.json) == (0, report)
    assert "starting the hub" not in again.err
    other = cli("demo", "--out", out, "--count", 6, "--seed", 1)
    assert other.code == 2
    assert "another --seed or --count" in other.err
