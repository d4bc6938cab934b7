"""One training as plain values: what was asked for, where it stands, what came of it. Knows no library."""

import os
from dataclasses import dataclass
from pathlib import Path

from apis.model import Value
from toolsearch.training.recipe import Recipe


class Asked(Value):
    """What a training was asked for: resumed with the same only."""

    recipe: Recipe
    model: str
    data: str


class Point(Value):
    """One logged step."""

    step: int
    epoch: float
    loss: float
    learning_rate: float


class Trained(Value):
    """What came of a training."""

    asked: Asked
    samples: int
    too_long: int
    tokens: int
    """Of one epoch, all of them."""
    learnt: int
    """Of one epoch, those that count for the loss."""
    parameters: int
    trainable: int
    steps: int
    seconds: float
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One training."""

    data: Path
    model: Path
    out: Path
    recipe: Recipe

    @property
    def asked(self) -> Asked:
        return Asked(recipe=self.recipe, model=str(self.model), data=str(self.data))

    @property
    def checkpoints(self) -> Path:
        return self.out / "checkpoints"

    @property
    def report(self) -> Path:
        return self.out / "report.json"


def is_first() -> bool:
    """Tell whether this is the process that writes and tells, of those that accelerate or torchrun started."""
    return os.environ.get("RANK", "0") == "0"
