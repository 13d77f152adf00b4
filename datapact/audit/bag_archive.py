"""Reading the archive of an export, which may be hostile: paths that lead outside, bombs, names twice, what is no file."""

from __future__ import annotations

import stat
import zipfile
from io import BytesIO
from typing import Final

from datapact.audit.bag_folder import ROOT
from datapact.errors import Malformed, TooLarge
from datapact.texts import N_

MOST_FILES: Final = 25_000
LARGEST_FILE: Final = 128 * 1024 * 1024
LARGEST: Final = 2 * 1024 * 1024 * 1024
_RATIO: Final = 200
"""Times that a file may grow when it is unpacked; texts of ours stay far below."""
_SMALL: Final = 1024 * 1024
_SPECIAL: Final = frozenset('\\:*?"<>|')


class Archive:
    """The files of an archive by their names inside the folder of the bag, each read when it is asked for."""

    def __init__(self, data: bytes) -> None:
        """Looks at the list of files alone; raises Malformed or TooLarge."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            listed = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError) as error:
            raise _malformed() from error
        if len(listed) > MOST_FILES:
            raise too_large()
        self._files: dict[str, zipfile.ZipInfo] = {}
        total = 0
        for one in listed:
            total += one.file_size
            if one.file_size > LARGEST_FILE or total > LARGEST or _is_bomb(one):
                raise too_large()
            if one.is_dir():
                continue
            name = _inside(one)
            if name in self._files:
                raise _malformed()
            self._files[name] = one
        if len({name.casefold() for name in self._files}) < len(self._files):
            raise _malformed()

    @property
    def names(self) -> frozenset[str]:
        """All files."""
        return frozenset(self._files)

    def read(self, name: str) -> bytes:
        """One file whole; raises Malformed where it is missing, damaged, or larger than the list said."""
        about = self._files.get(name)
        if about is None:
            raise _malformed()
        try:
            with self._zip.open(about) as stream:
                data = stream.read(about.file_size + 1)
        except Exception as error:  # a hostile archive makes zipfile and zlib fail in many ways
            raise _malformed() from error
        if len(data) != about.file_size:
            raise _malformed()
        return data


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin like a ZIP file."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_bomb(about: zipfile.ZipInfo) -> bool:
    return about.file_size > _SMALL and about.file_size > _RATIO * max(about.compress_size, 1)


def _inside(about: zipfile.ZipInfo) -> str:
    """The name within the folder of the bag; raises Malformed for one that leads elsewhere or is no plain file."""
    name = about.filename
    parts = name.split("/")
    kind = about.external_attr >> 16
    if (
        parts[0] != ROOT
        or len(parts) < 2
        or any(part in ("", ".", "..") or part != part.strip() for part in parts)
        or not _SPECIAL.isdisjoint(name)
        or not name.isprintable()
        or about.flag_bits & 1  # encrypted
        or about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or (stat.S_IFMT(kind) not in (0, stat.S_IFREG))
    ):
        raise _malformed()
    return "/".join(parts[1:])


def _malformed() -> Malformed:
    return Malformed(
        N_("This archive is no export of DataPact, or it was damaged on the way. Ask the sender for a new file.")
    )


def too_large() -> TooLarge:
    """The refusal of an export beyond all bounds."""
    return TooLarge(N_("This archive unpacks to more than an export may hold. It was not unpacked."))
