"""What a GPU gives: training and encoding as a share of its bf16 matrix peak, exact search as a share of its bandwidth.

    python benchmarks/retrieval_gpu.py [--data DATA] [--out PATH]     on a GPU
    python benchmarks/retrieval_gpu.py --small                        everything tiny, on the CPU: does it run?

Peak and bandwidth are measured here, not read from a sheet: a product of two square bf16 matrices, a copy of a
gigabyte. Models have random weights, which cost what trained ones do. FLOPs are those of the matrix products of the
encoder and of attention, forward, three times that for training. With DATA (a folder of BEIR data sets) documents have
the data's own lengths, tokenization included.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from retriever.dataset import read_dataset
from retriever.encoder import Encoder
from retriever.loss import MultiPositiveLoss
from retriever.train import KEPT

SETS = ("seal-tools", "toole", "toollens")
WORDS = [f"word{number}" for number in range(20_000)]


@dataclass(frozen=True, slots=True)
class Size:
    """A model's size, and how much of everything is measured."""

    layers: int
    hidden: int
    batch: int
    """Queries of a training step, each with one right document."""
    texts: int
    """Documents that are encoded."""
    length: int = 256

    def flops(self, tokens: int) -> float:
        """Of the forward pass over texts of full length: twice the weights used, and attention's two products."""
        weights = self.layers * 12 * self.hidden**2
        attention = 2 * self.layers * self.length * self.hidden
        return 2.0 * tokens * (weights + attention)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured."""

    base: Size
    mini: Size
    matrix: int
    """Rows of the square matrices of the peak."""
    copied: int
    """Bytes copied for the bandwidth."""
    vectors: int
    repeats: int


GPU = Plan(Size(12, 768, 128, 8192), Size(6, 384, 128, 32768), 8192, 1 << 30, 1_000_000, 20)
SMALL = Plan(Size(2, 32, 8, 32, 32), Size(1, 16, 8, 32, 32), 128, 1 << 20, 2_000, 2)


@dataclass(frozen=True, slots=True)
class Clock:
    """Times work on a device, warmed up."""

    device: torch.device
    repeats: int

    def seconds(self, work: Callable[[], object], repeats: int | None = None) -> float:
        """Return the mean time of one run of `work`."""
        repeats = repeats or self.repeats
        work()
        self._wait()
        begun = time.perf_counter()
        for _ in range(repeats):
            work()
        self._wait()
        return (time.perf_counter() - begun) / repeats

    def _wait(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    what: str
    figure: str
    share: str = ""


def model_of(size: Size, device: torch.device, folder: Path) -> SentenceTransformer:
    """Make a BERT of a size with random weights and a vocabulary of made-up words."""
    folder.mkdir(parents=True)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    BertTokenizerFast(str(vocabulary)).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS) + 5,
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=max(1, size.hidden // 64),
        intermediate_size=4 * size.hidden,
    )
    BertModel(config).save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=size.length)
    return SentenceTransformer(modules=[transformer, Pooling(size.hidden)], device=str(device))


def texts_of(count: int, words: int, seed: int = 0) -> list[str]:
    """Write texts of so many words, a token each."""
    drawn = np.random.default_rng(seed).integers(0, len(WORDS), (count, words))
    return [" ".join(WORDS[place] for place in row) for row in drawn]


def peak(plan: Plan, clock: Clock) -> float:
    """FLOP/s of a bf16 matrix product."""
    one = torch.randn(plan.matrix, plan.matrix, device=clock.device, dtype=torch.bfloat16)
    return 2.0 * plan.matrix**3 / clock.seconds(lambda: one @ one)


def bandwidth(plan: Plan, clock: Clock) -> float:
    """Bytes a second, read and written, of a copy."""
    one = torch.zeros(plan.copied, dtype=torch.uint8, device=clock.device)
    other = torch.empty_like(one)
    return 2.0 * plan.copied / clock.seconds(lambda: other.copy_(one))


def training(size: Size, model: SentenceTransformer, clock: Clock, most: float) -> Line:
    """Steps of our loss on tokens that lie ready: what the model and the loss cost."""
    loss = MultiPositiveLoss(model, scale=20.0, piece=size.batch, kept=KEPT, dimensions=())
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    texts = texts_of(2 * size.batch, size.length - 2)
    sides = [model.preprocess(texts[: size.batch]), model.preprocess(texts[size.batch :])]
    features = [
        {key: value.to(clock.device) for key, value in side.items() if torch.is_tensor(value)} for side in sides
    ]
    labels = torch.eye(size.batch, device=clock.device, dtype=torch.int8)
    model.train()

    def step() -> None:
        with torch.autocast(clock.device.type, dtype=torch.bfloat16):
            made = loss([dict(side) for side in features], labels)
        made.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    seconds = clock.seconds(step)
    model.eval()
    rate = 3 * size.flops(2 * size.batch * size.length) / seconds
    return Line(
        f"train {size.layers} x {size.hidden} at {size.length} tokens, {size.batch} queries and documents a step",
        f"{seconds * 1000:.1f} ms a step, {rate / 1e12:.3g} TFLOP/s",
        f"{100 * rate / most:.0f} % of the matrix peak",
    )


def encoding(size: Size, encoder: Encoder, clock: Clock, most: float) -> Line:
    texts = texts_of(size.texts, size.length - 2)
    seconds = clock.seconds(lambda: encoder.documents(texts), 1)
    rate = size.flops(size.texts * size.length) / seconds
    return Line(
        f"encode {size.layers} x {size.hidden} at {size.length} tokens, with tokenization",
        f"{size.texts / seconds:,.0f} documents/s, {rate / 1e12:.3g} TFLOP/s",
        f"{100 * rate / most:.0f} % of the matrix peak",
    )


def encoding_data(size: Size, encoder: Encoder, clock: Clock, data: Path | None) -> Line:
    """Documents of the data's own lengths, in made-up words where a model has no others."""
    lengths = [60] * size.texts
    if data is not None:
        published = [document.text for name in SETS for document in read_dataset(data / name).documents]
        words = [len(text.split()) for text in published]
        lengths = [words[number % len(words)] for number in range(size.texts)]
    longest = texts_of(1, max(lengths))[0].split()
    texts = [" ".join(longest[:length]) for length in lengths]
    seconds = clock.seconds(lambda: encoder.documents(texts), 1)
    mean = sum(min(length + 2, size.length) for length in lengths) / len(lengths)
    return Line(
        f"encode {size.layers} x {size.hidden}, {'the data' if data else 'made-up'} lengths (mean {mean:.0f} tokens)",
        f"{size.texts / seconds:,.0f} documents/s",
    )


def searching(plan: Plan, clock: Clock, batch: int, most: float) -> Line:
    """Exact search: all products, then the ten best; float16 vectors of 384 numbers."""
    kind = torch.float16 if clock.device.type == "cuda" else torch.float32
    vectors = torch.randn(plan.vectors, 384, device=clock.device, dtype=kind)
    queries = torch.randn(batch, 384, device=clock.device, dtype=kind)
    seconds = clock.seconds(lambda: (queries @ vectors.T).topk(10, dim=1))
    read = vectors.element_size() * vectors.numel()
    return Line(
        f"exact search, torch, {plan.vectors:,} x 384, {batch} at once",
        f"{seconds * 1000:.2f} ms",
        f"{seconds / (read / most):.1f} times what reading the vectors once takes",
    )


def searching_faiss(plan: Plan, clock: Clock, batch: int, most: float) -> Line | None:
    """The same by faiss-gpu, where that is installed; through the index that `retriever.index` makes."""
    import faiss  # noqa: PLC0415  # not everybody has it

    from retriever.index import Index  # noqa: PLC0415

    if not hasattr(faiss, "StandardGpuResources") or not faiss.get_num_gpus():
        return None
    vectors = np.random.default_rng(0).standard_normal((plan.vectors, 384), dtype=np.float32)
    index = Index.build([str(n) for n in range(len(vectors))], vectors, encoder="", corpus="", kind="flat").on_gpus()
    queries = vectors[:batch]
    seconds = clock.seconds(lambda: index.faiss.search(queries, 10))
    return Line(
        f"exact search, faiss-gpu, {plan.vectors:,} x 384 float32, {batch} at once",
        f"{seconds * 1000:.2f} ms",
        f"{seconds / (vectors.nbytes / most):.1f} times what reading the vectors once takes",
    )


def lines(plan: Plan, clock: Clock, data: Path | None) -> Iterator[Line]:
    most, moved = peak(plan, clock), bandwidth(plan, clock)
    yield Line(f"bf16 product of {plan.matrix} x {plan.matrix}", f"{most / 1e12:.3g} TFLOP/s", "the matrix peak")
    yield Line("copy in memory", f"{moved / 1e9:,.0f} GB/s", "the bandwidth")
    with tempfile.TemporaryDirectory() as folder:
        base = model_of(plan.base, clock.device, Path(folder) / "base")
        yield training(plan.base, base, clock, most)
        yield encoding(plan.base, Encoder("base", base), clock, most)
        mini = Encoder("mini", model_of(plan.mini, clock.device, Path(folder) / "mini"))
        yield encoding(plan.mini, mini, clock, most)
        yield encoding_data(plan.mini, mini, clock, data)
    for batch in (1, 256):
        yield searching(plan, clock, batch, moved)
    for batch in (1, 256):
        if found := searching_faiss(plan, clock, batch, moved):
            yield found


def table(device: torch.device, found: Sequence[Line], small: bool) -> str:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
    head = [
        f"# `python benchmarks/retrieval_gpu.py{' --small' if small else ''}`",
        "",
        f"{date.today()}, {name}, torch {torch.__version__}",
        "",
        "| what | figure | share |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *(f"| {line.what} | {line.figure} | {line.share} |" for line in found)]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="tiny sizes, on the CPU")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, metavar="PATH", help="write the table there too")
    given = parser.parse_args()
    if not given.small and not torch.cuda.is_available():
        parser.error("there is no GPU here: --small runs everything tiny on the CPU")
    device = torch.device("cpu" if given.small else "cuda")
    plan = SMALL if given.small else GPU
    found = list(lines(plan, Clock(device, plan.repeats), given.data))
    text = table(device, found, given.small)
    if given.out:
        given.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
