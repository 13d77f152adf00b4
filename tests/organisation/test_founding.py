"""A new organisation: its vault opens, its history verifies, its keys serve what they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from datapact.base.errors import DataPactError, Locked, Malformed, WrongUse
from datapact.base.strictjson import from_base64url
from datapact.history.commitments.jws import thumbprint
from datapact.history.fold.organisation import verify_line
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry, directory
from datapact.organisation.acting.own_profile import change_profile, own_profile, profile_known_at
from datapact.organisation.acting.private_keys import identity_key, recovered_identity_key, sealing_keys
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.certificate_authority import identity_roots, revocation_lists
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Contact
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.opening import open_with_recovery
from tests.organisation.conftest import CHEAP, PASSPHRASE, Found


def test_the_id_is_the_thumbprint_of_the_identity_key(keller: Acting) -> None:
    with keller.vault.read() as session:
        line = own_line(session)
        roots = identity_roots(line)
        assert keller.organisation == line.id == thumbprint(certificate_authority.p256_key(roots[0]))
        assert directory(session) == {line.id: line}
    assert verify_line(line.entries).state == line.state
    assert keller.member.roles == {"admin", "legal", "signatory"}
    assert keller.member.power == "managing_director"
    (crl,) = revocation_lists(line)
    assert certificate_authority.list_issued_by(crl, roots[0])


def test_the_vault_unlocks_with_the_same_keys(keller: Acting, clock) -> None:
    keller.close()
    with unlock(keller.vault.folder, "anna-keller", PASSPHRASE, clock) as again:
        assert again.kid == keller.kid == thumbprint(again.author_key.public_key())
        assert again.member == keller.member
    with pytest.raises(Locked):
        unlock(keller.vault.folder, "anna-keller", "falsches pferd", clock)
    with pytest.raises(WrongUse):
        unlock(keller.vault.folder, "niemand", PASSPHRASE, clock)


def test_the_signing_key_needs_the_passphrase_again(keller: Acting) -> None:
    key, certificate, chain = keller.signing_key(PASSPHRASE)
    assert certificate.public_key() == key.public_key()
    assert certificate_authority.for_signing_contracts(certificate)
    assert certificate_authority.order_chain(certificate, chain) == chain
    with pytest.raises(Locked):
        keller.signing_key("falsches pferd")


def test_who_is_no_signatory_has_no_signing_key(institut: Acting) -> None:
    with pytest.raises(Locked):
        institut.signing_key(PASSPHRASE)


def test_administrator_and_recovery_code_both_reach_the_identity_key(found: Found, clock) -> None:
    created = found("Stadtwerke", "Ute Maier", {"lead"})
    acting = created.acting
    with acting.vault.read() as session:
        key = identity_key(acting.vault, session, acting.organisation, acting.member, acting.organisation)
        assert thumbprint(key.public_key()) == acting.organisation
        (private,) = sealing_keys(session).values()
        assert len(private) == 96
    acting.close()
    with open_with_recovery(acting.vault.folder, created.recovery_code, clock) as vault, vault.read() as session:
        key = recovered_identity_key(vault, session, acting.organisation)
        assert thumbprint(key.public_key()) == acting.organisation


def test_no_private_key_lies_open_in_the_folder_or_in_a_repr(found: Found) -> None:
    created = found("Stadtwerke", "Ute Maier", {"signatory"})
    with created.acting.vault.read() as session:
        (private,) = sealing_keys(session).values()
    assert created.recovery_code not in repr(created)
    assert str(private) not in repr(created)
    for file in created.acting.vault.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert private not in data
            assert b"Stadtwerke" not in data


@pytest.mark.parametrize(
    ("profile", "person", "roles", "error"),
    [
        ({"name": "a\u202eb"}, "Anna", {"legal"}, Malformed),
        ({"name": "A"}, "An\x00na", {"legal"}, Malformed),
        ({"name": "A"}, "Anna", {"boss"}, WrongUse),
        ({"name": "A"}, "", {"legal"}, Malformed),
    ],
)
def test_bad_input_leaves_nothing_behind(tmp_path: Path, clock, profile, person, roles, error) -> None:
    with pytest.raises(error):
        create_organisation(tmp_path / "x.datapact", profile, person, roles, PASSPHRASE, "", clock, CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_a_short_passphrase_leaves_nothing_behind(tmp_path: Path, clock) -> None:
    with pytest.raises(WrongUse):
        create_organisation(tmp_path / "x.datapact", {"name": "A"}, "Anna", {"legal"}, "kurz", "", clock, CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_internal_and_public_entries_are_counted_apart(keller: Acting) -> None:
    digest = "A" * 43
    with keller.vault.write() as session:
        first = append_organisation_entry(
            keller, session, "exported", {"what": "Liste", "digest": digest, "recipient": "", "release": ""}
        )
        second = append_organisation_entry(
            keller, session, "exported", {"what": "Liste", "digest": digest, "recipient": "", "release": ""}
        )
        profile = append_organisation_entry(keller, session, "profile", {"profile": {"name": "Keller GmbH"}})
        line = own_line(session)
    assert (first.counter, second.counter, profile.counter) == (1, 2, 2)
    assert (first.parents, second.parents) == ((), (first.digest,))
    assert profile.parents == (line.entries[0].digest,)
    assert line.state.name == "Keller GmbH"
    assert line.head == profile.digest


def test_an_entry_that_the_fold_refuses_is_not_stored(keller: Acting) -> None:
    with keller.vault.write() as session:
        with pytest.raises(DataPactError):
            append_organisation_entry(keller, session, "roles", {"id": "anna-keller", "roles": ["legal"]})
        assert len(own_line(session).entries) == 1
    assert from_base64url(keller.organisation)


def test_the_profile_of_a_moment_is_the_one_on_file_then(keller: Acting, clock) -> None:
    with keller.vault.read() as session:
        (founding,) = [one for one in own_line(session).entries if one.kind == "founding"]
        first = own_profile(session)
    clock.now += timedelta(days=1)
    change_profile(keller, replace(first, contact=Contact("Datenbüro", "daten@keller.example")))
    with keller.vault.read() as session:
        assert profile_known_at(session, founding.time) == first
        assert profile_known_at(session, founding.time - timedelta(seconds=1)) is None
        assert profile_known_at(session, keller.clock()) == own_profile(session) != first
