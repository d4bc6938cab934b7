"""The options that commands share, spelt and explained in one place.

Only types: what an option means is `toolsearch.cli.build`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

CatalogFile = Annotated[Path, typer.Option("--catalog", help="The catalog file.", metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout; notes go to stderr.")]
Seed = Annotated[int, typer.Option("--seed", help="Everything random follows from it.", metavar="N")]
Allow = Annotated[
    list[str],
    typer.Option(
        "--allow",
        help="Permit connections to this private or local endpoint, as typed in the URL; may be repeated.",
        metavar="HOST:PORT",
        default_factory=list,
        show_default=False,
    ),
]
TrustHints = Annotated[
    list[str],
    typer.Option(
        "--trust-hints",
        help="Believe this MCP server where it says that a tool only reads; may be repeated.",
        metavar="NAME",
        default_factory=list,
        show_default=False,
    ),
]
AllowWrites = Annotated[
    bool, typer.Option("--allow-writes", help="Permit calls that may change something (POST, PUT, PATCH, DELETE).")
]
BaseUrls = Annotated[
    list[str],
    typer.Option(
        "--base-url",
        help="Call this tool's APIs at another base URL; may be repeated.",
        metavar="TOOL=URL",
        default_factory=list,
        show_default=False,
    ),
]
Timeout = Annotated[float, typer.Option("--timeout", help="Seconds one API call may take.", metavar="S", min=0.001)]
Answers = Annotated[
    str,
    typer.Option(
        "--responses",
        help="Where answers to calls come from: live; record:DIR (keep them: the same call gets the same answer from "
        "then on); replay:DIR (the same run again, with no network); simulate or simulate:DIR (the model makes up what "
        "is not recorded in DIR).",
        metavar="R",
    ),
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", help="Instructions worked on at the same time.", metavar="N", min=1)
]
Method = Annotated[
    str,
    typer.Option(
        "--method",
        help="dfsdt, react, react@N or react@calls:RUN (repeat until as many model calls are spent as RUN made); "
        "settings follow a colon: dfsdt:filter, dfsdt:width=3,back_off=2.",
        metavar="M",
    ),
]
Parity = Annotated[
    str | None,
    typer.Option("--parity", help="toolbench: search call for call as ToolBench's code does.", metavar="NAME"),
]
Speculate = Annotated[
    bool,
    typer.Option(
        "--speculate",
        help="Ask the model ahead for siblings where it has room: same tree, less waiting, more tokens. A state then "
        "tells what its children called, not how they ended.",
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        help="heuristic, openai:NAME, openai:NAME@http://host:port/v1, local:PATH or script:FILE; behind it #react, "
        "#toolllama, #hermes or #llama3 where the model writes calls as text; before it cached: to keep its replies.",
        metavar="M",
    ),
]
RetrieverSpec = Annotated[
    str,
    typer.Option(
        "--retriever",
        help="default, default:DIR, lexical, bm25, knn, static:DIR, dense:MODEL, openai-embedding:NAME[@URL]; "
        "hybrid:A+B, rrf:A+B, rerank:MODEL+A.",
        metavar="R",
    ),
]
K = Annotated[int, typer.Option("-k", help="How many APIs to find.", metavar="N", min=1)]
Offered = Annotated[
    int, typer.Option("-k", help="How many APIs to offer where the instruction names none.", metavar="N", min=1)
]
Category = Annotated[str | None, typer.Option("--category", help="Search in this category only.", metavar="C")]
Tool = Annotated[str | None, typer.Option("--tool", help="Search in this tool only, by slug or name.", metavar="T")]
Healthy = Annotated[bool, typer.Option("--healthy", help="Use only APIs that passed their last check (`apis check`).")]
Compress = Annotated[
    int | None,
    typer.Option(
        "--compress",
        help="Shorten answers to so many tokens, by the plans of `apis compress`; the model is offered read_more for "
        "the rest.",
        metavar="TOKENS",
        min=64,
    ),
]


@dataclass(frozen=True, slots=True)
class Budgets:
    """What one instruction may spend."""

    calls: Annotated[
        int | None, typer.Option("--budget-calls", help="Model calls per instruction.", metavar="N", min=1)
    ] = None
    tokens: Annotated[
        int | None, typer.Option("--budget-tokens", help="Tokens per instruction.", metavar="N", min=1)
    ] = None
    api_calls: Annotated[
        int | None, typer.Option("--budget-api-calls", help="API calls per instruction.", metavar="N", min=1)
    ] = None
    seconds: Annotated[
        float | None, typer.Option("--budget-seconds", help="Seconds per instruction.", metavar="S", min=0)
    ] = None
    cost: Annotated[
        float | None, typer.Option("--budget-cost", help="US dollars per instruction.", metavar="USD", min=0)
    ] = None


@dataclass(frozen=True, slots=True)
class RunBudgets:
    """What a whole run may spend."""

    calls: Annotated[
        int | None, typer.Option("--run-budget-calls", help="Model calls of the whole run.", metavar="N", min=1)
    ] = None
    tokens: Annotated[
        int | None, typer.Option("--run-budget-tokens", help="Tokens of the whole run.", metavar="N", min=1)
    ] = None
    api_calls: Annotated[
        int | None, typer.Option("--run-budget-api-calls", help="API calls of the whole run.", metavar="N", min=1)
    ] = None
    seconds: Annotated[
        float | None, typer.Option("--run-budget-seconds", help="Seconds of the whole run.", metavar="S", min=0)
    ] = None
    cost: Annotated[
        float | None, typer.Option("--run-budget-cost", help="US dollars of the whole run.", metavar="USD", min=0)
    ] = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Which model is asked, and how."""

    spec: Model = "heuristic"
    temperature: Annotated[
        float | None, typer.Option("--temperature", help="Of sampling; the server's own where none is given.", min=0)
    ] = None
    max_tokens: Annotated[
        int | None, typer.Option("--max-tokens", help="New tokens of one reply at most.", metavar="N", min=1)
    ] = None
    at_once: Annotated[
        int | None, typer.Option("--model-concurrency", help="Requests to the model at a time.", metavar="N", min=1)
    ] = None
    requests: Annotated[
        int | None, typer.Option("--model-rpm", help="Requests to the model a minute.", metavar="N", min=1)
    ] = None
    tokens: Annotated[
        int | None, typer.Option("--model-tpm", help="Tokens of the model a minute.", metavar="N", min=1)
    ] = None
    prices: Annotated[
        Path | None, typer.Option("--prices", help="US dollars per token, by model (JSON).", metavar="FILE")
    ] = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard each tool's server may be asked."""

    at_once: Annotated[
        int | None, typer.Option("--api-concurrency", help="Calls of one tool at a time.", metavar="N", min=1)
    ] = None
    requests: Annotated[
        int | None, typer.Option("--api-rpm", help="Calls of one tool a minute.", metavar="N", min=1)
    ] = None
