"""The folder of an export as a bag (BagIt 1.0, RFC 8493), and the archive of it: the same files, the same bytes."""

from __future__ import annotations

import hashlib
import threading
import warnings
import zipfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from datapact.files import write_whole

ROOT: Final = "datapact-export"
"""The folder inside the archive."""
ALGORITHMS: Final = ("sha256", "sha512")


VERSION: Final = "1.0"
_DECLARED: Final = f"BagIt-Version: {VERSION}\nTag-File-Character-Encoding: UTF-8\n".encode("ascii")


def bag_folder(folder: Path, made: datetime, organisation: str) -> None:
    """Move everything in the folder to ``data`` and write the manifests; ``organisation`` is whose export it is.

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
    """What bag-info.txt says, besides the size of the payload."""
    return {
        "Bagging-Date": made.astimezone(UTC).date().isoformat(),
        "Bag-Software-Agent": "DataPact",
        "Source-Organization": " ".join(organisation.split()),
    }


def _declare(folder: Path) -> None:
    """Name the version that the bag keeps to: bagit 1.9 writes that of the draft, 0.97, into every bag."""
    write_whole(folder / "bagit.txt", _DECLARED)
    for algorithm in ALGORITHMS:
        listed = folder / f"tagmanifest-{algorithm}.txt"
        digest = hashlib.new(algorithm, _DECLARED).hexdigest()
        lines = listed.read_text("utf-8").splitlines()
        renewed = [f"{digest} bagit.txt" if line.split(None, 1)[1] == "bagit.txt" else line for line in lines]
        write_whole(listed, "".join(f"{line}\n" for line in renewed).encode("utf-8"))


def _make(folder: str, told: dict[str, str]) -> None:
    import bagit

    with warnings.catch_warnings():  # bagit 1.9 calls re.sub in a way that Python 3.13 warns of
        warnings.simplefilter("ignore", DeprecationWarning)
        bagit.make_bag(folder, told, checksums=list(ALGORITHMS))


def zip_folder(folder: Path, made: datetime) -> bytes:
    """The archive: names in order, every time that of the export, PDFs and workbooks as they are."""
    moment = made.astimezone(UTC).timetuple()[:6]
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = f"{ROOT}/{file.relative_to(folder).as_posix()}"
            about = zipfile.ZipInfo(name, (moment[0], moment[1], moment[2], moment[3], moment[4], moment[5]))
            about.external_attr = 0o600 << 16
            about.compress_type = zipfile.ZIP_STORED if name.endswith((".pdf", ".xlsx")) else zipfile.ZIP_DEFLATED
            archive.writestr(about, file.read_bytes())
    return target.getvalue()
