"""How many tokens a text is, where no tokenizer is at hand: UTF-8 bytes by four, rounded up."""

from collections.abc import Callable

Count = Callable[[str], int]
"""Counts the tokens of a text."""
BYTES = 4


def count_tokens(text: str) -> int:
    """Estimate the tokens of a text.

    >>> count_tokens("twelve bytes"), count_tokens("")
    (3, 0)
    """
    return -(-len(text.encode("utf-8", "replace")) // BYTES)
