"""How a dense retriever is trained: every setting, and the sets of them that have a name.

Knows no library. What a recipe means is `retriever.train`.
"""

from typing import Literal

from apis.errors import ConfigError
from apis.model import Value
from retriever.dataset import By
from retriever.examples import EACH


class Recipe(Value):
    """The settings of one training."""

    name: str
    masked: bool = True
    """Every right document of every query stands in the batch, and what is right for a query is never its negative;
    where False, each query comes with one of its documents and all others in the batch are negatives."""
    batch: int = 64
    """Queries (or pairs) a step and process; where it is large gradients are cached, so memory does not bound it."""
    piece: int | None = None
    """Texts that go through the model at once; where None, as many as suit the machine."""
    steps: int | None = None
    """Steps a round; where None, `epochs` counts, and 0 leaves the model as it is."""
    epochs: float = 0.4
    """Times that a round sees every query."""
    least: int = 90
    """Steps that a round has however few queries there are, where `steps` does not say."""
    rate: float = 5e-5
    """The highest learning rate."""
    warmup: float = 0.1
    """Share of the steps, or their number where 1 or more, in which the rate grows to it; a quarter of them at most."""
    schedule: Literal["linear", "cosine", "constant_with_warmup"] = "linear"
    scale: float = 20.0
    """Cosines are multiplied by this before the softmax."""
    bf16: bool | None = None
    """Whether the model computes in bfloat16; where None, wherever the machine can."""
    length: int = 256
    """Tokens at which texts are cut."""
    negatives: int = 1
    """Hard negatives of a query."""
    rounds: int = 1
    """Trainings one after another: the first takes hard negatives from BM25, each later one from the model so far."""
    query_prompt: str = ""
    """Put before every query, in training and later."""
    document_prompt: str = ""
    dimensions: tuple[int, ...] = ()
    """Also train the first so many dimensions to do alone (Matryoshka, arXiv:2205.13147)."""
    keeps: tuple[float, ...] = (1.0, 0.75, 0.5)
    """In the end each of these shares of the trained weights, with the rest of those it began with, is tried, and the
    best on dev is kept: less forgets less of what the training queries do not speak of (WiSE-FT, arXiv:2109.01903)."""
    examples: int = EACH
    """Training queries of a document that are kept beside the model as examples (`retriever.examples`), at most; those
    of dev are not."""
    dev_share: float = 0.08
    dev_by: By = "document"
    """Whether dev has documents that no training query asks for, or queries like those trained on."""
    looks: int = 5
    """Times in a round that dev is measured and a checkpoint is written."""
    patience: int = 3
    """Looks without a better one after which a round ends."""


RECIPES = {
    recipe.name: recipe
    for recipe in (
        # few steps, held to what it does for documents that no training query asks for
        Recipe(name="default"),
        # for catalogs all of whose documents have training queries: more steps, and held to such queries
        Recipe(name="seen", epochs=3, least=1, dev_share=0.05, dev_by="query", looks=10),
        # scripts/train_retriever.sh and toolbench/retrieval/train.py of OpenBMB/ToolBench: one positive a pair,
        # everything else in the batch a negative
        Recipe(
            name="toolbench", masked=False, batch=32, rate=2e-5, warmup=500, epochs=5, least=1, negatives=0,
            keeps=(1.0,), examples=0, dev_share=0.05, dev_by="query", looks=5, patience=5,
        ),
    )
}  # fmt: skip


def recipe_of(name: str) -> Recipe:
    """Return the recipe of a name.

    Raises:
        ConfigError: there is none; names those there are.
    """
    if name not in RECIPES:
        raise ConfigError(f"unknown recipe {name!r}: known are {', '.join(sorted(RECIPES))}")
    return RECIPES[name]
