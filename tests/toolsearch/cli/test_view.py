import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
from commands import Cli
from shown import small_run


def test_a_page_is_written_into_the_run_or_where_it_is_wanted(cli: Cli, tmp_path: Path) -> None:
    run = small_run(tmp_path / "runs/one")
    assert cli("view", run).out.strip() == str(run / "view.html")
    said = cli("view", tmp_path / "runs", "--out", tmp_path / "page.html", "--json").json
    assert said == {
        "page": str(tmp_path / "page.html"),
        "runs": ["one"],
        "bytes": (tmp_path / "page.html").stat().st_size,
    }


def test_what_is_no_run_is_one_clear_line(cli: Cli, tmp_path: Path) -> None:
    done = cli("view", tmp_path)
    assert done.code == 1
    assert "is no run and holds none" in done.err


def test_a_run_is_followed_at_a_link_until_ctrl_c(
    process: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    child = process("view", small_run(tmp_path / "run"), "--live")
    assert child.stderr
    link = child.stderr.readline().split("follow the run at ")[1].split()[0]
    with httpx.Client(trust_env=False, follow_redirects=True) as client:
        assert "<!doctype html>" in client.get(link).text
        assert len(client.get(str(httpx.URL(link).join("/news?since=0"))).json()["rows"][0]) == 4
    child.send_signal(2)
    assert child.wait(10) == 0
