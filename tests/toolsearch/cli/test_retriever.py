import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from commands import Cli, Server
from embedding_server import embedding

from toolsearch.records import Verdict

LINES = [("a", "weather forecast of a city"), ("b", "hotels in a city"), ("c", "share prices")]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": id_, "title": "", "text": text} for id_, text in LINES]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(line) + "\n" for line in corpus))
    asked = {"1": "weather in Paris", "2": "a hotel and the weather", "3": "price of a share"}
    lines = [{"_id": id_, "text": text} for id_, text in asked.items()]
    (folder / "queries.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\ta\t1\n2\tb\t1\n")
    return folder


def test_a_data_set_is_measured_as_one_json_object(cli: Cli, dataset: Path) -> None:
    done = cli("retriever", "evaluate", dataset, "--retriever", "bm25", "--split", "test", "--json")
    assert done.code == 0
    document = done.json
    assert document.pop("ms_per_query_p50") > 0
    metrics = ["ndcg@1", "ndcg@3", "ndcg@5", "ndcg@10", "recall@5", "recall@10", "comp@3", "comp@5", "comp@10"]
    assert document == {"retriever": "bm25", "split": "test", "queries": 2} | dict.fromkeys(metrics, 1.0)


def test_people_see_groups_intervals_and_the_floor_where_there_is_training_data(cli: Cli, dataset: Path) -> None:
    shown = cli("retriever", "evaluate", dataset).out
    assert "- 1 relevant" in shown
    assert "95 % interval 100.0 to 100.0" in shown
    assert "floor" not in shown
    (dataset / "qrels" / "train.tsv").write_text("3\tc\t1\n")
    shown = cli("retriever", "evaluate", dataset).out
    assert "knn (floor)" in shown
    assert "minus the floor: +100.0" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "dev"], "has no split 'dev': it has test"),
        (["--retriever", "knn"], "it needs a split 'train'"),
        (["--retriever", "bm52"], "did you mean 'bm25'"),
    ],
)
def test_a_wrong_option_is_one_line(cli: Cli, dataset: Path, arguments: list[str], message: str) -> None:
    done = cli("retriever", "evaluate", dataset, *arguments)
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_broken_data_set_is_one_line(cli: Cli, dataset: Path) -> None:
    (dataset / "qrels" / "test.tsv").write_text("1\tz\t1\n")
    done = cli("retriever", "evaluate", dataset)
    assert done.code == 1
    assert "test.tsv:1 names the document 'z'" in done.err
    assert cli("retriever", "evaluate", dataset / "none").code == 2


CORPUS = '{"_id": "a", "title": "", "text": "weather"}\n'


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("corpus.jsonl", "", "holds no document"),
        ("corpus.jsonl", CORPUS * 2, "corpus.jsonl:2 has the id 'a' a second time"),
        ("corpus.jsonl", '{"_id": "a"', "corpus.jsonl:1 cannot be read: expected a JSON object"),
        ("corpus.jsonl", CORPUS, "test.tsv:4 names the document 'b', which the corpus does not have"),
        ("queries.jsonl", "", "test.tsv:2 names the query '1', which the queries do not have"),
        ("queries.jsonl", "[]\n", "queries.jsonl:1 cannot be read"),
        ("qrels/test.tsv", "1 a 1\n", "test.tsv:1 cannot be read: expected query, document and score, between tabs"),
        ("qrels/test.tsv", "1\ta\t0\n", "no split has any query with a relevant document"),
        ("qrels/test.tsv", b"\xff\xfe\tb", "it is not UTF-8 text"),
    ],
)
@pytest.mark.parametrize("command", [("evaluate",), ("train", "--kind", "static", "--out", "OUT")])
def test_a_broken_file_is_one_line_with_its_place(
    cli: Cli, dataset: Path, tmp_path: Path, command: tuple[str, ...], file: str, text: str | bytes, message: str
) -> None:
    (dataset / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    name, *options = (tmp_path / "out" if word == "OUT" else word for word in command)
    done = cli("retriever", name, dataset, *options)
    assert (done.code, done.err.count("\n"), done.out) == (1, 1, "")
    assert message in done.err
    assert not (tmp_path / "out").exists()


def test_static_embeddings_are_trained_and_used(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    (dataset / "qrels" / "train.tsv").write_text("3\tc\t1\n1\ta\t1\n2\tb\t1\n")
    out = tmp_path / "static"
    done = cli("retriever", "train", dataset, "--kind", "static", "--epochs", 3, "--out", out, "--json")
    assert done.code == 0
    assert done.json["retriever"] == f"static:{out}"
    assert done.err.count("epoch ") == 3
    for spec in (f"static:{out}", f"hybrid:static:{out}+bm25", f"hybrid:0.2*static:{out}+0.8*bm25", "rrf:bm25+knn"):
        assert cli("retriever", "evaluate", dataset, "--retriever", spec, "--json").json["queries"] == 2


def test_the_default_is_taught_by_queries_and_used(cli: Cli, dataset: Path, catalog: Path, tmp_path: Path) -> None:
    (dataset / "qrels" / "train.tsv").write_text("3\tc\t1\n1\ta\t1\n2\tb\t1\n")
    out = tmp_path / "taught"
    done = cli("retriever", "train", dataset, "--kind", "default", "--out", out, "--json")
    assert done.code == 0
    assert done.json["retriever"] == f"default:{out}"
    for spec in (f"default:{out}", f"rrf:default:{out}+bm25"):
        assert cli("retriever", "evaluate", dataset, "--retriever", spec, "--json").json["queries"] == 2
    asked = tmp_path / "asked.jsonl"
    lines = [{"id": str(n), "text": f"ahoi sailor {n}", "relevant": ["demo/greet"]} for n in range(30)]
    lines += [{"id": f"p{n}", "text": f"how heavy is it {n}", "relevant": ["demo/gone"]} for n in range(30)]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    train = ("retriever", "train", "--catalog", catalog, "--kind", "default", "--out", out)
    assert cli(*train, asked, "--examples", 20).code == 0
    search = ("retrieve", "ahoi captain", "--catalog", catalog, "--json", "--retriever")
    assert cli(*search, f"default:{out}").json["hits"][0]["id"] == "demo/greet"
    for given, message in (
        ((*train,), "there is nothing to learn from"),
        ((*train, asked, "--base", tmp_path), "holds no weights"),
        ((*train, asked, "--examples", 0), "leave out --examples 0"),
        ((*train[:-1], dataset, asked), "choose another --out"),
    ):
        done = cli(*given)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert message in done.err
    assert cli(*search, f"default:{out}").json["hits"][0]["id"] == "demo/greet"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "takes a DATASET, or --catalog FILE"),
        (["DATASET", "--from-runs", "x"], "takes a DATASET, or --catalog FILE"),
        (["DATASET", "--catalog", "x"], "or --catalog, one of the two"),
        (["DATASET"], "has no split 'train': it has test"),
        (["DATASET", "--recipe", "none"], "has no split 'train'"),
    ],
)
def test_what_cannot_be_trained_on_is_one_line(
    cli: Cli, dataset: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    given = [dataset if argument == "DATASET" else argument for argument in arguments]
    done = cli("retriever", "train", *given, "--kind", "static", "--out", tmp_path / "out")
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("hybrid:bm25", "has one part"),
        ("hybrid:0.5*bm25+knn", "give each part its weight, or none"),
        ("hybrid:x*bm25+knn", "'x' is no weight"),
        ("hybrid:hybrid:bm25+knn", "a part cannot itself have parts"),
        ("hybrid:bm25+bm52", "did you mean 'bm25'"),
        ("static:nowhere", "holds no static embeddings"),
    ],
)
def test_a_wrong_fusion_is_one_line(cli: Cli, dataset: Path, spec: str, message: str) -> None:
    done = cli("retriever", "evaluate", dataset, "--retriever", spec)
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_catalog_is_trained_for_without_labels_or_with_instructions(cli: Cli, catalog: Path, tmp_path: Path) -> None:
    done = cli("retriever", "train", "--catalog", catalog, "--kind", "static", "--out", tmp_path / "own", "--json")
    assert done.code == 0
    assert done.json["queries"] > 0
    hits = cli("retrieve", "greet", "--catalog", catalog, "--retriever", f"static:{tmp_path / 'own'}", "--json").json[
        "hits"
    ]
    assert hits[0]["id"] == "demo/greet"
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"id": "1", "text": "say hello", "relevant": ["demo/greet"]}\n')
    given = ["retriever", "train", asked, "--catalog", catalog, "--kind", "static"]
    assert cli(*given, "--out", tmp_path / "asked").code == 0
    for line, message in (
        ('{"id": "1", "text": "say hello", "relevant": ["demo/none"]}', "'1' names 'demo/none', which the catalog"),
        ('{"id": "1", "text": "say hello", "relevant": ["demo/greet"], "split": "test_tool"}', "nothing to train on"),
        ('{"id": "1", "text": "say hello"}', "no instruction says which APIs it needs"),
        ('{"id": "1"}', "asked.jsonl, line 1: text: Field required"),
    ):
        asked.write_text(line + "\n")
        done = cli(*given, "--out", tmp_path / "none")
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert message in done.err


def test_what_instruct_wrote_is_trained_on_as_it_is(cli: Cli, catalog: Path, tmp_path: Path) -> None:
    written = tmp_path / "instructions.jsonl"
    assert cli("instruct", "--kind", "I1", "-n", 4, "--catalog", catalog, "--out", written, "--holdout", 0).code == 0
    train = ("retriever", "train", written, "--catalog", catalog, "--kind", "static")
    done = cli(*train, "--out", tmp_path / "static", "--json")
    assert done.code == 0
    assert done.json["queries"] + done.json["dev_queries"] == len(written.read_text().splitlines())


def test_the_calls_that_led_to_answers_are_trained_on(
    cli: Cli, server: Server, catalog: Path, ten: Path, greets: str, tmp_path: Path
) -> None:
    run = tmp_path / "runs" / "first"
    reach = ("--catalog", catalog, "--allow", server.endpoint)
    assert cli("annotate", ten, "--out", run, "--model", greets, "--method", "react", *reach).code == 0
    train = ("retriever", "train", "--catalog", catalog, "--kind", "static")
    for place in (run, run.parent):
        done = cli(*train, "--from-runs", place, "--out", tmp_path / place.name, "--json")
        assert done.code == 0
        assert done.json["queries"] + done.json["dev_queries"] == 10
    verdicts = [
        Verdict(instruction_id=f"i{n}", judge="human", question="solved", label="solved" if n < 4 else "unsolved")
        for n in range(10)
    ]
    (run / "verdicts").mkdir()
    (run / "verdicts" / "human.jsonl").write_text("".join(each.model_dump_json() + "\n" for each in verdicts))
    done = cli(*train, "--from-runs", run, "--out", tmp_path / "solved", "--json")
    assert done.json["queries"] + done.json["dev_queries"] == 4
    for more, message in (
        (("--from-runs", tmp_path), f"--from-runs '{tmp_path}' is no run"),
        (("--from-runs", tmp_path / "none"), "none' is no run"),
    ):
        done = cli(*train, *more, "--out", tmp_path / "none")
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert message in done.err


def test_a_catalog_is_indexed_before_it_is_searched(cli: Cli, catalog: Path) -> None:
    done = cli("retriever", "index", "--catalog", catalog, "--retriever", "lexical", "--json")
    assert done.code == 0
    assert done.json["apis"] == 3
    (kept,) = Path(f"{catalog}.search").iterdir()
    assert kept.name.startswith("lexical-")
    with embedding() as server:
        spec = f"openai-embedding:small@{server.url}"
        done = cli("retriever", "index", "--catalog", catalog, "--retriever", spec)
        assert (done.code, done.out.strip()) == (0, spec)
        assert "3 APIs" in done.err
        sent = len(server.asked)
        hits = cli("retrieve", "says hello", "--catalog", catalog, "--retriever", spec, "--json").json["hits"]
        assert hits[0]["id"] == "demo/greet"
        assert len(server.asked) == sent + 1 + bool(not find_spec("faiss"))  # the query, and how long vectors are


def test_a_search_is_kept_to_a_category_a_tool_or_what_is_healthy(cli: Cli, catalog: Path) -> None:
    search = ("retrieve", "says hello to a person", "--catalog", catalog, "--retriever", "lexical")
    for options in (("--category", "TOOLS"), ("--tool", "demo"), ("--tool", "Demo", "--category", "Tools")):
        assert cli(*search, *options, "--json").json["hits"][0]["id"] == "demo/greet"
    for options, message in (
        (("--category", "Tool"), "there is no category 'Tool' in"),
        (("--tool", "demos"), "did you mean 'demo'?"),
        (("--healthy",), "run `toolsearch apis check`"),
    ):
        done = cli(*search, *options)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert message in done.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--retriever", "bm52"), "did you mean 'bm25'"),
        (("--retriever", "knn"), "it needs a split 'train'"),
        (("--retriever", "openai-embedding:small"), "needs a key"),
        (("--kind", "tree"), "--kind"),
        (("--kind", "hnsw"), "--kind and --storage are of vectors, and 'default' keeps none"),
        (("--catalog", "none.db"), "there is no catalog 'none.db'"),
    ],
)
def test_what_cannot_be_indexed_is_one_line(
    cli: Cli, catalog: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], message: str
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    done = cli("retriever", "index", "--catalog", catalog, *options)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert message in done.err
