"""What an HTML page says, without its markup.

One pass from left to right: the standard library's parser takes minutes over 70 KB that were made to hurt it.
"""

import html
import re
from collections.abc import Iterator

UNSEEN = {name: re.compile(rf"</{name}", re.I) for name in ("script", "style", "template", "noscript", "svg")}
"""Elements whose text no reader sees, and how each ends."""
TAG = re.compile(r"[/!?]?([a-zA-Z][a-zA-Z0-9-]*)?")
# Atomic: many comments would else be divided among the repetitions in every possible way.
DOCUMENT = re.compile(rb"(?is)\s*(<\?xml[^>]*>\s*)?(?>(<!--.*?-->\s*)*)<(!doctype\s+html|html)[\s>]")
SNIFFED = 2048
"""Bytes at the start of a body in which a document must show itself."""
READ = 200_000
"""Characters of a page that are read."""


def is_page(body: bytes) -> bool:
    """Tell whether a body is an HTML document, whatever its content type says.

    >>> is_page(b"<!DOCTYPE html><html>"), is_page(b'{"html": "<html>"}')
    (True, False)
    """
    return DOCUMENT.match(body[:SNIFFED].removeprefix(b"\xef\xbb\xbf")) is not None


def visible_text(page: str) -> str:
    """Return the title and the text a reader would see at the start of a page, with single spaces.

    >>> visible_text("<html><head><title>Oops</title></head><body><script>x()</script><p>Not <b>here</b>.</p></body>")
    'Oops Not here .'
    """
    return " ".join(html.unescape(" ".join(_texts(page[:READ]))).split())


def _texts(page: str) -> Iterator[str]:
    """Yield the texts between tags. Every search starts where the last one ended, so the time is linear."""
    position = 0
    while (opening := page.find("<", position)) >= 0:
        tag = TAG.match(page, opening + 1)
        if tag is None or not tag[0]:
            yield page[position : opening + 1]  # a less-than sign
            position = opening + 1
            continue
        yield page[position:opening]
        position = _end(page, opening, (tag[1] or "").lower() if page[opening + 1] != "/" else "")
    yield page[position:]


def _end(page: str, opening: int, name: str) -> int:
    """Find where a tag ends, or a comment, or an unseen element; the end of the page where it does not."""
    if page.startswith("<!--", opening):
        closing = page.find("-->", opening + 4)
        return closing + 3 if closing >= 0 else len(page)
    closing = page.find(">", opening)
    if closing >= 0 and name in UNSEEN:
        ending = UNSEEN[name].search(page, closing)
        closing = page.find(">", ending.end()) if ending else -1
    return closing + 1 if closing >= 0 else len(page)
