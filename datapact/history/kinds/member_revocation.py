"""revocation (of an organisation): keys of a member hold no longer; without an author key the member is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.history.certificates import signs_list
from datapact.history.kinds.member import admins
from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.organisation_state import OrganisationState, by_kid
from datapact.history.shapes.member_revocation import MEMBER_REVOCATION_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    body = entry.body
    if not state.known_kids.issuperset(body["kids"]):
        return Message(N_("Only keys of this organisation's own members can be revoked."))
    remaining = admins(_step(state, entry))
    if not remaining:
        return Message(N_("The last administrator cannot be removed."))
    if not signs_list(body["crl"], state.identity):
        return Message(N_("The revocation list is not signed by the organisation's identity."))
    return None


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    kids = frozenset(entry.body["kids"])
    members = {
        member.id: replace(member, signing="", signing_kid="") if member.signing_kid in kids else member
        for member in state.members.values()
        if member.author_kid not in kids
    }
    crl = entry.body["crl"]
    return replace(state, members=members, by_kid=by_kid(members), revoked=state.revoked | kids, crl=crl)


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("Keys of {member} were revoked."), {"member": shown(str(entry.body["id"]), names)})


MEMBER_REVOCATION_RULE = Rule(
    shape=MEMBER_REVOCATION_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
