"""From runs and files of samples to files for trainers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from apis.model import Api
from toolsearch.cli import build
from toolsearch.errors import RecordError
from toolsearch.journal import read
from toolsearch.records import Sample
from toolsearch.runs import Run
from toolsearch.synthesis.definition import Evolved
from toolsearch.training import export as writing
from toolsearch.training.export import Written
from toolsearch.training.formats.resolve import OF_RUNS, open_format
from toolsearch.training.paths import Paths, runs_in
from toolsearch.training.selection import By, Keep, Split, select


@dataclass(frozen=True, slots=True)
class Known:
    """Where the categories of tools are known from."""

    catalog: Path | None
    made: Path | None

    def apis(self) -> Iterator[Api]:
        if self.catalog:
            with build.catalog(self.catalog) as catalog:
                yield from catalog
        if self.made:
            yield from (one.api for one in read(self.made, Evolved))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What `train export` was asked for."""

    sources: tuple[Path, ...]
    form: str
    out: Path
    keep: Keep
    judge: str | None
    hold_out: float
    by: By
    known: Known
    thoughts: bool
    seed: int

    def paths(self) -> list[Paths]:
        """Return the runs among the sources.

        Raises:
            ConfigError: a source is neither a run nor a folder of runs nor a file.
        """
        found: list[Paths] = []
        for source in self.sources:
            runs = runs_in(source)
            if not runs and not source.is_file():
                raise ConfigError(f"{str(source)!r} is no run, no folder of runs and no file of samples")
            found += [Paths(Run.open(folder), self.judge) for folder in runs]
        return found

    def samples(self) -> Iterator[Sample]:
        for paths in self.paths():
            yield from paths.samples(every_leaf=self.form == "atif" and self.keep == "all")
        for source in self.sources:
            if source.is_file():
                yield from read(source, Sample)


def export(wanted: Wanted) -> Written:
    """Write what is wanted.

    Raises:
        ConfigError: a source, the format or the split makes no sense.
        RecordError: a call did not come through a format.
    """
    written = Written()
    if wanted.form in OF_RUNS:
        _export_runs(wanted, written)
        return written
    form = open_format(wanted.form)
    try:
        samples = list(select(wanted.samples(), wanted.keep, written.counts))
    except RecordError as error:
        raise ConfigError(str(error)) from error
    if wanted.thoughts:
        samples = [writing.with_thoughts(sample) for sample in samples]
    split = None
    if wanted.hold_out and samples:
        split = Split.draw(samples, wanted.by, wanted.hold_out, wanted.seed, wanted.known.apis())
    writing.export(samples, form, wanted.out, written, split)
    return written


def _export_runs(wanted: Wanted, written: Written) -> None:
    paths = wanted.paths()
    if not paths:
        raise ConfigError(f"--format {wanted.form} is made of the trees of runs: name a RUN")
    if wanted.form == "preferences":
        writing.preferences(paths, wanted.out, written)
    else:
        writing.toolbench_answers(paths, wanted.out, written)
