"""One writer at a time: a lock of the operating system on a file in the vault, which a kill releases.

The file names the process that holds it, so that a waiting person can be told.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datapact.base.errors import Malformed, Surroundings
from datapact.base.files import open_lock, surroundings
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import N_, Message

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.02
_HELD = N_("The vault is being written by {who}. Wait until that is done, or close that program.")
_LARGEST = 1000
_LOCKED_BYTE = 1 << 30  # locked behind the text, which others must be able to read on Windows, too

_in_process: dict[str, threading.Lock] = {}
_registry = threading.Lock()
_mine = threading.local()


@contextmanager
def writing(path: Path, *, patience: float = PATIENCE_SECONDS, held_by: str = _HELD) -> Iterator[None]:
    """Hold the lock of a vault; waits ``patience`` seconds for another thread or process.

    Raises Surroundings, which names the other process in the words of ``held_by`` (a message id with ``{who}``), when it is
    still held then. Not nestable: a second one in
    the same thread could only wait for itself.
    """
    name = str(path)
    held: set[str] = _mine.__dict__.setdefault("held", set())
    if name in held:
        raise RuntimeError("a thread that writes in a vault began to write in it again")
    until = time.monotonic() + patience
    with _registry:
        own = _in_process.setdefault(name, threading.Lock())
    if not own.acquire(timeout=patience):
        raise _held(path, held_by)
    held.add(name)
    try:
        try:
            handle = open_lock(path)
        except OSError as error:
            raise surroundings(error, path) from error
        try:
            while not _try(handle):
                if time.monotonic() > until:
                    raise _held(path, held_by)
                time.sleep(_PAUSE_SECONDS)
            _sign(handle)
            yield
        finally:
            os.close(handle)  # releases the lock
    finally:
        held.discard(name)
        own.release()


def _sign(handle: int) -> None:
    text = canonical({"process": os.getpid(), "computer": socket.gethostname()})
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        if os.read(handle, _LARGEST) != text:
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, text)
    except OSError:
        pass  # full disk: the lock holds without its text


def _held(path: Path, words: str) -> Surroundings:
    log.warning("the lock of the vault is held by another thread or program")
    return Surroundings(words, who=_holder(path))


def _holder(path: Path) -> Message:
    try:
        value = parse_object(path.read_bytes()[:_LARGEST])
    except (OSError, Malformed):
        return Message("another program")
    process, computer = value.get("process"), value.get("computer")
    if not isinstance(process, int) or not isinstance(computer, str):
        return Message("another program")
    return Message("process {process} on {computer}", {"process": process, "computer": computer})


if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
