"""Values that show by their form: quoted text, JSON, addresses, codes, dates, expressions.

Knows how such values look; knows no meaning of words.
"""

import ast
import re
from collections.abc import Iterator

from apis.model import Json
from toolsearch.llm.heuristic.dates import Day, find_days, find_times
from toolsearch.llm.heuristic.lexicon import FUNCTION_WORDS, WEEKDAYS
from toolsearch.llm.heuristic.quantities import UNIT_NAMED, UNIT_SPELLED
from toolsearch.llm.heuristic.span import Kind, Span
from toolsearch.llm.heuristic.world import CODED

_QUOTES = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|`([^`]+)`|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)|(?<!\w)‘([^’]+)’(?!\w)"
)
_SCRIPT = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]+(?: [\u0370-\u1dff\u2e80-\ud7ff]+)*")
_ACCENTED = re.compile(r"(?<!\w)[a-z]*[à-öø-ÿā-ž\u01cd-\u0233][a-zà-öø-ÿā-ž\u01cd-\u0233]*(?!\w)")
_LITERAL = re.compile(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|\{[^{}]*\}")
_YEAR = re.compile(r"(?<![\w.,/:$€£-])(?:1[0-9]|2[01])\d\d(?![\w%:]|[.,/-]\d)")
_WEEKDAY = re.compile("|".join(WEEKDAYS), re.IGNORECASE)
_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US|Canada"
_DOMAINS = r"com|org|net|io|dev|edu|gov|info|co\.uk|de|fr"
_HEX = "[0-9a-fA-F]{0,4}"
_TELEPHONE = r"(?<!\w)\+\d[\d ().-]{5,}\d(?!\w)|(?<!\w)\(\d{3}\) ?\d{3}-\d{4}|(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-])"
_ADDRESSES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"(?:https?|ftp)://[^\s\"'<>)]+[^\s\"'<>).,;?!]|\bwww\.[^\s\"'<>),;?!]+\w")),
    ("url", re.compile(rf"(?<![\w@.])(?:[a-z0-9-]+\.)+(?:{_DOMAINS})\b(?:/[^\s,;?!]*)?")),
    ("ip", re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?!\w)")),
    ("ip", re.compile(rf"(?<![\w:])(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)(?:{_HEX}:){{2,7}}{_HEX}(?:/\d{{1,3}})?(?![\w:])")),
    ("zone", re.compile(rf"\b(?:{_AREAS})(?:/[A-Z][\w+-]*)+|\b(?:UTC|GMT)(?:[+-]\d{{1,2}}(?::\d\d)?)?(?!\w)")),
    ("phone", re.compile(_TELEPHONE)),
)  # fmt: skip
_CODES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w./:-])(?:[\w.-]+/)+[\w-]+\.[A-Za-z]\w{1,5}\b",  # the path of a file
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",  # groups of four, two letters first
        r"(?<![\w.,-])\d{1,7}(?:[ -]\d{1,7}){2,5}[ -]?[\dXx]?(?![\w-]|\.\d)",  # groups of digits
        r"(?<![\w./#-])(?=[\w./:-]*\d)(?=[\w./:-]*[A-Za-z])[A-Za-z0-9]+(?:[-./_:][A-Za-z0-9]+)*(?!\w)",
        r"(?<![\w.,])\d{6,}(?![\w.,]*\d)|#[0-9A-Fa-f]{3,8}\b",
        r"\b[A-Z]{2,}(?:[-/.][A-Z0-9]+)*\b(?!['’]\w)|\b[A-Z][a-z]?(?:[A-Z][a-z]?)+\b|\b[a-z]+(?:_[A-Za-z0-9]+)+\b",
    )
)
_FEWEST_DIGITS = 6
"""Characters that make digits a code."""
_MEASURE = re.compile(
    rf"\d+(?:\.\d+)?-?(?:st|nd|rd|th|am|pm|k|m|bn|x|s|{'|'.join([*UNIT_SPELLED, *UNIT_NAMED])})(?:-[a-z]+)?"
)
_OPERAND = (
    r"(?:\d+(?:\.\d+)?(?:[a-z](?![a-z]))?|\b[a-zA-Z](?![a-zA-Z’'])|"
    r"\b(?:sinh?|cosh?|tanh?|log|ln|exp|sqrt|abs|pi|a(?:rc)?(?:sin|cos|tan))\b|[()])"
)
_EXPRESSION = re.compile(rf"(?:(?<!\w)-\s?)?{_OPERAND}(?:\s*(?:\*\*|<=|>=|[-−+*/^=×÷!<>])?\s*-?\s*{_OPERAND})+!?")
_OPERATOR = re.compile(r"\*\*|[+*^=×÷!]|\s[-−/]\s|[a-z)]\s?[-−/]|\d\s?/\s?\d|[a-z]\(|\d[a-z]\b")


def find_quoted(text: str) -> Iterator[Span]:
    """Find what stands in quotation marks, unless all of the text does."""
    for match in _QUOTES.finditer(text):
        if match.end() - match.start() >= len(text.strip()):
            continue
        inner = next(part for part in match.groups() if part)
        yield Span("quoted", inner.strip() or inner, *match.span())


def find_foreign(text: str, closed: list[Span]) -> Iterator[Span]:
    """Find runs of a script other than Latin, and small words with letters that English has not."""
    for match in _SCRIPT.finditer(text):
        if not any(span.overlaps(*match.span()) for span in closed):
            yield Span("quoted", match.group(), *match.span())
    for match in _ACCENTED.finditer(text):
        if not any(span.overlaps(*match.span()) for span in closed):
            yield Span("name", match.group(), *match.span())


def find_literals(text: str) -> Iterator[Span]:
    """Find lists and objects written as JSON or Python."""
    for match in _LITERAL.finditer(text):
        try:
            value = ast.literal_eval(match.group())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        if isinstance(value, list | dict) and value:
            yield Span("literal", match.group(), *match.span(), _plain(value))


def find_addresses(text: str, closed: list[Span]) -> list[Span]:
    """Find e-mail addresses, URLs, IP addresses, time zones and telephone numbers; none inside another."""
    found: list[Span] = []
    for kind, pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            if not any(span.overlaps(*match.span()) for span in (*closed, *found)):
                found.append(Span(kind, match.group(), *match.span()))
    return found


def find_codes(text: str, closed: list[Span]) -> list[Span]:
    """Find identifiers, symbols and the like: letters with digits, capitals, groups of digits."""
    found: list[Span] = []
    for pattern in _CODES:
        for match in pattern.finditer(text):
            word = match.group().strip(" -")
            taken = any(span.overlaps(*match.span()) for span in (*closed, *found))
            short = word.replace(" ", "").isdigit() and len(word) < _FEWEST_DIGITS
            stated = (
                text[: match.start()].endswith((", ", " in ", " of ")) and ("state", word.lower()) in CODED
            )  # "Salem, OR"
            if (
                not taken
                and (stated or word.lower() not in FUNCTION_WORDS)
                and not _MEASURE.fullmatch(word)
                and not short
            ):
                found.append(Span("code", word, match.start(), match.start() + len(word)))
    return found


def find_parts(codes: list[Span]) -> Iterator[Span]:
    """Find the word and the number of such as "carbon-14"."""
    for code in codes:
        match = re.fullmatch(r"([A-Za-z]{3,})-(\d{1,4})", code.text)
        if match and not match[1].isupper():  # "ICD-10" is one name
            middle = code.start + len(match[1])
            yield Span("phrase", match[1], code.start, middle)
            yield Span("number", match[2], middle + 1, code.end, int(match[2]))


def find_dates(text: str, closed: list[Span]) -> Iterator[Span]:
    """Find days, months, years, weekdays and times of day."""
    days = find_days(text)
    for found in days:
        if isinstance(found.value, Day):
            kind: Kind = "date" if found.value.day else "month"
            yield Span(kind, text[found.start : found.end], found.start, found.end, day=found.value)
    for found in find_times(text):
        yield Span("time", text[found.start : found.end], found.start, found.end, str(found.value))
    inside = [(found.start, found.end) for found in days] + [(span.start, span.end) for span in closed]
    for match in _YEAR.finditer(text):
        if not any(start <= match.start() < end for start, end in inside):
            yield Span("year", match.group(), *match.span(), int(match.group()), day=Day(int(match.group())))
    for match in _WEEKDAY.finditer(text):
        yield Span("weekday", match.group(), *match.span(), match.group().title())


_ASSIGNED = re.compile(r"[a-zA-Z]\s*=\s*[-−]?\s*\d+(?:\.\d+)?")


def find_expressions(text: str, closed: list[Span]) -> Iterator[Span]:
    """Find formulas of mathematics."""
    for match in _EXPRESSION.finditer(text):
        start, end = _balanced(text, match.start(), match.end())
        written = text[start:end].strip()
        bare = not _ASSIGNED.fullmatch(written)  # "x = 3" gives a value to a letter
        if bare and _OPERATOR.search(written) and not any(span.overlaps(start, end) for span in closed):
            yield Span("expression", written, start, start + len(written))


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop a bracket at either end that has no partner."""
    while start < end and text[start] == ")":
        start += 1
    while end > start and text[start:end].count("(") > text[start:end].count(")"):
        start, end = (start + 1, end) if text[start] == "(" else (start, text.rindex("(", start, end))
    while end > start and text[start:end].count(")") > text[start:end].count("("):
        end = text.rindex(")", start, end)
    return start, end


def _plain(value: Json) -> Json:
    """Make what Python reads JSON again: text keys, no sets, no tuples."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
