"""How long a request is, where no tokenizer is at hand: UTF-8 bytes by four.

The server's own count replaces it wherever there is one.
"""

from toolsearch.llm.base import Request

BYTES_PER_TOKEN = 4


def estimate(text: str) -> int:
    """Estimate the tokens of a text.

    >>> estimate("three short words")
    4
    """
    return len(text.encode()) // BYTES_PER_TOKEN


def tokens_of(request: Request) -> int:
    """Estimate the tokens of a request's messages and functions."""
    said = sum(len(message.model_dump_json()) for message in request.messages)
    offered = sum(len(function.model_dump_json()) for function in request.functions)
    return (said + offered) // BYTES_PER_TOKEN
