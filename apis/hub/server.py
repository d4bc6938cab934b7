"""Serving the hub on loopback: in the foreground, or in a child process that never outlives its parent.

This module can be imported without the `hub` extra; serving then says which one is missing.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from typing import IO

import httpx

from apis.errors import MissingExtra, ToolSearchError
from apis.loopback import listen, url_of

PATIENCE = 120.0
"""Seconds a hub may take until it answers: several times what a cold start on a busy machine takes."""


def serve(
    host: str = "127.0.0.1",
    port: int = 8765,
    *,
    now: date | None = None,
    on_listening: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve the hub until interrupted.

    Args:
        host: a loopback address; the hub is for this machine alone.
        port: 0 takes a free one.
        now: see `apis.hub.app.create_app`.
        on_listening: gets the base URL as soon as requests to it are queued, a moment before they are answered.

    Raises:
        ConfigError: `host` is not a loopback address.
        MissingExtra: the `hub` extra is not installed.
        ToolSearchError: the port is taken.
    """
    try:
        import uvicorn

        from apis.hub.app import create_app
    except ImportError as error:
        raise MissingExtra("the hub", "hub") from error
    with listen("the hub", host, port) as listener:
        on_listening(url_of(listener))
        config = uvicorn.Config(
            create_app(now), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def hub_process(
    port: int = 0, *, now: date | None = None, warm: bool = True, patience: float = PATIENCE
) -> Iterator[str]:
    """Run the hub in a child process and yield its base URL once it answers.

    The child ends with the block, and by itself when this process ends in any other way.

    Args:
        port: 0 takes a free one.
        now: see `apis.hub.app.create_app`.
        warm: wait until the libraries behind the tools are loaded; else some first calls take seconds.
        patience: seconds the hub may take until it answers.

    Raises:
        ToolSearchError: the port is taken, the child died, or it did not answer within `patience` seconds.
        MissingExtra: the `hub` extra is not installed.
    """
    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise MissingExtra("the hub", "hub")
    command = [sys.executable, "-m", "apis.hub.server", str(port), *([now.isoformat()] if now else [])]
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
        )
        try:
            yield _ready(child, errors, patience, "/ready" if warm else "/")
        finally:
            _end(child)


def _ready(child: subprocess.Popen[bytes], errors: IO[bytes], patience: float, path: str) -> str:
    """Return the child's URL once it answers at a path, or say why it never will."""
    # A child that hangs is ended by the clock; its pipe then closes, which ends the wait for its line.
    clock = threading.Timer(patience, child.kill)
    clock.start()
    try:
        assert child.stdout is not None
        url = child.stdout.readline().decode().strip()
        if url:
            httpx.get(f"{url}{path}", timeout=patience, trust_env=False).raise_for_status()
            return url
    except httpx.HTTPError as error:
        raise ToolSearchError(_why(child, errors)) from error
    finally:
        clock.cancel()
    raise ToolSearchError(_why(child, errors))


def _why(child: subprocess.Popen[bytes], errors: IO[bytes]) -> str:
    """Tell from what the child wrote why it did not start: its last line names the place and the mend."""
    _end(child)
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"the hub did not start (exit status {child.returncode})"


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child; there is nothing in it to save."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _end_with_parent() -> None:
    """Wait until the pipe from the parent closes, as it does however the parent ends, and end with it."""
    while os.read(sys.stdin.fileno(), 1):  # not through `sys.stdin`: its lock would be held at exit
        pass
    os._exit(0)


def _tell(url: str) -> None:
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


def _main(port: str, now: str | None = None) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        serve(port=int(port), now=date.fromisoformat(now) if now else None, on_listening=_tell)
    except ToolSearchError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _main(*sys.argv[1:])
