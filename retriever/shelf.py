"""Where the indexes of a catalog are kept between searches: a folder beside it.

    catalog.db.search/vectors.db     what each encoder made of each text, by their hashes (`retriever.vector_store`)
    catalog.db.search/KIND-STATE/    an index over one state of the catalog, mapped when it is opened

An index is written under another name and renamed when it is whole, so that several processes may open, build and
replace it at once; what cannot be read is built anew. Of a kind one index is kept: the next state is built from it, and
only what changed costs. Where nothing can be written, everything is built in memory. Knows catalogs and files; what an
index is, is its `Kind`'s to know.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from apis.catalog import Catalog
from retriever.base import Document, Searcher
from retriever.documents import document_of

HASHES = "hashes.json"

OnIndexed = Callable[[int, int], None]
"""Is told how many texts of how many are encoded."""
T = TypeVar("T", bound=Searcher)


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """What an index over the present state of a catalog is made of."""

    earlier: T | None
    """The index of an earlier state; None where there is none."""
    changed: tuple[Document, ...]
    """What is new since then or has changed; everything where there is no earlier index."""
    gone: tuple[str, ...]
    """Ids that are no more."""


class Kind(Protocol[T]):
    """One kind of index: how it is read, built and written."""

    @property
    def name(self) -> str:
        """Of its folders, without a dash at the end; differs whenever an index of one could not be read as another."""

    def load(self, folder: Path, *, mapped: bool) -> T:
        """Read what `save` wrote; where `mapped` is false, so that it can be changed.

        Raises:
            OSError, ValueError, KeyError, TypeError, EOFError: it is not there, or not whole.
        """

    def build(self, change: Change[T]) -> T:
        """Make the index of the present state."""

    def save(self, index: T, folder: Path) -> None:
        """Write an index into an empty folder."""


@dataclass(frozen=True)
class Shelf:
    """The folder of one catalog, as the catalog is now."""

    catalog: Catalog

    @property
    def folder(self) -> Path:
        return self.catalog.path.with_name(self.catalog.path.name + ".search")

    @property
    def vectors(self) -> Path:
        """The file of a `VectorStore`."""
        return self.folder / "vectors.db"

    @cached_property
    def writable(self) -> bool:
        """Whether anything can be kept; makes the folder."""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError:
            return False
        return os.access(self.folder, os.W_OK)

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The content hash of each Api, by id."""
        return dict(self.catalog.rows("SELECT id, hash FROM apis ORDER BY id"))

    def open(self, kind: Kind[T], *, anew: bool = False) -> T:
        """Open the index of a kind over the catalog as it is now; what is kept and still right is used.

        Args:
            kind: what to open.
            anew: build it from nothing, whatever is kept.

        Raises:
            CatalogError: the catalog cannot be read.
        """
        target = self.path_of(kind)
        kept = None if anew else self._load(kind, target, mapped=True)
        if kept is not None:
            return kept.index
        built = kind.build(self._change(None if anew else self._earlier(kind)))
        if self.writable:
            self._write(kind, built, target)
        return built

    def path_of(self, kind: Kind[T]) -> Path:
        """Say where the index of the present state stands, or would."""
        state = hashlib.sha256("".join(f"{id_} {hash_}\n" for id_, hash_ in self.hashes.items()).encode()).hexdigest()
        return self.folder / f"{kind.name}-{state[:12]}"

    def _load(self, kind: Kind[T], folder: Path, *, mapped: bool) -> "_Kept[T] | None":
        try:
            hashes = json.loads((folder / HASHES).read_text(encoding="utf-8"))
            index = kind.load(folder, mapped=mapped)
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None
        return _Kept(index, hashes) if len(index.ids) == len(hashes) else None

    def _earlier(self, kind: Kind[T]) -> "_Kept[T] | None":
        """Return the newest index of an earlier state."""
        folders = sorted(self._folders(kind), key=_age)
        return next((kept for folder in folders if (kept := self._load(kind, folder, mapped=False))), None)

    def _change(self, earlier: "_Kept[T] | None") -> Change[T]:
        if earlier is None:
            return Change(None, tuple(map(document_of, self.catalog)), ())
        changed = [id_ for id_, hash_ in self.hashes.items() if earlier.hashes.get(id_) != hash_]
        gone = tuple(id_ for id_ in earlier.hashes if id_ not in self.hashes)
        return Change(earlier.index, tuple(self._documents(changed)), gone)

    def _documents(self, ids: Sequence[str]) -> Iterator[Document]:
        return (document_of(self.catalog.get(id_)) for id_ in ids)

    def _folders(self, kind: Kind[T]) -> Iterator[Path]:
        return (each for each in self.folder.glob(f"{kind.name}-*") if each.suffix != ".tmp")

    def _write(self, kind: Kind[T], index: T, target: Path) -> None:
        """Write an index beside the others, whole or not at all; earlier ones of its kind go."""
        part = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        kind.save(index, part)
        (part / HASHES).write_text(json.dumps(self.hashes), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)  # it was there and could not be read, or is replaced
        try:
            part.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(part, ignore_errors=True)
        for old in self._folders(kind):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    index: T
    hashes: dict[str, str]
    """The content hash of each Api that is indexed, by id."""


def _age(folder: Path) -> float:
    try:
        return -folder.stat().st_mtime
    except OSError:
        return 0.0
