import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from apis.model import Api, Credential, Effect, HttpBinding, Observation, Place, Source, Status, canonical

BINDING = HttpBinding(
    method="GET",
    path="/pets/{id}",
    servers=("http://127.0.0.1:1",),
    places=(Place(argument="id", name="id", location="path", style="simple"),),
    security=((Credential(scheme="key", kind="api_key", name="X-Key"),), ()),
)
API = Api(
    id="pets/get",
    tool="Pets",
    category="Animals",
    name="get",
    description="Gets a pet.",
    parameters={"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
    effect=Effect.READ,
    binding=BINDING,
    source=Source(kind="openapi", location="http://127.0.0.1:1/pets.json", hash="a" * 64),
)


def changed(**changes: object) -> Api:
    return API.model_copy(update=changes)


@pytest.mark.parametrize(
    "same",
    [
        changed(id="pets-abcdef/get"),
        changed(source=Source(kind="openapi", location="http://127.0.0.1:2/pets.json", hash="b" * 64)),
        changed(binding=BINDING.model_copy(update={"servers": ("http://127.0.0.1:2", "https://a.example")})),
        changed(parameters={"required": ["id"], "properties": {"id": {"type": "integer"}}, "type": "object"}),
    ],
)
def test_id_source_servers_and_key_order_stand_outside_the_content_hash(same: Api) -> None:
    assert same.content_hash == API.content_hash


@pytest.mark.parametrize(
    "other",
    [
        changed(description="Fetches a pet."),
        changed(effect=Effect.WRITE),
        changed(parameters={"type": "object"}),
        changed(returns={"type": "object"}),
        changed(binding=BINDING.model_copy(update={"method": "HEAD"})),
        changed(binding=BINDING.model_copy(update={"path": "/pet/{id}"})),
    ],
)
def test_what_an_api_is_stands_in_the_content_hash(other: Api) -> None:
    assert other.content_hash != API.content_hash


def test_an_api_comes_back_whole_from_its_json() -> None:
    assert Api.model_validate_json(API.model_dump_json()) == API


def test_the_tool_slug_is_the_part_before_the_slash() -> None:
    assert API.tool_slug == "pets"


def test_values_are_frozen_and_refuse_fields_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        API.name = "other"  # type: ignore[misc]  # the point of the test
    with pytest.raises(ValidationError, match="extra"):
        Source.model_validate({"kind": "openapi", "location": "x", "password": "y"})


def test_only_an_observation_of_status_ok_is_ok() -> None:
    fine = [status for status in Status if Observation(call_id="1", status=status, content="").ok]
    assert fine == [Status.OK]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_canonical_json_writes_whole_floats_as_integers_and_keeps_other_scripts() -> None:
    assert canonical({"b": (1.0, 1.5), "a": "日本"}) == '{"a":"日本","b":[1,1.5]}'
    assert canonical(True) == "true"
