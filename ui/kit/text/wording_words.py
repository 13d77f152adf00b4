"""The words for own words of a text and for their cures, the same in every window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact.checks.model.finding import Finding
from datapact.checks.wording.parts import PARTS
from datapact.contract.vocabulary.messages import joined
from datapact.contract.wording.free_texts import PREFIX

if TYPE_CHECKING:
    from datapact.agreements.steps.wording import OwnWording


def cure_words(finding: Finding, wordings: Sequence[OwnWording]) -> str:
    """The label of the button that cures a finding on wording."""
    if any(finding.place == f"clauses.{one.place}" for one in wordings):
        return _("Use the template’s words")
    return _("Insert the clause")


def replaced_words(one: OwnWording) -> str:
    """The sentence on where own words stand and what they replace."""
    parts = joined([PARTS[part].what for part in one.lost if part in PARTS])
    if one.lost:
        return _("{number} replaces: {parts}", number=one.number, parts=str(parts))
    if one.place.startswith(PREFIX):
        return _("Free text: {number}", number=one.number)
    return _("{number} is in no template", number=one.number)


def wordings_of(finding: Finding, wordings: Sequence[OwnWording]) -> tuple[OwnWording, ...]:
    """The own words that a finding is about: at its place, or all that replace nothing needed for C01."""
    if finding.id == "C01":
        return tuple(one for one in wordings if not one.confirmed and not one.lost and not one.place.startswith(PREFIX))
    if finding.id == "C03":
        return tuple(one for one in wordings if not one.confirmed and one.place.startswith(PREFIX))
    return tuple(one for one in wordings if not one.confirmed and finding.place == f"clauses.{one.place}")
