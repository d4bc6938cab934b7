"""What the docs say can be typed is typed, each page in its order and a folder of its own; every link leads somewhere.

A page finds what it takes as given: the hub, a catalog of it, instructions, runs, data sets, a tiny model (`shelf`).
Ports are replaced by free ones, a model's server by the scripted one, and large numbers by small ones (`SMALLER`).
"""

import importlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import typer
from given import DATA
from openai_server import running
from pages import Step, steps

from apis.hub.server import hub_process
from toolsearch.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md")
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")

NOT_TYPED = {
    "make ": "it is what runs these tests, and the demo has a test of its own",
    "pip ": "needs an index of packages; tests/test_wheel.py installs the wheel",
    "git ": "needs the place the project is cloned from",
    "ray ": "the line after it starts a cluster of its own here",
    "lm_eval ": "needs its tasks; tests/eval/test_general_ability.py runs it on a task on disk",
    "python -m venv": "needs an index of packages",
    "toolsearch retriever distill": "takes the project's data; tests/retriever/test_distill.py makes tiny weights",
    "toolsearch synth bounds": "to random weights no sample is easier than another",
    'toolsearch retrieve "when does the sun set" --retriever rerank:': "tests/retriever/test_rerank.py has a tiny one",
    "accelerate ": "needs several processors of a kind",
    "toolsearch hub": "it serves until Ctrl-C, and is running already",
    "python benchmarks/": "takes long; what it printed is in benchmarks/results",
}
SMALLER = {
    "-n 2000": "-n 30",
    "-n 1000": "-n 20",
    "-n 500": "-n 10",
    "-n 200": "-n 20",
    "-n 100": "-n 8",
    "--count 600": "--count 30",
    "eval bfcl all": "eval bfcl simple --limit 20",
    "--cluster auto": "--cluster local",
    "--port 8787": "--port 0",
    "sentence-transformers/all-MiniLM-L6-v2": "tiny-encoder",
}
NEEDS_DATA = ("bfcl-data", "data_example")
GIVEN = {
    "retrieval.md": {"models/mine": "tiny-encoder"},
    "training-retrievers.md": {"runs/first": "runs/demo/react", "runs/second": "runs/demo/dfsdt"},
}
"""What a page takes as given that another page makes: by page, what it is a copy of."""
ENDS = {  # other than with 0
    'toolsearch solve "What is the capital of Kenya?" --model local:tuned': "error: no answer",
    "toolsearch instruct --kind I2": "20 could be made",  # the scripted model writes no instructions
}
SERVES = re.compile(r"^toolsearch (serve .*--http|apis view|view .*--live)")
GIVES_UP = {"calls": [{"name": "Finish", "arguments": {"return_type": "give_up_and_restart"}}], "repeat": True}
QUERIES = ("dark sky", "oslo rail", "bergen rail", "euros", "yen", "dark yen", "soil", "wet field") * 2
TOOLS = {
    "sun": "sun rises in a dark sky",
    "rail": "rail Oslo Bergen",
    "money": "euros yen krone",
    "soil": "soil of a wet field",
}


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command of the project in every page, with the page's name."""
    for page in PAGES:
        for step in steps(page.read_text("utf-8")):
            if step.does == "command" and step.text.startswith("toolsearch "):
                yield page.name, step.text


@pytest.mark.parametrize(("page", "line"), list(commands()))
def test_every_command_of_the_docs_parses(page: str, line: str) -> None:
    words = shlex.split(line.partition(" | ")[0].partition(" > ")[0].partition(" &")[0], comments=True)[1:]
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        name, *words = words
        assert name in command.commands, f"{page}: there is no command {name!r} in: {line}"
        command = command.commands[name]
    context = command.make_context(command.name, words)
    assert context.command is command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()] == []


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder with what pages take as given, and the addresses of the servers."""

    folder: Path
    hub: str
    model: str

    def here(self, text: str, folder: Path) -> str:
        """Put what is here into a text in place of what the page names."""
        index = f"crawl http://{self.hub}/list.json --allow {self.hub}"
        named = {"127.0.0.1:8765": self.hub, "127.0.0.1:8000": self.model, "gateway:8000": self.model}
        for there, here in (named | SMALLER | {"crawl apis-guru": index, "/path/to": str(folder)}).items():
            text = re.sub(rf"(?<!\w){re.escape(there)}(?!\w)", here, text)
        return text


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    pytest.importorskip("torch", reason="needs the large libraries: make heavy")
    tiny_bert = importlib.import_module("tiny_bert")  # it needs torch
    folder = tmp_path_factory.mktemp("shelf")
    with hub_process() as url, running([GIVES_UP]) as server:
        hub, model = url.removeprefix("http://"), server.url.removeprefix("http://").removesuffix("/v1")
        for line in (
            f"toolsearch apis add {url}/list.json --allow {hub}",
            f"toolsearch apis check --rate 200 --per-host 16 --workers 64 --timeout 1 --allow {hub}",
            "toolsearch retrieve 'sunrise in Oslo'",  # keeps the index, so that no page makes it again
            "toolsearch eval hubbench --make bench --seed 1 --count 12",
            "toolsearch demo --out runs/demo --count 6",
            "toolsearch instruct --kind I1 -n 20 --out instructions.jsonl",
            f"toolsearch synth dialogs -n 12 --out dialogs.jsonl --allow {hub}",
            "toolsearch synth verify dialogs.jsonl --out verified.jsonl",
            "toolsearch train export verified.jsonl --format openai --out data/train.jsonl",
        ):
            done = typed(line, folder)
            assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        shutil.copytree(ROOT / "examples", folder / "examples")
        assert typed("python examples/tiny_model.py data/train.jsonl tiny", folder).returncode == 0
        shutil.rmtree(folder / "data")
        shutil.copy(folder / "catalog.db", folder / "real.db")
        (folder / "bounds.json").write_text('{"low": 0.4, "high": 1.2}', "utf-8")
        shutil.copytree(ROOT / "retriever" / "weights", folder / "runs" / "weights")
        gateway = (ROOT / "docs" / "gateway.md").read_text("utf-8")
        servers = next(step.text for step in steps(gateway) if step.name == "mcp.json")
        (folder / "mcp.json").write_text(servers.replace("/path/to", str(folder)), "utf-8")
        shutil.copy(folder / "bench" / "instructions.jsonl", folder / "wanted.jsonl")
        tiny_bert.save(folder / "tiny-encoder-made", " ".join(TOOLS.values()).casefold().split())
        (folder / "tiny-encoder-made" / "model").rename(folder / "tiny-encoder")
        for name in ("data/toole", "data/toollens", "data/toole-unseen", "DATASET"):
            write_beir(folder / name)
        (folder / "openapi" / "hub").mkdir(parents=True)
        document = httpx.get(f"{url}/sun-times/openapi.json").raise_for_status().text
        (folder / "openapi" / "hub" / "sun-times.json").write_text(document, "utf-8")
        if DATA.is_dir():
            (folder / "bfcl-data" / "bfcl_eval").mkdir(parents=True)
            (folder / "bfcl-data" / "bfcl_eval" / "data").symlink_to(DATA / "bfcl")
            (folder / "data_example").mkdir()
            (folder / "data_example" / "answer").symlink_to(DATA / "toolbench" / "answer")
        yield Shelf(folder, hub, model)


def write_beir(folder: Path) -> None:
    """Write a data set of four documents, the same queries in training and in both tests."""
    (folder / "qrels").mkdir(parents=True)
    lines = [f'{{"_id": "{id_}", "title": "{id_}", "text": "{text}"}}\n' for id_, text in TOOLS.items()]
    (folder / "corpus.jsonl").write_text("".join(lines), "utf-8")
    asked = [f'{{"_id": "{place}", "text": "{text}"}}\n' for place, text in enumerate(QUERIES)]
    (folder / "queries.jsonl").write_text("".join(asked), "utf-8")
    right = [next(id_ for id_, text in TOOLS.items() if query.split()[0] in text.casefold()) for query in QUERIES]
    rows = "".join(f"{place}\t{id_}\t1\n" for place, id_ in enumerate(right))
    for split in ("train", "test", "test_multi"):
        (folder / "qrels" / f"{split}.tsv").write_text("query-id\tcorpus-id\tscore\n" + rows, "utf-8")


def environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    more = {"PATH": path, "BROWSER": "true", "ANALYST_TOKEN": "a", "OPERATOR_TOKEN": "o"}
    return {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


def typed(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-euo", "pipefail", "-c", line]
    return subprocess.run(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=400
    )


def served(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Start a server, wait until it says where it is, and stop it as a user would."""
    command = shlex.split(line, comments=True)
    serving = subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True
    )  # fmt: skip
    assert serving.stdout is not None
    said = next((told for told in serving.stdout if "http://127.0.0.1" in told), "")
    serving.send_signal(signal.SIGINT)
    rest, _ = serving.communicate(timeout=30)
    code = 0 if said and serving.returncode in (0, 130) else 1
    return subprocess.CompletedProcess(command, code, said + rest, "")


def done(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    if step.does == "python":
        command = [sys.executable, "-c", step.text]
        return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60)
    return served(step.text, folder) if SERVES.match(step.text) else typed(step.text, folder)


RUN = [page for page in PAGES if any(steps(page.read_text("utf-8"))) and page.name != "recording.md"]
"""The recording is of the quick start, made by benchmarks/record_quickstart.py."""


@pytest.mark.heavy
@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_a_page_works_as_written(page: Path, shelf: Shelf, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shelf.folder, tmp_path / "here", symlinks=True))
    for name, source in GIVEN.get(page.name, {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (folder / source).is_dir() else shutil.copy
        copy(folder / source, folder / name)
    for step in steps(page.read_text("utf-8")):
        if step.text.startswith(tuple(NOT_TYPED)) or (not DATA.is_dir() and any(n in step.text for n in NEEDS_DATA)):
            continue
        here = Step(step.does, shelf.here(step.text, folder), step.name)
        if step.does == "file":
            (folder / step.name).write_text(here.text, "utf-8")
        else:
            came_well(here, done(here, folder))


def came_well(step: Step, came: subprocess.CompletedProcess[str]) -> None:
    told = f"{step.text}\n{came.stdout}\n{came.stderr}"
    ends = next((words for line, words in ENDS.items() if step.text.startswith(line)), None)
    if ends:
        assert came.returncode == 1, told
        assert ends in came.stderr, told
    else:
        assert came.returncode == 0, told
        silent = step.does == "python" or " > " in step.text or step.text.startswith("toolsearch serve ")  # over stdio
        assert silent or came.stdout.strip() or came.stderr.strip(), told
