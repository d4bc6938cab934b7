"""The small encoder that ships: text to unit vectors by onnxruntime, no torch.

A folder of weights holds `encoder.onnx` (token ids and mask in, pooled vectors out, int8 weights), `match.onnx` (bytes
of vectors by bytes of queries), `tokenizer.json` and `card.json`; `retriever.distill` makes them. Knows texts and
arrays, and nothing of documents, scores or where vectors are kept. Where onnxruntime or tokenizers is missing,
`available` says so and nothing else may be called.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retriever.card import Card
from retriever.scoring import FloatArray

try:
    import onnxruntime
    from tokenizers import Tokenizer
except ImportError:  # both are dependencies, but neither has wheels for every machine
    available = False
else:
    available = True

ENCODER, MATCH, TOKENIZER = "encoder.onnx", "match.onnx", "tokenizer.json"
DOCUMENT_TOKENS = 96
"""The most tokens read of a document."""
QUERY_TOKENS = 64
"""The most tokens read of a query, and of each of its sentences."""
MANY = 16
"""Texts from which on several threads share them."""
LARGE, MOST_THREADS = 20_000, 4
"""Vectors from which on several threads compare them, and how many do: more wait for memory only."""
MIDDLE = 128
"""The code of zero: processors multiply unsigned by signed bytes fastest."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors in a byte for each number."""

    codes: NDArray[np.uint8]
    """[texts, dimensions]"""
    scales: FloatArray
    """[texts]: what a code less 128 is to be multiplied by."""

    @classmethod
    def of(cls, vectors: FloatArray) -> Self:
        """Round vectors, [texts, dimensions], to 8 bits, each by its own largest number.

        >>> Vectors.of(np.asarray([[0.6, -0.8]], dtype=np.float32)).codes.tolist()
        [[223, 1]]
        """
        rounded, scales = _rounded(vectors)
        return cls((rounded + MIDDLE).astype(np.uint8), scales)

    def __len__(self) -> int:
        return len(self.scales)


class Embedder:
    """An encoder in memory; threads may share it."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load the weights of a folder.

        Args:
            folder: as `retriever.distill` writes it.
            threads: for many texts, each encoded by one of them, and for many vectors; 0 for as many as there are
                cores. One query is encoded by one: two would gain it little, and lose much where the other core is
                busy.

        Raises:
            OSError, ValueError: something is missing, or is not what it must be.
        """
        files = [folder / ENCODER, folder / MATCH, folder / TOKENIZER]
        contents = [file.read_bytes() for file in files]
        hashes = {file.name: hashlib.sha256(content).hexdigest() for file, content in zip(files, contents, strict=True)}
        Card.load(folder).check(hashes)
        self.identity = hashlib.sha256("".join(hashes.values()).encode()).hexdigest()
        """Of the weights: vectors of different encoders are never compared."""
        self._threads = threads or os.cpu_count() or 1
        self._encoder, self._match = (_session(content, 1) for content in contents[:2])
        self._match_many = _session(contents[1], min(self._threads, MOST_THREADS))
        self._tokenizer = Tokenizer.from_buffer(contents[2])
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode(self, texts: Sequence[str], *, tokens: int = QUERY_TOKENS) -> FloatArray:
        """Return unit vectors, [texts, dimensions], of the first `tokens` tokens of each text."""
        whole = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        ids = [each if len(each) <= tokens else [*each[: tokens - 1], each[-1]] for each in whole]
        if not ids:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(ids) < MANY:
            return np.stack(list(map(self._encode, ids)))
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(self._encode, ids)))

    def queries(self, texts: Sequence[str]) -> FloatArray:
        """Encode what is asked: [texts, dimension]."""
        return self.encode(texts)

    def documents(self, texts: Sequence[str]) -> FloatArray:
        """Encode what is searched: [texts, dimension]."""
        return self.encode(texts, tokens=DOCUMENT_TOKENS)

    @property
    def name(self) -> str:
        """By which the user knows it."""
        return "the encoder of the default retriever"

    @property
    def dimension(self) -> int:
        """Of its vectors."""
        return int(self._encoder.get_outputs()[0].shape[-1])

    def match(self, queries: FloatArray, vectors: Vectors) -> FloatArray:
        """Return the cosines of queries and vectors, [queries, vectors], to about 0.005."""
        if not len(vectors):
            return np.zeros((len(queries), 0), dtype=np.float32)
        rounded, scales = _rounded(queries)
        asked = np.ascontiguousarray(rounded.T.astype(np.int8))
        matching = self._match if len(vectors) < LARGE else self._match_many
        products = matching.run(None, {"vectors": vectors.codes, "queries": asked})[0]  # whole numbers below 2**24
        cosines: FloatArray = np.multiply(products.T, vectors.scales, dtype=np.float32)
        cosines *= scales[:, None]
        return cosines

    def _encode(self, ids: Sequence[int]) -> FloatArray:
        """Encode one text by itself: activations are rounded by the largest of a run, so neighbours would change it."""
        tokens = np.asarray([ids], dtype=np.int64)
        vectors = self._encoder.run(None, {"input_ids": tokens, "attention_mask": np.ones_like(tokens)})[0]
        return np.asarray(vectors[0])


def _rounded(vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return whole numbers from -127 to 127, and by what each row of them is to be multiplied."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9) / 127
    return np.rint(vectors / scales[:, None]), scales.astype(np.float32)


def _session(content: bytes, threads: int) -> "onnxruntime.InferenceSession":
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others may want the cores
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
