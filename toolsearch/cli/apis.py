"""`toolsearch apis`: what the catalog holds, how it comes in, and a call of one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from apis.errors import ConfigError
from toolsearch.cli import build, catalog_file, check, compress, crawl, options
from toolsearch.cli.loop import run_async
from toolsearch.cli.output import note, say, show_json, show_table

if TYPE_CHECKING:
    from apis.model import Api, Observation, ToolCall
    from toolsearch.config import Reach

app = typer.Typer(help="The catalog: add APIs, look at them, call one.", no_args_is_help=True)
app.command("crawl")(crawl.crawl)
app.command("check")(check.check)
app.command("compress")(compress.compress)

ApiId = Annotated[str, typer.Argument(metavar="ID", help="An id as `apis list` shows it, such as petstore/get-pet.")]


@app.command()
def add(
    locations: Annotated[
        list[str],
        typer.Argument(metavar="LOCATION...", help="Files, folders, URLs, mcp:COMMAND or mcp:URL, python:MODULE."),
    ],
    allow: options.Allow,
    trust_hints: options.TrustHints,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Read OpenAPI documents, folders of them, an index in APIs.guru's shape, or MCP servers, into the catalog.

    An MCP server is named by its command or URL, mcp:NAME=… gives it a name of your own; or by a file of `mcpServers`.
    python:MODULE adds the typed functions of a module; a folder of ToolBench's tools, <Category>/<tool>.json, is read
    as such.

    Exit code 1: a document could not be read; all others are stored.

    Example: toolsearch apis add petstore.yaml https://api.apis.guru/v2/list.json
    """
    from apis.catalog import Catalog
    from toolsearch.cli import adding

    reach = build.reach(allow)
    sources = [adding.source_of(location, reach, trust_hints) for location in locations]
    with Catalog.open(catalog) as opened:
        report = run_async(adding.add(opened, sources, reach))
        held = opened.stats()
    if json:
        show_json(report.document() | {"catalog": held.model_dump()})
    else:
        say(f"{report.line()}; {catalog} now holds {held.apis:,} APIs of {held.tools:,} tools")
    if report.errors:
        raise typer.Exit(1)


@app.command("list")
def list_(
    tool: Annotated[str | None, typer.Option(help="Only those of this tool, by name or slug.")] = None,
    category: Annotated[str | None, typer.Option(help="Only those of this category.")] = None,
    healthy: options.Healthy = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """List the APIs of the catalog.

    Example: toolsearch apis list --category Finance
    """
    with build.catalog(catalog) as opened:
        found = opened.summaries(tool=tool, category=category, healthy=healthy)
    if json:
        keys = ("id", "tool", "category", "name", "description", "effect")
        show_json({"apis": [{key: getattr(one, key) for key in keys} for one in found]})
    elif found:
        header = ("id", "category", "effect", "description")
        show_table(header, [(one.id, one.category, one.effect, one.description) for one in found])
    else:
        note("no API of the catalog is so")


@app.command()
def show(id_: ApiId, catalog: options.CatalogFile = build.CATALOG, json: options.AsJson = False) -> None:
    """Show one API: what it does, what it takes, how it is called.

    Example: toolsearch apis show petstore/get-pet
    """
    from apis.plans.book import PlanBook

    with build.catalog(catalog) as opened:
        build.check_ids(opened, [id_])
        api, twins, plan = opened.get(id_), opened.twins(id_), PlanBook(opened).get(id_)
    if json:
        show_json(api.model_dump(mode="json"))
        return
    say(f"{api.id}: {api.description}")
    left_out = [("left out", ", ".join(sorted(plan.drop)))] if plan and plan.drop else []
    for name, value in [*_facts(api), *left_out, *(("same as", twin) for twin in twins)]:
        say(f"  {name:<10}{value}")
    if rows := _parameters(api):
        say()
        show_table(("parameter", "type", "required", "description"), rows)


@app.command()
def stats(catalog: options.CatalogFile = build.CATALOG, json: options.AsJson = False) -> None:
    """Count what the catalog holds, and how far its APIs came when they were checked.

    Example: toolsearch apis stats --json
    """
    from apis.health import HealthBook
    from toolsearch.cli.checking import show_funnel

    with build.catalog(catalog) as opened:
        held, categories, funnel = opened.stats(), opened.categories(), HealthBook(opened).funnel()
    if json:
        show_json(held.model_dump() | {"by_category": categories, "health": funnel.document()})
        return
    same = f"; {held.apis - held.distinct:,} of them the same as another" if held.apis != held.distinct else ""
    say(f"{held.apis:,} APIs of {held.tools:,} tools in {held.categories:,} categories{same}")
    show_table(("category", "APIs"), list(categories.items()))
    if funnel.unchecked < funnel.crawled:
        say()
        show_funnel(funnel)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of JSON lines, made or replaced; - for stdout.")],
    tool: Annotated[str | None, typer.Option(help="Only those of this tool, by name or slug.")] = None,
    category: Annotated[str | None, typer.Option(help="Only those of this category.")] = None,
    healthy: options.Healthy = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Write the APIs of the catalog as JSON lines: one whole API a line, with its source and licence.

    Example: toolsearch apis export apis.jsonl --healthy
    """
    with build.catalog(catalog) as opened:
        found = opened.find(tool=tool, category=category, healthy=healthy)
        if str(file) == "-":
            if json:
                raise ConfigError("--json is one document about the file, and - writes the APIs to stdout: name a FILE")
            for api in found:
                say(api.model_dump_json())
            return
        count = catalog_file.write(file, found)
    if json:
        show_json({"apis": count, "file": str(file)})
        return
    note(f"{count:,} APIs written to {file}")


@app.command()
def call(
    id_: ApiId,
    allow: options.Allow,
    base_url: options.BaseUrls,
    arguments: Annotated[str, typer.Argument(help="A JSON object.", metavar="'{…}'")] = "{}",
    timeout: options.Timeout = 20.0,
    allow_writes: options.AllowWrites = False,
    catalog: options.CatalogFile = build.CATALOG,
    json: options.AsJson = False,
) -> None:
    """Call one API and print what it answers. Exit code 1: the call did not succeed.

    Example: toolsearch apis call petstore/get-pet '{"petId": 1}'
    """
    api = _get(id_, catalog)
    asked = _checked(api, arguments)
    reach = build.reach(allow, base_url, allow_writes=allow_writes, timeout=timeout)
    seen = run_async(_call(api, asked, reach))
    if json:
        show_json(seen.model_dump(mode="json"))
    else:
        say(seen.content)
        note(f"({seen.status.value}, {seen.seconds:.2f} s)")
    if not seen.ok:
        raise typer.Exit(1)


def _get(id_: str, catalog: "options.CatalogFile") -> "Api":
    with build.catalog(catalog) as opened:
        build.check_ids(opened, [id_])
        return opened.get(id_)


def _checked(api: "Api", text: str) -> "ToolCall":
    """Read the arguments of a call and check them before anything is sent."""
    from json import loads

    from apis.model import ToolCall
    from apis.validate import check, mend

    try:
        arguments = loads(text)
    except ValueError as error:
        raise ConfigError(f"the arguments {text!r} are no JSON: {error}") from error
    if not isinstance(arguments, dict):
        raise ConfigError(f"the arguments {text!r} are no JSON object, such as '{{\"name\": 1}}'")
    arguments = mend(arguments, api)
    if problems := check(arguments, api):
        raise ConfigError(f"{api.id} does not take that: {'; '.join(problems)}")
    return ToolCall(id="call", name=api.id, arguments=arguments)


async def _call(api: "Api", asked: "ToolCall", reach: "Reach") -> "Observation":
    async with reach.executor() as executor:
        return await executor.execute(api, asked)


def _facts(api: "Api") -> list[tuple[str, str]]:
    from apis.schema import response_keys

    binding = api.binding.model_dump(include={"method", "path", "module", "function", "server", "tool"})
    facts = {
        "tool": f"{api.tool} ({api.category})",
        "call": " ".join(binding.values()),
        "servers": ", ".join(getattr(api.binding, "servers", ())),
        "effect": api.effect.value,
        "returns": ", ".join(response_keys(api.returns)),
        "source": api.source.location,
        "licence": api.source.licence,
    }
    return [(name, value) for name, value in facts.items() if value]


def _parameters(api: "Api") -> list[tuple[str, str, str, str]]:
    required = api.parameters.get("required") or []
    properties: dict[str, dict[str, Any]] = api.parameters.get("properties") or {}
    return [
        (name, _type(schema), "yes" if name in required else "", str(schema.get("description", "")))
        for name, schema in properties.items()
    ]


def _type(schema: dict[str, Any]) -> str:
    """Say the type of a parameter in a word or two.

    >>> _type({"type": ["string", "null"]}), _type({"enum": ["a", "b"]}), _type({})
    ('string|null', 'a|b', 'any')
    """
    if "enum" in schema:
        return "|".join(str(value) for value in schema["enum"])
    kind = schema.get("type", "any")
    return kind if isinstance(kind, str) else "|".join(kind)
