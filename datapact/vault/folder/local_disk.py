"""Refuse network file systems: SQLite's log and file locks are not reliable there, and data would be lost in silence.

https://sqlite.org/wal.html: "WAL does not work over a network filesystem".
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from datapact.base.errors import WrongUse
from datapact.base.texts import N_

_NETWORK = frozenset(
    [
        "afs",
        "afpfs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.ceph",
        "fuse.davfs",
        "fuse.gcsfuse",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "fuse.smbnetfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs3",
        "nfs4",
        "ocfs2",
        "panfs",
        "smb2",
        "smb3",
        "smbfs",
        "webdav",
    ]
)
_OCTAL = re.compile(r"\\([0-7]{3})", re.ASCII)
_MAC_MOUNT = re.compile(r"^.+ on (?P<point>/.*) \((?P<kind>[^,)]+)", re.MULTILINE)
_WINDOWS_REMOTE = 4  # DRIVE_REMOTE of GetDriveTypeW


def refuse_network_disk(folder: Path) -> None:
    """Raise WrongUse when ``folder`` (existing, or to be made) is on a network file system."""
    kind = _network_kind(Path(os.path.realpath(folder)))
    if kind is not None:
        raise WrongUse(
            N_(
                "{folder} is on a network disk ({kind}), where a vault would lose changes."
                " Choose a folder on a disk of this computer."
            ),
            folder=str(folder),
            kind=kind,
        )


def network_kind(folder: Path, mounts: list[tuple[str, str]]) -> str | None:
    """The network file system that an absolute folder lies on, given (mount point, kind) in the order of mounting."""
    if _NETWORK.isdisjoint(kind for _, kind in mounts):
        return None  # as nearly everywhere, and this is asked at every opening
    best, found = -1, ""
    for point, kind in mounts:
        depth = len(Path(point).parts)
        if depth >= best and folder.is_relative_to(point):
            best, found = depth, kind
    return found if found in _NETWORK else None


def read_proc_mounts(text: str) -> list[tuple[str, str]]:
    """Mount points and kinds of /proc/mounts (proc(5)), octal escapes undone."""
    rows = (line.split(" ") for line in text.splitlines())
    return [(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), row[1]), row[2]) for row in rows if len(row) > 2]


def read_mac_mounts(text: str) -> list[tuple[str, str]]:
    """Mount points and kinds of what macOS' mount(8) prints."""
    return [(found["point"], found["kind"]) for found in _MAC_MOUNT.finditer(text)]


def _network_kind(folder: Path) -> str | None:
    if sys.platform == "win32":
        import ctypes

        if str(folder).startswith("\\\\"):
            return "UNC"
        remote = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _WINDOWS_REMOTE
        return "UNC" if remote else None
    try:
        if sys.platform == "darwin":
            printed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True, timeout=10)
            return network_kind(folder, read_mac_mounts(printed.stdout))
        return network_kind(folder, read_proc_mounts(Path("/proc/mounts").read_text("utf-8", "surrogateescape")))
    except (OSError, subprocess.SubprocessError):
        return None  # a system that does not say: the assertion of WAL mode in database.py remains
