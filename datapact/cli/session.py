"""Opening the vault that a command works on, with the passphrase from a file or the terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.cli.settings import settings
from datapact.clock import utc_now
from datapact.errors import Locked, WrongUse
from datapact.files import read_whole
from datapact.texts import N_, _

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

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
def acting() -> Iterator[Acting]:
    """The unlocked member of this command; the vault is closed afterwards."""
    from datapact.parties.acting import unlock

    member = unlock(vault_folder(), settings().member, passphrase(), utc_now)
    try:
        yield member
    finally:
        member.vault.close()
