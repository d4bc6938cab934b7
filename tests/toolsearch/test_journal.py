import asyncio
import gc
from pathlib import Path

import pytest

from toolsearch.errors import RecordError, RunError
from toolsearch.journal import Journal, read
from toolsearch.records import Verdict


def verdict(number: int, reason: str = "") -> Verdict:
    return Verdict(instruction_id=str(number), judge="test", question="solved", label="passed", reason=reason)


def ids(path: Path, *, torn: bool = True) -> list[str]:
    return [record.instruction_id for record in read(path, Verdict, torn=torn)]


def test_what_was_appended_is_read_back_in_order(tmp_path: Path) -> None:
    with Journal(tmp_path / "j.jsonl") as journal:
        for number in range(3):
            journal.append(verdict(number, "naïve\nline two"))
    assert list(read(tmp_path / "j.jsonl", Verdict)) == [verdict(n, "naïve\nline two") for n in range(3)]


def test_an_existing_journal_is_continued(tmp_path: Path) -> None:
    for number in range(2):
        with Journal(tmp_path / "j.jsonl") as journal:
            journal.append(verdict(number))
    assert ids(tmp_path / "j.jsonl") == ["0", "1"]


def test_a_torn_last_line_is_skipped_by_readers_and_removed_by_the_next_writer(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    whole, torn = verdict(0).model_dump_json(), verdict(1).model_dump_json()
    path.write_text(f"{whole}\n{torn[:-9]}")
    assert ids(path) == ["0"]
    with Journal(path) as journal:
        journal.append(verdict(2))
    assert ids(path) == ["0", "2"]
    assert path.read_bytes().startswith(whole.encode() + b"\n")


def test_wherever_a_file_is_cut_no_whole_line_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    text = b"".join(verdict(number, "naïve").model_dump_json().encode() + b"\n" for number in range(2))
    newline = text.index(b"\n")
    for cut in {*range(0, len(text), 11), *range(newline - 2, newline + 3)}:
        path.write_bytes(text[:cut])
        before = ids(path)
        with Journal(path) as journal:
            journal.append(verdict(9))
        assert ids(path, torn=False) == [*before, "9"]
        assert len(before) >= text.count(b"\n", 0, cut)


def test_a_last_line_that_lacks_only_its_newline_counts(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text(verdict(0).model_dump_json())
    assert ids(path) == ["0"]
    with Journal(path) as journal:
        journal.append(verdict(1))
    assert ids(path) == ["0", "1"]


def test_the_tail_of_a_file_longer_than_a_block_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text(
        verdict(0, "x" * 200_000).model_dump_json() + "\n" + verdict(1, "y" * 200_000).model_dump_json()[:-1]
    )
    with Journal(path) as journal:
        journal.append(verdict(2))
    assert ids(path, torn=False) == ["0", "2"]


def test_a_line_that_is_no_record_is_named_by_file_and_number(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text(f"{verdict(0).model_dump_json()}\n\n{{broken\n{verdict(1).model_dump_json()}\n")
    with pytest.raises(RecordError, match=r"j\.jsonl, line 3: Invalid JSON: .* at column 2") as caught:
        ids(path)
    assert "\n" not in str(caught.value)


def test_a_field_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"instruction_id": "a", "judge": "j", "question": "q"}\n')
    with pytest.raises(RecordError, match=r"j\.jsonl, line 1: label: Field required"):
        ids(path)


def test_in_a_file_that_a_person_wrote_a_broken_last_line_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text(f"{verdict(0).model_dump_json()}\n{{brok")
    with pytest.raises(RecordError, match="line 2"):
        ids(path, torn=False)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"cannot read .*missing\.jsonl.*: No such file or directory"):
        ids(tmp_path / "missing.jsonl")


async def test_tasks_that_write_at_once_all_find_their_record_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"

    async def write(number: int) -> None:
        await journal.put(verdict(number))
        assert str(number) in ids(path)

    async with Journal(path) as journal:
        await asyncio.gather(*(write(number) for number in range(50)))
    assert sorted(ids(path, torn=False), key=int) == [str(number) for number in range(50)]


async def test_a_record_whose_writer_was_cancelled_is_whole_when_the_journal_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    async with Journal(path) as journal:
        writers = [asyncio.create_task(journal.put(verdict(number))) for number in range(3)]
        await asyncio.sleep(0)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
    assert ids(path, torn=False) == ["0", "1", "2"]


def test_a_full_disk_is_one_line_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.symlink_to("/dev/full")
    with Journal(path) as journal, pytest.raises(RunError, match=r"j\.jsonl.*No space left on device.*are kept"):
        journal.append(verdict(0))


async def test_a_full_disk_reaches_every_task_of_the_batch(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.symlink_to("/dev/full")
    async with Journal(path) as journal:
        came = await asyncio.gather(*(journal.put(verdict(n)) for n in range(3)), return_exceptions=True)
    assert [type(error) for error in came] == [RunError] * 3


async def test_a_full_disk_that_nobody_waits_for_any_more_is_not_told_twice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "j.jsonl"
    path.symlink_to("/dev/full")
    async with Journal(path) as journal:
        writers = [asyncio.create_task(journal.put(verdict(number))) for number in range(3)]
        await asyncio.sleep(0)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
    del writers
    gc.collect()
    assert caplog.records == []


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(RunError, match=r"cannot write .*j\.jsonl.*: Not a directory"),
        Journal(tmp_path / "file/j.jsonl"),
    ):
        pass
