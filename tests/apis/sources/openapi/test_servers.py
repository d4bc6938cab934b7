"""Base URLs of OpenAPI 2.0 and 3.x."""

from typing import Any

import pytest

from apis.sources.openapi.problems import Node, Problems
from apis.sources.openapi.servers import NO_BASE, Servers

URL = "http://127.0.0.1:8765/tools/openapi.json"


def of_lists(*lists: Any, location: str = URL) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    problems = Problems(location)
    found = Servers(location, problems).of_lists(*(Node(servers, location, "/servers") for servers in lists))
    return found, [(problem.place, problem.text) for problem in problems.all()]


def of_host(document: dict[str, Any], operation: dict[str, Any] | None = None, location: str = URL) -> tuple[str, ...]:
    return Servers(location, Problems(location)).of_host(Node(document, location), Node(operation or {}, location))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.test/v1/", "https://api.test/v1"),
        ("/holidays", "http://127.0.0.1:8765/holidays"),
        ("v2", "http://127.0.0.1:8765/tools/v2"),
        ("../v2/", "http://127.0.0.1:8765/v2"),
        ("/", "http://127.0.0.1:8765"),
        ("", "http://127.0.0.1:8765"),
        ("//api.test/v1", "http://api.test/v1"),
        ("HTTPS://api.test", "HTTPS://api.test"),
    ],
)
def test_a_server_is_absolute_and_starts_at_the_document(url: str, expected: str) -> None:
    assert of_lists([{"url": url}]) == ((expected,), [])


def test_the_innermost_list_of_servers_counts() -> None:
    assert of_lists(None, [{"url": "https://path.test"}], [{"url": "https://document.test"}])[0] == (
        "https://path.test",
    )
    assert of_lists([], None, [{"url": "https://a.test"}, {"url": "https://b.test"}, {"url": "https://a.test/"}])[
        0
    ] == (
        "https://a.test",
        "https://b.test",
    )


def test_no_servers_at_all_mean_the_root_of_the_document_s_host() -> None:
    assert of_lists(None, None) == (("http://127.0.0.1:8765",), [])


def test_variables_are_filled_with_their_defaults() -> None:
    variables = {"region": {"default": "eu"}, "port": {"default": 443}, "base": {"enum": ["v2", "v1"]}}
    server = {"url": "https://{region}.api.test:{port}/{base}", "variables": variables}
    assert of_lists([server]) == (("https://eu.api.test:443/v2",), [])


@pytest.mark.parametrize(
    ("servers", "place", "text"),
    [
        ([{"url": "https://{x}.test"}], "/servers/0", "server variable 'x' has no default: the server is left out"),
        ([{"url": "wss://api.test"}], "/servers/0/url", "'wss://api.test' is no http(s) URL: the server is left out"),
        ([{"url": "https://:80"}], "/servers/0/url", "'https://:80' is no http(s) URL: the server is left out"),
        ([{"url": "http://[::1"}], "/servers/0/url", "'http://[::1' is no http(s) URL: the server is left out"),
        (
            [{"url": "http://a.test:99999"}],
            "/servers/0/url",
            "'http://a.test:99999' is no http(s) URL: the server is left out",
        ),
        ([5], "/servers/0", "a server is 5, without `url`: left out"),
    ],
    ids=str,
)
def test_a_server_that_cannot_be_reached_is_left_out(servers: Any, place: str, text: str) -> None:
    assert of_lists(servers) == ((), [(place, text)])


def test_servers_that_are_no_list_are_passed_over() -> None:
    assert of_lists({"url": "x"}, [{"url": "https://a.test"}]) == (
        ("https://a.test",),
        [("/servers", "servers is an object of 1, not a list: left out")],
    )


def test_a_file_with_relative_servers_has_none() -> None:
    assert of_lists([{"url": "/v1"}], location="openapi.json") == ((), [("/servers/0/url", NO_BASE)])
    assert of_lists(None, location="openapi.json") == ((), [("/servers", NO_BASE)])


@pytest.mark.parametrize(
    ("document", "operation", "expected"),
    [
        (
            {"host": "api.test", "basePath": "/v1/", "schemes": ["http", "wss", "https"]},
            {},
            ("https://api.test/v1", "http://api.test/v1"),
        ),
        ({"host": "api.test:8080", "schemes": ["https"]}, {"schemes": ["http"]}, ("http://api.test:8080",)),
        ({"host": "api.test", "basePath": "v1"}, {}, ("http://api.test/v1",)),
        ({"host": "https://api.test/"}, {}, ("http://api.test",)),
        ({"basePath": "/v1"}, {}, ("http://127.0.0.1:8765/v1",)),
        ({}, {}, ("http://127.0.0.1:8765",)),
        ({"host": ["x"], "schemes": "http"}, {}, ("http://127.0.0.1:8765",)),
    ],
    ids=str,
)
def test_host_base_path_and_schemes_make_base_urls(
    document: dict[str, Any], operation: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert of_host(document, operation) == expected


def test_a_file_of_2_0_without_schemes_is_reached_over_https_and_without_host_not_at_all() -> None:
    assert of_host({"host": "api.test"}, location="swagger.json") == ("https://api.test",)
    assert of_host({"basePath": "/v1"}, location="swagger.json") == ()
