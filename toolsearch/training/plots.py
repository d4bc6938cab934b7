"""Pictures of training data: loss against what it is said to rise with. Knows matplotlib and samples."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from toolsearch.records import Sample
from toolsearch.synthesis.complexity import CORRELATES, pairs


def draw_correlates(samples: Sequence[Sample], path: Path) -> None:
    """Draw the loss of each sample against each of the three correlates of ToolACE's paper."""
    figure = Figure(figsize=(4 * len(CORRELATES), 3.5), layout="constrained")
    FigureCanvasAgg(figure)
    for place, correlate in enumerate(CORRELATES, 1):
        axes = figure.add_subplot(1, len(CORRELATES), place)
        points = pairs(samples, correlate)
        axes.scatter([value for value, _ in points], [loss for _, loss in points], s=8, alpha=0.5)
        axes.set_xlabel(correlate)
        axes.set_ylabel("mean loss of the assistant's tokens")
    figure.savefig(path, dpi=120)
