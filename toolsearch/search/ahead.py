"""Asking ahead: while a branch is explored, the model is asked for its next sibling already, where it has room.

Wraps a `Step` and gives the search exactly what it would get without: a guess is used only where what is asked when
its turn comes is, word for word, what was asked ahead. So it needs a method under which a state says nothing of how its
children ended (`diversity` calls or none). Calls that read are made ahead too; no call that may change anything is.

What it costs is tokens: a guess that the search never comes to is spent in vain, and counted in `vain`.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from toolsearch.budget import Budget, Usage
from toolsearch.errors import ModelError
from toolsearch.llm.base import Request
from toolsearch.search.method import Method
from toolsearch.search.step import Asked, Step
from toolsearch.search.tree import Node, State, Tree


@dataclass(slots=True)
class Room:
    """How many requests a model takes at once; shared by all searches that ask it.

    Searches never wait for room: guesses only fill what searches leave.
    """

    places: int
    taken: int = 0

    @property
    def is_full(self) -> bool:
        return self.taken >= self.places

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold one place."""
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


@dataclass(frozen=True, slots=True)
class _Guess:
    request: Request
    task: asyncio.Task[Asked]


@dataclass(slots=True)
class Ahead:
    """A step that asks for siblings before their turn."""

    step: Step
    method: Method
    room: Room
    budget: Budget
    """What guesses may spend, used or not; nothing more is guessed once it is reached."""
    vain: Usage = field(default_factory=Usage)
    """What guesses spent that were never used; complete once this is left."""
    guessed: Usage = field(default_factory=Usage)
    """What all guesses spent; one under way counts as a model call."""
    _guesses: dict[tuple[int | None, int], _Guess] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what is still under way."""
        guesses = list(self._guesses.values())
        self._guesses.clear()
        for guess in guesses:
            await self._drop(guess)
        self.vain += Usage(api_calls=await self.step.environment.forget())

    async def ask(self, tree: Tree, state: int | None) -> Asked:
        """Return what was guessed where it was asked in the same words, else ask now."""
        request = self.step.request(tree, state)
        guess = self._guesses.pop((state, len(tree.children(state))), None)
        if guess and guess.request == request:
            try:
                return await guess.task
            except ModelError:  # that was a guess's bad luck: the search asks for itself
                self.vain += Usage(model_calls=1)
        elif guess:
            await self._drop(guess)
        with self.room.take():
            return await self.step.send(request)

    async def carry_out(self, tree: Tree, state: int | None, asked: Asked) -> Node:
        """Append the node, then ask for its next sibling if it is the branch that the search now follows."""
        node = await self.step.carry_out(tree, state, asked)
        if node.state is State.OPEN and not self.method.with_filter:
            self._guess(tree, state)
        return node

    def _guess(self, tree: Tree, state: int | None) -> None:
        place = len(tree.children(state))
        width = self.method.paths if state is None and self.method.paths else self.method.width
        if place >= width or self.room.is_full or self._is_spent():
            return
        self.guessed += Usage(model_calls=1)
        request = self.step.request(tree, state)
        self._guesses[state, place] = _Guess(request, asyncio.create_task(self._send(request)))

    async def _send(self, request: Request) -> Asked:
        with self.room.take():
            asked = await self.step.send(request)
        self.guessed += asked.usage.model_copy(update={"model_calls": asked.usage.model_calls - 1})
        self.step.environment.foresee(asked.message.calls)
        return asked

    async def _drop(self, guess: _Guess) -> None:
        """Stop a guess; one that was not answered yet has cost a call all the same."""
        guess.task.cancel()
        (outcome,) = await asyncio.gather(guess.task, return_exceptions=True)
        self.vain += outcome.usage if isinstance(outcome, Asked) else Usage(model_calls=1)

    def _is_spent(self) -> bool:
        return bool(self.budget.exceeded(self.guessed) or self.method.budget.exceeded(self.guessed))
