"""The folder of an export as a bag (BagIt 1.0, RFC 8493) and the archive of it, written and read; both may be hostile.

Paths that lead outside, bombs, duplicate names and non-files are refused. Readers find a ZIP from its end, other
formats from the beginning, so every byte of an archive must belong to one of its files.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import threading
import warnings
import zipfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from datapact.base.clock import in_zone
from datapact.base.errors import Malformed, TooLarge
from datapact.base.files import surroundings, write_whole
from datapact.base.texts import N_

ROOT: Final = "datapact-export"
"""The folder inside the archive."""
ALGORITHMS: Final = ("sha256", "sha512")


VERSION: Final = "1.0"
_DECLARED: Final = f"BagIt-Version: {VERSION}\nTag-File-Character-Encoding: UTF-8\n".encode("ascii")


def bag_folder(folder: Path, made: datetime, organisation: str) -> None:
    """Move everything in the folder to ``data`` and write the manifests; ``organisation`` is the exporter.

    bagit changes the working directory of the process while it works: in a program with more than one thread it gets
    a process of its own.
    """
    told = about_bag(made, organisation)
    if threading.active_count() == 1:
        _make(str(folder), told)
    else:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            pool.submit(_make, str(folder), told).result()
    _declare(folder)


def about_bag(made: datetime, organisation: str) -> dict[str, str]:
    """The content of bag-info.txt, besides the size of the payload."""
    return {
        "Bagging-Date": in_zone(made, UTC).date().isoformat(),
        "Bag-Software-Agent": "DataPact",
        "Source-Organization": " ".join(organisation.split()),
    }


def _declare(folder: Path) -> None:
    """Declare the version of the bag: bagit 1.9 writes that of the draft, 0.97, into every bag."""
    write_whole(folder / "bagit.txt", _DECLARED)
    for algorithm in ALGORITHMS:
        listed = folder / f"tagmanifest-{algorithm}.txt"
        digest = hashlib.new(algorithm, _DECLARED).hexdigest()
        lines = listed.read_text("utf-8").splitlines()
        renewed = [f"{digest} bagit.txt" if line.split(None, 1)[1] == "bagit.txt" else line for line in lines]
        write_whole(listed, "".join(f"{line}\n" for line in renewed).encode("utf-8"))


def _make(folder: str, metadata: dict[str, str]) -> None:
    import bagit

    with warnings.catch_warnings():  # bagit 1.9 calls re.sub in a way that Python 3.13 warns of
        warnings.simplefilter("ignore", DeprecationWarning)
        bagit.make_bag(folder, metadata, checksums=list(ALGORITHMS))


def zip_folder(folder: Path, made: datetime) -> bytes:
    """The archive: names in order, all times that of the export, PDFs and workbooks uncompressed."""
    moment = in_zone(made, UTC).timetuple()[:6]
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = f"{ROOT}/{file.relative_to(folder).as_posix()}"
            about = zipfile.ZipInfo(name, (moment[0], moment[1], moment[2], moment[3], moment[4], moment[5]))
            about.external_attr = 0o600 << 16
            about.compress_type = zipfile.ZIP_STORED if name.endswith((".pdf", ".xlsx")) else zipfile.ZIP_DEFLATED
            archive.writestr(about, file.read_bytes())
    return target.getvalue()


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
        """Read only the list of files; raises Malformed or TooLarge."""
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
        """One whole file; raises Malformed where it is missing, damaged, or larger than the list says."""
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
    """Require files in sequence from the first byte, their list, its end: no comment, nothing between."""
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
    """The length of the data descriptor behind a file, which programs write that do not know sizes in advance."""
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
    """The error for an export beyond all bounds."""
    return TooLarge(N_("This archive unpacks to more than an export may hold. It was not unpacked."))


_BAG = "bagit.txt"


class UnpackedBag:
    """The plain files of a bag by their names inside its folder, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is that of the bag, or one that holds it. Raises Malformed, TooLarge or Surroundings."""
        self._folder = next((one for one in (folder, folder / ROOT) if (one / _BAG).is_file()), None)
        if self._folder is None:
            raise Malformed(N_("In this folder is no export of DataPact: the file bagit.txt is missing."))
        self._sizes: dict[str, int] = {}
        try:
            for place, folders, files in os.walk(self._folder):
                for name in (*folders, *files):
                    path = Path(place, name)
                    if path.is_symlink() or (name in files and not path.is_file()):
                        raise Malformed(
                            N_("This folder holds something else than plain files. Unpack the export anew.")
                        )
                for name in files:
                    path = Path(place, name)
                    self._sizes[path.relative_to(self._folder).as_posix()] = path.stat().st_size
                if len(self._sizes) > MOST_FILES or sum(self._sizes.values()) > LARGEST:
                    raise too_large()
        except OSError as error:
            raise surroundings(error, folder) from error
        if any(size > LARGEST_FILE for size in self._sizes.values()):
            raise too_large()

    @property
    def names(self) -> frozenset[str]:
        """All files."""
        return frozenset(self._sizes)

    def read(self, name: str) -> bytes:
        """One whole file; raises Malformed where it is missing or has changed its size meanwhile."""
        assert self._folder is not None
        if name not in self._sizes:
            raise Malformed(N_("A file of this export is missing: {file}"), file=name[:100])
        try:
            data = (self._folder / name).read_bytes()
        except OSError as error:
            raise surroundings(error, self._folder / name) from error
        if len(data) != self._sizes[name]:
            raise Malformed(N_("A file of this export is missing: {file}"), file=name[:100])
        return data
