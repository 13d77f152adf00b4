"""Somebody outside: the tools that docs/verify-without-datapact.md asks for, nothing of DataPact, and no network.

Python is a fresh environment of its own in which DataPact is not installed; whoever imports it all the same, or opens a
socket, is stopped. Where the system lets us, the whole shell runs without any network interface.
"""

from __future__ import annotations

import os
import re
import shutil
import site
import subprocess
import venv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "verify-without-datapact.md"
JOSERFC = ("joserfc", "cryptography", "cffi", "_cffi_backend*", "pycparser")
"""What ``pip install joserfc cryptography`` brings, for the signed agreement; nothing else on the page needs a package."""
_GUARD = """
import sys

def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise RuntimeError("a stranger opened a socket")
    if event == "import" and arguments[0].partition(".")[0] in ("datapact", "datapact_ui", "datapact_resources"):
        raise RuntimeError("a stranger imported DataPact")

sys.addaudithook(watch)
"""
_BLOCK = re.compile(r"^```(sh|python)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


class Outsider:
    """Runs commands in a folder, as somebody without DataPact does."""

    def __init__(self, home: Path, packages: Iterable[str] = ()) -> None:
        self.home = home
        venv.create(home / "tools", with_pip=False, symlinks=os.name != "nt")
        (own,) = (home / "tools").glob("lib/python*/site-packages")
        (own / "stranger_guard.py").write_text(_GUARD, "utf-8")
        (own / "stranger.pth").write_text("import stranger_guard\n", "utf-8")
        for package in packages:
            for place in map(Path, site.getsitepackages()):
                for found in place.glob(package):
                    (own / found.name).symlink_to(found)
        self._alone = _without_network()

    def run(self, folder: Path, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """One command; ``python3`` is the stranger's own."""
        path = f"{self.home / 'tools' / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
        return subprocess.run(
            [*self._alone, *words],
            cwd=folder,
            env={"PATH": path, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def shell(self, folder: Path, script: str) -> subprocess.CompletedProcess[str]:
        """A script that stops at the first command that fails."""
        return self.run(folder, "bash", "-euo", "pipefail", "-c", script)

    def follow(self, folder: Path, steps: str) -> subprocess.CompletedProcess[str]:
        """The commands of the page under this name, with its scripts in the folder; "" are those of a signed agreement."""
        return self.shell(folder, write_scripts(folder)[steps])


def write_scripts(folder: Path) -> Mapping[str, str]:
    """Save the scripts of the page, each under its name; returns its commands by name."""
    commands: dict[str, str] = {}
    for language, name, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "python":
            (folder / name).write_text(text, encoding="utf-8")
        else:
            commands[name] = commands.get(name, "") + text
    return commands


def _without_network() -> list[str]:
    """The words before a command that take its network away; none where the system does not allow that."""
    words = ["unshare", "--map-root-user", "--net"]
    if shutil.which(words[0]) is None:
        return []
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return [] if tried.returncode else words


@pytest.fixture(scope="session")
def outsider(tmp_path_factory: pytest.TempPathFactory) -> Outsider:
    """With the tools of the page and Python alone."""
    return Outsider(tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="session")
def outsider_with_joserfc(tmp_path_factory: pytest.TempPathFactory) -> Outsider:
    """With the two packages that the proof of a signed agreement is read by, too."""
    return Outsider(tmp_path_factory.mktemp("outside"), JOSERFC)


def stranger_is_alone(outsider: Outsider, folder: Path) -> bool:
    """Whether DataPact cannot be imported there and no socket can be opened."""
    tries = ("import datapact", "import socket; socket.create_connection(('192.0.2.1', 80))")
    found = [outsider.run(folder, "python3", "-I", "-c", one) for one in tries]
    return all(one.returncode and "a stranger" in one.stderr for one in found)
