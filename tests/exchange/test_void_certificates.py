"""Certificates of members that are not for signing entries: readable, as older programs took them, and without effect."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from datapact.agreements.projection import append
from datapact.agreements.views.partners import partner_facts
from datapact.audit.own_vault.notes import notes_on_vault
from datapact.base.errors import Damaged
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.entries.certificates import fault_of_author
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import identity_key
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.partners import add_partner
from tests.exchange.forgery import changed, forged_entry, packed, with_more
from tests.exchange.houses import HISTORY, Houses, exchange, offer, send

END = datetime(9999, 12, 31, tzinfo=UTC)


def usage(*, signature: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=not signature,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


MADE: dict[str, tuple[bool, x509.KeyUsage | None, datetime]] = {
    "of an authority": (True, usage(signature=True), END),
    "for contracts": (False, usage(signature=False), END),
    "without usage": (False, None, END),
    "expired": (False, usage(signature=True), datetime(2001, 1, 1, tzinfo=UTC)),
}


def with_certificate(keller: Acting, kind: str) -> Acting:
    """A member of Keller, at work, whose author certificate is of this kind."""
    authority, allowed, until = MADE[kind]
    key = certificate_authority.new_key()
    with keller.vault.write() as session:
        line = own_line(session)
        root = certificate_authority.decode_certificate(line.state.identity)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Eve Ebel")]))
            .issuer_name(root.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if allowed is not None:
            builder = builder.add_extension(allowed, critical=True)
        issuer = identity_key(keller.vault, session, line.id, keller.member, line.id)
        body = {
            "id": "eve-ebel",
            "name": "Eve Ebel",
            "power": "",
            "renewed": False,
            "roles": ["legal"],
            "author": certificate_authority.encode(builder.sign(issuer, hashes.SHA256())),
            "signing": "",
            "personal": "",
        }
        append_organisation_entry(keller, session, "member", body)
        member = own_line(session).state.members["eve-ebel"]
    return dataclasses.replace(keller, member=member, author_key=key, kid=member.author_kid)


@pytest.mark.parametrize("kind", list(MADE))
def test_the_card_stays_readable_and_what_the_key_signs_has_no_effect(kind: str, houses: Houses) -> None:
    offered = offer(houses.institute, houses.keller)
    exchange(houses.institute, houses.keller)
    eve = with_certificate(houses.keller, kind)
    assert read_card(write_card(houses.keller)).line.state.members["eve-ebel"].name == "Eve Ebel"
    assert read_card(write_card(eve)).line.id == houses.keller.organisation  # signed by her, as older programs let her
    add_partner(houses.institute, write_card(houses.keller))
    accept = forged_entry(eve, "accept", {"offer": offered.digest}, (offered.digest,), counter=1)
    received = receive_bundle(
        houses.institute,
        changed(
            houses.keller,
            houses.institute,
            send(houses.keller, houses.institute),
            lambda contents: with_more(contents, packed(accept)),
        ),
    )
    with houses.institute.vault.read() as session:
        folded = append.load_state(session, HISTORY)
    assert folded.stage == "offered"
    assert "certificate is void" in str(folded.void[accept.digest])
    assert any("certificate is void" in str(one) for one in received.warnings)
    assert any("Eve Ebel at Maschinenbau Keller GmbH is void" in str(one) for one in notes_on_vault(houses.institute))
    facts = partner_facts(houses.institute, houses.keller.organisation)
    assert facts is not None
    assert ["Eve Ebel is void" in str(one) for one in facts.void] == [True]


def test_a_bundle_signed_with_such_a_key_is_refused(houses: Houses) -> None:
    offer(houses.keller, houses.institute)
    eve = with_certificate(houses.keller, "of an authority")
    data = changed(eve, houses.institute, send(houses.keller, houses.institute), lambda contents: contents)
    with pytest.raises(Damaged, match="certificate that is void"):
        receive_bundle(houses.institute, data)


def test_the_certificates_that_datapact_makes_are_for_entries(houses: Houses) -> None:
    for acting in (houses.keller, houses.institute, houses.third):
        assert fault_of_author(acting.member.author, acting.clock()) is None
