"""Figures that describe a list of measured values, from Python's statistics. Knows no distributions and no tests."""

import statistics
from typing import Annotated, Literal

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "sample-statistics",
    title="Sample Statistics",
    category="Data",
    about="Describe a list of numbers: mean, median and spread, its quartiles by either rule, and the straight line "
    "through pairs of values.",
    licence="PSF-2.0 (Python's statistics)",
)

Method = Literal["inclusive", "exclusive"]
DIGITS = 4
Values = Annotated[
    list[float],
    Query(min_length=2, max_length=500, description="The measured values.", examples=[[12.5, 9, 14, 11.5, 10]]),
]


class Sample(Value):
    count: int
    mean: float
    median: float
    standard_deviation: float
    smallest: float
    largest: float


class Quartiles(Value):
    method: Method
    lower_quartile: float
    median: float
    upper_quartile: float
    interquartile_range: float


class Line(Value):
    slope: float
    intercept: float
    correlation: float


@tool.get("/describe")
def describe_sample(values: Values) -> Sample:
    """Describe a sample: how many values, their mean, median, standard deviation (of a sample), smallest, largest."""
    return Sample(
        count=len(values),
        mean=round(statistics.fmean(values), DIGITS),
        median=round(statistics.median(values), DIGITS),
        standard_deviation=round(statistics.stdev(values), DIGITS),
        smallest=min(values),
        largest=max(values),
    )


@tool.get("/quartiles")
def sample_quartiles(
    values: Values,
    method: Annotated[
        Method,
        Query(
            description="Whether the extremes of the sample are taken for those of the population.",
            examples=["inclusive"],
        ),
    ] = "exclusive",
) -> Quartiles:
    """Cut a sample into quartiles: the lower and upper quartile, the median, and the range between the quartiles."""
    lower, middle, upper = statistics.quantiles(values, n=4, method=method)
    return Quartiles(
        method=method,
        lower_quartile=round(lower, DIGITS),
        median=round(middle, DIGITS),
        upper_quartile=round(upper, DIGITS),
        interquartile_range=round(upper - lower, DIGITS),
    )


@tool.get("/line")
def fit_line(
    x_values: Annotated[
        list[float], Query(min_length=2, max_length=500, description="Values of x.", examples=[[1, 2, 3, 4]])
    ],
    y_values: Annotated[
        list[float],
        Query(
            min_length=2, max_length=500, description="Values of y, in the order of x.", examples=[[2.1, 3.9, 6.2, 8]]
        ),
    ],
) -> Line:
    """Fit the straight line of least squares through pairs of x and y: slope, intercept and Pearson's correlation."""
    try:
        slope, intercept = statistics.linear_regression(x_values, y_values)
        correlation = statistics.correlation(x_values, y_values)
    except statistics.StatisticsError as error:
        raise Unusable(f"no line can be laid through these values: {error}") from error
    return Line(slope=round(slope, DIGITS), intercept=round(intercept, DIGITS), correlation=round(correlation, DIGITS))
