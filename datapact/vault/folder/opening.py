"""Make and open the folder of a vault; everything that can be compared is compared first."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from datapact.base.clock import Clock
from datapact.base.errors import Damaged, DataPactError, Locked, Surroundings, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.vault.database import entries
from datapact.vault.database.checkpoint import START, Checkpoint, compare, read_checkpoint, write_checkpoint
from datapact.vault.database.connections import Connections
from datapact.vault.database.database import connect, database_errors
from datapact.vault.database.migrate import CURRENT, make_tables, migrate, schema_version
from datapact.vault.folder.local_disk import refuse_network_disk
from datapact.vault.folder.lock import writing
from datapact.vault.folder.new_folder import clear_leftovers, new_folder
from datapact.vault.folder.newest_file import (
    STATED,
    put_newest,
    read_stated,
    require_claimed,
    require_newest,
    state_file,
    statements,
    wrong_for_older_file,
)
from datapact.vault.folder.open_vault import RECOVERY_ID, OpenVault
from datapact.vault.folder.rotation import complete, forget, has_key
from datapact.vault.folder.unfinished import LEFT, clear_unfinished
from datapact.vault.folder.waiting_keys import WAITING, take_their_place
from datapact.vault.keys import slots
from datapact.vault.keys.header import Belonging, VaultFile, check_vault_file, newer, read_vault_file, write_vault_file
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.recovery_code import new_recovery_code, read_code
from datapact.vault.keys.slot import KEY_LENGTH, KdfParameters, Slot, SlotInfo, SlotKind
from datapact.vault.keys.slots import Unlocked
from datapact.vault.keys.subkeys import database_key

log = logging.getLogger(__name__)

REPLICA = "replica"  # the key in meta of this copy's name
_REPLICA_LENGTH = 16


def create_vault(
    folder: Path,
    *,
    member_id: str,
    display_name: str,
    passphrase: str,
    clock: Clock,
    kdf: KdfParameters | None = None,
) -> tuple[OpenVault, str]:
    """Make a vault with one member; returns it open, with the recovery code to print.

    A kill leaves no folder of that name. Raises WrongUse when the path exists already or the passphrase is too short,
    Surroundings when the disk fails.
    """
    from datapact.vault.database.session import Session

    cost, code, vault_key = kdf or slots.RECOMMENDED, new_recovery_code(), os.urandom(KEY_LENGTH)
    slots.check_passphrase(passphrase)
    refuse_network_disk(folder)
    with new_folder(folder) as unfinished:
        member, unlocked = slots.new_slot(SlotInfo(member_id, "member", display_name), passphrase, vault_key, cost)
        recovery, _ = slots.new_slot(
            SlotInfo(RECOVERY_ID, "recovery", "Recovery code"), read_code(code), vault_key, cost
        )
        paths = Paths(unfinished)
        first = VaultFile(CURRENT, b"", (member, recovery), generation=1)
        newest = write_vault_file(paths.vault_file, first, vault_key).belonging()
        write_checkpoint(paths.checkpoint, replace(START, belongs=newest), vault_key)
        made = Connections(paths.database, database_key(vault_key))
        replica = new_replica()
        with database_errors(paths.database):
            make_tables(made.engine)
            with Session(made.writer) as session:
                entries.set_meta(session, REPLICA, replica)
                state_file(statements(session.connection()), newest)
                session.commit()
        made.dispose()
    made = Connections(Paths(folder).database, database_key(vault_key))
    log.info("a vault was made")
    return _opened(folder, member, unlocked, clock, made, replica, None, 1), code


def open_vault(folder: Path, *, member_id: str | None, passphrase: str, clock: Clock) -> OpenVault:
    """Open with a member's passphrase; without ``member_id``, as the only member.

    Raises Locked for a wrong passphrase, WrongUse for an unknown or missing member or folder, NewerFormat (nothing is
    touched), Damaged when key, database and checkpoint do not fit each other, Surroundings.
    """
    return _open(folder, lambda file: member_slot(file, member_id), passphrase, clock)


def open_with_invitation(folder: Path, member_id: str, code: str, clock: Clock) -> OpenVault:
    """Open with the one-time code of an invitation; raises like ``open_vault``."""
    return _open(folder, lambda file: slot_of_kind(file, "invitation", member_id), read_code(code), clock)


def open_with_recovery(folder: Path, code: str, clock: Clock) -> OpenVault:
    """Open with the printed recovery code; raises like ``open_vault``."""
    return _open(folder, lambda file: slot_of_kind(file, "recovery", None), read_code(code), clock)


def new_replica() -> str:
    """A random name for a copy of a vault."""
    return to_base64url(os.urandom(_REPLICA_LENGTH))


def member_slot(file: VaultFile, member_id: str | None) -> Slot:
    """The slot of a member, or of the only one; raises WrongUse with the known ids."""
    members = [slot for slot in file.slots if slot.info.kind == "member"]
    fitting = [slot for slot in members if member_id in (None, slot.info.id)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(slot.info.id for slot in members)
    if member_id is None:
        raise WrongUse(N_("Several members can open this vault. Say which one you are: {names}."), names=names)
    raise WrongUse(N_("There is no member {id} in this vault. Its members: {names}."), id=member_id, names=names)


def slot_of_kind(file: VaultFile, kind: SlotKind, member_id: str | None) -> Slot:
    """The slot that a code opens; raises WrongUse when there is none."""
    slot = file.find(kind, member_id)
    if slot is None:
        raise WrongUse(N_("There is no such code for this vault: it was used already or taken back. Ask an admin."))
    return slot


type Masters = Callable[[Slot], bytes]
"""The master secret that what was typed gives for a slot."""


def remembering(secret: str, slot: Slot | None = None, master: bytes = b"") -> Masters:
    """Derive master secrets from the typed passphrase, each once; that of ``slot`` is known already."""
    known = {} if slot is None else {(slot.salt, slot.kdf): master}

    def master_of(slot: Slot) -> bytes:
        if (slot.salt, slot.kdf) not in known:
            known[slot.salt, slot.kdf] = slots.master_secret(slot, secret)
        return known[slot.salt, slot.kdf]

    return master_of


def _open(folder: Path, choose: Callable[[VaultFile], Slot], secret: str, clock: Clock) -> OpenVault:
    refuse_network_disk(folder)
    paths, masters = Paths(folder), remembering(secret)
    file = read_for_opening(paths)
    if not paths.next_vault_file.exists():  # a wrong passphrase ends here, before anything is locked or touched
        slot = choose(file)
        try:
            slots.unlock(slot, masters(slot))
        except Locked as error:
            raise wrong_for_older_file(paths, file) or error from error
    return open_unlocked(folder, choose, masters, clock)


def open_unlocked(folder: Path, choose: Callable[[VaultFile], Slot], masters: Masters, clock: Clock) -> OpenVault:
    """Open under the lock with the slot that ``choose`` finds in the vault.json in force."""
    paths = Paths(folder)
    with writing(paths.lock):
        file, slot, unlocked = _in_force(paths, choose, masters)
        check_vault_file(file, unlocked.vault_key)
        require_claimed(paths, file)
        made = Connections(paths.database, database_key(unlocked.vault_key))
        try:
            before, replica = _compare(paths, made, file, unlocked.vault_key, clock)
            settled = slot
            if slot.rotations:
                settled = slots.settled(slot, masters(slot), unlocked.vault_key)
            if settled != slot or file.schema != CURRENT:
                current = replace(file.with_slot(settled), schema=CURRENT)
                file = put_newest(paths, made, current, unlocked.vault_key)
        except Damaged as error:
            made.dispose()
            raise _without_its_key(paths, unlocked.vault_key) or error from error
        except BaseException:
            made.dispose()
            raise
        clear_leftovers(paths, clock())
    migrated_from = before if before < CURRENT else None
    log.info("a vault was opened, schema %s, generation %s", CURRENT, file.generation)
    return _opened(folder, settled, unlocked, clock, made, replica, migrated_from, file.generation)


def read_for_opening(paths: Paths) -> VaultFile:
    """The vault.json of a folder that this program can open, read before anything is touched."""
    if not paths.vault_file.exists():
        raise WrongUse(N_("{folder} is not a DataPact vault. Check the name."), folder=str(paths.folder))
    file = read_vault_file(paths.vault_file)
    if file.schema > CURRENT:
        raise newer()
    if not paths.database.exists() or paths.database.stat().st_size == 0:
        raise Damaged(N_("The database of the vault is missing. Restore the newest backup."))
    return file


def _in_force(paths: Paths, choose: Callable[[VaultFile], Slot], masters: Masters) -> tuple[VaultFile, Slot, Unlocked]:
    """The vault.json that fits the database, with the slot opened.

    A change of the vault key that was cut short is finished or dropped, depending on the database. If it was a change
    of the typed passphrase, only the old or the new one opens, and the error for the other says so.
    """
    file = read_for_opening(paths)
    if not paths.next_vault_file.exists():
        slot = choose(file)
        return file, slot, slots.unlock(slot, masters(slot))
    before = _unlocked(file, choose, masters)
    if not isinstance(before, DataPactError) and has_key(paths, before[1].vault_key):
        forget(paths)
        return file, *before
    try:
        following = read_vault_file(paths.next_vault_file)
    except Damaged as error:
        raise (before if isinstance(before, DataPactError) else error) from None
    after = _unlocked(following, choose, masters)
    if not isinstance(after, DataPactError) and has_key(paths, after[1].vault_key):
        check_vault_file(following, after[1].vault_key)
        complete(paths, after[1].vault_key)
        return following, *after
    if isinstance(before, DataPactError) and isinstance(after, DataPactError):
        raise before
    if isinstance(after, Locked):
        raise Locked(
            N_("The passphrase was changed when DataPact was cut off, and the new one holds. Enter the new passphrase.")
        )
    if isinstance(before, Locked):
        raise Locked(
            N_("DataPact was cut off before the new passphrase held. Enter the old passphrase, and change it again.")
        )
    if isinstance(after, DataPactError):
        raise after
    raise _damaged()


def _unlocked(
    file: VaultFile, choose: Callable[[VaultFile], Slot], masters: Masters
) -> tuple[Slot, Unlocked] | Locked | WrongUse:
    try:
        slot = choose(file)
        return slot, slots.unlock(slot, masters(slot))
    except (Locked, WrongUse) as error:
        return error


def _without_its_key(paths: Paths, vault_key: bytes) -> Damaged | None:
    """The error where the database does not open with the key in vault.json; reads without writing."""
    try:
        connect(paths.database, database_key(vault_key), only_look=True).close()
    except Damaged:
        return Damaged(
            N_(
                "The database does not open with the key in vault.json: it is damaged, or vault.json is an older copy."
                " Put the newest vault.json back, or restore the newest backup."
            )
        )
    except DataPactError:
        return None
    return None


def _compare(paths: Paths, made: Connections, file: VaultFile, vault_key: bytes, clock: Clock) -> tuple[int, str]:
    """Compare vault.json, database and checkpoint, and update the latter two.

    Returns the schema before and the replica id.
    """
    written = read_checkpoint(paths.checkpoint, vault_key)
    if paths.log.exists() and paths.log.stat().st_size:
        _look_first(paths, vault_key, written)
    with database_errors(paths.database):
        version, reached = _reached(made, written)
        facts = _facts(made)
        is_done = WAITING not in facts and not require_newest(
            file, read_stated(facts[STATED]) if STATED in facts else Belonging()
        )
        if not is_done:
            with made.transaction(writes=True) as connection:
                state_file(statements(connection), file.belonging())
                take_their_place(statements(connection), file)
        if version < CURRENT:
            from datapact.vault.folder.automatic_backup import automatic_name
            from datapact.vault.folder.backup import write_backup

            write_backup(paths, vault_key, automatic_name(paths, clock()), clock(), proven=False)
            migrate(made.engine)
            log.info("a vault was brought from schema %s to %s", version, CURRENT)
    if REPLICA not in facts:
        raise _damaged()
    if LEFT in facts:
        with (
            suppress(Surroundings),
            database_errors(paths.database),
            made.transaction(writes=True) as connection,
        ):
            clear_unfinished(statements(connection), clock())
    if (reached, file.belonging()) != (written, written.belongs):
        # on a full disk the vault can be read all the same; what is written next, or the next opening, brings it up
        with suppress(Surroundings) if file.belonging() == written.belongs else nullcontext():
            write_checkpoint(paths.checkpoint, replace(reached, belongs=file.belonging()), vault_key)
    return version, facts[REPLICA]


def _facts(made: Connections) -> dict[str, str]:
    """The facts in meta about the vault itself, in one query."""
    wanted = (REPLICA, STATED, WAITING, LEFT)
    with made.transaction() as connection:
        found = statements(connection)("SELECT key, value FROM meta WHERE key IN (?, ?, ?, ?)", wanted).fetchall()
    return {str(key): str(value) for key, value in found}


def _look_first(paths: Paths, vault_key: bytes, written: Checkpoint) -> None:
    """Compare without writing: SQLite would merge a damaged log as far as it goes, and discard the rest."""
    look = Connections(paths.database, database_key(vault_key), only_look=True)
    try:
        with database_errors(paths.database):
            _reached(look, written)
    finally:
        look.dispose()


def _reached(made: Connections, written: Checkpoint) -> tuple[int, Checkpoint]:
    with made.transaction() as connection:
        version = schema_version(connection)
        if version == 0:
            raise _damaged()
        return version, compare(connection, written)


def _damaged() -> Damaged:
    return Damaged(N_("The database of the vault is damaged. Restore the newest backup."))


def _opened(
    folder: Path,
    slot: Slot,
    unlocked: Unlocked,
    clock: Clock,
    made: Connections,
    replica: str,
    migrated_from: int | None,
    generation: int,
) -> OpenVault:
    return OpenVault(
        folder, slot.info, clock, replica, migrated_from, made, unlocked, slots.publics(slot), generation == 0
    )
