"""The loss of dense training: softmax over a batch where several documents are right for a query.

The stock losses know one right document a query, and take its others for negatives where they stand in the batch.
A batch goes through the model in pieces, each padded to its own longest text only. Where the batch has few tokens the
activations of all pieces are kept; else gradients are cached (GradCache, arXiv:2101.06983): each text passes twice.
"""

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.losses.gradcache import CachedLossMixin
from torch import Tensor, nn

from retriever.softmax import multi_positive


class MultiPositiveLoss(CachedLossMixin, nn.Module):
    """Softmax over the documents of a batch, one for each right document, with the other right ones left out.

    For a query q with right documents P and negatives N: the mean over p in P of
    -log(exp(s(q,p)) / (exp(s(q,p)) + sum over n in N of exp(s(q,n)))), where s is the cosine times `scale`.

    Args:
        model: what is trained.
        scale: see above.
        piece: texts that go through the model at once.
        kept: tokens, without padding, of a batch up to which all activations are kept.
        dimensions: the first so many dimensions that shall do alone too.
    """

    def __init__(
        self, model: SentenceTransformer, *, scale: float, piece: int, kept: int, dimensions: tuple[int, ...]
    ) -> None:
        super().__init__()
        self.model = model
        self.scale = scale
        self.mini_batch_size = piece
        self.dimensions = dimensions
        self.kept = kept

    def forward(self, features: list[dict[str, Tensor]], labels: Tensor) -> Tensor:
        if sum(int(feature["attention_mask"].sum()) for feature in features) > self.kept:
            return self.forward_cached(features, labels)
        return self.calculate_loss([self._pieces(feature) for feature in features], labels)

    def _pieces(self, feature: dict[str, Tensor]) -> list[Tensor]:
        return [vectors for vectors, _ in self.embed_minibatch_iter(feature, with_grad=True, copy_random_state=False)]

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
        return multi_positive(scores, labels > 0)
