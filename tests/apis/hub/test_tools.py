"""Every tool over real HTTP: its document, and its documented examples."""

import inspect
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from openapi_spec_validator import OpenAPIV31SpecValidator

from apis.hub.app import TOOLS, load_tools

FAULTS = {"Gone", "KeyNeeded", "Limited", "ErrorPage", "stall"}
TOKEN = 4  # bytes, near enough
MANY = 1024  # tokens

Operation = tuple[FastAPI, APIRoute]


def operations() -> Iterator[Operation]:
    for tool in load_tools():
        yield from ((tool, route) for route in tool.routes if isinstance(route, APIRoute))


def name_of(operation: Operation) -> str:
    tool, route = operation
    return f"{tool.state.slug}/{route.name.replace('_', '-')}"


def faults_of(route: APIRoute) -> set[str]:
    return FAULTS & set(inspect.unwrap(route.endpoint).__code__.co_names)


GOOD = [o for o in operations() if not faults_of(o[1])]
FAULTY = [o for o in operations() if faults_of(o[1])]


def example_url(tool: FastAPI, route: APIRoute) -> httpx.URL:
    """The call that the first examples of all parameters make."""
    path, query = route.path, {}
    for parameter in tool.openapi()["paths"][route.path]["get"].get("parameters", []):
        examples = parameter["schema"].get("examples")
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(examples[0]))
        elif examples or parameter["required"]:
            query[parameter["name"]] = examples[0]
    return httpx.URL(f"/{tool.state.slug}{path}", params=query)


def answer(hub: httpx.Client, tool: FastAPI, route: APIRoute) -> httpx.Response:
    """Call as a patient client does: a second attempt where one is asked for."""
    url, headers = example_url(tool, route), {"X-Request-ID": f"examples of {name_of((tool, route))}"}
    response = hub.get(url, headers=headers)
    return hub.get(url, headers=headers) if response.headers.get("Retry-After") == "1" else response


def test_the_hub_has_tools_apis_and_categories_to_choose_from() -> None:
    tools = load_tools()
    assert len(tools) >= 24
    assert len({tool.state.slug for tool in tools}) == len(tools)
    assert len(list(operations())) >= 90
    assert {len([r for r in tool.routes if isinstance(r, APIRoute)]) for tool in tools} <= set(range(2, 8))


@pytest.mark.parametrize("name", TOOLS)
def test_a_document_is_valid_openapi_3_1_with_the_slug_as_title_and_server(name: str) -> None:
    (tool,) = load_tools([name])
    document = tool.openapi()
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"].lower().replace(" ", "-") == tool.state.slug == name.replace("_", "-")
    assert document["servers"] == [{"url": f"/{tool.state.slug}"}]


def test_an_api_describes_itself_its_parameters_and_its_answer() -> None:
    for tool, route in operations():
        described = tool.openapi()["paths"][route.path]["get"]
        assert described["operationId"] == route.name
        assert len(described["description"]) > 30, described
        assert all(parameter.get("description") for parameter in described.get("parameters", [])), described
        assert "$ref" in described["responses"]["200"]["content"]["application/json"]["schema"], described


@pytest.mark.parametrize("operation", GOOD, ids=name_of)
def test_an_api_answers_its_documented_example_as_its_schema_says(hub: httpx.Client, operation: Operation) -> None:
    tool, route = operation
    response = answer(hub, tool, route)
    assert response.status_code == 200, response.text
    document: dict[str, Any] = tool.openapi()
    schema = document["paths"][route.path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(
        schema | {"components": document["components"]}, format_checker=jsonschema.FormatChecker()
    ).validate(response.json())


@pytest.mark.parametrize("operation", FAULTY, ids=name_of)
def test_a_faulty_api_fails_as_it_is_said_to(hub: httpx.Client, operation: Operation) -> None:
    tool, route = operation
    (fault,) = faults_of(route)
    if fault == "stall":
        with pytest.raises(httpx.ReadTimeout):
            hub.get(example_url(tool, route), timeout=0.2)
        return
    response = hub.get(example_url(tool, route), headers={"X-Request-ID": "1"})
    again = hub.get(example_url(tool, route), headers={"X-Request-ID": "1"})
    assert (response.status_code, response.text) == (again.status_code, again.text)
    assert response.status_code == {"Gone": 404, "KeyNeeded": 401, "Limited": 429, "ErrorPage": 200}[fault]
    assert response.headers["Content-Type"].startswith("text/html" if fault == "ErrorPage" else "application/json")


def test_every_fault_has_at_least_two_homes() -> None:
    homes = {fault: {t.state.slug for t, route in FAULTY if fault in faults_of(route)} for fault in FAULTS}
    assert {fault: len(slugs) for fault, slugs in homes.items() if len(slugs) < 2} == {}


@pytest.mark.parametrize(
    "url",
    [
        "/airport-directory/airports/search?text=international&limit=50",
        "/airport-directory/airports/nearest?latitude=50&longitude=8&limit=50",
        "/airport-directory/countries/BR/airports",
        "/flight-distances/route?origin=LIS&destination=NRT",
        "/flight-distances/range/KEF?radius_km=1500",
        "/world-countries/countries",
        "/timezone-atlas/zones?date=2026-05-14",
        "/us-postal-codes/counties/zip-codes?county=King County&state=WA",
        "/us-postal-codes/zip-codes/10001/nearby?radius_km=15",
        "/city-coordinates/cities",
        "/earth-geometry/path?from_latitude=52&from_longitude=13&to_latitude=41&to_longitude=29",
        "/public-holidays/countries",
        "/phone-numbers/calling-codes",
    ],
)
def test_an_api_can_answer_with_more_than_a_thousand_tokens(hub: httpx.Client, url: str) -> None:
    response = hub.get(url)
    assert response.status_code == 200
    assert len(response.content) > MANY * TOKEN
