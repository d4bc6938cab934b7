"""Security requirements as alternatives of credentials."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from apis.model import Api, Credential, HttpBinding
from apis.sources.base import Loaded

ReadOperation = Callable[..., Awaitable[Api]]
Read = Callable[..., Awaitable[Loaded]]
SCHEMES = {
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "oauth": {"type": "oauth2", "flows": {}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://x.test"},
    "tls": {"type": "mutualTLS"},
    "key": {"type": "apiKey", "in": "query", "name": "api_key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "linked": {"$ref": "#/components/securitySchemes/key"},
}
KEY = Credential(scheme="key", kind="api_key", location="query", name="api_key")


async def security(read_operation: ReadOperation, required: Any, **beside: Any) -> Any:
    api = await read_operation({"security": required}, components={"securitySchemes": SCHEMES}, **beside)
    assert isinstance(api.binding, HttpBinding)
    return api.binding.security


@pytest.mark.parametrize(
    ("scheme", "credential"),
    [
        ("basic", Credential(scheme="basic", kind="basic")),
        ("bearer", Credential(scheme="bearer", kind="bearer")),
        ("digest", Credential(scheme="digest", kind="other")),
        ("oauth", Credential(scheme="oauth", kind="bearer")),
        ("openid", Credential(scheme="openid", kind="bearer")),
        ("tls", Credential(scheme="tls", kind="other")),
        ("key", KEY),
        ("cookie", Credential(scheme="cookie", kind="api_key", location="cookie", name="sid")),
        ("linked", Credential(scheme="linked", kind="api_key", location="query", name="api_key")),
    ],
)
async def test_every_kind_of_scheme_is_a_credential(
    read_operation: ReadOperation, scheme: str, credential: Credential
) -> None:
    assert await security(read_operation, [{scheme: []}]) == ((credential,),)


async def test_alternatives_stay_apart_and_what_goes_together_stays_together(read_operation: ReadOperation) -> None:
    found = await security(read_operation, [{"key": [], "basic": []}, {"bearer": []}, {}])
    assert [[each.scheme for each in together] for together in found] == [["key", "basic"], ["bearer"], []]


async def test_an_operation_s_own_word_counts_before_the_document_s(read_operation: ReadOperation) -> None:
    assert await security(read_operation, [], security=[{"key": []}]) == ()
    assert await security(read_operation, None, security=[{"key": []}]) == ((KEY,),)


async def test_the_definitions_of_2_0_are_read(read_operation: ReadOperation) -> None:
    definitions = {"b": {"type": "basic"}, "k": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    api = await read_operation({}, swagger="2.0", securityDefinitions=definitions, security=[{"b": []}, {"k": []}])
    assert isinstance(api.binding, HttpBinding)
    assert api.binding.security == (
        (Credential(scheme="b", kind="basic"),),
        (Credential(scheme="k", kind="api_key", location="header", name="X-Key"),),
    )


async def test_a_parameter_that_carries_the_credential_is_no_argument(read_operation: ReadOperation) -> None:
    names = ("API_KEY", "page")
    api = await read_operation(
        {"parameters": [{"name": name, "in": "query", "schema": {}} for name in names]},
        components={"securitySchemes": SCHEMES},
        security=[{"key": []}],
    )
    assert list(api.parameters["properties"]) == ["page"]


async def test_an_authorization_header_among_the_parameters_is_a_credential(read_operation: ReadOperation) -> None:
    api = await read_operation(
        {"parameters": [{"name": "authorization", "in": "header", "required": True, "schema": {}}]}
    )
    assert isinstance(api.binding, HttpBinding)
    assert api.binding.security == ((Credential(scheme="Authorization", kind="other"),),)
    assert api.parameters["properties"] == {}


@pytest.mark.parametrize(
    ("required", "schemes", "credentials", "place", "text"),
    [
        ([{"gone": []}], {}, ["gone"], "/paths/~1x/get/security/0", "the security scheme 'gone' is not declared"),
        (
            [{"a": []}],
            {"a": {"type": "magic"}},
            ["a"],
            "/components/securitySchemes/a",
            "the security scheme 'a' is of no kind that is known",
        ),
        (
            [{"a": []}],
            {"a": {"$ref": "#/no"}},
            ["a"],
            "/paths/~1x/get/security/0",
            "$ref '#/no' leads nowhere: the scheme 'a' stays unknown",
        ),
        (["key"], {}, [], "/paths/~1x/get/security/0", "a security requirement is 'key', not an object: read as none"),
        ("key", {}, [], "/paths/~1x/get/security", "security is 'key', not a list: left out"),
    ],
    ids=str,
)
async def test_what_cannot_be_understood_is_still_asked_for(
    read: Read, required: Any, schemes: Any, credentials: list[str], place: str, text: str
) -> None:
    document = {
        "openapi": "3.0.0",
        "servers": [{"url": "http://127.0.0.1"}],
        "components": {"securitySchemes": schemes},
    }
    loaded = await read({**document, "paths": {"/x": {"get": {"security": required}}}})
    binding = loaded.apis[0].binding
    assert isinstance(binding, HttpBinding)
    assert [(each.scheme, each.kind) for together in binding.security for each in together] == [
        (c, "other") for c in credentials
    ]
    assert [(problem.place, problem.text) for problem in loaded.problems] == [(place, text)]
