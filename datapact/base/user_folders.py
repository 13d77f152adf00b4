"""The folders of this person on this computer: settings, data and the log.

They are those of the system, or for a portable copy the folder ``settings`` beside the program, where somebody made one.
"""

from __future__ import annotations

import sys
from pathlib import Path

PORTABLE = "settings"
"""The folder beside the packaged program that keeps everything; it is made by the person, never by the program."""


def settings_home() -> Path:
    """The folder of the list of vaults."""
    import platformdirs

    return portable_folder() or Path(platformdirs.user_config_dir("datapact", appauthor=False))


def data_home() -> Path:
    """The folder of the sample vaults and trusted lists."""
    import platformdirs

    return portable_folder() or Path(platformdirs.user_data_dir("datapact", appauthor=False))


def log_home() -> Path:
    """The folder of the log and of fault reports."""
    import platformdirs

    beside = portable_folder()
    return beside / "log" if beside is not None else Path(platformdirs.user_log_dir("datapact", appauthor=False))


def portable_folder() -> Path | None:
    """The folder beside the packaged program, where there is one; never one beside a Python that runs the source."""
    if not getattr(sys, "frozen", False):
        return None
    beside = Path(sys.executable).parent / PORTABLE
    return beside if beside.is_dir() else None
