"""The loss of dense training: softmax over a batch where several documents are right for a query.

The stock losses know one right document a query, and take its others for negatives where they stand in the batch.
Gradients are cached where the batch is larger than a piece (GradCache, arXiv:2101.06983).
"""

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.losses.gradcache import CachedLossMixin
from torch import Tensor, nn


class MultiPositiveLoss(CachedLossMixin, nn.Module):
    """Softmax over the documents of a batch, one for each right document, with the other right ones left out.

    For a query q with right documents P and negatives N: the mean over p in P of
    -log(exp(s(q,p)) / (exp(s(q,p)) + sum over n in N of exp(s(q,n)))), where s is the cosine times `scale`.
    """

    def __init__(self, model: SentenceTransformer, *, scale: float, piece: int, dimensions: tuple[int, ...]) -> None:
        super().__init__()
        self.model = model
        self.scale = scale
        self.mini_batch_size = piece
        self.dimensions = dimensions

    def forward(self, features: list[dict[str, Tensor]], labels: Tensor) -> Tensor:
        if max(_rows(feature) for feature in features) > self.mini_batch_size:
            return self.forward_cached(features, labels)
        return self.calculate_loss([[self.model(feature)["sentence_embedding"]] for feature in features], labels)

    def calculate_loss(
        self, reps: list[list[Tensor]], labels: Tensor | None = None, *, with_backward: bool = False
    ) -> Tensor:
        """Return the loss of a whole batch from the vectors of its pieces: queries, then documents."""
        queries, documents = (torch.cat(pieces).float() for pieces in reps)
        if labels is None:
            raise ValueError("the loss needs labels: [queries, documents]")
        sizes = {*(size for size in self.dimensions if size < queries.shape[1]), queries.shape[1]}
        losses = [self._loss(queries[:, :size], documents[:, :size], labels) for size in sorted(sizes)]
        loss = torch.stack(losses).mean()
        if with_backward:
            loss.backward()
            loss = loss.detach()
        return loss

    def _loss(self, queries: Tensor, documents: Tensor, labels: Tensor) -> Tensor:
        normal = nn.functional.normalize
        scores = self.scale * normal(queries, dim=1) @ normal(documents, dim=1).T
        right = labels > 0
        negatives = scores.masked_fill(right, -torch.inf).logsumexp(dim=1, keepdim=True)
        losses = (torch.logaddexp(scores, negatives) - scores).masked_fill(~right, 0)
        return (losses.sum(dim=1) / right.sum(dim=1)).mean()


def _rows(feature: dict[str, Tensor]) -> int:
    return int(feature["input_ids"].shape[0])
