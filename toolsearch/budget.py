"""What a search may spend and what it has spent.

A limit that is None does not bind. The response that reaches a limit is used, not thrown away: `exceeded` is asked
before the next spending, never after.
"""

from typing import Self

from apis.model import Value


class Usage(Value):
    """What was spent. Adding two gives their sum."""

    model_calls: int = 0
    api_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    """Part of `prompt_tokens` that the server had in its prefix cache."""
    seconds: float = 0.0
    cost: float = 0.0
    """US dollars, where prices are known."""

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Self) -> "Usage":
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields})


class Budget(Value):
    """Limits; None means none."""

    model_calls: int | None = None
    api_calls: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    cost: float | None = None

    def exceeded(self, usage: Usage) -> str | None:
        """Name the first limit that `usage` has reached, or return None.

        >>> Budget(model_calls=2).exceeded(Usage(model_calls=2))
        'model_calls'
        """
        for name in type(self).model_fields:
            limit = getattr(self, name)
            if limit is not None and getattr(usage, name) >= limit:
                return name
        return None
