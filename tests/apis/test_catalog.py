import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from apis.catalog import Catalog, Stats
from apis.errors import CatalogError
from apis.model import Api, Effect, HttpBinding, Source
from apis.tables import APIS, APPLICATION_ID


def make(id_: str, *, location: str = "a.json", hash_: str = "a" * 64, **changes: object) -> Api:
    tool, _, name = id_.partition("/")
    fields = {
        "id": id_,
        "tool": tool.title(),
        "category": "Data",
        "name": name,
        "description": f"Does {name}.",
        "parameters": {"type": "object", "properties": {}},
        "effect": Effect.READ,
        "binding": HttpBinding(method="GET", path=f"/{name}", servers=("http://127.0.0.1:1",)),
        "source": Source(kind="openapi", location=location, hash=hash_, about="For tests."),
    }
    return Api.model_validate(fields | changes)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


def test_what_is_added_comes_back_whole(catalog: Catalog) -> None:
    api = make("pets/list", returns={"type": "array"}, category="Animals & Co")
    added = catalog.add([api])
    assert (added.added, added.ids) == (1, ("pets/list",))
    assert catalog.get("pets/list") == api
    assert "pets/list" in catalog
    assert "pets/none" not in catalog


def test_what_was_added_is_there_after_closing(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "c.db") as first:
        first.add([make("pets/list")])
    with Catalog.open(tmp_path / "c.db", create=False) as second:
        assert [api.id for api in second] == ["pets/list"]


def test_adding_again_changes_nothing(catalog: Catalog) -> None:
    apis = [make("pets/list"), make("pets/get")]
    catalog.add(apis)
    again = catalog.add(apis)
    assert (again.added, again.updated, again.unchanged, again.removed) == (0, 0, 2, ())
    assert len(catalog) == 2


def test_a_changed_operation_of_a_location_is_updated_in_place(catalog: Catalog) -> None:
    catalog.add([make("pets/list")])
    added = catalog.add([make("pets/list", description="Lists.", hash_="b" * 64)])
    assert (added.updated, added.ids) == (1, ("pets/list",))
    assert catalog.get("pets/list").description == "Lists."


def test_an_operation_that_its_document_lost_is_removed_and_named(catalog: Catalog) -> None:
    catalog.add([make("pets/list"), make("pets/get"), make("cats/list", location="b.json")])
    assert catalog.add([make("pets/list")]).removed == ("pets/get",)
    assert [api.id for api in catalog] == ["cats/list", "pets/list"]


def test_a_tool_that_its_document_renamed_goes_with_its_operations(catalog: Catalog) -> None:
    catalog.add([make("pets/list")])
    assert catalog.add([make("animals/list")]).removed == ("pets/list",)
    assert [tool.slug for tool in catalog.tools()] == ["animals"]


def test_a_part_of_a_document_removes_nothing_when_told_so(catalog: Catalog) -> None:
    catalog.add([make("pets/list"), make("pets/get")])
    assert catalog.add([make("pets/put")], prune=False).removed == ()
    assert len(catalog) == 3


def test_a_second_source_of_a_slug_carries_digits_of_its_hash_and_keeps_them(catalog: Catalog) -> None:
    catalog.add([make("pets/list")])
    other = make("pets/list", location="b.json", hash_="bcdef0" + "1" * 58, description="Other pets.")
    assert catalog.add([other]).ids == ("pets-bcdef0/list",)
    changed = make("pets/list", location="b.json", hash_="9" * 64, description="More pets.")
    assert catalog.add([changed]).ids == ("pets-bcdef0/list",)
    assert catalog.get("pets-bcdef0/list").description == "More pets."
    assert catalog.get("pets/list").description == "Does list."


def test_two_sources_of_a_slug_are_kept_apart_within_one_call(catalog: Catalog) -> None:
    added = catalog.add([make("pets/list"), make("pets/list", location="b.json", hash_="b" * 64)])
    assert added.ids == ("pets/list", "pets-bbbbbb/list")


def test_a_slug_whose_digits_are_taken_too_gets_more_of_them(catalog: Catalog) -> None:
    catalog.add([make("pets/list"), make("pets-bbbbbb/list", location="c.json", hash_="c" * 64)])
    assert catalog.add([make("pets/list", location="b.json", hash_="b" * 64)]).ids == ("pets-bbbbbbb/list",)


def test_an_exported_api_that_is_read_back_keeps_its_id(catalog: Catalog) -> None:
    catalog.add([make("pets/list")])
    catalog.add([make("pets/list", location="b.json", hash_="b" * 64)])
    assert catalog.add([catalog.get("pets-bbbbbb/list")]).ids == ("pets-bbbbbb/list",)


def test_the_same_document_from_another_port_is_the_same_tool_moved(catalog: Catalog) -> None:
    catalog.add([make("pets/list", location="http://127.0.0.1:1/pets.json")])
    binding = HttpBinding(method="GET", path="/list", servers=("http://127.0.0.1:2",))
    added = catalog.add([make("pets/list", location="http://127.0.0.1:2/pets.json", binding=binding)])
    assert (added.unchanged, added.added, added.ids) == (1, 0, ("pets/list",))
    moved = catalog.get("pets/list")
    assert moved.binding == binding
    assert moved.source.location == catalog.tools()[0].location == "http://127.0.0.1:2/pets.json"


def test_one_id_twice_in_a_document_is_refused_and_nothing_is_stored(catalog: Catalog) -> None:
    with pytest.raises(CatalogError, match=r"'a\.json' gives the id 'pets/list' twice"):
        catalog.add([make("pets/get"), make("pets/list"), make("pets/list")])
    assert len(catalog) == 0


def test_an_unknown_id_names_the_nearest(catalog: Catalog) -> None:
    catalog.add([make("public-holidays/list-holidays"), make("public-holidays/next-holiday"), make("cats/feed")])
    with pytest.raises(CatalogError, match="did you mean 'public-holidays/list-holidays'"):
        catalog.get("public-holiday/list-holidys")
    assert catalog.nearest("feed") == ["cats/feed"]
    assert catalog.nearest("dogs/feed") == ["cats/feed"]
    with pytest.raises(CatalogError, match="apis list"):
        catalog.get("zzz")


def test_apis_are_found_by_tool_category_and_text_in_any_case(catalog: Catalog) -> None:
    catalog.add([make("pets/list"), make("pets/get", category="Other"), make("cats/feed", location="b", hash_="b")])
    assert [api.id for api in catalog.find(tool="PETS")] == ["pets/get", "pets/list"]
    assert [api.id for api in catalog.find(tool="Cats", category="data")] == ["cats/feed"]
    assert [api.id for api in catalog.find(text="does GET")] == ["pets/get"]
    assert [line.id for line in catalog.summaries(category="other")] == ["pets/get"]
    assert list(catalog.find(text="100%")) == []


def test_iteration_goes_in_the_order_of_ids_beyond_one_page_while_others_write(catalog: Catalog) -> None:
    catalog.add(make(f"tool{number:04}/get", location=str(number), hash_="") for number in range(1201))
    seen = []
    for api in catalog:
        seen.append(api.id)
        if len(seen) == 600:
            catalog.add([make("late/get", location="late")])
    assert seen == sorted(seen)
    assert len(seen) == 1201
    assert len(catalog) == 1202


def test_tools_categories_and_stats_are_counted(catalog: Catalog) -> None:
    catalog.add([make("pets/list"), make("pets/get"), make("cats/feed", location="b", hash_="b", category="Other")])
    assert [(tool.slug, tool.name, tool.apis, tool.about) for tool in catalog.tools()] == [
        ("cats", "Cats", 1, "For tests."),
        ("pets", "Pets", 2, "For tests."),
    ]
    assert catalog.categories() == {"Data": 2, "Other": 1}
    assert catalog.stats() == Stats(apis=3, tools=2, categories=2, distinct=3)


def test_the_content_hash_changes_with_ids_and_contents_and_not_with_locations(catalog: Catalog) -> None:
    catalog.add([make("pets/list"), make("pets/get")])
    before = catalog.content_hash()
    catalog.add([make("pets/list", location="b.json"), make("pets/get", location="b.json")])
    assert catalog.content_hash() == before
    catalog.add([make("pets/list", location="b.json", description="New.")], prune=False)
    changed = catalog.content_hash()
    catalog.add([make("pets/list", location="b.json", description="New.")])
    assert len({before, changed, catalog.content_hash()}) == 3


def test_several_threads_read_and_write_one_catalog(catalog: Catalog) -> None:
    def work(number: int) -> None:
        for turn in range(10):
            catalog.add([make(f"tool{number}/get{turn}", location=f"{number}/{turn}", hash_="")])
            assert all(api.tool for api in catalog.find(tool=f"tool{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(catalog) == 40


def test_a_catalog_opened_twice_sees_what_the_other_wrote(catalog: Catalog) -> None:
    with Catalog.open(catalog.path) as other:
        other.add([make("pets/list")])
        assert catalog.get("pets/list") == other.get("pets/list")


WRITER = """
import sys, itertools
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_catalog import make
from apis.catalog import Catalog
catalog = Catalog.open(sys.argv[1])
for number in itertools.count():
    catalog.add([make(f"tool{number}/get{turn}", location=str(number), hash_="") for turn in range(40)])
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_every_finished_document_whole_and_no_half_one(tmp_path: Path) -> None:
    path, here = tmp_path / "c.db", Path(__file__).parent
    command = [sys.executable, "-c", WRITER, str(path), str(here)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=here.parents[1]) as writer:
        assert writer.stdout is not None
        said = [int(next(writer.stdout)) for _ in range(5)]
        writer.send_signal(signal.SIGKILL)
    with Catalog.open(path) as catalog:
        counts = {tool.slug: tool.apis for tool in catalog.tools()}
        assert set(counts.values()) == {40}
        assert {f"tool{number}" for number in said} <= set(counts)


def test_a_missing_catalog_is_made_or_refused_as_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="apis add"):
        Catalog.open(tmp_path / "c.db", create=False)
    assert not (tmp_path / "c.db").exists()
    Catalog.open(tmp_path / "c.db").close()
    assert (tmp_path / "c.db").exists()


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are my notes, " * 100)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(CatalogError, match=rf"{path.name}' is no catalog: give another file"):
            Catalog.open(path)
        assert path.read_bytes() == before


def test_a_newer_catalog_is_refused_with_the_mend(tmp_path: Path) -> None:
    Catalog.open(tmp_path / "c.db").close()
    with sqlite3.connect(tmp_path / "c.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CatalogError, match="newer toolsearch"):
        Catalog.open(tmp_path / "c.db")


def test_a_catalog_of_the_first_version_is_brought_up_to_date_with_nothing_lost(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "c.db")
    connection.executescript(
        f"{APIS}; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;"
        "INSERT INTO tools VALUES ('pets', 'pets', 'Pets', 'Tools', 'a.json', '', '')"
    )
    body = make("pets/get").model_dump_json()
    connection.execute(
        "INSERT INTO apis VALUES ('pets/get', 'pets', 'Pets', 'Tools', 'get', '', 'read', '', ?)", (body,)
    )
    connection.commit()
    connection.close()
    for _ in range(2):
        with Catalog.open(tmp_path / "c.db") as catalog:
            assert list(catalog) == [make("pets/get")]
            assert list(catalog.find(healthy=True)) == []


def test_a_missing_folder_and_a_folder_in_place_of_a_file_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "c.db", tmp_path):
        with pytest.raises(CatalogError, match=r"cannot be opened: .*--catalog"):
            Catalog.open(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named_with_the_mend(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CatalogError, match="read-only"):
        Catalog.open(tmp_path / "c.db")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that nobody can write")
def test_a_folder_that_nobody_can_write_is_named_with_the_mend() -> None:
    with pytest.raises(CatalogError, match=r"'/proc/self/c.db' cannot be opened: .*read-only"):
        Catalog.open("/proc/self/c.db")


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let no file of this process grow beyond 200 kB: the kernel then says what it says of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_clear_line_and_loses_nothing(tmp_path: Path, little_room: None) -> None:
    with Catalog.open(tmp_path / "c.db") as catalog:
        catalog.add([make("pets/list")])
        with pytest.raises(CatalogError, match=r"c\.db' cannot .*free some room"):
            catalog.add(make(f"big/get{n}", location="big", description="x" * 1000) for n in range(400))
        assert [api.id for api in catalog] == ["pets/list"]
    with Catalog.open(tmp_path / "c.db") as again:
        assert [api.id for api in again] == ["pets/list"]


def test_a_damaged_catalog_says_so(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "c.db") as catalog:
        catalog.add(make(f"big/get{n}", location="big") for n in range(400))
    raw = bytearray((tmp_path / "c.db").read_bytes())
    raw[4096:] = b"\x5a" * (len(raw) - 4096)
    (tmp_path / "d.db").write_bytes(raw)
    with (
        pytest.raises(CatalogError, match="is damaged: move it away"),
        Catalog.open(tmp_path / "d.db") as broken,
    ):
        list(broken)


def test_a_body_that_cannot_be_read_says_damaged(catalog: Catalog) -> None:
    catalog.add([make("pets/list")])
    with sqlite3.connect(catalog.path) as connection:
        connection.execute("UPDATE apis SET body = ?", (json.dumps({"id": 1}),))
    connection.close()
    with pytest.raises(CatalogError, match="is damaged"):
        catalog.get("pets/list")


def test_a_copy_of_a_closed_catalog_is_a_catalog(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "c.db") as catalog:
        catalog.add([make("pets/list")])
    shutil.copy(tmp_path / "c.db", tmp_path / "d.db")
    with Catalog.open(tmp_path / "d.db", create=False) as copy:
        assert copy.get("pets/list").name == "list"


def test_closing_twice_is_fine_and_a_closed_catalog_says_so(catalog: Catalog) -> None:
    catalog.close()
    catalog.close()
    with pytest.raises(CatalogError, match="closed"):
        len(catalog)
