"""Questions about downloads."""

from random import Random

from apis.hub.transfer_times import carried_volume, transfer_duration
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question


def duration(rng: Random) -> Question:
    size, speed = rng.randrange(50, 9000), rng.choice((6, 16, 25, 50, 100, 250))
    found = transfer_duration(size, speed)
    wordings = (
        "How many seconds does the download of a file of {size} megabytes take at {speed} megabits per second?",
        "I upload {size} MB over a line of {speed} Mbit/s. How long does that take in seconds?",
        "How long is the transfer of {size} megabytes at a speed of {speed} megabits per second?",
    )
    text = worded(rng, wordings, size=size, speed=speed)
    return Question(text, ("transfer-times/transfer-duration",), (NumberFact(value=found.seconds),))


def volume(rng: Random) -> Question:
    speed, hours = rng.choice((6, 16, 25, 50, 100, 250)), rng.randrange(2, 72)
    found = carried_volume(speed, hours)
    wordings = (
        "How many gigabytes does a line of {speed} megabits per second carry in {hours} hours?",
        "Our line does {speed} Mbit/s. How much data in gigabytes can it carry within {hours} hours?",
    )
    text = worded(rng, wordings, speed=speed, hours=hours)
    return Question(text, ("transfer-times/carried-volume",), (NumberFact(value=found.gigabytes),))


MAKERS: tuple[Maker, ...] = (duration, volume)
