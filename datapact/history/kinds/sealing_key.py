"""sealing_key: from here on partners seal their files for this key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.organisation_state import OrganisationState
from datapact.history.shapes.sealing_key import SEALING_KEY_SHAPE, _matches
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(_state: OrganisationState, entry: Entry) -> Message | None:
    return None if _matches(entry.body) else Message(N_("The sealing key and its thumbprint do not fit together."))


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, sealing_public=entry.body["public"], sealing_thumbprint=entry.body["thumbprint"])


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} has a new sealing key."), {"organisation": shown(entry.organisation, names)})


SEALING_KEY_RULE = Rule(
    shape=SEALING_KEY_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
