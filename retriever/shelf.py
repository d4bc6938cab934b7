"""Where the indexes of a catalog are kept between searches: a folder beside it.

    catalog.db.search/vectors.db        what each encoder made of each text, by their hashes: only new texts cost
    catalog.db.search/index-KEY/        both indexes over one state of the catalog, mapped when they are opened

An index is written under another name and renamed when it is whole, so that several processes may open, build and
replace it at once; what cannot be read is built anew. KEY tells the state of the catalog, the encoder and the format.
Where nothing can be written, everything is built in memory. Knows catalogs; knows nothing of scores.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from apis.catalog import Catalog
from apis.errors import ConfigError
from retriever import embedder
from retriever.bm25f import FIELDS, K1, B
from retriever.default import Default, Weights, text_of
from retriever.documents import document_of
from retriever.embedder import Embedder, Vectors
from retriever.lexical import Lexical

FORMAT = f"1 {FIELDS} {K1} {B} {embedder.DOCUMENT_TOKENS}"
"""Whatever changes what is kept for the same catalog."""
STEP = 64
"""Texts encoded between two writes: what an interruption loses."""
PATIENCE = 60.0
"""Seconds that a process waits for another one's write."""

OnIndexed = Callable[[int, int], None]
"""Is told how many texts of how many are encoded."""


def open_default(catalog: Catalog, weights: Weights, *, on_indexed: OnIndexed | None = None) -> Default:
    """Open the default retriever over a catalog as it is now; what is kept and still right is used.

    Args:
        catalog: read only.
        weights: what scores.
        on_indexed: is told of texts being encoded.

    Raises:
        CatalogError: the catalog cannot be read.
        ConfigError: what is kept is damaged beyond repair.
    """
    shelf = _Shelf(catalog, weights, on_indexed or (lambda done, total: None))
    try:
        return shelf.open()
    except sqlite3.DatabaseError as error:
        raise ConfigError(f"{str(shelf.vectors)!r} cannot be used ({error}): delete it, it is made anew") from error


@dataclass(frozen=True, slots=True)
class _Shelf:
    catalog: Catalog
    weights: Weights
    on_indexed: OnIndexed

    @property
    def folder(self) -> Path:
        return self.catalog.path.with_name(self.catalog.path.name + ".search")

    @property
    def vectors(self) -> Path:
        return self.folder / "vectors.db"

    def open(self) -> Default:
        hashes = dict(self.catalog.rows("SELECT id, hash FROM apis ORDER BY id"))
        encoder = self.weights.embedder.hash if self.weights.embedder else "words"
        kind = hashlib.sha256(f"{FORMAT} {encoder}".encode()).hexdigest()[:12]
        state = hashlib.sha256("".join(f"{id_} {hash_}\n" for id_, hash_ in hashes.items()).encode()).hexdigest()[:12]
        target = self.folder / f"index-{kind}-{state}"
        if (kept := self._load(target)) is not None:
            return kept.index
        writable = self._prepare()
        built = self._built(hashes, self._nearest(kind), writable)
        if writable:
            _write(built, hashes, target)
        return built

    def _load(self, folder: Path) -> "_Kept | None":
        """Map what was kept; None where it is not there or not whole."""
        try:
            hashes = json.loads((folder / "hashes.json").read_text(encoding="utf-8"))
            lexical = Lexical.load(folder, self.weights.requests)
            vectors = None
            if self.weights.embedder:
                arrays = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("codes", "scales")]
                vectors = Vectors(*arrays)
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None
        whole = len(lexical.ids) == len(hashes) and (vectors is None or len(vectors) == len(hashes))
        return _Kept(Default(lexical, vectors, self.weights), hashes) if whole else None

    def _prepare(self) -> bool:
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError:
            return False
        return os.access(self.folder, os.W_OK)

    def _nearest(self, kind: str) -> "_Kept | None":
        """Return the newest index of an earlier state, from which only what changed must be built."""
        folders = sorted(self.folder.glob(f"index-{kind}-*[!p]"), key=_age) if self.folder.is_dir() else []
        return next((kept for folder in folders if (kept := self._load(folder)) is not None), None)

    def _built(self, hashes: dict[str, str], earlier: "_Kept | None", writable: bool) -> Default:
        if earlier is None:
            documents = list(map(document_of, self.catalog))
            lexical = Lexical.over(documents, self.weights.requests)
        else:
            changed = [id_ for id_, hash_ in hashes.items() if earlier.hashes.get(id_) != hash_]
            documents = [document_of(self.catalog.get(id_)) for id_ in changed]
            gone = [id_ for id_ in earlier.hashes if id_ not in hashes]
            lexical = earlier.index.lexical.changed(documents, gone=gone)
        if self.weights.embedder is None:
            return Default(lexical, None, self.weights)
        new = {document.id: document for document in documents}
        made = self._encoded(self.weights.embedder, [text_of(document) for document in documents], writable)
        vectors = _merged(lexical.ids, earlier, list(new), made)
        return Default(lexical, vectors, self.weights)

    def _encoded(self, encoder: Embedder, texts: Sequence[str], writable: bool) -> Vectors:
        if not writable:
            return Vectors.of(encoder.encode(texts, tokens=embedder.DOCUMENT_TOKENS))
        with closing(sqlite3.connect(self.vectors, timeout=PATIENCE)) as connection:
            store = _Store(connection, encoder)
            for done in store.fill(texts):
                self.on_indexed(done, len(texts))
            return store.read(texts)


@dataclass(frozen=True, slots=True)
class _Kept:
    index: Default
    hashes: dict[str, str]
    """The content hash of each Api that is indexed, by id."""


class _Store:
    """The table of vectors; a text has one row for each encoder."""

    def __init__(self, connection: sqlite3.Connection, encoder: Embedder) -> None:
        self.connection = connection
        self.encoder = encoder
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, scale REAL, codes BLOB) WITHOUT ROWID"
            )

    def fill(self, texts: Sequence[str]) -> Iterator[int]:
        """Encode what is not there yet; yields how many of the texts are done, each time that some are written."""
        missing = [text for text in dict.fromkeys(texts) if not self._has(text)]
        done = len(texts) - len(missing)
        missing.sort(key=len)  # texts of like length are encoded together
        for some in (missing[at : at + STEP] for at in range(0, len(missing), STEP)):
            made = Vectors.of(self.encoder.encode(some, tokens=embedder.DOCUMENT_TOKENS))
            rows = zip(map(self._key, some), made.scales.tolist(), map(bytes, made.codes), strict=True)
            with self.connection:
                self.connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)
            done += len(some)
            yield done

    def read(self, texts: Sequence[str]) -> Vectors:
        rows = [self.connection.execute(_SELECT, (self._key(text),)).fetchone() for text in texts]
        codes = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.uint8)
        scales = np.asarray([row[0] for row in rows], dtype=np.float32)
        return Vectors(codes.reshape(len(rows), self.encoder.dimensions), scales)

    def _has(self, text: str) -> bool:
        return self.connection.execute(_SELECT, (self._key(text),)).fetchone() is not None

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.encoder.hash} {embedder.DOCUMENT_TOKENS} {text}".encode()).digest()[:20]


_SELECT = "SELECT scale, codes FROM vectors WHERE key = ?"


def _merged(ids: Sequence[str], earlier: _Kept | None, new: Sequence[str], made: Vectors) -> Vectors:
    """Put kept and new vectors into the order of `ids`."""
    kept = earlier.index if earlier else None
    old = kept.vectors if kept and kept.vectors is not None else Vectors(made.codes[:0], made.scales[:0])
    places = {id_: place for place, id_ in enumerate(kept.ids)} if kept else {}
    places |= {id_: len(old) + place for place, id_ in enumerate(new)}
    order = np.asarray([places[id_] for id_ in ids], dtype=np.int64)
    codes, scales = np.concatenate([old.codes, made.codes]), np.concatenate([old.scales, made.scales])
    return Vectors(codes[order], scales[order])


def _write(index: Default, hashes: dict[str, str], target: Path) -> None:
    """Write an index beside the others, whole or not at all; earlier ones go."""
    part = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    index.lexical.save(part)
    if index.vectors is not None:
        np.save(part / "codes.npy", index.vectors.codes)
        np.save(part / "scales.npy", index.vectors.scales)
    (part / "hashes.json").write_text(json.dumps(hashes), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)  # it was there and could not be read
    try:
        part.rename(target)
    except OSError:  # another process was quicker
        shutil.rmtree(part, ignore_errors=True)
    for old in target.parent.glob("index-*"):
        if old != target and old.suffix != ".tmp" and old.name.split("-")[1] == target.name.split("-")[1]:
            shutil.rmtree(old, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return -folder.stat().st_mtime
    except OSError:
        return 0.0
