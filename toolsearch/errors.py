"""The errors of models, search and runs, below the root in `apis.errors`.

- `ModelError`: a model did not answer as it must; recorded on the instruction, never fatal to a run.
  - `ModelUnreachable`: no connection, time-out, or a server that keeps failing.
  - `ModelRefused`: the server understood and said no (unknown model, wrong key, bad request).
  - `ContextOverflow`: the conversation is longer than the model's context.
  - `BadReply`: the reply cannot be read as a message.
- `BudgetSpent`: a limit was reached; the search keeps what it has.
- `RunError`: a run folder cannot be read, resumed or written.
- `RecordError`: a line of a file is not the record it must be; names file and line.
"""

from apis.errors import ToolSearchError


class ModelError(ToolSearchError):
    """A model did not answer as it must."""


class ModelUnreachable(ModelError):
    """The model's server gives no answer."""


class ModelRefused(ModelError):
    """The model's server refuses the request."""


class ContextOverflow(ModelError):
    """The conversation is longer than the model's context."""


class BadReply(ModelError):
    """The reply cannot be read as a message."""


class BudgetSpent(ToolSearchError):
    """A limit of the budget was reached."""


class RunError(ToolSearchError):
    """A run folder cannot be read, resumed or written."""


class RecordError(ToolSearchError):
    """A line of a file is not the record it must be."""
