import json
import os
import pickle
import resource
import signal
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apis.cache import JsonCache
from apis.errors import CacheError, ConfigError

Opened = Callable[..., JsonCache]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Open caches, the one in `tmp_path/cache` unless told otherwise; all are closed when the test ends."""
    caches: list[JsonCache] = []

    def open_(folder: Path = tmp_path / "cache", **options: Any) -> JsonCache:
        caches.append(JsonCache.open(folder, **options))
        return caches[-1]

    yield open_
    for cache in caches:
        cache.close()


def rows(folder: Path, statement: str, *values: object) -> list[Any]:
    """Do something to the file behind a cache's back."""
    connection = sqlite3.connect(folder / "cache.db")
    with connection:
        found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


@pytest.mark.parametrize(
    "value", [{"a": [1, 2.5, None, True]}, [], "", "é\U0001f600", "\ud800", 0, "x" * 3_000_000, {"": {"": []}}]
)
def test_what_is_kept_comes_back_as_it_was(opened: Opened, value: Any) -> None:
    opened().set("key", value)
    assert opened().get("key") == value


def test_what_is_not_there_is_none_and_what_is_there_is_not_added_again(opened: Opened) -> None:
    cache = opened()
    assert cache.get("key") is None
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.get("key") == 1


def test_nothing_is_evicted_however_much_there_is(opened: Opened, tmp_path: Path) -> None:
    cache = opened()
    rows(cache.folder, "UPDATE Settings SET value = 1000 WHERE key = 'size_limit'")
    cache = opened()
    for number in range(50):
        cache.set(f"key{number}", os.urandom(500).hex())
    assert all(cache.get(f"key{number}") for number in range(50))


def test_all_of_a_transaction_is_written_or_nothing(opened: Opened) -> None:
    cache = opened()
    with pytest.raises(KeyboardInterrupt), cache.transact():  # noqa: PT012 - it is what came before that is undone
        cache.set("one", 1)
        raise KeyboardInterrupt
    assert cache.get("one") is None
    with cache.transact():
        cache.set("one", 1)
        cache.set("two", 2)
    assert (cache.get("one"), cache.get("two")) == (1, 2)


def test_every_value_is_compressed_json_in_the_one_file_and_never_a_pickle(opened: Opened, tmp_path: Path) -> None:
    cache = opened()
    cache.set("key", {"text": "x" * 1_000_000})
    [(raw, mode, filename, value)] = rows(cache.folder, "SELECT raw, mode, filename, value FROM Cache")
    assert (raw, mode, filename) == (1, 1, None)
    assert json.loads(zlib.decompress(value)) == {"text": "x" * 1_000_000}
    assert {path.name.partition("-")[0] for path in cache.folder.iterdir()} == {"cache.db"}


class Boom:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("boom",)


@pytest.mark.parametrize(
    ("mode", "filename", "value"),
    [
        (4, None, pickle.dumps(Boom())),
        (1, None, pickle.dumps(Boom())),
        (4, "evil", None),
        (2, "../secret", None),
        (3, "../secret", None),
        (1, None, "no bytes"),
        (1, None, zlib.compress(b'{"a": 1}')[:-4]),
        (1, None, zlib.compress(b"no json")),
        (1, None, zlib.compress(b"[" * 1_000_000)),
        (1, None, zlib.compress(bytes(300_000_000), 1)),
    ],
)
def test_a_value_that_we_did_not_write_is_an_error_and_does_nothing(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, filename: str | None, value: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text('{"a": 1}')
    cache = opened()
    cache.set("key", 1)
    (cache.folder / "evil").write_bytes(pickle.dumps(Boom()))
    rows(cache.folder, "UPDATE Cache SET mode = ?, filename = ?, value = ?", mode, filename, value)
    with pytest.raises(CacheError, match="is damaged"):
        opened().get("key")
    assert not (tmp_path / "boom").exists()


def test_a_file_that_is_no_cache_is_one_clear_error(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cache.db").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(CacheError, match=r"cache' is damaged \(file is not a database\): restore it"):
        opened()


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_short_is_an_error_wherever_it_shows(opened: Opened, keep: float) -> None:
    cache = opened()
    for number in range(100):
        cache.set(f"key{number}", os.urandom(2000).hex())
    cache.close()
    path = cache.folder / "cache.db"
    path.write_bytes(path.read_bytes()[: int(keep * path.stat().st_size)])
    with pytest.raises(CacheError):  # noqa: PT012 - it may show on opening or on reading
        again = opened()
        for number in range(100):
            assert again.get(f"key{number}")


def test_a_folder_of_something_else_is_left_alone(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match=r"holds something else and no cache\.db: name a folder of its own"):
        opened(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_where_there_must_be_one_none_is_made(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no cache\.db: name a folder that was recorded into"):
        opened(create=False)
    assert not (tmp_path / "cache").exists()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that nobody can write")
def test_a_folder_that_nobody_can_write_is_named(opened: Opened) -> None:
    with pytest.raises(CacheError, match="cannot open '/proc/self/none'"):
        opened(Path("/proc/self/none"))


def test_a_full_disk_loses_nothing_and_once_there_is_room_work_goes_on(opened: Opened) -> None:
    cache = opened()
    cache.set("early", "kept")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))  # the kernel then says what it says of a full disk
    try:
        with pytest.raises(CacheError, match=r"cannot write .*free some room"):
            cache.set("large", os.urandom(1_000_000).hex())
        assert cache.get("early") == "kept"
        assert cache.get("large") is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    cache.set("late", "kept too")
    assert (opened().get("early"), opened().get("late")) == ("kept", "kept too")


WRITER = """
import sys
from pathlib import Path
from apis.cache import JsonCache
cache = JsonCache.open(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    with cache.transact():
        cache.set(f"a{sys.argv[3]}-{number}", "x" * 1000)
        cache.add(f"shared-{number}", sys.argv[3])
        cache.set(f"b{sys.argv[3]}-{number}", "x" * 1000)
    print(number, flush=True)
"""


def writer(folder: Path, count: int, name: str) -> "subprocess.Popen[str]":
    line = [sys.executable, "-c", WRITER, str(folder), str(count), name]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_that_open_and_write_at_once_lose_nothing(opened: Opened, tmp_path: Path) -> None:
    for name, process in [(name, writer(tmp_path / "cache", 40, name)) for name in "pqr"]:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, ""), name
    cache = opened()
    assert all(cache.get(f"{half}{name}-{number}") for half in "ab" for name in "pqr" for number in range(40))
    assert all(cache.get(f"shared-{number}") in ("p", "q", "r") for number in range(40))


def test_what_a_killed_process_had_written_is_there_and_nothing_by_halves(opened: Opened, tmp_path: Path) -> None:
    process = writer(tmp_path / "cache", 100_000, "k")
    assert process.stdout
    seen = [int(process.stdout.readline()) for _ in range(30)][-1]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    cache = opened()
    assert all(cache.get(f"{half}k-{number}") for half in "ab" for number in range(seen + 1))
    held = 0
    while cache.get(f"ak-{held}"):
        assert cache.get(f"bk-{held}")
        held += 1
    assert held > seen
    cache.set("after", 1)
    assert cache.get("after") == 1
