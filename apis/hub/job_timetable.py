"""A competing writer of job schedules that speaks Quartz: seconds first, a question mark, names of days."""

from typing import Annotated

from fastapi import Query

from apis.hub.clock import Day, TimeOfDay
from apis.hub.cron_schedules import Every
from apis.hub.faults import Limited
from apis.hub.tool import hub_tool
from apis.model import Value

tool = hub_tool(
    "job-timetable",
    title="Job Timetable",
    category="Tools",
    about="Turn plain words into schedule expressions for recurring jobs, and see when a job fires next.",
    licence="MIT (croniter)",
)
QUARTZ = {"day": "* * ?", "weekday": "? * MON-FRI", "weekend day": "? * SAT,SUN"}


class JobExpression(Value):
    expression: str


class NextFirings(Value):
    firings: list[str]


@tool.get("/write")
def write_expression(
    every: Annotated[
        Every,
        Query(description="How often the job runs.", examples=["weekday"]),
    ],
    time: TimeOfDay,
    day_of_month: Annotated[int, Query(ge=1, le=31, description="For 'month' only.", examples=[1])] = 1,
) -> JobExpression:
    """Write the schedule expression of a recurring job: every day, every weekday, weekly or monthly at a time."""
    hour, minute = (int(part) for part in time.split(":"))
    days = f"{day_of_month} * ?" if every == "month" else QUARTZ.get(every, f"? * {every[:3].upper()}")
    return JobExpression(expression=f"0 {minute} {hour} {days}")


@tool.get("/firings")
def next_firings(
    expression: Annotated[str, Query(description="Expression of the job.", examples=["30 6 * * 1-5"])],
    day: Day,
    time: TimeOfDay,
) -> NextFirings:
    """List when a scheduled job fires next after a date and time."""
    raise Limited
