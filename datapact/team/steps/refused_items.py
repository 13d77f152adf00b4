"""The decision of an administrator on an item whose content was refused: to take it in all the same, or to set it aside.

Until then every computer says that its answers are incomplete, for what was refused may be a withdrawal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import N_
from datapact.team.kept.facts import require_team
from datapact.team.kept.store import refused_items
from datapact.team.log.contents import CarriedDecision, Contents
from datapact.team.steps.outgoing import own_roles
from datapact.team.steps.synchronise import Synced, synchronise

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def decide_refused(acting: Acting, number: int, *, take: bool) -> Synced:
    """Decide on the refused item with this number, for all computers; the team must be reached.

    ``take`` helps only an entry whose author had lost a role or a key when it came: what is false in itself stays refused. Raises
    WrongUse where no such item was refused here, Locked unless the member is an administrator.
    """
    with acting.vault.read() as session:
        require_team(session)
        if "admin" not in own_roles(acting, session):
            raise Locked(N_("Only an administrator can do this: ask one of them."))
        found = [item for item, _why in refused_items(session) if item.sequence == number]
    if not found:
        raise WrongUse(
            N_("No item with the number {number} was refused here. See datapact team status."), number=number
        )
    return synchronise(acting, last=Contents(decides=(CarriedDecision(item=found[0].digest, take=take),)))
