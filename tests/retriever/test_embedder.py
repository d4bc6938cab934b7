import numpy as np
import pytest

from retriever.embedder import LARGE, Embedder, Vectors
from retriever.resolve import SHIPPED

TEXTS = ["weather in Rome", "a hotel", "convert ten dollars into euros, please, at the rate of yesterday", ""]


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return Embedder(SHIPPED, threads=1)


def test_vectors_have_unit_length_and_do_not_depend_on_their_neighbours(shipped: Embedder) -> None:
    together = shipped.encode(TEXTS)
    alone = np.concatenate([shipped.encode([text]) for text in TEXTS])
    assert together.shape == (4, shipped.dimension)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert (together == alone).all()


def test_only_the_first_tokens_of_a_text_are_read(shipped: Embedder) -> None:
    long = "weather " * 400
    assert shipped.encode([long], tokens=16)[0] == pytest.approx(shipped.encode(["weather " * 14])[0], abs=1e-5)


def test_bytes_give_the_cosines_of_the_vectors_they_were_made_of(shipped: Embedder) -> None:
    vectors = shipped.encode(TEXTS)
    exact = vectors @ vectors.T
    assert shipped.match(vectors, Vectors.of(vectors)) == pytest.approx(exact, abs=0.01)


def test_nothing_is_encoded_and_matched_into_nothing(shipped: Embedder) -> None:
    nothing = shipped.encode([])
    assert nothing.shape == (0, shipped.dimension)
    assert shipped.match(shipped.encode(["a"]), Vectors.of(nothing)).shape == (1, 0)


def test_many_vectors_are_compared_by_several_threads_as_few_are_by_one() -> None:
    several = Embedder(SHIPPED, threads=2)
    vectors = several.encode(TEXTS)
    many = Vectors.of(np.tile(vectors, (LARGE // len(TEXTS), 1)))
    few = Vectors(many.codes[: LARGE - 1], many.scales[: LARGE - 1])
    assert (several.match(vectors, many)[:, : LARGE - 1] == several.match(vectors, few)).all()
