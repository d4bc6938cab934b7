import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from probed import Respond, Site, said, visiting

from apis.catalog import Catalog
from apis.executors.http import HttpExecutor
from apis.executors.policy import Policy
from apis.health import HealthBook, Reason, Stage
from apis.model import Api, Effect
from apis.probe.check import CONTENT, Check, Rules, suggested

TODAY = datetime(2026, 5, 14, 12, tzinfo=UTC)
EXAMPLE = {"name": {"type": "string", "examples": ["Ada"]}}
MADE_UP = {"name": {"type": "string"}}
PAGE = b"<!DOCTYPE html><html><body>We'll be right back</body></html>"


def greeting(query: dict[str, str]) -> Any:
    return said({"greeting": f"Hello, {query.get('name', 'you')}!"})


def constantly(value: Any, status: int = 200) -> Respond:
    return lambda query: said(value, status)


ROUTES: dict[str, Respond] = {
    "/greet": greeting,
    "/items": constantly({"items": [{"id": "q-17", "name": "Lamp"}, {"id": "q-18", "name": "Vase"}]}),
    "/item/*": lambda query: said({"name": query["id"]}) if query["id"].startswith("q-") else said({}, 404),
    "/page": lambda query: (200, "text/html", PAGE),
    "/broken": constantly({"detail": "oops"}, 500),
    "/locked": constantly({"detail": "no key"}, 401),
    "/busy": constantly({"detail": "later"}, 429),
    "/empty": constantly({"results": [], "total": 0}),
    "/masked": constantly({"success": False, "message": "quota used up"}),
    "/same": constantly({"motto": "the same whatever is asked"}),
    "/double": lambda query: said(2 * float(query["name"])),
    "/flag": constantly({"valid": False}),
    "/closed": constantly({"detail": "gone"}, 410),
    "/picky": constantly({"detail": "no"}, 400),
    "/torn": lambda query: (200, "application/json", b'{"a": '),
    "/tabled": lambda query: (200, "text/csv", b"a,b\n1,2\n"),
}


@pytest.fixture
def site() -> Iterator[Site]:
    with visiting(ROUTES) as serving:
        yield serving


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.db") as opened:
        yield opened


async def check(
    catalog: Catalog, site: Site, apis: Sequence[Api] = (), *, now: datetime = TODAY, due: float = 7, **more: Any
) -> HealthBook:
    """Store these Apis and check what is due."""
    if apis:
        catalog.add(apis)
    book = HealthBook(catalog)
    policy = Policy(frozenset([site.endpoint]))
    async with HttpExecutor(policy, credentials={}, timeout=5, observation_limit=CONTENT) as executor:
        checking = Check(catalog=catalog, executor=executor, now=lambda: now, **more)
        await checking.run(book.due(now - timedelta(days=due)))
    return book


@pytest.mark.parametrize(
    ("name", "parameters", "stage", "reason"),
    [
        ("greet", EXAMPLE, Stage.KEPT, Reason.NONE),
        ("greet", MADE_UP, Stage.KEPT, Reason.NONE),
        ("items", {}, Stage.KEPT, Reason.NONE),
        ("tabled", {}, Stage.KEPT, Reason.NONE),
        ("flag", EXAMPLE, Stage.KEPT, Reason.NONE),
        ("double", {"name": {"type": "number"}}, Stage.KEPT, Reason.NONE),
        ("same", {"name": {"type": "string"}, "required": []}, Stage.KEPT, Reason.NONE),
        ("same", MADE_UP, Stage.HEALTHY, Reason.SAME_ANSWER),
        ("empty", EXAMPLE, Stage.HEALTHY, Reason.EMPTY),
        ("empty", MADE_UP, Stage.UNTESTED, Reason.NO_VALID_ARGUMENTS),
        ("masked", {}, Stage.HEALTHY, Reason.ERROR_IN_200),
        ("masked", MADE_UP, Stage.UNTESTED, Reason.NO_VALID_ARGUMENTS),
        ("page", MADE_UP, Stage.REACHABLE, Reason.HTML_PAGE),
        ("torn", {}, Stage.REACHABLE, Reason.NOT_DATA),
        ("broken", EXAMPLE, Stage.REACHABLE, Reason.SERVER_ERROR),
        ("broken", MADE_UP, Stage.UNTESTED, Reason.NO_VALID_ARGUMENTS),
        ("locked", MADE_UP, Stage.REACHABLE, Reason.KEY_NEEDED),
        ("busy", MADE_UP, Stage.REACHABLE, Reason.RATE_LIMITED),
        ("nowhere", {}, Stage.REACHABLE, Reason.GONE),
        ("nowhere", EXAMPLE, Stage.REACHABLE, Reason.GONE),
        ("nowhere", MADE_UP, Stage.UNTESTED, Reason.NO_VALID_ARGUMENTS),
        ("closed", MADE_UP, Stage.REACHABLE, Reason.GONE),
        ("picky", {}, Stage.REACHABLE, Reason.CLIENT_ERROR),
        ("picky", EXAMPLE, Stage.UNTESTED, Reason.NO_VALID_ARGUMENTS),
        ("greet", {"name": {"type": "string", "format": "binary"}}, Stage.UNTESTED, Reason.NO_ARGUMENTS),
    ],
)
async def test_an_api_is_judged_by_how_it_answers(
    site: Site, catalog: Catalog, name: str, parameters: dict[str, Any], stage: Stage, reason: Reason
) -> None:
    book = await check(catalog, site, [site.api(name, parameters)])
    health = book.get(f"shop/{name}")
    assert health is not None
    assert (health.stage, health.reason) == (stage, reason)
    assert health.calls == len(site.served) == len(book.samples(health.api))


async def test_an_api_that_may_write_is_never_called(site: Site, catalog: Catalog) -> None:
    writing = [site.api("greet", effect=Effect.WRITE), site.api("items", method="POST", effect=Effect.UNKNOWN)]
    book = await check(catalog, site, writing)
    assert site.served == []
    assert [(each.stage, each.reason) for each in book.all(*Stage)] == 2 * [(Stage.UNTESTED, Reason.MAY_WRITE)]


async def test_a_check_is_recorded_with_its_date_seconds_size_and_samples(site: Site, catalog: Catalog) -> None:
    book = await check(catalog, site, [site.api("greet", EXAMPLE)])
    (health,) = book.all(Stage.KEPT)
    first, second = book.samples("shop/greet")
    assert (health.checked, health.calls, health.keys) == (TODAY, 2, ("greeting",))
    assert 0 < health.seconds <= min(first.seconds, second.seconds)
    assert health.size == max(first.size, second.size)
    assert (first.arguments, json.loads(first.content)) == ({"name": "Ada"}, {"greeting": "Hello, Ada!"})
    assert first.documented
    assert second.arguments != first.arguments


async def test_two_calls_with_different_arguments_are_enough_for_a_good_api(site: Site, catalog: Catalog) -> None:
    await check(catalog, site, [site.api("greet", EXAMPLE), site.api("items")])
    assert sorted(site.served) == ["/greet?name=Ada", "/greet?name=test", "/items"]


async def test_an_id_from_one_answer_serves_the_next_api(site: Site, catalog: Catalog) -> None:
    details = site.api("item", {"id": {"type": "string"}}, path="/item/{id}")
    book = await check(catalog, site, [site.api("items"), details])
    assert {health.api for health in book.all(Stage.KEPT)} == {"shop/item", "shop/items"}
    assert site.served[:2] == ["/items", "/item/q-17"]


async def test_a_model_is_asked_for_arguments_that_no_document_gives(site: Site, catalog: Catalog) -> None:
    asked: list[str] = []

    async def complete(prompt: str) -> str:
        asked.append(prompt)
        return 'Here you are: {"id": "q-1"}'

    details = site.api("item", {"id": {"type": "string"}}, path="/item/{id}")
    book = await check(catalog, site, [details, site.api("greet", EXAMPLE)], complete=complete)
    assert book.funnel().reached(Stage.KEPT) == 2
    assert len(asked) == 1
    assert site.served.count("/item/q-1") == 1


def test_what_a_model_proposes_is_used_where_it_fits_the_schema(site: Site) -> None:
    api = site.api("greet", EXAMPLE)
    assert [each.values for each in suggested('```json\n{"name": "Bob"}\n```', api)] == [{"name": "Bob"}]
    for text in ('{"name": 1}', "no idea", "{", "}{", '{"name": "a"} {"name": "b"}'):
        assert list(suggested(text, api)) == []


async def test_a_slow_api_is_dropped_by_the_threshold_given(site: Site, catalog: Catalog) -> None:
    book = await check(catalog, site, [site.api("items")], rules=Rules(slow=0))
    (health,) = book.all(*Stage)
    assert (health.stage, health.reason) == (Stage.HEALTHY, Reason.SLOW)


async def test_a_server_that_is_not_there_or_not_permitted_is_told_apart(site: Site, catalog: Catalog) -> None:
    with visiting({}) as closed:
        nowhere = (f"http://{closed.endpoint}",)
    other = site.api("items", tool="other", servers=("http://127.0.0.2:9",))
    catalog.add([site.api("items", servers=nowhere), other])
    book = HealthBook(catalog)
    async with HttpExecutor(Policy(frozenset([closed.endpoint])), credentials={}, timeout=5) as executor:
        await Check(catalog=catalog, executor=executor, now=lambda: TODAY).run(book.due(TODAY))
    found = {health.api: (health.stage, health.reason) for health in book.all(*Stage)}
    assert found == {
        "shop/items": (Stage.CRAWLED, Reason.NO_CONNECTION),
        "other/items": (Stage.UNTESTED, Reason.NOT_PERMITTED),
    }


async def test_an_api_that_answers_the_second_time_is_kept(site: Site, catalog: Catalog) -> None:
    answers = iter([said({"detail": "later"}, 429), said({"ready": "yes"})])
    site.routes["/cold"] = lambda query: next(answers)
    book = await check(catalog, site, [site.api("cold")])
    assert [health.api for health in book.all(Stage.KEPT)] == ["shop/cold"]


async def test_only_what_is_due_is_checked_again(site: Site, catalog: Catalog) -> None:
    await check(catalog, site, [site.api("items")])
    await check(catalog, site, now=TODAY + timedelta(days=6))
    assert len(site.served) == 1
    await check(catalog, site, now=TODAY + timedelta(days=7))
    assert len(site.served) == 2
    changed = site.api("items", description="An API that has changed.")
    await check(catalog, site, [changed], now=TODAY + timedelta(days=8))
    assert len(site.served) == 3


async def test_what_has_changed_since_the_check_before_is_told(site: Site, catalog: Catalog) -> None:
    book = await check(catalog, site, [site.api("items"), site.api("greet", EXAMPLE), site.api("flag", EXAMPLE)])
    assert [health.drift for health in book.all(*Stage)] == ["", "", ""]
    site.routes["/items"] = constantly({"items": ["q-17"]})
    del site.routes["/greet"]
    await check(catalog, site, now=TODAY + timedelta(days=7))
    assert {health.api: health.drift for health in book.all(*Stage)} == {
        "shop/flag": "",
        "shop/greet": "kept -> reachable (gone: not found)",
        "shop/items": "answers no longer hold id, name",
    }


async def test_an_error_of_the_catalog_ends_the_check_and_keeps_what_was_recorded(site: Site, catalog: Catalog) -> None:
    catalog.add([site.api("items"), site.api("greet", EXAMPLE, tool="other")])
    told: list[str] = []

    class Full(Exception):
        pass

    def stop(health: Any) -> None:
        told.append(health.api)
        raise Full

    with pytest.raises(Full):
        await check(catalog, site, on_event=stop, workers=1)
    assert [health.api for health in HealthBook(catalog).all(*Stage)] == told
    assert len(told) == 1
