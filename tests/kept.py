"""Sample vaults that take seconds to make are kept on disk until the program, its resources or the tests change.

They lie in pytest's cache folder, which is never committed. Workers that want the same one at the same time make it once.
"""

from __future__ import annotations

import copy
import fcntl
import hashlib
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import FunctionType

from datapact.base.clock import Clock, utc_now

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".pytest_cache" / "vaults"
SOURCES = ("datapact", "resources", "tests", ".ci/requirements-dev.txt")
UNUSED_SECONDS = 4 * 3600
"""What no run has asked for so long belongs to an older program."""


def kept[T](name: str, make: Callable[[Path], T], cache: Path = CACHE) -> tuple[Path, T]:
    """The folder that ``make`` filled, and what it returned: made now, or earlier today by the same program.

    Never open what is in the folder: copy it. ``make`` gets a folder that does not exist yet and will lie elsewhere later.
    """
    place = cache / _key() / name
    with _alone(cache / f"{name}.lock"):
        if not (place / "value").is_file():
            _forget_old(cache)
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cache) as half:
                value = make(Path(half) / "made")
                (Path(half) / "value").write_bytes(pickle.dumps(value))
                shutil.rmtree(place, ignore_errors=True)
                shutil.copytree(half, place)
        place.parent.touch()
        return place / "made", pickle.loads((place / "value").read_bytes())


def copied[T](folder: Path, name: str, clock: Clock, make: Callable[[Path, Clock], T]) -> T:
    """Fill ``folder`` as ``make`` would with this clock: with a copy of what it made when it began at the same moment.

    A clock that can be set stands afterwards where ``make`` leaves it, any other is a constant or the computer's. ``make``
    gets a folder that does not exist yet, as for ``kept``.
    """
    own = copy.copy(clock)
    began = "today" if clock is utc_now else (clock() if isinstance(clock, FunctionType) else _time(clock)).isoformat()

    def filled(half: Path) -> tuple[T, datetime | None]:
        value = make(half, own)
        return value, None if isinstance(clock, FunctionType) else _time(own)

    made = hashlib.sha256(f"{type(clock).__name__} {began}".encode()).hexdigest()[:16]
    place, (value, ended) = kept(f"{name}-{made}", filled)
    shutil.copytree(place, folder, dirs_exist_ok=True)
    if ended is not None:
        clock.now = ended  # type: ignore[attr-defined]
    return value


def _time(clock: Clock) -> datetime:
    """Where a clock stands that can be set, without moving it on."""
    now: datetime = clock.now  # type: ignore[attr-defined]
    return now


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """While no other worker does the same; the system lets go of the lock when a worker dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _key() -> str:
    """Names the program that makes the samples, and the day on which it does: theirs begin today."""
    now = datetime.now(UTC)
    return f"{_program()}-{now:%Y%m%d}-{now.astimezone():%d}"


@lru_cache
def _program() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(_files()):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for name in SOURCES:
        top = ROOT / name
        for file in [top] if top.is_file() else top.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith((".lock", "test_")):
                yield file


def _forget_old(cache: Path) -> None:
    for folder in cache.iterdir():
        if folder.is_dir() and time.time() - folder.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
