"""The public line of an organisation: who may do what to it, and every way to tamper with it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, Malformed, MissingEntries
from datapact.base.strictjson import to_base64url
from datapact.history.entries.entry import Entry, places_in, read_entry, without, write_entry
from datapact.history.fold.authority import author_of, verify_authors
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity import certificate_authority
from tests.depth import examples
from tests.history.world import START, Organisation, directory, found, founded, replica


@pytest.fixture
def keller() -> Organisation:
    organisation = found("Keller")
    organisation.add_member("anna", "admin", "legal")
    organisation.add_member("bernd", "signatory")
    return organisation


def refused(organisation: Organisation, *entries: Entry, match: str = "") -> None:
    with pytest.raises(Damaged, match=match):
        verify_line([*organisation.entries, *entries])


def test_members_keys_and_roles_at_each_entry(keller):
    line = keller.line
    assert line.state.name == "Keller"
    assert {member.id: member.roles for member in line.state.members.values()} == {
        "admin": {"admin", "legal", "lead", "signatory"},
        "anna": {"admin", "legal"},
        "bernd": {"signatory"},
    }
    assert set(line.at(keller.entries[0].digest).members) == {"admin"}
    assert line.member_at(line.head, keller.kid("bernd")).id == "bernd"
    assert line.member_at(keller.entries[0].digest, keller.kid("bernd")) is None
    with pytest.raises(MissingEntries) as error:
        line.at("A" * 43)
    assert error.value.digests == ("A" * 43,)


@settings(max_examples=examples(20), deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_line(chance: random.Random):
    entries = list(founded("Keller").entries)
    chance.shuffle(entries)
    line = verify_line(entries)
    assert line == founded("Keller").line
    cut = chance.randint(1, len(entries) - 1)
    known = verify_line(line.entries[:cut])
    assert verify_line(entries, known) == line


def test_a_gap_is_named(keller):
    with pytest.raises(MissingEntries) as error:
        verify_line([keller.entries[0], keller.entries[2]])
    assert error.value.digests == (keller.entries[1].digest,)


def test_two_versions_are_refused(keller):
    fork = keller.entry("roles", {"id": "bernd", "roles": ["lead"]})
    keller.add("roles", {"id": "bernd", "roles": ["auditor"]})
    refused(keller, fork, match="two versions")
    other = keller.line
    with pytest.raises(Damaged, match="two versions"):
        verify_line([fork], other)


def test_nothing_and_other_organisations_entries_are_no_line(keller):
    with pytest.raises(Malformed):
        verify_line([])
    with pytest.raises(Damaged):
        verify_line([*keller.entries, *found("Fremd").entries])


def test_only_administrators_write(keller):
    for author in ("bernd",):
        refused(keller, keller.entry("roles", {"id": "bernd", "roles": ["admin"]}, author), match="no right")
    stranger = keller.entry("roles", {"id": "bernd", "roles": ["admin"]}, certificate_authority.new_key())
    refused(keller, stranger, match="no right")


def test_an_entry_signed_by_somebody_else_is_refused(keller):
    entry = keller.entry("roles", {"id": "bernd", "roles": ["lead"]}, "anna")
    other = keller.entry("roles", {"id": "bernd", "roles": ["lead"]}, "admin")
    head = entry.jws.rpartition(".")[0]
    forged = read_entry(head + "." + other.jws.rpartition(".")[2], entry.disclosures)
    refused(keller, forged, match="signature")


def test_roles_change_and_one_administrator_stays(keller):
    keller.add("roles", {"id": "anna", "roles": ["lead"]})
    assert keller.line.state.members["anna"].roles == {"lead"}
    refused(keller, keller.entry("roles", {"id": "admin", "roles": ["legal"]}), match="last administrator")
    refused(keller, keller.entry("roles", {"id": "nobody", "roles": ["legal"]}), match="no such member")


def test_a_revoked_member_is_gone_and_its_keys_never_come_back(keller):
    bernd = keller.keys["bernd"]
    keller.revoke("bernd")
    state = keller.line.state
    assert "bernd" not in state.members
    assert keller.kid("bernd") in state.revoked
    again = keller.member_body("bernd", ["signatory"], bernd)
    refused(keller, keller.entry("member", again), match="cannot be certified again")
    refused(keller, keller.entry("member", {**again, "id": "other"}), match="cannot be certified again")
    keller.add("member", keller.member_body("bernd", ["signatory"], certificate_authority.new_key()))
    assert "bernd" in keller.line.state.members


def test_an_entry_counts_never_before_the_one_that_it_follows(keller):
    times = [0, 40, 20, 60]
    for number, minutes in enumerate(times):
        body = keller.member_body(f"m{number}", ["legal"], certificate_authority.new_key())
        keller.entries.append(
            write_entry(
                key=keller.keys["admin"],
                history=keller.entries[0].history,
                kind="member",
                body=body,
                parents=[keller.entries[-1].digest],
                organisation=keller.id,
                organisation_head=keller.entries[-1].digest,
                time=START + timedelta(minutes=minutes),
                replica="O" * 22,
                counter=len(keller.entries) + 1,
            )
        )
    line = keller.line
    counted = [line.time_of(entry.digest) for entry in line.entries[-len(times) :]]
    assert counted == [START + timedelta(minutes=minutes) for minutes in (0, 40, 40, 60)]


def test_the_last_administrator_is_not_removed(keller):
    keller.revoke("anna")
    body = {"id": "admin", "kids": [keller.kid("admin")], "reason": "", "crl": keller.revocation_list()}
    refused(keller, keller.entry("revocation", body), match="last administrator")


def test_a_revocation_needs_own_keys_and_the_identitys_list(keller):
    good = {"id": "bernd", "kids": [keller.kid("bernd")], "reason": "", "crl": keller.revocation_list()}
    refused(keller, keller.entry("revocation", {**good, "kids": ["A" * 43]}), match="own members")
    foreign = found("Fremd").revocation_list()
    refused(keller, keller.entry("revocation", {**good, "crl": foreign}), match="revocation list")
    refused(keller, keller.entry("revocation", {**good, "crl": to_base64url(b"x")}), match="revocation list")


def test_a_certificate_of_another_identity_is_refused(keller):
    other = found("Fremd")
    key = certificate_authority.new_key()
    body = {**keller.member_body("eva", ["legal"], key), "author": other.certificate("eva", key)}
    refused(keller, keller.entry("member", body), match="not issued")


def test_renewal_by_an_administrator_by_oneself_and_by_nobody_else(keller):
    body = {**keller.member_body("bernd", ["signatory"], certificate_authority.new_key()), "renewed": True}
    refused(keller, keller.entry("member", {**body, "renewed": False}), match="id of its own")
    refused(keller, keller.entry("member", {**body, "id": "new"}), match="id of its own")
    refused(keller, keller.entry("member", body, certificate_authority.new_key()), match="no right")
    keller.add("member", body)
    new_key = certificate_authority.new_key()
    own = {**keller.member_body("bernd", ["signatory"], new_key), "renewed": True}
    keller.entries.append(keller.entry("member", own, new_key))
    assert keller.line.state.members["bernd"].author_kid == author_kid(own)
    third = certificate_authority.new_key()
    more = {**keller.member_body("bernd", ["signatory", "admin"], third), "renewed": True}
    refused(keller, keller.entry("member", more, third), match="administrator's to change")


def author_kid(body: dict) -> str:
    from datapact.history.entries.certificates import key_thumbprint

    return key_thumbprint(body["author"])


def test_the_sealing_key_has_its_true_thumbprint(keller):
    wrong = keller.entry("sealing_key", {"public": to_base64url(b"key"), "thumbprint": "A" * 43})
    refused(keller, wrong, match="sealing key")


def test_a_profile_changes(keller):
    keller.add("profile", {"profile": {"name": "Keller Maschinen GmbH", "contact": {}}})
    assert keller.line.state.name == "Keller Maschinen GmbH"


def test_a_renewed_identity_issues_from_then_on(keller):
    key = certificate_authority.new_key()
    new = certificate_authority.identity_certificate(key, "Keller", START)
    crl = certificate_authority.encode(
        certificate_authority.revocation_list({}, number=1, identity=new, identity_key=key, at=START)
    )
    cross = certificate_authority.encode(
        certificate_authority.cross_certificate(new, keller.identity, keller.identity_key, START)
    )
    body = {"identity": certificate_authority.encode(new), "cross": cross, "crl": crl}
    refused(
        keller, keller.entry("identity_renewal", {**body, "cross": certificate_authority.encode(new)}), match="vouch"
    )
    refused(
        keller, keller.entry("identity_renewal", {**body, "crl": keller.revocation_list()}), match="revocation list"
    )
    keller.add("identity_renewal", body)
    state = keller.line.state
    assert (state.id, state.identity, state.cross, state.crl) == (
        keller.id,
        certificate_authority.encode(new),
        (cross,),
        crl,
    )
    late = keller.entry("member", keller.member_body("eva", ["legal"], certificate_authority.new_key()))
    refused(keller, late, match="not issued")  # by the old identity
    keller.identity, keller.identity_key = new, key
    keller.add_member("eva", "legal")
    assert set(keller.line.state.members) == {"admin", "anna", "bernd", "eva"}


@pytest.mark.parametrize("what", ["other key", "twice", "no admin", "member by another"])
def test_a_founding_entry_proves_itself(keller, what):
    founding = keller.entries[0]
    body = dict(founding.body.items())
    signer, parents, head = keller.identity_key, [], None
    organisation = keller.id
    if what == "other key":
        signer = certificate_authority.new_key()
    elif what == "no admin":
        body["member"] = {**body["member"], "roles": ["legal"]}
    elif what == "member by another":
        body["member"] = {**body["member"], "author": found("Fremd").entries[0].body["member"]["author"]}
    entry = write_entry(
        key=signer,
        history=founding.history,
        kind="founding",
        body=body,
        parents=parents,
        organisation=organisation,
        organisation_head=head,
        time=START,
        replica="P" * 22,
        counter=1,
    )
    with pytest.raises(Damaged):
        verify_line([entry, *([founding] if what == "twice" else [])])


def test_a_name_may_be_erased_and_the_line_still_verifies(keller):
    entry = keller.entries[-1]
    where = {path: digest for digest, path in places_in(entry).items()}
    erased = without(entry, [where["name",]], erased=True)
    line = verify_line([*keller.entries[:-1], erased])
    assert line.state.members["bernd"].name == ""
    assert line.head == keller.line.head
    founding = keller.entries[0]
    name = next(digest for digest, path in places_in(founding).items() if path == ("member", "name"))
    line = verify_line([without(founding, [name], erased=True), *keller.entries[1:]])
    assert line.state.members["admin"].name == ""


def test_what_authority_rests_on_cannot_be_withheld(keller):
    for entry in (keller.entries[0], keller.entries[-1]):
        for digest, path in places_in(entry).items():
            if path[-1] not in ("name", "reason") and path[0] != "profile":
                others = [other for other in keller.entries if other is not entry]
                with pytest.raises(Malformed):
                    verify_line([*others, without(entry, [digest], erased=True)])


def test_entries_of_agreements_are_no_public_entries(keller):
    vault = replica(founded("Keller"), "x")
    with pytest.raises(Malformed):
        verify_line([*keller.entries, vault.offer(founded("Keller"), keller)])


class TestArrival:
    """Signature and authority of every entry that arrives."""

    def test_good_entries_pass(self, keller):
        vault = replica(founded("Keller"), "x")
        offer = vault.offer(founded("Keller"), keller)
        lines = directory(founded("Keller"))
        verify_authors([offer, vault.comment(member="lead")], lines)
        assert author_of(offer, lines).id == "legal"

    def test_wrong_roles_are_refused(self, keller):
        vault = replica(founded("Keller"), "x")
        vault.offer(founded("Keller"), keller)
        with pytest.raises(Damaged, match="roles"):
            verify_authors([vault.comment(member="auditor")], directory(founded("Keller")))

    def test_unknown_organisations_and_heads_are_missing(self, keller):
        offer = replica(founded("Keller"), "x").offer(founded("Keller"), keller)
        with pytest.raises(MissingEntries) as error:
            verify_authors([offer], {})
        assert error.value.digests == (founded("Keller").id,)
        old: OrganisationLine = verify_line(founded("Keller").entries[:-1])
        with pytest.raises(MissingEntries) as error:
            verify_authors([offer], {old.id: old})
        assert error.value.digests == (offer.organisation_head,)

    def test_a_foreign_signature_is_refused(self, keller):
        vault = replica(founded("Keller"), "x")
        one = vault.offer(founded("Keller"), keller)
        two = vault.comment()
        forged = read_entry(one.jws.rpartition(".")[0] + "." + two.jws.rpartition(".")[2], one.disclosures)
        with pytest.raises(Damaged, match="signature"):
            verify_authors([forged], directory(founded("Keller")))

    def test_a_key_of_nobody_is_refused(self, keller):
        vault = replica(founded("Keller"), "x")
        offer = vault.offer(founded("Keller"), keller)
        unknown = replace(offer, kid="A" * 43)
        with pytest.raises(Damaged, match="right to act"):
            verify_authors([unknown], directory(founded("Keller")))
