"""`toolsearch synth`: new APIs, dialogs over real ones, and their verification (ToolACE)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolsearch.cli import build, options
from toolsearch.cli.output import note, say, show_json, show_table

if TYPE_CHECKING:
    from toolsearch.cli.talking import Talked
    from toolsearch.synthesis.growing import Grown
    from toolsearch.synthesis.measure import Profile

app = typer.Typer(help="Synthesize APIs and dialogs, and verify them (ToolACE).", no_args_is_help=True)

Count = Annotated[int, typer.Option("-n", help="How many to make.", metavar="N", min=1)]
LearnerModel = Annotated[
    str,
    typer.Option("--model", help="The model to be tuned: its folder, or openai:NAME@URL of a server that tells the "
                 "log-probabilities of a prompt (vLLM).", metavar="M"),
]  # fmt: skip
Tokenizer = Annotated[
    Path | None,
    typer.Option("--tokenizer", help="The folder of its tokenizer, where a server has the model.", metavar="PATH"),
]


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
        [(reason, often), *_] = grown.refused.most_common(1) or [("", 0)]
        why = f"{often:,} were refused since {reason}" if grown.gave_up else "the topics were used up"
        note(f"error: {why} after {len(grown.kept):,} of {n:,} APIs: give more --documents")
        raise typer.Exit(1)


def _document(out: Path, grown: "Grown", profiles: "list[tuple[str, Profile]]", found: float) -> dict[str, Any]:
    return {
        "file": str(out),
        "topics": dict(grown.topics),
        "proposed": grown.proposed,
        "kept": len(grown.kept),
        "refused": dict(grown.refused.most_common()),
        "unread": dict(grown.unread),
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
    for what, number in grown.unread.items():
        say(f"  {number:,} replies could not be read: {what}")
    say(f"found in the top 5 by the instruction written for it: {found:.1%} (BM25)")
    say("")
    show_table(*side_by_side(profiles))
    say(f"(ToolACE's paper: {TOOLACE_APIS:,} APIs of {TOOLACE_DOMAINS} domains; it gives no numbers for the rest)")


@app.command()
def dialogs(
    allow: options.Allow,
    base_url: options.BaseUrls,
    out: Annotated[Path, typer.Option("--out", help="The file of samples; the same one goes on.", metavar="FILE")],
    n: Count = 500,
    apis: Annotated[
        Path | None, typer.Option("--apis", help="Talk about these made APIs too (`synth apis`).", metavar="FILE")
    ] = None,
    only_made: Annotated[bool, typer.Option("--only-made", help="Leave the catalog out.")] = False,
    mix: Annotated[
        str | None,
        typer.Option("--mix", help="Shares of the kinds, such as single=3,parallel=2,dependent=1; default: all eight.",
                     metavar="K=N,…"),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="How often each decision is drawn.", metavar="N", min=1)] = 3,
    agree: Annotated[
        int, typer.Option("--agree", help="How many draws must agree with the blueprint.", metavar="N", min=1)
    ] = 2,
    dissimilarity: Annotated[
        float, typer.Option("--dissimilarity", help="How unlike the descriptions requests are made.", metavar="D",
                            min=0, max=1),
    ] = 0.7,
    mask: Annotated[
        float, typer.Option("--mask", help="Share of samples with random names.", metavar="P", min=0, max=1)
    ] = 0.1,
    learner: Annotated[
        str | None, typer.Option("--learner", help="The model to be tuned, a folder or openai:NAME@URL: requests are "
                                 "made harder or easier by its losses.", metavar="M"),
    ] = None,
    tokenizer: Tokenizer = None,
    bounds: Annotated[
        str | None, typer.Option("--bounds", help="The losses worth training on, with --learner: LOW,HIGH, or the file "
                                 "of `synth bounds`.", metavar="B"),
    ] = None,
    timeout: options.Timeout = 5.0,
    model: options.Model = "heuristic",
    seed: options.Seed = 0,
    allow_writes: options.AllowWrites = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Make dialogs between a user, an assistant and tools that really execute the calls.

    First every API is tried, so that the calls of a dialog are known to work before its words are written; APIs without
    a server are simulated, and marked so. The same command again goes on where it stopped. Exit code 1: fewer than N
    could be made.

    Example: toolsearch synth dialogs -n 500 --out dialogs.jsonl --allow 127.0.0.1:8765
    """
    from toolsearch.cli import talking
    from toolsearch.cli.scoring import Learner
    from toolsearch.synthesis.blueprint import MIX, read_mix
    from toolsearch.synthesis.complexity import read_bounds

    if (learner is None) != (bounds is None):
        raise typer.BadParameter("--learner and --bounds go together: `synth bounds` takes bounds from a prior set")
    wanted = talking.Wanted(
        out=out,
        count=n,
        catalog=None if only_made else catalog,
        made=apis,
        reach=build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout),
        model=model,
        mix=read_mix(mix) if mix else MIX,
        draws=draws,
        enough=min(agree, draws),
        unlike=dissimilarity,
        mask=mask,
        seed=seed,
        learner=Learner(learner, tokenizer) if learner else None,
        bounds=read_bounds(bounds) if bounds else None,
    )
    talked = talking.talk(wanted)
    _tell_dialogs(out, talked, json=json)
    if len(talked.kept) < n:
        note(f"error: only {len(talked.kept):,} of {n:,} dialogs could be made: add APIs, or change --mix")
        raise typer.Exit(1)


def _tell_dialogs(out: Path, talked: "Talked", *, json: bool) -> None:
    from toolsearch.synthesis.shares import shares_of

    shares = shares_of(talked.kept) if talked.kept else None
    if json:
        document = {"file": str(out), "kept": len(talked.kept), "rejected": dict(talked.reasons)}
        show_json(document | {"apis": talked.apis, "answered": talked.answered,
                              "shares": shares.model_dump() if shares else None})  # fmt: skip
        return
    say(f"{talked.answered:,} of {talked.apis:,} APIs answered")
    say(f"{len(talked.kept):,} dialogs kept in {out}, {sum(talked.reasons.values()):,} not kept")
    for reason, number in talked.reasons.items():
        say(f"  {number:,} not kept: {reason}")
    for name, value in shares.model_dump().items() if shares else ():
        text = ", ".join(f"{key} {part:.0%}" for key, part in value.items()) if isinstance(value, dict) else str(value)
        say(f"{name.replace('_', ' ')}: {text}")


@app.command()
def verify(
    samples: Annotated[Path, typer.Argument(metavar="FILE", help="Samples, as `synth dialogs` makes them.")],
    allow: options.Allow,
    base_url: options.BaseUrls,
    out: Annotated[Path, typer.Option("--out", help="The samples with their checks; the same file goes on.",
                                      metavar="FILE")],
    execute: Annotated[bool, typer.Option("--execute", help="Carry the live calls out again.")] = False,
    apis: Annotated[
        Path | None, typer.Option("--apis", help="Made APIs that samples talk about.", metavar="FILE")
    ] = None,
    votes: Annotated[int, typer.Option("--votes", help="How often a model is asked each question.", metavar="N",
                                       min=1)] = 3,
    timeout: options.Timeout = 5.0,
    model: options.Model = "heuristic",
    allow_writes: options.AllowWrites = False,
    catalog: Annotated[
        Path | None, typer.Option("--catalog", help="Hold answers against the documentation in it.", metavar="FILE")
    ] = None,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Check samples in two layers: twenty rules, then experts that answer one question each.

    Every sample is written with its checks; `train export --keep passed` takes those that passed.

    Example: toolsearch synth verify dialogs.jsonl --out verified.jsonl --catalog catalog.db
    """
    from toolsearch.cli import verifying
    from toolsearch.synthesis.verifying import stages

    wanted = verifying.Wanted(
        samples=samples,
        out=out,
        catalog=catalog,
        made=apis,
        execute=execute,
        reach=build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout),
        model=model,
        votes=votes,
    )
    checked = verifying.verify(wanted)
    layers = stages(checked)
    if json:
        passed = sum(sample.passed for sample in checked)
        show_json({"file": str(out), "samples": len(checked), "passed": passed,
                   "stages": [layer.model_dump() for layer in layers]})  # fmt: skip
        return
    for layer in layers:
        say(f"{layer.name}: {layer.samples:,} in, {layer.passed:,} out")
        for reason, number in layer.reasons.items():
            say(f"  {number:,} fell by {reason}")
        for question, number in layer.unanswered.items():
            say(f"  {number:,} got no answer on {question}")


@app.command()
def score(
    samples: Annotated[Path, typer.Argument(metavar="FILE", help="Samples, as `synth dialogs` makes them.")],
    model: LearnerModel,
    out: Annotated[Path, typer.Option("--out", help="The samples with their losses; the same file goes on.",
                                      metavar="FILE")],
    tokenizer: Tokenizer = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw loss by its correlates, as .png or .svg.", metavar="FILE")
    ] = None,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Measure how hard samples are for a model: the mean loss of what the assistant says.

    Tells how loss goes with the number of functions offered and called, and with dissimilarity (Spearman).

    Example: toolsearch synth score verified.jsonl --model tiny --out scored.jsonl --plot loss.png
    """
    from statistics import mean, quantiles

    from toolsearch.cli import scoring
    from toolsearch.synthesis.complexity import CORRELATES, correlation_of

    scored = scoring.score(samples, scoring.Learner(model, tokenizer), out)
    losses = [sample.scores.loss for sample in scored if sample.scores.loss is not None]
    if len(losses) < 2:
        note("error: fewer than two samples could be measured: they are longer than the model's context")
        raise typer.Exit(1)
    if plot:
        from toolsearch.training.resolve import draw

        draw(scored, plot)
    low, middle, high = quantiles(losses, n=4)
    rising = {correlate: correlation_of(scored, correlate) for correlate in CORRELATES}
    if json:
        show_json({"file": str(out), "samples": len(scored), "measured": len(losses), "mean": mean(losses),
                   "quartiles": [low, middle, high], "correlations": rising})  # fmt: skip
        return
    say(f"{len(losses):,} of {len(scored):,} samples measured; mean loss {mean(losses):.3f}, quartiles "
        f"{low:.3f}, {middle:.3f}, {high:.3f}")  # fmt: skip
    for correlate, value in rising.items():
        say(f"loss and {correlate}: {'does not vary' if value is None else f'{value:+.3f}'}")


@app.command()
def bounds(
    samples: Annotated[Path, typer.Argument(metavar="FILE", help="A prior set: samples from easy to hard.")],
    model: LearnerModel,
    tuned: Annotated[
        str, typer.Option("--tuned", help="The same model after tuning on such samples.", metavar="M")
    ],
    out: Annotated[Path, typer.Option("--out", help="The bounds; the same file goes on.", metavar="FILE")],
    tokenizer: Tokenizer = None,
    share: Annotated[
        float, typer.Option("--share", help="The part of the set that counts as still hard after tuning.", metavar="P",
                            min=0.01, max=1),
    ] = 0.25,
    json: options.AsJson = False,
) -> None:  # fmt: skip
    """Take from a prior set which losses are worth training on, for `synth dialogs --bounds`.

    Below the mean loss of samples that the model solves as it is there is nothing to learn; above that of samples still
    hard after tuning it is too hard. Solved is a sample whose calls the model makes itself, turn by turn.

    Example: toolsearch synth bounds prior.jsonl --model tiny --tuned tuned --out bounds.json
    """
    from toolsearch.cli import scoring

    before, after = scoring.Learner(model, tokenizer), scoring.Learner(tuned, tokenizer)
    found, prior = scoring.bound(samples, before, after, out, share)
    solved = sum(one.solved for one in prior)
    if json:
        show_json({"file": str(out), "samples": len(prior), "solved": solved, **found.model_dump()})
        return
    say(
        f"{solved:,} of {len(prior):,} samples are solved as it is; bounds {found.low:.3f} to {found.high:.3f} in {out}"
    )
    if not solved:
        note("none is solved, so none counts as too easy")
