"""Requests as they arrive at a server, and arguments that try to be more than arguments."""

import json
from collections.abc import Awaitable, Callable
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

import pytest

from apis.executors.credentials import Grant
from apis.executors.draft import Draft
from apis.executors.failure import Failure, Refused
from apis.executors.request import draft_request
from apis.model import Api, Body, Effect, HttpBinding, Json, Observation, PartEncoding, Place, Status

Call = Callable[..., Awaitable[Observation]]


def place(location: Any, argument: str = "x", name: str | None = None, **options: Any) -> Place:
    style = "simple" if location in ("path", "header") else "form"
    return Place(**{"argument": argument, "name": name or argument, "location": location, "style": style} | options)


def write(
    *places: Place,
    arguments: dict[str, Json],
    base: str = "http://api.test/v1",
    grant: Grant | None = None,
    **bound: Any,
) -> Draft:
    binding = HttpBinding(**{"method": "GET", "path": "/", "places": places} | bound)
    return draft_request(binding, base, arguments, grant=grant or Grant(), request_id="r1")


def header(draft: Draft, name: str) -> str | None:
    return {key.lower(): value for key, value in draft.headers}.get(name.lower())


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("http://api.test", "/a", "http://api.test/a"),
        ("http://api.test/", "/a", "http://api.test/a"),
        ("http://api.test/v1/", "/a/b/", "http://api.test/v1/a/b/"),
        ("http://api.test/v1", "/", "http://api.test/v1/"),
        ("http://api.test/v1?key=1#top", "/a", "http://api.test/v1/a?key=1"),
        ("http://api.test", "/a?kind=b#c", "http://api.test/a?kind=b"),
        ("http://api.test", "/a b/{x}", "http://api.test/a%20b/v"),
        ("http://api.test", "/a.json?y={x}", "http://api.test/a.json?y=v"),
        ("http://api.test", "@evil.test/", "http://api.test/@evil.test/"),
        ("http://api.test", "//evil.test/", "http://api.test/evil.test/"),
        ("http://api.test", "/{x}/{x}.json", "http://api.test/v/v.json"),
    ],
)
def test_the_url_is_the_servers_and_the_path(base: str, path: str, url: str) -> None:
    assert write(place("path"), arguments={"x": "v"}, base=base, path=path).url == url


@pytest.mark.parametrize(
    "base", ["ftp://api.test", "http://user:pass@api.test", "http://", "file:///etc", "//api.test", "http://[::1"]
)
def test_a_base_url_that_is_no_plain_one_is_refused(base: str) -> None:
    with pytest.raises(Refused):
        write(arguments={}, base=base)


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("%00", "%2500"),
        ("a;b=c", "a%3Bb%3Dc"),
        ("a\\b", "a%5Cb"),
        ("{x}", "%7Bx%7D"),
        ("@evil.test", "%40evil.test"),
        (" ", "%20"),
        ("...", "..."),
        ("a..b", "a..b"),
        ("Zürich", "Z%C3%BCrich"),
        (7, "7"),
        (True, "true"),
        ([1, 2], "1,2"),
    ],
)
def test_a_path_value_stays_one_segment(value: Json, segment: str) -> None:
    assert write(place("path"), arguments={"x": value}, path="/a/{x}/b").url == f"http://api.test/v1/a/{segment}/b"


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        [],
        {},
        ".",
        "..",
        "../admin",
        "a/../../admin",
        "..\\admin",
        "a/.",
        "%2e%2e",
        "%2e%2e%2fadmin",
        "%252e%252e%252fadmin",
        "..%2f",
        "a\r\nHost: evil.test",
        "a\nb",
        "a\0",
        "a\x7fb",
    ],
)
def test_a_path_value_that_would_lead_elsewhere_is_refused(value: Json) -> None:
    with pytest.raises(Refused):
        write(place("path"), arguments={"x": value}, path="/a/{x}/b")


def test_two_harmless_values_cannot_make_a_harmful_segment() -> None:
    with pytest.raises(Refused):
        write(place("path"), place("path", "y"), arguments={"x": "a", "y": "."}, path="/{y}{y}/{x}")
    with pytest.raises(Refused):
        write(place("path", style="label"), arguments={"x": "."}, path="/a/{x}")


def test_a_path_parameter_without_value_is_an_invalid_argument() -> None:
    with pytest.raises(Failure, match="the path needs 'id'") as raised:
        write(arguments={}, path="/{id}")
    assert raised.value.status is Status.INVALID_ARGUMENTS


def test_the_query_holds_what_is_given_in_the_places_order() -> None:
    places = [
        place("query", "b", explode=True),
        place("query", "a", name="filter[a]"),
        place("query", "c", media_type="application/json"),
        place("query", "d", allow_reserved=True),
        place("query", "absent"),
        place("query", "null"),
    ]
    given: dict[str, Json] = {"null": None, "d": "x:y/z", "c": {"k": ["v", None]}, "a": "é &=", "b": [1, True]}
    draft = write(*places, arguments=given)
    query = draft.url.query.decode()
    assert query.endswith("&d=x:y/z")
    assert parse_qsl(query) == [
        ("b", "1"),
        ("b", "true"),
        ("filter[a]", "é &="),
        ("c", '{"k":["v",null]}'),
        ("d", "x:y/z"),
    ]


async def test_what_was_written_is_what_arrives(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    server = await serve(reply())
    value = "".join(map(chr, range(32, 127))) + "é€😀\n"
    places = [place("path", "p"), place("query", "q", name="a[b]|{c}^`"), place("query", "r", allow_reserved=True)]
    assert (await call(server, api(*places, path="/{p}"), {"p": value.strip(), "q": value, "r": value})).ok
    seen = server.seen[0]
    assert seen.path.count("/") == 1
    assert parse_qsl(seen.query) == [("a[b]|{c}^`", value), ("r", value)]


def test_headers_are_written_as_given() -> None:
    draft = write(
        place("header", "a", name="X-List"),
        place("header", "b", name="X-Name"),
        place("header", "c", name="Accept"),
        place("header", "d", name="Content-Type"),
        place("header", "e", name="X-Null"),
        place("header", "f", name="X-Request-ID"),
        arguments={"a": [1, "b"], "b": " Zoë ", "c": "text/csv", "d": "x/y", "e": None, "f": "mine"},
    )
    assert header(draft, "X-List") == "1,b"
    assert header(draft, "X-Name") == "Zoë"
    assert header(draft, "Accept") == "text/csv"
    assert (header(draft, "Content-Type"), header(draft, "X-Null")) == (None, None)
    assert header(draft, "X-Request-ID") == "mine"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\x1b[2J", "a\tb", "\x7f", ["a", "b\r\n"]])
@pytest.mark.parametrize("location", ["header", "cookie"])
def test_control_characters_never_reach_a_header(value: Json, location: str) -> None:
    if location == "header":
        with pytest.raises(Refused, match="control characters"):
            write(place("header", name="X-A"), arguments={"x": value})
    else:
        cookie = header(write(place("cookie"), arguments={"x": value}), "Cookie") or ""
        assert cookie.isprintable()


@pytest.mark.parametrize("name", ["X A", "X:A", "X\r\nY", "", "X\0", "Ünï", "X(Y)", "X,Y"])
def test_a_name_that_is_none_of_a_header_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="no name of a header"):
        write(Place(argument="x", name=name, location="header"), arguments={"x": "v"})


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "HOST",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "Accept-Encoding",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "Forwarded",
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "X-Original-URL",
        "Sec-Fetch-Site",
    ],
)
def test_headers_that_do_more_than_describe_are_not_taken_from_arguments(name: str) -> None:
    with pytest.raises(Refused, match="not taken from arguments"):
        write(place("header", name=name), arguments={"x": "v"})


def test_cookies_are_joined_and_cannot_add_another() -> None:
    draft = write(
        place("cookie", "a"),
        place("cookie", "b", explode=True),
        place("cookie", "c"),
        arguments={"a": "1; admin=1", "b": ["x", "y"], "c": None},
    )
    assert header(draft, "Cookie") == "a=1%3B%20admin=1; b=x; b=y"


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "get", "GET /evil", "GET\r\n", ""])
def test_methods_that_are_none_of_ours_are_refused(method: str) -> None:
    with pytest.raises(Refused, match="method"):
        write(arguments={}, method=method)


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie", "body"])
def test_half_a_surrogate_pair_is_an_invalid_argument(location: str) -> None:
    body = Body(media_type="application/json") if location == "body" else None
    with pytest.raises(Failure, match="surrogate") as raised:
        write(place(location), arguments={"x": "\ud83d"}, path="/{x}" if location == "path" else "/", body=body)
    assert raised.value.status is Status.INVALID_ARGUMENTS


def body_of(media_type: str, arguments: dict[str, Json], *, whole: bool = False, **options: Any) -> Draft:
    places = [Place(argument=name, name="" if whole else name, location="body") for name in arguments]
    return write(*places, arguments=arguments, method="POST", body=Body(media_type=media_type, **options))


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/vnd.api+json", "application/json; charset=utf-8"]
)
def test_json_bodies_keep_nulls_and_name_their_type(media_type: str) -> None:
    draft = body_of(media_type, {"a": None, "b": [1.5, "é"], "c": {"d": True}})
    assert draft.content == '{"a":null,"b":[1.5,"é"],"c":{"d":true}}'.encode()
    assert header(draft, "Content-Type") == media_type


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, "text", 5, None])
def test_an_argument_may_be_the_whole_body(value: Json) -> None:
    assert json.loads(body_of("application/json", {"body": value}, whole=True).content) == value


def test_a_body_nobody_gave_is_sent_only_if_required() -> None:
    assert body_of("application/json", {}).content == b""
    assert header(body_of("application/json", {}), "Content-Type") is None
    assert body_of("application/json", {}, required=True).content == b"{}"


def test_a_type_of_ones_choice_is_written_as_json() -> None:
    draft = body_of("*/*", {"a": 1})
    assert (draft.content, header(draft, "Content-Type")) == (b'{"a":1}', "application/json")


def test_text_bodies_are_text_and_nothing_else() -> None:
    draft = body_of("text/csv", {"rows": "a,b\n1,é"}, whole=True)
    assert (draft.content, header(draft, "Content-Type")) == ("a,b\n1,é".encode(), "text/csv")
    with pytest.raises(Refused.__base__ or Failure, match="only be given as text"):
        body_of("application/xml", {"a": 1})


def test_forms_follow_their_encoding() -> None:
    draft = body_of(
        "application/x-www-form-urlencoded",
        {"a": "x y&z", "b": [1, 2], "c": {"k": 1}, "d": {"k": {"l": [True]}}, "e": None, "f": ["p", "q"]},
        encoding={
            "d": PartEncoding(style="deepObject", explode=True),
            "f": PartEncoding(style="pipeDelimited", explode=False),
        },
    )
    assert header(draft, "Content-Type") == "application/x-www-form-urlencoded"
    assert parse_qsl(draft.content.decode()) == [
        ("a", "x y&z"),
        ("b", "1"),
        ("b", "2"),
        ("c", '{"k":1}'),
        ("d[k][l]", "true"),
        ("f", "p|q"),
    ]


def test_multipart_bodies_are_read_back_by_another_parser() -> None:
    evil = 'n"\r\nX: y'
    draft = body_of(
        "multipart/form-data",
        {"a": "é\r\n--part", "file": "PNG…", "meta": {"k": 1}, "many": [1, 2], "none": None, evil: "v"},
        encoding={"file": PartEncoding(content_type="image/png, image/jpeg")},
    )
    kind = header(draft, "Content-Type") or ""
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + draft.content)
    parts = [
        (part.get_param("name", header="content-disposition"), part.get_filename(), part.get_content_type(), content)
        for part in message.get_payload()  # type: ignore[union-attr]  # multipart: a list of messages
        if isinstance(content := part.get_payload(decode=True), bytes)  # type: ignore[union-attr]
    ]
    assert parts == [
        ("a", None, "text/plain", "é\r\n--part".encode()),
        ("file", "file", "image/png", "PNG…".encode()),
        ("meta", None, "application/json", b'{"k":1}'),
        ("many", None, "text/plain", b"1"),
        ("many", None, "text/plain", b"2"),
        ("n%22%0D%0AX: y", None, "text/plain", b"v"),
    ]


def test_a_form_needs_an_object() -> None:
    for media_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        with pytest.raises(Failure, match="must be an object"):
            body_of(media_type, {"body": [1]}, whole=True)


def test_a_multipart_body_without_parts_is_still_one() -> None:
    draft = body_of("multipart/form-data", {}, required=True)
    assert draft.content == b"--part-r1--\r\n"


@pytest.mark.parametrize("media_type", ["application/json\r\nX: y", "text/plain\0"])
def test_a_media_type_cannot_add_a_header(media_type: str) -> None:
    with pytest.raises(Failure):
        body_of(media_type, {"x": "y"}, whole=True)


async def test_bodies_arrive_with_their_length(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    server = await serve(reply())
    called = api(
        Place(argument="a", name="a", location="body"),
        method="POST",
        effect=Effect.UNKNOWN,
        body=Body(media_type="application/json"),
    )
    for arguments in ({"a": "é"}, {}):
        assert (await call(server, called, arguments, allow_writes=True)).ok
    assert [seen.body for seen in server.seen] == ['{"a":"é"}'.encode(), b""]
    assert server.seen[1].headers["content-length"] == "0"
