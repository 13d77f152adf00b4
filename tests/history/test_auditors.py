"""The key of a mere auditor is accepted for what an auditor does, and for nothing else in any history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from datapact.base.errors import DataPactError, Locked, Malformed
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.commitments.reveal import Revealed
from datapact.history.entries.entry import Entry
from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES
from datapact.history.fold.authority import refusal_of_author
from datapact.history.fold.organisation import refusal
from datapact.history.transitions.registry import AGREEMENT_RULES, ORGANISATION_RULES
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members import members
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from tests.organisation.conftest import CHEAP, PASSPHRASE, Found, found
from tests.organisation.lists import import_csv

__all__ = ["found"]
OWN = {"exported", "remarked"}


@pytest.fixture
def auditor(found: Found) -> Iterator[Acting]:
    admin = found("Maschinenbau Keller GmbH", "Anna Keller", {"legal"}).acting
    invitation = invite(admin, "Paul Prüfer", ["auditor"], "", CHEAP)
    join(admin.vault.folder, invitation.member, invitation.code, PASSPHRASE, admin.clock, CHEAP)
    members.certify(admin, invitation.member)
    folder, clock = admin.vault.folder, admin.clock
    admin.close()
    paul = unlock(folder, invitation.member, PASSPHRASE, clock)
    yield paul
    paul.close()


def test_only_two_kinds_name_the_role():
    every = {**AGREEMENT_RULES, **ORGANISATION_RULES}
    assert {name for name, kind in every.items() if "auditor" in kind.roles} == OWN
    assert ORGANISATION_RULES["remarked"].roles == {"auditor"}


def remark() -> dict:
    words = {"engagement": "", "agreement": "", "about": "", "text": "Gesehen.", "mark": "seen", "what": "remark"}
    return {"key": "1", "data": {}, **words}


def test_an_auditor_remarks_and_nothing_else_is_accepted(auditor: Acting):
    with auditor.vault.write(reader=True) as session:
        entry = append_organisation_entry(auditor, session, "remarked", remark())
        line = own_line(session)
    assert refusal(line.state, entry) is None
    fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    for name, kind in ORGANISATION_SHAPES.items():
        forged = Entry(
            **{
                **fields,
                "kind": name,
                "revealed": Revealed({**dict.fromkeys(kind.members, "x"), "renewed": False}, (), ()),
            }
        )
        if name != "founding":  # signed by the identity, checked by its signature
            assert (refusal(line.state, forged) is None) == (name in OWN), name
    for name in AGREEMENT_SHAPES:
        history = "urn:uuid:00000000-0000-4000-8000-000000000000"
        forged = Entry(**{**fields, "kind": name, "history": history})
        assert refusal_of_author(forged, {line.id: line}) is not None, name


@pytest.mark.parametrize("kind", sorted(set(ORGANISATION_SHAPES) - OWN))
def test_the_vault_refuses_to_write_it(auditor: Acting, kind: str):
    """Also where the gate before all writing is open: what a key may sign is decided by the history."""
    with pytest.raises(DataPactError), auditor.vault.write(reader=True) as session:
        append_organisation_entry(auditor, session, kind, {})


def test_a_legal_member_writes_no_remark_in_an_auditors_name(found: Found):
    anna = found("Maschinenbau Keller GmbH", "Anna Keller", {"legal"}).acting
    with pytest.raises(Locked), anna.vault.write() as session:
        append_organisation_entry(anna, session, "remarked", remark())


def test_changes_that_no_entry_records_are_refused_too(auditor: Acting):
    with pytest.raises(Locked):
        import_csv(auditor, b"name\nUni Beispielstadt\n")
    with pytest.raises(Malformed):  # what is no bundle is said to anybody
        receive_bundle(auditor, b"{}")
    with pytest.raises(Locked), auditor.vault.write():
        raise AssertionError("the gate is open")
