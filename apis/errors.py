"""The errors of the project, from the root down.

- `ToolSearchError`: show the text to the user; it names the place and the mend.
  - `SourceError`: a location cannot be read as APIs (missing file, unparsable document, unreachable server).
  - `CatalogError`: the catalog file cannot be opened, read or written.
  - `CacheError`: a folder of kept responses cannot be opened, read or written.
  - `ConfigError`: a name or an option the user typed cannot be understood.
  - `MissingExtra`: a library of an optional extra is not installed; the text holds the install command.

The packages to the right add their own below the same root (`toolsearch.errors`). A failing API is no exception: it is
an `Observation` that the model sees.
"""


class ToolSearchError(Exception):
    """Something the user can mend: the message is one line that says what and how."""


class SourceError(ToolSearchError):
    """A location cannot be read as a source of APIs."""


class CatalogError(ToolSearchError):
    """The catalog file cannot be opened, read or written."""


class CacheError(ToolSearchError):
    """A folder of kept responses cannot be opened, read or written."""


class ConfigError(ToolSearchError):
    """A name or an option cannot be understood."""


class MissingExtra(ToolSearchError):
    """A library that belongs to an optional extra is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the {extra!r} extra: pip install 'toolsearch[{extra}]'")
