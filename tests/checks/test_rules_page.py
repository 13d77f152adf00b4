"""docs/rules.md says what the program checks."""

from __future__ import annotations

from datapact.checks.run.engine import RULES
from tests.tools.rules_page import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run tests/tools/rules_page.py"


def test_the_page_has_every_rule_in_both_languages() -> None:
    lines = page().splitlines()
    for rule in RULES:
        about, version = f"| {rule.id} |", f"| {rule.version} |"
        rows = [line for line in lines if line.startswith(about) and line.endswith(version)]
        assert len(rows) == 2
        assert rule.requirement.text("en") in rows[0]
        assert rule.citation.text("de") in rows[1]
