"""Load exported ShareGPT data by LLaMA-Factory's own loader, and print what it learns of each row.

    python llamafactory_loading.py MODEL DATA_DIR

Runs in the environment of LLaMA-Factory, which has other versions of everything; see `make servers`.
"""

import importlib.machinery
import json
import sys
import types

audio = types.ModuleType("torchaudio")  # imported for sounds only; the registry's does not load beside a CPU torch
audio.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
sys.modules["torchaudio"] = audio

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer  # type: ignore[import-not-found]  # noqa: E402
from llamafactory.hparams import get_train_args  # type: ignore[import-not-found]  # noqa: E402
from llamafactory.model import load_tokenizer  # type: ignore[import-not-found]  # noqa: E402


def main(model: str, folder: str) -> None:
    asked = {
        "stage": "sft", "do_train": True, "model_name_or_path": model, "dataset": "train", "dataset_dir": folder,
        "template": "qwen", "cutoff_len": 100_000, "output_dir": f"{folder}/out", "report_to": "none", "use_cpu": True,
    }  # fmt: skip
    model_args, data_args, training_args, _, _ = get_train_args(asked)
    loaded = load_tokenizer(model_args)
    template = get_template_and_fix_tokenizer(loaded["tokenizer"], data_args)
    rows = get_dataset(template, model_args, data_args, training_args, stage="sft", **loaded)["train_dataset"]
    learnt = [loaded["tokenizer"].decode([label for label in row["labels"] if label != -100]) for row in rows]
    print(json.dumps(learnt))  # noqa: T201 - this is a command


if __name__ == "__main__":
    main(*sys.argv[1:])
