"""What a page of the docs tells its reader to type: commands, Python blocks, and files to write.

```sh … ```                 commands, one a line (`\\` continues)
```console … ```            the lines behind `$ `; the rest is what they print
four spaces + a command      the same; what a command prints is indented too, and is no command
```python … ```             run as it is
```json title="a.json" …     any block with a title is a file of that name
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PROGRAMS = ("toolsearch", "python", "pip", "ray", "accelerate", "lm_eval", "make", "git", "cd", "docker")
_FENCED = re.compile(
    r"^```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_INDENTED = re.compile(r"^(?: {4}.*\n)+", re.MULTILINE)
_SETTING = r"(?:[A-Z_]+=\S+ )*"
_COMMAND = re.compile(rf"^{_SETTING}(?:{'|'.join(PROGRAMS)}) .*$")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    does: Literal["command", "python", "file"]
    text: str
    """A command in one line, a program, or what stands in the file."""
    name: str = ""
    """Of the file."""


def steps(page: str) -> Iterator[Step]:
    """Yield what a page tells to do, in its order."""
    outside = _FENCED.sub(lambda match: re.sub(r"[^\n]", "-", match[0]), page)
    found = [*_FENCED.finditer(page), *_INDENTED.finditer(outside)]
    for match in sorted(found, key=lambda match: match.start()):
        yield from _steps_of(match)


def _steps_of(match: re.Match[str]) -> Iterator[Step]:
    block = match.groupdict()
    if block.get("title"):
        yield Step("file", block["text"], block["title"])
    elif block.get("kind") == "python":
        yield Step("python", block["text"])
    elif block.get("kind") == "console":
        typed = re.findall(r"^\$ (.*)$", block["text"], re.MULTILINE)
        yield from (Step("command", line) for line in typed)
    elif block.get("kind", "sh") == "sh":
        yield from (Step("command", line) for line in _commands(block.get("text") or match[0]))


def _commands(text: str) -> Iterator[str]:
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if _COMMAND.match(line.strip()):
            yield line.strip()
