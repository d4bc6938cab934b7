"""What a bench is made of beside its seed: how many cannot be solved, how many ask again in other words, which split.

The bench of the demo is the mix without options.
"""

from dataclasses import dataclass
from random import Random

from apis.errors import ConfigError

MOST = 0.4
"""The largest share of either kind: half of a bench has a planted cause, and those must stay."""
HELD_OUT = "held-out"
PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Shares of the count, 0 to `MOST`; the split."""

    unsolvable: float = 0.0
    paraphrases: float = 0.0
    """Share that asks the same as an earlier instruction, in other words."""
    held_out: bool = False
    """Words, and ways to join requests, that the public bench does not have."""

    def __post_init__(self) -> None:
        for name, share in (("unsolvable", self.unsolvable), ("paraphrases", self.paraphrases)):
            if not 0 <= share <= MOST:
                raise ConfigError(f"the share {name} is {share}: it goes from 0 to {MOST}")

    @property
    def split(self) -> str:
        return HELD_OUT if self.held_out else PUBLIC

    def stream(self, seed: int) -> Random:
        """Return the stream that everything is drawn from: the same seed means another one in each split."""
        return Random(f"hubbench {HELD_OUT} {seed}" if self.held_out else f"hubbench {seed}")
