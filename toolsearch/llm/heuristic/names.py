"""Values that are words: proper names, things of the world that have codes, phrases in lower case.

Knows capital letters, the tables of `world`, and where phrases begin and end. A phrase is a value of last resort: a
run of meaningful words, such as "good morning" in "say good morning in French".
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from toolsearch.llm.heuristic.lexicon import (
    FUNCTION_WORDS,
    LEAD_WORDS,
    MONTHS,
    NUMBER_NAMES,
    PHRASE_STOPS,
    REQUEST_WORDS,
    WEEKDAYS,
)
from toolsearch.llm.heuristic.quantities import UNIT_NAMED, UNIT_SPELLED
from toolsearch.llm.heuristic.span import Span
from toolsearch.llm.heuristic.text import Word
from toolsearch.llm.heuristic.world import NAMED

_LINKS = frozenset("of de la le las los du des van von der den da di do dos das del el al bin ibn y e the".split())
_CALENDAR = frozenset((*MONTHS, *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS), *(month[:3] for month in MONTHS)))
_LONGEST = 5
"""Words in the longest name of `world`."""
_SHORTENED = re.compile(r"['’](?:m|d|ve|ll|re)$")
_DIGIT = re.compile(r"\d")
_DO = re.compile(r"\b(?:do|does|did)\b[^.?!;]*\Z")
_OPENING = re.compile(r"[.?!:]\s|\n")
_PLAIN = re.compile(r"\w[\w'’]*")
_GAP = re.compile(r"\s+|-|(?<=\w)/")
_POINT = re.compile(r"\.\s?")
_SHORT = frozenset(("st", "mt", "ft", "dr", "mr", "mrs", "ms", "jr"))
_SUBJECTS = frozenset("i we you they he she please i'd we'd".split())
_BEFORE_TO = frozenset("have need want wish like love going try trying how able used".split())
_BEFORE_VERBS = frozenset(
    "to please and then you i we me us it also just now can could would will should must do does did let's first kindly"
    " which what who how that".split()
)
_LINK = re.compile(r" (?:of|with|without|and|or|to|due to)(?: (?:the|an?))? ")
"""What may stand between the parts of one long phrase."""
_BRACKETED = re.compile(r"\s\([A-Z][\w .'’-]*\)")
_TAIL = re.compile(r",\s?(?:[A-Z]{2}|D\.C\.)(?!\w)|\s\d{1,2}(?![\w.,:/-]|\s\w)")
"""What a name may end in: the state a town lies in, a small number such as in "World War 2"."""


def find_entries(text: str, tokens: list[Word]) -> Iterator[Span]:
    """Find countries, languages, currencies and states by name, the longest name first."""
    place = 0
    while place < len(tokens):
        size = next((n for n in range(_LONGEST, 0, -1) if _entry_at(text, tokens[place : place + n], n)), 0)
        if size:
            first, last = tokens[place], tokens[place + size - 1]
            written = _bare(text[first.start : last.end])
            for entry in NAMED[_plain(written)]:
                yield Span("entry", written, first.start, first.start + len(written), entry=entry)
        place += size or 1


def find_names(text: str, tokens: list[Word], closed: list[Span]) -> list[Span]:
    """Find runs of words with capital letters, links such as "of" between them."""
    found: list[Span] = []
    run: list[Word] = []
    for place, token in enumerate([*tokens, None]):
        gap = text[run[-1].end : token.start] if run and token else ""
        if run and (
            token is None or not _continues(run[-1], gap, token) or not (_is_name(token) or _links(tokens, place))
        ):
            found += _name(text, run, closed)
            run = []
        if token and (_is_name(token) or (run and _links(tokens, place))):
            run.append(token)
    return found


def find_phrases(text: str, tokens: list[Word], closed: list[Span]) -> Iterator[Span]:
    """Find runs of words that carry meaning, outside the spans that are closed to them."""
    run: list[Word] = []
    for place, token in enumerate([*tokens, None]):
        joined = bool(run and token) and text[run[-1].end : token.start] in (" ", "-")  # type: ignore[union-attr]  # token is one here
        inner = token is not None and _is_inner(token, closed) and not _asks(tokens, place)
        if run and not (joined and inner) and text[run[0].start : run[-1].end].lower() in UNIT_NAMED:
            run = []
        if run and not (joined and inner):
            yield Span("phrase", text[run[0].start : run[-1].end], run[0].start, run[-1].end)
            if len(run) > 1 and _DO.search(
                text[: run[0].start]
            ):  # "what does nickel emit": the last word may be the verb
                yield Span("phrase", text[run[0].start : run[-2].end], run[0].start, run[-2].end)
            run = []
        if token is not None and inner:
            run.append(token)


def find_long_phrases(text: str, phrases: list[Span]) -> Iterator[Span]:
    """Join phrases that a preposition links: "fistula of vagina to large intestine", the longest first."""
    for size in range(len(phrases), 1, -1):
        for first in range(len(phrases) - size + 1):
            run = phrases[first : first + size]
            if all(_LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(run)):
                start, end = run[0].start, run[-1].end
                yield Span("phrase", text[start:end], start, end)


def _entry_at(text: str, tokens: list[Word], size: int) -> bool:
    if len(tokens) < size:
        return False
    written = _bare(text[tokens[0].start : tokens[-1].end])
    name = _plain(written)
    if name not in NAMED:
        return False
    return written[0].isupper() or any(entry.realm == "currency" for entry in NAMED[name])


def _bare(written: str) -> str:
    return written.removesuffix("'s").removesuffix("’s")


def _plain(name: str) -> str:
    return name.lower().replace("’", "'")


def _is_name(token: Word) -> bool:
    first_person = token.lower == "i" or bool(_SHORTENED.search(token.lower))
    return (
        token.text[0].isupper()
        and token.lower not in _CALENDAR
        and token.lower not in NUMBER_NAMES
        and not first_person
        and not _DIGIT.search(token.text)
    )


def _links(tokens: list[Word], place: int) -> bool:
    """Tell whether a link word stands here with a name after it."""
    following = tokens[place + 1 : place + 3]
    if tokens[place].lower not in _LINKS or not following:
        return False
    return _is_name(following[0]) or (following[0].lower in _LINKS and _is_name(following[-1]))


def _continues(last: Word, gap: str, following: Word) -> bool:
    """Tell whether a name can go on over a gap: a blank, or the point of an initial or a short title."""
    if last.text.isupper() and 1 < len(last.text) < 6 and following.text in _LINKS:
        return False  # "the BIC of Some Bank"
    if last.text.endswith(("'s", "’s")) and not following.text.istitle():
        return False  # "Hungary's IBANs", but "New Year's Day"
    initial = len(last.text) == 1 or last.lower in _SHORT
    return bool(_GAP.fullmatch(gap)) or (initial and bool(_POINT.fullmatch(gap)))


def _name(text: str, run: list[Word], closed: list[Span]) -> Iterator[Span]:
    """Make the name of a run: words that only open a sentence do not count."""
    opens = _opens_sentence(text, run[0].start)
    while run and opens and (run[0].lower in FUNCTION_WORDS or run[0].lower in REQUEST_WORDS or run[0].lower in _LINKS):
        run = run[1:]
        opens = bool(run) and run[0].lower in _LINKS
    while run and run[0].text in _LINKS:
        run = run[1:]
    if not run or any(span.overlaps(run[0].start, run[-1].end) for span in closed):
        return
    end = run[-1].end - (2 if run[-1].text.endswith(("'s", "’s")) else 0)
    if text[run[0].start : end].lower() in UNIT_NAMED or (
        end - run[0].start > 1 and text[run[0].start : end] in UNIT_SPELLED
    ):
        return
    if text[end : end + 1] == "#" and not text[end + 1 : end + 2].isalnum():  # C#, F#
        end += 1
    yield Span("name", text[run[0].start : end], run[0].start, end, doubtful=opens and len(run) == 1)
    if inside := _BRACKETED.match(text, end):
        yield Span("name", text[run[0].start : inside.end()], run[0].start, inside.end())
    if state := _TAIL.match(text, end):
        yield Span("name", text[run[0].start : state.end()], run[0].start, state.end())


def _opens_sentence(text: str, start: int) -> bool:
    last = max((match.end() for match in _OPENING.finditer(text, 0, start)), default=0)
    return all(word.lower() in LEAD_WORDS for word in _PLAIN.findall(text[last:start]))


def _asks(tokens: list[Word], place: int) -> bool:
    """Whether a verb of request stands where verbs stand: it opens, or follows "to", "please", "you"."""
    if not place:
        return tokens[place].lower in REQUEST_WORDS
    before = tokens[place - 1].lower
    infinitive = before == "to" and place > 1 and tokens[place - 2].lower in _BEFORE_TO
    verb = infinitive or before in _SUBJECTS
    return verb or (tokens[place].lower in REQUEST_WORDS and before in _BEFORE_VERBS)


def _is_inner(token: Word, closed: list[Span]) -> bool:
    word = token.lower
    if word in FUNCTION_WORDS or word in NUMBER_NAMES or word in PHRASE_STOPS or not word[0].isalpha():
        return False
    return not any(span.overlaps(token.start, token.end) for span in closed)
