"""A BERT of random weights that knows a few words, saved as a sentence-transformers model."""

from collections.abc import Sequence
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel, BertTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def save(folder: Path, words: Sequence[str], *, seed: int = 0) -> str:
    """Write the model below a folder and return where it is."""
    plain, whole = folder / "plain", folder / "model"
    plain.mkdir(parents=True)
    (plain / "vocab.txt").write_text("\n".join((*SPECIAL, *words)), "utf-8")
    torch.manual_seed(seed)
    BertTokenizerFast(str(plain / "vocab.txt")).save_pretrained(plain)
    size = len(SPECIAL) + len(words)
    sizes = BertConfig(
        vocab_size=size, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(sizes).save_pretrained(plain)
    SentenceTransformer(str(plain), device="cpu").save_pretrained(str(whole))
    return str(whole)
