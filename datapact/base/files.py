"""Files that we write: whole or not at all, never through a link, and never over a network by surprise.

Every file that DataPact makes, replaces or locks is opened here, so that a link put in its place has no effect: a new
file is made only where nothing is, a finished one takes its place by a rename, which replaces a link and leaves its
target alone, and the lock refuses a link. Only the last part of a path counts: a folder may be reached through links. A
test checks that no other module opens a file for writing.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from datapact.base.errors import Surroundings, TooLarge, WrongUse
from datapact.base.file_names import free_name
from datapact.base.texts import N_

UNFINISHED = ".datapact-"  # how the names of files begin that are not finished; 16 hexadecimal digits follow
_BINARY = getattr(os, "O_BINARY", 0)  # Windows
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # not on Windows
_REPARSE_POINT = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: links and junctions of Windows
_PIECE = 1024 * 1024


def write_whole(path: Path, data: bytes, *, private: bool = True) -> None:
    """Write, fsync, rename and fsync the folder, so that a kill leaves the old file or the new one.

    Only the owner can read a private file; others follow the user's umask. A link at ``path`` is replaced. Raises
    Surroundings when the disk is full, read-only or missing.
    """
    with writing_whole(path, private=private) as stream:
        stream.write(data)


@contextmanager
def writing_whole(path: Path, *, private: bool = True, unfinished: Path | None = None) -> Iterator[BinaryIO]:
    """``write_whole`` piece by piece: the written file takes its place when the block has ended.

    ``unfinished`` is a name for it until then, beside ``path``. Any OSError in the block is raised as Surroundings about
    ``path``.
    """
    try:
        unfinished = unfinished or unfinished_name(path.parent)
        try:
            with new_file(unfinished, private=private) as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise surroundings(error, path) from error


def copy_whole(source: Path, path: Path, *, unfinished: Path | None = None) -> None:
    """Copy a file, private, so that ``path`` is there whole or not at all; raises Surroundings."""
    with writing_whole(path, unfinished=unfinished) as stream, source.open("rb") as origin:
        while piece := origin.read(_PIECE):
            stream.write(piece)


def write_numbered(folder: Path, name: str, data: bytes) -> Path:
    """Write a file whole under that name in a folder that others write to, too, numbered where it is taken; the path that it got.

    Nothing that is there is replaced, not even what appears at that moment. Raises Surroundings.
    """
    unfinished, place = unfinished_name(folder), folder / name
    try:
        try:
            with new_file(unfinished, private=False) as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            taken = [one.name for one in folder.iterdir()]
            while not _takes(unfinished, place := folder / free_name(name, taken)):
                taken.append(place.name)
        finally:
            unfinished.unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise surroundings(error, place) from error
    return place


def _takes(unfinished: Path, place: Path) -> bool:
    """Give a written file its name; False where something is there."""
    try:
        os.link(unfinished, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without links, such as FAT: the name is claimed empty, then filled
        try:
            new_file(place, private=False).close()
        except FileExistsError:
            return False
        unfinished.replace(place)
    return True


def unfinished_name(folder: Path) -> Path:
    """A unique name in ``folder`` that nobody can guess, for an unfinished file."""
    return folder / f"{UNFINISHED}{os.urandom(8).hex()}"


def new_file(path: Path, *, private: bool = True) -> BinaryIO:
    """Make a file where nothing is, not even a link, and open it for writing; raises OSError."""
    handle = _open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    return os.fdopen(handle, "wb")


def write_new(path: Path, data: bytes) -> None:
    """Make a private file with these bytes where nothing is; raises OSError. For temporary folders."""
    with new_file(path) as stream:
        stream.write(data)


def open_lock(path: Path) -> int:
    """The handle of a private file, made if there is none; raises OSError for a link or any other kind of file."""
    return _open_plain(path, 0)


def append_to(path: Path) -> BinaryIO:
    """Append to a private file, which is made if there is none, and made private if it was not.

    Raises OSError for a link or anything else.
    """
    handle = _open_plain(path, os.O_APPEND)
    if os.name != "nt" and stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
        os.fchmod(handle, 0o600)
    return os.fdopen(handle, "ab")


def read_plain(path: Path) -> BinaryIO:
    """Open a file for reading; raises OSError for a link (ELOOP) and for all that is no file."""
    handle = _open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0), 0)  # a pipe in its place would block
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return os.fdopen(handle, "rb")


def _open_plain(path: Path, flags: int) -> int:
    handle = _open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)  # reading, too: a pipe in its place would block
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return handle


def open_pipe(handle: int) -> BinaryIO:
    """Write to the pipe that ``handle`` is already, through a handle of its own."""
    return os.fdopen(os.dup(handle), "wb")


def pipe_ends(written: int, read: int) -> tuple[BinaryIO, BinaryIO]:
    """Our ends of two pipes to another process, to be written and to be read."""
    return os.fdopen(written, "wb"), os.fdopen(read, "rb")


def make_private_folder(path: Path) -> None:
    """Make a folder private, also an existing one that was more open; raises OSError.

    A link to a folder that the owner chose stays unchanged, and so does that folder.
    """
    path.mkdir(mode=0o700, exist_ok=True)
    if os.name != "nt" and not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o700)


def _open(path: Path, flags: int, mode: int) -> int:
    """The one place where a file is opened to be written, or to be read as no link: never through a link in the last part of its path."""
    if not _NO_LINK and _is_link(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    handle = os.open(path, flags | _BINARY | _NO_LINK, mode)
    if not _NO_LINK and (_is_link(path) or not os.path.samestat(os.lstat(path), os.fstat(handle))):
        os.close(handle)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return handle


def _is_link(path: Path) -> bool:
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or bool(getattr(found, "st_file_attributes", 0) & _REPARSE_POINT)


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
    """The Surroundings error with the operating system's refusal in words."""
    if error.errno == errno.ENOSPC:
        return Surroundings(
            N_("The disk is full: {file} was not written. Free some space and try again."), file=str(path)
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Surroundings(
            N_("{file} cannot be written or read: permission denied. Choose another folder."), file=str(path)
        )
    if error.errno == errno.ELOOP:
        return Surroundings(
            N_("{file} is a link, and DataPact writes to nothing through a link. Remove it and try again."),
            file=str(path),
        )
    return Surroundings(
        N_("{file} cannot be written or read ({reason}). Check the disk and try again."),
        file=str(path),
        reason=os.strerror(error.errno or 0),
    )
