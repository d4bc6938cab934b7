from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from apis.catalog import Catalog
from apis.model import Api, Effect, HttpBinding, Observation, Source, Status, ToolCall
from retriever.base import Among, Hit, Search
from retriever.catalog_retriever import CatalogRetriever
from retriever.resolve import open_retriever
from toolsearch.gateway import Gateway, Profile, strangers


def api(id_: str, category: str = "Weather", about: str = "Tells the forecast of a city.") -> Api:
    tool, _, name = id_.partition("/")
    return Api(
        id=id_,
        tool=tool,
        category=category,
        name=name,
        description=about,
        parameters={
            "type": "object",
            "title": "Asked",
            "properties": {"title": {"type": "string", "title": "Title", "description": "word " * 100}},
            "required": ["title"],
        },
        effect=Effect.READ,
        binding=HttpBinding(method="GET", path="/"),
        source=Source(kind="openapi", location="demo.json", licence="CC0"),
    )


@dataclass
class Called:
    """Answers every call, and keeps what was asked."""

    asked: list[ToolCall] = field(default_factory=list)

    async def __aenter__(self) -> "Called":
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def execute(self, api: Api, call: ToolCall) -> Observation:
        self.asked.append(call)
        return Observation(call_id=call.id, status=Status.OK, content=f"{api.id} answers")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        opened.add(
            [
                api("sky/forecast"),
                api("sky/radar"),
                api("sea/tides", "Ocean", "Tells the tides of a city."),
                api("bank/rates", "Finance", "Interest."),
            ]
        )
        yield opened


def gateway_of(catalog: Catalog, profile: Profile = Profile()) -> Gateway:  # noqa: B008 - a frozen value
    return Gateway(catalog=catalog, retriever=open_retriever("bm25", catalog), executor=Called(), profile=profile)


@pytest.mark.parametrize(
    ("profile", "permitted"),
    [
        ({}, {"sky/forecast", "sky/radar", "sea/tides", "bank/rates"}),
        ({"only": ["sky/*"]}, {"sky/forecast", "sky/radar"}),
        ({"only": ["sky"]}, {"sky/forecast", "sky/radar"}),
        ({"only": ["category:ocean", "bank/rates"]}, {"sea/tides", "bank/rates"}),
        ({"without": ["sky/radar", "category:Finance"]}, {"sky/forecast", "sea/tides"}),
        ({"only": ["sky/*"], "without": ["sky/*"]}, set()),
    ],
)
async def test_only_what_a_profile_permits_is_found_described_and_called(
    catalog: Catalog, profile: dict[str, list[str]], permitted: set[str]
) -> None:
    gateway = gateway_of(catalog, Profile.model_validate(profile))
    assert {one.id for one in gateway.permitted()} == permitted
    for one in catalog:
        assert (gateway.describe(one.id) is not None) == (one.id in permitted)
        seen = await gateway.call(one.id, {"title": "x"})
        assert seen.status is (Status.OK if one.id in permitted else Status.UNKNOWN_FUNCTION)
        assert one.id in permitted or one.id not in seen.content.replace(repr(one.id), "")
    found = await gateway.search("tells the forecast tides interest of a city", 10)
    assert {hit.id for hit in found.hits} == permitted


async def test_a_category_narrows_a_search(catalog: Catalog) -> None:
    found = await gateway_of(catalog).search("city", 5, category="OCEAN")
    assert [hit.id for hit in found.hits] == ["sea/tides"]


async def test_what_is_permitted_is_found_however_far_down_it_stands(catalog: Catalog) -> None:
    catalog.add([api(f"other/a{number}", about="Tells the forecast.") for number in range(300)], prune=False)
    found = await gateway_of(catalog, Profile(only=("sea/*",))).search("forecast of a city", 2)
    assert [hit.id for hit in found.hits] == ["sea/tides"]
    found = await gateway_of(catalog).search("forecast", 2, category="ocean")
    assert found.hits == ()  # its words match nothing there


async def test_nothing_found_is_said_in_words(catalog: Catalog) -> None:
    said = (await gateway_of(catalog, Profile(only=("nothing/*",))).search("forecast", 5)).document()
    assert said["apis"] == []
    assert "No API fits" in str(said["message"])


async def test_a_search_result_is_compact_but_no_parameter_is_lost(catalog: Catalog) -> None:
    brief = (await gateway_of(catalog).search("forecast", 1)).document()["apis"][0]  # type: ignore[index, call-overload]
    assert brief["parameters"]["required"] == ["title"]
    assert set(brief["parameters"]["properties"]["title"]) == {"type", "description"}
    assert len(brief["parameters"]["properties"]["title"]["description"]) <= 200
    described = gateway_of(catalog).describe("sky/forecast")
    assert described
    assert described["function"]["parameters"]["title"] == "Asked"  # type: ignore[index, call-overload]


async def test_arguments_are_checked_before_anything_is_sent(catalog: Catalog) -> None:
    gateway = gateway_of(catalog)
    seen = await gateway.call("sky/forecast", {})
    assert seen.status is Status.INVALID_ARGUMENTS
    assert "title" in seen.content
    assert gateway.executor.asked == []  # type: ignore[attr-defined]


async def test_an_unknown_id_gets_the_nearest_that_the_caller_may_use(catalog: Catalog) -> None:
    assert "sky/forecast" in (await gateway_of(catalog).call("sky/forecasts", {})).content
    hidden = gateway_of(catalog, Profile(only=("sea/*",)))
    assert "sky/forecast" not in (await hidden.call("sky/forecasts", {})).content.replace("'sky/forecasts'", "")


def test_pins_are_functions_in_the_profiles_order_and_strangers_are_told(catalog: Catalog) -> None:
    profile = Profile(pins=("sea/tides", "sky/radar", "no/such"))
    assert [function.name for function, _ in gateway_of(catalog, profile).pinned()] == [
        "tides_for_sea",
        "radar_for_sky",
    ]
    assert strangers(profile, catalog) == ["no/such"]


async def test_what_the_retriever_doubts_and_the_words_that_match_nothing_are_told(catalog: Catalog) -> None:
    class Doubting:
        ids = ("sky/radar",)

        def search(self, query: str, k: int = 5, *, among: Among = None) -> Sequence[Hit]:
            return self.find(query, k).hits

        def find(self, query: str, k: int = 5, *, cover: bool = False, among: Among = None) -> Search:
            return Search((Hit("sky/radar", 1.0),), 0.1, False, ("zebra",))

    doubting = CatalogRetriever(Doubting(), catalog)
    gateway = Gateway(catalog=catalog, retriever=doubting, executor=gateway_of(catalog).executor)
    said = (await gateway.search("zebra")).document()
    assert [each["id"] for each in said["apis"]] == ["sky/radar"]
    assert "Perhaps none" in said["message"]
    assert said["words_that_match_no_api"] == ["zebra"]
