"""The options that commands share, spelt and explained in one place.

Only types: what an option means is `toolsearch.cli.build`.
"""

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
        help="heuristic, openai:NAME, openai:NAME@http://host:port/v1 or script:FILE.",
        metavar="M",
    ),
]
RetrieverSpec = Annotated[str, typer.Option("--retriever", help="default, bm25 or knn.", metavar="R")]
K = Annotated[int, typer.Option("-k", help="How many APIs to find.", metavar="N", min=1)]
Offered = Annotated[
    int, typer.Option("-k", help="How many APIs to offer where the instruction names none.", metavar="N", min=1)
]
Healthy = Annotated[bool, typer.Option("--healthy", help="Use only APIs that passed their last check (`apis check`).")]
BudgetCalls = Annotated[
    int | None, typer.Option("--budget-calls", help="Model calls per instruction.", metavar="N", min=1)
]
BudgetTokens = Annotated[
    int | None, typer.Option("--budget-tokens", help="Tokens per instruction.", metavar="N", min=1)
]
BudgetSeconds = Annotated[
    float | None, typer.Option("--budget-seconds", help="Seconds per instruction.", metavar="S", min=0)
]
BudgetCost = Annotated[
    float | None, typer.Option("--budget-cost", help="US dollars per instruction.", metavar="USD", min=0)
]
