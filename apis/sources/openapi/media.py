"""Media types: which of several to send or to ask for.

Knows names alone, nothing of what stands under them.
"""

from collections.abc import Iterable

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def bare(media_type: str) -> str:
    """Drop the parameters of a media type.

    >>> bare("Application/JSON; charset=utf-8")
    'application/json'
    """
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether JSON can be what is meant.

    >>> is_json("application/vnd.api+json"), is_json("*/*"), is_json("text/csv")
    (True, True, False)
    """
    name = bare(media_type)
    return name in (JSON, "text/json", "*/*", "application/*") or name.endswith("+json")


def is_structured(media_type: str) -> bool:
    """Tell whether an object can be written in it, part by part."""
    return is_json(media_type) or bare(media_type) in (FORM, MULTIPART, "multipart/*")


def preferred(media_types: Iterable[str]) -> str | None:
    """Choose the media type that a program writes best: JSON, then a form, multipart, text.

    >>> preferred(["text/plain", "multipart/form-data", "application/problem+json", "application/json"])
    'application/json'
    """
    return min(media_types, key=_rank, default=None)


def spelled(media_type: str) -> str:
    """Write the media type that goes into a header: of a range, the one that is meant here.

    >>> spelled("*/*"), spelled("multipart/*"), spelled("text/csv")
    ('application/json', 'multipart/form-data', 'text/csv')
    """
    ranges = {"*/*": JSON, "application/*": JSON, "multipart/*": MULTIPART, "text/*": "text/plain"}
    return ranges.get(bare(media_type), media_type.strip())


def _rank(media_type: str) -> int:
    name = bare(media_type)
    tests = (name == JSON, is_json(name), name == FORM, is_structured(name), name.startswith("text/"))
    return tests.index(True) if True in tests else len(tests)
