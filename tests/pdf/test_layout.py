"""The layout version: the same id must mean the same pages, for as long as agreements live."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from datapact.base.texts import Message
from datapact.pdf.engine.layout import CODE_RELEASE, FONT_FILES, LAYOUT, font_bytes
from datapact.pdf.engine.wording import all_wording
from tests.tools.record_layout import FILE, libraries, present


def test_the_same_layout_gives_the_same_pages() -> None:
    recorded = json.loads(FILE.read_text("utf-8"))
    if recorded["libraries"] != libraries():
        pytest.skip(f"recorded with other libraries: {recorded['libraries']}")
    now = present()
    if recorded["layout"] == LAYOUT:
        assert now["samples"] == recorded["samples"], (
            "the pages changed under the same layout id: raise CODE_RELEASE, then run tests/tools/record_layout.py"
        )
    assert now == recorded, "words or fonts changed: run tests/tools/record_layout.py"


def test_the_id_begins_with_the_release() -> None:
    assert LAYOUT.startswith(f"{CODE_RELEASE}-")


def test_every_fixed_word_is_part_of_the_layout() -> None:
    words = all_wording()
    assert len(words) > 60
    assert all(isinstance(word, Message) and word.text("de") and word.text("en") for word in words)


def test_fonts_are_static_and_complete() -> None:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    letters = set("aäößẞàçêëíłñőřşťůžșĳαβγδΩБДЖЯї§€„“”‚’–—…→≤≥✓ ")
    for file in FONT_FILES.values():
        font = TTFont(BytesIO(font_bytes(file)))
        assert "fvar" not in font
        assert {ord(letter) for letter in letters} <= set(font.getBestCmap())


@pytest.mark.journey
def test_another_process_and_hash_seed_give_the_same_bytes() -> None:
    code = (
        "import hashlib,sys; sys.path.insert(0, '.');"
        "from tests.pdf.sample import sample_document as s; from datapact.pdf.agreement.render import render_agreement as r;"
        "print(hashlib.sha256(r(s(('de','en')))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"},
            cwd=FILE.parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland"))
    }
    assert len(digests) == 1
