"""When cron runs a job, from croniter. Knows the five fields of a crontab line, no seconds and no time zones."""

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query

from apis.hub.clock import Day, TimeOfDay
from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from croniter import croniter

MOST_RUNS = 2000
"""Runs that are counted at most: one more is refused, since counting takes time."""
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
FIELDS = ("minute", "hour", "day of month", "month", "day of week")
Every = Literal[
    "day", "weekday", "weekend day", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    "month",
]  # fmt: skip
EVERY: dict[str, str] = {
    "day": "* * *",
    "weekday": "* * 1-5",
    "weekend day": "* * 0,6",
    **{name: f"* * {number}" for number, name in enumerate(DAYS)},
}

tool = hub_tool(
    "cron-schedules",
    title="Cron Schedules",
    category="Tools",
    about="Work with crontab lines: write the cron expression of a schedule, list the next runs of a job after any "
    "date and time, find its last run before one, count the runs between two days, and read an expression field by "
    "field. Expressions have the five fields of Unix cron: minute, hour, day of month, month, day of week.",
    licence="MIT (croniter)",
)

Expression = Annotated[
    str,
    Query(
        min_length=9,
        max_length=100,
        description="Unix cron expression of five fields (minute, hour, day of month, month, day of week), separated "
        "by spaces, such as '30 6 * * 1-5' for 06:30 from Monday to Friday.",
        examples=["30 6 * * 1-5", "*/20 8-17 * * *", "0 9 1 * *"],
    ),
]


class WrittenSchedule(Value):
    expression: str
    every: str
    time: str


class Run(Value):
    date: str
    time: str
    weekday: str


class Runs(Value):
    expression: str
    after: str
    runs: list[Run]


class PreviousRun(Value):
    expression: str
    before: str
    date: str
    time: str
    weekday: str
    minutes_before: int


class CountedRuns(Value):
    expression: str
    first_day: str
    last_day: str
    count: int
    first_run: str | None
    last_run: str | None


class FieldValues(Value):
    field: str
    written: str
    values: list[str]
    number_of_values: int


class DescribedSchedule(Value):
    expression: str
    fields: list[FieldValues]
    times_on_a_day: int
    days_are_alternatives: bool


@tool.get("/expression")
def write_schedule(
    every: Annotated[
        Every,
        Query(description="How often: on which days the job runs, or 'month' for once a month.", examples=["weekday"]),
    ],
    time: TimeOfDay,
    day_of_month: Annotated[
        int, Query(ge=1, le=31, description="The day on which a monthly job runs; only for 'month'.", examples=[1])
    ] = 1,
) -> WrittenSchedule:
    """Write the cron expression of a schedule in words: daily, on weekdays, weekly or monthly, at some time."""
    hour, minute = (int(part) for part in time.split(":"))
    days = EVERY.get(every, f"{day_of_month} * *")
    return WrittenSchedule(expression=f"{minute} {hour} {days}", every=every, time=time)


@tool.get("/runs/next")
def next_runs(
    expression: Expression,
    day: Day,
    time: TimeOfDay,
    count: Annotated[int, Query(ge=1, le=50, description="How many runs to list.", examples=[5])] = 5,
) -> Runs:
    """List the next runs of a cron expression after a date and time of day; a run at that very minute is not after it.

    Times are of the clock that cron goes by; changes to summer time are not looked at.
    """
    start = _at(day, time)
    schedule = _schedule(expression, start)
    runs = [_run(_next(schedule)) for _ in range(count)]
    return Runs(expression=expression, after=_minute(start), runs=runs)


@tool.get("/runs/previous")
def previous_run(expression: Expression, day: Day, time: TimeOfDay) -> PreviousRun:
    """Find the last run of a cron expression before a date and time of day, and how many minutes earlier it was."""
    from croniter import CroniterBadDateError

    end = _at(day, time)
    try:
        found: datetime = _schedule(expression, end).get_prev(datetime)
    except CroniterBadDateError:
        raise NotFound(f"{expression!r} never runs") from None
    run = _run(found)
    return PreviousRun(
        expression=expression,
        before=_minute(end),
        date=run.date,
        time=run.time,
        weekday=run.weekday,
        minutes_before=int((end - found).total_seconds()) // 60,
    )


@tool.get("/runs/count")
def count_runs(
    expression: Expression,
    first_day: Annotated[date, Query(description="First day, as YYYY-MM-DD.", examples=["2026-05-01"])],
    last_day: Annotated[date, Query(description="Last day, which counts too.", examples=["2026-05-31"])],
) -> CountedRuns:
    """Count how often a cron expression runs from the start of one day to the end of another (2,000 runs at most)."""
    if last_day < first_day:
        raise Unusable("the last day is before the first")
    start, end = _at(first_day, "00:00"), _at(last_day, "23:59")
    schedule = _schedule(expression, start - timedelta(minutes=1))
    runs: list[datetime] = []
    while (run := _next(schedule)) <= end:
        runs.append(run)
        if len(runs) > MOST_RUNS:
            raise Unusable(f"more than {MOST_RUNS} runs: ask for fewer days")
    return CountedRuns(
        expression=expression,
        first_day=str(first_day),
        last_day=str(last_day),
        count=len(runs),
        first_run=_minute(runs[0]) if runs else None,
        last_run=_minute(runs[-1]) if runs else None,
    )


@tool.get("/describe")
def describe_schedule(expression: Expression) -> DescribedSchedule:
    """Read a cron expression: the minutes, hours, days and months that its five fields stand for.

    If both the day of month and the day of week are restricted, cron runs where either of them fits.
    """
    expanded = _schedule(expression, datetime(2026, 1, 1)).expanded
    fields = [
        FieldValues(field=name, written=part, values=values, number_of_values=len(values))
        for name, part, values in zip(FIELDS, expression.split(), map(_values, range(5), expanded), strict=True)
    ]
    return DescribedSchedule(
        expression=expression,
        fields=fields,
        times_on_a_day=fields[0].number_of_values * fields[1].number_of_values,
        days_are_alternatives=all(expanded[place] != ["*"] for place in (2, 4)),
    )


LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
VALUE = r"(\d+|" + "|".join(name[:3] for name in (*MONTHS, *DAYS)) + ")"
ITEM = rf"(\*|{VALUE}(-{VALUE})?)(/\d+)?"
FIELD = re.compile(rf"{ITEM}(,{ITEM})*", re.IGNORECASE)
"""A field as Unix cron has it: croniter would take Quartz's signs, and random times for `R`, too."""


def _values(place: int, expanded: list[int | str]) -> list[str]:
    low, high = LIMITS[place]
    numbers = range(low, high + 1) if expanded == ["*"] else expanded
    if place == 3:
        return [MONTHS[int(number) - 1] for number in numbers]
    if place == 4:
        return [DAYS[int(number) % 7] for number in numbers]
    return [str(number) for number in numbers]


def _schedule(expression: str, start: datetime) -> "croniter":
    from croniter import croniter

    parts = expression.split()
    if len(parts) != len(FIELDS) or not all(FIELD.fullmatch(part) for part in parts):
        raise Unusable(f"{expression!r} is no Unix cron expression: give five fields, such as '30 6 * * 1-5'")
    try:
        return croniter(expression, start)
    except ValueError as error:
        raise Unusable(f"{expression!r} cannot be read: {error}") from None


def _next(schedule: "croniter") -> datetime:
    from croniter import CroniterBadDateError

    try:
        run: datetime = schedule.get_next(datetime)
    except CroniterBadDateError:
        raise NotFound("this expression never runs") from None
    return run


def _at(day: date, time: str) -> datetime:
    if not 1970 <= day.year <= 2099:
        raise Unusable("cron schedules are worked out for the years 1970 to 2099")
    return datetime.combine(day, datetime.strptime(time, "%H:%M").time())


def _minute(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M")


def _run(when: datetime) -> Run:
    return Run(date=f"{when:%Y-%m-%d}", time=f"{when:%H:%M}", weekday=f"{when:%A}")
