from pathlib import Path

from retriever.checkpoints import STATE, whole


def test_a_checkpoint_that_a_kill_cut_off_is_no_place_to_go_on_from(tmp_path: Path) -> None:
    for name, state in (("checkpoint-2", "{}"), ("checkpoint-4", None), ("checkpoint-6", '{"global_st')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
        if state is not None:
            (tmp_path / name / STATE).write_text(state)
    assert whole(tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == ["checkpoint-2"]


def test_a_training_begins_anew_where_no_checkpoint_is_whole(tmp_path: Path) -> None:
    (tmp_path / "checkpoint-2").mkdir()
    assert not whole(tmp_path)
    assert not whole(tmp_path / "never made")
    assert list(tmp_path.iterdir()) == []
