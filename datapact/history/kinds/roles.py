"""roles: an administrator gives a member other roles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.history.kinds.member import admins
from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.organisation_state import OrganisationState, by_kid
from datapact.history.shapes.roles import ROLES_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    changed = entry.body["id"]
    if changed not in state.members:
        return Message(N_("There is no such member."))
    if "admin" not in entry.body["roles"] and admins(state) == {changed}:
        return Message(N_("The last administrator cannot lose that role."))
    return None


def _step(state: OrganisationState, entry: Entry) -> OrganisationState:
    changed = replace(state.members[entry.body["id"]], roles=frozenset(entry.body["roles"]))
    members = {**state.members, changed.id: changed}
    return replace(state, members=members, by_kid=by_kid(members))


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("The roles of {member} were changed."), {"member": shown(str(entry.body["id"]), names)})


ROLES_RULE = Rule(
    shape=ROLES_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
