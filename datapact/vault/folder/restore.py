"""Restore a working vault from a backup, or from a database that lost its newest changes.

Either way the vault continues as a new replica, so that its counters never collide with lost entries that partners may
have, and records that it was restored, so that partners are asked for missing entries.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from datapact.base.clock import Clock, write_time
from datapact.base.errors import Damaged, WrongUse
from datapact.base.files import surroundings, write_whole
from datapact.base.local_time import exact_time
from datapact.base.strictjson import canonical
from datapact.base.texts import N_, current_language
from datapact.vault.database import entries
from datapact.vault.database.checkpoint import Checkpoint, newest, write_checkpoint
from datapact.vault.database.connections import Connections
from datapact.vault.database.database import database_errors
from datapact.vault.database.migrate import CURRENT
from datapact.vault.database.session import Session
from datapact.vault.folder import opening
from datapact.vault.folder.backup import copy_out, read_header
from datapact.vault.folder.check import content_problems, page_problems
from datapact.vault.folder.local_disk import refuse_network_disk
from datapact.vault.folder.lock import writing
from datapact.vault.folder.new_folder import new_folder
from datapact.vault.folder.newest_file import require_claimed, require_newest, stated_file, statements
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.keys import slots
from datapact.vault.keys.header import VaultFile, check_vault_file, newer, write_vault_file
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.recovery_code import read_code
from datapact.vault.keys.slot import Slot
from datapact.vault.keys.subkeys import database_key

log = logging.getLogger(__name__)

RESTORED = "restored"  # the key in meta of the time (RFC 3339) up to which the restored vault knows everything


def restore_vault(
    file: Path, folder: Path, *, member_id: str | None = None, passphrase: str, clock: Clock, damaged: bool = False
) -> OpenVault:
    """Make a new vault ``folder`` of a backup, with a passphrase of that time.

    Raises Locked for a wrong passphrase, Damaged for an altered or truncated backup or, unless ``damaged``, for one that
    was made of a damaged vault; NewerFormat, WrongUse when there is something at ``folder`` already. Nothing is left
    behind then.
    """
    return _restore(
        file, folder, lambda vault: opening.member_slot(vault, member_id), passphrase, clock, damaged=damaged
    )


def copy_from_backup(file: Path, folder: Path, *, member_id: str | None, passphrase: str, clock: Clock) -> OpenVault:
    """``restore_vault`` for a further copy beside the vault that goes on: a new replica, but nothing was lost."""
    return _restore(file, folder, lambda vault: opening.member_slot(vault, member_id), passphrase, clock, lost=False)


def restore_with_recovery(file: Path, folder: Path, *, code: str, clock: Clock) -> OpenVault:
    """``restore_vault`` with the recovery code of that time."""
    return _restore(file, folder, lambda vault: opening.slot_of_kind(vault, "recovery", None), read_code(code), clock)


def accept_losses(folder: Path, *, member_id: str | None = None, passphrase: str, clock: Clock) -> OpenVault:
    """Open a vault despite a database behind its checkpoint, or a lost checkpoint.

    For a member who was told of the damage and has no better backup. Raises like ``open_vault`` for anything else.
    """

    def choose(file: VaultFile) -> Slot:
        return opening.member_slot(file, member_id)

    paths = Paths(folder)
    file = opening.read_for_opening(paths)
    slot = choose(file)
    master = slots.master_secret(slot, passphrase)
    unlocked = slots.unlock(slot, master)
    check_vault_file(file, unlocked.vault_key)
    require_claimed(paths, file)
    with writing(paths.lock):
        reached = _go_on_as_new_replica(paths, file, unlocked.vault_key, write_time(clock()))
        write_checkpoint(paths.checkpoint, reached, unlocked.vault_key)
    return opening.open_unlocked(folder, choose, opening.remembering(passphrase, slot, master), clock)


def _restore(
    file: Path,
    folder: Path,
    choose: Callable[[VaultFile], Slot],
    secret: str,
    clock: Clock,
    *,
    lost: bool = True,
    damaged: bool = False,
) -> OpenVault:
    refuse_network_disk(folder)
    if not file.is_file():
        raise WrongUse(N_("There is no file {file}. Check the name."), file=str(file))
    try:
        with file.open("rb") as stream:
            header, line = read_header(stream)
            held = header.vault_file()
            if held.schema > CURRENT:
                raise newer()
            slot = choose(held)
            master = slots.master_secret(slot, secret)
            vault_key = slots.unlock(slot, master).vault_key
            check_vault_file(held, vault_key)
            with new_folder(folder) as unfinished:
                paths = Paths(unfinished)
                copy_out(stream, header, line, paths.database, vault_key)
                if not damaged:
                    _require_sound(paths.database, vault_key, header.created)
                write_vault_file(paths.vault_file, held, vault_key)
                write_whole(paths.checkpoint, canonical(header.checkpoint))
                if header.appearance is not None:
                    write_whole(paths.appearance, canonical(header.appearance))
                _go_on_as_new_replica(paths, held, vault_key, write_time(header.created) if lost else None)
    except OSError as error:
        raise surroundings(error, file) from error
    return opening.open_unlocked(folder, choose, opening.remembering(secret, slot, master), clock)


def _require_sound(database: Path, vault_key: bytes, created: datetime) -> None:
    """Raise Damaged where the database of a backup is one of a damaged vault, before it becomes a vault.

    Programs before December 2026 copied a damaged page as zeros that prove true (decision 467), so structure, entries and
    attachments are held against what was stored, too.
    """
    problems = page_problems(database, vault_key)
    if not problems:
        made = Connections(database, database_key(vault_key))
        try:
            with database_errors(database), Session(made.writer) as session:
                problems = content_problems(session.connection())
        finally:
            made.dispose()
    if problems:
        log.warning("a backup holds a damaged vault: %s problems", len(problems))
        raise Damaged(
            N_(
                "The backup of {time} was made of a damaged vault. It was not restored, and nothing was changed. Restore an"
                " older one; where none is sound, datapact vault restore --damaged FILE takes what can be read."
            ),
            time=exact_time(created, None, current_language()),
        )


def _go_on_as_new_replica(paths: Paths, file: VaultFile, vault_key: bytes, known_until: str | None) -> Checkpoint:
    made = Connections(paths.database, database_key(vault_key))
    try:
        with database_errors(paths.database), Session(made.writer) as session:
            stated = stated_file(statements(session.connection()))
            require_newest(file, stated)
            entries.set_meta(session, opening.REPLICA, opening.new_replica())
            if known_until is not None:
                entries.set_meta(session, RESTORED, known_until)
            session.commit()
            return replace(newest(session.connection()), belongs=stated)
    finally:
        made.dispose()
