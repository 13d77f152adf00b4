"""identity_renewal: a new identity key issues from here on; the old one vouches for it with a cross certificate.

The new identity's first revocation list comes along, because signatures under its certificates need one at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.history.certificates import author_key, issued_by, signs_list
from datapact.history.jws import thumbprint
from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.organisation_state import OrganisationState
from datapact.history.shapes.identity_renewal import IDENTITY_RENEWAL_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    new, cross = entry.body["identity"], entry.body["cross"]
    same_key = thumbprint(author_key(new)) == thumbprint(author_key(cross))
    if not same_key or not issued_by(new, new) or not issued_by(cross, state.identity):
        return Message(N_("The old identity does not vouch for the new one."))
    if not signs_list(entry.body["crl"], new):
        return Message(N_("The revocation list is not signed by the organisation's identity."))
    return None


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    return replace(
        state,
        identities=(*state.identities, entry.body["identity"]),
        cross=(*state.cross, entry.body["cross"]),
        crl=entry.body["crl"],
    )


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} renewed its identity."), {"organisation": shown(entry.organisation, names)})


IDENTITY_RENEWAL_RULE = Rule(
    shape=IDENTITY_RENEWAL_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
