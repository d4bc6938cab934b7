"""The card of shipped weights: what they are, what they were made of, and by which command.

Knows no encoder: it is read to tell people, and to refuse files that are not those it was written for.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from apis.model import Value

FILE = "card.json"


class Material(Value):
    """One source of training data."""

    name: str
    licence: str
    documents: int
    queries: int
    """Queries that people or models wrote for it."""
    templates: bool = False
    """Whether queries were also written from its documents by templates."""


class Card(Value):
    """What stands in `card.json`."""

    schema_version: Literal[1] = 1
    made: str
    """The date, ISO 8601."""
    command: str
    base: str
    """The encoder that was fine-tuned, and its licence."""
    base_sha256: str
    materials: tuple[Material, ...]
    without: tuple[str, ...]
    """Catalogs that were left out by name."""
    settings: dict[str, float]
    files: dict[str, str]
    """sha256 of each file beside the card, hexadecimal."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the card of a folder.

        Raises:
            OSError, ValueError: it is not there, or is none.
        """
        return cls.model_validate_json((folder / FILE).read_bytes())

    def save(self, folder: Path) -> None:
        """Write the card into a folder."""
        (folder / FILE).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    def check(self, hashes: Mapping[str, str]) -> None:
        """Refuse files whose sha256 is not what the card says.

        Raises:
            ValueError: names the file.
        """
        for name, hash_ in hashes.items():
            if self.files.get(name) != hash_:
                raise ValueError(f"{name} is not the file that its card was written for: cut off, or of other weights")
