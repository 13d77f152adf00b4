"""The rules of entries about the organisation itself: founding, members, keys, roles, profile, a restored vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries.author_roles import ADMIN, LEGAL_OR_LEAD
from datapact.history.entries.certificates import author_key, issued_by, key_thumbprint, signs_list
from datapact.history.entries.organisation_shapes import (
    fits_thumbprint,
)
from datapact.history.entries.sentence import Sentence, member_value, titled, who
from datapact.history.state.organisation import OrganisationState, by_kid, member_of
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


_NO_SEALS = N_("{organisation} ended its key for long-term seals.")


def certificates_refused(state: OrganisationState, body: Mapping[str, Any]) -> Message | None:
    """The reason why these certificates cannot make somebody a member now; None when they can."""
    known = state.members.get(body["id"])
    author = key_thumbprint(body["author"])
    if author in state.revoked or (author in state.known_kids and (known is None or known.author_kid != author)):
        return Message(N_("A key that was used before cannot be certified again."))
    if not issued_by(body["author"], state.identity) and (known is None or known.author != body["author"]):
        return Message(N_("The member's certificate was not issued by the organisation's identity."))
    if body["signing"] and key_thumbprint(body["signing"]) in state.revoked:
        return Message(N_("A key that was used before cannot be certified again."))
    return None


def _allow_member(state: OrganisationState, entry: Entry) -> Message | None:
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


def _step_member(state: OrganisationState, entry: Entry) -> OrganisationState:
    added = member_of(entry.body)
    members = {**state.members, added.id: added}
    return replace(
        state,
        members=members,
        by_kid=by_kid(members),
        known_kids=state.known_kids | ({added.author_kid, added.signing_kid} - {""}),
    )


def _joined(body: Mapping[str, Any]) -> str:
    return N_("{member} has new keys.") if body["renewed"] is True else N_("{member} became a member.")


def _allow_founding(state: OrganisationState, entry: Entry) -> Message | None:
    body = entry.body
    if state.id:
        return Message(N_("An organisation is founded once only."))
    identity = body["identity"]
    if not key_thumbprint(identity) == entry.kid == entry.organisation or not issued_by(identity, identity):
        return Message(N_("The identity certificate does not belong to this organisation."))
    if not {"admin"} <= set(body["member"]["roles"]):
        return Message(N_("The first member of an organisation must be an administrator."))
    founder = {**body["member"], "renewed": False}
    refusal = certificates_refused(OrganisationState(id=entry.organisation, identities=(identity,)), founder)
    if refusal is None and body["crl"] and not signs_list(body["crl"], identity):
        return Message(N_("The revocation list is not signed by the organisation's identity."))
    return refusal


def _step_founding(_state: OrganisationState, entry: Entry) -> OrganisationState:
    body = entry.body
    founder = member_of(body["member"])
    return OrganisationState(
        id=entry.organisation,
        profile=body["profile"],
        identities=(body["identity"],),
        members={founder.id: founder},
        by_kid=by_kid({founder.id: founder}),
        known_kids=frozenset({founder.author_kid, founder.signing_kid} - {""}),
        sealing_public=body["sealing"]["public"],
        sealing_thumbprint=body["sealing"]["thumbprint"],
        crl=body["crl"],
    )


def _allow_member_revocation(state: OrganisationState, entry: Entry) -> Message | None:
    body = entry.body
    if not state.known_kids.issuperset(body["kids"]):
        return Message(N_("Only keys of this organisation's own members can be revoked."))
    remaining = admins(_step_member_revocation(state, entry))
    if not remaining:
        return Message(N_("The last administrator cannot be removed."))
    if not signs_list(body["crl"], state.identity):
        return Message(N_("The revocation list is not signed by the organisation's identity."))
    return None


def _step_member_revocation(state: OrganisationState, entry: Entry) -> OrganisationState:
    kids = frozenset(entry.body["kids"])
    members = {
        member.id: replace(member, signing="", signing_kid="") if member.signing_kid in kids else member
        for member in state.members.values()
        if member.author_kid not in kids
    }
    crl = entry.body["crl"]
    return replace(state, members=members, by_kid=by_kid(members), revoked=state.revoked | kids, crl=crl)


def _allow_roles(state: OrganisationState, entry: Entry) -> Message | None:
    changed = entry.body["id"]
    if changed not in state.members:
        return Message(N_("There is no such member."))
    if "admin" not in entry.body["roles"] and admins(state) == {changed}:
        return Message(N_("The last administrator cannot lose that role."))
    return None


def _step_roles(state: OrganisationState, entry: Entry) -> OrganisationState:
    changed = replace(state.members[entry.body["id"]], roles=frozenset(entry.body["roles"]))
    members = {**state.members, changed.id: changed}
    return replace(state, members=members, by_kid=by_kid(members))


def _allow_identity_renewal(state: OrganisationState, entry: Entry) -> Message | None:
    new, cross = entry.body["identity"], entry.body["cross"]
    same_key = thumbprint(author_key(new)) == thumbprint(author_key(cross))
    if not same_key or not issued_by(new, new) or not issued_by(cross, state.identity):
        return Message(N_("The old identity does not vouch for the new one."))
    if not signs_list(entry.body["crl"], new):
        return Message(N_("The revocation list is not signed by the organisation's identity."))
    return None


def _step_identity_renewal(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(
        state,
        identities=(*state.identities, entry.body["identity"]),
        cross=(*state.cross, entry.body["cross"]),
        crl=entry.body["crl"],
    )


def _allow_sealing_key(_state: OrganisationState, entry: Entry) -> Message | None:
    return (
        None if fits_thumbprint(entry.body) else Message(N_("The sealing key and its thumbprint do not fit together."))
    )


def _step_sealing_key(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, sealing_public=entry.body["public"], sealing_thumbprint=entry.body["thumbprint"])


def _allow_long_term_key(state: OrganisationState, entry: Entry) -> Message | None:
    if entry.body["certificate"] == state.long_term:
        return Message(N_("This key for long-term seals is in force already, or none is that could end."))
    return None


def _step_long_term_key(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, long_term=entry.body["certificate"])


def _long_term_words(body: Mapping[str, Any]) -> str:
    return N_("{organisation} has a key for long-term seals.") if body["certificate"] else _NO_SEALS


def _step_profile(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(state, profile=entry.body["profile"])


def _allow_vouched(state: OrganisationState, entry: Entry) -> Message | None:
    kids = frozenset(entry.body["kids"])
    if not state.known_kids.issuperset(kids) or not state.revoked.isdisjoint(kids):
        return Message(
            N_("Only for keys of an organisation's own members, and before they are revoked, can one vouch.")
        )
    if entry.kid in kids:
        return Message(N_("Nobody vouches for the own entries."))
    return None


def _allow_delivery(state: OrganisationState, entry: Entry) -> Message | None:
    overridden = entry.body["overridden"]
    if overridden is WITHHELD or overridden == 0:
        return None
    author = state.by_kid.get(entry.kid)
    if author is None or "legal" not in author.roles:
        return Message(N_("Only a legal member may record that data of people left whom the answer did not allow."))
    return None


RULES: tuple[Rule[OrganisationState], ...] = (
    # An administrator certifies a member, or a member's new keys replace the old ones. New keys of a known member may
    # also be announced with the new author key itself, because its certificate is the identity's word already: so the
    # only administrator can come back with the recovery code.
    Rule(
        "member",
        roles=ADMIN,
        sentence=Sentence(_joined, {"member": member_value("name")}),
        allow=_allow_member,
        step=_step_member,
    ),
    # The first entry of an organisation, signed by its identity key, whose thumbprint is its id.
    Rule(
        "founding",
        roles=frozenset(),
        sentence=Sentence(N_("{organisation} was founded.")),
        allow=_allow_founding,
        step=_step_founding,
    ),
    # Keys of a member are revoked; without an author key the member is removed.
    Rule(
        "revocation",
        roles=ADMIN,
        sentence=Sentence(N_("Keys of {member} were revoked."), {"member": who("id")}),
        allow=_allow_member_revocation,
        step=_step_member_revocation,
    ),
    # An administrator gives a member other roles.
    Rule(
        "roles",
        roles=ADMIN,
        sentence=Sentence(N_("The roles of {member} were changed."), {"member": who("id")}),
        allow=_allow_roles,
        step=_step_roles,
    ),
    # From here on a new identity key issues; the old one vouches for it with a cross certificate. The new identity's
    # first revocation list comes along, because signatures under its certificates need one at once.
    Rule(
        "identity_renewal",
        roles=ADMIN,
        sentence=Sentence(N_("{organisation} renewed its identity.")),
        allow=_allow_identity_renewal,
        step=_step_identity_renewal,
    ),
    # From here on partners seal their files for this key.
    Rule(
        "sealing_key",
        roles=ADMIN,
        sentence=Sentence(N_("{organisation} has a new sealing key.")),
        allow=_allow_sealing_key,
        step=_step_sealing_key,
    ),
    # From here on finished contracts are sealed with this key (ML-DSA), or with none.
    Rule(
        "long_term_key",
        roles=ADMIN,
        sentence=Sentence(_long_term_words),
        allow=_allow_long_term_key,
        step=_step_long_term_key,
    ),
    # The organisation's name, register, address and contact changed.
    Rule(
        "profile",
        roles=ADMIN,
        sentence=Sentence(N_("{organisation} changed its profile.")),
        step=_step_profile,
    ),
    # An administrator states what a member has signed so far, before keys of that member are revoked. Proofs of single
    # entries stay sound by it when their author has left: a path leads from the entry to the root.
    Rule(
        "vouched",
        roles=ADMIN,
        sentence=Sentence(N_("What {member} had signed until then was put on record."), {"member": who("id")}),
        allow=_allow_vouched,
    ),
    # Data left for a partner: which dataset, when, for which purpose, on which decision, about whom (sealed).
    Rule(
        "delivery",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(
            N_("{dataset} went to {recipient} for {purpose}; number of people: {count}."),
            {"dataset": titled("dataset"), "recipient": who("recipient"), "purpose": titled("purpose")},
        ),
        allow=_allow_delivery,
    ),
)
