"""Chat models in folders that transformers saved: loaded without drawing a bar, or refused in one line."""

from pathlib import Path
from typing import Any

from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

from apis.errors import ConfigError


def load(path: Path, named: str, *, padding_side: str = "right") -> tuple[Any, Any]:
    """Load a tokenizer and a model.

    Args:
        path: the folder.
        named: what the user called it, for the error.
        padding_side: where the tokenizer fills up a batch.

    Raises:
        ConfigError: the folder holds no model, or one without a chat template.
    """
    drawn = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, padding_side=padding_side)
        model = AutoModelForCausalLM.from_pretrained(path, dtype="auto")
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"{named} cannot be loaded: {' '.join(str(error).split())[:200]}") from error
    finally:
        if drawn:
            logging.enable_progress_bar()
    if not tokenizer.chat_template:
        raise ConfigError(f"{named} has no chat template: save one with its tokenizer")
    return tokenizer, model
