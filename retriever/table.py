"""A small table of numbers that ships beside an encoder, in a file of its own. Knows that file and nothing else."""

from pathlib import Path
from typing import ClassVar, Self

from apis.model import Value


class Table(Value):
    """Values that have a default each, so that a folder may lack the file."""

    FILE: ClassVar[str]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the file of a folder; the defaults where there is none.

        Raises:
            OSError, ValueError: it is not what `save` wrote.
        """
        path = folder / cls.FILE
        return cls.model_validate_json(path.read_bytes()) if path.exists() else cls()

    def save(self, folder: Path) -> None:
        """Write the file into a folder."""
        (folder / self.FILE).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
