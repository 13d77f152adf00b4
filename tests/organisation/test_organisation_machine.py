"""Whatever administrators do, in any order: every card verifies, partners can follow, and keys mean what they should."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from datapact.history.fold.organisation import verify_line
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import change_profile, write_card
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.card import Card, read_card
from datapact.organisation.identity.certificate_authority import identity_roots, revocation_lists
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.key_renewal import renew_identity, renew_keys
from datapact.organisation.members.members import certify, remove_member, set_roles
from datapact.organisation.partners.partners import add_partner
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.organisation.conftest import CHEAP, PASSPHRASE

ROLES = st.sets(st.sampled_from(["legal", "signatory", "lead", "auditor", "admin"]), min_size=1)
FOUNDER = "ada-admin"


class Organisation(RuleBasedStateMachine):
    """One administrator works; ``roles`` is what the members should have, ``gone`` whose keys are revoked."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = SteppingClock()
        self.roles: dict[str, set[str]] = {}
        self.gone: set[str] = set()
        self.cards: list[bytes] = []

    @initialize()
    def found(self) -> None:
        self.acting = self._create("own", "Ada Admin")
        self.partner = self._create("partner", "Paul Partner")
        self.roles[FOUNDER] = {"legal", "admin"}

    def _create(self, name: str, person: str) -> Acting:
        folder = self.folder / f"{name}.datapact"
        return create_organisation(folder, {"name": name}, person, {"legal"}, PASSPHRASE, "", self.clock, CHEAP).acting

    @rule(roles=ROLES)
    def a_member_comes(self, roles: set[str]) -> None:
        invitation = invite(self.acting, "Mia Muster", roles, kdf=CHEAP)
        join(self.acting.vault.folder, invitation.member, invitation.code, PASSPHRASE, self.clock, CHEAP)
        certify(self.acting, invitation.member)
        assert invitation.member not in self.roles
        self.roles[invitation.member] = roles

    @precondition(lambda self: len(self.roles) > 1)
    @rule(data=st.data(), roles=ROLES)
    def roles_change(self, data: st.DataObject, roles: set[str]) -> None:
        member = data.draw(st.sampled_from(sorted(self.roles)))
        granted = roles | ({"admin"} if member == FOUNDER else set())
        set_roles(self.acting, member, granted)
        self.roles[member] = granted

    @precondition(lambda self: len(self.roles) > 1)
    @rule(data=st.data())
    def a_member_goes(self, data: st.DataObject) -> None:
        member = data.draw(st.sampled_from(sorted(self.roles.keys() - {FOUNDER})))
        self.gone |= set(remove_member(self.acting, member, "left").kids)
        del self.roles[member]

    @rule()
    def keys_are_renewed(self) -> None:
        self.acting = renew_keys(self.acting).acting

    @rule()
    def the_identity_is_renewed(self) -> None:
        renew_identity(self.acting)

    @rule(name=st.sampled_from(["Eins", "Zwei"]))
    def the_profile_changes(self, name: str) -> None:
        change_profile(self.acting, {"name": name})

    @rule(data=st.data())
    def the_partner_receives_some_card(self, data: st.DataObject) -> None:
        card = data.draw(st.sampled_from([*self.cards, write_card(self.acting)]))
        taken = add_partner(self.partner, card)
        assert taken.partner.card.sequence >= read_card(card).sequence

    def _card(self) -> Card:
        self.cards.append(write_card(self.acting))
        return read_card(self.cards[-1])

    @invariant()
    def the_card_says_who_is_there(self) -> None:
        if not self.roles:
            return
        card = self._card()
        state = card.line.state
        assert card.organisation == self.acting.organisation
        assert {member.id: set(member.roles) for member in state.members.values()} == self.roles
        assert state.revoked == self.gone
        shuffled = list(card.line.entries)
        random.Random(len(shuffled)).shuffle(shuffled)
        assert verify_line(shuffled).state == state
        root = identity_roots(card.line)[-1]
        newest = revocation_lists(card.line)[-1]
        assert certificate_authority.list_issued_by(newest, root)
        for member in state.members.values():
            for text in filter(None, (member.author, member.signing)):
                certificate = certificate_authority.decode_certificate(text)
                assert certificate_authority.issued_by(certificate, root)
                assert certificate.serial_number not in certificate_authority.revoked_serials(newest)
        assert len(certificate_authority.revoked_serials(newest)) >= len(self.gone)

    def teardown(self) -> None:
        if self.roles:
            self.acting.close()
            self.partner.close()
        shutil.rmtree(self.folder)


TestOrganisation = Organisation.TestCase
TestOrganisation.settings = settings(max_examples=examples(6), stateful_step_count=10, deadline=None)
