"""Files that we write: never through a link, whole or not at all, and by one module alone."""

from __future__ import annotations

import ast
import contextlib
import errno
import os
import re
import stat
from pathlib import Path

import pytest

import datapact
import datapact_ui
from datapact.base.errors import DataPactError, Surroundings
from datapact.base.files import copy_whole, make_private_folder, new_file, open_lock, write_numbered, write_whole
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.lock import writing
from datapact.vault.folder.preferences import Appearance, write_appearance
from tests.parsed import parsed
from tests.vault.making import Made, make_vault, write_entries

links = pytest.mark.skipif(os.name == "nt", reason="making a link needs a right that Windows gives to few")
HOMES = [Path(str(package.__file__)).parent for package in (datapact, datapact_ui)]
THE_ONE = HOMES[0] / "base" / "files.py"
WRITING_MODES = set("wax+")
NEVER = {"write_bytes", "write_text", "touch", "symlink_to", "hardlink_to", "mkstemp", "NamedTemporaryFile"}
NEVER_OF_MODULES = {
    "os": {"open", "fdopen", "mkfifo", "mknod", "symlink", "link", "truncate"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "make_archive", "unpack_archive"},
    "tempfile": {"mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"},
}
NEVER_NAMES = {"QFile", "QSaveFile", "QTemporaryFile", "QPdfWriter", "QSettings"}
OPENS = rf"\b(open|{'|'.join(NEVER | NEVER_NAMES | NEVER_OF_MODULES.keys())})\b"
"""What every module has that opens a file to be written."""


def opens_for_writing(call: ast.Call) -> bool:
    """Whether a call opens a file to be written, as far as can be read from it."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in NEVER_NAMES or (function.id == "open" and writing_mode(call, 1))
    if not isinstance(function, ast.Attribute):
        return False
    module = function.value.id if isinstance(function.value, ast.Name) else ""
    if module in NEVER_OF_MODULES:
        return function.attr in NEVER_OF_MODULES[module] and "devnull" not in ast.unparse(call)
    if function.attr in NEVER | NEVER_NAMES:
        return True
    return function.attr == "open" and writing_mode(call, 0)


def writing_mode(call: ast.Call, place: int) -> bool:
    given = [*call.args[place : place + 1], *(word.value for word in call.keywords if word.arg == "mode")]
    return any(
        isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(WRITING_MODES & set(mode.value))
        for mode in given
    )


def test_no_other_module_opens_a_file_for_writing() -> None:
    found = []
    for home in HOMES:
        for file in sorted(home.rglob("*.py")):
            if file == THE_ONE:
                continue
            tree = parsed(file, OPENS)
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            found += [f"{file}:{call.lineno}" for call in calls if opens_for_writing(call)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("open(p, 'wb')", True),
        ("open(p)", False),
        ("p.open('rb')", False),
        ("p.open(mode='a')", True),
        ("os.open(p, 1)", True),
        ("os.open(os.devnull, 1)", False),
        ("p.write_text('x')", True),
        ("dialog.open()", False),
        ("shutil.copyfile(a, b)", True),
    ],
)
def test_the_search_knows_what_it_looks_for(text: str, expected: bool) -> None:
    (call, *_rest) = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    assert opens_for_writing(call) is expected
    assert re.search(OPENS, text) or not expected


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    file = tmp_path / "precious"
    file.write_text("precious")
    return file


@links
def test_a_link_in_place_of_the_lock_is_refused(tmp_path: Path, precious: Path) -> None:
    lock = tmp_path / "vault.lock"
    lock.symlink_to(precious)
    with pytest.raises(Surroundings, match="is a link"), writing(lock):
        pass
    assert precious.read_text() == "precious"


@links
@pytest.mark.parametrize("dangling", [True, False])
def test_a_lock_is_a_plain_file(tmp_path: Path, dangling: bool) -> None:
    place = tmp_path / "vault.lock"
    if dangling:
        place.symlink_to(tmp_path / "nothing")
    else:
        os.mkfifo(place)
    with pytest.raises(OSError):
        open_lock(place)
    assert not (tmp_path / "nothing").exists()


@links
def test_a_link_that_a_user_chose_is_replaced_and_its_target_stays(tmp_path: Path, precious: Path) -> None:
    chosen = tmp_path / "export.pdf"
    chosen.symlink_to(precious)
    write_whole(chosen, b"new", private=False)
    assert not chosen.is_symlink()
    assert chosen.read_bytes() == b"new"
    assert precious.read_text() == "precious"
    chosen.unlink()
    chosen.symlink_to(precious)
    copy_whole(precious, chosen)
    assert not chosen.is_symlink()
    assert precious.read_text() == "precious"


@links
def test_a_folder_may_be_reached_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "linked" / "export.pdf", b"new")
    assert (tmp_path / "real" / "export.pdf").read_bytes() == b"new"
    assert [file.name for file in (tmp_path / "real").iterdir()] == ["export.pdf"]


@links
def test_a_new_file_is_made_where_nothing_is(tmp_path: Path, precious: Path) -> None:
    for place in (tmp_path / "to-precious", tmp_path / "to-nothing"):
        place.symlink_to(precious if place.name == "to-precious" else tmp_path / "nothing")
        with pytest.raises(FileExistsError):
            new_file(place)
    assert not (tmp_path / "nothing").exists()
    assert precious.read_text() == "precious"


@links
@pytest.mark.parametrize("name", ["vault.lock", "checkpoint.json", "vault.json", "appearance.json", "vault.next.json"])
def test_no_file_of_a_vault_is_written_through_a_link(tmp_path: Path, precious: Path, name: str) -> None:
    made = make_vault(tmp_path / "v.datapact")
    place = made.folder / name
    if place.exists():
        precious.write_bytes(place.read_bytes())  # so that it opens as before
        place.unlink()
    before = precious.read_bytes()
    place.symlink_to(precious)
    try:
        work(made)
    except Surroundings as error:
        assert name == "vault.lock", error  # noqa: PT017
    assert precious.read_bytes() == before


def work(made: Made) -> None:
    with made.open() as vault:
        write_entries(vault, 1)
        vault.rotate_vault_key()
        write_appearance(made.folder, Appearance(text_size=120))
        backup_vault(vault, made.folder.parent / "b.dpbackup")


@links
@pytest.mark.parametrize("name", ["vault.db-wal", "vault.db-journal", "vault.db-shm"])
def test_sqlite_follows_no_link_for_its_own_files(tmp_path: Path, precious: Path, name: str) -> None:
    made = make_vault(tmp_path / "v.datapact")
    place = made.folder / name
    place.unlink(missing_ok=True)
    place.symlink_to(precious)
    with contextlib.suppress(DataPactError):
        work(made)
    assert precious.read_text() == "precious"


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")
def test_a_folder_of_backups_is_its_owner_s_alone(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    before = os.umask(0o022)
    try:
        make_private_folder(backups)
        assert stat.S_IMODE(backups.stat().st_mode) == 0o700
        backups.chmod(0o755)  # as earlier programs left it
        make_private_folder(backups)
        assert stat.S_IMODE(backups.stat().st_mode) == 0o700
    finally:
        os.umask(before)


@links
def test_where_the_system_knows_no_such_flag_links_are_looked_for(
    tmp_path: Path, precious: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a link is a reparse point and opening follows it."""
    monkeypatch.setattr("datapact.base.files._NO_LINK", 0)
    place = tmp_path / "vault.lock"
    place.symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"):
        open_lock(place)
    place.unlink()
    place.symlink_to(tmp_path / "nothing")
    with pytest.raises(OSError, match="symbolic links"):
        new_file(place)
    assert not (tmp_path / "nothing").exists()
    place.unlink()
    os.close(open_lock(place))
    write_whole(place, b"x")
    assert precious.read_text() == "precious"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_beside_others_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """Two desks of one house lay files of one name into a shared folder: the name is claimed, not looked at before."""
    if not links:
        monkeypatch.setattr(os, "link", lambda *_names: (_ for _ in ()).throw(OSError(errno.EPERM, "no links here")))
    assert write_numbered(tmp_path, "a.dpact", b"first") == tmp_path / "a.dpact"
    (tmp_path / "a (2).dpact").symlink_to(tmp_path / "nowhere")
    assert write_numbered(tmp_path, "a.dpact", b"second") == tmp_path / "a (3).dpact"
    assert (tmp_path / "a.dpact").read_bytes() == b"first"
    assert (tmp_path / "a (2).dpact").is_symlink()
    assert (tmp_path / "a (3).dpact").read_bytes() == b"second"
    assert len(list(tmp_path.iterdir())) == 3
