"""`toolsearch synth`: new APIs, dialogs over real ones, and their verification (ToolACE)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolsearch.cli import options
from toolsearch.cli.output import note, say, show_json, show_table

if TYPE_CHECKING:
    from toolsearch.synthesis.growing import Grown
    from toolsearch.synthesis.measure import Profile

app = typer.Typer(help="Synthesize APIs and dialogs, and verify them (ToolACE).", no_args_is_help=True)

Count = Annotated[int, typer.Option("-n", help="How many to make.", metavar="N", min=1)]


@app.command()
def apis(
    out: Annotated[Path, typer.Option("--out", help="The file of APIs; the same one goes on.", metavar="FILE")],
    n: Count = 2000,
    documents: Annotated[
        list[Path] | None,
        typer.Option("--documents", help="A folder of manuals, READMEs, API docs; may be repeated.", metavar="PATH"),
    ] = None,
    from_catalog: Annotated[
        Path | None, typer.Option("--from-catalog", help="Read topics from the APIs of this catalog.", metavar="FILE")
    ] = None,
    beside: Annotated[
        Path | None, typer.Option("--beside", help="Show the figures of this catalog beside.", metavar="FILE")
    ] = None,
    max_similarity: Annotated[
        float,
        typer.Option("--max-similarity", help="Highest likeness (Jaccard) of two names, descriptions or parameter "
                     "sets.", metavar="J", min=0.1, max=1),
    ] = 0.7,
    model: options.Model = "heuristic",
    seed: options.Seed = 0,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Grow a tree of topics, and evolve APIs from it that are valid, legally named and unlike each other.

    Topics come from the documents or the catalog given, else from those that ship with the project. The same command
    again goes on where it stopped. Exit code 1: the topics were used up before N APIs were kept.

    Example: toolsearch synth apis -n 2000 --out apis.jsonl
    """
    from toolsearch.cli import synthesizing

    for path in documents or []:
        if not path.exists():
            raise typer.BadParameter(f"there is no file or folder {str(path)!r}", param_hint="--documents")
    wanted = synthesizing.Wanted(out, n, tuple(documents or ()), from_catalog, model, seed, max_similarity)
    grown = synthesizing.grow(wanted)
    profiles = synthesizing.profiles(grown, beside)
    found = synthesizing.found(grown)
    if json:
        show_json(_document(out, grown, profiles, found))
    else:
        _show(out, grown, profiles, found)
    if len(grown.kept) < n:
        note(f"error: the topics were used up after {len(grown.kept):,} of {n:,} APIs: give more --documents")
        raise typer.Exit(1)


def _document(out: Path, grown: "Grown", profiles: "list[tuple[str, Profile]]", found: float) -> dict[str, Any]:
    return {
        "file": str(out),
        "topics": dict(grown.topics),
        "proposed": grown.proposed,
        "kept": len(grown.kept),
        "refused": dict(grown.refused.most_common()),
        "found_in_top_5": round(found, 4),
        "profiles": {name: profile.model_dump() for name, profile in profiles},
    }


def _show(out: Path, grown: "Grown", profiles: "list[tuple[str, Profile]]", found: float) -> None:
    from toolsearch.synthesis.measure import TOOLACE_APIS, TOOLACE_DOMAINS, side_by_side

    topics = ", ".join(f"{number:,} {level}" for level, number in grown.topics.items())
    say(f"context tree: {topics}")
    say(f"{grown.proposed:,} proposed, {grown.refused.total():,} refused, {len(grown.kept):,} kept in {out}")
    for reason, number in grown.refused.most_common():
        say(f"  {number:,} refused: {reason}")
    say(f"found in the top 5 by the instruction written for it: {found:.1%} (BM25)")
    say("")
    show_table(*side_by_side(profiles))
    say(f"(ToolACE's paper: {TOOLACE_APIS:,} APIs of {TOOLACE_DOMAINS} domains; it gives no numbers for the rest)")
