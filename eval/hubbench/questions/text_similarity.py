"""Questions about how alike words are and what texts are made of."""

from random import Random

from apis.hub.text_similarity import (
    closest_match,
    compare_texts,
    edit_steps,
    letter_frequencies,
    text_statistics,
)
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

COMPARE = "text-similarity/compare-texts"
MATCH = "text-similarity/closest-match"
EDITS = "text-similarity/edit-steps"
STATISTICS = "text-similarity/text-statistics"
FREQUENCIES = "text-similarity/letter-frequencies"
USED_UP = Trap("limited", "text-compare/similarity-of", COMPARE)
BROKEN = Trap("html", "text-compare/word-counter", STATISTICS)
NAMES = (
    "Johansson", "Johnston", "Jonsson", "Hansen", "Jansen", "Peterson", "Petersen", "Pedersen", "Schmidt", "Schmitt",
    "Smith", "Smythe", "Catherine", "Katharina", "Kathryn", "Christopher", "Kristoffer", "Alexandra", "Alejandra",
    "Aleksander", "Montgomery", "Macdonald", "McDonnell", "Donaldson", "Fitzgerald", "Fitzpatrick", "Richardson",
    "Robertson", "Robinson", "Harrison", "Henderson", "Anderson", "Andersson", "Sanderson", "Stevenson", "Stephenson",
)  # fmt: skip
WORDS = (
    "necessary", "accommodate", "rhythm", "embarrass", "separate", "definitely", "government", "occurrence", "library",
    "mischievous", "restaurant", "questionnaire", "maintenance", "conscience", "guarantee", "hierarchy", "millennium",
    "parliament", "privilege", "recommend", "schedule", "threshold", "vacuum", "lieutenant", "bureaucracy", "cemetery",
)  # fmt: skip
SUBJECTS = (
    "The old gardener",
    "A patient teacher",
    "Our neighbour",
    "The young violinist",
    "My grandmother",
    "The crew",
)
ACTS = ("planted", "carried", "remembered", "painted", "described", "repaired", "collected", "counted", "discovered")
OBJECTS = ("seven apple trees", "a heavy wooden box", "the long summer evenings", "an extraordinary lighthouse",
           "the broken telescope", "hundreds of postcards", "a collection of butterflies")  # fmt: skip
TAILS = ("before the first snow fell", "without telling anyone", "near the harbour", "with great enthusiasm",
         "while everybody else was sleeping", "on a rainy afternoon")  # fmt: skip


def _sentence(rng: Random) -> str:
    return f"{rng.choice(SUBJECTS)} {rng.choice(ACTS)} {rng.choice(OBJECTS)} {rng.choice(TAILS)}."


def _text(rng: Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.choice((1, 2, 3))))


def _misspelled(rng: Random, word: str) -> str:
    """Drop, double and swap letters, as tired people do."""
    letters = list(word)
    for _ in range(rng.choice((2, 2, 3))):
        at = rng.randrange(1, len(letters) - 1)
        change = rng.choice("dsx")
        if change == "d":
            del letters[at]
        elif change == "s":
            letters[at], letters[at - 1] = letters[at - 1], letters[at]
        else:
            letters.insert(at, letters[at])
    return "".join(letters)


@redrawn
def distance(rng: Random) -> Question:
    first, second = rng.sample(NAMES, 2)
    found = compare_texts(first, second)
    wordings = (
        'How many single-letter edits apart are "{first}" and "{second}", and how similar are they in percent?',
        'What are the edit distance and the percentage of similarity of "{first}" and "{second}"?',
        'I\'m cleaning up a list of names. What are the edit distance and the similarity in percent of "{first}" '
        'and "{second}"?',
        'Please compare the names "{first}" and "{second}" by their edit distance and their similarity in percent.',
        'Can you tell me the edit distance and the similarity in percent of "{first}" and "{second}"?',
    )
    facts = (NumberFact(value=found.edit_distance), NumberFact(value=found.similarity_percent))
    return Question(_capital(worded(rng, wordings, first=first, second=second)), (COMPARE,), facts, (USED_UP,))


@redrawn
def jaro_winkler(rng: Random) -> Question:
    first, second = rng.sample(NAMES, 2)
    found = compare_texts(first, second)
    if not 0.3 < found.jaro_winkler < 1:
        raise Redraw
    wordings = (
        'What is the Jaro-Winkler similarity of "{first}" and "{second}"?',
        'How similar are "{first}" and "{second}" by the Jaro-Winkler measure?',
        'Two records give the names "{first}" and "{second}". What is their Jaro-Winkler similarity?',
        'Please compute the Jaro-Winkler similarity between "{first}" and "{second}".',
        'Can you tell me the Jaro-Winkler similarity of "{first}" and "{second}"?',
    )
    fact = NumberFact(value=found.jaro_winkler)
    return Question(worded(rng, wordings, first=first, second=second), (COMPARE,), (fact,), (USED_UP,))


@redrawn
def spelling(rng: Random) -> Question:
    choices = rng.sample(WORDS, 5)
    text = _misspelled(rng, rng.choice(choices))
    found = closest_match(text, choices)
    if text == found.best or found.ranking[0].similarity_percent == found.ranking[1].similarity_percent:
        raise Redraw
    wordings = (
        'Which of the words {choices} is closest to "{text}", and what is its similarity in percent?',
        'Someone typed "{text}". Which of {choices} is the closest match, and how similar is it in percent?',
        'Find the closest match for "{text}" among {choices}, and its similarity in percent.',
        'Please rank {choices} by likeness to "{text}". Which one is best, and what is its similarity in percent?',
        'Can you tell me which of {choices} is the best match for "{text}", and its similarity in percent?',
    )
    facts = (NumberFact(value=found.best_similarity_percent), TextFact(value=found.best))
    listed = ", ".join(f'"{choice}"' for choice in choices)
    return Question(worded(rng, wordings, text=text, choices=listed), (MATCH,), facts)


@redrawn
def edits(rng: Random) -> Question:
    first, second = rng.sample(WORDS, 2)
    found = edit_steps(first, second)
    if not found.replacements:
        raise Redraw
    wordings = (
        'How many single-letter edits turn "{first}" into "{second}", and how many of them are replacements?',
        'How many edit steps lead from "{first}" to "{second}", and how many of them are replacements?',
        'I\'m making a word puzzle. How many letter edits lead from "{first}" to "{second}", and how many of them '
        "are replacements?",
        'Please list the edits from "{first}" to "{second}" and tell me how many there are, and how many are '
        "replacements.",
        'Can you tell me how many edits turn "{first}" into "{second}", and how many of those are replacements?',
    )
    facts = (NumberFact(value=found.count), NumberFact(value=found.replacements))
    return Question(worded(rng, wordings, first=first, second=second), (EDITS,), facts)


@redrawn
def counts(rng: Random) -> Question:
    text = _text(rng)
    found = text_statistics(text)
    wordings = (
        'How many words and how many letters are there in "{text}"?',
        'Count the words and the letters of this text for me: "{text}".',
        'My ad may not be too long. How many words and how many letters does the text "{text}" have?',
        'Please tell me the number of words and of letters in "{text}".',
        'Can you tell me how many words and how many letters the text "{text}" has?',
    )
    facts = (NumberFact(value=found.words), NumberFact(value=found.letters))
    return Question(worded(rng, wordings, text=text), (STATISTICS,), facts, (BROKEN,))


@redrawn
def vowels(rng: Random) -> Question:
    text = _text(rng)
    found = text_statistics(text)
    wordings = (
        'How many vowels does the text "{text}" have, and how long are its words on average?',
        'What are the number of vowels and the average word length in "{text}"?',
        'I study style. How many vowels does the text "{text}" have, and what is its average word length?',
        'Please count the vowels in "{text}" and compute the average word length.',
        'Can you tell me the number of vowels and the average word length of the text "{text}"?',
    )
    facts = (NumberFact(value=found.vowels), NumberFact(value=found.average_word_length))
    return Question(worded(rng, wordings, text=text), (STATISTICS,), facts, (BROKEN,))


@redrawn
def commonest_letter(rng: Random) -> Question:
    text = _text(rng)
    rows = letter_frequencies(text).letters
    if rows[0].count == rows[1].count:
        raise Redraw
    wordings = (
        'Which letter is the most frequent in the text "{text}", and how often does it occur?',
        'What is the most frequent letter of "{text}", and what is its count?',
        'I\'m teaching code breaking. Which letter occurs most often in "{text}", and how many times?',
        'Please count the letters of "{text}" and tell me the most frequent one and its count.',
        'Can you tell me which letter is the most frequent in "{text}", and how often it occurs?',
    )
    facts = (TextFact(value=rows[0].letter), NumberFact(value=rows[0].count))
    return Question(worded(rng, wordings, text=text), (FREQUENCIES,), facts)


def _capital(text: str) -> str:
    return text if text[0].isalpha() else f"The names {text}"


MAKERS: tuple[Maker, ...] = (distance, jaro_winkler, spelling, edits, counts, vowels, commonest_letter)
