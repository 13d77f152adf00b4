"""The guide names each step of a menu as the window does, in both languages: whoever follows it word by word arrives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_WORDS = re.compile(r'^msg(?:id|str)(?:\[\d\])? ((?:".*"\n)+)', re.MULTILINE)
_PATH = re.compile(r"\*\*([^*]+? → [^*]+?)\*\*")


def words_of_the_window(language: str) -> frozenset[str]:
    text = (ROOT / f"resources/locale/{language}/LC_MESSAGES/datapact.po").read_text("utf-8")
    joined = ("".join(re.findall(r'^"(.*)"$', found, re.MULTILINE)) for found in _WORDS.findall(text))
    return frozenset(one.replace('\\"', '"').replace("&", "") for one in joined)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_step_of_a_path_in_the_guide_is_words_of_the_window(language: str) -> None:
    known = words_of_the_window(language)
    paths = {
        (page.name, " ".join(path.split()))
        for page in sorted((ROOT / "docs/guide" / language).glob("*.md"))
        for path in _PATH.findall(page.read_text("utf-8"))
    }
    assert len(paths) > 30
    assert not [(page, path, step) for page, path in paths for step in path.split(" → ") if step not in known]
