"""In which words a maker asks: a random stream that has its own say about the wording and nothing else.

A maker draws its values and one of its wordings from one stream. A `Voice` hands that stream on unchanged, so that the
values stay what they were, and puts other words to them: the next of the maker's own wordings (a paraphrase), or
wordings that the maker does not have (those kept apart for the held-out bench).
"""

from collections.abc import Sequence
from random import Random


class Voice(Random):
    """Another stream's numbers, with other words."""

    def __init__(self, stream: Random, *, wordings: Sequence[str] = (), turn: int = 0) -> None:
        """Take a stream.

        Args:
            stream: every number comes from it.
            wordings: used in place of the maker's own, where there are any.
            turn: how many wordings further than the one that the stream draws.
        """
        super().__init__(0)
        self.stream, self.wordings, self.turn = stream, wordings, turn

    def random(self) -> float:
        return self.stream.random()

    def getrandbits(self, k: int, /) -> int:
        return self.stream.getrandbits(k)

    def pick(self, wordings: Sequence[str]) -> str:
        """Draw a wording: as many numbers are drawn from the stream as for the maker's own.

        >>> [Voice(Random(1), turn=turn).pick("abc") for turn in (0, 1, 2)], Random(1).choice("abc")
        (['a', 'b', 'c'], 'a')
        """
        drawn = wordings.index(self.stream.choice(wordings)) + self.turn
        own = self.wordings or wordings
        return own[drawn % len(own)]


def pick(rng: Random, wordings: Sequence[str]) -> str:
    """Draw one of some wordings, in a voice where the stream has one."""
    return rng.pick(wordings) if isinstance(rng, Voice) else rng.choice(wordings)
