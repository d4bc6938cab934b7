import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retriever.bags import Bags, joined, unit

VOCABULARY = {word: place for place, word in enumerate("abcdefg")}
texts = st.lists(st.lists(st.sampled_from("abcdefgxyz"), max_size=12), max_size=20)


def dense(bags: Bags) -> np.ndarray:
    table = np.zeros((len(bags), len(VOCABULARY)), dtype=np.float32)
    for row in range(len(bags)):
        part = slice(bags.starts[row], bags.starts[row + 1])
        table[row, bags.features[part]] = bags.weights[part]
    return table


@given(texts)
def test_bags_multiply_as_the_matrix_they_stand_for(given_texts: list[list[str]]) -> None:
    bags = Bags.of(given_texts, VOCABULARY)
    matrix = np.random.default_rng(0).standard_normal((len(VOCABULARY), 3), dtype=np.float32)
    np.testing.assert_allclose(bags.times(matrix), dense(bags) @ matrix, atol=1e-5)
    above = np.random.default_rng(1).standard_normal((len(bags), 3), dtype=np.float32)
    features, gradient = bags.gradient(above)
    whole = np.zeros_like(matrix)
    whole[features] = gradient
    np.testing.assert_allclose(whole, dense(bags).T @ above, atol=1e-5)


@given(texts, st.integers(0, 5))
def test_rows_are_taken_in_any_order_and_sets_are_joined(given_texts: list[list[str]], seed: int) -> None:
    bags = Bags.of(given_texts, VOCABULARY)
    rows = np.random.default_rng(seed).permutation(len(bags))
    np.testing.assert_array_equal(dense(bags.take(rows)), dense(bags)[rows])
    np.testing.assert_array_equal(
        dense(joined(bags, bags.take(rows))), np.concatenate([dense(bags), dense(bags)[rows]])
    )


def test_a_word_that_comes_often_weighs_the_root_of_how_often() -> None:
    assert Bags.of([["a", "b", "a", "a", "a"]], VOCABULARY).weights.tolist() == [2.0, 1.0]


def test_a_row_of_zeros_has_no_direction() -> None:
    assert unit(np.zeros((1, 3), dtype=np.float32))[0].tolist() == [[0, 0, 0]]
