"""Releases as folders: only the makers' are believed, only newer ones count, and a new program tries a copy first."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import datapact as program
from datapact.updates.check import newer
from tests.cli.desks import datapact
from tests.cli.test_schemas import matches
from tests.conftest import SteppingClock
from tests.organisation.founded import PASSPHRASE, founded
from tests.updates.makers import NOW, Makers
from tests.updates.recipe import recipe

VERSION = re.compile(r'(?m)^__version__ = ".*"$')


def fingerprint_told(makers: Makers) -> str:
    refused = datapact("update", "trust", makers.keys / "root.json")
    assert refused.code == 1
    found = re.search(r"\d{5}( \d{5}){7}", refused.err)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def makers(tmp_path_factory: pytest.TempPathFactory) -> Makers:
    folder = tmp_path_factory.mktemp("makers")
    recipe("release").make_keys(folder / "keys", NOW)
    return Makers(folder)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer that believes nobody yet."""
    monkeypatch.setattr("datapact.updates.makers.data_home", lambda: tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def believed(makers: Makers, home: Path) -> Makers:
    """The makers, believed on this computer after their fingerprint was compared."""
    told = datapact("update", "trust", makers.keys / "root.json", "--fingerprint", fingerprint_told(makers), "--json")
    assert told.code == 0
    matches("update-trust", told.json)
    return makers


def test_nobody_is_believed_without_a_compared_fingerprint(makers: Makers, home: Path) -> None:
    release = makers.release("90.9.0")
    assert "does not know its makers" in datapact("update", "check", release).err
    wrong = fingerprint_told(makers).translate(str.maketrans("0123456789", "1234567890"))
    assert datapact("update", "trust", makers.keys / "root.json", "--fingerprint", wrong).code == 1
    assert datapact("update", "check", release).code == 2
    for foreign in (b"{}", b"nothing", (release / "metadata/targets.json").read_bytes()):
        (home.parent / "foreign.json").write_bytes(foreign)
        assert datapact("update", "trust", home.parent / "foreign.json").code == 4
    assert not home.exists()


def test_a_newer_release_is_told_and_its_package_fetched(believed: Makers, tmp_path: Path) -> None:
    release = believed.release("90.9.0")
    told = datapact("update", "check", release, "--json")
    assert told.code == 0
    matches("update-check", told.json)
    assert told.result["newer"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATAPACT_RELEASE", str(release))
        assert datapact("update", "check").out == datapact("update", "check", release).out
    page = (Path(__file__).parents[2] / "docs" / "CHANGELOG.md").read_text("utf-8")
    assert told.result["changes"] == re.split(r"(?m)^## .*$", page)[1].strip(), "what is not released yet"
    (tmp_path / "into").mkdir()
    fetched = datapact("update", "fetch", release, "-o", tmp_path / "into", "--json")
    assert fetched.code == 0
    matches("update-fetch", fetched.json)
    assert Path(fetched.result["file"]).read_bytes() == b"packed 90.9.0"
    assert [file.name for file in (tmp_path / "into").iterdir()] == [Path(fetched.result["file"]).name]
    assert datapact("update", "fetch", release, "-o", tmp_path / "into").code == 2  # it is there already
    assert "no such package" in datapact("update", "fetch", release, "-o", tmp_path / "into", "--kind", "dmg").err


def test_this_version_and_older_ones_are_nothing_to_do(believed: Makers) -> None:
    assert datapact("update", "check", believed.release("0.0.9", NOW - timedelta(hours=1))).code == 1
    assert datapact("update", "check", believed.release(program.__version__)).code == 1
    assert newer("0.10.0", "0.9.9")
    assert not newer("1.0.0", "1.0.0")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "targets": lambda release: flip(release / "metadata/targets.json"),
    "snapshot": lambda release: flip(release / "metadata/snapshot.json"),
    "timestamp": lambda release: flip(release / "metadata/timestamp.json"),
    "description": lambda release: flip(release / "targets/release.json"),
    "package": lambda release: [flip(file) for file in (release / "targets").glob("*.zst")],
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_release_changed_on_its_way_gives_no_package(believed: Makers, tmp_path: Path, what: str) -> None:
    release = tmp_path / "release"
    shutil.copytree(believed.release("90.9.1", name=f"release-{what}"), release)
    DAMAGE[what](release)
    (tmp_path / "into").mkdir()
    refused = datapact("update", "fetch", release, "-o", tmp_path / "into")
    assert refused.code == 4
    assert "Do not install it" in refused.err
    assert list((tmp_path / "into").iterdir()) == []


def test_other_makers_older_lists_and_past_days_are_refused(believed: Makers, tmp_path: Path) -> None:
    others = Makers(tmp_path)
    recipe("release").make_keys(others.keys, NOW)
    assert datapact("update", "check", others.release("90.9.0")).code == 4
    past = believed.release("90.9.2", NOW - timedelta(days=400), "past")
    assert "its day is past" in datapact("update", "check", past).err
    older = believed.release("90.9.3", NOW - timedelta(days=2), "older")
    assert datapact("update", "check", older).code == 0
    assert datapact("update", "check", believed.release("90.9.4", NOW, "later")).code == 0
    assert "older than one seen before" in datapact("update", "check", older).err


def test_only_folders_and_https_are_asked(believed: Makers, tmp_path: Path) -> None:
    for place in ("http://127.0.0.1/", "ftp://127.0.0.1/", f"file://{tmp_path}"):
        assert "https://" in datapact("update", "check", place).err
    assert datapact("update", "check", tmp_path).code == 2
    assert datapact("update", "check", "https://127.0.0.1:9/").code == 5  # nobody listens there


def test_a_release_is_verified_without_datapact(makers: Makers, tmp_path: Path) -> None:
    release = makers.release("90.9.5")
    sums = (release / "SHA256SUMS").read_text()
    for digest, name in re.findall(r"(?m)^([0-9a-f]{64})  (\S+)$", sums):
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest
    listed = {name for _, name in re.findall(r"(?m)^(\S+)  (\S+)$", sums)}
    assert listed == {f"targets/{file.name}" for file in (release / "targets").iterdir()}
    if shutil.which("openssl"):
        verify = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", release / "release.pub"]
        given = ["-in", release / "SHA256SUMS", "-sigfile", release / "SHA256SUMS.sig"]
        subprocess.run([*verify, *given], check=True, capture_output=True)
    again = makers.release("90.9.5", NOW, "again")
    assert {file.relative_to(again): file.read_bytes() for file in again.rglob("*") if file.is_file()} == {
        file.relative_to(release): file.read_bytes() for file in release.rglob("*") if file.is_file()
    }


def test_the_list_of_parts_names_what_the_lock_pins(makers: Makers) -> None:
    told: dict[str, Any] = json.loads((makers.release("90.9.6") / "targets/sbom.cdx.json").read_text())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    refs = [part["bom-ref"] for part in told["components"]]
    assert len(refs) == len(set(refs))
    assert set(told["dependencies"][0]["dependsOn"]) == set(refs)
    lock = (Path(__file__).parents[2] / ".ci/requirements.txt").read_text("utf-8")
    pinned = {f"pkg:pypi/{name}@{version}" for name, version in re.findall(r"(?m)^([a-z0-9-]+)==(\S+) \\$", lock)}
    assert len(pinned & set(refs)) > 60
    assert {"pkg:npm/pdf-lib@1.17.1", "pkg:npm/pkijs@4.0.0"} <= set(refs), "what the page in a browser is bundled of"


def files_of(folder: Path) -> dict[str, bytes]:
    """What lies in a vault's folder; the lock file is held by whoever copies."""
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.name != "vault.lock"}


def a_program(folder: Path, more: str) -> Path:
    """A program that does what ``more`` says, then what this one does."""
    script = f"import sys; {more}; from datapact_ui.launch import main; sys.exit(main())"
    file = folder / "datapact"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -c "{script}" "$@"\n')
    file.chmod(0o700)
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="the program of the test is a script")
def test_a_new_program_tries_a_copy_and_the_vault_stays(tmp_path: Path, clock: SteppingClock) -> None:
    vault = tmp_path / "Keller.datapact"
    made = founded(vault, {"name": "Keller GmbH"}, "Anna", ["admin"], PASSPHRASE, "managing_director", clock)
    member = made.acting.member.id
    made.acting.close()
    (tmp_path / "secret").write_text(PASSPHRASE)
    before = files_of(vault)
    access = ("--vault", vault, "--as", member, "--passphrase-file", tmp_path / "secret")
    (tmp_path / "new").mkdir()
    sound = datapact("update", "try", a_program(tmp_path / "new", "pass"), *access, "--json")
    assert sound.code == 0, sound.err
    matches("update-try", sound.json)
    refused = datapact("update", "try", a_program(tmp_path / "new", "sys.exit(7)"), *access)
    assert refused.code == 1
    assert "Keep the old one" in refused.err
    assert datapact("update", "try", tmp_path / "none", *access).code == 2
    assert files_of(vault) == before


def test_keys_are_renewed_and_every_program_follows_from_the_root_that_it_knows(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").write_text("ein langer Satz für den Safe\n", "utf-8")
    monkeypatch.setenv("DATAPACT_ROOT_PASSPHRASE", str(tmp_path / "words"))
    made = recipe("release")
    made.make_keys(tmp_path / "keys", NOW)
    own = Makers(tmp_path)
    assert b"ENCRYPTED" in (own.keys / "root.pem").read_bytes()
    first = fingerprint_told(own)
    assert datapact("update", "trust", own.keys / "root.json", "--fingerprint", first).code == 0
    stolen = (own.keys / "release.pem").read_bytes()
    assert datapact("update", "check", own.release("90.9.0", NOW - timedelta(hours=3))).code == 0

    made.renew_keys(own.keys, NOW, root_too=False)
    assert (own.keys / "release.pem").read_bytes() != stolen
    assert fingerprint_told(own) == first, "the root key is the same"
    assert datapact("update", "check", own.release("90.9.1", NOW - timedelta(hours=2))).code == 0

    thief = Makers(tmp_path / "thief")
    shutil.copytree(own.keys, thief.keys)
    (thief.keys / "release.pem").write_bytes(stolen)
    assert datapact("update", "check", thief.release("90.9.9", NOW - timedelta(hours=1))).code == 4

    made.renew_keys(own.keys, NOW, root_too=True)
    assert fingerprint_told(own) != first
    assert datapact("update", "check", own.release("90.9.2")).code == 0, "the old root key signed the new one"
