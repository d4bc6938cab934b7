"""Questions about how positive or negative reviews and words are."""

from random import Random

from apis.hub.text_sentiment import (
    analyzer,
    compare_sentiment,
    list_charged_words,
    score_sentiment,
    sentence_sentiment,
    word_sentiment,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

SCORE = "text-sentiment/score-sentiment"
SENTENCES = "text-sentiment/sentence-sentiment"
WORD = "text-sentiment/word-sentiment"
WORDS = "text-sentiment/list-charged-words"
COMPARE = "text-sentiment/compare-sentiment"
LOCKED = Trap("key", "sentiment-pro/analyze-sentiment", SCORE)
LOCKED_WORD = Trap("key", "sentiment-pro/sentiment-of-word", WORD)
USED_UP = Trap("limited", "sentiment-pro/which-is-more-positive", COMPARE)
THINGS = (
    "food",
    "room",
    "staff",
    "view",
    "breakfast",
    "service",
    "battery",
    "screen",
    "delivery",
    "music",
    "seat",
    "app",
)
PRAISE = ("great", "wonderful", "excellent", "friendly", "superb", "perfect", "charming", "amazing", "good", "lovely")
BLAME = ("terrible", "disappointing", "awful", "rude", "dirty", "broken", "horrible", "boring", "poor", "useless")
PLAIN = ("We stayed two nights.", "It arrived on Monday.", "There were four of us.", "The box is blue.")


def _good(rng: Random) -> str:
    return f"The {rng.choice(THINGS)} was {rng.choice(('', 'really ', 'very '))}{rng.choice(PRAISE)}"


def _bad(rng: Random) -> str:
    return f"The {rng.choice(THINGS)} was {rng.choice(('', 'quite ', 'so '))}{rng.choice(BLAME)}"


def _review(rng: Random) -> str:
    ends = (".", "!", ".")
    parts = [f"{_good(rng)}{rng.choice(ends)}", f"{_bad(rng)}{rng.choice(ends)}", rng.choice(PLAIN)]
    rng.shuffle(parts)
    return " ".join(parts[: rng.choice((2, 3))])


@redrawn
def score_of_a_review(rng: Random) -> Question:
    review = _review(rng)
    found = score_sentiment(review)
    wordings = (
        'Is the review "{review}" positive or negative overall, and what is its compound score?',
        'Which sentiment does the text "{review}" have, and how high is the compound score?',
        'A guest wrote "{review}". Is the sentiment positive, negative or neutral, and what is the compound score?',
        'Please rate the sentiment of "{review}" and give me the compound score.',
        'Can you tell me whether "{review}" is positive, negative or neutral, and its compound score?',
    )
    facts = (TextFact(value=found.label), NumberFact(value=found.compound_score))
    return Question(worded(rng, wordings, review=review), (SCORE,), facts, (LOCKED,))


@redrawn
def shares_of_a_review(rng: Random) -> Question:
    review = _review(rng)
    found = score_sentiment(review)
    wordings = (
        'What share of the text "{review}" is positive, and what share is negative?',
        'How large are the positive and the negative share of "{review}" in a sentiment analysis?',
        'I analyse guest comments. For "{review}" I need the positive and the negative share.',
        'Please measure how much of "{review}" is positive and how much negative.',
        'Can you tell me the positive share and the negative share of the text "{review}"?',
    )
    facts = (NumberFact(value=found.positive_share), NumberFact(value=found.negative_share))
    if found.positive_share == found.negative_share:
        raise Redraw
    return Question(worded(rng, wordings, review=review), (SCORE,), facts, (LOCKED,))


@redrawn
def worst_sentence(rng: Random) -> Question:
    parts = [f"{_good(rng)}.", f"{_bad(rng)}.", f"{_bad(rng)}!", f"{_good(rng)}!", rng.choice(PLAIN)]
    rng.shuffle(parts)
    review = " ".join(parts)
    found = sentence_sentiment(review)
    scores = sorted(row.compound_score for row in found.sentences)
    if scores[0] == scores[1]:
        raise Redraw
    wordings = (
        'How low is the compound score of the most negative sentence in the text "{review}"?',
        'Please score each sentence of "{review}" and tell me the lowest compound score.',
        'A review reads "{review}". Which compound score does its most negative sentence get?',
        'Please rate the sentences of "{review}" one by one. What is the score of the most negative one?',
        'Can you tell me the compound score of the most negative sentence of "{review}"?',
    )
    return Question(worded(rng, wordings, review=review), (SENTENCES,), (NumberFact(value=scores[0]),))


@redrawn
def score_of_a_word(rng: Random) -> Question:
    word = rng.choice([w for w in analyzer().lexicon if w.isalpha() and w.isascii() and 5 <= len(w) <= 11])
    found = word_sentiment(word)
    if abs(found.score) < 0.5:
        raise Redraw
    wordings = (
        'How positive or negative is the single word "{word}" on the scale from -4 to 4?',
        'What sentiment score does the lexicon give the word "{word}"?',
        'I\'m choosing words for a slogan. Which sentiment score has "{word}", from -4 to 4?',
        'Please look up the sentiment of the word "{word}" in the lexicon.',
        'Can you tell me the sentiment score of the word "{word}" in the lexicon?',
    )
    fact = NumberFact(value=found.score)
    return Question(worded(rng, wordings, word=word), (WORD,), (fact,), (LOCKED_WORD,))


@redrawn
def words_that_begin(rng: Random) -> Question:
    word = rng.choice([w for w in analyzer().lexicon if w.isalpha() and w.isascii() and len(w) > 6])
    letters = word[: rng.choice((2, 3))]
    found = list_charged_words(letters)
    best = sorted(found.words, key=lambda row: -row.score)
    if not 4 <= found.total <= 100 or best[0].score == best[1].score:
        raise Redraw
    wordings = (
        'How many words in the sentiment lexicon begin with "{letters}", and which of them is the most positive?',
        'Which word in the sentiment lexicon that begins with "{letters}" is the most positive, and how many words '
        "begin so?",
        'I\'m making a word game. How many words in the sentiment lexicon begin with "{letters}", and which is the '
        "most positive?",
        'Please list the sentiment words starting with "{letters}". How many are they, and which is most positive?',
        'Can you tell me how many sentiment words begin with "{letters}", and which is the most positive of them?',
    )
    facts = (NumberFact(value=found.total), TextFact(value=best[0].word))
    return Question(worded(rng, wordings, letters=letters), (WORDS,), facts)


@redrawn
def more_positive(rng: Random) -> Question:
    first, second = rng.sample((f"{_good(rng)}.", f"{_good(rng)}!", f"{_bad(rng)}.", f"{_bad(rng)}!"), 2)
    found = compare_sentiment(first, second)
    if found.difference < 0.05:
        raise Redraw
    wordings = (
        'Compare "{first}" with "{second}": what are the two sentiment scores?',
        'Which sentiment scores do "{first}" and "{second}" get when they are compared?',
        'Two customers wrote "{first}" and "{second}". Compare their sentiment and give me both scores.',
        'Please compare the sentiment of "{first}" and "{second}" and state both scores.',
        'Can you compare the texts "{first}" and "{second}" and tell me both sentiment scores?',
    )
    facts = (NumberFact(value=found.first_score), NumberFact(value=found.second_score))
    return Question(worded(rng, wordings, first=first, second=second), (COMPARE,), facts, (USED_UP,))


MAKERS: tuple[Maker, ...] = (
    score_of_a_review,
    shares_of_a_review,
    worst_sentence,
    score_of_a_word,
    words_that_begin,
    more_positive,
)
