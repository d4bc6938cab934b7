"""How alike texts are and what they are made of: rapidfuzz's distances, counts of words and letters. No meanings."""

import re
from collections import Counter
from typing import Annotated

from fastapi import Query

from apis.hub.faults import BUSY
from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "text-similarity",
    title="Text Similarity",
    category="Text Analysis",
    about="Compare two words or texts (edit distance, similarity in percent), find the closest match in a list, and "
    "count words, letters and sentences.",
    licence="MIT (rapidfuzz)",
)

First = Annotated[str, Query(min_length=1, max_length=500, description="One text.", examples=["kitten"])]
Second = Annotated[str, Query(min_length=1, max_length=500, description="The other text.", examples=["sitting"])]
Text = Annotated[
    str,
    Query(
        min_length=1,
        max_length=5000,
        description="The text.",
        examples=["The quick brown fox jumps over a lazy dog."],
    ),
]


class Alike(Value):
    edit_distance: int
    similarity_percent: float
    jaro_winkler: float
    common_prefix: int
    longest_common_subsequence: int


class Match(Value):
    text: str
    similarity_percent: float


class Matches(Value):
    best: str
    best_similarity_percent: float
    ranking: list[Match]


class Edit(Value):
    step: int
    operation: str
    position: int
    before: str
    after: str


class Edits(Value):
    count: int
    insertions: int
    deletions: int
    replacements: int
    edits: list[Edit]


class Statistics(Value):
    characters: int
    letters: int
    words: int
    different_words: int
    sentences: int
    vowels: int
    longest_word: str
    average_word_length: float


class LetterRow(Value):
    letter: str
    count: int
    percent: float


class WordRow(Value):
    word: str
    count: int


class Frequencies(Value):
    most_frequent_letter: str
    most_frequent_letter_count: int
    letters: list[LetterRow]
    words: list[WordRow]


@tool.get("/compare")
def compare_texts(first: First, second: Second) -> Alike:
    """Compare two words or texts: edit (Levenshtein) distance, similarity in percent, Jaro-Winkler similarity."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler, LCSseq, Levenshtein, Prefix

    return Alike(
        edit_distance=Levenshtein.distance(first, second),
        similarity_percent=round(fuzz.ratio(first, second), 2),
        jaro_winkler=round(JaroWinkler.similarity(first, second), 4),
        common_prefix=Prefix.similarity(first, second),
        longest_common_subsequence=LCSseq.similarity(first, second),
    )


@tool.get("/match")
def closest_match(
    text: Annotated[str, Query(min_length=1, max_length=100, description="What to look for.", examples=["aple"])],
    choices: Annotated[
        list[str],
        Query(min_length=2, max_length=50, description="The list to look in.", examples=[["apple", "maple", "ample"]]),
    ],
) -> Matches:
    """Find the closest match for a word or name in a list, such as for a misspelling, and rank the whole list."""
    from rapidfuzz import fuzz, process

    ranked = process.extract(text, choices, scorer=fuzz.ratio, limit=None)
    rows = [Match(text=choice, similarity_percent=round(score, 2)) for choice, score, _ in ranked]
    return Matches(best=rows[0].text, best_similarity_percent=rows[0].similarity_percent, ranking=rows)


@tool.get("/edits")
def edit_steps(first: First, second: Second) -> Edits:
    """List and count the single-letter edits that turn one word or text into another."""
    from rapidfuzz.distance import Levenshtein

    rows = [
        Edit(
            step=step,
            operation=edit.tag,
            position=edit.src_pos + 1,
            before="" if edit.tag == "insert" else first[edit.src_pos],
            after="" if edit.tag == "delete" else second[edit.dest_pos],
        )
        for step, edit in enumerate(Levenshtein.editops(first, second), 1)
    ]
    kinds = Counter(row.operation for row in rows)
    return Edits(
        count=len(rows),
        insertions=kinds["insert"],
        deletions=kinds["delete"],
        replacements=kinds["replace"],
        edits=rows,
    )


@tool.get("/statistics", dependencies=[BUSY])
def text_statistics(text: Text) -> Statistics:
    """Count the words, letters, vowels, sentences and characters of a text, and find its longest word."""
    words = _words(text)
    letters = [char for char in text if char.isalpha()]
    longest = max(words, key=len)
    return Statistics(
        characters=len(text),
        letters=len(letters),
        words=len(words),
        different_words=len({word.casefold() for word in words}),
        sentences=len([part for part in re.split(r"[.!?]+(?:\s|$)", text) if part.strip()]),
        vowels=sum(char.casefold() in "aeiou" for char in letters),
        longest_word=longest,
        average_word_length=round(sum(map(len, words)) / len(words), 2),
    )


@tool.get("/frequencies")
def letter_frequencies(text: Text) -> Frequencies:
    """Count how often every letter and every word occurs in a text, most frequent first."""
    words = Counter(word.casefold() for word in _words(text))
    letters = Counter(char.casefold() for char in text if char.isalpha())
    total = sum(letters.values())
    if not total:
        raise Unusable("there are no letters in this text")
    rows = [
        LetterRow(letter=letter, count=count, percent=round(count / total * 100, 2))
        for letter, count in sorted(letters.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Frequencies(
        most_frequent_letter=rows[0].letter,
        most_frequent_letter_count=rows[0].count,
        letters=rows,
        words=[WordRow(word=w, count=n) for w, n in sorted(words.items(), key=lambda item: (-item[1], item[0]))[:100]],
    )


def _words(text: str) -> list[str]:
    words = re.findall(r"\w+(?:['’-]\w+)*", text)
    if not words:
        raise Unusable("there are no words in this text")
    return words
