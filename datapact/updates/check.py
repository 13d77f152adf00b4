"""Look at a release: whether its makers signed it, whether it is newer, and fetch its package for this computer.

TUF's client refuses what is not signed by the makers, older than what was seen before, mixed or past its day.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuf.api.exceptions import DownloadError, ExpiredMetadataError, RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient.updater import Updater

from datapact.base.errors import Damaged, Malformed, Surroundings, WrongUse
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_
from datapact.updates.makers import known_root, make_updates_folder, updates_folder
from datapact.updates.place import FromPlace, address_of

DESCRIPTION = "release.json"
_LARGEST_DESCRIPTION = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A package of a release."""

    name: str
    """Of the file."""
    kind: str
    """deb, rpm, tar, wheel; exe and dmg by who builds them."""
    system: str
    """``linux-x86_64`` and the like; ``any`` for a wheel."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Release:
    """The makers' statement on a release, in a file that they signed."""

    version: str
    """As in SemVer."""
    day: str
    """On which it was made, as written: 2026-11-30."""
    changes: str
    """Its part of the changelog, in English."""
    files: tuple[ReleaseFile, ...]
    """Packages only, in the order of their names."""

    def for_system(self, system: str, kind: str) -> ReleaseFile | None:
        """The package for a system; ``kind`` empty for any."""
        fitting = (one for one in self.files if one.system in (system, "any") and kind in ("", one.kind))
        return next(fitting, None)


def look_at(place: str) -> Release:
    """The release at a place, verified; raises WrongUse, Damaged, Surroundings."""
    return _described(_updater(place))


def fetch(place: str, into: Path, kind: str) -> tuple[Release, Path]:
    """Verify the release and copy its package for this computer into a folder; raises as ``look_at`` does."""
    if not into.is_dir():
        raise WrongUse(N_("There is no folder {folder} to write into. Check the name."), folder=str(into))
    updater = _updater(place)
    release = _described(updater)
    wanted = release.for_system(this_system(), kind)
    if wanted is None:
        raise WrongUse(
            N_("This release has no such package for this computer ({system}). It has: {names}."),
            system=this_system(),
            names=", ".join(one.name for one in release.files),
        )
    file = into / wanted.name
    if file.exists():
        raise WrongUse(N_("{file} exists already. Choose another name."), file=str(file))
    unfinished = into / f".{wanted.name}.part"
    with _in_words():
        updater.download_target(_target(updater, wanted.name), str(unfinished))
    unfinished.replace(file)
    return release, file


def this_system() -> str:
    """This computer's system and processor, as names of packages have them."""
    name = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    return f"{name}-{platform.machine().lower().replace('amd64', 'x86_64').replace('arm64', 'aarch64')}"


def newer(version: str, than: str) -> bool:
    """Whether a version comes after another by SemVer's order of numbers; raises Malformed for what is none."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        raise _malformed()
    return tuple(int(part) for part in parts)


def _updater(place: str) -> Updater:
    address, root = address_of(place), known_root()
    folder = make_updates_folder("metadata")
    with _in_words():
        updater = Updater(
            str(folder),
            f"{address}/metadata",
            target_base_url=f"{address}/targets",
            fetcher=FromPlace(),
            bootstrap=root,
        )
        updater.refresh()
    return updater


def _target(updater: Updater, name: str) -> TargetFile:
    found = updater.get_targetinfo(name)
    if found is None:
        raise _malformed()
    return found


def _described(updater: Updater) -> Release:
    target = _target(updater, DESCRIPTION)
    if target.length > _LARGEST_DESCRIPTION:
        raise _malformed()
    into = updates_folder() / DESCRIPTION
    with _in_words():
        updater.download_target(target, str(into))
    told = parse_object(into.read_bytes())
    files = told.get("files")
    if not isinstance(files, list):
        raise _malformed()
    release = Release(
        _text(told, "version"),
        _text(told, "day"),
        _text(told, "changes"),
        tuple(_file(updater, one) for one in files if isinstance(one, dict)),
    )
    _numbers(release.version)
    return release


def _file(updater: Updater, members: Mapping[str, Any]) -> ReleaseFile:
    name = _text(members, "name")
    if Path(name).name != name or name.startswith("."):
        raise _malformed()
    return ReleaseFile(name, _text(members, "kind"), _text(members, "system"), _target(updater, name).length)


def _text(members: Mapping[str, Any], member: str) -> str:
    value = members.get(member)
    if not isinstance(value, str):
        raise _malformed()
    return value


def _malformed() -> Malformed:
    return Malformed(N_("The makers signed this release, but it is not in the form that this program knows."))


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what TUF's client refuses in our own errors."""
    try:
        yield
    except ExpiredMetadataError as error:
        raise Damaged(
            N_(
                "What its makers say of this release holds no longer: its day is past. Ask for a newer copy of the release. Nothing was changed."
            )
        ) from error
    except DownloadError as error:
        raise Surroundings(
            N_("A file of this release cannot be read. Check folder or connection and try again.")
        ) from error
    except RepositoryError as error:
        raise Damaged(
            N_(
                "This release is not the makers', damaged, or older than one seen before. Do not install it. Nothing was changed."
            )
        ) from error
    except OSError as error:
        raise Surroundings(
            N_("The computer refused ({reason}). Check disk and permissions and try again."),
            reason=error.strerror or "",
        ) from error
