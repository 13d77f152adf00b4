"""vault.json: only the data that must be readable before the passphrase is known.

A plain SHA-256 tells damage from a wrong passphrase, a MAC under the vault key tells tampering once it is open.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.files import read_whole, write_whole
from datapact.base.left_out import sha256
from datapact.base.strictjson import JsonObject, canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.slot import (
    CHECK_LENGTH,
    MAC_LENGTH,
    Slot,
    SlotInfo,
    SlotKind,
    slot_from_json,
    slot_to_json,
)

FORMAT = 2
WITHOUT_GENERATION = 1  # the former format, which can still be read
LARGEST = 4 * 1024 * 1024
MOST_SLOTS = 200
_USE = "vault.json"


@dataclass(frozen=True, slots=True)
class Belonging:
    """The vault.json that a database and a checkpoint belong to: its generation and the digest of its bytes.

    Generation 0, without a digest: one that an earlier program wrote.
    """

    generation: int = 0
    """Number of times the file was written."""
    digest: str = ""
    """SHA-256 over its bytes, base64url; empty for generation 0."""


@dataclass(frozen=True, slots=True)
class VaultFile:
    """Format and schema numbers, key check value (16 bytes) and slots; ``mac`` is empty until written.

    ``generation`` counts how often the file was written; 0 in the format that had none. ``digest`` is that of the bytes
    read or written, empty in between.
    """

    schema: int
    """Number of the newest migration of the database."""
    check: bytes
    """Derived from the vault key, which is told by it from another."""
    slots: tuple[Slot, ...]
    """At least 1 and at most 200, no id twice."""
    mac: bytes = b""
    generation: int = 0
    digest: str = field(default="", compare=False)

    def find(self, kind: SlotKind, member_id: str | None = None) -> Slot | None:
        """The first slot of this kind, and of this member when one is named."""
        for slot in self.slots:
            if slot.info.kind == kind and member_id in (None, slot.info.id):
                return slot
        return None

    def with_slot(self, slot: Slot) -> VaultFile:
        """The file with this slot added, or put in the place of the one with the same id."""
        if not any(old.info.id == slot.info.id for old in self.slots):
            return replace(self, slots=(*self.slots, slot), digest="")
        slots = tuple(slot if old.info.id == slot.info.id else old for old in self.slots)
        return replace(self, slots=slots, digest="")

    def without_slot(self, member_id: str) -> VaultFile:
        """The file without this member's slot."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.info.id != member_id), digest="")

    def body(self) -> JsonObject:
        """The members that checksum and MAC cover."""
        body: JsonObject = {
            "format": FORMAT if self.generation else WITHOUT_GENERATION,
            "schema": self.schema,
            "check": to_base64url(self.check),
            "slots": [slot_to_json(slot) for slot in self.slots],
        }
        return {**body, "generation": self.generation} if self.generation else body

    def to_bytes(self) -> bytes:
        """The bytes of vault.json, for a file that was read or authenticated."""
        body = self.body()
        checksum = to_base64url(sha256(canonical(body)))
        return canonical({**body, "sha256": checksum, "mac": to_base64url(self.mac)})

    def belonging(self) -> Belonging:
        """The values of this file for database and checkpoint."""
        if not self.generation:
            return Belonging()
        if not self.digest:
            raise ValueError("a vault.json that is neither read nor written belongs to nothing")
        return Belonging(self.generation, self.digest)


def authenticated(file: VaultFile, vault_key: bytes) -> VaultFile:
    """The file with the key check value and the MAC of this vault key."""
    from datapact.vault.keys.subkeys import authenticate, key_check_value  # whoever only lists slots does without

    checked = replace(file, check=key_check_value(vault_key))
    whole = replace(checked, mac=authenticate(vault_key, _USE, canonical(checked.body())))
    return replace(whole, digest=to_base64url(sha256(whole.to_bytes())))


def write_vault_file(path: Path, file: VaultFile, vault_key: bytes) -> VaultFile:
    """Write the file whole, fsync, rename; returns the written file. Raises Surroundings."""
    written = authenticated(file, vault_key)
    write_whole(path, written.to_bytes())
    return written


def from_bytes(data: bytes) -> VaultFile:
    """Read strictly, before any key is known.

    Raises NewerFormat for a later format or schema (nothing else is checked then), else Damaged.
    """
    try:
        value = parse_object(data, limit=LARGEST)
    except (Malformed, TooLarge):
        raise _damaged() from None
    version = value.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise newer()
    if isinstance(version, bool) or version not in (WITHOUT_GENERATION, FORMAT):
        raise _damaged()
    covering = {"format", "schema", "check", "slots"} | ({"generation"} if version == FORMAT else set())
    if value.keys() != covering | {"sha256", "mac"}:
        raise _damaged()
    schema, slots = value["schema"], value["slots"]
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1 or canonical(value) != data:
        raise _damaged()
    generation = value.get("generation", 0)
    if not isinstance(generation, int) or isinstance(generation, bool) or generation < (version == FORMAT):
        raise _damaged()
    covered = canonical({name: value[name] for name in covering})
    if to_base64url(sha256(covered)) != value["sha256"]:
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
    return VaultFile(schema, check, read, mac, generation, to_base64url(sha256(data)))


def read_vault_file(path: Path) -> VaultFile:
    """vault.json of a folder; raises WrongUse where there is none, NewerFormat, Damaged or Surroundings."""
    return from_bytes(read_whole(path, limit=LARGEST))


def check_vault_file(file: VaultFile, vault_key: bytes) -> None:
    """Raises Damaged when the file is not the one that was written with this vault key."""
    from datapact.vault.keys.subkeys import is_authentic, key_check_value

    if file.check != key_check_value(vault_key) or not is_authentic(vault_key, _USE, canonical(file.body()), file.mac):
        raise Damaged(
            N_("vault.json was altered by another program: it does not fit its key. Restore the newest backup.")
        )


def newer() -> NewerFormat:
    """The error for a vault that a later program wrote."""
    return NewerFormat(
        N_("This vault was written by a newer DataPact. Install the newest version; nothing was changed.")
    )


def _damaged() -> Damaged:
    return Damaged(N_("vault.json is damaged. Restore the newest backup."))


def list_slots(folder: Path) -> tuple[SlotInfo, ...]:
    """The key slots of a vault, read without a passphrase; raises like reading vault.json."""
    return tuple(slot.info for slot in read_vault_file(Paths(folder).vault_file).slots)
