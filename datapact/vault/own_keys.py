"""Private keys of people in person_key: sealed to a slot, so that only that slot's passphrase opens them.

Sealing needs the public half alone; the everyday key stays in memory while the vault is open, the signing key is
unlocked for one signature at a time.
"""

from __future__ import annotations

from datapact.errors import Damaged
from datapact.strictjson import canonical, from_base64url, parse_object, to_base64url
from datapact.vault import hybrid
from datapact.vault.own_data import PRIVATE_KEY, own_data
from datapact.vault.slots import Slot

FORMAT = 1
LARGEST = 64 * 1024
SIGNING = "signing"  # the purpose whose keys need the passphrase anew each time


def wrap(slot_id: str, publics: tuple[bytes, bytes], purpose: str, secret: bytes) -> str:
    """JSON text for person_key.wrapped; ``publics`` are the everyday and the signing key of the slot."""
    sealed = hybrid.seal(publics[purpose == SIGNING], secret, _info(slot_id, purpose))
    return canonical({"format": FORMAT, "slot": slot_id, "purpose": purpose, "sealed": to_base64url(sealed)}).decode()


def unwrap(slot_id: str, private: bytes, purpose: str, wrapped: str) -> bytes:
    """The secret of ``wrap``; raises Damaged when it is another slot's or purpose's, or altered."""
    with own_data(PRIVATE_KEY):
        value = parse_object(wrapped, limit=LARGEST)
        sealed = from_base64url(value.get("sealed"))
    if value.keys() != {"format", "slot", "purpose", "sealed"} or value["format"] != FORMAT:
        raise Damaged(PRIVATE_KEY)
    return hybrid.unseal(private, sealed, _info(slot_id, purpose))


def publics(slot: Slot) -> tuple[bytes, bytes]:
    """The two keys to which one can wrap for a slot."""
    return slot.everyday_public, slot.signing_public


def _info(slot_id: str, purpose: str) -> bytes:
    return canonical({"use": "DataPact 1: private key", "slot": slot_id, "purpose": purpose})
