"""Where the answers to calls come from: the Apis themselves, a recording of them, or a model that stands in.

Knows what `--responses` means; how each is done is `apis.executors`.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from apis.errors import ConfigError
from apis.executors.base import Executor, Keep
from apis.executors.credentials import from_environment, secrets_of
from apis.executors.replay import Recording, Replay
from apis.executors.responses import ResponseStore
from apis.executors.simulated import Complete, Simulated
from toolsearch.llm.base import LLM, Request, Settings
from toolsearch.messages import User

Mode = Literal["live", "record", "replay", "simulate"]
FORMS = "live, record:DIR, replay:DIR, simulate or simulate:DIR"


@dataclass(frozen=True, slots=True)
class Responses:
    """Where answers come from, as plain values; written as the user types it."""

    mode: Mode = "live"
    folder: Path | None = None
    """The store: needed to record and to replay; to simulate, what it holds is answered and shown as examples."""

    @classmethod
    def parse(cls, spec: str) -> "Responses":
        """Read what a user typed.

        >>> Responses.parse("record:answers")
        Responses(mode='record', folder=PosixPath('answers'))

        Raises:
            ConfigError: it is none of the forms.
        """
        mode, colon, folder = spec.partition(":")
        wants = {"live": (False,), "record": (True,), "replay": (True,), "simulate": (False, True)}
        if bool(folder) not in wants.get(mode, ()) or bool(colon) != bool(folder):
            raise ConfigError(f"--responses {spec!r} is not known: use {FORMS}")
        return cls(cast(Mode, mode), Path(folder) if folder else None)

    def __str__(self) -> str:
        return f"{self.mode}:{self.folder}" if self.folder else self.mode

    def executor(self, live: Callable[[Keep], Executor], keep: Keep, model: LLM, *, seed: int = 0) -> Executor:
        """Make what answers calls.

        Args:
            live: makes what calls the Apis, round what keeps bodies.
            keep: keeps bodies.
            model: writes responses where they are simulated; what it costs is in no record's usage.
            seed: sent with what is asked of it.

        Raises:
            ConfigError: the model cannot write responses, or the folder is not one that was recorded into.
            CacheError: the folder is damaged, or cannot be read or written.
        """
        if self.mode == "simulate":
            return Simulated(completing(model, seed), self._store() if self.folder else None, keep=keep)
        if self.mode == "replay":
            return Replay(self._store(), keep=keep)
        if self.mode == "record":
            return Recording(live, self._store(), keep=keep, secrets=secrets_of(from_environment(os.environ)))
        return live(keep)

    def _store(self) -> ResponseStore:
        if self.folder is None:
            raise ConfigError(f"--responses {self.mode} needs a folder: {self.mode}:DIR")
        return ResponseStore.open(self.folder, create=self.mode == "record")


def completing(model: LLM, seed: int = 0) -> Complete:
    """Ask a model with one text and return its text.

    Raises:
        ConfigError: the model is rules, which write no text.
    """
    if model.name == "heuristic":
        raise ConfigError(
            "--responses simulate needs a model that writes text, and --model heuristic is rules, which cannot invent "
            "responses: name one, such as openai:NAME"
        )

    async def complete(prompt: str) -> str:
        reply = await model.complete(Request((User(content=prompt),), settings=Settings(seed=seed)))
        return reply.message.content

    return complete
