"""Questions about downloads."""

from random import Random

from apis.hub.transfer_times import carried_volume, needed_speed, transfer_duration
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
        "What volume of data in gigabytes comes over a line of {speed} megabits per second in {hours} hours?",
        "Please work out for {hours} hours how many gigabytes pass at a speed of {speed} Mbit/s.",
    )
    text = worded(rng, wordings, speed=speed, hours=hours)
    return Question(text, ("transfer-times/carried-volume",), (NumberFact(value=found.gigabytes),))


def minutes(rng: Random) -> Question:
    size, speed = rng.randrange(500, 90_000), rng.choice((6, 16, 25, 50, 100, 250))
    wordings = (
        "How many minutes does the download of {size} megabytes take at {speed} megabits per second?",
        "A game of {size} MB comes over a line of {speed} Mbit/s. How long does that take in minutes?",
        "I have a backup of {size} megabytes to upload at {speed} megabits per second. How many minutes will it take?",
        "Please work out in minutes how long a file of {size} MB takes at {speed} Mbit/s.",
    )
    fact = NumberFact(value=transfer_duration(size, speed).minutes)
    return Question(worded(rng, wordings, size=size, speed=speed), ("transfer-times/transfer-duration",), (fact,))


def speed(rng: Random) -> Question:
    size, time = rng.randrange(500, 90_000), rng.randrange(3, 120)
    wordings = (
        "How fast in megabits per second must a line be to transfer {size} megabytes in {time} minutes?",
        "I need to download a file of {size} MB within {time} minutes. Which speed in Mbit/s does that need?",
        "What speed in megabits per second carries a file of {size} megabytes within {time} minutes?",
        "Please work out the speed in Mbit/s that is needed for {size} megabytes in {time} minutes.",
    )
    fact = NumberFact(value=needed_speed(size, time).speed_mbit)
    return Question(worded(rng, wordings, size=size, time=time), ("transfer-times/needed-speed",), (fact,))


def megabytes_per_second(rng: Random) -> Question:
    size, time = rng.randrange(500, 90_000), rng.randrange(3, 120)
    wordings = (
        "How many megabytes per second must pass to transfer a file of {size} megabytes in {time} minutes?",
        "A film of {size} MB has to be copied within {time} minutes. What speed in megabytes per second is needed?",
        "What is the needed speed in megabytes per second for {size} MB in {time} minutes?",
        "Please work out how many megabytes a second it takes to send {size} megabytes within {time} minutes.",
    )
    fact = NumberFact(value=needed_speed(size, time).megabytes_per_second)
    return Question(worded(rng, wordings, size=size, time=time), ("transfer-times/needed-speed",), (fact,))


MAKERS: tuple[Maker, ...] = (duration, volume, minutes, speed, megabytes_per_second)
