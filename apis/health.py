"""What a check found out about an Api, and where it is kept: two tables beside the Apis of a catalog.

Knows how far an Api came (crawled -> reachable -> healthy -> kept) and why it came no further; not how that is found
out (`apis.probe`). Of each Api the last check is kept, and of the one before as much as tells what has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from apis.catalog import Catalog
from apis.errors import ConfigError
from apis.model import Api, HttpBinding, Json, Status, Value


class Stage(StrEnum):
    """How far an Api came; `untested` is beside the others: it was not dropped, and it did not pass."""

    UNTESTED = "untested"
    CRAWLED = "crawled"  # known, and not reachable
    REACHABLE = "reachable"  # answers, and not with data
    HEALTHY = "healthy"  # answers with data that is of no use
    KEPT = "kept"


class Reason(StrEnum):
    """Why an Api came no further."""

    MAY_WRITE = "may_write"
    NOT_PERMITTED = "not_permitted"
    NO_ARGUMENTS = "no_arguments"
    NO_VALID_ARGUMENTS = "no_valid_arguments"
    NO_CONNECTION = "no_connection"
    NO_ANSWER = "no_answer"
    GONE = "gone"
    HTML_PAGE = "html_page"
    NOT_DATA = "not_data"
    KEY_NEEDED = "key_needed"
    RATE_LIMITED = "rate_limited"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    TOO_LARGE = "too_large"
    SLOW = "slow"
    EMPTY = "empty"
    ERROR_IN_200 = "error_in_200"
    SAME_ANSWER = "same_answer"
    NONE = ""


WORDS = {
    Reason.MAY_WRITE: "may change something",
    Reason.NOT_PERMITTED: "the call is not permitted or not possible from here",
    Reason.NO_ARGUMENTS: "arguments cannot be made",
    Reason.NO_VALID_ARGUMENTS: "no valid arguments known",
    Reason.NO_CONNECTION: "no connection",
    Reason.NO_ANSWER: "no answer in time",
    Reason.GONE: "gone: not found",
    Reason.HTML_PAGE: "an HTML page instead of data",
    Reason.NOT_DATA: "not the data it is declared to be",
    Reason.KEY_NEEDED: "a key or a subscription is needed",
    Reason.RATE_LIMITED: "rate-limited",
    Reason.CLIENT_ERROR: "a request without arguments is refused",
    Reason.SERVER_ERROR: "server error",
    Reason.TOO_LARGE: "the answer is too large",
    Reason.SLOW: "slow",
    Reason.EMPTY: "nothing in the answer",
    Reason.ERROR_IN_200: "an error told as a success",
    Reason.SAME_ANSWER: "the same answer whatever is asked",
}
"""Each reason as people read it."""


class Sample(Value):
    """One test call and what came back."""

    arguments: dict[str, Json]
    documented: bool
    """Whether every value stands in the document; else some were seen elsewhere or are made up."""
    status: Status
    seconds: float
    size: int
    """Bytes of the answer as it was read, before `content` was shortened."""
    content: str
    cut: bool = False
    """Whether `content` is less than the answer."""


class Before(Value):
    """What is remembered of the check before the last."""

    checked: datetime
    stage: Stage
    reason: Reason
    keys: tuple[str, ...] = ()


class Health(Value):
    """What the last check of an Api found."""

    schema_version: Literal[1] = 1
    api: str
    hash: str
    """`Api.content_hash` of what was checked: an Api that changed since is not known to be healthy."""
    server: str = ""
    """The base URL that it was checked at, as its document gives it."""
    checked: datetime
    stage: Stage
    reason: Reason = Reason.NONE
    detail: str = ""
    """What the server said, or what could not be done, in one line."""
    seconds: float = 0.0
    """The quickest good answer; of any answer where none was good."""
    size: int = 0
    """Bytes of the largest answer."""
    calls: int = 0
    keys: tuple[str, ...] = ()
    """Names in the good answers, each once."""
    before: Before | None = None

    @property
    def drift(self) -> str:
        """What has changed since the check before, in one line; empty where nothing has."""
        if self.before is None:
            return ""
        if (self.before.stage, self.before.reason) != (self.stage, self.reason):
            return f"{_said(self.before.stage, self.before.reason)} -> {_said(self.stage, self.reason)}"
        if self.keys and (lost := [key for key in self.before.keys if key not in self.keys]):
            return f"answers no longer hold {', '.join(lost)}"
        return ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many Apis came how far."""

    crawled: int
    unchecked: int
    """Never checked, or changed since."""
    stages: dict[Stage, dict[Reason, int]]
    """How many came to a stage and no further, by reason."""

    def reached(self, stage: Stage) -> int:
        """Count those that came as far as a stage, or further.

        `untested` is no stage on the way: the Apis there count as crawled and no more.
        """
        if stage is Stage.CRAWLED:
            return self.crawled
        order = (Stage.REACHABLE, Stage.HEALTHY, Stage.KEPT)
        return sum(sum(self.stages.get(each, {}).values()) for each in order[order.index(stage) :])

    def document(self) -> dict[str, Json]:
        """Write it as JSON: the counts, and the reasons of what was dropped or left untested."""
        dropped = (Stage.CRAWLED, Stage.REACHABLE, Stage.HEALTHY)
        return {
            **{str(stage): self.reached(stage) for stage in (*dropped, Stage.KEPT)},
            "unchecked": self.unchecked,
            "untested": {str(reason): n for reason, n in self.stages.get(Stage.UNTESTED, {}).items()},
            "dropped": {str(reason): n for stage in dropped for reason, n in self.stages.get(stage, {}).items()},
        }


def server_of(api: Api) -> str:
    """Return the base URL that an Api's document prefers; empty where it has none."""
    return next(iter(api.binding.servers), "") if isinstance(api.binding, HttpBinding) else ""


@dataclass(frozen=True, slots=True)
class HealthBook:
    """The health of a catalog's Apis. Each method is one reading or one writing of the file."""

    catalog: Catalog

    def record(self, health: Health, samples: tuple[Sample, ...] = ()) -> Health:
        """Store a check in place of the last one, which becomes `before`; return it as stored.

        An Api that is not in the catalog any more is passed over.
        """
        last = self.get(health.api)
        if last is not None:
            before = Before(checked=last.checked, stage=last.stage, reason=last.reason, keys=last.keys)
            health = health.model_copy(update={"before": before})
        row = (
            health.api, health.hash, health.server, health.checked.isoformat(timespec="microseconds"),
            health.stage.value, health.reason.value, health.model_dump_json(), health.api,
        )  # fmt: skip
        kept = [(health.api, number, sample.model_dump_json()) for number, sample in enumerate(samples)]
        with self.catalog.writing() as connection:
            query = "INSERT OR REPLACE INTO health SELECT ?, ?, ?, ?, ?, ?, ? WHERE EXISTS "
            if connection.execute(f"{query} (SELECT 1 FROM apis WHERE id = ?)", row).rowcount > 0:
                connection.execute("DELETE FROM samples WHERE api = ?", (health.api,))
                connection.executemany("INSERT INTO samples VALUES (?, ?, ?)", kept)
        return health

    def get(self, api: str) -> Health | None:
        """Return the last check of an Api."""
        rows = self.catalog.rows("SELECT body FROM health WHERE api = ?", (api,))
        return Health.model_validate_json(rows[0][0]) if rows else None

    def passed(self, api: str) -> bool:
        """Tell whether an Api passed its last check and has not changed since."""
        query = "SELECT 1 FROM health JOIN apis ON api = id AND health.hash = apis.hash WHERE id = ? AND stage = ?"
        return bool(self.catalog.rows(query, (api, Stage.KEPT.value)))

    def demand(self) -> None:
        """Refuse a catalog none of whose Apis has passed.

        Raises:
            ConfigError: says what to do first.
        """
        if next(self.catalog.find(healthy=True), None) is None:
            raise ConfigError(f"no API of {str(self.catalog.path)!r} has passed a check: run `toolsearch apis check`")

    def samples(self, api: str) -> tuple[Sample, ...]:
        """Return the test calls of the last check of an Api, in their order."""
        rows = self.catalog.rows("SELECT body FROM samples WHERE api = ? ORDER BY number", (api,))
        return tuple(Sample.model_validate_json(body) for (body,) in rows)

    def samples_of_tool(self, slug: str) -> list[tuple[str, Sample]]:
        """Return the test calls of all Apis of a tool, with their ids."""
        query = "SELECT api, samples.body FROM samples JOIN apis ON api = id WHERE slug = ? ORDER BY api, number"
        return [(api, Sample.model_validate_json(body)) for api, body in self.catalog.rows(query, (slug,))]

    def due(self, before: datetime) -> list[str]:
        """Return the ids of the Apis to check, sorted.

        Due is what was not checked since `before`, what has changed or moved since its check, and what could not be
        called for want of a permission that may be there now.
        """
        query = """
            SELECT id FROM apis LEFT JOIN health ON api = id
            WHERE api IS NULL OR health.hash != apis.hash OR checked <= ? OR reason = ?
            OR server != coalesce(json_extract(apis.body, '$.binding.servers[0]'), '')
            ORDER BY id
        """
        cutoff = before.isoformat(timespec="microseconds")
        return [id_ for (id_,) in self.catalog.rows(query, (cutoff, Reason.NOT_PERMITTED.value))]

    def funnel(self) -> Funnel:
        """Count how far the Apis came at their last check."""
        stages: dict[Stage, dict[Reason, int]] = {}
        query = """
            SELECT stage, reason, count(*) FROM health JOIN apis ON api = id AND health.hash = apis.hash
            GROUP BY stage, reason ORDER BY count(*) DESC, reason
        """
        for stage, reason, count in self.catalog.rows(query):
            stages.setdefault(Stage(stage), {})[Reason(reason)] = count
        checked = sum(sum(reasons.values()) for reasons in stages.values())
        return Funnel(len(self.catalog), len(self.catalog) - checked, stages)

    def all(self, *stages: Stage) -> Iterator[Health]:
        """Yield the last check of every Api that came to one of these stages and no further, by id."""
        marks = ", ".join("?" * len(stages))
        query = f"""
            SELECT health.body FROM health JOIN apis ON api = id AND health.hash = apis.hash
            WHERE stage IN ({marks}) ORDER BY api
        """
        for (body,) in self.catalog.rows(query, [stage.value for stage in stages]):
            yield Health.model_validate_json(body)


def _said(stage: Stage, reason: Reason) -> str:
    return f"{stage.value} ({WORDS[reason]})" if reason is not Reason.NONE else stage.value
