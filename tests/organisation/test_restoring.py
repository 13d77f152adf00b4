"""From a backup back to work."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.base.clock import Clock
from datapact.base.errors import DataPactError, Locked
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.legal_forms import LEGAL_FORMS, form_in, legal_form
from datapact.organisation.identity.profile import KINDS
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.recovery import members_of_backup, restore_organisation
from datapact.vault.folder.backup import backup_vault
from datapact.vault.keys.slot import KdfParameters

CHEAP = KdfParameters(1, 8192, 1)
PASSPHRASE = "lampe gurken seil"


@pytest.fixture
def backup(tmp_path: Path, clock: Clock) -> Path:
    file = tmp_path / "keller.dpbackup"
    created = create_organisation(
        tmp_path / "old.datapact", {"name": "Keller"}, "Anna Keller", ["legal"], PASSPHRASE, "", clock, CHEAP
    )
    with created.acting as acting:
        backup_vault(acting.vault, file)
    return file


def test_a_restored_organisation_works_and_says_so(backup: Path, tmp_path: Path, clock: Clock) -> None:
    (member,) = members_of_backup(backup)
    assert member.display_name == "Anna Keller"
    with restore_organisation(
        backup, tmp_path / "new.datapact", member_id=member.id, passphrase=PASSPHRASE, clock=clock
    ) as acting:
        with acting.vault.read() as session:
            assert acting.organisation in directory(session)
        assert acting.member.id == member.id


def test_a_wrong_passphrase_leaves_nothing(backup: Path, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(Locked):
        restore_organisation(backup, tmp_path / "new.datapact", member_id=None, passphrase="falsch falsch", clock=clock)
    assert not (tmp_path / "new.datapact").exists()


@pytest.mark.parametrize("data", [b"", b"{}\n", b"\x00" * 100, b'{"format":9}\nx'])
def test_any_other_file_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.dpbackup"
    file.write_bytes(data)
    with pytest.raises(DataPactError):
        members_of_backup(file)
    with pytest.raises(DataPactError):
        members_of_backup(tmp_path / "missing")


def test_every_legal_form_leads_to_a_kind_that_exists() -> None:
    assert {form.kind for form in LEGAL_FORMS} <= set(KINDS)
    assert legal_form("GmbH") is not None
    assert legal_form("Ltd") is None


def test_a_name_states_its_legal_form() -> None:
    for form in LEGAL_FORMS:
        assert form_in(f"Häberle Fördertechnik {form.name}") == form
    said = {"Müller e.V.": "e. V.", "Agora GmbH": "GmbH", "Nord UG (haftungsbeschränkt)": "UG (haftungsbeschränkt)"}
    for name, form_name in said.items():
        assert (form := form_in(name)) is not None
        assert form.name == form_name
    assert form_in("Agentur Gmbhaus") is None
