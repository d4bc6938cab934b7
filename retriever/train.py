"""Train a sentence-transformers encoder on queries and what is right for them; it loads back with
`SentenceTransformer(path)`.

The loss counts every right document of a query as right: the stock losses know one, and take a query's other documents
for negatives where they stand in the batch. Knows queries as data, from wherever they come. Runs on several GPUs under
`accelerate launch`; gradients are cached (GradCache, arXiv:2101.06983), so that batches need no memory of their own.

Written as it goes, within the folder of the model to be: `training/plan.json`, and in `training/round-N/`
`negatives.json`, `checkpoint-S/` and, when the round is done, `model/`. The same training into the same folder goes on
where it was killed.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import datasets
import numpy as np
import torch
from accelerate import PartialState
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainingArguments
from torch import Tensor
from transformers import EarlyStoppingCallback, PrinterCallback

from apis.errors import ConfigError
from retriever import checkpoints, processes
from retriever.batches import Batch, masked_batch, paired_batch
from retriever.bm25 import BM25
from retriever.dataset import Material, Query
from retriever.dense import Dense
from retriever.encoder import Encoder, without_bars
from retriever.examples import Examples
from retriever.looks import METRIC, DevEvaluator, Look, Looks, score
from retriever.loss import MultiPositiveLoss
from retriever.negatives import MARGIN, mine, trainable
from retriever.recipes import Recipe
from retriever.trainer import Collator, Trainer

PIECE, PIECE_ON_CPU = 64, 16
"""Texts that go through the model at once: a GPU wants many, a CPU little padding."""
KEPT, KEPT_ON_CPU = 32_768, 8_192
"""Tokens of a batch whose activations are kept; on a CPU 3.4 GB for a MiniLM of six layers at length 256."""
POOL = 8
"""Hard negatives mined for each one used: which are drawn differs from step to step."""


CARD = """---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# {base}, trained on {data}

Finds APIs for a query. Loads with `SentenceTransformer(path)`; encode queries with `encode_query`, documents with
`encode_document`.

- Data: {train} queries of {data}, {held} more held out as dev; {documents} documents. Its licence, and that of the base
  model, hold for the weights.
- Beside them, in `examples`: the vectors of {examples} of the queries, no text. toolsearch uses them, others do not.
- Dev NDCG@5 x 100: {before} before, {after} after. Documents no training query asked for: measure on your own.
- Seed {seed}; settings:

```json
{recipe}
```
"""


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training came to."""

    folder: Path
    steps: int
    dev: float | None
    """NDCG@5 on dev of what was kept."""
    dev_before: float | None


@dataclass(frozen=True, slots=True)
class Training:
    """One training, from its base to the folder it will stand in."""

    base: str
    material: Material
    folder: Path
    recipe: Recipe
    seed: int = 0
    device: str | None = None
    over: Callable[[], bool] = lambda: False
    """Told after every step whether the time is over: what was best until then is kept."""
    on_look: Callable[[Look], None] = lambda _: None

    def run(self) -> Trained:
        """Train, or go on where the same training into the same folder was killed.

        Raises:
            ConfigError: there is nothing to train on, the base cannot be loaded, or the folder holds something else.
        """
        if not self.material.queries.train:
            raise ConfigError("there is no training query: train on a data set with a split 'train', or on a catalog")
        with without_bars():
            return self._run()

    def _run(self) -> Trained:
        PartialState(cpu=self._on_cpu)  # before anything asks which of several processes this is
        model, steps = self._model(self.base), 0
        with processes.first_before_others():
            self._begin()
        dev_before = self._score(model)
        for number in range(1, self.recipe.rounds + 1) if self.recipe.steps != 0 else ():
            steps += self._round(number, model)
        self._blend(model)
        examples = self._examples_of(model)
        dev = self._score(model, examples)
        if processes.is_first():
            model.save_pretrained(str(self.folder), create_model_card=False)
            if examples:
                examples.save(self.folder)
            (self.folder / "README.md").write_text(self._card(dev_before, dev, len(examples.vectors)), "utf-8")
            for left in self._work.glob("round-*"):
                shutil.rmtree(left)
        processes.wait()
        return Trained(self.folder, steps, dev, dev_before)

    def _card(self, dev_before: float | None, dev: float | None, examples: int) -> str:
        queries = self.material.queries
        return CARD.format(
            base=self.base,
            data=self.material.name,
            train=len(queries.train),
            held=len(queries.dev),
            examples=examples,
            documents=len(self.material.documents),
            before="not measured" if dev_before is None else f"{100 * dev_before:.1f}",
            after="not measured" if dev is None else f"{100 * dev:.1f}",
            seed=self.seed,
            recipe=self.recipe.model_dump_json(indent=2),
        )

    @property
    def _dev(self) -> tuple[Query, ...]:
        """The dev queries that are looked at, evenly drawn."""
        return self.material.queries.looked_at

    @property
    def _on_cpu(self) -> bool:
        return self.device == "cpu" or not torch.accelerator.is_available()

    @property
    def _bf16(self) -> bool:
        """Whether bfloat16 is quicker here."""
        if self._on_cpu:  # without matrix units, on AVX-512's dot products, a step took half as long again
            return bool(torch.cpu._is_amx_tile_supported())
        return torch.cuda.is_available() and bool(torch.cuda.is_bf16_supported())

    @property
    def _work(self) -> Path:
        return self.folder / "training"

    def _round_folder(self, number: int) -> Path:
        return self._work / f"round-{number}"

    def _begin(self) -> None:
        plan = self._work / "plan.json"
        wanted = {
            "base": self.base,
            "recipe": self.recipe.model_dump(mode="json"),
            "seed": self.seed,
            "data": self.material.identity,
        }
        if plan.is_file():
            if json.loads(plan.read_text("utf-8")) != wanted:
                raise ConfigError(f"{str(self.folder)!r} was begun with other settings or data: choose another --out")
            return
        if self.folder.is_dir() and any(self.folder.iterdir()):
            raise ConfigError(f"{str(self.folder)!r} is not empty and no training of ours: choose another --out")
        self._work.mkdir(parents=True)
        plan.write_text(json.dumps(wanted, indent=2), "utf-8")

    def _model(self, name: str) -> SentenceTransformer:
        model = Encoder.open(name, device=self.device).model
        model.max_seq_length = min(self.recipe.length, model.max_seq_length or self.recipe.length)
        prompts = {"query": self.recipe.query_prompt, "document": self.recipe.document_prompt}
        model.prompts = {side: prompt or model.prompts.get(side) or "" for side, prompt in prompts.items()}
        return model

    def _score(self, model: SentenceTransformer, examples: Examples | None = None) -> float | None:
        return score(model, self.material.documents, self._dev, examples) if self._dev else None

    def _examples_of(self, model: SentenceTransformer) -> Examples:
        """Take examples from what was trained on."""
        texts = {document.id: document.text for document in self.material.documents}
        encoder = Encoder(self.base, model)
        return Examples.of(self.material.queries.train, texts, encoder, each=self.recipe.examples)

    def _round(self, number: int, model: SentenceTransformer) -> int:
        """Train one round in place, or take what it came to before; return its steps."""
        done = self._round_folder(number) / "model"
        if done.is_dir():
            model.load_state_dict(self._model(str(done)).state_dict())
            return 0
        with processes.first_before_others():
            negatives = self._negatives(number, model)
        examples = self._examples()
        steps = self._trained(number, model, len(examples), self._composer(negatives, examples))
        self._keep(model, done)
        return steps

    def _keep(self, model: SentenceTransformer, folder: Path) -> None:
        """Write a model; its folder is there whole or not at all."""
        if processes.is_first():
            part = folder.with_name("part")
            model.save_pretrained(str(part), create_model_card=False)
            part.replace(folder)
        processes.wait()

    def _trained(
        self, number: int, model: SentenceTransformer, examples: int, compose: Callable[[Sequence[int]], Batch]
    ) -> int:
        """Train in place; return the steps."""
        folder, dev = self._round_folder(number), self._dev
        trainer = Trainer(
            model=model,
            args=self._arguments(folder, examples),
            train_dataset=datasets.Dataset.from_dict({"number": list(range(examples))}),
            evaluator=DevEvaluator(self.material.documents, dev) if dev else None,
            loss=MultiPositiveLoss(
                model,
                scale=self.recipe.scale,
                piece=self.recipe.piece or (PIECE_ON_CPU if self._on_cpu else PIECE),
                kept=KEPT_ON_CPU if self._on_cpu else KEPT,
                dimensions=self.recipe.dimensions,
            ),
            data_collator=Collator(model, compose),
            callbacks=[
                Looks(number, self.on_look, self.over),
                *([EarlyStoppingCallback(self.recipe.patience)] if dev else []),
            ],
        )
        trainer.remove_callback(PrinterCallback)  # it prints
        with processes.first_before_others():
            resumed = checkpoints.whole(folder)
        trainer.train(resume_from_checkpoint=resumed)
        return int(trainer.state.global_step)

    def _examples(self) -> list[tuple[Query, str | None]]:
        queries = self.material.queries.train
        if self.recipe.masked:
            return [(query, None) for query in queries]
        return [(query, id_) for query in queries for id_ in sorted(query.relevant)]

    def _composer(
        self, negatives: Mapping[str, Sequence[str]], examples: Sequence[tuple[Query, str | None]]
    ) -> Callable[[Sequence[int]], Batch]:
        texts = {document.id: document.text for document in self.material.documents}

        def compose(numbers: Sequence[int]) -> Batch:
            chosen = [examples[number] for number in numbers]
            if not self.recipe.masked:
                return paired_batch([(query, id_) for query, id_ in chosen if id_ is not None], texts)
            return masked_batch(
                [query for query, _ in chosen],
                texts,
                negatives=negatives,
                count=self.recipe.negatives,
                rng=np.random.default_rng([self.seed, *numbers]),
            )

        return compose

    def _negatives(self, number: int, model: SentenceTransformer) -> Mapping[str, Sequence[str]]:
        """Mine the hard negatives of a round, or read those that it mined before it was killed."""
        if not self.recipe.negatives:
            return {}
        kept = self._round_folder(number) / "negatives.json"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            queries, documents = self.material.queries.train, self.material.documents
            scorer = BM25.over(documents) if number == 1 else Dense.over(documents, Encoder(self.base, model))
            mined = mine(
                scorer,
                queries,
                allowed=trainable(queries),
                count=POOL * self.recipe.negatives,
                margin=None if number == 1 else MARGIN,
            )
            part = kept.with_suffix(".part")
            part.write_text(json.dumps(mined), "utf-8")
            part.replace(kept)
        found: dict[str, list[str]] = json.loads(kept.read_text("utf-8"))
        return found

    def _arguments(self, folder: Path, examples: int) -> SentenceTransformerTrainingArguments:
        recipe, dev = self.recipe, bool(self._dev)
        steps = recipe.steps or max(recipe.least, round(recipe.epochs * examples / recipe.batch))
        look = max(1, steps // recipe.looks)
        return SentenceTransformerTrainingArguments(
            output_dir=str(folder),
            max_steps=steps,
            per_device_train_batch_size=recipe.batch,
            learning_rate=recipe.rate,
            warmup_steps=recipe.warmup if recipe.warmup < 1 else min(round(recipe.warmup), steps // 4),
            lr_scheduler_type=recipe.schedule,
            bf16=self._bf16 if recipe.bf16 is None else recipe.bf16,
            use_cpu=self._on_cpu,
            eval_strategy="steps" if dev else "no",
            eval_steps=look,
            save_strategy="steps",
            save_steps=look,
            save_total_limit=2,
            load_best_model_at_end=dev,
            metric_for_best_model=f"eval_{METRIC}" if dev else None,
            greater_is_better=True if dev else None,
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            seed=self.seed,
            data_seed=self.seed,
        )

    def _blend(self, model: SentenceTransformer) -> None:
        """Mix the trained weights with those of the base as does best on dev."""
        if not self._dev or self.recipe.keeps == (1.0,):
            return
        trained = {name: weight.clone() for name, weight in model.state_dict().items()}
        base = self._model(self.base).state_dict()
        scores: dict[float, float] = {}
        for share in self.recipe.keeps:
            _mix(model, trained, base, share)
            scores[share] = self._score(model) or 0.0
        share = max(scores, key=lambda each: (scores[each], each))
        _mix(model, trained, base, share)


def _mix(model: SentenceTransformer, trained: dict[str, Tensor], base: dict[str, Tensor], share: float) -> None:
    mixed = {
        name: weight if not weight.is_floating_point() else share * weight + (1 - share) * base[name].to(weight.device)
        for name, weight in trained.items()
    }
    model.load_state_dict(mixed)
