"""Where the real inputs lie; tests that need them skip where the folder is absent."""

import os
from pathlib import Path

DATA = Path(os.environ.get("TOOLSEARCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
