"""Whether English text sounds glad or cross, by VADER's lexicon and rules. Knows no irony and no other language."""

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from apis.hub.tool import NotFound, Unusable, hub_tool
from apis.model import Value

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


@cache
def analyzer() -> "SentimentIntensityAnalyzer":
    """Load VADER with its lexicon."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


tool = hub_tool(
    "text-sentiment",
    title="Text Sentiment",
    category="Text Analysis",
    about="Measure how positive or negative English text is, such as reviews and posts: as a whole, sentence by "
    "sentence or word by word. Scores go from -1 (most negative) to 1 (most positive).",
    licence="MIT (vaderSentiment)",
    warm=analyzer,
)

EXAMPLE = "The food was great, but the service was horrible!"
Text = Annotated[str, Query(min_length=1, max_length=2000, description="English text.", examples=[EXAMPLE])]


class Sentiment(Value):
    label: str
    compound_score: float
    positive_share: float
    neutral_share: float
    negative_share: float


class SentenceRow(Value):
    sentence: str
    label: str
    compound_score: float


class Sentences(Value):
    count: int
    most_positive: str
    most_negative: str
    highest_compound_score: float
    lowest_compound_score: float
    sentences: list[SentenceRow]


class WordScore(Value):
    word: str
    score: float
    """From -4, most negative, to 4, most positive."""
    label: str


class WordRow(Value):
    word: str
    score: float


class Words(Value):
    total: int
    most_positive: str
    most_negative: str
    words: list[WordRow]


class Comparison(Value):
    first_score: float
    second_score: float
    more_positive: str
    difference: float


@tool.get("/score")
def score_sentiment(text: Text) -> Sentiment:
    """Score the sentiment of a text: positive, neutral or negative, with a compound score and the share of each."""
    scores = analyzer().polarity_scores(text)
    return Sentiment(
        label=_label(scores["compound"]),
        compound_score=scores["compound"],
        positive_share=scores["pos"],
        neutral_share=scores["neu"],
        negative_share=scores["neg"],
    )


@tool.get("/sentences")
def sentence_sentiment(text: Text) -> Sentences:
    """Score the sentiment of every sentence of a text, and point out the most positive and the most negative one."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+", text) if part.strip()]
    if not sentences:
        raise Unusable("there is no sentence in this text")
    rows = [
        SentenceRow(sentence=sentence, label=found.label, compound_score=found.compound_score)
        for sentence in sentences
        for found in [score_sentiment(sentence)]
    ]
    ranked = sorted(rows, key=lambda row: row.compound_score)
    return Sentences(
        count=len(rows),
        most_positive=ranked[-1].sentence,
        most_negative=ranked[0].sentence,
        highest_compound_score=ranked[-1].compound_score,
        lowest_compound_score=ranked[0].compound_score,
        sentences=rows,
    )


@tool.get("/words/score")
def word_sentiment(
    word: Annotated[str, Query(min_length=1, max_length=40, description="An English word.", examples=["disaster"])],
) -> WordScore:
    """Look up how positive or negative a single word is in the lexicon, on a scale from -4 to 4."""
    key = word.strip().lower()
    if key not in analyzer().lexicon:
        raise NotFound(f"the word {word!r} carries no sentiment in the lexicon")
    score = analyzer().lexicon[key]
    return WordScore(word=key, score=score, label="positive" if score > 0 else "negative")


@tool.get("/words")
def list_charged_words(
    beginning: Annotated[str, Query(min_length=1, max_length=20, description="First letters.", examples=["hap"])],
    limit: Annotated[int, Query(ge=1, le=200, description="How many to return.", examples=[100])] = 100,
) -> Words:
    """List and count the sentiment words that begin with some letters, with the score of each and the most positive."""
    found = [word for word in analyzer().lexicon if word.startswith(beginning.strip().lower()) and word.isalpha()]
    if not found:
        raise NotFound(f"no word in the lexicon begins with {beginning!r}")
    rows = [WordRow(word=word, score=analyzer().lexicon[word]) for word in sorted(found)]
    ranked = sorted(rows, key=lambda row: row.score)
    return Words(total=len(rows), most_positive=ranked[-1].word, most_negative=ranked[0].word, words=rows[:limit])


@tool.get("/compare")
def compare_sentiment(
    first: Annotated[str, Query(max_length=1000, description="One text.", examples=["I love this phone."])],
    second: Annotated[str, Query(max_length=1000, description="The other.", examples=["The battery is awful."])],
) -> Comparison:
    """Compare two texts: which one is more positive, and by how much."""
    scores = [score_sentiment(text).compound_score for text in (first, second)]
    more = "neither" if scores[0] == scores[1] else "first" if scores[0] > scores[1] else "second"
    return Comparison(
        first_score=scores[0],
        second_score=scores[1],
        more_positive=more,
        difference=round(abs(scores[0] - scores[1]), 4),
    )


def _label(compound: float) -> str:
    """Name a score by VADER's own thresholds."""
    return "positive" if compound >= 0.05 else "negative" if compound <= -0.05 else "neutral"
