"""Slots: passphrases, invitations, recovery, removal with a new vault key, and keys that only their owner opens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datapact.errors import Damaged, DataPactError, Locked, Malformed, Surroundings, WrongUse
from datapact.vault import rotation
from datapact.vault.folder import open_with_invitation, open_with_recovery
from datapact.vault.open_vault import RECOVERY_ID, OpenVault
from datapact.vault.recovery import new_invitation_code
from datapact.vault.slots import MOST_ROTATIONS
from datapact.vault.storage_check import check_storage
from datapact.vault.store import entries
from datapact.vault.vault_file import list_slots
from tests.vault.making import CHEAP, HISTORY, PASSPHRASE, Made, files_of, fixed_clock, write_entries

OTHER = "ein zweites Geheimnis"


def test_a_passphrase_can_be_changed_and_keys_stay(made: Made) -> None:
    with made.open() as vault:
        everyday, signing = vault.wrap_private("author", b"secret"), vault.wrap_private("signing", b"contract")
        with pytest.raises(Locked):
            vault.set_passphrase("not the old one", OTHER)
        with pytest.raises(WrongUse):
            vault.set_passphrase(PASSPHRASE, "kurz")
        vault.set_passphrase(PASSPHRASE, OTHER)
        write_entries(vault, 1)
    with pytest.raises(Locked):
        made.open()
    with made.open(passphrase=OTHER) as vault:
        assert vault.unwrap_private("author", everyday) == b"secret"
        assert vault.unwrap_private_with(OTHER, "signing", signing) == b"contract"


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
            with pytest.raises(Malformed):
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


def test_key_changes_have_a_bound(made: Made) -> None:
    with made.open() as vault:
        for _ in range(MOST_ROTATIONS):
            vault.rotate_vault_key()
        before = files_of(made.folder)
        with pytest.raises(WrongUse, match="key changes"):
            vault.rotate_vault_key()
        assert {name: data for name, data in files_of(made.folder).items() if name.endswith(".json")} == {
            name: data for name, data in before.items() if name.endswith(".json")
        }
        write_entries(vault, 1)
    made.open().close()


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


class Killed(BaseException):
    """What no code under test catches: the process is gone here."""


STAGES = ["write_vault_file", "write_checkpoint", "_rekey", "has_key", "finish", "after first rename"]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_stage_of_a_key_change_leaves_a_vault_that_opens(
    made: Made, monkeypatch: pytest.MonkeyPatch, stage: str, after: bool
) -> None:
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        write_entries(vault, 3)

    def killed(*given: object) -> object:
        if after:
            original(*given)
        raise Killed

    if stage == "after first rename":
        original = Path.replace
        monkeypatch.setattr(Path, "replace", killed)
    else:
        original = getattr(rotation, stage)
        monkeypatch.setattr(rotation, stage, killed)
    opened = made.open()
    with pytest.raises(Killed):
        opened.rotate_vault_key()
    monkeypatch.undo()
    opened.close()
    for member_id, passphrase in (("bernd-vogt", OTHER), ("anna-keller", PASSPHRASE)):
        with made.open(member_id, passphrase) as vault:
            assert check_storage(vault) == []
            with vault.read() as session:
                assert len(entries(session, HISTORY)) >= 3
            write_entries(vault, 1)
    assert not list(made.folder.glob("*.next.json"))


def test_who_knows_no_vault_key_cannot_plant_one(made: Made) -> None:
    """A rotation step is wrapped under the key before it: sealing to the public key is not enough."""
    import hashlib
    import json

    from datapact.strictjson import canonical, from_base64url, to_base64url
    from datapact.vault import hybrid

    file = made.folder / "vault.json"
    value = json.loads(file.read_bytes())
    slot = value["slots"][0]
    sealed = hybrid.seal(from_base64url(slot["everyday_public"]), bytes(32), b"DataPact 1: rotation")
    slot["rotations"] = [to_base64url(bytes(12) + sealed)]
    covered = canonical({name: value[name] for name in ("format", "schema", "check", "slots")})
    value["sha256"] = to_base64url(hashlib.sha256(covered).digest())
    file.write_bytes(canonical(value))
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
