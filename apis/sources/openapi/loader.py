"""From a location to its documents: a file, a folder of files, or a URL.

Knows where documents lie and what counts as one; `document` knows what stands in them. Only what cannot be read at all
raises; a document that is no OpenAPI is a `Loaded` with an error, so that others after it are still read.
"""

import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit, urlunsplit

from apis.errors import SourceError
from apis.model import Json
from apis.sources.base import Fetch, Loaded
from apis.sources.openapi.document import Origin, read
from apis.sources.openapi.library import Read, below, gather, is_url, same_origin
from apis.sources.openapi.parsing import parse, promising
from apis.sources.openapi.yaml12 import Unparsable

SUFFIXES = (".json", ".yaml", ".yml")
SECRET = re.compile(r"key|token|secret|passw|auth|sig|credential|session", re.IGNORECASE)


class NotOpenApi(ValueError):
    """A document that is something else; one line that says what."""


async def load(location: str, *, fetch: Fetch) -> AsyncIterator[Loaded]:
    """Read the OpenAPI documents at a location: 2.0, 3.0, 3.1, and 3.2 read as 3.1.

    Args:
        location: a file, an http(s) URL, or a folder, which is searched through for *.json, *.yaml and *.yml; what is
            no OpenAPI there is passed over.
        fetch: reads a URL.

    Raises:
        SourceError: the location cannot be read at all, or a folder holds no document.
    """
    if is_url(location):
        yield await load_url(location, fetch=fetch)
    elif is_folder(location):
        async for loaded in _load_folder(Path(location)):
            yield loaded
    else:
        yield await load_file(Path(location))


async def load_url(url: str, *, fetch: Fetch, categories: tuple[str, ...] = ()) -> Loaded:
    """Read the document at a URL; raises `SourceError` where it cannot be fetched."""
    url = urldefrag(url)[0]
    content = await fetch(url)
    origin = Origin(without_secrets(url), _hash(content), urlsplit(url).hostname or url, categories)
    try:
        return await _load(content, url, origin, same_origin(url, fetch))
    except NotOpenApi as error:
        return Loaded(origin.location, error=str(error))


async def load_file(path: Path, *, categories: tuple[str, ...] = ()) -> Loaded:
    """Read the document in a file; raises `SourceError` where it cannot be read."""
    try:
        return await _load_file(path, read_file(path), categories)
    except NotOpenApi as error:
        return Loaded(str(path), error=str(error))


def read_file(path: Path) -> bytes:
    """Read a file; `SourceError` names it and the reason."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"no such file or folder: {str(path)!r}") from None
    except OSError as error:
        raise SourceError(f"cannot read {str(path)!r}: {error.strerror or error}") from error


def documents(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that may be OpenAPI documents, in a fixed order, hidden ones left out."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.is_file():
                yield path


def is_folder(location: str) -> bool:
    return Path(location).is_dir()


def checked(value: Json) -> dict[str, Json]:
    """Return a document that states a version that is read here; raises `Unparsable` or `NotOpenApi`."""
    if not isinstance(value, dict) or not value.keys() & {"openapi", "swagger"}:
        raise NotOpenApi(f"expected an OpenAPI document (`openapi` or `swagger` and its version), found {found(value)}")
    version = str(value.get("openapi", value.get("swagger"))).strip()
    if not version.startswith(("3", "2")):
        raise Unparsable(f"it states version {version!r}: OpenAPI 2.0, 3.0 and 3.1 are read")
    return value


def found(value: Json) -> str:
    """Say in a few words what a parsed document is, where it is no OpenAPI.

    >>> found({"name": "x", "tools": []}), found("<html>…")
    ("an object with 'name', 'tools'", 'an HTML page')
    """
    if isinstance(value, dict):
        return f"an object with {', '.join(map(repr, list(value)[:5]))}" if value else "an empty object"
    if isinstance(value, str) and value.lstrip().startswith("<"):
        return "an HTML page" if "<html" in value[:500].lower() else "XML"
    return {list: "a list", str: "plain text", type(None): "nothing"}.get(type(value), "a single value")


def without_secrets(url: str) -> str:
    """Take user, password and the values of secret-looking query parameters out of a URL.

    >>> without_secrets("https://me:pw@api.test/doc?format=json&api_key=5")
    'https://api.test/doc?format=json&api_key=%2A'
    """
    parts = urlsplit(url)
    query = [(key, "*" if SECRET.search(key) else value) for key, value in parse_qsl(parts.query, True)]
    kept = urlencode(query) if any(value == "*" for _, value in query) else parts.query
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, kept, ""))


async def _load_folder(folder: Path) -> AsyncIterator[Loaded]:
    count = 0
    for path in documents(folder):
        try:
            content = read_file(path)
            if not promising(content):
                continue
            loaded = await _load_file(path, content)
        except NotOpenApi:
            continue
        except SourceError as error:
            loaded = Loaded(str(path), error=str(error))
        count += 1
        yield loaded
    if not count:
        sought = "*.json, *.yaml or *.yml with `openapi` or `swagger` and a version"
        raise SourceError(f"no OpenAPI document in folder {str(folder)!r}: looked for {sought}")


async def _load_file(path: Path, content: bytes, categories: tuple[str, ...] = ()) -> Loaded:
    folder = path.parent.resolve()
    origin = Origin(str(path), _hash(content), path.stem, categories)
    return await _load(content, (folder / path.name).as_uri(), origin, below(folder))


async def _load(content: bytes, uri: str, origin: Origin, read_other: Read) -> Loaded:
    try:
        library = await gather(uri, checked(parse(content)), read_other)
        return Loaded(origin.location, *read(library, origin))
    except Unparsable as error:
        return Loaded(origin.location, error=str(error))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
