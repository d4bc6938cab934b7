"""What is searched: an Api, or a line of a published corpus, as a `Document`.

Knows the shapes of Apis, of BEIR folders (`corpus.jsonl`) and of ToolBench's `corpus.tsv`; what the texts of BEIR
folders hold is `retriever.published`. Knows nothing of how documents are scored.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from apis.errors import SourceError
from apis.model import Api, Json, Schema
from apis.schema import response_keys, shorten
from retriever.base import Document
from retriever.published import fields_of
from retriever.words import split_name

DESCRIPTION = 4000
"""The most characters of a description that are searched; some documents carry whole manuals."""
PARAMETER = 300
"""The most characters searched of one parameter's description."""
PARAMETERS = 40
"""The most parameters searched."""


def document_of(api: Api) -> Document:
    """Describe an Api for search: its names in words, what it does, what it takes, what it returns."""
    return Document(
        id=api.id,
        name=split_name(api.name),
        tool=api.tool,
        category=api.category,
        description=shorten(" ".join(api.description.split()), DESCRIPTION),
        parameters="; ".join(_parameters(api.parameters)),
        returns=" ".join(map(split_name, response_keys(api.returns))),
    )


def read_corpus(path: str | Path) -> list[Document]:
    """Read a published corpus: a BEIR folder, its `corpus.jsonl`, or ToolBench's `corpus.tsv`, which repeats rows.

    Raises:
        SourceError: the file is missing or empty, a line is not what it must be, or an id comes twice; names file and
            line.
    """
    path = Path(path)
    path = path / "corpus.jsonl" if path.is_dir() else path
    read = _read_tsv if path.suffix == ".tsv" else _read_jsonl
    documents: dict[str, Document] = {}
    try:
        for number, document in read(path):
            before = documents.setdefault(document.id, document)
            if before is not document and (before != document or path.suffix != ".tsv"):
                raise SourceError(
                    f"{path}:{number} has the id {document.id!r} a second time: give each document its own"
                )
    except OSError as error:
        raise SourceError(f"corpus {str(path)!r} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"corpus {str(path)!r} cannot be read: it is not UTF-8 text") from error
    if not documents:
        raise SourceError(f"corpus {str(path)!r} holds no document")
    return list(documents.values())


def _parameters(schema: Schema) -> Iterator[str]:
    properties = schema.get("properties") or {}
    for name, part in list(properties.items())[:PARAMETERS]:
        description = str(part.get("description") or "") if isinstance(part, dict) else ""
        yield f"{split_name(name)} {shorten(' '.join(description.split()), PARAMETER)}".strip()
    inner = [name for name in response_keys(schema, limit=2 * PARAMETERS) if name not in properties]
    yield from map(split_name, inner)


def _read_jsonl(path: Path) -> Iterator[tuple[int, Document]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    record = json.loads(line)
                    yield number, _document(str(record["_id"]), str(record.get("title") or ""), str(record["text"]))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise unreadable(path, number, 'a JSON object with "_id" and "text"') from error


def _read_tsv(path: Path) -> Iterator[tuple[int, Document]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        try:
            for row in rows:
                if row and row[0] != "docid":
                    yield rows.line_num, _toolbench(row[0], json.loads(row[1]))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, csv.Error) as error:
            raise unreadable(path, rows.line_num, "docid, a tab, and ToolBench's JSON of one API") from error


def unreadable(path: Path, line: int, expected: str) -> SourceError:
    """Say which line of a file is not what it must be."""
    return SourceError(f"{path}:{line} cannot be read: expected {expected}")


def _document(id_: str, title: str, text: str) -> Document:
    fields = fields_of(text)
    return Document(
        id=id_,
        name=split_name(title or fields["name"]),
        tool=fields["tool"],
        category=fields["category"].replace("_", " "),
        description=fields["description"],
        parameters=fields["parameters"],
        returns=fields["returns"],
    )


def _toolbench(id_: str, api: dict[str, Json]) -> Document:
    given = [*(api.get("required_parameters") or []), *(api.get("optional_parameters") or [])]
    returns = api.get("template_response")
    return Document(
        id=id_,
        name=split_name(api["api_name"]),
        tool=api.get("tool_name") or "",
        category=(api.get("category_name") or "").replace("_", " "),
        description=api.get("api_description") or "",
        parameters="; ".join(f"{split_name(each['name'])} {each.get('description') or ''}".strip() for each in given),
        returns=" ".join(map(split_name, returns)) if isinstance(returns, dict) else "",
    )
