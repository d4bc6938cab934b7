"""Turn real APIs into something a language model can find, call and learn from.

    from toolsearch import Catalog, Engine, FunctionTable, annotate, open_retriever

Names load on first use, so that importing the package costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apis.catalog import Catalog
    from apis.schema import FunctionTable
    from retriever.resolve import open_retriever
    from toolsearch.annotation.runner import annotate
    from toolsearch.engine import Engine
    from toolsearch.llm.resolve import open_model
    from toolsearch.records import Instruction, PathRecord
    from toolsearch.search.resolve import open_method

__all__ = [
    "Catalog",
    "Engine",
    "FunctionTable",
    "Instruction",
    "PathRecord",
    "annotate",
    "open_method",
    "open_model",
    "open_retriever",
]

_HOMES = {
    "Catalog": "apis.catalog",
    "Engine": "toolsearch.engine",
    "FunctionTable": "apis.schema",
    "Instruction": "toolsearch.records",
    "PathRecord": "toolsearch.records",
    "annotate": "toolsearch.annotation.runner",
    "open_method": "toolsearch.search.resolve",
    "open_model": "toolsearch.llm.resolve",
    "open_retriever": "retriever.resolve",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
