"""How a model is fine-tuned, as plain values; three recipes have names.

`toolace` is ToolACE's (Liu et al., 2024, appendix C.2, Table 5), `toolllm` ToolLLM's (Qin et al., 2023; its context was
stretched to 8,192 tokens), `full` our own choice for training every weight. Knows no library.
"""

from typing import Literal

from apis.errors import ConfigError
from apis.model import Value

Loss = Literal["assistant", "all"]


class Lora(Value):
    """A low-rank adapter on all linear layers."""

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.0
    """Not given in the paper."""


class Recipe(Value):
    """What training is made of; what comes of it depends on nothing else."""

    schema_version: Literal[1] = 1
    name: str
    lora: Lora | None
    """None trains every weight."""
    learning_rate: float
    scheduler: Literal["cosine", "linear", "constant"] = "cosine"
    warmup: float
    """Share of the steps."""
    batch: int
    """Samples of one step, over all devices."""
    epochs: float
    length: int = 4096
    """Tokens of the longest sample; a longer one is left out, never cut."""
    loss: Loss = "assistant"
    packing: bool = False
    bf16: bool = False
    per_device: int = 1
    """Samples at once on one device; the rest of a batch is accumulated."""
    save_steps: int = 200
    max_steps: int = -1
    """-1: as many as the epochs make."""
    seed: int = 0


RECIPES = {
    "toolace": Recipe(name="toolace", lora=Lora(), learning_rate=1e-4, warmup=0.1, batch=48, epochs=3),
    "full": Recipe(name="full", lora=None, learning_rate=1e-5, warmup=0.03, batch=48, epochs=3),
    "toolllm": Recipe(name="toolllm", lora=None, learning_rate=5e-5, warmup=0.04, batch=64, epochs=2, length=8192),
}


def recipe(name: str, **changes: object) -> Recipe:
    """Return a recipe by name, with what is not None changed.

    >>> recipe("toolace", epochs=1, batch=None).epochs
    1.0

    Raises:
        ConfigError: none is called so.
    """
    if name not in RECIPES:
        raise ConfigError(f"unknown recipe {name!r}: known are {', '.join(RECIPES)}")
    chosen = {key: value for key, value in changes.items() if value is not None}
    return Recipe.model_validate(RECIPES[name].model_dump() | chosen)
