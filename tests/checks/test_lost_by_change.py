"""What a deletion takes away stands at the change that deletes it."""

from __future__ import annotations

from datetime import date

import pytest

from datapact.checks.run.lost_by_change import lost_by_change
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.commands import RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, places
from datapact.contract.text.document import read_state
from tests.agreements.drafts import example

ON = date(2026, 12, 1)


def test_each_deletion_says_what_it_takes_away() -> None:
    base = read_state(example("processing"))
    clauses = [clause.id for clause in base.clauses if clause.id.startswith("audits")]
    assert clauses
    proposal = replay(base, [SetTerm("law.venue", "Ulm"), *map(RemovePart, clauses)])
    changes = proposed_changes(base, proposal)
    lost = lost_by_change(base, proposal, changes, ON)
    assert set(lost) == {f"text:{clause}" for clause in clauses}
    parts = [part for parts in lost.values() for part in parts]
    assert {part.how for part in parts} == {"gone"}
    assert any("28" in part.message.text("de") for part in parts)


@pytest.mark.parametrize(
    ("words", "how"), [("{} Mehraufwand vergütet er nach Zeit.", "added"), ("Er folgt Weisungen.", "changed")]
)
def test_words_that_stay_are_not_called_removed(words: str, how: str) -> None:
    """A sentence behind the released words takes nothing away: a person reads whether it does."""
    base = read_state(example("processing"))
    place = "instructions-duty"
    (runs,) = (texts["de"] for one, texts in places(base.clauses) if one == place)
    proposal = replay(base, [Reword(place, "de", (Run(words.format("".join(run.text for run in runs))),))])
    lost = lost_by_change(base, proposal, proposed_changes(base, proposal), ON)
    assert {part.how for parts in lost.values() for part in parts} == {how}
    said = [part.message.text("en") for parts in lost.values() for part in parts]
    assert said
    assert not any("removes" in one for one in said)
    assert all("Read whether" in one for one in said)


def test_a_change_of_a_value_takes_nothing_away() -> None:
    base = read_state(example("processing"))
    proposal = replay(base, [SetTerm("law.venue", "Ulm")])
    assert lost_by_change(base, proposal, proposed_changes(base, proposal), ON) == {}
