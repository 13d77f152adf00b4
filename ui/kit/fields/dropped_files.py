"""Files that are dragged onto a window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent


TABLES = (".csv", ".xlsx")
"""Endings of tables that can be imported."""


def dropped_files(event: QDropEvent) -> list[Path]:
    """The files and folders of this computer among what is dragged, in its order."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def table_in(event: QDropEvent) -> Path | None:
    """The first importable table among the dragged files; None where there is none."""
    return next((path for path in dropped_files(event) if path.suffix.lower() in TABLES), None)
