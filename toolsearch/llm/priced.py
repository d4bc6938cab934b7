"""What a model's replies cost, by a table of prices.

A table is JSON in the layout that LiteLLM publishes (`model_prices_and_context_window.json`): for each model its US
dollars per token, of the prompt, of its cached part, of the completion. The shipped one is small, of 2026-06-20, and
for OpenAI's own server only: whoever pays looks into his own contract and gives a file of his own.
"""

import json
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from apis.errors import ConfigError
from toolsearch.budget import Usage
from toolsearch.llm.base import LLM, Reply, Request

DATED = "2026-06-20"
"""The day of the shipped prices."""
_SNAPSHOT = re.compile(r"-(\d{4}-\d\d-\d\d|latest)$")


class Price(BaseModel):
    """US dollars per token. Fields of other layouts are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    prompt: float = Field(alias="input_cost_per_token", ge=0, allow_inf_nan=False)
    completion: float = Field(alias="output_cost_per_token", ge=0, allow_inf_nan=False)
    cached: float | None = Field(None, alias="cache_read_input_token_cost", ge=0, allow_inf_nan=False)
    """As the rest of the prompt where it is not given."""

    def of(self, usage: Usage) -> float:
        """Return what something cost, in US dollars."""
        cached = self.prompt if self.cached is None else self.cached
        fresh = max(0, usage.prompt_tokens - usage.cached_tokens)
        return fresh * self.prompt + usage.cached_tokens * cached + usage.completion_tokens * self.completion


@dataclass(frozen=True, slots=True)
class Priced:
    """A model whose usage says what it cost."""

    model: LLM
    price: Price

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Reply:
        """Ask, and add the cost."""
        reply = await self.model.complete(request)
        return replace(reply, usage=reply.usage.model_copy(update={"cost": self.price.of(reply.usage)}))

    async def aclose(self) -> None:
        """Close the model."""
        await self.model.aclose()


def read_prices(path: Path | None = None) -> dict[str, Price]:
    """Read a table of prices; the shipped one where none is named. Models without both prices are left out.

    Raises:
        ConfigError: the file cannot be read, or is no such table.
    """
    try:
        text = path.read_bytes() if path else files("toolsearch.llm").joinpath("prices.json").read_bytes()
        rows = TypeAdapter(dict[str, dict[str, object]]).validate_python(json.loads(text))
        return {name: Price.model_validate(row) for name, row in rows.items() if _is_priced(row)}
    except OSError as error:
        raise ConfigError(f"cannot read prices {str(path)!r}: {error.strerror}") from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"{str(path)!r} is no table of prices: "
            '{"MODEL": {"input_cost_per_token": 1e-6, "output_cost_per_token": 4e-6}}, US dollars per token'
        ) from error


def price_of(model: str, prices: dict[str, Price]) -> Price | None:
    """Find a model's price: by its name, then by its name without the day of its snapshot.

    >>> price_of("gpt-5-mini-2025-08-07", read_prices()).completion
    2e-06
    """
    return prices.get(model) or prices.get(_SNAPSHOT.sub("", model))


def _is_priced(row: dict[str, object]) -> bool:
    return row.get("input_cost_per_token") is not None and row.get("output_cost_per_token") is not None
