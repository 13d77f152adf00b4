"""Write what a desktop needs beside the program into ROOT/usr/share: desktop.py TREE ROOT, run by .ci/package/build."""

from __future__ import annotations

import gzip
import os
import shutil
import sys
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import words
from pictures import FILE_PICTURES, SIZES, file_picture, painted, program_picture
from PySide6.QtGui import QGuiApplication

PLACES = {
    "datapact.desktop": "applications/datapact.desktop",
    "datapact.metainfo.xml": "metainfo/datapact.metainfo.xml",
    "datapact-mime.xml": "mime/packages/datapact.xml",
}


def main(tree: Path, root: Path) -> None:
    """Write the files; ``tree`` is this copy of DataPact."""
    share = root / "usr" / "share"
    for name, place in PLACES.items():
        data = (tree / "resources" / "desktop" / name).read_bytes()
        _put(
            share / place, with_homepage(data, os.environ.get("DATAPACT_HOMEPAGE", "")) if "metainfo" in name else data
        )
    _put(share / "doc" / "datapact" / "copyright", (tree / "LICENSE").read_bytes())
    day = f"{datetime.fromtimestamp(int(os.environ['SOURCE_DATE_EPOCH']), UTC):%Y-%m-%d}"
    for place, text in words.written(day).items():
        manual = place.startswith("man/")
        data = gzip.compress(text.encode(), 9, mtime=0) if manual else text.encode()
        _put(share / (f"{place}.gz" if manual else place), data)
    application = QGuiApplication([])  # pictures cannot be painted without one
    icons = share / "icons" / "hicolor"
    _draw(icons, "apps", "datapact", program_picture())
    for name in FILE_PICTURES:
        _draw(icons, "mimetypes", name, file_picture(name))
    application.shutdown()


def with_homepage(metainfo: bytes, address: str) -> bytes:
    """The metadata with the address of whoever publishes the package; none is invented where there is none."""
    if not address:
        return metainfo
    return metainfo.replace(
        b"  <launchable", f'  <url type="homepage">{escape(address)}</url>\n  <launchable'.encode(), 1
    )


def _draw(icons: Path, kind: str, name: str, picture: str) -> None:
    _put(icons / "scalable" / kind / f"{name}.svg", picture.encode())
    for side in SIZES:
        place = icons / f"{side}x{side}" / kind / f"{name}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        if not painted(picture, side).save(str(place)):
            raise OSError(f"{place} cannot be written")


def _put(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


if __name__ == "__main__":
    shutil.rmtree(sys.argv[2], ignore_errors=True)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
