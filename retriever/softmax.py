"""A softmax over documents several of which may be right, none of them a negative of another. Knows tensors."""

import torch
from torch import Tensor


def multi_positive(scores: Tensor, right: Tensor) -> Tensor:
    """Return, for queries with right documents P and negatives N, the mean over p in P of
    -log(exp(s(p)) / (exp(s(p)) + sum over n in N of exp(s(n)))), and of that the mean over queries.

    Args:
        scores: [queries, documents]; minus infinity for what is no document of a query.
        right: [queries, documents], booleans.
    """
    negatives = scores.masked_fill(right, -torch.inf).logsumexp(dim=1, keepdim=True)
    losses = (torch.logaddexp(scores, negatives) - scores).masked_fill(~right, 0)
    return (losses.sum(dim=1) / right.sum(dim=1)).mean()
