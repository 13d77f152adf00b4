"""Reading an export that somebody has unpacked: the files of its folder, within the bounds of the archive."""

from __future__ import annotations

import os
from pathlib import Path

from datapact.audit.bag_archive import LARGEST, LARGEST_FILE, MOST_FILES, too_large
from datapact.audit.bag_folder import ROOT
from datapact.errors import Malformed
from datapact.files import surroundings
from datapact.texts import N_

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
        """One file whole; raises Malformed where it is missing or changed its size meanwhile."""
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
