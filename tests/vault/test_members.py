"""Slots: passphrases, invitations, recovery, removal with a new vault key, and keys that only their owner opens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from datapact.base.errors import Damaged, DataPactError, Locked, Surroundings, WrongUse
from datapact.vault.database.entries import entries
from datapact.vault.database.tables import PersonKey
from datapact.vault.folder import rotation
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import RECOVERY_ID, OpenVault
from datapact.vault.folder.opening import open_with_invitation, open_with_recovery
from datapact.vault.keys.header import list_slots, read_vault_file
from datapact.vault.keys.recovery_code import new_invitation_code
from datapact.vault.keys.slot import MOST_ROTATIONS
from tests.vault.making import CHEAP, HISTORY, PASSPHRASE, Made, files_of, fixed_clock, resealed, write_entries

OTHER = "ein zweites Geheimnis"


def stored(vault: OpenVault) -> dict[str, str]:
    """The wrapped keys in the database by purpose."""
    with vault.read() as session:
        return {row.purpose: row.wrapped for row in session.exec(select(PersonKey))}


def test_a_passphrase_can_be_changed_and_keys_stay_wrapped_anew(made: Made) -> None:
    with made.open() as vault:
        with vault.write() as session:
            for purpose, secret in (("author", b"secret"), ("signing", b"contract")):
                wrapped = vault.wrap_private(purpose, secret)
                session.add(PersonKey(member="anna-keller", purpose=purpose, kid="k", wrapped=wrapped, created=""))
        before = stored(vault)
        with pytest.raises(Locked):
            vault.set_passphrase("not the old one", OTHER)
        with pytest.raises(WrongUse):
            vault.set_passphrase(PASSPHRASE, "kurz")
        vault.set_passphrase(PASSPHRASE, OTHER)
        write_entries(vault, 1)
    with pytest.raises(Locked):
        made.open()
    with made.open(passphrase=OTHER) as vault:
        after = stored(vault)
        assert vault.unwrap_private("author", after["author"]) == b"secret"
        assert vault.unwrap_private_with(OTHER, "signing", after["signing"]) == b"contract"
        for old in before.values():  # what a copy of the database held for the old key pairs
            with pytest.raises(Damaged):
                vault.unwrap_private_with(OTHER, "author", old)


def test_a_signing_key_needs_the_passphrase_each_time(vault: OpenVault) -> None:
    wrapped = vault.wrap_private("signing", b"contract")
    with pytest.raises(Locked, match="only with the passphrase"):
        vault.unwrap_private("signing", wrapped)
    with pytest.raises(Damaged):  # the session has no key for it, whatever it is called
        vault.unwrap_private("author", wrapped)
    with pytest.raises(Locked):
        vault.unwrap_private_with("not the passphrase", "signing", wrapped)
    assert vault.unwrap_private_with(PASSPHRASE, "signing", wrapped) == b"contract"
    assert vault.unwrap_private_with(PASSPHRASE, "author", vault.wrap_private("author", b"a")) == b"a"


def test_keys_are_bound_to_slot_and_purpose(made: Made) -> None:
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        wrapped = vault.wrap_private("author", b"secret")
        with pytest.raises(Damaged):
            vault.unwrap_private("identity", wrapped)
        for hostile in ("", "{}", "[]", wrapped[:-9], wrapped.replace('"format":1', '"format":2')):
            with pytest.raises(Damaged, match="private key in the vault"):
                vault.unwrap_private("author", hostile)
    with made.open("bernd-vogt", OTHER) as vault, pytest.raises(Damaged):
        vault.unwrap_private("author", wrapped)


def test_keys_can_be_wrapped_for_the_recovery_code_and_for_others(made: Made) -> None:
    with made.open() as vault:
        identity = vault.wrap_private_for(RECOVERY_ID, "identity", b"root")
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        for_bernd = vault.wrap_private_for("bernd-vogt", "identity", b"root")
        with pytest.raises(Damaged):
            vault.unwrap_private("identity", identity)
        with pytest.raises(WrongUse):
            vault.wrap_private_for("nobody", "identity", b"root")
        vault.rotate_vault_key()
    with open_with_recovery(made.folder, made.code, fixed_clock) as vault:
        assert vault.unwrap_private("identity", identity) == b"root"
        assert vault.unwrap_private_with(made.code, "identity", identity) == b"root"
        with pytest.raises(WrongUse):
            vault.set_passphrase(made.code, OTHER)
    with made.open("bernd-vogt", OTHER) as vault:
        assert vault.unwrap_private("identity", for_bernd) == b"root"


def test_an_invitation_is_used_once(made: Made) -> None:
    code = new_invitation_code()
    with made.open() as vault:
        vault.add_slot("invitation", "carla-roth", "Carla Roth", code, CHEAP)
        with pytest.raises(WrongUse, match="already"):
            vault.add_slot("invitation", "carla-roth", "Carla Roth", code, CHEAP)
        with pytest.raises(WrongUse):
            vault.replace_invitation(OTHER)
    with pytest.raises(WrongUse):
        made.open("carla-roth", code)
    with open_with_invitation(made.folder, "carla-roth", code, fixed_clock) as vault:
        assert vault.slot.kind == "invitation"
        vault.replace_invitation(OTHER)
        assert vault.slot.kind == "member"
        wrapped = vault.wrap_private("author", b"mine")
        assert vault.unwrap_private("author", wrapped) == b"mine"
        write_entries(vault, 1)
    with pytest.raises(WrongUse, match="used already"):
        open_with_invitation(made.folder, "carla-roth", code, fixed_clock)
    with made.open("carla-roth", OTHER) as vault:
        assert vault.unwrap_private("author", wrapped) == b"mine"


def test_a_new_recovery_code_replaces_the_old_one(made: Made) -> None:
    with made.open() as vault:
        code = vault.renew_recovery_code(CHEAP)
    with pytest.raises(Locked):
        open_with_recovery(made.folder, made.code, fixed_clock)
    with open_with_recovery(made.folder, code, fixed_clock) as vault:
        vault.add_slot("member", "anna-keller", "Anna Keller", OTHER, CHEAP, replacing=True)
    made.open(passphrase=OTHER).close()


def test_a_removed_member_cannot_open_and_the_old_key_is_worth_nothing(made: Made, tmp_path: Path) -> None:
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        vault.add_slot("member", "carla-roth", "Carla Roth", "ein drittes Geheimnis", CHEAP)
        write_entries(vault, 3)
        with pytest.raises(WrongUse, match="themselves"):
            vault.remove_slot("anna-keller")
        with pytest.raises(WrongUse, match="no member"):
            vault.remove_slot("nobody")
    shutil.copy(made.folder / "vault.json", tmp_path / "kept.json")  # what the leaver may have kept
    with made.open() as vault:
        old_key = vault.vault_key
        vault.remove_slot("bernd-vogt")
        assert vault.vault_key != old_key
        write_entries(vault, 1)
        assert check_storage(vault) == []
    with pytest.raises(WrongUse, match="no member bernd-vogt"):
        made.open("bernd-vogt", OTHER)
    current = (made.folder / "vault.json").read_bytes()
    shutil.copy(tmp_path / "kept.json", made.folder / "vault.json")
    with pytest.raises(Damaged):
        made.open("bernd-vogt", OTHER)
    (made.folder / "vault.json").write_bytes(current)
    with made.open("carla-roth", "ein drittes Geheimnis") as vault, vault.read() as session:
        assert len(entries(session, HISTORY)) == 4
    with open_with_recovery(made.folder, made.code, fixed_clock) as vault:
        assert not rotation.has_key(vault.paths, old_key)


def test_members_who_were_away_follow_several_key_changes(made: Made) -> None:
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        for _ in range(3):
            vault.rotate_vault_key()
        key = vault.vault_key
    size = (made.folder / "vault.json").stat().st_size
    for _ in range(2):
        with made.open("bernd-vogt", OTHER) as vault:
            assert vault.vault_key == key
    assert (made.folder / "vault.json").stat().st_size < size  # settled at the first opening
    with made.open("bernd-vogt", OTHER) as vault:
        vault.set_passphrase(OTHER, OTHER + "!")
        vault.rotate_vault_key()
    with open_with_recovery(made.folder, made.code, fixed_clock) as vault:
        assert vault.slot.kind == "recovery"


def test_key_changes_collapse_into_one_step(made: Made) -> None:
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        for _ in range(MOST_ROTATIONS + 6):
            vault.rotate_vault_key()
        key = vault.vault_key
        assert {len(slot.rotations) for slot in read_vault_file(vault.paths.vault_file).slots} == {1}
    with made.open("bernd-vogt", OTHER) as vault:
        assert vault.vault_key == key
        vault.rotate_vault_key()  # its own slot was settled, so the step starts from there
        vault.rotate_vault_key()
        key = vault.vault_key
    for opened in (made.open("bernd-vogt", OTHER), open_with_recovery(made.folder, made.code, fixed_clock)):
        with opened as vault:
            assert vault.vault_key == key
            assert check_storage(vault) == []


def without_bases(vault: OpenVault) -> None:
    """What an earlier program left: it kept nothing in the database to write steps anew with."""
    with vault.write() as session:
        session.connection().exec_driver_sql("DELETE FROM meta WHERE key LIKE 'rotation/%'")


@pytest.mark.journey
def test_who_piled_up_steps_under_an_earlier_program_goes_on(made: Made) -> None:
    with made.open() as vault:
        for _ in range(MOST_ROTATIONS):
            without_bases(vault)
            vault.rotate_vault_key()
        assert {len(slot.rotations) for slot in read_vault_file(vault.paths.vault_file).slots} == {MOST_ROTATIONS}
        without_bases(vault)
        for _ in range(3):  # the first of these was refused
            vault.rotate_vault_key()
        assert {len(slot.rotations) for slot in read_vault_file(vault.paths.vault_file).slots} == {MOST_ROTATIONS + 1}
        without_bases(vault)
        before = files_of(made.folder)
        with pytest.raises(WrongUse, match="key changes"):
            vault.rotate_vault_key()
        assert {name: data for name, data in files_of(made.folder).items() if name.endswith(".json")} == {
            name: data for name, data in before.items() if name.endswith(".json")
        }
        write_entries(vault, 1)
    made.open().close()
    open_with_recovery(made.folder, made.code, fixed_clock).close()


def test_the_key_is_not_changed_under_another_opening(made: Made) -> None:
    with made.open() as other, made.open() as vault:
        write_entries(other, 1)
        with pytest.raises(Surroundings, match="open in another program"):
            vault.rotate_vault_key()
        write_entries(other, 1)
        write_entries(vault, 1)
    assert not (made.folder / "vault.next.json").exists()
    with made.open() as vault:
        assert check_storage(vault) == []


def test_who_knows_no_vault_key_cannot_plant_one(made: Made) -> None:
    """A rotation step is wrapped under the key before it: sealing to the public key is not enough."""
    import json

    from datapact.base.strictjson import from_base64url, to_base64url
    from datapact.vault.keys import hpke

    file = made.folder / "vault.json"
    value = json.loads(file.read_bytes())
    slot = value["slots"][0]
    sealed = hpke.seal(from_base64url(slot["everyday_public"]), bytes(32), b"DataPact 1: rotation")
    slot["rotations"] = [to_base64url(bytes(12) + sealed + bytes(16))]
    file.write_bytes(resealed(value))
    with pytest.raises(Damaged, match="key slot of Anna Keller"):
        made.open()


def test_slots_of_an_altered_vault_file_are_not_worked_with(vault: OpenVault, tmp_path: Path) -> None:
    from tests.vault.making import make_vault

    other = make_vault(tmp_path / "Other.datapact")
    shutil.copy(other.folder / "vault.json", vault.paths.vault_file)
    for change in (
        lambda: vault.add_slot("member", "x", "X", OTHER, CHEAP),
        lambda: vault.set_passphrase(PASSPHRASE, OTHER),
        lambda: vault.wrap_private_for(RECOVERY_ID, "identity", b"root"),
        vault.rotate_vault_key,
        vault.slots,
    ):
        with pytest.raises(Damaged, match="altered"):
            change()


def test_slots_are_listed_without_a_passphrase(made: Made) -> None:
    with made.open() as vault:
        assert vault.slots() == list_slots(made.folder)
    with pytest.raises(DataPactError):
        list_slots(made.folder / "missing")
