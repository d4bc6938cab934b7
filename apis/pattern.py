"""Texts that match a regular expression, for the patterns that schemas are made of.

Understands literals, classes, groups, alternatives and repetition; no look-around and no back-references. What it
makes is checked with `re`, so a misread pattern makes nothing rather than something wrong.
"""

import re
import string
from dataclasses import dataclass

DIGITS, WORD, SPACE = string.digits, string.ascii_letters + string.digits + "_", " "
ANY = string.ascii_lowercase + string.ascii_uppercase + string.digits + "-_. /:"
CLASSES = {"d": DIGITS, "w": WORD, "s": SPACE}
LONGEST = 200
"""Characters of the longest text that is made, and of the longest pattern that is read."""

MOST = 10_000
"""Atoms read for one text."""


class _NotUnderstood(ValueError):
    pass


def matching(pattern: str, variant: int = 0) -> str | None:
    r"""Make a text that matches a pattern; None where the pattern is beyond this module.

    Args:
        pattern: searched for anywhere in the text, as JSON Schema does.
        variant: another number makes another text, where the pattern has room for one.

    >>> matching("^[A-Z]{3}$"), matching("^[A-Z]{3}$", 1), matching(r"^\d{4}-(0[1-9]|1[0-2])$")
    ('BCD', 'CDE', '1234-06')
    """
    if len(pattern) > LONGEST:
        return None
    try:
        reader = _Reader(pattern, variant)
        text = reader.alternatives()
        fits = reader.at == len(pattern) and len(text) <= LONGEST and re.search(pattern, text) is not None
    except (_NotUnderstood, IndexError, ValueError, RecursionError, re.error):
        return None
    return text if fits else None


@dataclass(slots=True)
class _Reader:
    """Reads a pattern once, from left to right, and makes the text as it goes."""

    pattern: str
    variant: int
    at: int = 0
    made: int = 0
    """How many choices were made: each takes the next member of its class."""
    read: int = 0
    """How many atoms were read, the same one again and again where it is repeated."""

    def alternatives(self) -> str:
        """Read branches up to the end of the group; the variant chooses one."""
        branches = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            branches.append(self._sequence())
        return branches[self.variant % len(branches)]

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]

    def _sequence(self) -> str:
        parts: list[str] = []
        while self._next() not in ("", "|", ")"):
            start = self.at
            part = self._atom()
            least = self._least()
            parts.append(part if least else "")
            for _ in range(least - 1):
                end, self.at = self.at, start
                parts.append(self._atom())
                self.at = end
        return "".join(parts)

    def _atom(self) -> str:
        self.read += 1
        if self.read > MOST:
            raise _NotUnderstood("repetition within repetition")
        character = self._take()
        if character in "^$":
            return ""
        if character == "(":
            return self._group()
        if character == "[":
            return self._choose(self._class())
        if character == "\\":
            return self._escaped()
        if character == ".":
            return self._choose(string.ascii_lowercase)
        if character in "*+?{":
            raise _NotUnderstood(character)
        return character

    def _group(self) -> str:
        if self._next() == "?":
            named = re.compile(r"\?(:|P?<[A-Za-z_]\w*>)").match(self.pattern, self.at)
            if named is None:
                raise _NotUnderstood("look-around")
            self.at = named.end()
        text = self.alternatives()
        if self._take() != ")":
            raise _NotUnderstood("group")
        return text

    def _escaped(self) -> str:
        character = self._take()
        if character in "bAZz":
            return ""
        members = _members(character)
        return self._choose(members) if len(members) > 1 else members

    def _class(self) -> str:
        negated = self._next() == "^"
        self.at += negated
        found = ""
        while (character := self._take()) != "]" or not found:
            members = _members(self._take()) if character == "\\" else character
            if self._next() == "-" and self.pattern[self.at + 1] != "]" and len(members) == 1:
                self.at += 1
                last = self._take()
                last = self._take() if last == "\\" else last
                members = "".join(map(chr, range(ord(members), min(ord(last), ord(members) + 99) + 1)))
            found += members
        return "".join(each for each in ANY if each not in found) if negated else found

    def _choose(self, members: str) -> str:
        self.made += 1
        return members[(self.made + self.variant) % len(members)]

    def _least(self) -> int:
        """Read a quantifier; return how often the atom before it is written."""
        character = self._next()
        if character in ("*", "?"):
            least = 0
        elif character == "{" and (bounds := re.compile(r"\{(\d+)(,\d*)?\}").match(self.pattern, self.at)):
            self.at = bounds.end() - 1
            least = int(bounds[1])
        elif character == "+":
            least = 1
        else:
            return 1
        self.at += 1
        self.at += self._next() in ("?", "+")  # lazy or possessive: the same texts
        if least > LONGEST:
            raise _NotUnderstood("too long")
        return least


def _members(escape: str) -> str:
    """Return the characters that an escape stands for."""
    if escape in CLASSES:
        return CLASSES[escape]
    if escape in "DWS":
        return "".join(each for each in ANY if each not in CLASSES[escape.lower()])
    if escape.isalnum():
        raise _NotUnderstood(escape)
    return escape
