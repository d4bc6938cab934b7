"""A catalog of a small world: tools in three categories, some of whose Apis need what others return."""

from pathlib import Path

import pytest

from apis.catalog import Catalog
from apis.ids import operation_slug
from apis.model import Api, Effect, HttpBinding, Schema, Source

LINES = (
    # tool, category, name, description, required arguments with an example, returned key, path
    ("Stations", "Weather", "listStations", "Lists the stations of a state.", {"state": "Ohio"}, "stationId", "/s"),
    ("Stations", "Weather", "getStation", "Retrieves one station.", {"stationId": None}, "name", "/s/{stationId}"),
    ("Stations", "Weather", "getForecast", "Get the forecast of a day.", {"day": "2026-05-14"}, "high", "/f"),
    ("Tides", "Weather", "tide_table", "Calculate the tides of a harbour.", {"harbour": "Bergen"}, "time", "/tides"),
    ("Museums", "Culture", "searchMuseums", "Search the museums of a city.", {"city": "Vienna"}, "id", "/museums"),
    ("Museums", "Culture", "museum", "Shows a museum with its hours.", {"id": None}, "hours", "/museums/{id}"),
    ("Concerts", "Culture", "Find concerts", "Find concerts by their genre.", {"genre": "jazz"}, "title", "/concerts"),
    ("Trains", "Travel", "connections", "Finds train connections.", {"from": "Graz", "to": "Linz"}, "time", "/trains"),
    ("Hotels", "Travel", "hotels", "Hotels of a town.", {"town": "Como"}, "price", "/hotels"),
    ("Banks", "Money", "rates", "List exchange rates.", {}, "rate", "/rates"),
)  # fmt: skip


def make(line: tuple[str, str, str, str, dict[str, str | None], str, str]) -> Api:
    tool, category, name, description, required, returned, path = line
    properties: dict[str, Schema] = {
        argument: {"type": "string"} | ({"examples": [shown]} if shown else {}) for argument, shown in required.items()
    }
    return Api(
        id=f"{tool.lower()}/{operation_slug(name, 'GET', path)}",
        tool=tool,
        category=category,
        name=name,
        description=description,
        parameters={"type": "object", "properties": properties, "required": list(required)},
        returns={"type": "object", "properties": {returned: {"type": "string"}}},
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path=path, servers=("http://127.0.0.1:1",)),
        source=Source(kind="openapi", location=f"{tool}.json"),
    )


@pytest.fixture
def catalog_file(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        catalog.add([make(line) for line in LINES])
    return path


@pytest.fixture
def catalog(catalog_file: Path):
    with Catalog.open(catalog_file) as opened:
        yield opened
