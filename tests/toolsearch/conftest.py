"""The command line in a process of its own, for every test of this package."""

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from commands import command


@pytest.fixture
def process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a command in a process of its own; it is gone when the test is."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object, **options: Any) -> subprocess.Popen[str]:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        started.append(subprocess.Popen(command(*arguments), text=True, **streams))
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.communicate()
