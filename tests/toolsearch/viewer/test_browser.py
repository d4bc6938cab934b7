"""The page in a real browser: what it shows, clicks, keys, hostile words, thousands of records, a run that grows."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import installed
import pytest
from commands import api, serving
from shown import HOSTILE, make_run, record, recovered, small_run, verdict

from apis.catalog import Catalog
from toolsearch.records import Instruction
from toolsearch.viewer.page import write_page
from toolsearch.viewer.reading import open_readings

playwright = pytest.importorskip("playwright.sync_api", reason="needs the heavy extra: make heavy")
pytestmark = pytest.mark.heavy

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=installed.browser(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that may have no error, and that asks nothing of any other host."""
    context = browser.new_context(viewport={"width": 1300, "height": 850})
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on(
        "console", lambda said: errors.append(said.text) if said.type == "error" and "422" not in said.text else None
    )
    yield opened
    context.close()
    assert errors == []


def written(folder: Path) -> str:
    """Write the page of a folder and return its address."""
    path = folder / "view.html"
    path.write_text("".join(write_page(open_readings(folder))), "utf-8")
    return path.as_uri()


@pytest.fixture
def address(tmp_path: Path) -> str:
    return written(small_run(tmp_path / "run"))


def test_the_run_is_seen_at_a_glance(page: Any, address: str) -> None:
    page.goto(address)
    glance = page.inner_text("#view")
    for words in ("pass rate", "25.0 %", "wrong answer", "gave up", "not run yet", "not_found"):
        assert words in glance
    assert page.inner_text("#count") == "4 instructions"


def test_a_click_opens_an_instruction_with_its_winning_path_lit(page: Any, address: str) -> None:
    page.goto(address)
    page.click("text=Weigh thing 0")
    page.wait_for_selector(".tree")
    assert page.locator(".card").count() == 5
    assert page.locator(".card.win").count() == 3  # the instruction, the second try, the answer
    assert "12 grams" in page.inner_text(".card[aria-current] >> xpath=../../..")
    assert page.locator("path.retry").count() == 1
    assert "i=i0" in page.url


def test_a_click_on_a_node_shows_what_was_asked_and_what_came_back(page: Any, address: str) -> None:
    page.goto(f"{address}#i=i0")
    page.click(".card[data-node='2']")
    detail = page.inner_text(".detail")
    for words in ("scales/weigh", "Thought 2.", '"of": 1.0', "12345678901234567890", '"share": 1.0'):
        assert words in detail
    assert "weigh_for_scales: not_found" in detail  # what was tried here before
    assert page.url.endswith("n=2")


def test_keys_move_along_the_tree_and_through_the_instructions(page: Any, address: str) -> None:
    page.goto(f"{address}#i=i0&n=-1")
    page.wait_for_selector(".tree")
    for key, node in (
        ("ArrowRight", "0"),
        ("ArrowDown", "2"),
        ("ArrowUp", "0"),
        ("ArrowRight", "1"),
        ("ArrowLeft", "0"),
        ("w", "3"),
    ):
        page.keyboard.press(key)
        page.wait_for_selector(f".card[aria-current][data-node='{node}']")
    page.keyboard.press("j")
    page.wait_for_url("**i=i1")
    page.keyboard.press("Escape")
    page.wait_for_selector(".tiles")


def test_hostile_words_are_shown_as_text(page: Any, address: str) -> None:
    page.goto(f"{address}#i=i1&n=0")
    page.wait_for_selector(".tree")
    assert HOSTILE in page.inner_text(".seen pre")
    assert HOSTILE in page.inner_text("blockquote")
    assert page.locator("#view img").count() == 0
    assert "taken" not in page.title()


def test_a_long_body_says_how_long_it_was_and_where_it_is_whole(page: Any, address: str) -> None:
    page.goto(f"{address}#i=i1&n=1")
    page.wait_for_selector(".seen")
    assert "the first 16,000 of 40,000 characters" in page.inner_text(".seen")
    assert f"bodies/ab/{'ab' * 32}" in page.inner_text(".seen")


def test_the_list_is_filtered_by_words_and_by_outcome(page: Any, address: str) -> None:
    page.goto(address)
    page.fill("#words", "weigh i2")
    assert page.inner_text("#count") == "1 of 4 instructions"
    page.fill("#words", "")
    page.click(".bar:has-text('wrong answer')")
    assert page.inner_text("#count") == "1 of 4 instructions"
    assert "Weigh thing 1" in page.inner_text("#list")


def test_a_label_given_by_hand_is_saved_as_a_verdict(page: Any, address: str) -> None:
    page.goto(f"{address}#i=i1")
    page.wait_for_selector(".label")
    page.fill(".note", "says nothing")
    page.keyboard.press("Tab")
    page.click(".label button:has-text('unsolved')")
    with page.expect_download() as download:
        page.click("#save")
    said = json.loads(download.value.path().read_text())
    assert (said["instruction_id"], said["judge"], said["label"], said["reason"]) == (
        "i1",
        "human",
        "unsolved",
        "says nothing",
    )
    page.reload()
    assert page.get_attribute(".label button:has-text('unsolved')", "aria-pressed") == "true"


def test_two_runs_stand_side_by_side(page: Any, tmp_path: Path) -> None:
    asked = [Instruction(id="a", text="Do it.")]
    lost = [record("a", recovered(), "give_up")]
    make_run(tmp_path / "runs/one", asked, [record("a", recovered(), "answer", "12 grams")], [verdict("a", "solved")])
    make_run(tmp_path / "runs/two", asked, lost, [verdict("a", "unsolved")])
    page.goto(written(tmp_path / "runs"))
    page.select_option("#other", label="two")
    page.wait_for_selector("text=one (here) beside two (there)")
    page.select_option("#outcome", "only here")
    page.click("#list .item")
    page.wait_for_selector(".pair .column:nth-child(2) .tree")
    assert page.locator(".column").count() == 2
    assert page.locator(".item .dot").count() == 2


def test_a_page_of_five_thousand_records_is_small_and_scrolls(page: Any, tmp_path: Path) -> None:
    asked = [Instruction(id=f"i{n}", text=f"Weigh thing {n}.") for n in range(5000)]
    records = [record(one.id, recovered(), "answer", "12 grams") for one in asked]
    address = written(make_run(tmp_path / "run", asked, records))
    assert (tmp_path / "run/view.html").stat().st_size < 60e6
    page.goto(address)
    assert page.locator(".item").count() < 60
    page.evaluate("document.getElementById('list').scrollTop = 1e9")
    page.click("text=Weigh thing 4999.")
    page.wait_for_selector(".tree")
    assert page.inner_text(".asked") == "Weigh thing 4999."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_legible_in_light_and_in_dark(page: Any, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert abs(brightness(ground) - brightness(ink)) > 150


def brightness(colour: str) -> float:
    """Return the mean of red, green and blue in `rgb(r, g, b)`."""
    return sum(int(part) for part in colour[4:-1].split(",")) / 3


def test_print_shows_the_instruction_without_the_list(page: Any, address: str) -> None:
    page.goto(f"{address}#i=i0")
    page.wait_for_selector(".tree")
    page.emulate_media(media="print")
    assert not page.is_visible("aside")
    assert page.is_visible(".tree")


def test_a_run_that_grows_is_followed_and_labels_go_into_it(
    page: Any, process: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    run = small_run(tmp_path / "run")
    child = process("view", run, "--live", "--no-browser")
    assert child.stderr
    page.goto(child.stderr.readline().split("follow the run at ")[1].split()[0])
    page.wait_for_selector(".bar:has-text('not run yet')")
    with (run / "paths.jsonl").open("a") as file:
        file.write(record("i3", recovered(), "answer", "12 grams").model_dump_json() + "\n")
    page.wait_for_selector(".bar:has-text('answered')")
    page.click("text=Weigh thing 3")
    with page.expect_response("**/label"):
        page.click(".label button:has-text('unsure')")
    assert json.loads((run / "verdicts/human.jsonl").read_text())["label"] == "unsure"


def test_a_catalog_is_searched_as_one_types_and_an_api_tried(
    page: Any, process: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    with serving() as server:
        with Catalog.open(tmp_path / "catalog.db") as catalog:
            catalog.add([api(server, "greet", "Says hello to a person."), api(server, "gone", "Weighs parcels.")])
        options = ("--catalog", tmp_path / "catalog.db", "--allow", server.endpoint, "--no-browser")
        child = process("apis", "view", *options)
        assert child.stderr
        page.goto(child.stderr.readline().split("look at the catalog at ")[1].split()[0])
        page.wait_for_selector("text=2 APIs of 1 tool")
        page.fill("#words", "hello to a person")
        page.wait_for_selector(".hit:first-child:has-text('demo/greet')")
        page.click(".hit")
        page.fill("textarea", '{"name": "<b>Ada</b>"}')
        page.click("button:has-text('Call')")
        page.wait_for_selector(".seen")
        assert "Hello, <b>Ada</b>!" in page.inner_text(".seen")
        page.fill("textarea", "{")
        page.click("button:has-text('Call')")
        page.wait_for_selector("text=the arguments are no JSON object")
