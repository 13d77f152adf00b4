"""Hints: who is here and what they edit, sealed, signed and gone with the next minute. The database passes them on and keeps none.

A hint is no item: nothing rests on it, and whoever misses it misses nothing. It is sealed under the key in force, so that neither the
database nor who was removed reads it, and signed by its device, so that no colleague speaks for another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from datapact.base.clock import read_time, write_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject, canonical, from_base64url, parse_object, to_base64url
from datapact.history.commitments.jws import read_compact, sign_compact, verify
from datapact.team.log.device import Device, DeviceKeys
from datapact.team.log.item import closed, unsealed

TYPE = "dp-team-hint"
SIZE = 1_024
"""Bytes that every hint has before it is sealed: its length says nothing."""
LARGEST = 4_096
"""Characters of a hint on its way; a longer one is not looked at."""
_LONGEST_HISTORY = 100
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint that a colleague's window is open."""

    device: str
    """Thumbprint of the device's key."""
    member: str
    """Id of its member."""
    at: datetime
    """By that computer's clock, UTC; only that it grows is believed."""
    sequence: int
    """Number of its newest item."""
    head: str
    """Digest of that item."""
    editing: str
    """History id of the agreement that the member edits; empty for none."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The keys for writing hints, and for reading those of colleagues."""

    team: str
    """Id of the team."""
    me: DeviceKeys = field(repr=False)
    """Keys of this device."""
    epoch: int
    """Number of the key in force."""
    key: bytes = field(repr=False)
    """The key in force."""
    devices: Mapping[str, Device]
    """Devices of the team by thumbprint."""
    sequence: int
    """Number of the newest item here."""
    head: str
    """Its digest."""


def write_hint(speaker: Speaker, now: datetime, editing: str = "") -> str:
    """A sealed hint of this device, in the same number of characters whatever it says."""
    said: JsonObject = {
        "at": write_time(now),
        "editing": editing[:_LONGEST_HISTORY],
        "head": speaker.head,
        "sequence": speaker.sequence,
        "team": speaker.team,
    }
    token = sign_compact(canonical(said), speaker.me.signs, typ=TYPE).encode("ascii")
    return to_base64url(closed(speaker.key, token.ljust(SIZE), _context(speaker)))


def read_hint(speaker: Speaker, text: str, before: Mapping[str, datetime]) -> Hint | None:
    """The hint of a colleague's device; None for anything else, also for one that is not newer than the last of its device."""
    if not 0 < len(text) <= LARGEST:
        return None
    try:
        token = unsealed(speaker.key, from_base64url(text), _context(speaker)).rstrip().decode("ascii")
        unverified = read_compact(token, TYPE)
        device = speaker.devices.get(unverified.kid)
        if device is None or device.kid == speaker.me.kid or not verify(unverified, device.signs):
            return None
        said = parse_object(unverified.payload)
        at = read_time(said.get("at"))
        sequence, head, editing = said.get("sequence"), said.get("head"), said.get("editing")
    except (DataPactError, UnicodeDecodeError):
        return None
    if said.get("team") != speaker.team or not isinstance(sequence, int) or not isinstance(head, str):
        return None
    if not isinstance(editing, str) or len(editing) > _LONGEST_HISTORY or not _DIGEST.fullmatch(head):
        return None
    if device.kid in before and at <= before[device.kid]:
        return None
    return Hint(device.kid, device.member, at, sequence, head, editing)


def _context(speaker: Speaker) -> bytes:
    return canonical({"epoch": speaker.epoch, "purpose": "team hint", "team": speaker.team, "v": 1})
