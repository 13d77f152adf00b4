"""Open the vault of a command, with the passphrase from a file or the terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError, Locked, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.settings import settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.folder.open_vault import OpenVault

LONGEST_PASSPHRASE = 4096  # bytes


def vault_folder() -> Path:
    """The vault named by --vault or DATAPACT_VAULT; raises WrongUse when there is none."""
    folder = settings().vault
    if folder is None:
        raise WrongUse(N_("Say which vault: --vault FOLDER, or set DATAPACT_VAULT."))
    return folder


def read_secret(file: Path) -> str:
    """A passphrase or code from a file: its first line, UTF-8."""
    data = read_whole(file, limit=LONGEST_PASSPHRASE)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise WrongUse(N_("The file {file} is not UTF-8 text."), file=file.name) from None
    return text.splitlines()[0] if text else ""


def passphrase(*, new: bool = False) -> str:
    """The passphrase of --passphrase-file, else asked for on the terminal (twice for a new one)."""
    file = settings().passphrase_file
    if file is not None:
        secret = read_secret(file)
        if not secret:
            raise WrongUse(N_("The passphrase file {file} is empty."), file=file.name)
        return secret
    if not sys.stdin.isatty():
        raise Locked(N_("The vault is locked. Give --passphrase-file FILE, or use a terminal."))
    secret = getpass.getpass(_("Passphrase: "))
    if new and getpass.getpass(_("Once more: ")) != secret:
        raise WrongUse(N_("The two passphrases differ. Try again."))
    return secret


@contextmanager
def acting(secret: str | None = None) -> Iterator[Acting]:
    """The acting member of this command; asks for the passphrase where it is not given.

    The vault is backed up when the command changed it, and closed.
    """
    from datapact.agreements.projection.renewed_rows import renew_rows
    from datapact.organisation.members.unlocking import unlock
    from datapact.team.steps.line_confirmation import ask_the_team

    ask_the_team()
    member = unlock(vault_folder(), settings().member, secret or passphrase(), utc_now)
    try:
        renew_rows(member)
        before = _marks(member.vault)
        if settings().release_rest:
            from datapact.consent.proof.run import release

            with member.vault.read() as session:
                release(member, session)
        yield member
        if _marks(member.vault) != before:
            back_up_today(member.vault)
    finally:
        member.vault.close()


def _marks(vault: OpenVault) -> list[tuple[int, int]]:
    """Marks that change once a command has written entries or key slots: the files beside the database are new ones."""
    files = (vault.paths.checkpoint, vault.paths.vault_file)
    return [(status.st_ino, status.st_mtime_ns) for status in map(Path.stat, files)]


def back_up_today(vault: OpenVault) -> None:
    """Make today's automatic backup where it is not switched off; an error is printed and never fails the command."""
    from datapact.cli.kit.output import Progress, complain
    from datapact.vault.database.settings import WHOLE_VAULT, read_settings
    from datapact.vault.folder.automatic_backup import DAILY, back_up_daily

    progress = Progress()
    try:
        with vault.read() as session:
            is_wanted = read_settings(session, WHOLE_VAULT).get(DAILY) is not False
        if is_wanted:
            back_up_daily(vault, progress)
    except (DataPactError, OSError) as error:
        reason = error.message if isinstance(error, DataPactError) else str(error)
        complain(_("Your change is saved, but the automatic backup was not made: {reason}", reason=reason))
    finally:
        progress.finish()


@contextmanager
def on_agreement(text: str) -> Iterator[tuple[Acting, str]]:
    """The acting member and the history id of the agreement found by ``text``."""
    from datapact.agreements.views.list import find_agreement

    with acting() as member:
        with member.vault.read() as session:
            history = find_agreement(session, text)
        yield member, history
