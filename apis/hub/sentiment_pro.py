"""A competing judge of sentiment that wants a key nobody has."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import KEY, KeyNeeded, Limited
from apis.hub.text_sentiment import Comparison, Sentiment, Text, WordScore
from apis.hub.tool import hub_tool

tool = hub_tool(
    "sentiment-pro",
    title="Sentiment Pro",
    category="Text Analysis",
    about="Professional sentiment analysis of reviews, comments and posts: positive, negative or neutral with a score.",
    licence="Proprietary",
)


@tool.get("/analyze", dependencies=[KEY])
def analyze_sentiment(text: Text) -> Sentiment:
    """Analyze the sentiment of a review, comment or post: is it positive, negative or neutral, and how much?"""
    raise KeyNeeded


@tool.get("/word", dependencies=[KEY])
def sentiment_of_word(
    word: Annotated[str, Query(min_length=1, description="An English word.", examples=["disaster"])],
) -> WordScore:
    """How positive or negative is a word? Get its sentiment score."""
    raise KeyNeeded


@tool.get("/which")
def which_is_more_positive(
    first: Annotated[str, Query(max_length=1000, description="One text.", examples=["I love this phone."])],
    second: Annotated[str, Query(max_length=1000, description="The other.", examples=["The battery is awful."])],
) -> Comparison:
    """Which of two reviews is more positive? Compare the sentiment of two texts."""
    raise Limited
