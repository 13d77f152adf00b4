"""Waiting keys: a member's private keys, wrapped anew for key pairs that vault.json does not name yet.

They wait in the database while it is encrypted anew, and replace the old ones once vault.json has the new key pairs.
After a kill the next opening compares: where vault.json has them, they are used, else dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from datapact.base.errors import Damaged, Malformed
from datapact.base.strictjson import JsonObject, JsonValue, to_base64url
from datapact.vault.folder.newest_file import Execute, get_fact, put_fact
from datapact.vault.keys import slots
from datapact.vault.keys.header import VaultFile
from datapact.vault.keys.slot import Slot
from datapact.vault.keys.slots import SIGNING

WAITING = "waiting_keys"  # the key in meta


type Secrets = Callable[[str, str, str], bytes | None]
"""The secret of a stored key by purpose, kid and wrapped text; None where it cannot be had."""


def opened_with(slot_id: str, everyday: bytes, signing: bytes) -> Secrets:
    """The secrets opened with the private keys that a slot had before the change.

    Secrets that do not open, such as keys under a lost passphrase, stay unchanged.
    """

    def secret(purpose: str, _kid: str, wrapped: str) -> bytes | None:
        try:
            return slots.unwrap(slot_id, signing if purpose == SIGNING else everyday, purpose, wrapped)
        except (Damaged, Malformed):
            return None

    return secret


def lay_ready(execute: Execute, slot: Slot, secrets: Secrets) -> None:
    """Wrap the secrets of a member for the new key pairs of ``slot``, as waiting keys."""
    ready: list[JsonValue] = []
    rows = execute("SELECT id, purpose, kid, wrapped FROM person_key WHERE member = ?", (slot.info.id,)).fetchall()
    for id, purpose, kid, wrapped in rows:
        secret = secrets(purpose, kid, wrapped)
        if secret is None:
            continue
        ready.append({"id": id, "wrapped": slots.wrap(slot.info.id, slots.publics(slot), purpose, secret)})
    fact: JsonObject = {"slot": slot.info.id, "publics": _publics(slot), "keys": ready}
    put_fact(execute, WAITING, fact)


def take_their_place(execute: Execute, file: VaultFile) -> None:
    """Use the waiting keys where ``file`` has the key pairs that they are wrapped for, and drop the waiting record."""
    fact = get_fact(execute, WAITING)
    if fact is None:
        return
    slot = next((slot for slot in file.slots if slot.info.id == fact.get("slot")), None)
    if slot is not None and _publics(slot) == fact.get("publics"):
        keys = fact.get("keys")
        for ready in keys if isinstance(keys, list) else ():
            if isinstance(ready, dict):
                values = (ready.get("wrapped"), ready.get("id"), slot.info.id)
                execute("UPDATE person_key SET wrapped = ? WHERE id = ? AND member = ?", values)
    put_fact(execute, WAITING, None)


def _publics(slot: Slot) -> str:
    return to_base64url(hashlib.sha256(slot.everyday_public + slot.signing_public).digest())
