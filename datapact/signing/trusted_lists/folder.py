"""The folder of this computer's trusted lists; light to load."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from datapact.base.user_folders import data_home

_COST = 16
SIGNED = 16 * 1024 * 1024
"""Bytes of a PDF that cost a reader as much as comparing the revisions behind a few signatures."""


def lists_folder() -> Path:
    """The folder; it need not exist."""
    return data_home() / "trust-lists"


def reading_size(folder: Path, files: Sequence[int] = ()) -> int:
    """Bytes of a PDF that cost a reader as much as the lists that one question needs, or as lists of these sizes.

    The list of lists, the steps to it and the largest national list; a signed list costs sixteen times a PDF of its size.
    """
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.xml")} if not files and folder.is_dir() else {}
    national = [size for name, size in sizes.items() if len(name) == len("DE.xml") and name != "EU.xml"]
    others = sum(sizes.values()) - sum(national)
    return _COST * (sum(files) + others + max(national, default=0))
