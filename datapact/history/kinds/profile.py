"""profile: the organisation's name, register, address and contact changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datapact.history.disclosure import ELEMENT, WITHHELD, Path
from datapact.history.kinds.kind import ADMIN, Kind, Names, never, shown
from datapact.history.kinds.members import name
from datapact.history.organisation_state import OrganisationState
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

_MOST_MEMBERS = 50


def is_profile(value: Any) -> bool:
    """A named object; datapact/parties reads its members strictly."""
    if not isinstance(value, dict) or len(value) > _MOST_MEMBERS:
        return False
    return ELEMENT in value if "name" not in value else value["name"] is WITHHELD or name(value["name"])


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, profile=entry.body["profile"])


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} changed its profile."), {"organisation": shown(entry.organisation, names)})


def _conceals(path: Path, _value: Any) -> bool:
    return len(path) == 2


KIND = Kind(
    name="profile",
    stream="public",
    roles=ADMIN,
    members={"profile": is_profile},
    sentence=_sentence,
    allow=never,
    step=_step,
    conceals=_conceals,
)
