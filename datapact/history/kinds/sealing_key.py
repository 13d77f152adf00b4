"""sealing_key: from here on partners seal their files for this key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datapact.history.kinds.kind import ADMIN, Kind, Names, shown
from datapact.history.kinds.members import Check, binary, digest, record
from datapact.history.organisation_state import OrganisationState
from datapact.strictjson import from_base64url, to_base64url
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

MEMBERS: Mapping[str, Check] = {"public": binary, "thumbprint": digest}


def is_sealing_key(value: Any) -> bool:
    """A public key with its true thumbprint, the base64url SHA-256 of the raw key."""
    return record(MEMBERS)(value) and "..." not in value and _matches(value)


def _matches(body: Mapping[str, Any]) -> bool:
    return bool(to_base64url(hashlib.sha256(from_base64url(body["public"])).digest()) == body["thumbprint"])


def _allow(_state: OrganisationState, entry: Entry) -> Message | None:
    return None if _matches(entry.body) else Message(N_("The sealing key and its thumbprint do not fit together."))


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, sealing_public=entry.body["public"], sealing_thumbprint=entry.body["thumbprint"])


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} has a new sealing key."), {"organisation": shown(entry.organisation, names)})


KIND = Kind(
    name="sealing_key",
    stream="public",
    roles=ADMIN,
    members=MEMBERS,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
