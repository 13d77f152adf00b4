"""What verify says of files that come another way than as one whole proof: unpacked, a part alone, unsigned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from datapact.audit.exports.register import save_register
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file, verify_folder
from datapact.base.errors import Malformed, TooLarge
from datapact.base.strictjson import from_base64url
from datapact.exchange.bundle.envelope import new_envelope, seal
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.network.writing import write_directory
from datapact.organisation.partners.partners import add_partner
from datapact.registers.registers import register
from tests.audit import test_bag
from tests.audit.test_bag import Case, unpacked
from tests.conftest import SteppingClock
from tests.organisation.founded import PASSPHRASE, founded

case = test_bag.case
pytestmark = pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning")


@pytest.fixture
def folder(case: Case, tmp_path: Path) -> Path:
    """The folder of the bag."""
    return unpacked(case.export.data, tmp_path)


@pytest.mark.journey
def test_an_unpacked_export_is_as_good_as_the_archive(case: Case, folder: Path) -> None:
    whole, again = verify_file(case.export.data, "export.zip"), verify_folder(folder)
    assert (again.kind, again.verdict) == ("bag", "valid")
    assert (again.details, again.notes) == (whole.details, whole.notes)
    assert verify_folder(folder.parent).verdict == "valid"


def test_an_unpacked_export_with_something_more_or_less(folder: Path) -> None:
    (folder / "data" / "more.txt").write_text("more")
    assert verify_folder(folder).verdict == "invalid"
    (folder / "data" / "more.txt").unlink()
    dossier = next((folder / "data" / "dossiers").iterdir())
    kept = dossier.read_bytes()
    dossier.unlink()
    assert verify_folder(folder).verdict == "invalid"
    dossier.write_bytes(kept[:-1])
    assert verify_folder(folder).verdict == "invalid"
    dossier.write_bytes(kept)
    assert verify_folder(folder).verdict == "valid"


@pytest.mark.skipif(os.name == "nt", reason="needs a right that few people have there")
def test_links_that_lead_elsewhere_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name in ("data/dossiers/link.pdf", "data/linked"):
        (folder / name).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(Malformed):
            verify_folder(folder)
        (folder / name).unlink()


def test_a_folder_that_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"bagit\.txt"):
        verify_folder(tmp_path)


def test_bounds_hold_for_a_folder_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.audit.formats.bag_archive.MOST_FILES", 3)
    with pytest.raises(TooLarge):
        verify_folder(folder)


def test_the_signed_index_alone_says_what_is_missing(folder: Path) -> None:
    data = (folder / "data" / "index.pdf").read_bytes()
    verdict = verify_file(data, "index.pdf")
    assert (verdict.kind, verdict.verdict) == ("bag", "indeterminate")
    assert "not beside it" in str(verdict.reasons[0])
    changed = bytearray(data)
    changed[len(changed) // 2] ^= 1
    assert verify_file(bytes(changed), "index.pdf").verdict == "invalid"
    assert verify_file((folder / "data" / "index.pdf").read_bytes()[:-9], "index.pdf").verdict == "invalid"


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
def test_a_register_proves_nothing_itself_but_its_vault_knows_it(case: Case, tmp_path: Path, form: str) -> None:
    made = register(case.acting, "agreements", leaves=True)
    file = tmp_path / f"register.{form}"
    save_register(case.acting, made, form, file)  # type: ignore[arg-type]
    data = file.read_bytes()
    if form == "pdf":
        verdict = verify_file(data, file.name)
        assert (verdict.kind, verdict.verdict) == ("pdf", "indeterminate")
        assert len(verdict.reasons) == 1
    else:
        with pytest.raises(Malformed, match="nothing to verify"):
            verify_file(data, file.name)
    known = verify_here(case.acting, data, file.name).verdict
    assert (known.kind, known.verdict) == ("exported", "valid")
    assert "Exactly this file was exported" in str(known.notes[0])
    other = data[:-2] + b"  "
    if form == "pdf":
        assert verify_here(case.acting, other, file.name).verdict.kind == "pdf"
    else:
        with pytest.raises(Malformed):
            verify_here(case.acting, other, file.name)


def test_a_sealed_copy_says_that_it_is_one(case: Case) -> None:
    data = seal(new_envelope([_public(case)]), b"secret")
    verdict = verify_file(data, "copy.dpseal")
    assert (verdict.kind, verdict.verdict) == ("sealed_copy", "indeterminate")
    assert verify_file(data, "copy.dpact").kind == "bundle"
    assert verify_file(data, "copy").kind == "bundle"
    assert verify_file(data[:50], "copy.dpseal").verdict == "invalid"


def test_a_directory_is_verified_in_full(tmp_path: Path, clock: SteppingClock) -> None:
    made = [
        founded(tmp_path / name, {"name": name}, "Anna Keller", {"legal"}, PASSPHRASE, "", clock).acting
        for name in ("Keller GmbH", "Institut")
    ]
    with made[0] as keller, made[1] as institute:
        add_partner(keller, write_card(institute))
        cards = [write_card(one) for one in made]
        data = write_directory(keller, "Netz", [institute.organisation]).data
        assert verify_here(institute, data, "netz.dpdir").verdict.kind == "directory"
    verdict = verify_file(data, "netz.dpdir")
    assert (verdict.kind, verdict.verdict) == ("directory", "valid")
    assert {one.organisation for one in verdict.identities} == {one.organisation for one in made}
    assert "vouches for none" in str(verdict.notes[0])
    assert verify_file(data, "netz", require_trust=True).verdict == "indeterminate"
    assert verify_file(data, "netz", cards=cards, require_trust=True).verdict == "valid"
    assert verify_file(data[:-8], "netz.dpdir").verdict == "invalid"


def _public(case: Case) -> bytes:
    with case.acting.vault.read() as session:
        return from_base64url(own_line(session).state.sealing_public)
