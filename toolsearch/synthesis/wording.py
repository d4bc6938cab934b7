"""The words of a made API and of the user who needs it, by rules.

Descriptions and instructions are worded from different tables (`verbs`), so that finding one by the other is a real
test. Knows definitions and topics; nothing of pools or files.
"""

from random import Random

from apis.model import Api, Schema
from apis.pattern import matching
from apis.sampling import FORMATS
from retriever.words import split_name
from toolsearch.synthesis.context_tree import Subtree
from toolsearch.synthesis.verbs import VERBS, plural, with_article

SHOWN = 3
"""The most argument values that an instruction tells."""
NAMES = "Alder Birch Cedar Delta Elm Falcon Garnet Heron Iris Juniper Kestrel Larch Maple Nimbus Opal Poplar".split()
"""Names for what has none of its own."""


def thing_of(functionality: str) -> str:
    """Return what a functionality is about, without its verb and article.

    >>> thing_of("estimate an eclipse")
    'eclipse'
    """
    thing = functionality.partition(" ")[2]
    return thing.removeprefix("an ").removeprefix("a ") or functionality


def described(subtree: Subtree, parameters: Schema, rng: Random) -> str:
    """Describe an API by what it does and, at times, by what else a caller should know."""
    functionality = subtree.functionalities[0].text
    said = rng.choice(VERBS[functionality.split()[0]].says).format(**_words(subtree, parameters))
    thing = thing_of(functionality)
    details = [name.replace("_", " ") for name in parameters["properties"]][1:]
    more = (
        f"Meant for {subtree.area.text} within {subtree.domain.text.lower()}.",
        f"Takes {_joined(details)}.",
        f"Part of {subtree.area.text}; one call handles one {thing}.",
        "",
    )
    return f"{said} {rng.choice(more)}".strip()


def instruction_for(api: Api, subtree: Subtree, rng: Random) -> str:
    """Say what a user who needs an API would say: the wish in other words, then some of the arguments' values."""
    verb = subtree.functionalities[0].text.split()[0]
    wish = rng.choice(VERBS[verb].asks).format(**_words(subtree, api.parameters))
    needed = api.parameters.get("required") or ()
    values = ((name, value_for(part, rng)) for name, part in api.parameters["properties"].items() if name in needed)
    told = [f"{split_name(name).lower()} is {value}" for name, value in values if value]
    rest = f" The {', the '.join(told[:SHOWN])}." if told else ""
    return f"{wish}{rest}" if wish.endswith("?") else f"{wish}.{rest}"


def value_for(schema: Schema, rng: Random) -> str:
    """Make up a plain value that fits a schema, as a user would say it; empty for lists and objects.

    >>> value_for({"type": "string", "enum": ["clay"]}, Random(0)), value_for({"type": "array"}, Random(0))
    ('clay', '')
    """
    kind = schema.get("type")
    if schema.get("enum"):
        return str(rng.choice(schema["enum"]))
    if pattern := schema.get("pattern"):
        return matching(pattern, rng.randrange(3)) or ""
    if schema.get("format") in FORMATS:
        return rng.choice(FORMATS[schema["format"]])
    if kind in ("integer", "number"):
        low = int(schema.get("minimum") or schema.get("exclusiveMinimum") or 1)
        return str(rng.randint(low + 1, max(low + 1, min(int(schema.get("maximum", low + 90)), low + 90))))
    if kind == "boolean":
        return rng.choice(("yes", "no"))
    return f"{rng.choice(NAMES)} {rng.randrange(2, 90)}" if kind == "string" else ""


def _words(subtree: Subtree, parameters: Schema) -> dict[str, str]:
    thing = thing_of(subtree.functionalities[0].text)
    names = [name.replace("_", " ") for name in parameters["properties"]][1:] or ["kind"]
    return {
        "thing": thing,
        "a_thing": with_article(thing),
        "things": plural(thing),
        "area": subtree.area.text,
        "one": names[0],
        "two": names[1] if len(names) > 1 else "date",
    }


def _joined(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else (words or ["nothing else"])[0]
