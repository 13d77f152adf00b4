"""Where a vault may not lie: mount tables of Linux and macOS, read as those systems write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.vault.folder.local_disk import network_kind, read_mac_mounts, read_proc_mounts, refuse_network_disk

LINUX = """\
sysfs /sys sysfs rw 0 0
/dev/vda / ext4 rw,relatime 0 0
server:/export /home/team nfs4 rw,vers=4.2 0 0
//nas/share /mnt/Große\\040Ablage cifs rw 0 0
/dev/vdb /home/team/local ext4 rw 0 0
me@host: /home/me/ssh fuse.sshfs rw 0 0
tmpfs /tmp tmpfs rw 0 0

broken line
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)
//me@nas._smb._tcp.local/Share on /Volumes/Team Share (smbfs, nodev, nosuid, mounted by me)
server:/export on /Volumes/nfs (nfs, asynchronous)
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me/v.datapact", None),
        ("/home/team/v.datapact", "nfs4"),
        ("/home/team", "nfs4"),
        ("/home/teamwork/v.datapact", None),
        ("/home/team/local/v.datapact", None),
        ("/home/me/ssh/v.datapact", "fuse.sshfs"),
        ("/tmp/v.datapact", None),
    ],
)
def test_linux(folder: str, kind: str | None) -> None:
    assert network_kind(Path(folder), read_proc_mounts(LINUX)) == kind


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/Users/me/v", None), ("/Volumes/Team Share/v", "smbfs"), ("/Volumes/nfs/a/b", "nfs"), ("/Volumes/nfs2", None)],
)
def test_mac(folder: str, kind: str | None) -> None:
    assert network_kind(Path(folder), read_mac_mounts(MAC)) == kind


def test_escapes_in_mount_points_are_undone() -> None:
    points = [point for point, _ in read_proc_mounts(LINUX)]
    assert "/mnt/Große Ablage" in points


def test_this_disk_is_local(tmp_path: Path) -> None:
    refuse_network_disk(tmp_path / "not there yet")
