"""An unlocked vault: transactions, the member's own keys, and changes to the key slots."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.clock import Clock
from datapact.base.errors import Locked, Surroundings, WrongUse
from datapact.base.progress import Progress, silent
from datapact.base.texts import N_, Message
from datapact.vault.database.checkpoint import Checkpoint, write_checkpoint
from datapact.vault.database.connections import Connections
from datapact.vault.database.database import connect, database_errors
from datapact.vault.database.entries import REACHED
from datapact.vault.database.remembered import MEMORY, Memory
from datapact.vault.folder.confirmation import confirmed
from datapact.vault.folder.lock import writing
from datapact.vault.folder.newest_file import put_newest, require_newest, stated_file, statements
from datapact.vault.folder.rotation import complete, require_possible, rotate
from datapact.vault.folder.waiting_keys import Secrets, opened_with
from datapact.vault.keys import slots
from datapact.vault.keys.header import VaultFile, check_vault_file, read_vault_file
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.recovery_code import new_recovery_code, read_code
from datapact.vault.keys.slot import KEY_LENGTH, KdfParameters, Slot, SlotInfo, SlotKind
from datapact.vault.keys.slots import SIGNING, Unlocked
from datapact.vault.keys.subkeys import database_key

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from datapact.vault.database.session import Session

log = logging.getLogger(__name__)

RECOVERY_ID = "(recovery)"  # in brackets, which no member's id can have


@dataclass(slots=True)
class OpenVault:
    """An open vault; close it, or use it as a context manager."""

    folder: Path
    """Path of the vault's folder."""
    slot: SlotInfo
    """Whose passphrase or code opened it."""
    clock: Clock
    """Gives now, UTC, whole seconds."""
    replica: str
    """base64url of 16 random bytes, new in each copy that goes on from a backup."""
    migrated_from: int | None
    """The schema version before this opening, when it was an older one."""
    _connections: Connections = field(repr=False)
    _unlocked: Unlocked = field(repr=False)
    _publics: tuple[bytes, bytes] = field(repr=False)
    _has_no_generation: bool = field(repr=False)
    """An earlier program wrote vault.json last: the first write gives it a generation."""
    _memory: Memory = field(default_factory=dict, repr=False)
    """The cache of read values, kept until the vault is closed."""
    only_reads: Message | None = None
    """The reason why the member may only read; None for members who may write."""

    @property
    def paths(self) -> Paths:
        """The files of this vault."""
        return Paths(self.folder)

    @property
    def info(self) -> dict[str, Memory]:
        """The memory of this vault, for functions that work outside a transaction."""
        return {MEMORY: self._memory}

    @property
    def vault_key(self) -> bytes:
        """The vault key, only for backups and the storage check."""
        return self._unlocked.vault_key

    # Transactions

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session that sees the vault at one moment."""
        with database_errors(self.paths.database), self._connections.reading(dict(self.info)) as session:
            yield session

    @contextmanager
    def write(self, *, reader: bool = False) -> Iterator[Session]:
        """One transaction: durable when the block has ended, undone when it raises. Not nestable.

        ``reader``: a write allowed to a member who may only read, too: own remarks and settings, records of exports,
        and tables that follow from entries. Raises Surroundings when another process keeps writing, or when the disk is
        full; Locked for such a member otherwise.
        """
        if not reader:
            self._require_writer()
        with writing(self.paths.lock):
            if self._has_no_generation:
                self._put(self._newest_file())
            with (
                _nothing_changed(),
                database_errors(self.paths.database),
                self._writing() as session,
            ):
                yield session
                durable = confirmed(self, session)
                reached = session.info.get(REACHED)
                if isinstance(reached, Checkpoint):
                    reached = replace(reached, belongs=stated_file(statements(session.connection())))
                session.commit()
            if durable is not None:
                durable()
            if isinstance(reached, Checkpoint):
                self._write_checkpoint(reached)

    @contextmanager
    def within_lock(self, *, held: bool) -> Iterator[Connection]:
        """A short transaction about the vault itself, not its content; ``held``: the caller holds the lock.

        Raises Surroundings when another process keeps writing, or when the disk is full.
        """
        with (
            nullcontext() if held else writing(self.paths.lock),
            database_errors(self.paths.database),
            self._connections.transaction(writes=True) as connection,
        ):
            yield connection

    def give_back_memory(self) -> None:
        """Let go of what the database keeps in memory, after work that read much once; the next read opens it anew."""
        self._connections.give_back_memory()

    def _writing(self) -> Session:
        from datapact.vault.database.session import Session

        return Session(self._connections.writer, expire_on_commit=False, info=self.info)

    def _require_writer(self) -> None:
        if self.only_reads is not None:
            raise Locked(self.only_reads)

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """A transaction that is always undone, to see the effect of a change without making it. Not nestable.

        Raises Surroundings when another process keeps writing.
        """
        with writing(self.paths.lock), database_errors(self.paths.database), self._writing() as session:
            try:
                yield session
            finally:
                session.rollback()

    def empty_log(self) -> None:
        """Cut the write-ahead log, so that it keeps no page from before an erasure; where others read it, it stays."""
        with (
            database_errors(self.paths.database),
            closing(connect(self.paths.database, database_key(self._unlocked.vault_key))) as connection,
        ):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _write_checkpoint(self, reached: Checkpoint) -> None:
        try:
            write_checkpoint(self.paths.checkpoint, reached, self._unlocked.vault_key)
        except Surroundings as error:
            # the next opening rolls the checkpoint forward, so the change itself stays
            raise Surroundings(
                N_("The change was saved, but its checkpoint was not: {reason}"), reason=error.message
            ) from error

    # The member's own keys

    def wrap_private(self, purpose: str, secret: bytes) -> str:
        """Wrap a private key only for this slot: JSON text for person_key.wrapped.

        With the purpose ``signing`` it opens only with the passphrase given again, even in this session.
        """
        return slots.wrap(self.slot.id, self._publics, purpose, secret)

    def wrap_private_for(self, slot_id: str, purpose: str, secret: bytes) -> str:
        """Wrap a private key for another slot, RECOVERY_ID for the recovery code; WrongUse when there is none."""
        return slots.wrap(slot_id, slots.publics(_slot(self._file(), slot_id)), purpose, secret)

    def unwrap_private(self, purpose: str, wrapped: str) -> bytes:
        """Unwrap a key wrapped for this slot; raises Locked for signing keys, Damaged for those of others."""
        if purpose == SIGNING:
            raise Locked(N_("A signing key opens only with the passphrase. Enter it again for this signature."))
        return slots.unwrap(self.slot.id, self._unlocked.everyday_private, purpose, wrapped)

    def unwrap_private_with(self, passphrase: str, purpose: str, wrapped: str) -> bytes:
        """``unwrap_private`` with the passphrase (or code) given again, as for a signature; raises Locked if wrong."""
        slot = _slot(self._file(), self.slot.id)
        master = slots.master_secret(slot, passphrase if slot.info.kind == "member" else read_code(passphrase))
        if purpose == SIGNING:
            private = slots.signing_private(slot, master)
        else:
            private = slots.unlock(slot, master).everyday_private
        return slots.unwrap(self.slot.id, private, purpose, wrapped)

    # Key slots

    def slots(self) -> tuple[SlotInfo, ...]:
        """All key slots of this vault, those of invitations and the recovery code included."""
        return tuple(slot.info for slot in self._file().slots)

    def set_passphrase(self, old: str, new: str, kdf: KdfParameters | None = None, progress: Progress = silent) -> None:
        """Change this member's passphrase, and with it the vault key and the key pairs of the member's slot.

        The old passphrase with an old vault.json opens nothing that is written from now on. The member's author and
        signing keys stay, wrapped anew. Raises Locked when ``old`` is wrong, WrongUse, or Surroundings when the vault
        is open elsewhere or the disk too full; then nothing is written.
        """
        if self.slot.kind != "member":
            raise WrongUse(N_("This vault was opened with a code, which has no passphrase to change."))
        slots.check_passphrase(new)
        before = _slot(self._file(), self.slot.id)
        master = slots.master_secret(before, old)
        everyday, signing = slots.unlock(before, master).everyday_private, slots.signing_private(before, master)
        new_key = os.urandom(KEY_LENGTH)
        added, unlocked = slots.new_slot(before.info, new, new_key, kdf or before.kdf)

        def change(file: VaultFile) -> VaultFile:
            if _slot(file, self.slot.id).salt != before.salt:
                raise WrongUse(N_("The passphrase was changed at this moment. Open the vault again."))
            return file.with_slot(added)

        self._rotate(
            change, new_key, fresh=added, secrets=opened_with(before.info.id, everyday, signing), progress=progress
        )
        self._unlocked, self._publics = unlocked, slots.publics(added)

    def add_slot(
        self,
        kind: SlotKind,
        member_id: str,
        display_name: str,
        passphrase_or_code: str,
        kdf: KdfParameters | None = None,
        *,
        replacing: bool = False,
        secrets: Secrets | None = None,
    ) -> None:
        """Let somebody else open the vault; raises WrongUse when the id is taken and ``replacing`` is not set.

        A replaced slot has new keys: keys wrapped for the old one that are not among ``secrets`` are lost, and the
        vault gets a new key, so that the old passphrase or code opens nothing that is written from now on. Raises
        Surroundings when the vault is open elsewhere then.
        """
        self._require_writer()
        secret = passphrase_or_code if kind == "member" else read_code(passphrase_or_code)
        info, cost = SlotInfo(member_id, kind, display_name), kdf or slots.RECOMMENDED
        if replacing:
            new_key = os.urandom(KEY_LENGTH)
            fresh, _ = slots.new_slot(info, secret, new_key, cost)
            self._rotate(lambda file: file.with_slot(fresh), new_key, fresh=fresh, secrets=secrets)
            return
        added, _ = slots.new_slot(info, secret, self._unlocked.vault_key, cost)

        def change(file: VaultFile) -> VaultFile:
            if any(slot.info.id == member_id for slot in file.slots):
                raise WrongUse(N_("There is already a member {id}. Choose another id."), id=member_id)
            return file.with_slot(added)

        self._change_slots(change)

    def take_back_slot(self, member_id: str) -> None:
        """Remove a slot whose code nobody has seen: no key is in danger, so the vault keeps its key."""
        self._change_slots(lambda file: file.without_slot(member_id))

    def replace_invitation(self, passphrase: str, kdf: KdfParameters | None = None) -> None:
        """Put the member's own passphrase and new keys in place of the invitation that opened the vault."""
        if self.slot.kind != "invitation":
            raise WrongUse(N_("The vault was not opened with an invitation. Open it with the one-time code first."))
        info = SlotInfo(self.slot.id, "member", self.slot.display_name)
        cost = kdf or _slot(self._file(), self.slot.id).kdf
        added, unlocked = slots.new_slot(info, passphrase, self._unlocked.vault_key, cost)
        self._change_slots(lambda file: file.with_slot(added))
        self.slot, self._unlocked, self._publics = info, unlocked, slots.publics(added)

    def renew_recovery_code(self, kdf: KdfParameters | None = None, secrets: Secrets | None = None) -> str:
        """Replace the recovery slot and the vault key, and return the new code; raises Surroundings like ``add_slot``.

        Keys not among ``secrets``, such as the identity key, must be wrapped for it again.
        """
        code = new_recovery_code()
        self.add_slot("recovery", RECOVERY_ID, "Recovery code", code, kdf, replacing=True, secrets=secrets)
        return code

    def remove_slot(self, member_id: str, progress: Progress = silent) -> None:
        """Remove a slot and encrypt the vault with a new key.

        Raises WrongUse when there is none or it is the member's own, Surroundings when the vault is open elsewhere.
        """
        if member_id == self.slot.id:
            raise WrongUse(N_("Nobody can remove themselves. Ask another admin."))
        _slot(self._file(), member_id)
        self._require_writer()
        self._rotate(lambda file: file.without_slot(member_id), os.urandom(KEY_LENGTH), progress=progress)

    def rotate_vault_key(self, progress: Progress = silent) -> None:
        """Encrypt the vault with a new key for the same slots; raises Surroundings when it is open elsewhere."""
        self._require_writer()
        self._rotate(lambda file: file, os.urandom(KEY_LENGTH), progress=progress)

    def require_new_key_possible(self) -> None:
        """Check, before anything is written, that the vault can get a new key.

        Raises Surroundings when another program has the vault open or the disk has too little room.
        """
        with writing(self.paths.lock):
            self._connections.dispose()
            require_possible(self.paths, self._unlocked.vault_key)

    def _rotate(
        self,
        change: Callable[[VaultFile], VaultFile],
        new_key: bytes,
        *,
        fresh: Slot | None = None,
        secrets: Secrets | None = None,
        progress: Progress = silent,
    ) -> None:
        with writing(self.paths.lock):
            file = change(self._newest_file())
            self._connections.dispose()
            rotate(
                self.paths,
                file,
                self._unlocked.vault_key,
                new_key,
                fresh=fresh,
                secrets=secrets,
                progress=progress,
            )
            # from here on the vault has the new key, whatever happens
            self._unlocked = Unlocked(new_key, self._unlocked.everyday_private)
            self._connections = Connections(self.paths.database, database_key(new_key))
            self._has_no_generation = False
            try:
                complete(self.paths, new_key)
            except Surroundings as error:
                raise Surroundings(
                    N_("The vault has its new key, but not everything that belongs to it: {reason} Open it again."),
                    reason=error.message,
                ) from error

    def _file(self) -> VaultFile:
        file = read_vault_file(self.paths.vault_file)
        check_vault_file(file, self._unlocked.vault_key)
        return file

    def _newest_file(self) -> VaultFile:
        """The vault.json to build on; raises Damaged where an older one was put in its place."""
        file = self._file()
        with self.read() as session:
            require_newest(file, stated_file(statements(session.connection())))
        return file

    def _change_slots(self, change: Callable[[VaultFile], VaultFile]) -> None:
        with writing(self.paths.lock):
            self._put(change(self._newest_file()))

    def _put(self, file: VaultFile) -> None:
        put_newest(self.paths, self._connections, file, self._unlocked.vault_key)
        self._has_no_generation = False

    # End

    def close(self) -> None:
        """Close the database and drop the keys; harmless when repeated."""
        self._connections.dispose()
        if self._unlocked.vault_key:
            log.info("a vault was locked")
        self._unlocked = Unlocked(b"", b"")
        self._memory.clear()

    def __enter__(self) -> OpenVault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _nothing_changed() -> Iterator[None]:
    """Add to a Surroundings error that nothing was changed, which only holds around a transaction."""
    try:
        yield
    except Surroundings as error:
        raise Surroundings(N_("{reason} Nothing of this step was saved."), reason=error.message) from error


def _slot(file: VaultFile, slot_id: str) -> Slot:
    for slot in file.slots:
        if slot.info.id == slot_id:
            return slot
    raise WrongUse(N_("There is no member {id} in this vault."), id=slot_id)
