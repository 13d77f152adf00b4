"""Making and opening a vault: whole or not at all, encrypted, and refused with the right reason."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from datapact.base.errors import Damaged, DataPactError, Locked, NewerFormat, Surroundings, WrongUse
from datapact.vault.database.entries import get_meta, put_attachment, set_meta
from datapact.vault.database.migrate import CURRENT
from datapact.vault.folder import local_disk
from datapact.vault.folder.opening import create_vault, open_vault, open_with_invitation, open_with_recovery
from datapact.vault.keys import slots
from datapact.vault.keys.header import list_slots
from datapact.vault.keys.recovery_code import new_invitation_code, new_recovery_code
from datapact.vault.keys.slot import KdfParameters
from tests.conftest import recommended
from tests.vault.making import CHEAP, PASSPHRASE, Made, files_of, fixed_clock, make_vault, write_entries
from tests.warm import Child


def test_a_new_vault_opens_with_its_passphrase_and_its_recovery_code(made: Made) -> None:
    with made.open() as vault:
        assert (vault.slot.id, vault.slot.kind, vault.slot.display_name) == ("anna-keller", "member", "Anna Keller")
        assert vault.migrated_from is None
        replica = vault.replica
        with vault.read() as session:
            assert get_meta(session, "replica") == replica
    with made.open(None) as vault:
        assert vault.replica == replica
    with open_with_recovery(made.folder, made.code.lower().replace("-", " "), fixed_clock) as vault:
        assert vault.slot.kind == "recovery"


def test_a_wrong_passphrase_is_locked_and_touches_nothing(made: Made) -> None:
    before = files_of(made.folder)
    with pytest.raises(Locked, match="passphrase is wrong"):
        made.open(passphrase=PASSPHRASE + "!")
    with pytest.raises(Locked, match="code is wrong"):
        open_with_recovery(made.folder, new_recovery_code(), fixed_clock)
    with pytest.raises(Locked, match="typing mistake"):
        open_with_recovery(made.folder, "hello", fixed_clock)
    with pytest.raises(WrongUse, match="no such code"):
        open_with_invitation(made.folder, "anna-keller", new_invitation_code(), fixed_clock)
    assert files_of(made.folder) == before


def test_composed_and_decomposed_letters_are_the_same_passphrase(tmp_path: Path) -> None:
    create_vault(
        tmp_path / "v", member_id="u", display_name="U", passphrase="Schl\u00fcsselbrett", clock=fixed_clock, kdf=CHEAP
    )[0].close()
    open_vault(tmp_path / "v", member_id=None, passphrase="Schlu\u0308sselbrett", clock=fixed_clock).close()


def test_several_members_must_say_who_they_are(made: Made) -> None:
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", "ein zweites Geheimnis", CHEAP)
    with pytest.raises(WrongUse, match="anna-keller, bernd-vogt"):
        made.open(None)
    with pytest.raises(WrongUse, match="no member carla"):
        made.open("carla")
    made.open("bernd-vogt", "ein zweites Geheimnis").close()
    assert [slot.id for slot in list_slots(made.folder)] == ["anna-keller", "(recovery)", "bernd-vogt"]


@pytest.mark.parametrize("passphrase", ["", "kurz", "x" * 1025])
def test_unfit_passphrases_are_refused(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(WrongUse, match="8 to 1024 characters"):
        create_vault(
            tmp_path / "v", member_id="a", display_name="A", passphrase=passphrase, clock=fixed_clock, kdf=CHEAP
        )
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(made: Made, tmp_path: Path) -> None:
    before = files_of(made.folder)
    with pytest.raises(WrongUse, match="is there already"):
        make_vault(made.folder)
    assert files_of(made.folder) == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(WrongUse, match="is there already"):
        make_vault(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    make_vault(tmp_path / "empty").open().close()


def test_what_is_no_vault_is_said_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(WrongUse, match="not a DataPact vault"):
            open_vault(folder, member_id=None, passphrase=PASSPHRASE, clock=fixed_clock)


def test_nothing_readable_is_in_the_folder_but_the_names_of_members(made: Made) -> None:
    with made.open() as vault:
        with vault.write() as session:
            set_meta(session, "organisation", "Geheimrat-Gesellschaft")
            put_attachment(session, b"Vertragstext " * 1000, "text/plain")
        write_entries(vault, 3, text="Partnername")
        for data in files_of(made.folder).values():  # with the log of the open database
            for secret in (b"SQLite format", b"Geheimrat", b"Vertragstext", b"urn:uuid", b"replica", b"CREATE TABLE"):
                assert secret not in data
        assert b"Anna Keller" in made.folder.joinpath("vault.json").read_bytes()
    assert all(b"Anna" not in data for name, data in files_of(made.folder).items() if name != "vault.json")


def test_database_must_be_there(made: Made) -> None:
    for damage in (Path.unlink, lambda file: file.write_bytes(b"")):
        (made.folder / "vault.db").touch()
        damage(made.folder / "vault.db")
        with pytest.raises(Damaged, match="missing"):
            made.open()


def test_a_plaintext_database_is_not_taken(made: Made) -> None:
    import sqlite3

    (made.folder / "vault.db").unlink()
    plain = sqlite3.connect(made.folder / "vault.db")
    plain.execute("CREATE TABLE entry (seq INTEGER)")
    plain.commit()
    plain.close()
    with pytest.raises(Damaged):
        made.open()


def test_a_foreign_database_is_not_taken(made: Made, tmp_path: Path) -> None:
    other = make_vault(tmp_path / "Other.datapact")
    (made.folder / "vault.db").write_bytes((other.folder / "vault.db").read_bytes())
    with pytest.raises(Damaged):
        made.open()


@pytest.mark.parametrize("member", ["format", "schema"])
def test_a_newer_vault_is_refused_and_not_touched(made: Made, member: str) -> None:
    file = made.folder / "vault.json"
    value = json.loads(file.read_bytes())
    if member == "schema":  # what the newer program writes fits together
        from dataclasses import replace

        from datapact.vault.keys.header import read_vault_file, write_vault_file

        with made.open() as vault:
            write_vault_file(file, replace(read_vault_file(file), schema=CURRENT + 1), vault.vault_key)
    else:
        file.write_text(json.dumps({**value, "format": 3, "new": {}}))
    before = files_of(made.folder)
    with pytest.raises(NewerFormat, match="newer DataPact"):
        made.open()
    assert files_of(made.folder) == before


def test_network_disks_are_refused(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_disk, "_network_kind", lambda folder: "nfs4")
    with pytest.raises(WrongUse, match=r"network disk \(nfs4\)"):
        made.open()
    with pytest.raises(WrongUse, match="network disk"):
        make_vault(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_old_unfinished_files_are_cleared_away(made: Made) -> None:
    (made.folder / "backups").mkdir()
    old, young = made.folder / "backups" / ".datapact-old", made.folder / ".datapact-young"
    for file, age in ((old, 3601), (young, 60)):
        file.write_bytes(b"half")
        moment = fixed_clock().timestamp() - age
        os.utime(file, (moment, moment))
    made.open().close()
    assert not old.exists()
    assert young.exists()


def test_kdf_costs_have_bounds() -> None:
    for wrong in ({"passes": 0}, {"passes": 11}, {"memory_kib": 8191}, {"memory_kib": 2**20 + 1}, {"lanes": 17}):
        with pytest.raises(WrongUse):
            KdfParameters(**wrong)


def test_a_new_passphrase_costs_what_rfc_9106_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second recommended option (section 4) is t=3, p=4 and 64 MiB; ours takes four times the memory."""
    assert recommended == KdfParameters(passes=3, memory_kib=256 * 1024, lanes=4)
    monkeypatch.setattr(slots, "RECOMMENDED", recommended)
    monkeypatch.setattr(slots, "master_secret", lambda slot, passphrase: bytes(32))  # 256 MiB for each would be slow
    made, _ = create_vault(
        tmp_path / "v.datapact", member_id="anna", display_name="Anna", passphrase=PASSPHRASE, clock=fixed_clock
    )
    with made:
        made.add_slot("member", "jonas", "Jonas", PASSPHRASE)
        made.add_slot("invitation", "carla", "Carla", new_invitation_code())
    written = json.loads((tmp_path / "v.datapact" / "vault.json").read_bytes())["slots"]
    asked = {"algorithm": "argon2id", "passes": 3, "memory_kib": 262144, "lanes": 4}
    assert [slot["kdf"] for slot in written] == [asked] * 4


def test_a_read_only_parent_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Surroundings):
        make_vault(tmp_path / "file" / "below")


def make_many(parent: str) -> None:
    print("ready", flush=True)
    for number in range(1000):
        make_vault(Path(parent) / f"{number}.datapact")
        print(number, flush=True)


@pytest.mark.kill
def test_a_killed_creation_leaves_whole_vaults_or_none(tmp_path: Path) -> None:
    for delay in (0.02, 0.09, 0.17, 0.31, 0.44):
        parent = tmp_path / str(delay)
        parent.mkdir()
        process = Child(make_many, str(parent))
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        acknowledged = process.kill().split()
        names = {folder.name for folder in parent.glob("[0-9]*.datapact")}
        assert names >= {f"{number}.datapact" for number in acknowledged}
        for name in names:
            try:
                open_vault(parent / name, member_id=None, passphrase=PASSPHRASE, clock=fixed_clock).close()
            except DataPactError as error:
                pytest.fail(f"{name}: {error}")
