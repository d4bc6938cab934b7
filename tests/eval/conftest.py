"""A small bench, and the right answers to it."""

from pathlib import Path

import pytest
from benches import answered, said, small_pool

from eval.hubbench.make import Bench, make, write
from eval.hubbench.makers import Pool
from toolsearch.records import PathRecord


@pytest.fixture
def pool() -> Pool:
    return small_pool()


@pytest.fixture
def bench(pool: Pool) -> Bench:
    return make(7, 30, pool=pool)


@pytest.fixture
def bench_file(bench: Bench, tmp_path: Path) -> Path:
    """The bench where `demo` puts it: beside its runs."""
    return write(bench, tmp_path / "hubbench")


@pytest.fixture
def right(bench: Bench) -> list[PathRecord]:
    """A right answer to every instruction of the bench, in order."""
    return [answered(key.instruction_id, said(key.facts)) for key in bench.keys]
