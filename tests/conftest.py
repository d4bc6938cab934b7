"""What every test gets: a clean environment, no network but loopback, and the way to the given data."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from given import DATA

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's keys and settings out of the tests."""
    for name in list(os.environ):
        if name.startswith(("TOOLSEARCH_AUTH_", "OPENAI_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def data() -> Path:
    """The folder of real inputs, described in its own README."""
    if not DATA.is_dir():
        pytest.skip(f"no real inputs at {DATA}: set TOOLSEARCH_DATA to a folder that has them")
    return DATA
