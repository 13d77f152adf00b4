"""From a backup back to work: the vault is made again, and the organisation's history says so."""

from __future__ import annotations

from pathlib import Path

from datapact.clock import Clock
from datapact.files import surroundings
from datapact.parties.acting import Acting, acting_in
from datapact.parties.organisation_log import append_organisation_entry
from datapact.vault.backup import read_header
from datapact.vault.restore import RESTORED, restore_vault
from datapact.vault.slots import SlotInfo
from datapact.vault.store import get_meta


def restore_organisation(file: Path, folder: Path, *, member_id: str | None, passphrase: str, clock: Clock) -> Acting:
    """Make the vault ``folder`` of a backup and go to work in it; raises like ``restore_vault``."""
    vault = restore_vault(file, folder, member_id=member_id, passphrase=passphrase, clock=clock)
    try:
        acting = acting_in(vault)
        if acting.member.roles & {"admin", "legal"}:
            with vault.write() as session:
                since = get_meta(session, RESTORED) or ""
                append_organisation_entry(acting, session, "restored", {"from_time": since})
        return acting
    except BaseException:
        vault.close()
        raise


def members_of_backup(file: Path) -> tuple[SlotInfo, ...]:
    """Whose passphrases of that time open a backup; raises Damaged, NewerFormat or Surroundings."""
    try:
        with file.open("rb") as stream:
            header, _line = read_header(stream)
    except OSError as error:
        raise surroundings(error, file) from error
    return tuple(slot.info for slot in header.vault.slots if slot.info.kind == "member")
