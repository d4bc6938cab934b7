"""Made APIs to talk about: their answers are simulated."""

from pathlib import Path

from apis.model import Api, Effect, HttpBinding, Schema, Source
from toolsearch.journal import Journal
from toolsearch.synthesis.definition import Evolved


def made(tool: str, name: str, description: str, parameters: dict[str, Schema], returns: dict[str, Schema]) -> Api:
    """Make an Api without a server: its answers are simulated."""
    schema = {"type": "object", "properties": parameters, "required": list(parameters)}
    return Api(
        id=f"{tool}/{name.replace('_', '-')}",
        tool=tool,
        category=tool.capitalize(),
        name=name,
        description=description,
        parameters=schema,
        returns={"type": "object", "properties": returns},
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path=f"/{name}"),
        source=Source(kind="synthesis", location=f"synthesis:{tool}"),
    )


TEXT: Schema = {"type": "string", "minLength": 2}
APIS = (
    made("ports", "find_harbour", "Find the harbour nearest to a lighthouse.", {"lighthouse": TEXT},
         {"harbour_code": {"type": "string", "pattern": "^[A-Z]{4}$"}, "depth": {"type": "number"}}),
    made("tides", "get_tide", "Tell the next tide at a harbour.", {"harbour_code": {"type": "string"}},
         {"height": {"type": "number"}, "turns_at": {"type": "string", "format": "date-time"}}),
    made("wool", "price_fleece", "Estimate the price of a fleece by its weight.",
         {"breed": {"type": "string", "enum": ["merino", "jacob", "cheviot"]},
          "weight": {"type": "number", "minimum": 1, "maximum": 9}},
         {"price": {"type": "number"}}),
    made("wool", "list_breeds", "List the breeds of sheep that are kept in a valley.", {"valley": TEXT},
         {"breeds": {"type": "array", "items": {"type": "string", "enum": ["merino", "jacob"]}}}),
    made("bread", "time_proofing", "Work out how long dough has to rest for a loaf.",
         {"flour": {"type": "string", "enum": ["rye", "wheat", "spelt"]}, "grams": {"type": "integer", "minimum": 100}},
         {"minutes": {"type": "integer"}}),
    made("stars", "when_visible", "Say when a constellation stands above the horizon.", {"constellation": TEXT},
         {"rises": {"type": "string", "format": "date-time"}}),
)  # fmt: skip


def write_apis(path: Path) -> Path:
    """Write them as `synth apis` does."""
    with Journal(path) as journal:
        for number, api in enumerate(APIS):
            journal.append(Evolved(api=api, instruction="x", proposal=number, topics=(), operators=()))
    return path
