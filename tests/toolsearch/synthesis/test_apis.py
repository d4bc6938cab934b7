"""New APIs: the tree they grow from, what evolution does to them, which may join, and the command that makes them."""

import asyncio
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from commands import Cli
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from apis.model import Api
from apis.soundness import sound
from toolsearch.journal import read
from toolsearch.synthesis.context_tree import Adaptation, ContextTree, Subtree
from toolsearch.synthesis.definition import Definition, Evolved, api_of, normalised, problems
from toolsearch.synthesis.measure import profile_of
from toolsearch.synthesis.operators import OPERATORS, Change, first_draft
from toolsearch.synthesis.pool import LIKEST, Features, Pool, jaccard
from toolsearch.synthesis.speciation import RulesReader, extend, materials, plant, seeds
from toolsearch.synthesis.wording import described


@pytest.fixture(scope="module")
def seeded() -> ContextTree:
    tree = ContextTree()
    for domain in seeds():
        plant(tree, domain)

    async def grow() -> None:
        async for _ in extend(tree, RulesReader()):
            pass

    asyncio.run(grow())
    return tree


def drafted(tree: ContextTree, seed: int) -> tuple[Subtree, Change, Definition]:
    subtree = Adaptation(tree).draw(Random(seed))
    assert subtree is not None
    change = Change(subtree, Random(seed))
    draft = first_draft(change)
    return subtree, change, draft.model_copy(update={"description": described(subtree, draft.parameters, change.rng)})


def test_a_topic_that_says_the_same_as_its_neighbour_is_not_added() -> None:
    tree = ContextTree()
    top = tree.grow(None, "domain", "Rail transport")
    assert tree.grow(top, "area", "Ticket fares") is not None
    assert tree.grow(top, "area", "fares of tickets") is None
    assert tree.grow(None, "area", "Ticket fares") is not None  # elsewhere it is another topic


async def test_a_folder_of_documents_becomes_domains_areas_and_functionalities(tmp_path: Path) -> None:
    (tmp_path / "trains.md").write_text(
        "# Train service\n\n## Bookings\nYou can search connections by date, and cancel a booking for free. "
        "Set `travel_class`.\n\n## Lost property\nRecord an item that was found.\n"
    )
    (tmp_path / "empty.md").write_text("Nothing to do here.")
    tree = ContextTree()
    for material in materials(tmp_path):
        if domain := await RulesReader().read(material):
            plant(tree, domain, material.name)
    assert [topic.text for topic in tree.at("domain")] == ["Train service"]
    bookings, lost = tree.at("area")
    assert [topic.text for topic in tree.below(bookings)] == ["search a connection", "cancel a booking"]
    assert bookings.details == ("travel class",)
    assert [topic.text for topic in tree.below(lost)] == ["record an item"]


def test_no_functionality_is_given_to_two_apis(seeded: ContextTree) -> None:
    adaptation, taken = Adaptation(seeded), set[int]()
    for number in range(500):
        subtree = adaptation.draw(Random(number))
        assert subtree is not None
        ids = {topic.id for topic in subtree.functionalities}
        assert not ids & taken
        taken |= ids
        adaptation.take(ids)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_changes_a_definition_into_a_valid_one(seeded: ContextTree, name: str) -> None:
    applied = 0
    for seed in range(25):
        _, change, draft = drafted(seeded, seed)
        changed = OPERATORS[name](draft, change)
        if changed is not None:
            applied += 1
            assert changed != draft
            assert list(problems(changed)) == []
    assert applied >= 5


def test_nesting_makes_a_flat_api_a_nested_one(seeded: ContextTree) -> None:
    for seed in range(40):
        subtree, change, draft = drafted(seeded, seed)
        flat = draft.model_copy(update={"parameters": {**draft.parameters, "properties": {
            name: {"type": "string"} for name in "abc"}, "required": ["a"]}})  # fmt: skip
        nested = OPERATORS["nest"](flat, change)
        assert nested is not None
        profile = profile_of([api_of(nested, subtree.domain.text, subtree.area.text)])
        assert profile.nested == 1.0


NAMES = st.sampled_from(["string", "dict", "float", "file", "list", "Profile date", "int", "validate"])


@given(st.recursive(
    st.builds(lambda kind, said: {"type": kind, "description": said}, NAMES, NAMES),
    lambda inner: st.builds(lambda props, said: {"type": "dict", "properties": props, "description": said},
                            st.dictionaries(NAMES, inner, max_size=3), NAMES), max_leaves=6,
))  # fmt: skip
@settings(max_examples=60)
def test_types_are_renamed_in_the_structure_and_no_word_is_touched(schema: dict[str, object]) -> None:
    definition = Definition(name="x", description="a dict of float", parameters=schema, returns={})

    def words(value: object) -> list[str]:
        if not isinstance(value, dict):
            return []
        own = [str(value["description"])] if isinstance(value.get("description"), str) else []
        inner = value.get("properties")
        named = [*inner, *(w for part in inner.values() for w in words(part))] if isinstance(inner, dict) else []
        return own + named

    after = normalised(definition)
    assert words(after.parameters) == words(schema)
    assert after.description == definition.description


def an_api(name: str, description: str, *parameters: str) -> tuple[Definition, Api]:
    schema = {"type": "object", "properties": {each: {"type": "string"} for each in parameters}}
    definition = Definition(name=name, description=description, parameters=schema, returns={"type": "object"})
    return definition, api_of(definition, "Sea", "Fishing")


def test_an_api_like_one_of_the_pool_is_refused_with_what_is_alike() -> None:
    pool = Pool()
    first = an_api("land_catch", "Tells what a boat brought home today.", "boat", "port")
    assert pool.refusal(*first) is None
    pool.add(first[1])
    assert pool.refusal(*first) == "name taken"
    assert pool.refusal(*an_api("catch_land", "Something else entirely, of nets.", "net")) == "name too like another"
    same_words = an_api("weigh_fish", "Tells today what a boat brought home.", "net")
    assert pool.refusal(*same_words) == "description too like another"
    assert pool.refusal(*an_api("weigh_fish", "Puts fish on the scales.", "port", "boat")) == (
        "parameters too like another"
    )
    assert pool.refusal(*an_api("weigh fish", "Puts fish on the scales.", "net")) == "illegal name"
    assert pool.refusal(*an_api("weigh_fish", "Puts fish on the scales.", "net")) is None


def test_hundreds_of_apis_are_made_offline_and_no_two_are_alike(tmp_path: Path, cli: Cli) -> None:
    done = cli("synth", "apis", "-n", 120, "--out", tmp_path / "a.jsonl", "--json")
    assert done.code == 0, done.err
    said = done.json
    assert said["kept"] == 120
    assert said["proposed"] == 120 + sum(said["refused"].values())
    assert said["profiles"]["made"]["domains"] >= 50
    assert said["profiles"]["made"]["nested"] >= 0.15
    assert said["found_in_top_5"] >= 0.9
    made = [one.api for one in read(tmp_path / "a.jsonl", Evolved)]
    for api in made[:50]:
        Draft202012Validator.check_schema(api.parameters)
        assert sound(api.parameters) == api.parameters
    features = [Features.of(api) for api in made]
    for what in ("name", "description", "parameters"):
        sets = [getattr(each, what) for each in features]
        assert max(jaccard(one, other) for one, other in combinations(sets, 2)) <= LIKEST


def test_a_run_cut_off_anywhere_comes_to_what_an_uncut_one_does(tmp_path: Path, cli: Cli) -> None:
    assert cli("synth", "apis", "-n", 40, "--out", tmp_path / "whole.jsonl", "--json").code == 0
    out = tmp_path / "cut.jsonl"
    assert cli("synth", "apis", "-n", 20, "--out", out, "--json").code == 0
    text = out.read_text()
    out.write_text(text[: len(text) // 2])  # a kill in the middle of a line
    done = cli("synth", "apis", "-n", 40, "--out", out, "--json")
    assert done.code == 0, done.err
    assert out.read_text() == (tmp_path / "whole.jsonl").read_text()


def test_a_tree_cut_off_anywhere_grows_to_what_an_uncut_one_is(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "docs").mkdir()
    for animal in ("sheep", "goat"):
        text = f"# {animal}\nYou can count {animal}s in a field, rank {animal} farms, and list {animal} prices."
        (tmp_path / "docs" / f"{animal}.md").write_text(text)

    def grow(name: str) -> bytes:
        out = tmp_path / name / "a.jsonl"
        done = cli("synth", "apis", "-n", 1, "--documents", tmp_path / "docs", "--out", out, "--json")
        assert done.code == 0, done.err
        return out.with_name("a.jsonl.tree.jsonl").read_bytes()

    whole = grow("whole")
    for place in range(40, len(whole), len(whole) // 5):
        cut = tmp_path / str(place)
        cut.mkdir()
        (cut / "a.jsonl.run.json").write_bytes((tmp_path / "whole" / "a.jsonl.run.json").read_bytes())
        (cut / "a.jsonl.tree.jsonl").write_bytes(whole[:place])
        assert grow(str(place)) == whole


def test_another_seed_at_the_same_file_is_refused(tmp_path: Path, cli: Cli) -> None:
    assert cli("synth", "apis", "-n", 5, "--out", tmp_path / "a.jsonl", "--json").code == 0
    done = cli("synth", "apis", "-n", 5, "--out", tmp_path / "a.jsonl", "--seed", 3)
    assert done.code == 2
    assert "another model, seed" in done.err


def test_topics_used_up_are_an_error_that_names_the_way_out(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "tiny.md").write_text("# Sheep\nYou can count sheep in a field, and list wool prices.")
    done = cli("synth", "apis", "-n", 50, "--documents", tmp_path / "tiny.md", "--out", tmp_path / "a.jsonl")
    assert done.code == 1
    assert "give more --documents" in done.err
