"""Unlock a vault as a member, and finish a removal that was cut short."""

from __future__ import annotations

from pathlib import Path

from datapact.base.clock import Clock
from datapact.base.errors import Damaged, DataPactError
from datapact.organisation.acting.acting_member import Acting, acting_in
from datapact.organisation.identity.own_history import own_line
from datapact.vault.folder.open_vault import RECOVERY_ID
from datapact.vault.folder.opening import open_vault

_ALONE = 2  # slots of a vault with one member: its own, and that of the recovery code


def unlock(folder: Path, member_id: str | None, passphrase: str, clock: Clock) -> Acting:
    """Open a vault as one of its members; None means the only one. Finishes removals that were cut short.

    Raises WrongUse, Locked for a wrong passphrase or a member who is not certified, or Damaged.@
    datapact/organisation/identity/card.py
    """
    vault = open_vault(folder, member_id=member_id, passphrase=passphrase, clock=clock)
    try:
        acting = acting_in(vault)
        if len(vault.slots()) > _ALONE:
            finish_removals(acting)
        return acting
    except BaseException:
        vault.close()
        raise


def finish_removals(acting: Acting) -> tuple[str, ...]:
    """Remove the slots of former members, where a removal was cut short after the keys were revoked.

    Returns their ids. A slot that cannot be removed now is left for the next time.
    """
    with acting.vault.read() as session:
        members = own_line(session).state.members
        known = {*members, acting.vault.slot.id, RECOVERY_ID}
        left = [slot.id for slot in acting.vault.slots() if slot.id not in known]
        if left:
            from datapact.organisation.members.invitation import invited_as  # brings all of joining with it

            try:
                left = [slot for slot in left if invited_as(session, slot) is None]
            except Damaged:
                return ()
    done = []
    for slot in left:
        try:
            acting.vault.remove_slot(slot)
        except DataPactError:
            break
        done.append(slot)
    return tuple(done)
