"""Comparing names as people type them. Knows no data."""

import re
import unicodedata


def fold(text: str) -> str:
    """Reduce a name to what two ways of typing it share: no case, no accents, no punctuation.

    >>> fold("  São Paulo–Guarulhos (GRU)")
    'sao paulo guarulhos gru'
    """
    letters = text.casefold()
    if not letters.isascii():
        letters = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()
