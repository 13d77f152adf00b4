"""Files beside the database: written whole or not at all, and never over a network by surprise."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from datapact.errors import Surroundings, TooLarge, WrongUse
from datapact.texts import N_

_BINARY = getattr(os, "O_BINARY", 0)  # Windows


def write_whole(path: Path, data: bytes, *, private: bool = True) -> None:
    """Write, fsync, rename and fsync the folder, so that a kill leaves the old file or the new one.

    A private file is the owner's alone, others are as the user's umask has them. Raises Surroundings when the disk is
    full, read-only or missing.
    """
    name = str(path.parent / f".datapact-{secrets.token_hex(8)}")
    try:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if private else 0o666)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise surroundings(error, path) from error


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system knows how (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_whole(path: Path, *, limit: int) -> bytes:
    """The bytes of a file of at most ``limit`` bytes; raises WrongUse, TooLarge or Surroundings."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise WrongUse(N_("There is no file {file}. Check the name."), file=str(path)) from None
    except OSError as error:
        raise surroundings(error, path) from error
    if len(data) > limit:
        raise TooLarge(N_("The file {file} is larger than its format allows."), file=path.name)
    return data


def surroundings(error: OSError, path: Path) -> Surroundings:
    """The Surroundings error that says in words what the operating system refused."""
    if error.errno == errno.ENOSPC:
        return Surroundings(
            N_("The disk is full: {file} was not written. Free some space and try again."), file=str(path)
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Surroundings(
            N_("{file} cannot be written or read: permission denied. Choose another folder."), file=str(path)
        )
    return Surroundings(
        N_("{file} cannot be written or read ({reason}). Check the disk and try again."),
        file=str(path),
        reason=os.strerror(error.errno or 0),
    )
