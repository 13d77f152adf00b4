"""Partners: cards in any order, trust that only people raise, and histories that must not diverge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.history.entries.entry import organisation_history
from datapact.history.entries.store import load
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry, directory
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.external_profiles import list_external_partners
from datapact.organisation.partners.partners import (
    add_partner,
    distrust_partner,
    find_partner,
    get_partner,
    introduce,
    list_partners,
    trust_partner,
)
from datapact.organisation.partners.provenance import provenance
from datapact.organisation.partners.without_datapact import Imported
from tests.organisation.conftest import PASSPHRASE, Found
from tests.organisation.lists import import_csv


def rename(acting: Acting, name: str) -> bytes:
    with acting.vault.write() as session:
        append_organisation_entry(acting, session, "profile", {"profile": {"name": name}})
    return write_card(acting)


def internal_kinds(acting: Acting) -> list[str]:
    with acting.vault.read() as session:
        history = organisation_history(acting.organisation)
        return [entry.kind for entry in load(session, history) if entry.stream == "internal"]


def test_a_partner_is_declared_until_people_compare(keller: Acting, institut: Acting) -> None:
    taken = add_partner(keller, write_card(institut))
    assert (taken.news, taken.partner.trust) == ("new", "declared")
    with pytest.raises(AnswerNo):
        trust_partner(keller, institut.organisation, fingerprint(keller.organisation))
    with pytest.raises(WrongUse):
        trust_partner(keller, institut.organisation, "12345")
    partner = trust_partner(keller, institut.organisation, taken.partner.fingerprint.replace(" ", "-"))
    assert partner.trust == "confirmed"
    assert internal_kinds(keller) == ["partner_added", "partner_trusted"]
    with keller.vault.read() as session:
        assert get_partner(session, institut.organisation) == partner
        assert set(directory(session)) == {keller.organisation, institut.organisation}


def test_trust_is_withdrawn_for_a_reason_until_people_compare_anew(
    keller: Acting, institut: Acting, found: Found
) -> None:
    add_partner(keller, write_card(institut))
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    with pytest.raises(WrongUse):
        distrust_partner(keller, institut.organisation, "  ")
    left = distrust_partner(keller, institut.organisation, "Die Nummer war falsch.")
    assert left.trust == "declared"
    with keller.vault.read() as session:
        known = provenance(session)[institut.organisation]
        assert get_partner(session, institut.organisation) == left
    assert known.is_withdrawn
    assert (known.withdrawn_by, known.withdrawn_for) == (keller.member.name, "Die Nummer war falsch.")
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    with keller.vault.read() as session:
        assert not provenance(session)[institut.organisation].is_withdrawn
    assert internal_kinds(keller) == ["partner_added", "partner_trusted", "partner_distrusted", "partner_trusted"]


def test_a_partner_that_was_only_declared_can_be_marked_once(keller: Acting, institut: Acting) -> None:
    add_partner(keller, write_card(institut))
    assert distrust_partner(keller, institut.organisation, "Wer das ist, wissen wir nicht.").trust == "declared"
    with pytest.raises(AnswerNo, match="withdrawn already"):
        distrust_partner(keller, institut.organisation, "again")
    with keller.vault.read() as session:
        assert provenance(session)[institut.organisation].is_withdrawn
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    assert internal_kinds(keller) == ["partner_added", "partner_distrusted", "partner_trusted"]


def test_no_introduction_gives_back_what_people_withdrew(keller: Acting, institut: Acting, found: Found) -> None:
    stranger = found("Werkzeugbau Lindner KG", "Petra Lindner", {"legal"}).acting
    card = read_card(write_card(stranger))
    add_partner(keller, write_card(institut))
    for partner, data in ((institut, write_card(institut)), (stranger, card.data)):
        add_partner(keller, data)
        trust_partner(keller, partner.organisation, fingerprint(partner.organisation))
    distrust_partner(keller, stranger.organisation, "Ein anderer war am Telefon.")
    with keller.vault.write() as session:
        taken = introduce(keller, session, card, institut.organisation)
    assert taken is not None
    assert taken.partner.trust == "declared"


def test_an_older_card_never_replaces_a_newer(keller: Acting, institut: Acting) -> None:
    old = write_card(institut)
    new = rename(institut, "Institut für Produktionsdaten und Lernen e. V.")
    assert add_partner(keller, old).news == "new"
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    assert add_partner(keller, old).news == "same"
    assert add_partner(keller, new).news == "newer"
    taken = add_partner(keller, old)
    assert taken.news == "older"
    assert taken.partner.name == "Institut für Produktionsdaten und Lernen e. V."
    assert taken.partner.trust == "confirmed"
    assert taken.partner.card.data == new


def test_a_diverging_history_is_refused(keller: Acting, institut: Acting, tmp_path: Path, clock) -> None:
    institut.close()
    shutil.copytree(institut.vault.folder, tmp_path / "copy.datapact")
    with unlock(institut.vault.folder, None, PASSPHRASE, clock) as one:
        add_partner(keller, rename(one, "Eins"))
    with unlock(tmp_path / "copy.datapact", None, PASSPHRASE, clock) as other:
        for name in ("Zwei", "Drei"):
            with pytest.raises(Damaged):
                add_partner(keller, rename(other, name))
    with keller.vault.read() as session:
        assert [partner.name for partner in list_partners(session)] == ["Eins"]


def test_ones_own_card_is_no_partner(keller: Acting) -> None:
    with pytest.raises(WrongUse):
        add_partner(keller, write_card(keller))


def test_an_introduction_counts_from_a_confirmed_partner_alone(keller: Acting, institut: Acting, found: Found) -> None:
    third = read_card(write_card(found("Stadtwerke", "Ute Maier", {"legal"}).acting))
    add_partner(keller, write_card(institut))
    with keller.vault.write() as session:
        taken = introduce(keller, session, third, institut.organisation)
        assert taken is not None
        assert taken.partner.trust == "declared"
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    with keller.vault.write() as session:
        taken = introduce(keller, session, third, institut.organisation)
        assert taken is not None
        assert taken.partner.trust == "introduced"
        again = introduce(keller, session, third, institut.organisation)
        assert again is not None
        assert again.partner.trust == "introduced"
        assert introduce(keller, session, read_card(write_card(keller)), institut.organisation) is None
    assert internal_kinds(keller).count("partner_introduced") == 1
    trust_partner(keller, third.organisation, fingerprint(third.organisation))
    with keller.vault.write() as session:
        kept = introduce(keller, session, third, institut.organisation)
        assert kept is not None
        assert kept.partner.trust == "confirmed"


def test_partners_are_found_by_name_or_id(keller: Acting, institut: Acting, found: Found) -> None:
    second = found("Institut für Robotik", "Rosa Roth", {"legal"}).acting
    for acting in (institut, second):
        add_partner(keller, write_card(acting))
    with keller.vault.read() as session:
        assert find_partner(session, "institut für robotik").organisation == second.organisation
        assert find_partner(session, "Institut für Prod").organisation == institut.organisation
        assert find_partner(session, second.organisation).organisation == second.organisation
        assert find_partner(session, institut.organisation[:12]).organisation == institut.organisation
        for text in ("Institut", "", "Niemand", "%"):
            with pytest.raises(WrongUse):
                find_partner(session, text)


def test_a_namesake_is_pointed_out(keller: Acting, institut: Acting, found: Found) -> None:
    forger = found("Institut für Produktionsdaten e. V.", "Eva Evil", {"legal"}).acting
    assert add_partner(keller, write_card(institut)).namesakes == ()
    assert add_partner(keller, write_card(forger)).namesakes == (institut.organisation,)


def test_a_list_is_imported_and_brought_up_to_date(keller: Acting) -> None:
    assert import_csv(keller, b"name;city\nStadt Ulm;Ulm\nA;B\n") == Imported(2, 0, 0)
    assert import_csv(keller, b"name;city\nstadt ulm;Neu-Ulm\nA;B\nC;D\n") == Imported(1, 1, 1)
    assert import_csv(keller, b"name;country;email\nA;AT;a@example.org\nC;;\n") == Imported(0, 1, 1)
    assert import_csv(keller, b"name;city\nA;B\n") == Imported(0, 0, 1), "what a list does not say stays as it is known"
    with pytest.raises(Damaged):
        import_csv(keller, b"name;city\nX;Y\nZ;Y;broken\n")
    with keller.vault.read() as session:
        assert [(p.name, p.address.city, p.address.country) for p in list_external_partners(session)] == [
            ("A", "B", "AT"),
            ("C", "D", ""),
            ("stadt ulm", "Neu-Ulm", ""),
        ]
