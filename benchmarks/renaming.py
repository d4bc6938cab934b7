"""Give every tool, Api and parameter of a catalog another name, word by word, and rename a bench along with it.

Knows a dictionary of English synonyms (`synonyms.json`) and nothing of any tool. A word has the same synonym wherever
it stands; one that the dictionary lacks stays. Descriptions stay as they are, and so does the request: the wire names
of parameters are in the binding. Where two names would become one, the later keeps its own.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from apis.model import Api, HttpBinding
from eval.hubbench.key import Key, hash_of
from eval.hubbench.make import Bench
from toolsearch.records import Instruction

SYNONYMS = Path(__file__).with_name("synonyms.json")
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(slots=True)
class Renaming:
    """One choice of a synonym for each word."""

    words: Mapping[str, str]
    seen: int = 0
    """Names that were looked at."""
    changed: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    """From an Api's id to its new one."""

    @classmethod
    def drawn(cls, seed: int) -> "Renaming":
        """Choose by a seed."""
        rng = Random(f"renaming {seed}")
        synonyms: dict[str, list[str]] = json.loads(SYNONYMS.read_text("utf-8"))
        return cls({word: rng.choice(others) for word, others in sorted(synonyms.items())})

    def name(self, name: str, joint: str, taken: set[str]) -> str:
        """Rename one name; its words are parted by `joint` afterwards."""
        other = _WORD.sub(lambda match: self.words.get(match[0].lower(), match[0]).replace(" ", joint), name)
        self.seen += 1
        if other in taken:
            other = name
        self.changed += other != name
        taken.add(other)
        return other

    def apis(self, apis: Iterable[Api]) -> list[Api]:
        """Rename all Apis of a catalog."""
        tools: dict[str, str] = {}
        slugs: set[str] = set()
        ids: set[str] = set()
        renamed = []
        for api in sorted(apis, key=lambda api: api.id):
            slug, _, own = api.id.partition("/")
            if slug not in tools:
                tools[slug] = self.name(slug, "-", slugs)
            taken = {id_.partition("/")[2] for id_ in ids if id_.startswith(f"{tools[slug]}/")}
            self.ids[api.id] = f"{tools[slug]}/{self.name(own, '-', taken)}"
            ids.add(self.ids[api.id])
            renamed.append(self._api(api, tools[slug]))
        return renamed

    def bench(self, bench: Bench) -> Bench:
        """Rename what a bench offers, needs and plants; what it asks stays."""
        pairs = zip(bench.instructions, bench.keys, strict=True)
        both = [self._asked(instruction, key) for instruction, key in pairs]
        return Bench(tuple(one for one, _ in both), tuple(key for _, key in both))

    def _asked(self, instruction: Instruction, key: Key) -> tuple[Instruction, Key]:
        offered = tuple(self.ids[api] for api in instruction.apis or ())
        relevant = tuple(self.ids[api] for api in instruction.relevant)
        asked = instruction.model_copy(update={"apis": offered, "relevant": relevant})
        needs = tuple(self.ids[api] for api in key.needs)
        trap = self.ids[key.trap] if key.trap else None
        return asked, key.model_copy(update={"instruction_hash": hash_of(asked), "needs": needs, "trap": trap})

    def _api(self, api: Api, tool: str) -> Api:
        taken: set[str] = set()
        names = {name: self.name(name, "_", taken) for name in api.parameters.get("properties", {})}
        assert isinstance(api.binding, HttpBinding)  # the hub is spoken to over HTTP alone
        places = tuple(place.model_copy(update={"argument": names[place.argument]}) for place in api.binding.places)
        own = self.ids[api.id].partition("/")[2]
        return api.model_copy(
            update={
                "id": self.ids[api.id],
                "tool": tool,
                "name": own.replace("-", "_"),
                "parameters": _parameters(api.parameters, names),
                "binding": api.binding.model_copy(update={"places": places}),
                "source": api.source.model_copy(update={"location": f"{api.source.location}#renamed", "hash": ""}),
            }
        )


def _parameters(schema: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    properties = {names[name]: each for name, each in schema.get("properties", {}).items()}
    return {**schema, "properties": properties, "required": [names[name] for name in schema.get("required", ())]}
