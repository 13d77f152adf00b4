"""The Debian package as a person meets it: built by its one command, installed into a root of its own, used, removed.

Building takes a minute, so it happens in CI and in the long run; the libraries are those of this computer. DATAPACT_PACKAGE
names a .deb that is there already and is to be tested instead.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.depth import depth

ROOT = Path(__file__).parents[2]
PERSON = 65534  # "nobody", who is known to every system and owns nothing
LARGEST = 130 * 1000 * 1000  # bytes of a package
PATIENCE = 120.0  # seconds for a window on a busy computer
OF_OTHER_DESKTOPS = ("libqgtk3", "wayland", "libQt6Wayland", "libcupsprintersupport")
"""Plugins that load only where their desktop or printer is there, with its libraries."""

pytestmark = [
    pytest.mark.skipif(
        not (os.environ.get("CI") or os.environ.get("DATAPACT_PACKAGE")) and depth() != "long",
        reason="a package is built in CI and in the long run"
    ),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root installs packages"),
    pytest.mark.judge(
        "dpkg-deb", "setpriv", "Xvfb", "dbus-run-session", "gio", "update-mime-database", "update-desktop-database",
        "appstreamcli", "desktop-file-validate", "zstd", "objdump",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Installed:
    """A root with nothing but the package, and a person who has never used it."""

    package: Path
    root: Path
    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PATH": f"{self.root}/usr/bin:/usr/bin:/bin",
            "XDG_DATA_DIRS": f"{self.root}/usr/share",
            "XDG_RUNTIME_DIR": str(self.home),
            "DATAPACT_LOG_LEVEL": "DEBUG",
            **more,
        }

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        person = ("setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--clear-groups")
        return subprocess.Popen(
            [*person, *command],
            env=self.environment(**more),
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str, **more: str) -> str:
        started = self.start(*command, **more)
        said, _ = started.communicate(timeout=300)
        assert started.returncode == 0, said
        return said

    def log(self) -> str:
        files = self.home.glob(".local/state/datapact/log/datapact.log")
        return "".join(file.read_text("utf-8") for file in files)

    def files(self) -> set[Path]:
        return {file for file in self.root.rglob("*") if not file.is_dir() or file.is_symlink()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if given := os.environ.get("DATAPACT_PACKAGE"):
        return Path(given)
    folder = tmp_path_factory.mktemp("built")
    if depth() != "long":
        lay_in(folder / "work" / "venv")
    build(folder, "deb")
    (package,) = folder.glob("*.deb")
    return package


def lay_in(venv: Path) -> None:
    """Make the environment that the build would install, of what this one has of the same lock file.

    pip takes twenty seconds of the processor to check and unpack it once more; in the long run the build asks pip itself.
    """
    locks = [ROOT / ".ci" / f"requirements{kind}.txt" for kind in ("", "-package")]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    for name, version, only_there in re.findall(r"^([\w.-]+)==(\S+)( ; .*?)? \\$", locks[0].read_text("utf-8"), re.M):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            assert only_there, f"{name} is locked and not installed"
            continue
        assert found.version == version, name
        copy_installed(found, site)
    copy_installed(distribution("pip"), site)
    pip = [venv / "bin/python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--require-hashes"]
    subprocess.run([*pip, "-r", locks[1]], check=True)
    stamp = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    (venv / ".made").write_text(f"{stamp}  -\n", "utf-8")


def copy_installed(found: Distribution, site: Path) -> None:
    """The files of an installed package, without its programs and what was compiled here."""
    for file in found.files or ():
        if ".." not in file.parts and file.suffix != ".pyc":
            place = site / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), place)


def build(folder: Path, *kinds: str) -> None:
    environment = {**os.environ, "DATAPACT_BUILD": str(folder / "work"), "QT_QPA_PLATFORM": "offscreen"}
    if not (ROOT / ".git").exists():
        environment["SOURCE_DATE_EPOCH"] = "1790000000"
    command = ["bash", str(ROOT / ".ci" / "package" / "build"), "--into", str(folder), *kinds]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder / "work")  # a gigabyte, in memory where there is enough (.ci/test)


@pytest.fixture
def installed(built: Path, tmp_path: Path) -> Installed:
    root, home = tmp_path / "root", tmp_path / "home"
    (root / "var/lib/dpkg").mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    home.mkdir(0o700)
    os.chown(home, PERSON, PERSON)
    for folder in (tmp_path, *tmp_path.parents):  # each is private, up to the one for all that the run made (.ci/test)
        if folder.is_relative_to(tempfile.gettempdir()):
            folder.chmod(folder.stat().st_mode | 0o011)
    dpkg(root, "--force-depends", "--install", str(built))
    share = root / "usr/share"
    subprocess.run(["update-mime-database", share / "mime"], check=True)  # as the triggers of these packages do
    subprocess.run(["update-desktop-database", share / "applications"], check=True)
    return Installed(built, root, home)


def dpkg(root: Path, *arguments: str) -> None:
    command = ["dpkg", f"--root={root}", "--log=/dev/null", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    yield name
    server.terminate()
    server.wait(10)


def wait_until(holds: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.2)


def test_a_new_person_works_with_the_installed_program(installed: Installed, display: str) -> None:
    share = installed.root / "usr/share"
    subprocess.run(["desktop-file-validate", share / "applications/datapact.desktop"], check=True)
    metainfo = share / "metainfo/datapact.metainfo.xml"
    # who publishes it says where; until then no address stands there that is none
    subprocess.run(
        ["appstreamcli", "validate", "--no-net", "--override=url-homepage-missing=info", metainfo], check=True
    )
    assert installed.package.stat().st_size < LARGEST

    demo = installed.home / "demo"
    assert "Everything verified" in installed.run("datapact", "demo", str(demo))
    for example in (ROOT / "docs/examples/offer.dpact", ROOT / "docs/examples/keller.dpcard"):
        shutil.copy(example, installed.home)
    kinds = {"offer.dpact": "bundle", "keller.dpcard": "card", "demo/Institut.datapact/vault.json": "vault+json"}
    for name, kind in kinds.items():
        told = installed.run("gio", "info", "-a", "standard::content-type,standard::icon", name)
        assert f"standard::content-type: application/vnd.datapact.{kind}" in told
        picture = f"application-vnd.datapact.{kind.partition('+')[0]}"
        assert picture in told
        assert len(list(share.glob(f"icons/hicolor/*/mimetypes/{picture}.*"))) > 8

    secret = next(demo.glob("Institut.*.passphrase"))
    own = {
        "DISPLAY": display,
        "DATAPACT_VAULT": str(demo / "Institut.datapact"),
        "DATAPACT_PASSPHRASE_FILE": str(secret),
    }
    session = installed.start("dbus-run-session", "--", "sh", "-c", "gio launch $0 && exec sleep 600", str(share / "applications/datapact.desktop"), **own)  # fmt: skip
    recent = installed.home / ".config/datapact/recent.json"
    try:
        wait_until(recent.is_file, f"no vault was opened by the entry of the menu: {installed.log()}")
        installed.run("dbus-run-session", "--", "sh", "-c", "gio open $0 && sleep 5", "offer.dpact", **own)
        reached = "another start was answered, with 1 file"
        wait_until(lambda: reached in installed.log(), f"the file did not reach the window: {installed.log()}")
    finally:
        os.killpg(session.pid, signal.SIGTERM)
        session.communicate(timeout=30)
        end_of(installed.root)
    assert not list(installed.home.rglob("fault-*")), installed.log()

    before = set(installed.home.rglob("*.datapact/vault.db"))
    dpkg(installed.root, "--purge", "datapact")
    left = {str(file.relative_to(installed.root)) for file in installed.files()}
    made_by_triggers = re.compile(r"usr/share/(mime/|applications/mimeinfo\.cache)|var/lib/dpkg/")
    assert not {name for name in left if not made_by_triggers.match(name)}
    assert len(before) == 2
    assert set(installed.home.rglob("*.datapact/vault.db")) == before


def end_of(root: Path) -> None:
    """End what still runs from this root; a window that was asked to end has its seconds first."""
    for _ in range(100):
        running = [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and runs_from(one, root)]
        if not running:
            return
        for number in running:
            os.kill(number, signal.SIGTERM)
        time.sleep(0.1)
    raise AssertionError("the window did not end")


def runs_from(process: Path, root: Path) -> bool:
    try:
        return (process / "exe").readlink().is_relative_to(root)
    except OSError:
        return False


def test_every_library_comes_along_or_from_a_package_that_is_named(installed: Installed) -> None:
    program = installed.root / "usr/lib/datapact"
    files = [file for file in program.rglob("*") if ".so" in file.name and not file.is_symlink()]
    there = {file.name for file in program.rglob("*.so*")}
    needed = {
        name
        for file in [*files, program / "datapact"]
        if not any(mark in str(file) for mark in OF_OTHER_DESKTOPS)
        for name in re.findall(r"NEEDED +(\S+)", told("objdump", "-p", str(file)))
    } - there
    named = set(re.findall(r"[a-z0-9][a-z0-9.+-]+", told("dpkg-deb", "-f", str(installed.package), "Depends")))
    from_where = {name: owners(name) for name in needed}
    assert {name: owner for name, owner in from_where.items() if not owner & (named | {"libgcc-s1"})} == {}


def owners(library: str) -> set[str]:
    """The Debian packages that have a library; libc and libstdc++ bring libgcc."""
    found = told("dpkg", "-S", f"*/{library}")
    return {line.split(":")[0] for line in found.splitlines() if line.endswith(f"/{library}")}


def told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.mark.skipif(depth() != "long", reason="a second build takes a minute more")
def test_two_builds_are_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build(tmp_path, "deb", "tar")
    (again,) = tmp_path.glob("*.deb")
    assert again.read_bytes() == built.read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    build(other, "tar")
    (first,), (second,) = tmp_path.glob("*.tar.zst"), other.glob("*.tar.zst")
    assert first.read_bytes() == second.read_bytes()
