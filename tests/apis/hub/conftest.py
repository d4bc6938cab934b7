"""One hub for all tests: a real process on a free port."""

from collections.abc import Iterator

import httpx
import pytest

from apis.hub.server import hub_process


@pytest.fixture(scope="session")
def hub() -> Iterator[httpx.Client]:
    """A client of a running hub."""
    with hub_process(warm=False) as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        yield client
