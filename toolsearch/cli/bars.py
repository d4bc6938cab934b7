"""What a progress bar tells beside its bar: how fast it goes, how long it takes yet. Imports rich: import it late."""

from rich.progress import ProgressColumn, Task
from rich.text import Text


class Pace(ProgressColumn):
    """The rate of a task and the time left; the rate alone where its end is not known or is reached."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        left = None if task.finished or task.total is None else task.time_remaining
        return Text(pace(task.finished_speed or task.speed, left))


def pace(speed: float | None, left: float | None) -> str:
    """Write steps a second, in the unit that gives a number of one and more, and seconds left.

    >>> pace(12.34, 75), pace(0.5, 4000), pace(0.001, None), pace(None, None)
    ('12.3/s, 1:15 left', '30.0/min, 1:06:40 left', '3.6/h', '')
    """
    if not speed:
        return ""
    rate = f"{speed:,.1f}/s" if speed >= 1 else f"{60 * speed:.1f}/min" if speed >= 1 / 60 else f"{3600 * speed:.1f}/h"
    return rate if left is None else f"{rate}, {_clock(left)} left"


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
