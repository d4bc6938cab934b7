"""Questions of those who have measured something."""

from random import Random
from typing import get_args

from apis.hub.sample_statistics import Method, describe_sample, fit_line, sample_quartiles
from eval.hubbench.drawing import worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question

DESCRIBE = "sample-statistics/describe-sample"
QUARTILES = "sample-statistics/sample-quartiles"
LINE = "sample-statistics/fit-line"
METHODS: tuple[Method, ...] = get_args(Method)


def some_values(rng: Random, fewest: int = 5, most: int = 9) -> list[float]:
    """Draw values that differ, with one decimal."""
    middle = rng.randrange(20, 200)
    return [each / 10 for each in rng.sample(range(middle * 5, middle * 15), rng.randint(fewest, most))]


def listed(values: list[float]) -> str:
    """Write values as people list them."""
    return f"{', '.join(f'{value:g}' for value in values[:-1])} and {values[-1]:g}"


def mean_and_deviation(rng: Random) -> Question:
    values = some_values(rng)
    wordings = (
        "What are the mean and the standard deviation of {values}?",
        "We measured {values}. Which mean and which sample standard deviation does that give?",
        "Please compute the mean and the standard deviation of the sample {values}.",
        "My readings are {values}. What's their mean, and what's their standard deviation?",
    )
    found = describe_sample(values)
    facts = (NumberFact(value=found.mean), NumberFact(value=found.standard_deviation))
    return Question(worded(rng, wordings, values=listed(values)), (DESCRIBE,), facts)


def median(rng: Random) -> Question:
    values = some_values(rng, 6, 10)
    values = values if len(values) % 2 == 0 else values[:-1]  # of an odd number the median would stand in the question
    wordings = (
        "What is the median of {values}?",
        "The runners needed {values} seconds. What is the median?",
        "Please find the median of these values: {values}.",
        "I have the measurements {values} and want to know their median.",
    )
    fact = NumberFact(value=describe_sample(values).median)
    return Question(worded(rng, wordings, values=listed(values)), (DESCRIBE,), (fact,))


def quartiles(rng: Random) -> Question:
    values, method = some_values(rng, 6, 10), rng.choice(METHODS)
    wordings = (
        "What are the lower and the upper quartile of {values} by the {method} method?",
        "For a box plot of {values} I need both quartiles, computed with the {method} method. What are they?",
        "Using the {method} method, where do the lower and the upper quartile of {values} lie?",
        "Please work out the first and the third quartile of {values} ({method} method).",
    )
    found = sample_quartiles(values, method)
    facts = (NumberFact(value=found.lower_quartile), NumberFact(value=found.upper_quartile))
    return Question(worded(rng, wordings, values=listed(values), method=method), (QUARTILES,), facts)


def spread(rng: Random) -> Question:
    values, method = some_values(rng, 6, 10), rng.choice(METHODS)
    wordings = (
        "What is the interquartile range of {values}, by the {method} method?",
        "How wide is the range between the quartiles of {values} when the {method} method is used?",
        "Please compute the interquartile range of the sample {values} with the {method} method.",
        "I need the interquartile range ({method} method) of the readings {values}.",
    )
    fact = NumberFact(value=sample_quartiles(values, method).interquartile_range)
    return Question(worded(rng, wordings, values=listed(values), method=method), (QUARTILES,), (fact,))


def line(rng: Random) -> Question:
    x_values = sorted(float(each) for each in rng.sample(range(1, 30), rng.randint(4, 6)))
    slope, start = rng.uniform(-4, 6), rng.uniform(5, 60)
    y_values = [round(start + slope * x + rng.uniform(-3, 3), 1) for x in x_values]
    wordings = (
        "For x = {x} I measured y = {y}. What are the slope and the intercept of the best straight line?",
        "Fit a straight line through x values {x} and y values {y}. What slope and which intercept come out?",
        "Which slope and intercept does linear regression give for x = {x} and y = {y}?",
        "My x values are {x}, and the y values to them are {y}. Please find the slope and the intercept of the line of "
        "least squares.",
    )
    found = fit_line(x_values, y_values)
    facts = (NumberFact(value=found.slope), NumberFact(value=found.intercept))
    return Question(worded(rng, wordings, x=listed(x_values), y=listed(y_values)), (LINE,), facts)


MAKERS: tuple[Maker, ...] = (mean_and_deviation, median, quartiles, spread, line)
