"""Answers are understood from the protocol, never from words in them."""

import json
from typing import Any

import httpx
import pytest

from apis.executors.classify import classify, content_of, failure_content
from apis.executors.exchange import Received
from apis.executors.page import is_page, visible_text
from apis.model import Status

PAGE = b"<!DOCTYPE html><html><head><title>Oops</title><style>p{}</style></head><body><p>Try  later</p></body></html>"


def read(body: bytes, kind: str = "application/json", status: int = 200, **options: Any) -> tuple[Status, str]:
    reading = classify(Received(status, httpx.Headers({"content-type": kind} if kind else {}), body), **options)
    return reading.status, content_of(reading, 16_000).text


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (200, Status.OK),
        (201, Status.OK),
        (206, Status.OK),
        (304, Status.CLIENT_ERROR),
        (400, Status.CLIENT_ERROR),
        (401, Status.UNAUTHORIZED),
        (402, Status.NOT_SUBSCRIBED),
        (403, Status.UNAUTHORIZED),
        (404, Status.NOT_FOUND),
        (405, Status.CLIENT_ERROR),
        (408, Status.TIMEOUT),
        (409, Status.CLIENT_ERROR),
        (410, Status.NOT_FOUND),
        (418, Status.CLIENT_ERROR),
        (422, Status.CLIENT_ERROR),
        (429, Status.RATE_LIMITED),
        (500, Status.SERVER_ERROR),
        (503, Status.SERVER_ERROR),
        (504, Status.SERVER_ERROR),
        (599, Status.SERVER_ERROR),
        (999, Status.SERVER_ERROR),
    ],
)
def test_the_http_status_decides(code: int, status: Status) -> None:
    assert read(b'{"error": "500 internal error", "success": false}', status=code)[0] is status


@pytest.mark.parametrize(
    ("body", "kind", "content"),
    [
        (b'{ "a" : [1, 2.50, null],\n "b": "\\u00e9" }', "application/json", '{"a":[1,2.5,null],"b":"é"}'),
        (b'{"a":1}', "application/vnd.api+json; charset=utf-8", '{"a":1}'),
        (b'{"a":1}', "", '{"a":1}'),
        (b" [1]", "text/plain", "[1]"),
        (b'{"a":1}', "text/html", '{"a":1}'),
        (b'{"a":1}', "application/octet-stream", '{"a":1}'),
        (b'"text"', "application/json", '"text"'),
        (b"42", "application/json", "42"),
        (b"\xef\xbb\xbf[1]", "application/json", "[1]"),
        ('{"a":"é"}'.encode("utf-16"), "application/json", '{"a":"é"}'),
        ('{"a":"é"}'.encode("latin-1"), "application/json; charset=iso-8859-1", '{"a":"é"}'),
        (b'{"a":NaN,"b":[Infinity,1e999]}', "application/json", '{"a":null,"b":[null,null]}'),
        (b'{"a":"\\ud83d"}', "application/json", '{"a":"\ufffd"}'),
        (b'{"error":"not found","status":500}', "application/json", '{"error":"not found","status":500}'),
        (b"", "application/json", ""),
        (b" \n", "text/html", ""),
        (b"a,b\n1,2\n", "text/csv", "a,b\n1,2\n"),
        (b"<a><b/></a>", "application/xml", "<a><b/></a>"),
        (b"<feed/>", "application/atom+xml", "<feed/>"),
        (b"error 500", "text/plain", "error 500"),
        (b"[INFO] fine", "text/plain", "[INFO] fine"),
        ("é".encode("latin-1"), "text/plain; charset=ISO-8859-1", "é"),
        (b"\xff\xfe", "text/plain; charset=nonsense", "\ufffd\ufffd"),
        (b"caf\xe9", "text/plain; charset=punycode", "caf\ufffd"),
        (b'{"a":1}\n{"a":2}\n', "application/x-ndjson", '{"a":1}\n{"a":2}\n'),
        (b"\x89PNG\0\0", "image/png", '{"media_type":"image/png","bytes":6}'),
        (b"\0\1", "", '{"media_type":"application/octet-stream","bytes":2}'),
        (b"%PDF-1.7 \xff", "application/pdf", '{"media_type":"application/pdf","bytes":10}'),
    ],
)
def test_data_are_shown_as_what_they_are(body: bytes, kind: str, content: str) -> None:
    assert read(body, kind) == (Status.OK, content)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PAGE, "text/html; charset=utf-8"),
        (PAGE, "application/json"),
        (PAGE, "text/plain"),
        (PAGE, ""),
        (b"\xef\xbb\xbf\r\n" + PAGE, "application/json"),
        (b"<!-- cached -->\n" + PAGE, "application/json"),
        (b'<?xml version="1.0"?>\n<html xmlns="x"><body>Try later</body></html>', "application/xml"),
        (b"<HTML><BODY>Try later", "application/octet-stream"),
        (b"Try later", "text/html"),
    ],
)
def test_a_page_where_data_are_promised_is_unexpected(body: bytes, kind: str) -> None:
    status, content = read(body, kind)
    assert status is Status.UNEXPECTED_CONTENT
    shown = json.loads(content)
    assert (shown["error"], shown["http_status"]) == ("unexpected_content", 200)
    assert shown["message"] == "an HTML page instead of data"
    assert "Try later" in shown["response"]
    assert "<" not in shown["response"]


def test_a_page_that_was_promised_is_shown_as_its_text() -> None:
    assert read(PAGE, "text/html", accept="text/html") == (Status.OK, "Oops Try later")


@pytest.mark.parametrize(
    "body", [b"{'a': 1}", b'{"a":', b"OK", b"<a/>", b"[" * 100_000, b"1" * 5000, b"\xff", b'callback({"a":1})']
)
def test_declared_json_that_is_none_is_unexpected(body: bytes) -> None:
    status, content = read(body)
    assert status is Status.UNEXPECTED_CONTENT
    shown = json.loads(content)
    assert shown["message"] == "declared as JSON, but it is none"
    assert len(content) <= 2000


def test_a_failing_answer_shows_what_the_server_said() -> None:
    _, content = read(b'{"detail": [{"loc": ["query", "x"], "msg": "required"}]}', status=422)
    assert json.loads(content) == {
        "error": "client_error",
        "http_status": 422,
        "response": {"detail": [{"loc": ["query", "x"], "msg": "required"}]},
    }
    assert json.loads(read(PAGE, "text/html", 404)[1])["response"] == "Oops Try later"
    assert json.loads(read(b"no", "text/plain", 500)[1])["response"] == "no"
    assert json.loads(read(b"", "", 500)[1]) == {"error": "server_error", "http_status": 500}
    assert json.loads(read(b"\0", "image/png", 500)[1])["response"] == {"media_type": "image/png", "bytes": 1}


def test_a_failing_answer_is_shortened_and_says_where() -> None:
    received = Received(
        400, httpx.Headers({"content-type": "application/json"}), json.dumps({"a": "x y " * 5000}).encode()
    )
    shown = content_of(classify(received), 16_000)
    assert len(shown.text) <= 2000
    assert shown.cut == ("/response/a",)
    assert json.loads(shown.text)["http_status"] == 400


def test_a_long_answer_is_shortened_and_says_where() -> None:
    items = [{"id": number, "name": "n" * 50} for number in range(1000)]
    received = Received(200, httpx.Headers({"content-type": "application/json"}), json.dumps({"items": items}).encode())
    shown = content_of(classify(received), 5000)
    assert 4000 < len(shown.text) <= 5000
    assert shown.cut == ("/items",)
    assert json.loads(shown.text)["items"][-1].endswith("more of 1000")
    text = content_of(classify(Received(200, httpx.Headers({"content-type": "text/csv"}), b"a b, " * 5000)), 500)
    assert (len(text.text) <= 500, text.cut) == (True, ("",))
    assert "(25000 characters)" in text.text


def test_a_call_without_answer_is_told_as_json() -> None:
    assert failure_content(Status.TIMEOUT, 'no "answer"') == '{"error":"timeout","message":"no \\"answer\\""}'


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<html><head><title>T</title><script>var x='<p>no</p>'</script></head><body>Yes</body>", "T Yes"),
        ("<p>a<br>b<!-- no --><noscript>no</noscript>c</p>", "a b c"),
        ("<head><body>kept", "kept"),
        ("a &amp; b &#233; &nope;", "a & b é &nope;"),
        ("<![foo[x]]> after", "after"),
        ("<svg><title>no</title></svg ><p>yes</p><svg/>", "yes"),
        ("<SCRIPT>if (1 < 2) x()</Script>1 < 2 <3 a<b", "1 < 2 < 3 a"),
        ("<my-script>shown</my-script><scripted>too", "shown too"),
        ("<!doctype html><?php x ?>text<br/>more<!-- <p>no --> end", "text more end"),
        ("<p", ""),
        ("", ""),
    ],
)
def test_the_visible_text_of_a_page(page: str, text: str) -> None:
    assert visible_text(page) == text


@pytest.mark.parametrize("hostile", ["<", "<!--", "<a ", "&", "&#", "<![", "<script>", "<script", "</", "<p>"])
def test_a_hostile_page_is_read_in_passing(hostile: str) -> None:
    assert len(visible_text(hostile * 300_000)) <= 2 * 300_000


def test_a_page_shows_itself_at_its_start() -> None:
    assert not is_page(b"<!---->" * 280 + b"<p>")
    assert not is_page(b"a text about <html>")
    assert not is_page(b"<htmlx>")
    assert not is_page(b" " * 3000 + PAGE)
