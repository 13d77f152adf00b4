"""Members come by invitation, act in their roles, and leave with all keys revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import get_args

import pytest
from sqlmodel import select

from datapact.base.errors import Damaged, DataPactError, Locked, Surroundings, WrongUse
from datapact.contract.terms.parties import Capacity
from datapact.organisation.acting.acting_member import Acting, acting_in
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import identity_key, sealing_keys
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.certificate_authority import identity_roots, revocation_lists
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.roles import CAPACITIES
from datapact.organisation.members import invitation
from datapact.organisation.members.certification import countersigned, leave_request, write_request
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import Invitation, invite, join
from datapact.organisation.members.member_keys import MemberKeys
from datapact.organisation.members.members import certify, list_members, remove_member, set_power, set_roles
from datapact.organisation.members.unlocking import finish_removals, unlock
from datapact.organisation.partners.partners import add_partner
from datapact.vault.database.entries import last_place
from datapact.vault.database.tables import PersonKey
from datapact.vault.folder import rotation
from datapact.vault.folder.open_vault import RECOVERY_ID
from tests.organisation.conftest import CHEAP, PASSPHRASE

THEIRS = "ein ganz anderer satz"


def newcomer(admin: Acting, name: str, roles: set[str], power: str = "") -> str:
    """Invite, let join and certify; returns the member id."""
    invitation = invite(admin, name, roles, power, CHEAP)
    join(admin.vault.folder, invitation.member, invitation.code, THEIRS, admin.clock, CHEAP)
    certify(admin, invitation.member)
    return invitation.member


def as_member(admin: Acting, member: str) -> Acting:
    return unlock(admin.vault.folder, member, THEIRS, admin.clock)


def test_from_invitation_to_work(keller: Acting) -> None:
    invitation = invite(keller, "Bernd Vogel", {"signatory"}, "managing_director", CHEAP)
    assert invitation.member == "bernd-vogel"
    assert invitation.code not in repr(invitation)
    assert list_members(keller)[1].standing == "invited"
    joined = join(keller.vault.folder, "bernd-vogel", invitation.code, THEIRS, keller.clock, CHEAP)
    waiting = list_members(keller)[1]
    assert (waiting.standing, waiting.roles, waiting.fingerprint) == ("waiting", ("signatory",), joined.fingerprint)
    with pytest.raises(Locked, match="certified"):
        as_member(keller, "bernd-vogel")
    certified = certify(keller, "bernd-vogel")
    assert (certified.roles, certified.power) == ({"signatory"}, "managing_director")
    with as_member(keller, "bernd-vogel") as bernd:
        assert bernd.member == certified
        key, certificate, chain = bernd.signing_key(THEIRS)
        assert certificate.public_key() == key.public_key()
        assert chain == identity_roots(read_card(write_card(bernd)).line)
        with pytest.raises(Locked):
            bernd.signing_key(PASSPHRASE)
    assert [member.standing for member in list_members(keller)] == ["active", "active"]
    assert read_card(write_card(keller)).line.state.members.keys() == {"anna-keller", "bernd-vogel"}


def test_a_code_serves_once(keller: Acting) -> None:
    invitation = invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
    with pytest.raises(Locked):
        join(keller.vault.folder, invitation.member, "AAAA-BBBB", THEIRS, keller.clock, CHEAP)
    with pytest.raises(WrongUse):
        join(keller.vault.folder, invitation.member, invitation.code, "kurz", keller.clock, CHEAP)
    join(keller.vault.folder, invitation.member, invitation.code, THEIRS, keller.clock, CHEAP)
    with pytest.raises(WrongUse):
        join(keller.vault.folder, invitation.member, invitation.code, THEIRS, keller.clock, CHEAP)


def test_an_invitation_can_be_taken_back(keller: Acting) -> None:
    invitation = invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
    assert remove_member(keller, invitation.member, "").kids == ()
    with pytest.raises(WrongUse):
        join(keller.vault.folder, invitation.member, invitation.code, THEIRS, keller.clock, CHEAP)
    with pytest.raises(WrongUse):
        certify(keller, invitation.member)


def test_ids_are_unique_and_not_given_again(keller: Acting) -> None:
    first = newcomer(keller, "Anna Keller", {"lead"})
    assert first == "anna-keller-2"
    remove_member(keller, first, "left")
    assert invite(keller, "Anna Keller", {"lead"}, kdf=CHEAP).member == "anna-keller-3"


@pytest.mark.parametrize(
    ("name", "roles"), [("", {"lead"}), ("a\u202eb", {"lead"}), ("Bernd", set()), ("Bernd", {"x"})]
)
def test_bad_invitations_change_nothing(keller: Acting, name: str, roles: set[str]) -> None:
    with pytest.raises(DataPactError):
        invite(keller, name, roles, kdf=CHEAP)
    assert len(list_members(keller)) == 1


def test_a_position_that_no_agreement_takes_is_refused_at_once(keller: Acting, tmp_path) -> None:
    """A member with another one could never sign; only when a text names it would anybody notice."""
    with pytest.raises(WrongUse, match=r"no position authorised_by_law.*managing_director"):
        invite(keller, "Lea Lang", {"signatory"}, "authorised_by_law", CHEAP)
    with pytest.raises(WrongUse, match="no position"):
        set_power(keller, keller.member.id, "authorised_by_law")
    with pytest.raises(WrongUse, match="no position"):
        create_organisation(
            tmp_path / "x", {"name": "X"}, "Lea Lang", {"legal"}, PASSPHRASE, "boss", keller.clock, CHEAP
        )
    assert not (tmp_path / "x").exists()
    assert set(get_args(Capacity.__value__)) == set(CAPACITIES)
    assert {set_power(keller, keller.member.id, code).power for code in ("", *CAPACITIES)} == {"", *CAPACITIES}


def test_only_administrators_change_members(keller: Acting) -> None:
    lead = newcomer(keller, "Lena Lead", {"lead", "legal"})
    invitation = invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
    join(keller.vault.folder, invitation.member, invitation.code, THEIRS, keller.clock, CHEAP)
    with as_member(keller, lead) as acting:
        for attempt in (
            lambda: invite(acting, "X", {"lead"}, kdf=CHEAP),
            lambda: certify(acting, invitation.member),
            lambda: set_roles(acting, lead, {"admin"}),
            lambda: remove_member(acting, "anna-keller", ""),
        ):
            with pytest.raises(Locked):
                attempt()
    assert {member.id: member.roles for member in list_members(keller)}[lead] == ("legal", "lead")


def test_only_legal_and_admin_add_partners(keller: Acting, institut: Acting) -> None:
    with as_member(keller, newcomer(keller, "Lena Lead", {"lead"})) as lead, pytest.raises(Locked):
        add_partner(lead, write_card(institut))
    with as_member(keller, newcomer(keller, "Lars Legal", {"legal"})) as legal:
        assert add_partner(legal, write_card(institut)).news == "new"


def test_an_administrator_receives_the_identity_key_and_loses_it(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})
    with as_member(keller, member) as bernd, bernd.vault.read() as session, pytest.raises(Locked):
        identity_key(bernd.vault, session, keller.organisation, bernd.member, keller.organisation)
    set_roles(keller, member, {"lead", "admin"})
    with as_member(keller, member) as bernd:
        assert newcomer(bernd, "Carla Certified", {"auditor"}) == "carla-certified"
        set_roles(bernd, "anna-keller", {"legal"})
    with pytest.raises(Locked):
        invite(keller, "X", {"lead"}, kdf=CHEAP)
    with keller.vault.read() as session:
        held = session.exec(select(PersonKey.member).where(PersonKey.purpose == "identity")).all()
    assert set(held) == {member, "(recovery)"}


def test_the_last_administrator_stays(keller: Acting) -> None:
    with pytest.raises(WrongUse):
        set_roles(keller, "anna-keller", {"legal"})
    with pytest.raises(WrongUse):
        remove_member(keller, "anna-keller", "")
    with pytest.raises(WrongUse):
        set_roles(keller, "niemand", {"legal"})
    with pytest.raises(WrongUse):
        remove_member(keller, "niemand", "")


def test_removal_revokes_and_rotates(keller: Acting, institut: Acting, clock) -> None:
    member = newcomer(keller, "Bernd Vogel", {"signatory", "legal", "admin"})
    with as_member(keller, member) as bernd:
        gone, old_card = bernd.member, write_card(bernd)
    with keller.vault.read() as session:
        (old_sealing,) = sealing_keys(session)
    removed = remove_member(keller, member, "Ausgeschieden")
    assert set(removed.kids) == {gone.author_kid, gone.signing_kid}
    assert removed.knew_identity_key
    with pytest.raises(WrongUse):
        as_member(keller, member)
    card = read_card(write_card(keller))
    assert card.line.state.revoked == set(removed.kids)
    assert card.line.state.members.keys() == {"anna-keller"}
    assert card.line.state.sealing_thumbprint != old_sealing
    with keller.vault.read() as session:
        assert sealing_keys(session).keys() == {old_sealing, card.line.state.sealing_thumbprint}
    (crl,) = revocation_lists(card.line)
    serials = {certificate_authority.decode_certificate(text).serial_number for text in (gone.author, gone.signing)}
    assert certificate_authority.revoked_serials(crl).keys() == serials
    assert certificate_authority.list_number(crl) == 2
    assert add_partner(institut, old_card).news == "new"
    assert add_partner(institut, card.data).news == "newer"
    keller.close()
    with unlock(keller.vault.folder, None, PASSPHRASE, clock) as again:
        assert again.member.id == "anna-keller"


def test_a_removal_claims_no_time_before_the_entry_that_it_follows(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"signatory"})
    with keller.vault.read() as session:
        newest = own_line(session).entries[-1]
    early = replace(keller, clock=lambda: newest.time - timedelta(days=2000))
    remove_member(early, member, "Ausgeschieden")
    line = read_card(write_card(keller)).line
    (revocation,) = [entry for entry in line.entries if entry.kind == "revocation"]
    assert revocation.time == newest.time
    (crl,) = revocation_lists(line)
    assert set(certificate_authority.revoked_serials(crl).values()) == {newest.time}


def test_a_removed_member_signs_no_cards_any_more(keller: Acting) -> None:
    bernd = as_member(keller, newcomer(keller, "Bernd Vogel", {"legal"}))
    bernd.close()
    remove_member(keller, bernd.member.id, "left")
    ghost = Acting(keller.vault, keller.organisation, bernd.member, bernd.author_key, bernd.kid, keller.clock)
    with pytest.raises(Damaged):
        read_card(write_card(ghost))
    with pytest.raises(Locked), keller.vault.write() as session:
        append_organisation_entry(
            ghost, session, "exported", {"what": "x", "digest": "A" * 43, "recipient": "", "release": ""}
        )


def test_a_removal_that_was_cut_short_is_finished(keller: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(keller.vault), "remove_slot", killed)
        with pytest.raises(KeyboardInterrupt):
            remove_member(keller, member, "left")
    with pytest.raises(Locked):
        as_member(keller, member)
    remove_member(keller, member, "left")
    assert [listed.id for listed in list_members(keller)] == ["anna-keller"]


def test_a_removal_is_refused_before_anything_is_written(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, clock
) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})
    before = keller_entries(keller)
    with as_member(keller, member), pytest.raises(Surroundings, match="open in another program"):
        remove_member(keller, member, "left")
    with monkeypatch.context() as patched:
        patched.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=300 * 1024))
        with pytest.raises(Surroundings, match="disk is full"):
            remove_member(keller, member, "left")
    assert keller_entries(keller) == before
    as_member(keller, member).close()
    assert remove_member(keller, member, "left").kids
    with pytest.raises(WrongUse):
        as_member(keller, member)


def keller_entries(acting: Acting) -> int:
    with acting.vault.read() as session:
        return last_place(session)


def test_a_removal_that_fails_half_way_says_what_was_done_and_can_be_done_again(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, clock
) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})

    def full(*_: object) -> None:
        raise rotation._not_done()

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_rekey", full)
        with pytest.raises(Surroundings, match=r"revoked, but .* The next opening finishes this") as caught:
            remove_member(keller, member, "left")
    assert "thing was changed" not in str(caught.value)
    with pytest.raises(Locked):
        as_member(keller, member)
    assert remove_member(keller, member, "left").kids == ()  # in the same session
    keller.close()
    with unlock(keller.vault.folder, None, PASSPHRASE, clock) as again:
        assert remove_member(again, member, "left").kids == ()  # and again, when all is done
        with pytest.raises(WrongUse, match="no member niemand"):
            remove_member(again, "niemand", "left")


def test_opening_finishes_a_removal_and_leaves_who_is_invited(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, clock
) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})
    invitation = invite(keller, "Lea Lang", {"lead"}, kdf=CHEAP)
    waiting = invite(keller, "Mia Mohn", {"lead"}, kdf=CHEAP)
    join(keller.vault.folder, waiting.member, waiting.code, PASSPHRASE, clock, CHEAP)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(keller.vault), "remove_slot", killed)
        with pytest.raises(KeyboardInterrupt):
            remove_member(keller, member, "left")
    assert member in {slot.id for slot in keller.vault.slots()}
    keller.close()
    with unlock(keller.vault.folder, "anna-keller", PASSPHRASE, clock) as again:
        assert {slot.id for slot in again.vault.slots()} == {
            *("anna-keller", invitation.member, waiting.member),
            RECOVERY_ID,
        }
        assert finish_removals(again) == ()


def test_a_request_for_another_name_is_damage(keller: Acting) -> None:
    invitation: Invitation = invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
    token = write_request("eva-evil", MemberKeys.fresh(signing=False))
    for forged in (token, token[:-4] + "AAAA", "x.y.z"):
        with keller.vault.write() as session:
            leave_request(session, invitation.member, forged)
        with pytest.raises(Damaged):
            certify(keller, invitation.member)


def test_nobody_slips_in_new_keys_for_a_member(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"lead"})
    with as_member(keller, newcomer(keller, "Eva Evil", {"lead"})) as eva:
        theirs = write_request(member, MemberKeys.fresh(signing=False))
        for forged in (theirs, countersigned(theirs, eva.author_key)):
            with eva.vault.write() as session:
                leave_request(session, member, forged)
            with pytest.raises(Damaged):
                certify(keller, member)


def test_members_of_one_vault_keep_their_keys_apart(keller: Acting) -> None:
    member = newcomer(keller, "Bernd Vogel", {"signatory"})
    with as_member(keller, member) as bernd, bernd.vault.read() as session:
        for row in session.exec(select(PersonKey).where(PersonKey.member == "anna-keller")):
            with pytest.raises(DataPactError):
                bernd.vault.unwrap_private_with(THEIRS, row.purpose, row.wrapped)
        assert acting_in(bernd.vault).kid == bernd.kid
        assert own_line(session).id == keller.organisation


class TestAnInvitationThatIsCutShort:
    """A full disk or a kill at any step leaves no invitation without a code, and no slot without an invitation."""

    def fail(self, patched: pytest.MonkeyPatch, error: BaseException, at: int) -> None:
        done = []

        def append(*given: object) -> object:
            done.append(1)
            if len(done) == at:
                raise error
            return append_organisation_entry(*given)  # type: ignore[arg-type]

        patched.setattr(invitation, "append_organisation_entry", append)

    def ids(self, acting: Acting) -> tuple[set[str], set[str]]:
        return {slot.id for slot in acting.vault.slots()}, {one.id for one in list_members(acting)}

    def test_no_room_for_the_slot(self, keller: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.ids(keller)

        def full(*_: object) -> None:
            raise Surroundings("The disk is full.")

        with monkeypatch.context() as patched:
            patched.setattr(type(keller.vault), "add_slot", full)
            with pytest.raises(Surroundings):
                invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
        assert self.ids(keller) == before
        assert invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP).member == "bernd-vogel"

    @pytest.mark.parametrize("at", [1, 2])
    def test_no_room_for_the_entry(self, keller: Acting, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        before = self.ids(keller)
        with monkeypatch.context() as patched:
            self.fail(patched, Surroundings("The disk is full."), at)
            with pytest.raises(Surroundings):
                invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
        assert self.ids(keller) == before
        assert invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP).member == "bernd-vogel"

    def test_the_next_opening_finishes_a_kill(self, keller: Acting, monkeypatch: pytest.MonkeyPatch, clock) -> None:
        before = self.ids(keller)
        with monkeypatch.context() as patched:
            self.fail(patched, KeyboardInterrupt(), 2)
            with pytest.raises(KeyboardInterrupt):
                invite(keller, "Bernd Vogel", {"lead"}, kdf=CHEAP)
        keller.close()
        with unlock(keller.vault.folder, "anna-keller", PASSPHRASE, clock) as again:
            assert self.ids(again) == before
            assert invite(again, "Bernd Vogel", {"lead"}, kdf=CHEAP).member == "bernd-vogel"


def test_an_administrator_changes_a_function_and_the_keys_stay(keller: Acting) -> None:
    bernd = newcomer(keller, "Bernd Vogel", {"legal", "signatory"})
    with keller.vault.read() as session:
        before = own_line(session).state.members[bernd]
    changed = set_power(keller, bernd, "sole_prokurist")
    assert (changed.power, changed.roles, changed.signing) == ("sole_prokurist", before.roles, before.signing)
    assert read_card(write_card(keller)).line.state.members[bernd].power == "sole_prokurist"
    with pytest.raises(Locked):
        set_power(as_member(keller, bernd), bernd, "managing_director")
    with pytest.raises(WrongUse):
        set_power(keller, "nobody", "owner")
