"""How people put several requests into one message, or one request into some words of their own.

Knows sentences and nothing of Apis. Nothing is added that holds a name, a figure or a day, so that what is asked stays
what it was.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random

Styles = Mapping[int, tuple[str, ...]]

OPENERS = frozenset({
    "what", "which", "when", "where", "who", "whose", "how", "why", "is", "are", "was", "were", "does", "do",
    "did", "can", "could", "would", "will", "should", "please", "find", "give", "tell", "show", "list", "look",
    "check", "compute", "calculate", "convert", "work", "translate", "get", "name", "say", "write", "spell",
    "count", "explain", "compare", "on", "in", "at", "for", "from", "if", "by", "between", "given", "with",
    "during", "within", "after", "before", "starting", "suppose", "using", "add", "solve", "help", "let", "the",
    "a", "an", "my", "our", "we", "you", "this", "that", "there", "take", "need", "want", "read", "figure",
    "determine", "identify", "describe", "simplify",
})  # fmt: skip
"""First words that lose their capital inside a sentence; any other may be a name."""

ALONE = (
    *("{a}",) * 8,
    "{a} Thanks!",
    "{a} Thank you.",
    "Hi! {a}",
    "Could you look something up for me? {a}",
    "Quick question: {a_low}",
    "Help me with this one. {a}",
    "I was wondering about something. {a}",
    "{context} {a}",
    "{context} {a}",
)
PAIRS = (
    "{a} {b}",
    "{a} {b}",
    "{a} Also, {b_low}",
    "{a} And {b_low}",
    "{a} Also: {b}",
    "{a} While you're at it: {b_low}",
    "{a} One more thing: {b_low}",
    "{a} After that, another question: {b_low}",
    "I have two questions. {a} {b}",
    "Two things:\n1. {a}\n2. {b}",
    "I need to know the following:\n- {a}\n- {b}",
    "First: {a_low} Second: {b_low}",
    "{context} {a} {b}",
    "{context} {a} Also, {b_low}",
    "{context} {a} And {b_low}",
    "{joined}",
    "{joined}",
)
THREES = (
    "{a} {b} {c}",
    "{a} {b} And finally, {c_low}",
    "{a} Also, {b_low} And one last thing: {c_low}",
    "I have three questions. {a} {b} {c}",
    "Three things:\n1. {a}\n2. {b}\n3. {c}",
    "I have to find out the following:\n- {a}\n- {b}\n- {c}",
    "First: {a_low} Second: {b_low} Third: {c_low}",
    "{context} {a} {b} {c}",
    "{context} {a} Then: {b_low} And: {c_low}",
)
STYLES: Styles = {1: ALONE, 2: PAIRS, 3: THREES}
"""By the number of requests."""
APART: Styles = {
    1: (
        "{a}",
        "{a}",
        "Hello there, {a_low}",
        "I've been meaning to find this out. {a}",
        "{a} Much obliged.",
        "One thing I can't work out on my own: {a_low}",
        "Somebody asked me this today. {a}",
    ),
    2: (
        "{a} On another note, {b_low}",
        "{a} Apart from that: {b_low}",
        "There are two points to clear up. {a} {b}",
        "a) {a}\nb) {b}",
        "To begin with, {a_low} Then {b_low}",
        "{a} Next, {b_low}",
        "Somebody asked me these today. {a} {b}",
        "{a} I'd like to know this too: {b_low}",
    ),
    3: (
        "a) {a}\nb) {b}\nc) {c}",
        "There are three points to clear up. {a} {b} {c}",
        "{a} On another note, {b_low} To round it off, {c_low}",
        "To begin with, {a_low} Then {b_low} At the end, {c_low}",
        "Somebody asked me these today. {a} {b} {c}",
    ),
}
"""Those of the held-out bench: none of them is in the public one."""
CONTEXTS = {
    "Travel": ("I'm planning a trip.", "We're getting ready for a journey.", "I'm helping a friend plan a holiday."),
    "Transportation": ("I'm planning a trip.", "We're comparing ways to travel."),
    "Location": ("I'm planning a trip.", "I'm preparing a geography lesson."),
    "Mapping": ("I'm drawing up a map for a talk.", "I'm preparing a geography lesson."),
    "Weather": ("We'd like to spend time outdoors.", "I'm planning an evening outside."),
    "Finance": ("I'm sorting out my paperwork.", "I'm going over some money matters."),
    "Financial": ("I'm sorting out my paperwork.", "I'm going over some money matters."),
    "Business": ("I'm preparing a meeting with clients.", "I'm tidying up our customer records."),
    "Education": ("I'm preparing a lesson.", "I'm helping my daughter with her homework."),
    "Science": ("I'm preparing a lesson.", "I'm writing up some lab notes."),
    "Music": ("I'm writing a song.", "We're rehearsing tonight."),
    "Sports": ("We're organising a club evening.",),
    "Gaming": ("We're organising a games night.",),
    "Text Analysis": ("I'm editing a text for a newsletter.", "I'm proofreading something."),
    "Translation": ("I'm editing a text for a newsletter.", "I'm corresponding with colleagues abroad."),
    "Medical": ("I'm going through some records.",),
    "Health and Fitness": ("I'm going through some records.",),
}
"""By category; `ANY` for the others and where categories mix."""
ANY = (
    "I'm putting together some notes.",
    "I'm preparing a quiz for my friends.",
    "This is for a report I'm writing.",
    "I need this for work.",
    "My colleague asked me and I don't know.",
    "I'm double-checking a few facts.",
)


def join(rng: Random, texts: Sequence[str], categories: Sequence[str] = (), styles: Styles | None = None) -> str:
    """Put one to three requests into one message.

    Args:
        rng: draws the style.
        texts: each stands alone, begins with a capital letter and ends with '.' or '?'.
        categories: of the tools behind them; one category may bring a fitting remark.
        styles: by the number of requests (default: those of the public bench).

    >>> join(Random(3), ["What is the capital of Chad?", "How high is Everest?"])
    'What is the capital of Chad? Also: How high is Everest?'
    """
    here = (styles or STYLES)[len(texts)]
    known = CONTEXTS.get(categories[0], ANY) if len(set(categories)) == 1 else ANY
    words = dict(zip("abc", texts, strict=False)) | {"context": rng.choice(known)}
    words |= {f"{name}_low": lowered(text) for name, text in zip("abc", texts, strict=False)}
    style = rng.choice([style for style in here if style != "{joined}" or _can_be_one(texts)])
    return style.format_map(words | {"joined": _as_one(texts, rng.choice) if style == "{joined}" else ""})


def lowered(text: str) -> str:
    """Write the first word small where it is no name.

    >>> lowered("What is it?"), lowered("Paris is where?"), lowered("I need it.")
    ('what is it?', 'Paris is where?', 'I need it.')
    """
    first = text.split(maxsplit=1)[0].rstrip(",:;'’").lower() if text else ""
    return text[0].lower() + text[1:] if first in OPENERS else text


def _can_be_one(texts: Sequence[str]) -> bool:
    """Tell whether two requests can be one sentence: both are one sentence, of the same kind."""
    kinds = {text[-1] for text in texts}
    plain = all(not any(mark in text[:-1] for mark in (". ", "? ", "! ", "\n", ":")) for text in texts)
    return len(texts) == 2 and len(kinds) == 1 and plain and lowered(texts[1]) != texts[1]


def _as_one(texts: Sequence[str], choose: Callable[[Sequence[str]], str]) -> str:
    link = choose((", and ", " and ", ", and also ") if texts[0].endswith("?") else (", and then ", ", and ", " and "))
    return texts[0][:-1] + link + lowered(texts[1])
