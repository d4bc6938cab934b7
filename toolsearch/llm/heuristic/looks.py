"""Values that look like the example of a parameter: sequences of short tokens, tokens with signs in them.

Knows characters only. Where an example is plain words, or a token that shows as a code anyway, nothing is found.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from toolsearch.llm.heuristic.span import Span

_LONGEST_TOKEN = 4
_SIGNS = "#/+"


def find_alike(examples: tuple[str, ...], text: str, start: int, end: int) -> list[Span]:
    """Find what is written as the examples are, between two places of a text.

    >>> [span.text for span in find_alike(("As Kd",), "I hold 9c Ts against Ad 4h.", 0, 27)]
    ['9c Ts', 'Ad 4h']
    >>> [span.text for span in find_alike(("C#5",), "The note F#4 sounds.", 0, 20)]
    ['F#4']
    """
    found: list[Span] = []
    for pattern in filter(None, map(_pattern, examples)):
        for match in pattern.finditer(text, start, end):
            lone = " " in examples[0] and match.group().isalpha() and " " not in match.group()
            if not lone and not any(span.overlaps(*match.span()) for span in found):
                found.append(Span("code", match.group(), *match.span()))
    return list(_paired(sorted(found, key=lambda span: span.start)))


def size(text: str) -> int:
    """Count the tokens of a value."""
    return text.count(" ") + 1


def _paired(found: list[Span]) -> Iterator[Span]:
    """Number two values of one size: the first and the second of a pair."""
    for span in found:
        like = [other for other in found if size(other.text) == size(span.text)]
        place = like.index(span) if len(like) == 2 else -1
        yield Span("code", span.text, span.start, span.end, place=max(place, 0), group=-2 if place >= 0 else -1)


@lru_cache(4096)
def _pattern(example: str) -> re.Pattern[str] | None:
    tokens = example.split(" ")
    short = all(0 < len(token) <= _LONGEST_TOKEN and token.isalnum() for token in tokens)
    if len(tokens) > 1 and short and len({len(token) for token in tokens}) == 1 and not example.islower():
        one = "".join(_any_of(signs) for signs in zip(*tokens, strict=True))
        return re.compile(rf"(?<![\w#]){one}(?: {one})*(?![\w#])")
    if len(tokens) == 1 and any(sign in example for sign in _SIGNS) and any(sign.isdigit() for sign in example):
        return re.compile(rf"(?<![\w#]){''.join(_any_of(sign) for sign in example)}(?![\w#])")
    return None


def _any_of(signs: tuple[str, ...] | str) -> str:
    """Write the classes of some characters as one class."""
    classes = {
        "A-Z" if sign.isupper() else "a-z" if sign.islower() else "0-9" if sign.isdigit() else re.escape(sign)
        for sign in signs
    }
    if classes == {"A-Z"} and len(signs) > 1:
        classes.add("0-9")  # ranks and the like: what stands for a number may be a letter
    return f"[{''.join(sorted(classes))}]"
