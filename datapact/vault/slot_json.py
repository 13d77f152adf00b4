"""One key slot as it stands in vault.json: written plainly, read with bounds before anything is derived from it."""

from __future__ import annotations

from datapact.errors import Damaged, Malformed
from datapact.strictjson import JsonObject, JsonValue, from_base64url, to_base64url
from datapact.texts import N_
from datapact.vault import hybrid
from datapact.vault.slots import (
    LANES,
    MEMORY_KIB,
    MOST_ROTATIONS,
    NONCE_LENGTH,
    PASSES,
    SALT_LENGTH,
    KdfParameters,
    Slot,
    SlotInfo,
)
from datapact.vault.subkeys import KEY_LENGTH

_MEMBERS = frozenset(
    [
        "id",
        "kind",
        "display_name",
        "kdf",
        "salt",
        "everyday_public",
        "signing_public",
        "vault_key",
        "everyday_key",
        "signing_key",
        "rotations",
    ]
)
_TAG_LENGTH = 16
_STEP_LENGTH = NONCE_LENGTH + hybrid.SEALING_ADDS + KEY_LENGTH + _TAG_LENGTH


def slot_to_json(slot: Slot) -> JsonObject:
    """The slot as it stands in vault.json."""
    return {
        **slot.header(),
        "vault_key": to_base64url(slot.vault_key),
        "everyday_key": to_base64url(slot.everyday_key),
        "signing_key": to_base64url(slot.signing_key),
        "rotations": [to_base64url(step) for step in slot.rotations],
    }


def slot_from_json(value: JsonValue) -> Slot:
    """Read one slot strictly; raises Damaged for anything but what ``slot_to_json`` writes, within the bounds."""
    if not isinstance(value, dict) or value.keys() != _MEMBERS:
        raise _damaged()
    kdf, rotations, kind = value["kdf"], value["rotations"], value["kind"]
    if not isinstance(kdf, dict) or kdf.keys() != {"algorithm", "passes", "memory_kib", "lanes"}:
        raise _damaged()
    if kdf["algorithm"] != "argon2id" or not isinstance(rotations, list) or len(rotations) > MOST_ROTATIONS + 1:
        raise _damaged()
    if kind not in ("member", "invitation", "recovery"):
        raise _damaged()
    wrapped_private = NONCE_LENGTH + hybrid.PRIVATE_LENGTH + _TAG_LENGTH
    return Slot(
        SlotInfo(_text(value["id"]), kind, _text(value["display_name"])),
        KdfParameters(
            _integer(kdf["passes"], PASSES), _integer(kdf["memory_kib"], MEMORY_KIB), _integer(kdf["lanes"], LANES)
        ),
        _bytes(value["salt"], SALT_LENGTH),
        _bytes(value["everyday_public"], hybrid.PUBLIC_LENGTH),
        _bytes(value["signing_public"], hybrid.PUBLIC_LENGTH),
        _bytes(value["vault_key"], NONCE_LENGTH + KEY_LENGTH + _TAG_LENGTH),
        _bytes(value["everyday_key"], wrapped_private),
        _bytes(value["signing_key"], wrapped_private),
        tuple(_bytes(step, _STEP_LENGTH) for step in rotations),
    )


def _damaged() -> Damaged:
    return Damaged(N_("A key slot in vault.json is damaged. Restore the newest backup."))


def _text(value: JsonValue) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 500:
        raise _damaged()
    return value


def _integer(value: JsonValue, bounds: range) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in bounds:
        raise _damaged()
    return value


def _bytes(value: JsonValue, length: int) -> bytes:
    try:
        data = from_base64url(value)
    except Malformed:
        raise _damaged() from None
    if len(data) != length:
        raise _damaged()
    return data
