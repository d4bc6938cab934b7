"""What the processes of one training do together: one goes first, one writes, and all decide alike.

Under `accelerate launch` every process runs the same code. Knows accelerate and nothing of training; a process that is
alone does everything at once.
"""

from contextlib import AbstractContextManager

from accelerate import PartialState
from accelerate.utils import broadcast_object_list


def is_first() -> bool:
    """Tell whether this is the process that writes and speaks."""
    return bool(PartialState().is_main_process)


def first_before_others() -> AbstractContextManager[None]:
    """Let the first process through the block before the others."""
    made: AbstractContextManager[None] = PartialState().main_process_first()
    return made


def wait() -> None:
    """Go on when every process has come here."""
    PartialState().wait_for_everyone()


def agreed(choice: bool) -> bool:
    """Return what the first process chooses; every process must ask."""
    choices = [choice]
    broadcast_object_list(choices)
    return choices[0]
