"""Servers that other people wrote, each in an environment of its own, with something in them to ask about.

httpbin, Kinto and Jupyter Server (`PINS`) are installed once with `python -m venv` and pip, listen on 127.0.0.1 only,
and end with the block that started them. Their OpenAPI documents are those in `openapi_local/` of the data folder.
"""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

PINS = {"httpbin": "httpbin[mainapp]==0.10.4", "kinto": "kinto==26.5.0", "jupyter": "jupyter_server==2.21.1"}
DOCUMENTS = {
    "httpbin": "httpbin.swagger2.json",
    "kinto": "kinto.swagger2.json",
    "jupyter": "jupyter_server.swagger2.yaml",
}
SLUGS = {"httpbin": "httpbin-org", "kinto": "kinto", "jupyter": "jupyter-server-api"}
PATIENCE = 60.0
"""Seconds that a server may take until it answers."""

RECORDS = {
    ("library", "books", "b-101"): {"title": "The Lighthouse Keeper", "pages": 288, "year": 1998},
    ("library", "books", "b-102"): {"title": "Salt and Iron", "pages": 431, "year": 2011},
    ("library", "books", "b-103"): {"title": "A Winter Abroad", "pages": 197, "year": 2020},
    ("garden", "plants", "rose-1"): {"name": "Climbing rose", "colour": "crimson", "height_cm": 180},
    ("garden", "plants", "fern-2"): {"name": "Lady fern", "colour": "green", "height_cm": 60},
}
FILES = {
    "notes/todo.txt": "Water the orchids on Friday.\n",
    "data/readings.csv": "hour,celsius\n1,4.5\n2,4.8\n3,5.1\n",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    name: str
    url: str
    """Where its Apis are called."""

    @property
    def endpoint(self) -> str:
        return self.url.split("/")[2]


def install(folder: Path) -> None:
    """Make the environments that are not there yet."""
    for name, pin in PINS.items():
        if not (folder / name / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", folder / name], check=True)
            subprocess.run([folder / name / "bin" / "pip", "install", "-q", pin], check=True)


@contextmanager
def serving(folder: Path, work: Path) -> Iterator[list[Served]]:
    """Start all three and fill them; they end with the block.

    Args:
        folder: holds the environments.
        work: for their files.
    """
    ports = {name: _free_port() for name in PINS}
    work.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_process(_httpbin(folder, ports["httpbin"]), work / "httpbin.log"))
        stack.enter_context(_process(_kinto(folder, work, ports["kinto"]), work / "kinto.log"))
        stack.enter_context(_process(_jupyter(folder, work, ports["jupyter"]), work / "jupyter.log"))
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()} | {
            "kinto": f"http://127.0.0.1:{ports['kinto']}/v1"
        }
        for name, path in (("httpbin", "/get"), ("kinto", "/"), ("jupyter", "/api")):
            _wait(f"{urls[name]}{path}")
        _fill_kinto(urls["kinto"])
        yield [Served(name, url) for name, url in urls.items()]


def _httpbin(folder: Path, port: int) -> list[str]:
    return [
        str(folder / "httpbin" / "bin" / "python"),
        *("-m", "httpbin.core", "--host", "127.0.0.1"),
        f"--port={port}",
    ]


def _kinto(folder: Path, work: Path, port: int) -> list[str]:
    program, settings = str(folder / "kinto" / "bin" / "kinto"), str(work / "kinto.ini")
    if not Path(settings).exists():
        made = [program, "init", "--ini", settings, "--backend=memory", "--cache-backend=memory", "--host=127.0.0.1"]
        subprocess.run(made, check=True, capture_output=True)
    return [program, "start", "--ini", settings, "--port", str(port)]


def _jupyter(folder: Path, work: Path, port: int) -> list[str]:
    for name, content in FILES.items():
        path = work / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return [
        str(folder / "jupyter" / "bin" / "jupyter-server"),
        *("--ip=127.0.0.1", f"--port={port}", "--no-browser", "--allow-root", "--IdentityProvider.token="),
        f"--ServerApp.root_dir={work / 'files'}",
    ]


def _fill_kinto(url: str) -> None:
    """Store what is asked about, for everybody to read."""
    secret = base64.b64encode(b"admin:secret").decode()
    headers = {"Authorization": f"Basic {secret}"}
    readable = {"read": ["system.Everyone"]}
    with httpx.Client(base_url=url, headers=headers, timeout=PATIENCE, trust_env=False) as client:
        client.put("/accounts/admin", json={"data": {"password": "secret"}}).raise_for_status()
        for bucket, data in (("library", {"librarian": "Chidi Okafor"}), ("garden", {})):
            client.put(f"/buckets/{bucket}", json={"data": data, "permissions": readable}).raise_for_status()
        members = {"data": {"members": ["ada", "grace"]}}
        client.put("/buckets/library/groups/editors", json=members).raise_for_status()
        for (bucket, collection, record), data in RECORDS.items():
            client.put(f"/buckets/{bucket}/collections/{collection}").raise_for_status()
            path = f"/buckets/{bucket}/collections/{collection}/records/{record}"
            client.put(path, json={"data": data}).raise_for_status()


@contextmanager
def _process(command: Sequence[str], log: Path) -> Iterator[None]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            yield
        finally:
            process.terminate()


def _wait(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(url, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit(f"{url} does not answer within {PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
