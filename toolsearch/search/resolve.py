"""Method specs: `dfsdt`, `react`, `react@N`."""

import re

from apis.errors import ConfigError
from toolsearch.search.method import Method, dfsdt, react


def open_method(spec: str) -> Method:
    """Return the method of a spec.

    >>> open_method("react@3").paths
    3
    """
    if spec == "dfsdt":
        return dfsdt()
    if spec == "react":
        return react()
    if repeated := re.fullmatch(r"react@([1-9]\d*)", spec):
        return react(int(repeated[1]))
    raise ConfigError(f"there is no method {spec!r}: use dfsdt, react or react@N, such as react@3")
