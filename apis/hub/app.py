"""The hub: every tool of `TOOLS` under one roof, with an index in APIs.guru's shape.

`/{slug}/...` is a tool and `/{slug}/openapi.json` its document; `/list.json` is the index that a crawler reads; `/`
says that the hub is there, `/ready` says so once the libraries behind the tools are loaded. Documents are built when
they are first asked for.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from importlib import import_module

from fastapi import FastAPI, Request

from apis.model import Json

TOOLS: tuple[str, ...] = (
    "airport_directory",
    "airport_finder",
    "aerodrome_index",
    "flight_distances",
    "air_mileage",
    "world_countries",
    "nation_finder",
    "timezone_atlas",
    "world_clock",
    "us_postal_codes",
    "us_places",
    "city_coordinates",
    "geo_gazetteer",
    "earth_geometry",
    "public_holidays",
    "holiday_calendar",
    "calendar_converter",
    "date_wizard",
    "sun_times",
    "sunrise_sunset",
    "moon_phases",
    "lunar_calendar",
    "phone_numbers",
    "phone_validator",
    "bank_codes",
    "bank_finder",
    "loan_calculator",
    "quick_loans",
    "currency_formats",
    "world_currencies",
    "locale_formats",
    "regional_settings",
    "periodic_elements",
    "element_index",
    "compound_calculator",
    "chemical_registry",
    "math_solver",
    "algebra_tutor",
    "whole_numbers",
    "unit_converter",
    "measure_units",
    "number_words",
    "numbers_to_text",
    "language_codes",
    "world_languages",
    "pinyin_reader",
    "hanzi_converter",
    "text_sentiment",
    "sentiment_pro",
    "text_similarity",
    "text_compare",
    "chord_finder",
    "chord_namer",
    "icd_codes",
    "diagnosis_index",
    "identifier_checks",
    "national_numbers",
    "document_numbers",
    "password_strength",
    "password_audit",
    "roman_numerals",
    "cron_schedules",
    "job_timetable",
    "skill_ratings",
    "poker_hands",
    "holdem_judge",
    "note_frequencies",
    "pitch_namer",
    "health_calculators",
    "hyphenation",
    "electric_circuits",
    "colour_codes",
    "solid_shapes",
    "paper_formats",
    "transfer_times",
    "wind_scale",
    "kitchen_measures",
    "pantry_index",
    "ip_networks",
    "character_index",
    "glyph_finder",
    "night_sky",
    "sample_statistics",
    "amino_acids",
    "residue_codes",
)
"""The modules of `apis.hub` that hold a tool, by name; a new tool is a file and a line here."""
BETWEEN_LOADS = 0.02
"""Seconds for the requests that came while a library was loaded."""
PUBLISHED = date(2026, 1, 1)
"""The day the index gives for its documents."""


def create_app(now: date | None = None) -> FastAPI:
    """Make the hub's application.

    Args:
        now: the day that the index gives for its documents (default: `PUBLISHED`); nothing else depends on it.
    """
    tools = load_tools()
    hub = FastAPI(title="toolsearch hub", openapi_url=None, lifespan=_warmed)
    hub.state.tools = tools
    hub.add_api_route("/", _health, include_in_schema=False)
    hub.add_api_route("/ready", _ready, include_in_schema=False)
    stamp = f"{now or PUBLISHED}T00:00:00.000Z"

    async def index(request: Request) -> Json:
        return {tool.state.slug: _entry(tool, str(request.base_url), stamp) for tool in tools}

    hub.add_api_route("/list.json", index, include_in_schema=False)
    for tool in tools:
        hub.mount(f"/{tool.state.slug}", tool)
    return hub


def load_tools(names: Iterable[str] = TOOLS) -> list[FastAPI]:
    """Import the tools, in their order; the libraries behind them load when they are first used."""
    return [import_module(f"apis.hub.{name}").tool for name in names]


@asynccontextmanager
async def _warmed(hub: FastAPI) -> AsyncIterator[None]:
    hub.state.warming = asyncio.create_task(_warm(hub))
    yield
    hub.state.warming.cancel()


async def _warm(hub: FastAPI) -> None:
    """Load one library after another, on the event loop and not beside it.

    Two threads that import one library can break it: Python's import locks give way where modules import each other
    in a circle, as sympy's do. So a request waits while a library loads, and is answered before the next one.
    """
    for load in filter(None, (tool.state.warm for tool in hub.state.tools)):
        await asyncio.sleep(BETWEEN_LOADS)
        load()
    gc.freeze()  # what is loaded stays: later collections need not look at it


async def _health(request: Request) -> Json:
    return {"status": "ok", "tools": len(request.app.state.tools), "warm": request.app.state.warming.done()}


async def _ready(request: Request) -> Json:
    await asyncio.shield(request.app.state.warming)
    return {"status": "ok", "warm": True}


def _entry(tool: FastAPI, base: str, stamp: str) -> Json:
    """Describe one tool as https://api.apis.guru/v2/list.json does."""
    document = f"{base}{tool.state.slug}/openapi.json"
    info = {
        "title": tool.title,
        "version": tool.version,
        "description": tool.description,
        "license": tool.license_info,
        "x-apisguru-categories": [tool.state.category],
        "x-origin": [{"format": "openapi", "url": document, "version": "3.1"}],
        "x-providerName": tool.state.slug,
    }
    version = {
        "added": stamp,
        "info": info,
        "updated": stamp,
        "swaggerUrl": document,
        "openapiVer": tool.openapi_version,
        "link": document,
    }
    return {"added": stamp, "preferred": tool.version, "versions": {tool.version: version}}
