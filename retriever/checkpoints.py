"""What a killed training left behind: whole checkpoints to go on from, and one that was being written.

transformers writes a checkpoint file by file, `trainer_state.json` last; it takes the newest folder for whole.
"""

import json
import shutil
from pathlib import Path

STATE = "trainer_state.json"


def whole(folder: Path) -> bool:
    """Remove the checkpoints of a folder that were not written to their end; tell whether any is left."""
    found = list(folder.glob("checkpoint-*"))
    torn = [checkpoint for checkpoint in found if not _is_whole(checkpoint)]
    for checkpoint in torn:
        shutil.rmtree(checkpoint)
    return len(torn) < len(found)


def _is_whole(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / STATE).read_bytes())
    except (OSError, ValueError):
        return False
    return True
