"""The wheel builds, and what it installs into an empty environment works there, with all that is no code."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).parent / "uv"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Parcels", "version": "1"},
    "servers": [{"url": "https://parcels.example"}],
    "paths": {
        "/weigh": {"get": {"operationId": "weighParcel", "summary": "Weigh a parcel.", "responses": {}}},
        "/track": {"get": {"operationId": "trackParcel", "summary": "Tell where a parcel is.", "responses": {}}},
    },
}
NO_CODE = (
    "retriever/weights/encoder.onnx",
    "retriever/weights/tokenizer.json",
    "retriever/weights/balance.json",
    "retriever/weights/words.json",
    "toolsearch/llm/prices.json",
    "toolsearch/synthesis/seeds.txt",
    "toolsearch/viewer/assets/app.js",
    "toolsearch/viewer/assets/catalog.html",
    "toolsearch/py.typed",
)


def done(*command: object, cwd: Path = ROOT) -> str:
    environment = os.environ | {"UV_FIND_LINKS": os.environ.get("PIP_FIND_LINKS", "")}
    ran = subprocess.run(list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel, what it needs, and nothing else."""
    if not UV.exists():
        pytest.skip("uv, which builds and installs the wheel, is not beside the interpreter: `make .venv/.heavy`")
    folder = tmp_path_factory.mktemp("wheel")
    done(UV, "build", "--wheel", "--out-dir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    done(UV, "venv", "--python", sys.executable, folder / "venv")
    python = folder / "venv" / "bin" / "python"
    done(UV, "pip", "install", "--python", python, "-c", ROOT / "constraints.txt", wheel)
    done(UV, "pip", "check", "--python", python)
    return folder / "venv"


def test_the_command_of_the_wheel_explains_itself(environment: Path, tmp_path: Path) -> None:
    assert "Usage: toolsearch" in done(environment / "bin/toolsearch", "--help", cwd=tmp_path)


def test_what_is_no_code_is_in_the_wheel(environment: Path) -> None:
    (packages,) = environment.glob("lib/*/site-packages")
    assert [name for name in NO_CODE if not (packages / name).is_file()] == []
    assert not (packages / "tests").exists()


def test_a_document_is_read_and_searched_by_the_shipped_weights(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "parcels.json").write_text(json.dumps(DOCUMENT))
    done(environment / "bin/toolsearch", "apis", "add", "parcels.json", cwd=tmp_path)
    found = json.loads(done(environment / "bin/toolsearch", "retrieve", "how heavy is it", "--json", cwd=tmp_path))
    assert found["complete"]
    assert {hit["id"] for hit in found["hits"]} == {"parcels/weigh-parcel", "parcels/track-parcel"}
