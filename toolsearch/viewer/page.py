"""One self-contained HTML page of one run or of several: no network, no script from anywhere.

Each instruction's record is deflated on its own and inflated by the page when it is opened, so that a page of
thousands of records opens at once. Whatever an API answered reaches the page as data (base64, or JSON without `<`) and
is shown as text; the page's own policy lets no other script run. Knows nothing of servers.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from toolsearch.viewer.reading import Reading

SCRIPTS = ("dom", "source", "list", "tree", "detail", "overview", "app")
"""The page's own scripts, in the order in which they build upon each other."""


def write_page(readings: Sequence[Reading]) -> Iterator[str]:
    """Yield the page in pieces, small ones and one for each record.

    Args:
        readings: the runs, each under a name of its own.
    """
    faces = [reading.face().model_dump(mode="json") for reading in readings]
    rows = [
        [row.model_dump(mode="json", exclude_defaults=True) for row in reading.rows.values()] for reading in readings
    ]
    yield from _head(" · ".join(face["name"] for face in faces), connect="'none'")
    yield data_block("index", {"runs": faces, "rows": rows, "live": False})
    for number, reading in enumerate(readings):
        for place, id_ in enumerate(reading.rows):
            yield f'<script type="text/plain" id="r{number}-{place}">{pack(reading.detail(id_))}</script>\n'
    yield _foot()


def live_page(title: str) -> str:
    """Return the page that asks the server it came from for everything it shows."""
    index = {"runs": [], "rows": [], "live": True}
    return "".join((*_head(title, connect="'self'"), data_block("index", index), _foot()))


def served_page(title: str, body: str, scripts: Sequence[str]) -> str:
    """Return another page of ours that asks the server it came from.

    Args:
        title: of the page.
        body: the name of the asset that is its body.
        scripts: the names of its scripts, in the order in which they build upon each other.
    """
    return "".join((*_head(title, body, scripts, connect="'self'"), _foot(scripts)))


def data_block(id_: str, value: Any) -> str:
    r"""Write a value into the page as data that no text in it can break out of.

    >>> data_block("x", {"a": "</script>"})
    '<script type="application/json" id="x">{"a":"\\u003c/script>"}</script>\n'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{id_}">{text}</script>\n'


def pack(value: Any) -> str:
    """Deflate a value's JSON (raw deflate, RFC 1951) and write it in base64."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(deflate.compress(text) + deflate.flush()).decode()


def _head(title: str, body: str = "body.html", scripts: Sequence[str] = SCRIPTS, *, connect: str) -> Iterator[str]:
    style, script = asset("page.css"), _script(scripts)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )
    yield asset("head.html").format(title=_escaped(title), policy=policy, style=style)
    yield asset(body)


def _foot(scripts: Sequence[str] = SCRIPTS) -> str:
    return f"<script>{_script(scripts)}</script>\n</body>\n</html>\n"


def _script(names: Sequence[str]) -> str:
    """Join a page's scripts into one, so that one hash names it."""
    return '"use strict";\n' + "\n".join(asset(f"{name}.js") for name in names)


def asset(name: str) -> str:
    return (files("toolsearch.viewer") / "assets" / name).read_text("utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
