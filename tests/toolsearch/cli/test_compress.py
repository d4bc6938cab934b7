"""From a check's samples to plans, and from plans to what a model sees."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import Cli, finishing
from probed import Answer, Site, said, visiting

from apis.catalog import Catalog
from apis.plans.book import PlanBook
from apis.plans.table import untabled

NAME = {"name": {"type": "string", "examples": ["Ada", "Bo"]}}


def rooms(query: dict[str, str]) -> Answer:
    listed = [
        {"room": f"{query['name']} {n}", "beds": len(query["name"]) + n, "vendor": "Acme", "checksum": f"{n:032x}"}
        for n in range(60)
    ]
    return said({"rooms": listed, "etag": "0" * 32})


@pytest.fixture
def shop(cli: Cli, tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    path = tmp_path / "shop.db"
    with visiting({"/rooms": rooms}) as site:
        with Catalog.open(path) as catalog:
            description = "Lists the rooms of a hotel and their beds."
            catalog.add([site.api("rooms", NAME, description=description), site.api("gone", NAME)])
        assert cli("apis", "check", "--catalog", path, "--allow", site.endpoint).code == 0
        yield site, path


def test_plans_are_made_from_what_a_check_kept(cli: Cli, shop: tuple[Site, Path]) -> None:
    _, path = shop
    done = cli("apis", "compress", "--catalog", path)
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()[:4]] == [
        ["1", "plans", "made:", "2", "keys", "kept,", "3", "left", "out"],
        ["left", "out", "keys"],
        ["for", "tracking", "2"],
        ["always", "the", "same", "1"],
    ]
    assert done.err == "1 APIs have no plan: no good answer of theirs is known\n"
    said = cli("apis", "compress", "--catalog", path, "--json").json
    assert said["plans"][0]["drop"] == {
        "/rooms/*/vendor": "constant", "/rooms/*/checksum": "tracking", "/etag": "tracking",
    }  # fmt: skip
    assert said["tokens"]["after"] < 0.5 * said["tokens"]["before"]


def test_show_names_what_is_left_out(cli: Cli, shop: tuple[Site, Path]) -> None:
    _, path = shop
    cli("apis", "compress", "--catalog", path)
    assert (
        "left out  /etag, /rooms/*/checksum, /rooms/*/vendor"
        in cli("apis", "show", "shop/rooms", "--catalog", path).out
    )


def test_a_model_may_choose_and_its_plan_stays(cli: Cli, shop: tuple[Site, Path], script: Callable[..., str]) -> None:
    _, path = shop
    model = script({"content": '{"rooms": [{"room": "str"}]}', "repeat": True})
    first = cli("apis", "compress", "--catalog", path, "--model", model, "--json").json
    assert set(first["plans"][0]["drop"].values()) == {"unwanted"}
    again = cli("apis", "compress", "--catalog", path, "--model", model, "--json").json
    assert (again["planned"], again["kept"]) == (0, 1)
    with Catalog.open(path) as catalog:
        [(_, plan)] = PlanBook(catalog).all()
    assert plan.keep == ("/rooms/*/room",)


def test_a_models_nonsense_leaves_the_samples_to_decide(
    cli: Cli, shop: tuple[Site, Path], script: Callable[..., str]
) -> None:
    _, path = shop
    model = script({"content": "I would rather not.", "repeat": True})
    said = cli("apis", "compress", "--catalog", path, "--model", model, "--json").json
    assert (said["vain"], said["plans"][0]["drop"]["/etag"]) == (["shop/rooms"], "tracking")


def test_with_compress_a_model_sees_what_fits_and_can_read_more_from_the_first_turn(
    cli: Cli, shop: tuple[Site, Path], script: Callable[..., str], tmp_path: Path
) -> None:
    site, path = shop
    cli("apis", "compress", "--catalog", path)
    call = {"id": "c1", "name": "rooms_for_shop", "arguments": {"name": "Ida"}}
    more = {"id": "c2", "name": "read_more", "arguments": {"call": "c1", "pointer": "/rooms/59/checksum"}}
    model = script({"calls": [call]}, {"calls": [more]}, finishing(return_type="give_answer", final_answer="59"))
    options = ("--catalog", path, "--allow", site.endpoint, "--model", model, "--method", "react")
    wanted = tmp_path / "wanted.jsonl"
    wanted.write_text(json.dumps({"id": "1", "text": "List the rooms.", "apis": ["shop/rooms"]}) + "\n")
    out = tmp_path / "run"
    assert cli("annotate", wanted, "--out", out, *options, "--compress", 300).code == 0
    [record] = [json.loads(line) for line in (out / "paths.jsonl").read_text().splitlines()]
    assert [f["name"] for f in record["tree"]["functions"]] == ["rooms_for_shop", "read_more", "Finish"]
    first, second = (node["observations"][0] for node in record["tree"]["nodes"][:2])
    held = json.loads(first["content"])
    assert untabled(held["rooms"])[:2] == [{"room": "Ida 0", "beds": 3}, {"room": "Ida 1", "beds": 4}]
    assert len(held["rooms"]["rows"]) == 60  # as a table all of them fit
    assert len(first["content"].encode()) <= 1200
    assert second["content"] == f"{59:032x}"
    whole = (out / "bodies" / first["whole"][:2] / first["whole"]).read_bytes()
    assert len(json.loads(whole)["rooms"]) == 60
    assert json.loads((out / "run.json").read_text())["config"]["compress"] == 300
    refused = cli("annotate", wanted, "--out", out, *options)
    assert (refused.code, "begun with compress 300" in refused.err) == (2, True)


def test_a_recorded_run_with_compress_replays_with_no_network(
    cli: Cli, shop: tuple[Site, Path], script: Callable[..., str], tmp_path: Path
) -> None:
    site, path = shop
    cli("apis", "compress", "--catalog", path)
    call = {"id": "c1", "name": "rooms_for_shop", "arguments": {"name": "Ida"}}
    more = {"id": "c2", "name": "read_more", "arguments": {"call": "c1", "pointer": "/rooms", "start": 50}}
    model = script({"calls": [call]}, {"calls": [more]}, finishing(return_type="give_answer", final_answer="59"))
    wanted = tmp_path / "wanted.jsonl"
    wanted.write_text(json.dumps({"id": "1", "text": "List the rooms.", "apis": ["shop/rooms"]}) + "\n")
    options = ("--catalog", path, "--model", model, "--method", "react", "--compress", 300)
    seen = {}
    for mode, allowed in (("record", ("--allow", site.endpoint)), ("replay", ())):
        out = tmp_path / mode
        cli("annotate", wanted, "--out", out, *options, *allowed, "--responses", f"{mode}:{tmp_path / 'answers'}")
        nodes = json.loads((out / "paths.jsonl").read_text())["tree"]["nodes"]
        seen[mode] = [[each["content"] for each in node["observations"]] for node in nodes]
    assert seen["record"] == seen["replay"]
    assert '{"room":"Ida 50","beds":53' in seen["replay"][1][0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["apis", "compress"], "run `toolsearch apis check` first"),
        (["apis", "compress", "--model", "heuristic"], "--model heuristic"),
        (["solve", "x", "--compress", "10"], "--compress"),
    ],
)
def test_what_is_wrong_is_one_line(cli: Cli, catalog: Path, arguments: list[str], says: str) -> None:
    done = cli(*arguments, "--catalog", catalog)
    assert (done.code, done.err.count("\n"), says in done.err) == (2, 1, True)
