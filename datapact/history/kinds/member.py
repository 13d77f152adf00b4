"""member: an administrator certifies a member, or a member's new keys replace the old ones.

New keys of a known member may also be announced with the new author key itself, because its certificate
is the identity's word already: so the only administrator can come back with the recovery code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datapact.history.certificates import issued_by, key_thumbprint
from datapact.history.kinds.rule import ADMIN, Names, Rule, words
from datapact.history.organisation_state import OrganisationState, by_kid, member_of
from datapact.history.shapes.member import MEMBER_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def certificates_refused(state: OrganisationState, body: Mapping[str, Any]) -> Message | None:
    """Why these certificates cannot make somebody a member now; None when they can."""
    known = state.members.get(body["id"])
    author = key_thumbprint(body["author"])
    if author in state.revoked or (author in state.known_kids and (known is None or known.author_kid != author)):
        return Message(N_("A key that was used before cannot be certified again."))
    if not issued_by(body["author"], state.identity) and (known is None or known.author != body["author"]):
        return Message(N_("The member's certificate was not issued by the organisation's identity."))
    if body["signing"] and key_thumbprint(body["signing"]) in state.revoked:
        return Message(N_("A key that was used before cannot be certified again."))
    return None


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    body = entry.body
    known = state.members.get(body["id"])
    if body["renewed"] != (known is not None):
        return Message(N_("A new member has an id of its own; only a known member has its keys renewed."))
    refusal = certificates_refused(state, body)
    if refusal is not None or known is None:
        return refusal
    by_admin = entry.kid in state.by_kid and "admin" in state.by_kid[entry.kid].roles
    if not by_admin:
        own_words = frozenset(body["roles"]) == known.roles and body["power"] == known.power
        own_signing = body["signing"] in ("", known.signing) or issued_by(body["signing"], state.identity)
        if not own_words or not own_signing:
            return Message(N_("A member renews keys only; roles and powers are an administrator's to change."))
    if "admin" in known.roles and "admin" not in body["roles"] and admins(state) == {known.id}:
        return Message(N_("The last administrator cannot lose that role."))
    return None


def admins(state: OrganisationState) -> set[str]:
    """The ids of the members who are administrators."""
    return {member.id for member in state.members.values() if "admin" in member.roles}


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    added = member_of(entry.body)
    members = {**state.members, added.id: added}
    return replace(
        state,
        members=members,
        by_kid=by_kid(members),
        known_kids=state.known_kids | ({added.author_kid, added.signing_kid} - {""}),
    )


def _sentence(entry: Entry, names: Names) -> Message:
    arguments = {"member": words(entry.body["name"])}
    if entry.body["renewed"] is True:
        return Message(N_("{member} has new keys."), arguments)
    return Message(N_("{member} became a member."), arguments)


MEMBER_RULE = Rule(
    shape=MEMBER_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
