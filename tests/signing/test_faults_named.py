"""Every fault of signing that the security page lists is said in a sentence of the catalogue, and tests make it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.parsed import parsed

ROOT = Path(__file__).parents[2]
SENTENCE = 2
TESTS = 3


def rows() -> list[list[str]]:
    part = (ROOT / "docs" / "security.md").read_text("utf-8").split("### Faults of signing\n")[1].split("\n## ")[0]
    table = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1:]]


def messages() -> str:
    file = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "datapact.po"
    joined = re.sub(r'"\n"', "", file.read_text("utf-8"))
    return "\n".join(re.findall(r'(?m)^msgid "(.*)"$', joined))


def known_tests(file: Path) -> set[str]:
    """The tests in a file, those of a class under its name."""
    found = set[str]()
    for node in parsed(file, "def test_").body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        before = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {before + one.name for one in inside if isinstance(one, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_fault_has_a_sentence_and_tests(row: list[str]) -> None:
    said = re.findall(r"“(.+?)”(?=;|$)", row[SENTENCE - 1])
    assert said, "no sentence"
    known = messages()
    assert [one for one in said if one not in known] == []
    named = re.findall(r"`([\w/]+\.py)::([\w:]+)`", row[TESTS - 1])
    assert named, "no test"
    assert [one for one in named if one[1] not in known_tests(ROOT / "tests" / one[0])] == []


def test_all_that_can_go_wrong_is_listed() -> None:
    """The faults for which nothing may be half signed, by the words of the page."""
    told = " ".join(row[0].lower() for row in rows())
    wanted = (
        "down", "slow", "another question", "expired", "revoked", "pulled out", "wrong pin", "clock", "stale", "forged",
        "truncated", "64 mib", "encrypted", "certified", "sha-1", "md5", "hybrid", "in circles", "endless", "for later",
    )  # fmt: skip
    assert [one for one in wanted if one not in told] == []
