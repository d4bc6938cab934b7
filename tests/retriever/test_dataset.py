import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from apis.errors import ConfigError, SourceError
from retriever.dataset import Query, carve, read_dataset

HEAD = "query-id\tcorpus-id\tscore\n"


def write_beir(folder: Path, qrels: Mapping[str, str], queries: str | None = None) -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "a", "title": "A", "text": "one"}\n{"_id": "b", "text": "two"}\n')
    asked = [{"_id": "q1", "text": "first"}, {"_id": "q2", "text": "second", "metadata": {"group": "I2"}}]
    (folder / "queries.jsonl").write_text(queries or "".join(json.dumps(each) + "\n" for each in asked))
    for split, text in qrels.items():
        (folder / "qrels" / f"{split}.tsv").write_text(text)
    return folder


def test_a_beir_folder_is_read_with_its_splits_and_groups(tmp_path: Path) -> None:
    test = HEAD + "q1\ta\t1\nq1\ta\t1\nq1\tb\t2\nq2\tb\t0\n"
    dataset = read_dataset(write_beir(tmp_path / "mine", {"test": test, "train": HEAD + "q2\tb\t1\n"}))
    assert dataset.name == "mine"
    assert [document.id for document in dataset.documents] == ["a", "b"]
    assert dataset.queries("test") == (Query("q1", "first", frozenset("ab"), "2 relevant"),)
    assert dataset.train == (Query("q2", "second", frozenset("b"), "I2"),)


def test_toolbench_files_are_read(tmp_path: Path) -> None:
    rows = "".join(f"{id_}\t{json.dumps(json.dumps({'api_name': name}))}\n" for id_, name in (("1", "a"), ("2", "b")))
    (tmp_path / "corpus.tsv").write_text("docid\tdocument_content\n" + rows.replace('\\"', '""'))
    (tmp_path / "test.query.txt").write_text("7\tfind it\n8\tfind them\n")
    (tmp_path / "qrels.test.tsv").write_text("7\t0\t1\t1\n8\t0\t1\t1\n8\t0\t2\t1\n")
    dataset = read_dataset(tmp_path)
    assert dataset.queries("test") == (
        Query("7", "find it", frozenset("1"), "1 relevant"),
        Query("8", "find them", frozenset("12"), "2 relevant"),
    )
    assert dataset.train == ()


@pytest.mark.parametrize(
    ("qrels", "message"),
    [
        ("q1\ta\t1\nq9\ta\t1\n", r"test\.tsv:2 names the query 'q9', which the queries do not have"),
        ("q1\tz\t1\n", r"test\.tsv:1 names the document 'z', which the corpus does not have"),
        (HEAD + "q1\ta\n", r"test\.tsv:2 cannot be read: expected query, document and score"),
        (HEAD + "q1\ta\tmany\n", r"test\.tsv:2 cannot be read: expected query, document and score"),
        (HEAD + "q1\ta\t0\n", "no split has any query with a relevant document"),
    ],
)
def test_a_bad_judgement_is_named(tmp_path: Path, qrels: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_dataset(write_beir(tmp_path / "mine", {"test": qrels}))


@pytest.mark.parametrize("line", ["{", "[]", '{"_id": "q"}', '{"_id": "q1", "text": "t", "metadata": 5}'])
def test_a_line_that_is_no_query_is_named(tmp_path: Path, line: str) -> None:
    folder = write_beir(tmp_path / "mine", {"test": HEAD}, queries='{"_id": "q1", "text": "x"}\n' + line)
    with pytest.raises(SourceError, match=r"queries\.jsonl:2 cannot be read: expected a JSON object"):
        read_dataset(folder)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such folder"):
        read_dataset(tmp_path / "none")
    with pytest.raises(ConfigError, match=r"neither corpus\.jsonl nor corpus\.tsv"):
        read_dataset(tmp_path)
    folder = write_beir(tmp_path / "mine", {"test": "q1\ta\t1\n"})
    with pytest.raises(ConfigError, match="has no split 'dev': it has test"):
        read_dataset(folder).queries("dev")
    (folder / "queries.jsonl").unlink()
    with pytest.raises(SourceError, match=r"queries\.jsonl' cannot be read: No such file"):
        read_dataset(folder)


def many(count: int) -> tuple[Query, ...]:
    return tuple(Query(f"q{n}", "t", frozenset({f"d{n % 50}", f"d{n % 7}"}), "") for n in range(count))


def test_a_dev_split_of_queries_is_about_its_share_and_always_the_same() -> None:
    carved = carve(many(2000), share=0.1)
    assert 150 < len(carved.dev) < 250
    assert len(carved.train) + len(carved.dev) == 2000
    assert carve(reversed(many(2000)), share=0.1).dev == tuple(reversed(carved.dev))


def test_a_dev_split_by_document_shares_none_of_its_held_documents_with_training() -> None:
    carved = carve(many(2000), share=0.1, by="document")
    trained = {id_ for query in carved.train for id_ in query.relevant}
    assert carved.dev
    assert all(query.relevant - trained for query in carved.dev)


def test_the_published_sets_are_read_with_repeated_judgements_counted_once(data: Path) -> None:
    dataset = read_dataset(data / "retrieval" / "toollens")
    test = dataset.queries("test")
    assert (len(test), sum(len(query.relevant) for query in test)) == (1877, 4987)
    assert (len(dataset.train), sum(len(query.relevant) for query in dataset.train)) == (16893, 44865)
