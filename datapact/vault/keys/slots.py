"""Key slots: how a passphrase, invitation code or recovery code opens the vault and the private keys of its person.

Argon2id (RFC 9106) makes a master secret of the passphrase; named HKDF sub-keys of it wrap, with AES-256-GCM and the
slot's header as associated data, three things: the vault key, the slot's *everyday* private key (opens the member's own
keys for the whole session) and its *signing* private key (needed anew for each signature). Both are HPKE keys with
their public halves in the header, so that others can write to the slot without its passphrase: an admin wraps the
identity key to the recovery slot, and a new vault key reaches absent members.

Such a new key is kept in ``rotations``, sealed to the everyday key (so that removed members cannot read it) and wrapped
again under an earlier vault key (so that only somebody with that one can have put it there). A slot is read with bounds
before anything is derived from it.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from datapact.base.errors import Damaged, Locked, Malformed, Surroundings, WrongUse
from datapact.base.strictjson import JsonObject, JsonValue, canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.vault.keys import hpke
from datapact.vault.keys.own_data import PRIVATE_KEY, own_data
from datapact.vault.keys.subkeys import KEY_LENGTH, derive

type SlotKind = Literal["member", "invitation", "recovery"]

PASSES, MEMORY_KIB, LANES = range(1, 11), range(8 * 1024, 1024 * 1024 + 1), range(1, 17)
SALT_LENGTH = 16
NONCE_LENGTH = 12
SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 8, 1024
MOST_ROTATIONS = 64
"""How many steps a slot may have had before they collapsed into one behind them (see rotation.py)."""


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


RECOMMENDED = KdfParameters()
"""What a new slot costs where nobody names another cost."""


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


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The keys opened by a passphrase: the newest vault key and the everyday private key. Never written anywhere."""

    vault_key: bytes
    """32 bytes; empty once the vault is closed."""
    everyday_private: bytes
    """96 raw bytes; empty once the vault is closed."""


def new_slot(info: SlotInfo, passphrase: str, vault_key: bytes, kdf: KdfParameters) -> tuple[Slot, Unlocked]:
    """A slot with fresh salt and keys that opens ``vault_key``."""
    everyday, signing = hpke.new_private_key(), hpke.new_private_key()
    bare = Slot(info, kdf, b"", hpke.public_key(everyday), hpke.public_key(signing), b"", b"", b"")
    return _wrapped(bare, passphrase, vault_key, everyday, signing), Unlocked(vault_key, everyday)


def master_secret(slot: Slot, passphrase: str) -> bytes:
    """Argon2id over the passphrase: the slow step. Raises Surroundings where the memory does not suffice."""
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=slot.salt,
            length=KEY_LENGTH,
            iterations=slot.kdf.passes,
            lanes=slot.kdf.lanes,
            memory_cost=slot.kdf.memory_kib,
        ).derive(text)
    except MemoryError:
        raise Surroundings(N_("There is not enough memory to unlock the vault. Close other programs.")) from None


def unlock(slot: Slot, master: bytes) -> Unlocked:
    """Open a slot, following the rotations since its last use. Raises Locked for a wrong passphrase, or Damaged."""
    vault_key = _unwrap(slot, master, "vault key", slot.vault_key)
    everyday = _unwrap(slot, master, "everyday key", slot.everyday_key)
    for step in slot.rotations:
        try:
            sealed = _open(derive(vault_key, "rotation"), step, canonical(slot.header()))
        except InvalidTag:
            raise Damaged(
                N_("The key slot of {name} is damaged. Restore the newest backup."), name=slot.info.display_name
            ) from None
        vault_key = hpke.unseal(everyday, sealed, b"DataPact 1: rotation")
    return Unlocked(vault_key, everyday)


def signing_private(slot: Slot, master: bytes) -> bytes:
    """The signing private key of a slot; raises Locked for a wrong passphrase."""
    return _unwrap(slot, master, "signing key", slot.signing_key)


def settled(slot: Slot, master: bytes, vault_key: bytes) -> Slot:
    """The slot with the newest vault key wrapped directly, without rotations."""
    return replace(slot, vault_key=_wrap(slot, master, "vault key", vault_key), rotations=())


def rotated(slot: Slot, after: int, key: bytes, new_key: bytes) -> Slot:
    """The slot with a step to ``new_key`` after its first ``after`` steps, written without its passphrase.

    ``key`` is the ``rotation`` key of the vault key that those steps lead to.
    """
    if after > MOST_ROTATIONS:
        raise WrongUse(
            N_("{name} has not opened the vault for {n} key changes. Remove this member, or let them open it first."),
            name=slot.info.display_name,
            n=MOST_ROTATIONS,
        )
    sealed = hpke.seal(slot.everyday_public, new_key, b"DataPact 1: rotation")
    step = _close(key, sealed, canonical(slot.header()))
    return replace(slot, rotations=(*slot.rotations[:after], step))


def check_passphrase(passphrase: str) -> None:
    """Raises WrongUse for a passphrase that is too short or too long to be accepted as new."""
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        raise WrongUse(
            N_("The passphrase must have {shortest} to {longest} characters. Several words make a good one."),
            shortest=SHORTEST_PASSPHRASE,
            longest=LONGEST_PASSPHRASE,
        )


def _wrapped(bare: Slot, passphrase: str, vault_key: bytes, everyday: bytes, signing: bytes) -> Slot:
    check_passphrase(passphrase)
    slot = replace(bare, salt=os.urandom(SALT_LENGTH))
    master = master_secret(slot, passphrase)
    return replace(
        slot,
        vault_key=_wrap(slot, master, "vault key", vault_key),
        everyday_key=_wrap(slot, master, "everyday key", everyday),
        signing_key=_wrap(slot, master, "signing key", signing),
    )


def _bound(slot: Slot, what: str) -> bytes:
    header: JsonValue = slot.header()
    return canonical({"slot": header, "wraps": what})


def _wrap(slot: Slot, master: bytes, what: str, secret: bytes) -> bytes:
    return _close(derive(master, "slot wraps the " + what), secret, _bound(slot, what))


def _unwrap(slot: Slot, master: bytes, what: str, wrapped: bytes) -> bytes:
    try:
        return _open(derive(master, "slot wraps the " + what), wrapped, _bound(slot, what))
    except InvalidTag:
        if slot.info.kind == "member":
            raise Locked(N_("The passphrase is wrong. Try again.")) from None
        raise Locked(N_("The code is wrong. Try again.")) from None


def _close(key: bytes, secret: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound)


def _open(key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(wrapped[:NONCE_LENGTH], wrapped[NONCE_LENGTH:], bound)


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
_STEP_LENGTH = NONCE_LENGTH + hpke.SEALING_ADDS + KEY_LENGTH + _TAG_LENGTH


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
    wrapped_private = NONCE_LENGTH + hpke.PRIVATE_LENGTH + _TAG_LENGTH
    return Slot(
        SlotInfo(_text(value["id"]), kind, _text(value["display_name"])),
        KdfParameters(
            _integer(kdf["passes"], PASSES), _integer(kdf["memory_kib"], MEMORY_KIB), _integer(kdf["lanes"], LANES)
        ),
        _bytes(value["salt"], SALT_LENGTH),
        _bytes(value["everyday_public"], hpke.PUBLIC_LENGTH),
        _bytes(value["signing_public"], hpke.PUBLIC_LENGTH),
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


FORMAT = 1
LARGEST = 64 * 1024
SIGNING = "signing"  # the purpose whose keys need the passphrase again each time


def wrap(slot_id: str, publics: tuple[bytes, bytes], purpose: str, secret: bytes) -> str:
    """JSON text for person_key.wrapped; ``publics`` are the everyday and the signing key of the slot."""
    sealed = hpke.seal(publics[purpose == SIGNING], secret, _info(slot_id, purpose))
    return canonical({"format": FORMAT, "slot": slot_id, "purpose": purpose, "sealed": to_base64url(sealed)}).decode()


def unwrap(slot_id: str, private: bytes, purpose: str, wrapped: str) -> bytes:
    """The secret that ``wrap`` wrapped; raises Damaged when it is another slot's or purpose's, or altered."""
    with own_data(PRIVATE_KEY):
        value = parse_object(wrapped, limit=LARGEST)
        sealed = from_base64url(value.get("sealed"))
    if value.keys() != {"format", "slot", "purpose", "sealed"} or value["format"] != FORMAT:
        raise Damaged(PRIVATE_KEY)
    return hpke.unseal(private, sealed, _info(slot_id, purpose))


def publics(slot: Slot) -> tuple[bytes, bytes]:
    """The two public keys of a slot for wrapping."""
    return slot.everyday_public, slot.signing_public


def _info(slot_id: str, purpose: str) -> bytes:
    return canonical({"use": "DataPact 1: private key", "slot": slot_id, "purpose": purpose})
