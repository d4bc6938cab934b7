import pytest

from toolsearch.messages import Assistant
from toolsearch.search.tree import Node, State, Tree


@pytest.fixture
def tree() -> Tree:
    """0 ─ 1, 0 ─ 2 ─ 3, 4: two children of the root."""
    tree = Tree()
    for place, parent in enumerate([None, 0, 0, 2, None]):
        state = State.ANSWER if place == 3 else State.OPEN
        tree.add(Node(id=place, parent=parent, message=Assistant(content=str(place)), state=state))
    return tree


def test_a_path_runs_from_the_root_to_the_node(tree: Tree) -> None:
    assert [node.id for node in tree.path(3)] == [0, 2, 3]
    assert tree.path(None) == []


def test_children_leaves_branches_and_answers_are_read_from_the_flat_list(tree: Tree) -> None:
    assert [node.id for node in tree.children(None)] == [0, 4]
    assert [node.id for node in tree.leaves()] == [1, 3, 4]
    assert [node.id for node in tree.branch(tree.nodes[2])] == [2, 3]
    assert [node.id for node in tree.answers] == [3]


def test_nodes_are_only_appended(tree: Tree) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        tree.add(Node(id=3, parent=None, message=Assistant()))


def test_a_tree_survives_its_json(tree: Tree) -> None:
    assert Tree.model_validate_json(tree.model_dump_json()) == tree
