"""Training on a random two-layer BERT made on the spot: what is written, resumed and refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("datasets")

import tiny_bert
import torch
from sentence_transformers import SentenceTransformer

from apis.errors import ConfigError
from retriever.base import Document
from retriever.dataset import Carved, Material, Query
from retriever.dense import Dense
from retriever.encoder import Encoder
from retriever.examples import Examples, WithExamples
from retriever.looks import Look, score
from retriever.loss import MultiPositiveLoss
from retriever.negatives import mine, trainable
from retriever.recipes import Recipe
from retriever.resolve import open_scorer
from retriever.static_training import multi_positive
from retriever.synthetic import GROUP
from retriever.train import Training

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]

torch.set_num_threads(1)  # for a model this small, threads only wait for each other

WORDS = "sun rises dark rail Oslo Bergen euros yen krone soil wet field query document".casefold().split()
DOCUMENTS = tuple(
    Document(id_, "", "", "", text, "", "")
    for id_, text in (("sun", "sun rises"), ("rail", "rail"), ("money", "krone"), ("cold", "soil wet field"))
)
QUERIES = tuple(
    Query(str(number), text, frozenset(right.split()), "")
    for number, (text, right) in enumerate(
        [
            ("dark", "sun"),
            ("oslo", "rail"),
            ("bergen", "rail"),
            ("euros", "money"),
            ("yen", "money"),
            ("dark yen", "sun money"),
        ]
        * 2
    )
)
RECIPE = Recipe(name="tiny", batch=4, steps=6, rate=1e-3, length=16, looks=3, rounds=1, dimensions=(8,))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return tiny_bert.save(tmp_path_factory.mktemp("base"), WORDS)


Make = Callable[..., Training]


@pytest.fixture
def training(base: str, tmp_path: Path) -> Make:
    def make(recipe: Recipe = RECIPE, **changed: object) -> Training:
        material = Material("toy", DOCUMENTS, Carved(QUERIES[:9], QUERIES[9:]))
        return Training(
            **(
                {"base": base, "material": material, "folder": tmp_path / "out", "recipe": recipe, "device": "cpu"}
                | changed
            )
        )

    return make


def test_what_is_written_is_better_on_dev_and_loads_as_any_sentence_transformer(training: Make) -> None:
    looks: list[Look] = []
    trained = training(RECIPE.model_copy(update={"steps": 40}), on_look=looks.append).run()
    assert trained.dev is not None
    assert trained.dev_before is not None
    assert trained.dev > trained.dev_before
    assert looks
    plain = SentenceTransformer(str(trained.folder), device="cpu")
    examples = Examples.open(trained.folder, Encoder("plain", plain))
    assert score(plain, DOCUMENTS, QUERIES[9:], examples) == pytest.approx(trained.dev, abs=1e-6)
    assert not list((trained.folder / "training").glob("round-*"))
    assert "queries" in (trained.folder / "README.md").read_text("utf-8")


def test_queries_trained_on_are_examples_and_those_of_dev_are_not(training: Make) -> None:
    folder = training().run().folder
    opened = open_scorer(f"dense:{folder}", DOCUMENTS)
    assert isinstance(opened, WithExamples)
    assert {each.id: each.examples for each in opened.examples.card.documents} == {"money": 3, "rail": 2, "sun": 2}
    assert opened.search("oslo", 1)[0].id == "rail"
    elsewhere = open_scorer(f"dense:{folder}", [Document("rail", "", "", "", "rain", "", "")])
    assert isinstance(elsewhere, Dense)


def test_without_steps_the_model_stays_and_examples_help_it(training: Make, base: str) -> None:
    trained = training(RECIPE.model_copy(update={"steps": 0})).run()
    assert trained.steps == 0
    assert trained.dev is not None
    assert trained.dev_before is not None
    assert trained.dev > trained.dev_before
    now, then = (SentenceTransformer(str(folder), device="cpu").state_dict() for folder in (trained.folder, base))
    assert all(torch.equal(now[name], weight) for name, weight in then.items())


def test_what_templates_wrote_is_no_example(training: Make) -> None:
    written = tuple(replace(query, group=GROUP) for query in QUERIES)
    folder = training(material=Material("toy", DOCUMENTS, Carved(written, ()))).run().folder
    assert not (folder / "examples").exists()


def test_a_killed_training_goes_on_from_its_checkpoint(training: Make) -> None:
    class Killed(Exception):
        pass

    def kill(look: Look) -> None:
        if look.step == 4:
            raise Killed

    with pytest.raises(Killed):
        training(on_look=kill).run()
    again: list[Look] = []
    training(on_look=again.append).run()
    assert [look.step for look in again] == [4, 6]


def test_another_training_into_the_same_folder_is_refused(training: Make, tmp_path: Path) -> None:
    training(over=lambda: True).run()
    with pytest.raises(ConfigError, match="was begun with other settings or data"):
        training(seed=1).run()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(ConfigError, match="is not empty and no training of ours"):
        training(folder=tmp_path / "other").run()


def test_later_rounds_mine_from_the_model_and_the_toolbench_recipe_runs(training: Make, tmp_path: Path) -> None:
    assert training(RECIPE.model_copy(update={"rounds": 2, "steps": 2, "piece": 2})).run().steps == 4
    pairs = RECIPE.model_copy(update={"masked": False, "negatives": 0, "steps": 2, "keeps": (1.0,)})
    assert training(pairs, folder=tmp_path / "pairs").run().steps == 2


def test_the_loss_is_that_of_static_training(base: str) -> None:
    loss = MultiPositiveLoss(SentenceTransformer(base, device="cpu"), scale=20.0, piece=8, kept=0, dimensions=())
    rng = np.random.default_rng(0)
    queries, documents = (rng.standard_normal((size, 16)).astype(np.float32) for size in (3, 5))
    right = np.asarray([[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [1, 0, 0, 0, 1]])
    units = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (queries, documents)]
    expected, _ = multi_positive(20 * units[0] @ units[1].T, right > 0)
    pieces = [[torch.from_numpy(queries)], [torch.from_numpy(documents[:2]), torch.from_numpy(documents[2:])]]
    assert float(loss.calculate_loss(pieces, torch.from_numpy(right))) == pytest.approx(expected, rel=1e-4)


def test_gradients_of_pieces_kept_or_cached_are_those_of_the_whole_batch(base: str) -> None:
    def gradient(piece: int, kept: int) -> torch.Tensor:
        model = SentenceTransformer(base, device="cpu").eval()
        loss = MultiPositiveLoss(model, scale=20.0, piece=piece, kept=kept, dimensions=(8,))
        features = [model.preprocess(["dark", "oslo", "yen"]), model.preprocess(["sun rises", "rail", "krone"])]
        loss(features, torch.eye(3)).backward()
        return torch.cat([weight.grad.flatten() for weight in model.parameters() if weight.grad is not None])

    whole = gradient(64, 1_000)
    torch.testing.assert_close(gradient(1, 1_000), whole, rtol=1e-3, atol=1e-5)
    torch.testing.assert_close(gradient(1, 0), whole, rtol=1e-3, atol=1e-5)


def test_negatives_are_never_right_nor_untrained(base: str) -> None:
    dense = Dense.over(DOCUMENTS, Encoder.open(base, device="cpu"))
    mined = mine(dense, QUERIES, allowed=trainable(QUERIES), count=3)
    assert all(not set(mined[query.id]) & (query.relevant | {"cold"}) for query in QUERIES)
    assert mined["0"]


def test_a_model_that_is_none_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        Encoder.open(str(tmp_path / "none"))
