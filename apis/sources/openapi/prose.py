"""Descriptions as plain text: HTML out, Markdown left as it reads.

Only tags that HTML knows are taken out, so that a placeholder such as `<id>` stays.
"""

import html
import re

from apis.model import Json

_INLINE = "a abbr b big cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup tt u var"
_BLOCK = """address article aside blockquote br caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4
h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"""
_REST = r"(?:\s[^<>]*)?/?>"
INLINE = re.compile(rf"</?(?:{'|'.join(_INLINE.split())}){_REST}", re.IGNORECASE)
BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCK.split())}){_REST}", re.IGNORECASE)


def plain(text: Json) -> str:
    r"""Take the HTML out of a description; what is no text at all gives an empty one.

    >>> plain("<p>Lists <b>all</b> pets.</p><p>By <id> &amp; name</p>")
    'Lists all pets.\nBy <id> & name'
    """
    if not isinstance(text, str):
        return ""
    if "<" in text:
        text = BLOCK.sub("\n", INLINE.sub("", _without_comments(text)))
    if "&" in text:
        text = html.unescape(text)
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def joined(*parts: str) -> str:
    """Join sentences, each once, with a full stop where one has none.

    >>> joined("List pets", "", "List pets. At most 100.")
    'List pets. At most 100.'
    """
    kept: list[str] = []
    for part in parts:
        if kept and part.startswith(kept[-1].rstrip(".")):
            kept.pop()
        if part:
            kept.append(part)
    ended = (part if part[-1] in ".!?:;…" else f"{part}." for part in kept[:-1])
    return " ".join([*ended, *kept[-1:]])


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")  # a regular expression would look for each end again: quadratic
    return first + "".join(part.partition("-->")[2] if "-->" in part else part for part in others)
