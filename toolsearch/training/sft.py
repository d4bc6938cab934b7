"""Supervised fine-tuning with TRL and PEFT: rows and a recipe in, a model that `local:PATH` runs out.

    OUT/recipe.json      what was asked for; resumed with the same one only
    OUT/checkpoints/     what a stopped training goes on from
    OUT/adapter/         the LoRA adapter by itself
    OUT/                 the whole model, the adapter merged in, with its tokenizer
    OUT/report.json      what came of it: losses by step, tokens, samples; loss.png beside it

Several GPUs: `accelerate launch` or `torchrun` starts this once for each; a batch is shared among them.
"""

import math
import os
from pathlib import Path
from typing import Any

import matplotlib as mpl
import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from transformers import PrinterCallback, TrainerCallback, set_seed
from trl import SFTConfig, SFTTrainer

from apis.errors import ConfigError
from retriever import checkpoints
from toolsearch.disk import replace
from toolsearch.llm import pretrained
from toolsearch.training.job import Asked, Job, Point, Trained, is_first
from toolsearch.training.tokens import Tokenized, read_rows, tokenize

mpl.use("Agg")
from matplotlib import pyplot as plt


class _Stop(TrainerCallback):  # type: ignore[misc]  # transformers has no types
    """Ends a training after some steps, as if it were stopped from outside; its checkpoint is written."""

    def __init__(self, after: int) -> None:
        self.after = after

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> Any:
        if state.global_step >= self.after:
            control.should_save = control.should_training_stop = True
        return control


def train(job: Job, *, stop_after: int | None = None) -> Trained | None:
    """Train, from the last checkpoint where there is one.

    Args:
        job: what, on what, where to.
        stop_after: stop at this step with a checkpoint, to go on another time.

    Returns:
        None where it was stopped before its end.

    Raises:
        ConfigError: the data, the model or what stands at `out` do not allow it.
    """
    if job.report.exists():
        return _done(job)
    if is_first():
        begin(job)
    set_seed(job.recipe.seed)
    tokenizer, model = _load(job.model)
    data = tokenize(read_rows(job.data), tokenizer, length=job.recipe.length, loss=job.recipe.loss)
    if not data.samples or not data.learnt:
        raise ConfigError(f"{str(job.data)!r} holds nothing to learn from: {data.too_long} samples are too long")
    trainer = _trainer(job, tokenizer, model, data)
    trainer.remove_callback(PrinterCallback)  # stdout is the command's
    if stop_after is not None:
        trainer.add_callback(_Stop(stop_after))
    result = trainer.train(resume_from_checkpoint=checkpoints.whole(job.checkpoints) or None)
    if stop_after is not None and trainer.state.global_step < trainer.state.max_steps:
        return None
    trained = _trained(job, trainer, data, result.metrics["train_runtime"])
    if trainer.is_world_process_zero():
        _save(job, trainer, tokenizer, trained)
    return trained


def begin(job: Job) -> None:
    """Write down what is asked for, or find the same asked for before.

    Raises:
        ConfigError: something else was begun there.
    """
    path = job.out / "recipe.json"
    if path.exists() and Asked.model_validate_json(path.read_bytes()) != job.asked:
        raise ConfigError(f"{str(job.out)!r} was begun with another recipe, model or data: choose another --out")
    if not path.exists() and job.out.is_dir() and any(job.out.iterdir()):
        raise ConfigError(f"{str(job.out)!r} is not empty and was not made by `train sft`: choose another --out")
    replace(path, job.asked.model_dump_json(indent=2).encode() + b"\n")


def _done(job: Job) -> Trained:
    trained = Trained.model_validate_json(job.report.read_bytes())
    if trained.asked != job.asked:
        raise ConfigError(f"{str(job.out)!r} holds a model of another recipe, base or data: choose another --out")
    return trained


def _load(path: Path) -> tuple[Any, Any]:
    tokenizer, model = pretrained.load(path, f"--model {str(path)!r}")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer, model


def _trainer(job: Job, tokenizer: Any, model: Any, data: Tokenized) -> Any:
    recipe = job.recipe
    rows = [{"input_ids": list(one.input_ids), "labels": list(one.labels)} for one in data.samples]
    lora = recipe.lora
    adapter = None
    if lora is not None:
        adapter = LoraConfig(
            r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules="all-linear",
            task_type="CAUSAL_LM",
        )  # fmt: skip
    return SFTTrainer(
        model=model,
        args=_settings(job, len(rows)),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        peft_config=adapter,
    )


def _settings(job: Job, samples: int) -> Any:
    recipe = job.recipe
    devices = int(os.environ.get("WORLD_SIZE", "1"))
    steps = math.ceil(samples / recipe.batch) * recipe.epochs if recipe.max_steps < 0 else recipe.max_steps
    return SFTConfig(
        output_dir=str(job.checkpoints),
        learning_rate=recipe.learning_rate,
        lr_scheduler_type=recipe.scheduler,
        warmup_steps=max(1, round(recipe.warmup * steps)) if recipe.warmup else 0,
        per_device_train_batch_size=recipe.per_device,
        gradient_accumulation_steps=max(1, recipe.batch // (recipe.per_device * devices)),
        num_train_epochs=recipe.epochs,
        max_steps=recipe.max_steps,
        max_length=recipe.length,
        packing=recipe.packing,
        bf16=recipe.bf16,
        use_cpu=not torch.accelerator.is_available(),  # bfloat16 is refused there unless it is said
        save_steps=recipe.save_steps,
        save_total_limit=2,
        logging_steps=1,
        seed=recipe.seed,
        data_seed=recipe.seed,
        report_to="none",
        disable_tqdm=True,
    )


def _trained(job: Job, trainer: Any, data: Tokenized, seconds: float) -> Trained:
    parameters = list(trainer.model.parameters())
    logged = [entry for entry in trainer.state.log_history if "loss" in entry]
    return Trained(
        asked=job.asked,
        samples=len(data.samples),
        too_long=data.too_long,
        tokens=sum(len(one.input_ids) for one in data.samples),
        learnt=data.learnt,
        parameters=sum(each.numel() for each in parameters),
        trainable=sum(each.numel() for each in parameters if each.requires_grad),
        steps=trainer.state.global_step,
        seconds=round(seconds, 3),
        curve=tuple(
            Point(step=e["step"], epoch=e["epoch"], loss=e["loss"], learning_rate=e["learning_rate"]) for e in logged
        ),
    )


def _save(job: Job, trainer: Any, tokenizer: Any, trained: Trained) -> None:
    model = trainer.accelerator.unwrap_model(trainer.model)
    if isinstance(model, PeftModel):
        model.save_pretrained(job.out / "adapter")
        model = model.merge_and_unload()
    model.save_pretrained(job.out)
    tokenizer.save_pretrained(job.out)
    _draw(trained, job.out / "loss.png")
    replace(job.report, trained.model_dump_json(indent=2).encode() + b"\n")  # last: with it, all is there


def _draw(trained: Trained, path: Path) -> None:
    figure, axes = plt.subplots(figsize=(7, 4))
    axes.plot([point.step for point in trained.curve], [point.loss for point in trained.curve])
    axes.set_xlabel("step")
    axes.set_ylabel("loss, mean per learnt token")
    axes.set_title(f"{trained.asked.recipe.name}: {trained.samples:,} samples")
    figure.savefig(path, dpi=120, bbox_inches="tight")
    plt.close(figure)
