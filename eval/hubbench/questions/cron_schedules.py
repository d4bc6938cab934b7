"""Questions of those who run jobs by cron: when does it run, when did it run, how often."""

from datetime import date, timedelta
from random import Random

from apis.hub.cron_schedules import (
    DAYS,
    WrittenSchedule,
    count_runs,
    describe_schedule,
    next_runs,
    previous_run,
    write_schedule,
)
from eval.hubbench.drawing import Redraw, day_in_words, redrawn, some_day, worded
from eval.hubbench.facts import DateFact, NumberFact, TextFact, TimeFact
from eval.hubbench.question import Maker, Question, Trap

WRITE = "cron-schedules/write-schedule"
NEXT = "cron-schedules/next-runs"
PREVIOUS = "cron-schedules/previous-run"
COUNT = "cron-schedules/count-runs"
DESCRIBE = "cron-schedules/describe-schedule"
USED_UP = Trap("limited", "job-timetable/next-firings", NEXT)


def some_time(rng: Random) -> str:
    """Draw a time of day on five minutes."""
    return f"{rng.randrange(24):02}:{rng.randrange(0, 60, 5):02}"


def some_expression(rng: Random) -> str:
    """Draw a cron expression of which a month has few runs."""
    minute, hour = rng.randrange(60), rng.randrange(24)
    days = (
        f"* * {rng.randrange(1, 6)}",
        "* * 1-5",
        f"{rng.randrange(1, 29)} * *",
        f"1,{rng.randrange(10, 21)} * *",
        f"{rng.randrange(1, 29)} {rng.randrange(1, 13)} *",
    )
    return f"{minute} {hour} {rng.choice(days)}"


def some_schedule(rng: Random) -> WrittenSchedule:
    """Draw a schedule that can be said as 'every ... at ...'."""
    return write_schedule(rng.choice(("weekday", "weekend day", *DAYS)), some_time(rng))  # type: ignore[arg-type]  # days are of the list


def some_span(rng: Random) -> tuple[date, date]:
    """Draw two days some weeks or months apart."""
    first = some_day(rng)
    return first, first + timedelta(days=rng.randrange(25, 200))


@redrawn
def next_run(rng: Random) -> Question:
    expression, day, time = some_expression(rng), some_day(rng), some_time(rng)
    run = next_runs(expression, day, time, 1).runs[0]
    if run.date == str(day):
        raise Redraw
    wordings = (
        'When does the cron job "{expression}" run next after {time} on {day}?',
        'My crontab says "{expression}". On which day and at what time is the first run after {time} on {day}?',
        'A server came up again at {time} on {day}. When does its cron line "{expression}" fire for the first time?',
        'Please find the next run of the cron expression "{expression}" after {day}, {time}.',
        'Can you tell me the date and time at which cron runs "{expression}" next, counted from {time} on {day}?',
    )
    facts = (DateFact(value=run.date), TimeFact(value=run.time))
    text = worded(rng, wordings, expression=expression, day=day_in_words(rng, day), time=time)
    return Question(text, (NEXT,), facts, (USED_UP,))


@redrawn
def last_run(rng: Random) -> Question:
    expression, day, time = some_expression(rng), some_day(rng), some_time(rng)
    run = previous_run(expression, day, time)
    if run.date == str(day):
        raise Redraw
    wordings = (
        'When did the cron job "{expression}" last run before {time} on {day}?',
        'Our disk failed at {time} on {day}. When had the backup with the cron line "{expression}" run last?',
        'On which day and at what time was the last run of the cron expression "{expression}" before {time} on {day}?',
        'Please work out when cron had last started "{expression}" as of {time} on {day}.',
        'Can you tell me the date and time of the last run of the cron line "{expression}" before {time} on {day}?',
    )
    facts = (DateFact(value=run.date), TimeFact(value=run.time))
    text = worded(rng, wordings, expression=expression, day=day_in_words(rng, day), time=time)
    return Question(text, (PREVIOUS,), facts)


@redrawn
def number_of_runs(rng: Random) -> Question:
    expression, (first, last) = some_expression(rng), some_span(rng)
    found = count_runs(expression, first, last)
    if found.count < 2:
        raise Redraw
    wordings = (
        'How many times does the cron job "{expression}" run from {first} to {last}, both days included?',
        'How often does cron start "{expression}" between {first} and {last}, if both days count?',
        'I pay for every run of a job with the cron line "{expression}". How many are there from {first} to {last}?',
        'Please count the runs of the cron expression "{expression}" from {first} through {last}.',
        'Can you tell me how many runs the cron expression "{expression}" has from {first} through {last}?',
    )
    days = {"first": day_in_words(rng, first), "last": day_in_words(rng, last)}
    text = worded(rng, wordings, expression=expression, **days)
    return Question(text, (COUNT,), (NumberFact(value=found.count),))


@redrawn
def runs_of_a_schedule(rng: Random) -> Question:
    schedule, (first, last) = some_schedule(rng), some_span(rng)
    found = count_runs(schedule.expression, first, last)
    if found.last_run is None or found.last_run.startswith(str(last)):
        raise Redraw
    wordings = (
        "A cron job runs every {every} at {time}. How many runs does it have from {first} to {last}, both days "
        "included, and on what date is the last of them?",
        "If a job runs by cron every {every} at {time}, how often does it run from {first} through {last}, and on "
        "which date for the last time?",
        "I want to send a newsletter by cron every {every} at {time}. How many issues go out from {first} through "
        "{last}, and on what date does the last one?",
        "Please schedule a cron job for every {every} at {time}, count its runs from {first} through {last} and tell "
        "me the date of the last one.",
        "Can you write a cron schedule for every {every} at {time} and tell me the number of its runs from {first} "
        "through {last}, and the date of the last?",
    )
    facts = (NumberFact(value=found.count), DateFact(value=found.last_run[:10]))
    days = {"first": day_in_words(rng, first), "last": day_in_words(rng, last)}
    text = worded(rng, wordings, every=schedule.every, time=schedule.time, **days)
    return Question(text, (WRITE, COUNT), facts)


@redrawn
def first_run_of_a_monthly_job(rng: Random) -> Question:
    number, time, day = rng.randrange(29, 32), some_time(rng), some_day(rng)
    run = next_runs(write_schedule("month", time, number).expression, day, "12:00", 1).runs[0]
    wordings = (
        "A cron job runs once a month, on day {number}, at {time}. On what date is its first run after noon on {day}, "
        "and which weekday is that?",
        "If I schedule a job by cron for day {number} of every month at {time}, on which date and weekday does it run "
        "first after noon on {day}?",
        "We do the accounts by a cron job on day {number} of the month at {time}. When is the first run after 12:00 on "
        "{day}, and on which weekday?",
        "Please schedule a monthly cron job for day {number} at {time}, and tell me the date and the weekday of its "
        "first run after noon on {day}.",
        "Can you write a monthly cron schedule for day {number} at {time} and tell me the date and weekday of its "
        "first run after noon on {day}?",
    )
    facts = (DateFact(value=run.date), TextFact(value=run.weekday))
    text = worded(rng, wordings, number=number, time=time, day=day_in_words(rng, day))
    return Question(text, (WRITE, NEXT), facts, (USED_UP,))


@redrawn
def starts_on_a_day(rng: Random) -> Question:
    first, step = rng.randrange(5, 12), rng.choice((5, 10, 12, 15, 20))
    expression = f"{rng.choice(('', '1-'))}*/{step} {first}-{first + rng.randrange(3, 10)} * * *".replace("1-*", "1-59")
    found = describe_schedule(expression)
    wordings = (
        'How many times does the cron expression "{expression}" start its job on a day when it runs?',
        'How often a day does cron run a job with the line "{expression}"?',
        'A colleague wrote "{expression}" into our crontab. How many times a day does that run?',
        'Please read the cron expression "{expression}" and tell me how many times a day it fires.',
        'Can you tell me how many runs a day the cron expression "{expression}" makes?',
    )
    fact = NumberFact(value=found.times_on_a_day)
    return Question(worded(rng, wordings, expression=expression), (DESCRIBE,), (fact,))


MAKERS: tuple[Maker, ...] = (
    next_run,
    last_run,
    number_of_runs,
    runs_of_a_schedule,
    first_run_of_a_monthly_job,
    starts_on_a_day,
)
