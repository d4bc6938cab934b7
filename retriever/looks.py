"""How a model in training does on dev queries, and whether its time is over.

Knows how the trainer calls back, and nothing of what is trained on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.evaluation import BaseEvaluator
from transformers import TrainerCallback, TrainerControl, TrainerState

from retriever import processes
from retriever.base import Document
from retriever.dataset import Query
from retriever.dense import Dense
from retriever.encoder import Encoder
from retriever.evaluate import DEPTH, mean
from retriever.examples import Examples, WithExamples

METRIC = "ndcg@5"


@dataclass(frozen=True, slots=True)
class Look:
    """What a training says of itself now and then."""

    round: int
    step: int
    steps: int
    dev: float | None
    """NDCG@5 on dev, where there is one."""


class DevEvaluator(BaseEvaluator):
    """NDCG@5 of a model on dev queries over the whole corpus."""

    def __init__(self, documents: Sequence[Document], queries: Sequence[Query]) -> None:
        super().__init__()
        self.documents = documents
        self.queries = queries
        self.primary_metric = METRIC
        self.greater_is_better = True

    def __call__(
        self, model: SentenceTransformer, output_path: str | None = None, epoch: float = -1, steps: int = -1
    ) -> dict[str, float]:
        return {METRIC: score(model, self.documents, self.queries)}


def score(
    model: SentenceTransformer,
    documents: Sequence[Document],
    queries: Sequence[Query],
    examples: Examples | None = None,
) -> float:
    """Return the mean NDCG@5 of a model over queries, with the help of examples where there are some."""
    encoder = Encoder("model in training", model)
    dense = Dense.over(documents, encoder)
    vectors = encoder.queries([query.text for query in queries])
    finder = WithExamples(dense, examples) if examples else dense
    scores = np.stack([finder.compared(vector) for vector in vectors])
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    ranked = [[dense.ids[place] for place in row] for row in order]
    return mean(METRIC, ranked, [query.relevant for query in queries])


class Looks(TrainerCallback):
    """Reports each look at dev, and stops a training whose time is over."""

    def __init__(self, number: int, on_look: Callable[[Look], None], over: Callable[[], bool]) -> None:
        self.number, self.on_look, self.over = number, on_look, over

    def on_evaluate(
        self, args: Any, state: TrainerState, control: TrainerControl, metrics: dict[str, float], **_: Any
    ) -> None:
        if state.is_world_process_zero:
            dev = metrics.get(f"eval_{METRIC}")
            self.on_look(Look(self.number, state.global_step, state.max_steps, dev))

    def on_step_end(self, args: Any, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if processes.agreed(self.over()) and not control.should_training_stop:
            control.should_training_stop = control.should_evaluate = control.should_save = True
