"""Training queries for Apis that have none: templates over what each Api says of itself.

Knows Apis and documents, no model: queries that a model wrote come from `toolsearch instruct`, as instructions.
Templates speak in an Api's own words, so what is trained on them learns which words tell Apis of one catalog apart, not
how people ask; instructions of people or of a model are better wherever there are some.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from retriever.base import Document
from retriever.dataset import Query

ASKS = ("{}", "I want to {}", "how can I {}", "please {}", "is there a way to {}", "I need something for this: {}")
GROUP = "synthetic"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def write_queries(documents: Iterable[Document], *, each: int = 4, seed: int = 0) -> list[Query]:
    """Write up to `each` queries for every document: of its name, of a sentence of its description, of both.

    The same seed gives the same queries; a document that says nothing of itself gets none.

    >>> document = Document("a", "get weather", "Meteo", "", "Forecast of a city.", "city where", "")
    >>> [query.relevant for query in write_queries([document], each=1)]
    [frozenset({'a'})]
    """
    return [query for document in documents for query in _of(document, each, seed)]


def _of(document: Document, each: int, seed: int) -> Iterator[Query]:
    rng = np.random.default_rng([seed, *document.id.encode()])
    wants = list(dict.fromkeys(filter(None, _wants(document))))
    if not wants:
        return
    texts: dict[str, None] = {}
    for number in range(2 * each):
        want = wants[number % len(wants)]
        texts.setdefault(str(rng.choice(ASKS)).format(want))
        if len(texts) == each:
            break
    for number, text in enumerate(texts):
        yield Query(f"{document.id}#{number}", text, frozenset({document.id}), GROUP)


def _wants(document: Document) -> Iterator[str]:
    """Yield what somebody who needs the document may want, in a few words."""
    sentences = [part.rstrip(".!?") for part in _SENTENCE.split(document.description) if part]
    name = document.name.casefold()
    yield f"{name} {document.tool}".strip() if name else ""
    yield from sentences[:2]
    if name and document.parameters:
        yield f"{name} by {document.parameters.split(';')[0].casefold()}"
