"""What an HTML page says, without its markup."""

import re
from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "head"})
"""Elements whose text no reader sees; a head's title is taken apart."""
DOCUMENT = re.compile(rb"(?is)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)[\s>]")
SNIFFED = 2048
"""Bytes at the start of a body in which a document must show itself."""

READ = 100_000
"""Characters of a page that are parsed: the standard parser takes quadratic time over hostile ones."""


def is_page(body: bytes) -> bool:
    """Tell whether a body is an HTML document, whatever its content type says.

    >>> is_page(b"<!DOCTYPE html><html>"), is_page(b'{"html": "<html>"}')
    (True, False)
    """
    return DOCUMENT.match(body[:SNIFFED].removeprefix(b"\xef\xbb\xbf")) is not None


def visible_text(page: str) -> str:
    """Return the title and the text a reader would see in the first `READ` characters, with single spaces.

    >>> visible_text("<html><head><title>Oops</title></head><body><script>x()</script><p>Not <b>here</b>.</p></body>")
    'Oops Not here .'
    """
    reader = _Reader()
    try:
        reader.feed(page[:READ])
        reader.close()
    except AssertionError:  # the standard parser's way to say that a `<![...` section is none it knows
        pass
    return " ".join(" ".join(reader.words).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen: list[str] = []
        self._title = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in UNSEEN:
            self._unseen.append(tag)
        elif tag == "body":
            self._unseen.clear()  # a head or script left open hides no body
        self._title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()
        self._title = False

    def handle_data(self, data: str) -> None:
        if self._title or not self._unseen:
            self.words.append(data)
