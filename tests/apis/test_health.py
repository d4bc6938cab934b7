from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from probed import Site

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.health import Health, HealthBook, Reason, Sample, Stage, server_of
from apis.model import Api, Status

DAY = datetime(2026, 5, 14, tzinfo=UTC)
SITE = Site({}, port=8000)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[HealthBook]:
    with Catalog.open(tmp_path / "c.db") as catalog:
        catalog.add([SITE.api("a"), SITE.api("b"), SITE.api("c")])
        yield HealthBook(catalog)


def health(api: Api, stage: Stage = Stage.KEPT, reason: Reason = Reason.NONE, **more: Any) -> Health:
    fields = {"checked": DAY, "hash": api.content_hash, "server": server_of(api)} | more
    return Health(api=api.id, stage=stage, reason=reason, **fields)


def test_what_is_recorded_comes_back_and_survives_closing(book: HealthBook) -> None:
    taken = Sample(arguments={"n": 1}, documented=True, status=Status.OK, seconds=0.1, size=2, content="{}")
    assert book.record(health(SITE.api("a")), (taken, taken)) == book.get("shop/a")
    with Catalog.open(book.catalog.path) as again:
        assert HealthBook(again).get("shop/a") == health(SITE.api("a"))
        assert HealthBook(again).samples("shop/a") == (taken, taken)
        assert HealthBook(again).samples_of_tool("shop") == [("shop/a", taken), ("shop/a", taken)]


def test_the_check_before_is_remembered_and_its_samples_are_not(book: HealthBook) -> None:
    taken = Sample(arguments={}, documented=True, status=Status.OK, seconds=0.1, size=2, content="{}")
    book.record(health(SITE.api("a"), keys=("x", "y")), (taken,))
    later = book.record(health(SITE.api("a"), keys=("y",), checked=DAY + timedelta(days=1)))
    assert later.before is not None
    assert (later.before.checked, later.drift) == (DAY, "answers no longer hold x")
    assert book.samples("shop/a") == ()


def test_an_api_that_left_the_catalog_meanwhile_is_passed_over(book: HealthBook) -> None:
    book.record(health(SITE.api("never-added")))
    assert list(book.all(*Stage)) == []
    book.record(health(SITE.api("a")))
    book.catalog.add([SITE.api("b")])
    assert book.get("shop/a") is None


def test_due_is_what_was_never_checked_is_old_has_changed_has_moved_or_was_not_permitted(book: HealthBook) -> None:
    assert book.due(DAY) == ["shop/a", "shop/b", "shop/c"]
    for name in ("a", "b", "c"):
        book.record(health(SITE.api(name)))
    assert book.due(DAY - timedelta(seconds=1)) == []
    assert book.due(DAY) == ["shop/a", "shop/b", "shop/c"]
    book.record(health(SITE.api("a"), Stage.UNTESTED, Reason.NOT_PERMITTED))
    moved = SITE.api("c", servers=("http://127.0.0.1:9000",))
    book.catalog.add([SITE.api("a"), SITE.api("b", description="Another."), moved])
    assert book.due(DAY - timedelta(seconds=1)) == ["shop/a", "shop/b", "shop/c"]


def test_the_funnel_counts_how_far_apis_came_and_forgets_what_has_changed(book: HealthBook) -> None:
    book.record(health(SITE.api("a")))
    book.record(health(SITE.api("b"), Stage.REACHABLE, Reason.GONE))
    assert book.funnel().document() == {
        "crawled": 3, "reachable": 2, "healthy": 1, "kept": 1, "unchecked": 1, "untested": {}, "dropped": {"gone": 1},
    }  # fmt: skip
    book.catalog.add([SITE.api("a", description="Another."), SITE.api("b"), SITE.api("c")])
    assert (book.funnel().unchecked, book.funnel().reached(Stage.KEPT)) == (2, 0)


def test_only_what_passed_and_has_not_changed_since_is_healthy(book: HealthBook) -> None:
    with pytest.raises(ConfigError, match="run `toolsearch apis check`"):
        book.demand()
    book.record(health(SITE.api("a")))
    book.record(health(SITE.api("b"), Stage.UNTESTED, Reason.MAY_WRITE))
    book.demand()
    assert [api.id for api in book.catalog.find(healthy=True)] == ["shop/a"]
    assert [one.id for one in book.catalog.summaries(healthy=True)] == ["shop/a"]
    assert [book.passed(f"shop/{name}") for name in ("a", "b", "c")] == [True, False, False]
    book.catalog.add([SITE.api("a", description="Another."), SITE.api("b"), SITE.api("c")])
    assert not book.passed("shop/a")
