"""Import trusted lists in the worker process that reads others' files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_
from datapact.base.worker_process import run_apart
from datapact.signing.trusted_lists.folder import lists_folder, reading_size
from datapact.signing.trusted_lists.listed import Imported

_LARGEST = 32 * 1024 * 1024
_IMPORT = "datapact.signing.trusted_lists.keep:import_lists"


def import_lists_apart(files: Mapping[str, bytes], folder: Path | None = None) -> tuple[Imported, ...]:
    """As ``import_lists``, by default for this computer; raises TooLarge besides."""
    where = folder or lists_folder()
    size = reading_size(where) + reading_size(where, [len(data) for data in files.values()])
    done: tuple[Imported, ...] = run_apart(_IMPORT, dict(files), where, size=size)
    return done


def read_lists(given: list[Path]) -> dict[str, bytes]:
    """The contents of XML files by path, of folders those that lie in them; raises WrongUse where there is none."""
    paths = [path for one in given for path in (sorted(one.glob("*.xml")) if one.is_dir() else [one])]
    if not paths:
        raise WrongUse(N_("There is no XML file in this folder."))
    return {str(path): read_whole(path, limit=_LARGEST) for path in paths}
