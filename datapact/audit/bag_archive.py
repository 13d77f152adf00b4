"""Reading the archive of an export, which may be hostile: paths that lead outside, bombs, names twice, what is no file.

Readers look for a ZIP from its end, others for what they know from the beginning: a file with bytes that belong to no file
of the archive can be two things at once. So every byte must be accounted for.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Sequence
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
        _require_no_other_bytes(data, listed, self._zip.start_dir)
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


def _require_no_other_bytes(data: bytes, listed: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """The files one after the other from the first byte, the list of them, its end: no comment, nothing between."""
    try:
        position = 0
        for one in sorted(listed, key=lambda one: one.header_offset):
            if one.header_offset != position or one.comment:
                raise _other_bytes()
            name, extra = struct.unpack_from("<HH", data, position + 26)
            position += 30 + name + extra + one.compress_size
            if one.flag_bits & _SIZES_BEHIND:
                position += _description(data, position, one)
        if position != directory:
            raise _other_bytes()
        for _one in listed:
            if data[position : position + 4] != b"PK\x01\x02":
                raise _other_bytes()
            name, extra, comment = struct.unpack_from("<HHH", data, position + 28)
            position += 46 + name + extra + comment
    except struct.error as error:
        raise _other_bytes() from error
    if data[position : position + 4] == b"PK\x06\x06":  # very large ones: ZIP64, of one length and with its pointer
        position += 56 + 20
    if data[position : position + 4] != b"PK\x05\x06" or len(data) != position + 22 or any(data[-2:]):
        raise _other_bytes()


_SIZES_BEHIND: Final = 0x08


def _description(data: bytes, position: int, about: zipfile.ZipInfo) -> int:
    """How long the record of sizes behind a file is, as programs write it that do not know them before."""
    for head in (b"PK\x07\x08", b""):
        for sizes in ("<LLL", "<LQQ"):
            wanted = head + struct.pack(sizes, about.CRC, about.compress_size, about.file_size)
            if data[position : position + len(wanted)] == wanted:
                return len(wanted)
    raise _other_bytes()


def _other_bytes() -> Malformed:
    return Malformed(
        N_("This archive holds bytes that belong to none of its files: it was prepared. Ask the sender for a new file.")
    )


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
