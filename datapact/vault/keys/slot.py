"""A key slot of vault.json as values: whose it is, what its passphrase costs, and what it wraps; read with bounds.

Nothing is derived or opened here (that is ``slots``), so that who asks for a passphrase loads no cryptography before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.base.errors import Damaged, Malformed, WrongUse
from datapact.base.strictjson import JsonObject, JsonValue, from_base64url, to_base64url
from datapact.base.texts import N_

type SlotKind = Literal["member", "invitation", "recovery"]

PASSES, MEMORY_KIB, LANES = range(1, 11), range(8 * 1024, 1024 * 1024 + 1), range(1, 17)
SALT_LENGTH = 16
NONCE_LENGTH = 12
TAG_LENGTH = 16
KEY_LENGTH = 32
CHECK_LENGTH, MAC_LENGTH = 16, 32
PRIVATE_LENGTH = 64 + 32  # ML-KEM seed (FIPS 203: d || z), then the X25519 scalar
PUBLIC_LENGTH = 1184 + 32  # ML-KEM-768 encapsulation key, then the X25519 point
SEALING_ADDS = 1088 + 32 + 16  # ML-KEM ciphertext, X25519 point and AES-GCM tag around the sealed data
MOST_ROTATIONS = 64
"""The most steps that a slot may have had before they collapsed into one behind them (see rotation.py)."""


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Cost of Argon2id: passes over the memory, memory in KiB, lanes. Default: RFC 9106 with 256 MiB."""

    passes: int = 3
    """1 to 10."""
    memory_kib: int = 262144
    """8 MiB to 1 GiB, in KiB."""
    lanes: int = 4
    """1 to 16."""

    def __post_init__(self) -> None:
        if self.passes not in PASSES or self.memory_kib not in MEMORY_KIB or self.lanes not in LANES:
            raise WrongUse(
                N_("The cost of the passphrase is out of bounds: 1 to 10 passes, 8 MiB to 1 GiB, 1 to 16 lanes.")
            )


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """The owner of a slot; readable without a passphrase."""

    id: str
    """Member id; ``(recovery)`` for the recovery code."""
    kind: SlotKind
    """``invitation`` opens once, with a one-time code."""
    display_name: str
    """Name of the person, at most 500 characters."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot in vault.json; wrapped values are nonce || AES-256-GCM ciphertext."""

    info: SlotInfo
    """Whose slot it is."""
    kdf: KdfParameters
    """Cost of the passphrase, as it was when the slot was made."""
    salt: bytes
    """16 random bytes of Argon2id."""
    everyday_public: bytes
    """Raw public HPKE key, 1,216 bytes; keys for the session are sealed to it."""
    signing_public: bytes
    """Raw public HPKE key, 1,216 bytes; signing keys are sealed to it."""
    vault_key: bytes
    """Wrapped; the newest is found by following ``rotations`` from it."""
    everyday_key: bytes
    """Wrapped private key of ``everyday_public``."""
    signing_key: bytes
    """Wrapped private key of ``signing_public``; opened anew for each signature."""
    rotations: tuple[bytes, ...] = ()
    """Oldest first: vault keys since, each sealed and wrapped under the one before it."""

    def header(self) -> JsonObject:
        """The header, to which the wrapped values are bound."""
        return {
            "id": self.info.id,
            "kind": self.info.kind,
            "display_name": self.info.display_name,
            "kdf": {
                "algorithm": "argon2id",
                "passes": self.kdf.passes,
                "memory_kib": self.kdf.memory_kib,
                "lanes": self.kdf.lanes,
            },
            "salt": to_base64url(self.salt),
            "everyday_public": to_base64url(self.everyday_public),
            "signing_public": to_base64url(self.signing_public),
        }


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
_STEP_LENGTH = NONCE_LENGTH + SEALING_ADDS + KEY_LENGTH + TAG_LENGTH


def slot_to_json(slot: Slot) -> JsonObject:
    """The slot as JSON for vault.json."""
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
    wrapped_private = NONCE_LENGTH + PRIVATE_LENGTH + TAG_LENGTH
    return Slot(
        SlotInfo(_text(value["id"]), kind, _text(value["display_name"])),
        KdfParameters(
            _integer(kdf["passes"], PASSES), _integer(kdf["memory_kib"], MEMORY_KIB), _integer(kdf["lanes"], LANES)
        ),
        _bytes(value["salt"], SALT_LENGTH),
        _bytes(value["everyday_public"], PUBLIC_LENGTH),
        _bytes(value["signing_public"], PUBLIC_LENGTH),
        _bytes(value["vault_key"], NONCE_LENGTH + KEY_LENGTH + TAG_LENGTH),
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
