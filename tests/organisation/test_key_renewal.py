"""New keys keep the organisation's id and everything that was signed before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from datapact.base.errors import Locked, WrongUse
from datapact.history.entries.certificates import key_thumbprint
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.certificate_authority import identity_roots, revocation_lists
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.founding import Created
from datapact.organisation.members.key_renewal import (
    import_signing_key,
    own_signing_key,
    renew_identity,
    renew_keys,
    revoke_old_keys,
)
from datapact.organisation.members.members import certify, list_members, set_roles
from datapact.organisation.members.recovery import recover, renew_recovery_code
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner, trust_partner
from tests.organisation.conftest import CHEAP, PASSPHRASE, Found
from tests.organisation.test_members import THEIRS, as_member, newcomer

NEW = "der neue lange satz"


def test_an_administrator_renews_its_keys_at_once(keller: Acting) -> None:
    before = keller.signing_key(PASSPHRASE).certificate
    renewed = renew_keys(keller)
    assert renewed.certified
    assert renewed.acting.kid != keller.kid
    assert renewed.acting.signing_key(PASSPHRASE).certificate != before
    with pytest.raises(Locked):
        newcomer(keller, "X", {"lead"})  # the old key has no authority any more
    assert newcomer(renewed.acting, "Bernd Vogel", {"lead"}) == "bernd-vogel"
    assert {one.id: one.old_keys for one in list_members(renewed.acting)} == {"anna-keller": 2, "bernd-vogel": 0}
    kids = revoke_old_keys(renewed.acting, "anna-keller", "Notebook lost")
    assert {one.old_keys for one in list_members(renewed.acting)} == {0}
    assert set(kids) == {keller.kid, key_thumbprint(certificate_authority.encode(before))}
    with pytest.raises(WrongUse):
        revoke_old_keys(renewed.acting, "anna-keller", "again")
    assert read_card(write_card(renewed.acting)).line.state.revoked == set(kids)


def test_another_member_waits_for_an_administrator(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})
    with as_member(keller, member) as bernd:
        renewed = renew_keys(bernd)
        assert not renewed.certified
    with as_member(keller, member) as still:
        assert still.kid == bernd.kid
    certify(keller, member)
    with as_member(keller, member) as after:
        assert after.kid != bernd.kid
        assert fingerprint(after.kid) == renewed.fingerprint


def test_an_administrator_who_becomes_signatory_has_a_key_at_once(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"admin"})
    assert own_signing_key(keller, member) is None  # nobody else makes it
    with as_member(keller, member) as bernd:
        assert own_signing_key(bernd, member) is None
        set_roles(bernd, member, {"admin", "signatory"})
        made = own_signing_key(bernd, member)
        assert made is not None
        assert certificate_authority.for_signing_contracts(made.acting.signing_key(THEIRS).certificate)
        assert own_signing_key(made.acting, member) is None


def test_a_new_signatory_makes_a_key_for_contracts(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})
    set_roles(keller, member, {"signatory"})
    with as_member(keller, member) as bernd:
        with pytest.raises(Locked):
            bernd.signing_key(THEIRS)
        renew_keys(bernd)
    certify(keller, member)
    with as_member(keller, member) as bernd:
        assert certificate_authority.for_signing_contracts(bernd.signing_key(THEIRS).certificate)


def test_a_renewed_identity_keeps_id_and_trust(keller: Acting, institut: Acting) -> None:
    other = newcomer(keller, "Bernd Vogel", {"admin", "signatory"})
    add_partner(institut, write_card(keller))
    trust_partner(institut, keller.organisation, fingerprint(keller.organisation))
    renew_identity(keller)
    card = read_card(write_card(keller))
    old, new = identity_roots(card.line)
    assert card.organisation == keller.organisation
    assert certificate_authority.issued_by(certificate_authority.decode_certificate(card.line.state.cross[0]), old)
    taken = add_partner(institut, card.data)
    assert (taken.news, taken.partner.trust) == ("newer", "confirmed")
    for member in card.line.state.members.values():
        for text in (member.author, member.signing):
            assert certificate_authority.issued_by(certificate_authority.decode_certificate(text), new)
            assert not certificate_authority.issued_by(certificate_authority.decode_certificate(text), old)
    assert len(revocation_lists(card.line)) == 2
    key, certificate, chain = keller.signing_key(PASSPHRASE)
    assert certificate.public_key() == key.public_key()
    assert chain == (new,)
    with as_member(keller, other) as bernd:
        assert newcomer(bernd, "Carla Certified", {"lead"}) == "carla-certified"
        renew_identity(bernd)
    assert len(identity_roots(read_card(write_card(keller)).line)) == 3


def elsewhere(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *, for_contracts: bool = True, until: int = 2030
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Anna Keller (Bundesdruckerei)")])
    usage = dict.fromkeys(
        [
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(until, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.KeyUsage(digital_signature=not for_contracts, content_commitment=for_contracts, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )


@pytest.mark.parametrize("kind", ["curve", "RSA"])
def test_a_signing_key_from_elsewhere_is_recorded(keller: Acting, kind: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "curve" else rsa.generate_private_key(65537, 3072)
    certificate = elsewhere(key)
    renewed = import_signing_key(keller, key, certificate)
    assert renewed.certified
    assert renewed.acting.kid == keller.kid
    signing = renewed.acting.signing_key(PASSPHRASE)
    assert signing.certificate == certificate
    assert signing.key.public_key() == key.public_key()
    member = read_card(write_card(keller)).line.state.members["anna-keller"]
    assert member.signing == certificate_authority.encode(certificate)
    renew_identity(renewed.acting)
    again = renew_keys(unlock_again(keller))
    assert again.acting.signing_key(PASSPHRASE).certificate == certificate


def unlock_again(acting: Acting) -> Acting:
    acting.close()
    return unlock(acting.vault.folder, acting.member.id, PASSPHRASE, acting.clock)


def test_unfit_signing_keys_are_refused(keller: Acting) -> None:
    fit = ec.generate_private_key(ec.SECP256R1())
    small, large_curve = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())
    for key, certificate in (
        (small, elsewhere(small)),
        (large_curve, elsewhere(large_curve)),
        (fit, elsewhere(fit, for_contracts=False)),
        (fit, elsewhere(fit, until=2026)),
        (ec.generate_private_key(ec.SECP256R1()), elsewhere(fit)),
    ):
        with pytest.raises(WrongUse):
            import_signing_key(keller, key, certificate)


def test_a_member_imports_and_an_administrator_records(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"signatory"})
    key = ec.generate_private_key(ec.SECP256R1())
    with as_member(keller, member) as bernd:
        certificate = elsewhere(key)
        assert not import_signing_key(bernd, key, certificate).certified
    certify(keller, member)
    with as_member(keller, member) as after:
        assert after.kid == bernd.kid
        assert after.signing_key(THEIRS).certificate == certificate


@pytest.fixture
def stadtwerke(found: Found) -> Created:
    return found("Stadtwerke Ulm", "Ute Maier", {"legal", "signatory"}, "managing_director")


def test_the_recovery_code_brings_an_administrator_back(stadtwerke: Created, institut: Acting, clock) -> None:
    lost = stadtwerke.acting
    add_partner(institut, write_card(lost))
    lost.close()
    folder = lost.vault.folder
    with pytest.raises(Locked):
        recover(folder, "0000-0000", None, NEW, clock, CHEAP)
    with pytest.raises(WrongUse):
        recover(folder, stadtwerke.recovery_code, "niemand", NEW, clock, CHEAP)
    with recover(folder, stadtwerke.recovery_code, None, NEW, clock, CHEAP) as back:
        assert back.organisation == lost.organisation
        assert back.kid != lost.kid
        assert back.member.power == "managing_director"
        assert certificate_authority.for_signing_contracts(back.signing_key(NEW).certificate)
        assert add_partner(institut, write_card(back)).news == "newer"
        assert newcomer(back, "Bernd Vogel", {"lead"}) == "bernd-vogel"
        kids = revoke_old_keys(back, "ute-maier", "Passphrase lost")
        assert lost.kid in kids
    with pytest.raises(Locked):
        unlock(folder, "ute-maier", PASSPHRASE, clock)


def test_a_renewed_recovery_code_replaces_the_old(stadtwerke: Created, clock) -> None:
    folder = stadtwerke.acting.vault.folder
    code = renew_recovery_code(stadtwerke.acting, CHEAP)
    renew_identity(stadtwerke.acting)
    stadtwerke.acting.close()
    with pytest.raises(Locked):
        recover(folder, stadtwerke.recovery_code, None, NEW, clock, CHEAP)
    with recover(folder, code, None, NEW, clock, CHEAP) as back:
        renew_identity(back)


def test_a_recovery_code_and_the_identity_key_are_renewed_together(
    stadtwerke: Created, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing follows on the new code: a kill right after it leaves one that recovers."""
    acting = stadtwerke.acting

    def killed(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(acting.vault), "write", killed)
        code = renew_recovery_code(acting, CHEAP)
    acting.close()
    recover(acting.vault.folder, code, None, NEW, clock, CHEAP).close()
