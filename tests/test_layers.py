"""The import and size rules of the project, read from the source text."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ORDER = ("apis", "retriever", "toolsearch", "eval", "toolsearch.cli")  # each may import those to its left
HEAVY = {
    "torch": {
        "retriever.balancing",
        "retriever.distill",
        "retriever.encoder",
        "retriever.export",
        "retriever.loss",
        "retriever.softmax",
        "retriever.train",
        "retriever.trainer",
        "toolsearch.llm.local",
        "toolsearch.training.losses",
        "toolsearch.training.sft",
    },
    "transformers": {
        "retriever.distill",
        "retriever.encoder",
        "retriever.looks",
        "retriever.train",
        "toolsearch.llm.local",
        "toolsearch.llm.pretrained",
        "toolsearch.training.served",
        "toolsearch.training.sft",
    },
    "sentence_transformers": {
        "retriever.cross_encoder",
        "retriever.encoder",
        "retriever.looks",
        "retriever.loss",
        "retriever.train",
        "retriever.trainer",
    },
    "faiss": {"retriever.index"},
    "ray": {"toolsearch.annotation.cluster"},
    "mcp": {"apis.executors.mcp_session", "toolsearch.mcp_server"},
    "trl": {"toolsearch.training.sft"},
    "openai": {"retriever.openai_embedder", "toolsearch.llm.openai"},
    "verifiers": {"eval.environment"},
}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

Def = ast.FunctionDef | ast.AsyncFunctionDef


def layer(module: str) -> int:
    name = "toolsearch.cli" if f"{module}.".startswith("toolsearch.cli.") else module.split(".")[0]
    return ORDER.index(name) if name in ORDER else -1


def sources() -> dict[str, str]:
    files = [f for top in ORDER[:4] for f in (ROOT / top).rglob("*.py")]
    return {".".join(f.relative_to(ROOT).with_suffix("").parts): f.read_text("utf-8") for f in files}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def functions(tree: ast.AST) -> Iterator[Def]:
    return (node for node in ast.walk(tree) if isinstance(node, Def))


def may_import_locally(module: str) -> bool:
    return module.endswith(".resolve") or module.startswith(("toolsearch.cli", "apis.hub"))


def test_packages_import_only_to_their_left() -> None:
    assert [(m, n) for m, text in sources().items() for n in imports(ast.parse(text)) if layer(n) > layer(m)] == []


def test_local_imports_stand_only_in_resolve_cli_and_hub() -> None:
    local = {m for m, text in sources().items() for f in functions(ast.parse(text)) if any(imports(f))}
    assert {m for m in local if not may_import_locally(m)} == set()


def test_heavy_libraries_are_imported_only_where_they_belong() -> None:
    names = [(m, n.split(".")[0]) for m, text in sources().items() for n in imports(ast.parse(text))]
    assert [(m, n) for m, n in names if n in HEAVY and m not in HEAVY[n]] == []


def length(module: str, function: Def) -> int:
    """Count a function's lines; of a command without its options, which are its arguments."""
    first = function.body[0] if module.startswith("toolsearch.cli.") else function
    return (function.end_lineno or 0) - first.lineno + 1


def test_files_and_functions_stay_small() -> None:
    assert {m: n for m, text in sources().items() if (n := text.count("\n")) > LONGEST_FILE} == {}
    spans = [(m, f.name, length(m, f)) for m, t in sources().items() for f in functions(ast.parse(t))]
    assert [span for span in spans if span[2] > LONGEST_FUNCTION] == []


def test_no_module_is_named_after_nothing() -> None:
    assert [m for m in sources() if m.split(".")[-1] in {"utils", "util", "common", "helpers", "misc"}] == []


def test_importing_the_library_loads_no_heavy_library() -> None:
    code = "import sys, toolsearch; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert set(HEAVY) & set(loaded.stdout.split()) == set()
