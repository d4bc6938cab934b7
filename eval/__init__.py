"""Judge what runs came to: checked answers, pass rates with intervals, comparisons.

    from eval import evaluate

    report = evaluate(Path("runs/demo"))

Names load on first use, so that importing one part of the package does not cost the others.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.report import report as evaluate

__all__ = ["evaluate"]


def __getattr__(name: str) -> Any:
    if name != "evaluate":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module("eval.report").report


def __dir__() -> list[str]:
    return sorted(__all__)
