"""A member's private keys, wrapped anew for key pairs that vault.json does not name yet.

They wait in the database while it is encrypted anew, and take the place of the old ones once vault.json has the new key
pairs. After a kill the next opening compares: where vault.json has them, they take their place, else they are dropped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from datapact.errors import Damaged, Malformed
from datapact.strictjson import JsonObject, JsonValue, to_base64url
from datapact.vault import own_keys
from datapact.vault.newest_file import Execute, get_fact, put_fact
from datapact.vault.own_keys import SIGNING
from datapact.vault.slots import Slot
from datapact.vault.vault_file import VaultFile

_FACT = "waiting_keys"


@dataclass(frozen=True, slots=True)
class OldKeys:
    """The private keys of a slot before the change, from its passphrase."""

    everyday: bytes
    signing: bytes


def lay_ready(execute: Execute, slot: Slot, old: OldKeys) -> None:
    """Wrap what ``old`` opens for the key pairs of ``slot``, the new ones of the same member, and let it wait.

    What does not open, such as keys under a passphrase that was lost, stays as it is.
    """
    ready: list[JsonValue] = []
    rows = execute("SELECT id, purpose, wrapped FROM person_key WHERE member = ?", (slot.info.id,)).fetchall()
    for id, purpose, wrapped in rows:
        private = old.signing if purpose == SIGNING else old.everyday
        try:
            secret = own_keys.unwrap(slot.info.id, private, purpose, wrapped)
        except (Damaged, Malformed):
            continue
        ready.append({"id": id, "wrapped": own_keys.wrap(slot.info.id, own_keys.publics(slot), purpose, secret)})
    fact: JsonObject = {"slot": slot.info.id, "publics": _publics(slot), "keys": ready}
    put_fact(execute, _FACT, fact)


def are_waiting(execute: Execute) -> bool:
    """Whether a change that was cut short left keys waiting."""
    return get_fact(execute, _FACT) is not None


def take_their_place(execute: Execute, file: VaultFile) -> None:
    """Use the keys that wait where ``file`` has the key pairs that they are wrapped for, and forget that they waited."""
    fact = get_fact(execute, _FACT)
    if fact is None:
        return
    slot = next((slot for slot in file.slots if slot.info.id == fact.get("slot")), None)
    if slot is not None and _publics(slot) == fact.get("publics"):
        keys = fact.get("keys")
        for ready in keys if isinstance(keys, list) else ():
            if isinstance(ready, dict):
                values = (ready.get("wrapped"), ready.get("id"), slot.info.id)
                execute("UPDATE person_key SET wrapped = ? WHERE id = ? AND member = ?", values)
    put_fact(execute, _FACT, None)


def _publics(slot: Slot) -> str:
    return to_base64url(hashlib.sha256(slot.everyday_public + slot.signing_public).digest())
