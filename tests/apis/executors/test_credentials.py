"""Credentials reach their own tool and nobody else's eyes."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from apis.executors.credentials import Grant, from_environment, grant, variable_of
from apis.executors.failure import Refused
from apis.executors.secret import Secrets
from apis.model import Api, Credential, HttpBinding, Observation, Place, Status

Call = Callable[..., Awaitable[Observation]]

KEY = Credential(scheme="key", kind="api_key", name="X-Api-Key")
QUERY = Credential(scheme="inQuery", kind="api_key", location="query", name="api_key")
JAR = Credential(scheme="jar", kind="api_key", location="cookie", name="sid")
BASIC = Credential(scheme="basic", kind="basic")
BEARER = Credential(scheme="token", kind="bearer")
OTHER = Credential(scheme="digest", kind="other")


@pytest.fixture
def granted(api: Callable[..., Api]) -> Callable[..., Grant]:
    def make(text: str, *alternatives: tuple[Credential, ...]) -> Grant:
        called = api(security=alternatives)
        assert isinstance(called.binding, HttpBinding)
        return grant(called, called.binding, {"tool": text})

    return make


def test_the_environment_names_tools_in_upper_case_with_underscores() -> None:
    environ = {"TOOLSEARCH_AUTH_OPEN_METEO": "a", "TOOLSEARCH_AUTH_X2": "b", "PATH": "/bin"}
    assert from_environment(environ) == {"open-meteo": "a", "x2": "b"}
    assert variable_of("open-meteo") == "TOOLSEARCH_AUTH_OPEN_METEO"


def test_a_bare_token_goes_where_the_api_wants_it(granted: Callable[..., Grant]) -> None:
    assert granted("t0ken", (KEY,)).headers == (("X-Api-Key", "t0ken"),)
    assert granted("t0ken", (QUERY,)).query == (("api_key", "t0ken"),)
    assert granted("t0ken", (JAR,)).cookies == (("sid", "t0ken"),)
    assert granted("t0ken", (BEARER,)).headers == (("Authorization", "Bearer t0ken"),)
    assert granted("Bearer t0ken", (BEARER,)).headers == (("Authorization", "Bearer t0ken"),)
    assert granted("Token t0ken", (OTHER,)).headers == (("Authorization", "Token t0ken"),)


def test_a_user_and_password_are_sent_as_basic(granted: Callable[..., Grant]) -> None:
    expected = "Basic " + base64.b64encode(b"ann:pa:ss").decode()
    assert granted("ann:pa:ss", (BASIC,)).headers == (("Authorization", expected),)
    only_user = "Basic " + base64.b64encode(b"sk_test:").decode()
    assert granted("sk_test", (BASIC,)).headers == (("Authorization", only_user),)


def test_the_first_alternative_that_fits_is_taken(granted: Callable[..., Grant]) -> None:
    assert granted("t0ken", (BASIC,), (KEY, QUERY), (BEARER,)).headers == (("Authorization", "Bearer t0ken"),)
    assert granted("ann:pw", (OTHER,), (BASIC,), (BEARER,)).headers[0][1].startswith("Basic ")
    assert granted("t0ken", (), (KEY,)).headers == (("X-Api-Key", "t0ken"),)


def test_several_schemes_are_given_by_name(granted: Callable[..., Grant]) -> None:
    text = " key=k=1 ; inQuery=q;token=t"
    assert granted(text, (KEY, QUERY)).headers == (("X-Api-Key", "k=1"),)
    assert granted(text, (KEY, QUERY), (BEARER,)).query == (("api_key", "q"),)
    assert granted(text, (BEARER,)).headers == (("Authorization", "Bearer t"),)
    assert granted("token=t", (KEY, QUERY), (BEARER,)).headers == (("Authorization", "Bearer t"),)


@pytest.mark.parametrize("text", ["abc==", "a=b", "a=b;c", ";", "key:x", "a;b=="])
def test_a_token_may_look_like_names_and_values(granted: Callable[..., Grant], text: str) -> None:
    assert granted(text, (KEY,)).headers == (("X-Api-Key", text),)


@pytest.mark.parametrize("text", ["t0ken", "key=k", "key=k;token=t", "a=t0ken;b=c"])
def test_what_does_not_match_the_schemes_is_refused_with_the_form_to_use(
    granted: Callable[..., Grant], text: str
) -> None:
    with pytest.raises(Refused, match="TOOLSEARCH_AUTH_TOOL='key=value;inQuery=value'") as raised:
        granted(text, (KEY, QUERY), (KEY, JAR, BEARER))
    assert "t0ken" not in str(raised.value)


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\0", "a\nb", "a\udc80b"])
def test_a_credential_that_cannot_be_sent_is_refused(granted: Callable[..., Grant], text: str) -> None:
    with pytest.raises(Refused, match="cannot be sent"):
        granted(text, (KEY,))


def test_an_api_that_declares_no_security_is_sent_none(granted: Callable[..., Grant]) -> None:
    for alternatives in ((), ((),)):
        given = granted("t0ken", *alternatives)
        assert (given.headers, given.query, given.cookies) == ((), (), ())


async def test_credentials_are_sent_only_to_their_own_tool(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply())
    called = api(security=((KEY,),))
    await call(server, called, credentials={"tool": "mine", "other": "not-mine"})
    await call(server, called, credentials={"other": "not-mine"})
    assert server.seen[0].headers["x-api-key"] == "mine"
    assert "not-mine" not in str(server.seen)


async def test_a_credential_wins_over_an_argument_of_its_name(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply())
    places = [
        Place(argument="a", name="X-API-KEY", location="header", style="simple"),
        Place(argument="b", name="api_key", location="query"),
    ]
    called = api(*places, security=((KEY, QUERY),))
    await call(server, called, {"a": "guess", "b": "guess"}, credentials={"tool": "key=k;inQuery=q"})
    assert server.seen[0].headers["x-api-key"] == "k"
    assert server.seen[0].query == "api_key=q"


async def test_a_call_without_its_credential_is_made_and_the_answer_names_the_mend(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    server = await serve(reply(status=401))
    seen = await call(server, api(security=((KEY,),)))
    assert seen.status is Status.UNAUTHORIZED
    assert "TOOLSEARCH_AUTH_TOOL" in seen.content
    for security in ((), ((KEY,), ())):
        assert "TOOLSEARCH_AUTH_TOOL" not in (await call(server, api(security=security))).content


async def test_credentials_come_from_the_environment_by_default(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], monkeypatch: pytest.MonkeyPatch, executor: Any
) -> None:
    monkeypatch.setenv("TOOLSEARCH_AUTH_TOOL", "from-outside")
    server = await serve(reply())
    made = executor(server)
    fresh = type(made)(made.policy, base_urls=made.base_urls)
    assert "from-outside" not in repr(fresh)
    await call(server, api(security=((KEY,),)), credentials=fresh.credentials)
    assert server.seen[0].headers["x-api-key"] == "from-outside"


SECRET = 'p/w "quoted"&<é>+%'
ECHOES = {
    "plain": SECRET,
    "encoded": quote(SECRET, safe=""),
    "lower": quote(SECRET, safe="").lower(),
    "query": quote_plus(SECRET),
    "path": quote(SECRET),
    "basic": base64.b64encode(f"ann:{SECRET}".encode()).decode(),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "nested": {"list": [f"user ann with {SECRET}!"]},
    SECRET: "as a key",
}


@pytest.mark.parametrize("status", [200, 400, 500])
async def test_a_secret_that_is_echoed_is_redacted_in_every_spelling(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], status: int
) -> None:
    bodies: list[bytes] = []

    def keep(body: bytes) -> str:
        bodies.append(body)
        return "hash"

    server = await serve(reply(json.dumps(ECHOES), status))
    seen = await call(server, api(security=((BASIC,),)), credentials={"tool": f"ann:{SECRET}"}, keep=keep)
    shown = json.loads(seen.content)
    shown = shown if status == 200 else shown["response"]
    assert set(shown) == {*ECHOES} - {SECRET} | {"[redacted]"}
    assert all("[redacted]" in str(value) for key, value in shown.items() if key != "[redacted]")
    assert shown["nested"]["list"] == ["user ann with [redacted]!"]
    for leak in (SECRET, "quoted", quote(SECRET), json.dumps(SECRET)[1:-1]):
        assert leak not in seen.content
        assert leak.encode() not in bodies[0]


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/octet-stream", "application/json"])
async def test_a_secret_is_redacted_in_text_pages_and_bytes(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api], kind: str
) -> None:
    bodies: list[bytes] = []
    server = await serve(reply(b"\xff key=s3cret-key.", Content_Type=kind))
    options = {"credentials": {"tool": "s3cret-key"}, "keep": lambda body: bodies.append(body) or "hash"}
    seen = await call(server, api(security=((KEY,),)), **options)
    assert "s3cret-key" not in seen.content
    assert bodies == [b"\xff key=[redacted]."]


async def test_a_number_that_is_the_secret_is_redacted_and_the_body_stays_json(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    bodies: list[bytes] = []
    server = await serve(reply(b'{"key": 12345678, "other": 123456789}'))
    options = {"credentials": {"tool": "12345678"}, "keep": lambda body: bodies.append(body) or "hash"}
    seen = await call(server, api(security=((KEY,),)), **options)
    assert seen.content == '{"key":"[redacted]","other":123456789}'
    assert json.loads(bodies[0]) == {"key": "[redacted]", "other": 123456789}


async def test_a_secret_is_redacted_before_a_long_answer_is_cut(
    serve: Any, reply: Any, call: Call, api: Callable[..., Api]
) -> None:
    secret = "s3cret" * 10
    server = await serve(reply(json.dumps({"a": ("x" * 30 + secret) * 20})))
    seen = await call(server, api(security=((KEY,),)), credentials={"tool": secret}, observation_limit=300)
    assert "s3cret" not in seen.content


async def test_no_error_names_a_secret(serve: Any, reply: Any, call: Call, api: Callable[..., Api]) -> None:
    server = await serve(reply(b"", 302, Location="s3cret-key://x"))
    called = api(security=((QUERY,),))
    seen = await call(server, called, credentials={"tool": "s3cret-key"})
    assert seen.status is Status.REFUSED
    assert "s3cret" not in seen.content
    gone = await call(server, called, credentials={"tool": "s3cret-key"}, base_urls={"tool": "http://s3cret-key.test"})
    assert "s3cret" not in gone.content


def test_a_short_secret_does_not_eat_up_words() -> None:
    secrets = Secrets(["abc"])
    assert secrets.redact({"a": "abc, abcd, xabc (abc)"}) == {"a": "[redacted], abcd, xabc ([redacted])"}
    assert not Secrets([""])
    assert Secrets().redact({"a": ["b"]}) == {"a": ["b"]}
    assert not Secrets().within("anything")
