"""The faults of the hub, seen by a client and from within."""

from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest
from fastapi import HTTPException, Request

from apis.hub.faults import Attempts, stall

SEASONS = "/moon-phases/seasons?year=2027"


def test_a_busy_api_sends_the_first_attempt_of_an_id_away_and_answers_the_second(hub: httpx.Client) -> None:
    first = hub.get(SEASONS, headers={"X-Request-ID": "call-1"})
    second = hub.get(SEASONS, headers={"X-Request-ID": "call-1"})
    assert (first.status_code, first.headers["Retry-After"]) == (429, "1")
    assert second.status_code == 200
    assert second.json()["year"] == 2027


def test_a_busy_api_treats_an_id_that_was_answered_as_new(hub: httpx.Client) -> None:
    codes = [hub.get(SEASONS, headers={"X-Request-ID": "call-2"}).status_code for _ in range(4)]
    assert codes == [429, 200, 429, 200]


def test_a_busy_api_does_not_mix_up_ids(hub: httpx.Client) -> None:
    codes = [hub.get(SEASONS, headers={"X-Request-ID": name}).status_code for name in ("a", "b", "b", "a")]
    assert codes == [429, 429, 200, 200]


def test_a_busy_api_never_answers_a_request_without_an_id(hub: httpx.Client) -> None:
    assert [hub.get(SEASONS).status_code for _ in range(3)] == [429, 429, 429]


def test_a_busy_api_forgets_the_oldest_ids_first() -> None:
    attempts = Attempts(limit=2)
    assert [attempts.first(name) for name in ("a", "b", "c")] == [True, True, True]
    assert not attempts.first("b")
    assert attempts.first("a")


async def test_a_slow_api_gives_up_when_the_caller_hangs_up() -> None:
    messages = iter([{"type": "http.request"}, {"type": "http.disconnect"}])

    async def receive() -> MutableMapping[str, Any]:
        return next(messages)

    with pytest.raises(HTTPException) as error:
        await stall(Request({"type": "http"}, receive))
    assert error.value.status_code == 504


def test_errors_are_json_with_a_detail_in_plain_words(hub: httpx.Client) -> None:
    unknown = hub.get("/airport-directory/airports/QQQ")
    unusable = hub.get("/sun-times/day?latitude=95&longitude=x&date=2026-05-14")
    nowhere = hub.get("/no-such-tool/at-all")
    assert (unknown.status_code, unusable.status_code, nowhere.status_code) == (404, 422, 404)
    assert "'QQQ'" in unknown.json()["detail"]
    assert unusable.json()["detail"].startswith(
        "latitude: Value error, a latitude is between -90 and 90 degrees, not 95; longitude: "
    )
    assert nowhere.json() == {"detail": "Not Found"}


@pytest.mark.parametrize(
    ("lookup", "key", "next_call"),
    [
        ("/airport-finder/find?name=Schiphol", "airport_code", "/airport-directory/airports/{}"),
        ("/airport-finder/find?name=Schiphol", "airport_code", "/flight-distances/distance?origin={}&destination=JFK"),
        ("/aerodrome-index/search?query=Schiphol", "airport_code", "/airport-directory/airports/{}"),
        ("/nation-finder/find?name=Kenya", "country_code", "/world-countries/countries/{}"),
        ("/nation-finder/find?name=Kenya", "country_code", "/public-holidays/countries/{}/holidays?year=2027"),
        ("/nation-finder/find?name=Kenya", "country_code", "/phone-numbers/calling-code?country_code={}"),
        ("/world-clock/cities?city=Tokyo", "zone", "/timezone-atlas/offset?zone={}&date=2026-05-14"),
        ("/us-places/find?city=Seattle&state=WA", "zip_codes", "/us-postal-codes/zip-codes/{}"),
        ("/geo-gazetteer/locate?place=Lisbon", "latitude", "/sun-times/day?latitude={}&longitude=2&date=2026-05-14"),
    ],
)
def test_what_a_near_duplicate_finds_is_refused_by_the_next_api(
    hub: httpx.Client, lookup: str, key: str, next_call: str
) -> None:
    found = hub.get(lookup)
    assert found.status_code == 200
    rows = next((value for value in found.json().values() if isinstance(value, list)), [found.json()])
    first = rows[0][key] if isinstance(rows[0], dict) else rows[0]
    refused = hub.get(next_call.format(httpx.QueryParams({"q": first})["q"]))
    assert refused.status_code in {404, 422}
    assert len(refused.json()["detail"]) > 20
