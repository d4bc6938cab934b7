"""The trainer of sentence-transformers as our training needs it: batches that we compose, no card and no bars.

Knows that library and nothing of what is trained on.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
from sentence_transformers.sentence_transformer.data_collator import SentenceTransformerDataCollator
from torch import Tensor

from retriever.batches import Batch


class Trainer(SentenceTransformerTrainer):
    """Writes no card of its own, for which it would draw a bar on every machine."""

    def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
        """Add nothing."""


class Collator(SentenceTransformerDataCollator):
    """Turns the numbers of training examples into the tokens of a batch."""

    def __init__(self, model: SentenceTransformer, compose: Callable[[Sequence[int]], Batch]) -> None:
        super().__init__(preprocess_fn=model.preprocess)
        self.compose = compose
        self.prompts_of = model.prompts

    def __call__(self, features: list[dict[str, Any]]) -> dict[str, Any]:
        batch = self.compose([row["number"] for row in features]).by_length()
        tokens: dict[str, Any] = {"label": torch.from_numpy(batch.labels)}
        for side, texts in (("query", batch.queries), ("document", batch.documents)):
            made = self.preprocess_fn(list(texts), prompt=self.prompts_of[side] or None)
            tokens |= {f"{side}_{key}": value for key, value in made.items() if isinstance(value, Tensor)}
        return tokens
