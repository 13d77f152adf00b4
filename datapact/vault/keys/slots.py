"""Key slots: how a passphrase, invitation code or recovery code opens the vault and the private keys of its person.

Argon2id (RFC 9106) makes a master secret of the passphrase; named HKDF sub-keys of it wrap, with AES-256-GCM and the
slot's header as associated data, three things: the vault key, the slot's *everyday* private key (opens the member's own
keys for the whole session) and its *signing* private key (needed anew for each signature). Both are HPKE keys with
their public halves in the header, so that others can write to the slot without its passphrase: an admin wraps the
identity key to the recovery slot, and a new vault key reaches absent members.

Such a new key is kept in ``rotations``, sealed to the everyday key (so that removed members cannot read it) and wrapped
again under an earlier vault key (so that only somebody with that one can have put it there).
What a slot is, and how it is read with bounds before anything is derived from it, stands in ``slot``.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from datapact.base.errors import Damaged, Locked, Surroundings, WrongUse
from datapact.base.strictjson import JsonValue, canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.vault.keys import hpke
from datapact.vault.keys.own_data import PRIVATE_KEY, own_data
from datapact.vault.keys.slot import (
    KEY_LENGTH,
    MOST_ROTATIONS,
    NONCE_LENGTH,
    SALT_LENGTH,
    KdfParameters,
    Slot,
    SlotInfo,
)
from datapact.vault.keys.subkeys import derive

SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 8, 1024

RECOMMENDED = KdfParameters()
"""The cost of a new slot where nobody names another."""


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
