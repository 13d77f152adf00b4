"""How partners came to be known, and the code that a scanner reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from datapact.base.strictjson import to_base64url
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.fingerprint import differing_groups, fingerprint, fingerprint_code
from datapact.organisation.partners.partners import add_partner, introduce, trust_partner
from datapact.organisation.partners.provenance import provenance
from tests.organisation.conftest import Found


def test_who_added_introduced_and_confirmed(keller: Acting, institut: Acting, found: Found) -> None:
    third = found("Werkzeugbau Lindner KG", "Petra Lindner", {"legal"}).acting
    add_partner(keller, write_card(institut))
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    with keller.vault.write() as session:
        introduce(keller, session, read_card(write_card(third)), institut.organisation)
    with keller.vault.read() as session:
        known = provenance(session)
    assert known.keys() == {institut.organisation, third.organisation}
    mine = known[institut.organisation]
    assert (mine.added_by, mine.confirmed_by, mine.introduced_by) == ("Anna Keller", "Anna Keller", ())
    assert mine.added_at is not None
    assert mine.confirmed_at is not None
    assert mine.added_at < mine.confirmed_at
    theirs = known[third.organisation]
    assert theirs.introduced_by == ("Institut für Produktionsdaten e. V.",)
    assert theirs.confirmed_at is None


@given(st.binary(min_size=32, max_size=32).map(to_base64url))
def test_a_scanned_code_compares_like_a_typed_fingerprint(organisation: str) -> None:
    code = fingerprint_code(organisation)
    assert differing_groups(organisation, code) == ()
    assert differing_groups(organisation, code.lower() + "\n") == ()
    alphanumeric = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")  # ISO/IEC 18004, table 5
    assert set(code) <= alphanumeric
