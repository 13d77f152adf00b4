"""Makers of releases, for tests: keys of their own and releases with a package for this computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import datapact as program
from datapact.updates.check import this_system
from tests.updates.recipe import recipe

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Makers:
    """Who makes releases, for a test."""

    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def release(self, version: str, made: datetime = NOW, name: str = "") -> Path:
        """A release of this version with a package for this computer and a wheel."""
        folder = self.folder / (name or f"release-{version}")
        if folder.exists():
            return folder
        packages = self.folder / f"packages-{version}"
        packages.mkdir(exist_ok=True)
        (packages / f"datapact-{version}-{this_system()}.tar.zst").write_bytes(b"packed " + version.encode())
        (packages / f"datapact-{version}-py3-none-any.whl").write_bytes(b"wheel")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(program, "__version__", version)
            recipe("release").make_release(packages, self.keys, folder, made)
        return folder
