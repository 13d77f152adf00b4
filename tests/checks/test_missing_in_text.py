"""A missing term that stands open in the text is one line, and weighs what it weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from datapact.checks.model.finding import Finding, tally
from datapact.checks.model.missing_in_text import GAP_RULE, gaps_joined
from datapact.checks.run.engine import check
from tests.agreements.drafts import draft
from tests.checks.contracts import ON, answers_file
from tests.checks.full_agreements import DROP

LICENCE = "data-licence"


def found(template: str, changes: Mapping[str, Any]) -> tuple[Finding, ...]:
    return check(draft(template, answers_file(template, changes)), ON)


def test_a_start_that_is_missing_is_one_line_with_both_places() -> None:
    apart = found(LICENCE, {"duration.start": DROP})
    assert [one.id for one in apart if one.place == "duration.start"] == ["G19", GAP_RULE]
    (one,) = [one for one in gaps_joined(apart) if one.place == "duration.start"]
    assert (one.id, one.severity, one.final, one.missing) == ("G19", "E", True, True)
    gap = next(one for one in apart if one.id == GAP_RULE)
    assert one.message.text("en") == (
        "The agreement has no first day. Enter the day on which it starts. In the text it still stands open, too: "
        f"{gap.message.arguments['clause'].text('en')}."  # type: ignore[union-attr]
    )
    assert tally(gaps_joined(apart)).required == 1
    assert tally(gaps_joined(apart), {("G19", "duration.start")}).required == 1, "an override lifts no gap in the text"


def test_what_practice_advises_is_required_once_the_text_needs_it_and_may_not_apply() -> None:
    (one,) = [
        one for one in gaps_joined(found(LICENCE, {"licence.territory": DROP})) if one.place == "licence.territory"
    ]
    assert (one.id, one.severity, one.final) == (GAP_RULE, "E", True)
    assert one.message.text("en").startswith("Name the territory of the licence. In the text")
    assert "does not apply" in one.message.text("en")


def test_a_purpose_without_a_name_is_no_worse_than_none() -> None:
    weights = [
        tally(gaps_joined(found(LICENCE, {"purposes": purposes}))).required
        for purposes in ([], [{"key": "later", "name": {}}])
    ]
    assert weights == [1, 1]


@pytest.mark.parametrize(
    ("template", "gaps"),
    [
        (LICENCE, ("duration.start", "law.governing", "licence.territory", "licence.derived", "licence.protection")),
        ("processing", ("duration.start", "law.venue", "processing.nature", "processing.instructions_contact")),
        ("nda", ("duration.start", "law.governing", "non_disclosure.information")),
    ],
)
def test_no_place_and_no_weight_is_lost(template: str, gaps: tuple[str, ...]) -> None:
    apart = found(template, dict.fromkeys(gaps, DROP))
    once = gaps_joined(apart)
    assert {one.place for one in once} == {one.place for one in apart}
    assert {one.place for one in once if one.bars_freezing} == {one.place for one in apart if one.bars_freezing}
    assert {one.place for one in once if one.final} == {one.place for one in apart if one.final}
    assert len(once) < len(apart)
    assert gaps_joined(once) == once
