import numpy as np
import pytest

from retriever.balance import Balance, Met

pytest.importorskip("torch")
balancing = pytest.importorskip("retriever.balancing")

pytestmark = pytest.mark.heavy

DOCUMENTS = 30


def asked(rng: np.random.Generator, *, covered: bool) -> object:
    """A query whose right document words find where they are covered, and meaning where they are not."""
    said, meant = rng.random(DOCUMENTS), rng.standard_normal(DOCUMENTS)
    right = np.zeros(DOCUMENTS, dtype=bool)
    right[int(rng.integers(DOCUMENTS))] = True
    if covered:
        said[right] = 1.0
        said[~right] *= 0.6
    else:
        meant[right] = 4.0
    return balancing.Asked.of(Met(0.8 if covered else 0.1, 20, 0.5), said, meant, right)


def test_words_count_more_where_they_are_covered_if_they_are_right_there() -> None:
    rng = np.random.default_rng(0)
    balance = balancing.fitted([[asked(rng, covered=bool(number % 2)) for number in range(200)]])
    assert balance.share(Met(0.8, 20, 0.5)) < 0.5 < balance.share(Met(0.1, 20, 0.5))


def test_catalogs_count_alike_however_many_queries_they_have() -> None:
    rng = np.random.default_rng(0)
    many, few = ([asked(rng, covered=covered) for _ in range(size)] for covered, size in ((True, 300), (False, 30)))
    less = balancing.fitted([many]).share(Met(0.4, 20, 0.5))
    both = balancing.fitted([many, few]).share(Met(0.4, 20, 0.5))
    more = balancing.fitted([few]).share(Met(0.4, 20, 0.5))
    assert less < both < more
    assert balancing.fitted([many, many[:1]]) != balancing.fitted([many + many[:1]])


def test_with_nothing_to_fit_it_on_the_balance_is_the_default_one() -> None:
    assert balancing.fitted([]) == balancing.fitted([[]]) == Balance()


def test_what_is_right_is_kept_however_far_down_it_stands() -> None:
    said, meant = np.linspace(1, 0, 500), np.linspace(3, -3, 500)
    kept = balancing.Asked.of(Met(0.5, 20, 0.5), said, meant, np.arange(500) == 499)
    assert (len(kept.right), kept.right.sum(), kept.said[kept.right]) == (balancing.FIRST + 1, 1, [0.0])
