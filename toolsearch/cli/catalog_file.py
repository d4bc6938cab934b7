"""Writing APIs to a file: whole, or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from apis.errors import ConfigError

if TYPE_CHECKING:
    from apis.model import Api


def write(path: Path, apis: "Iterable[Api]") -> int:
    """Write one API a line in place of what the file held; return how many.

    Raises:
        ConfigError: the file cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    try:
        with beside.open("w", encoding="utf-8") as file:
            for api in apis:
                file.write(api.model_dump_json() + "\n")
                count += 1
        beside.replace(path)
    except OSError as error:
        raise ConfigError(f"cannot write {str(path)!r}: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return count
