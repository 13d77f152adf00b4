"""The folders of this person on this computer: settings, data and the log.

They are those of the system, or for a portable copy the folder ``settings`` beside the program, where somebody made one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PORTABLE = "settings"
"""The folder beside the packaged program that keeps everything; it is made by the person, never by the program."""


def settings_home() -> Path:
    """The folder of the list of vaults."""
    found = portable_folder() or _of_linux("XDG_CONFIG_HOME", ".config")
    if found is not None:
        return found
    import platformdirs

    return Path(platformdirs.user_config_dir("datapact", appauthor=False))


def data_home() -> Path:
    """The folder of the sample vaults and trusted lists."""
    found = portable_folder() or _of_linux("XDG_DATA_HOME", ".local/share")
    if found is not None:
        return found
    import platformdirs

    return Path(platformdirs.user_data_dir("datapact", appauthor=False))


def _of_linux(variable: str, usual: str) -> Path | None:
    """The folder as platformdirs finds it, which takes longer to load than a first window may wait; None where it must."""
    given, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    base = given if given.startswith("/") else f"{home}/{usual}" if home.startswith("/") else ""
    return Path(base, "datapact") if base and sys.platform == "linux" else None


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
