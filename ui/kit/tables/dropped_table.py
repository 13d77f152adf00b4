"""A table of consents that is dragged onto a window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent

TABLES = (".csv", ".xlsx")


def table_in(event: QDropEvent) -> Path | None:
    """The first importable file among the dragged ones; None where there is none."""
    for url in event.mimeData().urls():
        if url.isLocalFile() and Path(url.toLocalFile()).suffix.lower() in TABLES:
            return Path(url.toLocalFile())
    return None
