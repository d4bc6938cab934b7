"""Judging many runs for a leaderboard: all of them first, then each against the reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apis.errors import ConfigError
from eval.answers import open_runs
from eval.court import Session
from eval.judge import Judge
from eval.judging import Bench, How, judge_passes, judge_wins, plan_passes, plan_wins
from eval.leaderboard import Leaderboard, Standing, leaderboard, names_of
from eval.outcome import WinReport
from eval.win_rate import Match, match, win_report
from toolsearch.cli.judging import Asking, Contest, Hearing, open_hearing


@dataclass(frozen=True, slots=True)
class Made:
    """A leaderboard, and what stays open."""

    board: Leaderboard
    judges: tuple[Judge, ...]
    session: Session
    left: int


def board(folders: Sequence[Path], asking: Asking, reference: Path | None, contest: Contest) -> Made | None:
    """Judge runs and set them side by side; None after a dry run."""
    hearing = open_hearing(asking)
    wanted = {run.folder.resolve(): run for folder in folders for run in open_runs(folder)}
    if reference is not None:
        wanted |= {run.folder.resolve(): run for run in open_runs(reference)[:1]}
    benches = [hearing.bench(run) for run in wanted.values()]
    names = dict(zip(names_of(benches), benches, strict=True))
    base = _base(names, reference)
    left = _judge(hearing, benches, names.get(base or ""), contest)
    if asking.dry_run:
        return None
    standings = [Standing(name, bench, _wins(bench, names.get(base or ""), contest)) for name, bench in names.items()]
    made = leaderboard(standings, base, unsolvable_passes=contest.unsolvable_passes)
    return Made(made, tuple(bench.judge for bench in benches), hearing.how.session, left)


def _base(names: dict[str, Bench], reference: Path | None) -> str | None:
    if reference is None:
        return None
    found = [name for name, bench in names.items() if bench.answers.run.folder.resolve() == reference.resolve()]
    if not found:
        raise ConfigError(f"--reference {str(reference)!r} is no single run: name one")
    return found[0]


def _judge(hearing: Hearing, benches: Sequence[Bench], base: Bench | None, contest: Contest) -> int:
    """Ask all that is open: the pass rates first, since they decide which pairs need a preference."""
    others = [bench for bench in benches if base is not None and bench is not base]

    async def work(how: How) -> int:
        left = await judge_passes(benches, how)
        for bench in others:
            assert base is not None
            left += await judge_wins(bench, base, _match(bench, base, contest), contest.rule, contest.rounds, how)
        return left

    plan = plan_passes(benches, hearing.how)
    judged = not plan.most
    for bench in others:
        assert base is not None
        found = _match(bench, base, contest)
        plan += plan_wins(bench, found, contest.rule, contest.rounds, judged=judged)
    return hearing.run(plan, work)


def _match(bench: Bench, base: Bench, contest: Contest) -> Match:
    return match(bench.answers, base.answers, bench.book, base.book, unsolvable_passes=contest.unsolvable_passes)


def _wins(bench: Bench, base: Bench | None, contest: Contest) -> WinReport | None:
    if base is None or bench is base:
        return None
    found = _match(bench, base, contest)
    return win_report(found, bench.book, bench.judge, contest.rule, contest.rounds)
