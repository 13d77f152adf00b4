"""vault.json: everything that must be readable before the passphrase is known, and nothing else.

A plain SHA-256 tells damage from a wrong passphrase, a MAC under the vault key tells tampering once it is open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from datapact.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.files import read_whole, write_whole
from datapact.strictjson import JsonObject, canonical, from_base64url, parse_object, to_base64url
from datapact.texts import N_
from datapact.vault.paths import Paths
from datapact.vault.slot_json import slot_from_json, slot_to_json
from datapact.vault.slots import Slot, SlotInfo, SlotKind
from datapact.vault.subkeys import CHECK_LENGTH, MAC_LENGTH, authenticate, is_authentic, key_check_value

FORMAT = 1
LARGEST = 4 * 1024 * 1024
MOST_SLOTS = 200
_USE = "vault.json"


@dataclass(frozen=True, slots=True)
class VaultFile:
    """Format and schema numbers, key check value (16 bytes) and slots; ``mac`` is empty until written."""

    schema: int
    check: bytes
    slots: tuple[Slot, ...]
    mac: bytes = b""

    def find(self, kind: SlotKind, member_id: str | None = None) -> Slot | None:
        """The first slot of this kind, and of this member when one is named."""
        for slot in self.slots:
            if slot.info.kind == kind and member_id in (None, slot.info.id):
                return slot
        return None

    def with_slot(self, slot: Slot) -> VaultFile:
        """The file with this slot added, or put in the place of the one with the same id."""
        if not any(old.info.id == slot.info.id for old in self.slots):
            return replace(self, slots=(*self.slots, slot))
        return replace(self, slots=tuple(slot if old.info.id == slot.info.id else old for old in self.slots))

    def without_slot(self, member_id: str) -> VaultFile:
        """The file without this member's slot."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.info.id != member_id))

    def body(self) -> JsonObject:
        """The members that checksum and MAC cover."""
        return {
            "format": FORMAT,
            "schema": self.schema,
            "check": to_base64url(self.check),
            "slots": [slot_to_json(slot) for slot in self.slots],
        }


def to_bytes(file: VaultFile, vault_key: bytes) -> bytes:
    """The authenticated bytes of vault.json for this vault key, which also sets the key check value."""
    body = replace(file, check=key_check_value(vault_key)).body()
    covered = canonical(body)
    return canonical(
        {
            **body,
            "sha256": to_base64url(hashlib.sha256(covered).digest()),
            "mac": to_base64url(authenticate(vault_key, _USE, covered)),
        }
    )


def write_vault_file(path: Path, file: VaultFile, vault_key: bytes) -> None:
    """Write whole, fsync, rename; raises Surroundings."""
    write_whole(path, to_bytes(file, vault_key))


def from_bytes(data: bytes) -> VaultFile:
    """Read strictly, before any key is known.

    Raises NewerFormat for a later format or schema (nothing else is looked at), else Damaged.
    """
    try:
        value = parse_object(data, limit=LARGEST)
    except (Malformed, TooLarge):
        raise _damaged() from None
    version = value.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise newer()
    if (
        version != FORMAT
        or isinstance(version, bool)
        or value.keys() != {"format", "schema", "check", "slots", "sha256", "mac"}
    ):
        raise _damaged()
    schema, slots = value["schema"], value["slots"]
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1 or canonical(value) != data:
        raise _damaged()
    covered = canonical({name: value[name] for name in ("format", "schema", "check", "slots")})
    if to_base64url(hashlib.sha256(covered).digest()) != value["sha256"]:
        raise _damaged()
    if not isinstance(slots, list) or not 1 <= len(slots) <= MOST_SLOTS:
        raise _damaged()
    read = tuple(slot_from_json(slot) for slot in slots)
    if len({slot.info.id for slot in read}) != len(read):
        raise _damaged()
    try:
        check, mac = from_base64url(value["check"]), from_base64url(value["mac"])
    except Malformed:
        raise _damaged() from None
    if (len(check), len(mac)) != (CHECK_LENGTH, MAC_LENGTH):
        raise _damaged()
    return VaultFile(schema, check, read, mac)


def read_vault_file(path: Path) -> VaultFile:
    """vault.json of a folder; raises WrongUse where there is none, NewerFormat, Damaged or Surroundings."""
    return from_bytes(read_whole(path, limit=LARGEST))


def check_vault_file(file: VaultFile, vault_key: bytes) -> None:
    """Raises Damaged when the file is not the one that was written with this vault key."""
    if file.check != key_check_value(vault_key) or not is_authentic(vault_key, _USE, canonical(file.body()), file.mac):
        raise Damaged(
            N_("vault.json was altered by another program: it does not fit its key. Restore the newest backup.")
        )


def newer() -> NewerFormat:
    """The refusal of a vault that a later program wrote."""
    return NewerFormat(
        N_("This vault was written by a newer DataPact. Install the newest version; nothing was changed.")
    )


def _damaged() -> Damaged:
    return Damaged(N_("vault.json is damaged. Restore the newest backup."))


def list_slots(folder: Path) -> tuple[SlotInfo, ...]:
    """Who can open a vault, as it says without a passphrase; raises like reading vault.json."""
    return tuple(slot.info for slot in read_vault_file(Paths(folder).vault_file).slots)
