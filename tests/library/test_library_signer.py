"""Whose a library file is: the card in the file is held against what this vault knows of that house."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import Damaged
from datapact.library.clauses.own_clauses import save_clause
from datapact.library.shelf.library_file import export_library, look_at_library, take_in_library
from datapact.library.shelf.library_format import LibraryFile
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import change_profile, write_card
from datapact.organisation.members.key_renewal import renew_identity, renew_keys, revoke_old_keys
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from tests.conftest import SteppingClock
from tests.exchange.houses import PASSPHRASE, build, opened
from tests.library.clauses_of_keller import LIABILITY
from tests.organisation.founded import founded

DATAPACT = Path(__file__).parents[2] / "datapact"


def test_an_old_copy_signs_for_no_house_that_has_moved_on(tmp_path: Path, clock: SteppingClock) -> None:
    build(tmp_path / "kept", clock)
    houses = opened(tmp_path / "kept", tmp_path / "here", clock)
    keller, institute = houses.keller, houses.institute

    def again(folder: Path) -> Acting:
        return unlock(folder, None, PASSPHRASE, clock)

    for name in ("institute", "keller"):
        shutil.copytree(tmp_path / "kept" / name, tmp_path / f"stolen-{name}")
    stolen = again(tmp_path / "stolen-institute")
    renew_keys(institute)
    institute.close()
    institute = again(tmp_path / "here" / "institute")
    revoke_old_keys(institute, institute.member.id, "key_compromise")
    renew_identity(institute)
    add_partner(keller, write_card(institute))

    save_clause(stolen, LIABILITY)
    file, card = export_library(stolen), write_card(institute)
    with_old_key = look_at_library(keller, file).signer
    assert with_old_key is not None
    assert with_old_key.standing == "revoked"

    # the file alone cannot tell that a key was revoked since; a newer card can, and so can a vault that has one
    alone = verify_file(file, "clauses.dplib")
    assert (alone.kind, alone.verdict, [one.trust for one in alone.identities]) == ("library", "valid", ["declared"])
    assert alone.details is not None
    assert (alone.details["clauses"], alone.details["organisation"]) == (1, institute.organisation)
    assert "approves no clause" in str(alone.notes[0])
    assert verify_file(file, "clauses.dplib", require_trust=True).verdict == "indeterminate"
    for judged in (
        verify_file(file, "clauses.dplib", cards=[card]),
        verify_here(keller, file, "clauses.dplib").verdict,
    ):
        assert (judged.verdict, [one.trust for one in judged.identities]) == ("indeterminate", ["confirmed"])
        assert "was revoked" in str(judged.reasons[0])
    own = verify_here(stolen, file, "clauses.dplib").verdict
    assert (own.kind, own.verdict) == ("library", "valid")

    renew_keys(stolen)  # with the old identity key, on a history of its own
    stolen.close()
    stolen = again(tmp_path / "stolen-institute")
    with pytest.raises(Damaged, match="another history of Institut"):
        take_in_library(keller, export_library(stolen))

    change_profile(keller, {"name": "Maschinenbau Keller GmbH", "address": {"city": "Ulm"}})
    left = again(tmp_path / "stolen-keller")
    change_profile(left, {"name": "Maschinenbau Keller GmbH", "address": {"city": "Anderswo"}})
    save_clause(left, LIABILITY)
    with pytest.raises(Damaged, match="another history of Maschinenbau Keller"):
        look_at_library(keller, export_library(left))

    change_profile(institute, {"name": "Maschinenbau Keller GmbH Holding", "address": {"city": "Heilbronn"}})
    save_clause(institute, LIABILITY)
    renamed = look_at_library(keller, export_library(institute))  # in a card that is newer than the one held
    assert renamed.signer is not None
    assert (renamed.signer.standing, renamed.signer.house) == ("renamed", "Maschinenbau Keller GmbH Holding")
    assert "confirmed under the name Institut" in str(renamed.origin)
    for acting in (stolen, left, institute, keller, houses.third):
        acting.close()


def test_a_library_changed_on_the_way_is_invalid_and_one_without_a_signature_proves_nothing(
    tmp_path: Path, clock: SteppingClock
) -> None:
    keller = founded(tmp_path / "keller", {"name": "Keller"}, "Anna Keller", {"legal"}, PASSPHRASE, "", clock).acting
    save_clause(keller, LIABILITY)
    file = export_library(keller)
    keller.close()
    for changed in (
        file.replace(b"Haftung", b"Geduld!"),
        file[:-9],
        file.replace(b'"signature":"ey', b'"signature":"fy'),
        b"{}",
    ):
        assert verify_file(changed, "clauses.dplib").verdict == "invalid"
    before = verify_file(
        LibraryFile((LIABILITY,), ()).write(), "clauses.json"
    )  # told by its content, whatever its name
    assert (before.kind, before.verdict) == ("library", "indeterminate")
    assert "not signed" in str(before.reasons[0])


def test_who_reads_a_brought_card_holds_it_against_what_is_known() -> None:
    alone = {  # without a vault, with own cards only, or before the cards themselves are taken in
        "audit/own_vault/verify.py",
        "audit/verify/other_kinds.py",
        "audit/verify/verify.py",
        "cli/actions/verify.py",
        "exchange/folder/looking.py",  # asks only whether a card is our own; the preview holds it against what is known
        "exchange/receive/look_ahead.py",
        "library/shelf/library_format.py",
        "organisation/network/directory_file.py",
    }
    judged = ("take_card(", "compare_cards(", "line_with(")
    unjudged = {
        str(file.relative_to(DATAPACT))
        for file in DATAPACT.rglob("*.py")
        if "read_card(" in (text := file.read_text("utf-8")) and not any(one in text for one in judged)
    }
    assert unjudged - {"organisation/identity/card.py"} == alone
