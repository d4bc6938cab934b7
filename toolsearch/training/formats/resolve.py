"""From the name a user types to a format; a new one is a line in its module's FORMATS."""

import difflib

from apis.errors import ConfigError
from toolsearch.training.formats import atif, messages, tags
from toolsearch.training.formats.base import Format

FORMATS: dict[str, Format] = {one.name: one for one in (*messages.FORMATS, *tags.FORMATS, *atif.FORMATS)}
OF_RUNS = ("preferences", "toolbench-answers")
"""What is made of the trees of runs, and not of single samples."""


def open_format(name: str) -> Format:
    """Return a format.

    Raises:
        ConfigError: none is called so.
    """
    if name not in FORMATS:
        near = difflib.get_close_matches(name, [*FORMATS, *OF_RUNS], n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"unknown format {name!r}: {hint}known are {', '.join([*FORMATS, *OF_RUNS])}")
    return FORMATS[name]
