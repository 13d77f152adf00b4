"""profile: the organisation's name, register, address and contact changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.organisation_state import OrganisationState
from datapact.history.shapes.profile import PROFILE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, profile=entry.body["profile"])


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} changed its profile."), {"organisation": shown(entry.organisation, names)})


PROFILE_RULE = Rule(
    shape=PROFILE_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    step=_step,
)
