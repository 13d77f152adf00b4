"""The folder of an export as a bag (BagIt 1.0, RFC 8493), and the archive of it: the same files, the same bytes."""

from __future__ import annotations

import threading
import warnings
import zipfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Final

ROOT: Final = "datapact-export"
"""The folder inside the archive."""
ALGORITHMS: Final = ("sha256", "sha512")


def bag_folder(folder: Path, made: datetime) -> None:
    """Move everything in the folder to ``data`` and write the manifests.

    bagit changes the working directory of the process while it works: in a program with more than one thread it gets
    a process of its own.
    """
    told = {"Bagging-Date": made.astimezone(UTC).date().isoformat(), "Bag-Software-Agent": "DataPact"}
    if threading.active_count() == 1:
        _make(str(folder), told)
        return
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(_make, str(folder), told).result()


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
