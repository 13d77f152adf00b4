"""founding: the first entry of an organisation, signed by its identity key, whose thumbprint is its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.certificates import issued_by, key_thumbprint, signs_list
from datapact.history.kinds import member
from datapact.history.kinds.rule import Names, Rule, shown
from datapact.history.organisation_state import OrganisationState, by_kid, member_of
from datapact.history.shapes.founding import FOUNDING_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    body = entry.body
    if state.id:
        return Message(N_("An organisation is founded once only."))
    identity = body["identity"]
    if not key_thumbprint(identity) == entry.kid == entry.organisation or not issued_by(identity, identity):
        return Message(N_("The identity certificate does not belong to this organisation."))
    if not {"admin"} <= set(body["member"]["roles"]):
        return Message(N_("The first member of an organisation must be an administrator."))
    founder = {**body["member"], "renewed": False}
    refusal = member.certificates_refused(OrganisationState(id=entry.organisation, identities=(identity,)), founder)
    if refusal is None and body["crl"] and not signs_list(body["crl"], identity):
        return Message(N_("The revocation list is not signed by the organisation's identity."))
    return refusal


def _step(_state: OrganisationState, entry: Entry) -> OrganisationState:
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


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} was founded."), {"organisation": shown(entry.organisation, names)})


FOUNDING_RULE = Rule(
    shape=FOUNDING_SHAPE,
    roles=frozenset(),
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
