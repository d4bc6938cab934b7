"""`toolsearch retriever train`: a retriever made for one's own APIs."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from apis.errors import ConfigError
from toolsearch.cli import options
from toolsearch.cli.loop import Interrupted
from toolsearch.cli.output import note, say, show_json
from toolsearch.cli.training_queries import material

if TYPE_CHECKING:
    from retriever.base import Document
    from retriever.dataset import Query
    from retriever.recipes import Recipe

BASE = "sentence-transformers/all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for, whatever kind is trained."""

    data: str
    """By which the user knows what is trained on."""
    documents: "tuple[Document, ...]"
    queries: "Sequence[Query]"
    out: Path
    seed: int
    epochs: float | None
    over: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a dense retriever is trained, where the recipe is not to say it."""

    base: str
    recipe: str
    steps: int | None
    length: int | None
    examples: int | None
    device: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it."""

    spec: str
    queries: int
    dev: int
    dev_before: float | None
    dev_after: float | None


def train(
    dataset: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DATASET|FILE]",
            help="A folder in BEIR's layout, or ToolBench's, with a split 'train'; with --catalog a file of "
            "instructions that say which APIs they need, such as `toolsearch instruct` writes.",
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the retriever is written.")],
    catalog: Annotated[
        Path | None,
        typer.Option("--catalog", metavar="FILE", help="Train for this catalog; without instructions, on templates."),
    ] = None,
    from_runs: Annotated[
        list[Path],
        typer.Option(
            "--from-runs",
            metavar="RUN",
            help="With --catalog: the APIs that this run, or each of a folder of runs, called with success on the way "
            "to an answer are what its instructions need; may be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ],
    kind: Annotated[
        Literal["dense", "static", "default"],
        typer.Option(
            "--kind",
            help="dense: a transformer (extras dense and train); static: word vectors, numpy only; default: the "
            "default retriever, with the queries as examples.",
        ),
    ] = "dense",
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="MODEL",
            help=f"dense: the sentence-transformers model to begin with, instead of {BASE}; default: a folder that "
            "`retriever distill` made, instead of the weights that ship.",
        ),
    ] = None,
    recipe: Annotated[
        str,
        typer.Option(
            "--recipe", metavar="R", help="dense: default; seen: every API has queries; toolbench; FILE.json."
        ),
    ] = "default",
    steps: Annotated[
        int | None,
        typer.Option(
            "--steps", metavar="N", min=0, help="dense: steps of a round, instead of epochs; 0: only keep examples."
        ),
    ] = None,
    epochs: Annotated[
        float | None, typer.Option("--epochs", metavar="N", min=0, help="Times that every query is seen.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", metavar="M", min=0, help="End after so long with what was best.")
    ] = None,
    length: Annotated[
        int | None,
        typer.Option("--length", metavar="N", min=4, help="dense: tokens at which texts are cut, instead of 256."),
    ] = None,
    examples: Annotated[
        int | None,
        typer.Option(
            "--examples",
            metavar="N",
            min=0,
            help="dense, default: queries kept of each API, by which it is found too, instead of 64.",
        ),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option("--device", metavar="D", help="dense: cpu, cuda:0, ...; the best there is if not said."),
    ] = None,
    seed: options.Seed = 0,
    json: options.AsJson = False,
) -> None:
    """Train a retriever on queries whose answers are known.

    What it writes is a retriever: `--retriever KIND:DIR`. A training of a dense one that
    was stopped goes on when the same command is given again.

    With --catalog no labels are needed: each API gets queries in its own words, from templates, unless there are
    instructions that say which APIs they need (`relevant`, else `apis`; those of a test split are left out), or runs.

    Example: toolsearch retriever train data/toole --kind static --out models/toole
    """
    from toolsearch.training.job import is_first

    if out.exists() and not out.is_dir():
        raise ConfigError(f"--out {str(out)!r} is a file: name a folder")
    given = material(dataset, catalog, from_runs, seed)
    end = None if minutes is None else time.monotonic() + 60 * minutes
    wanted = Wanted(
        given.name,
        given.documents,
        given.queries,
        out,
        seed,
        epochs,
        lambda: end is not None and time.monotonic() > end,
    )
    tuning = Tuning(base or BASE, recipe, steps, length, examples, device)
    begun = time.monotonic()
    try:
        if kind == "dense":
            made = _dense(wanted, tuning)
        else:
            made = _static(wanted) if kind == "static" else _default(wanted, base, examples)
    except KeyboardInterrupt:
        mend = "the same command goes on where it stopped" if kind == "dense" else "nothing was written"
        raise Interrupted(f"interrupted; {mend}") from None
    seconds = round(time.monotonic() - begun, 1)
    if not is_first():
        return
    if json:
        show_json(
            {
                "retriever": made.spec, "queries": made.queries, "dev_queries": made.dev,
                "dev_ndcg@5_before": made.dev_before, "dev_ndcg@5": made.dev_after, "seconds": seconds,
            }
        )  # fmt: skip
        return
    before = "" if made.dev_before is None else f", {100 * made.dev_before:.1f} before"
    note(f"{made.queries:,} queries, {made.dev:,} held out as dev, {seconds:,} seconds{_dev(made.dev_after)}{before}")
    say(made.spec)


def _static(wanted: Wanted) -> Made:
    from retriever.dataset import carve
    from retriever.static import StaticCard, StaticRecipe
    from retriever.static_training import Epoch, score, train

    recipe = StaticRecipe() if wanted.epochs is None else StaticRecipe(epochs=max(1, round(wanted.epochs)))
    queries = carve(wanted.queries, share=recipe.dev_share, by=recipe.dev_by)

    def told(epoch: Epoch) -> None:
        note(f"epoch {epoch.number} of {recipe.epochs}: loss {epoch.loss:.3f}{_dev(epoch.dev)}")

    embeddings = train(wanted.documents, queries, recipe, seed=wanted.seed, on_epoch=told, over=wanted.over)
    after = score(embeddings, wanted.documents, queries.dev) if queries.dev else None
    card = StaticCard(
        data=wanted.data,
        queries=len(queries.train),
        documents=len(wanted.documents),
        seed=wanted.seed,
        recipe=recipe,
        dev_ndcg_at_5=after,
    )
    embeddings.save(wanted.out, card)
    return Made(f"static:{wanted.out}", len(queries.train), len(queries.dev), None, after)


def _default(wanted: Wanted, base: str | None, examples: int | None) -> Made:
    from retriever.dataset import Material, carve
    from retriever.examples import EACH
    from retriever.resolve import SHIPPED, weights_in
    from retriever.teaching import teach

    if examples == 0:
        raise ConfigError("--kind default learns by examples alone: leave out --examples 0")
    queries = carve(wanted.queries)
    folder = Path(base) if base else SHIPPED
    each = EACH if examples is None else examples
    material = Material(wanted.data, wanted.documents, queries)
    taught = teach(folder, weights_in(folder), material, wanted.out, each=each)
    return Made(f"default:{wanted.out}", len(queries.train), len(queries.dev), taught.before, taught.after)


def _dense(wanted: Wanted, tuning: Tuning) -> Made:
    from apis.errors import MissingExtra
    from retriever.dataset import Material, carve

    given = {
        "steps": tuning.steps,
        "epochs": wanted.epochs,
        "least": None if wanted.epochs is None else 1,
        "length": tuning.length,
        "examples": tuning.examples,
    }
    chosen = _recipe(tuning.recipe).model_copy(update={name: it for name, it in given.items() if it is not None})
    try:
        from retriever.looks import Look
        from retriever.train import Training
    except ImportError as error:
        raise MissingExtra("training a dense retriever", "dense,train") from error

    def told(look: Look) -> None:
        note(f"round {look.round}, step {look.step} of {look.steps}{_dev(look.dev)}")

    queries = carve(wanted.queries, share=chosen.dev_share, by=chosen.dev_by)
    trained = Training(
        base=tuning.base,
        material=Material(wanted.data, wanted.documents, queries),
        folder=wanted.out,
        recipe=chosen,
        seed=wanted.seed,
        device=tuning.device,
        over=wanted.over,
        on_look=told,
    ).run()
    return Made(f"dense:{wanted.out}", len(queries.train), len(queries.dev), trained.dev_before, trained.dev)


def _recipe(name: str) -> "Recipe":
    """Return the recipe of a name, or read one from a JSON file."""
    from pydantic import ValidationError

    from retriever.recipes import Recipe, recipe_of

    if not name.endswith(".json"):
        return recipe_of(name)
    try:
        return Recipe.model_validate_json(Path(name).read_bytes())
    except OSError as error:
        raise ConfigError(f"recipe {name!r} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"recipe {name!r}: {'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}") from error


def _dev(score: float | None) -> str:
    return "" if score is None else f", dev ndcg@5 {100 * score:.1f}"
