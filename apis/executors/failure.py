"""How a call can come to nothing before or without an answer.

These exceptions stay inside `apis.executors`: an executor turns them into an `Observation`, `fetch` into a
`SourceError`. Their text is one line that a model may read, so it names hosts and reasons, never a credential.
"""

from apis.errors import ToolSearchError
from apis.model import Status


class Failure(ToolSearchError):
    """A call that cannot be made, or brought nothing that can be read."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Refused(Failure):
    """A call that our own policy forbids."""

    def __init__(self, reason: str) -> None:
        super().__init__(Status.REFUSED, reason)


class NoResponse(Failure):
    """The connection failed before the first byte of a response: a reading call may be tried once more."""
