import base64
import hashlib
import json
import re
import zlib
from pathlib import Path

from shown import HOSTILE, small_run

from toolsearch.viewer.page import live_page, pack, write_page
from toolsearch.viewer.reading import Reading, open_readings


def page_of(folder: Path) -> str:
    return "".join(write_page(open_readings(folder)))


def test_the_page_holds_every_record_deflated_on_its_own(tmp_path: Path) -> None:
    folder = small_run(tmp_path / "run")
    block = re.search(r'id="r0-0">([^<]*)<', page_of(folder))
    assert block
    assert json.loads(zlib.decompress(base64.b64decode(block[1]), -15)) == Reading.of(folder).detail("i0")


def test_hostile_words_cannot_leave_the_data_they_stand_in(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path / "run"))
    assert HOSTILE not in page
    assert page.count("<script>") == 1


def test_the_policy_names_the_pages_own_script_and_style_and_no_network(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path / "run"))
    for tag, kind in (("script", "script-src"), ("style", "style-src")):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert text
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert "connect-src 'none'" in page
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", page)


def test_a_live_page_carries_no_record_and_may_ask_its_own_server_only() -> None:
    page = live_page("<run>")
    assert "connect-src 'self'" in page
    assert "&lt;run>" in page
    assert 'id="r0-' not in page


def test_packing_is_reversible_for_any_text() -> None:
    value = {"a": "é\u2028<>&", "n": 1.5}
    assert json.loads(zlib.decompress(base64.b64decode(pack(value)), -15)) == value
