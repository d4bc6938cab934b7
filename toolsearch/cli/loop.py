"""The one `asyncio.run`: Ctrl-C and SIGTERM end the work in the same way, cleanly."""

from collections.abc import Coroutine
from typing import Any, TypeVar

from apis.errors import ToolSearchError

Result = TypeVar("Result")


class Interrupted(ToolSearchError):
    """The user, or the system, stopped the work; exit code 130."""


def run_async(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end; on the first Ctrl-C or SIGTERM it is cancelled and may clean up.

    Raises:
        Interrupted: it was stopped.
    """
    import asyncio  # here, since most of what `--help` would load comes with it

    try:
        return asyncio.run(_stoppable(work))
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise Interrupted("interrupted") from None


async def _stoppable(work: Coroutine[Any, Any, Result]) -> Result:
    import asyncio
    import signal

    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work
