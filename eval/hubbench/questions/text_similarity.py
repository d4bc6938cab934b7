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
        'I\'m cleaning up a list of names. How alike are "{first}" and "{second}": edit distance and percent?',
        'Please compare the names "{first}" and "{second}": Levenshtein distance and similarity in percent.',
        '"{first}" and "{second}": edit distance and similarity in percent?',
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
        'Two records say "{first}" and "{second}". Which Jaro-Winkler similarity do these names have?',
        'Please compute the Jaro-Winkler similarity between "{first}" and "{second}".',
        'Jaro-Winkler similarity for "{first}" and "{second}"?',
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
        'How close, in percent, does the best match for "{text}" come among these words: {choices}?',
        'Someone typed "{text}". Among {choices}, the closest match has which similarity in percent?',
        'Find the closest match for "{text}" in this list and tell me its similarity in percent: {choices}.',
        'Please rank {choices} by likeness to "{text}". What similarity in percent does the best one have?',
        'Closest to "{text}" out of {choices}: with what similarity in percent?',
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
        'Which number of steps (and of replacements among them) leads from "{first}" to "{second}"?',
        'Word ladder: list the letter edits from "{first}" to "{second}". How many are there, and how many replace a '
        "letter?",
        'Please list the edits from "{first}" to "{second}" and count them, and the replacements on their own.',
        'Edits from "{first}" to "{second}": how many in all, and how many replacements?',
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
        'My ad may not be too long. How many words and letters has "{text}"?',
        'Please tell me the number of words and of letters in "{text}".',
        'Words and letters in "{text}"?',
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
        'I study style: for "{text}", how many vowels are there, and what is the average length of a word?',
        'Please count the vowels in "{text}" and compute the average word length.',
        'Vowels and average word length in "{text}"?',
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
        'Which share of the letters in "{text}" does the most frequent letter make up, and how often does it occur?',
        'How often does the commonest letter occur in "{text}", and what percentage of all letters is that?',
        'For a code-breaking class: count of the most frequent letter in "{text}", and its share in percent?',
        'Please count the letters of "{text}": how often is the most frequent one there, and what percent is that?',
        'Most frequent letter in "{text}": how often, and what percent of the letters?',
    )
    facts = (NumberFact(value=rows[0].count), NumberFact(value=rows[0].percent))
    return Question(worded(rng, wordings, text=text), (FREQUENCIES,), facts)


def _capital(text: str) -> str:
    return text if text[0].isalpha() else f"The names {text}"


MAKERS: tuple[Maker, ...] = (distance, jaro_winkler, spelling, edits, counts, vowels, commonest_letter)
