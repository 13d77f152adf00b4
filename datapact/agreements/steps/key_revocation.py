"""A revoked key is announced in every open agreement, so that later entries by it are void there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from datapact.agreements.projection.append import append_onto, load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import local_day
from datapact.base.progress import Progress, silent
from datapact.base.texts import _
from datapact.history.entries.author_roles import SPEAKERS
from datapact.organisation.members.key_renewal import revoke_old_keys
from datapact.organisation.members.members import Removed, remove_member

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def remove_and_announce(
    acting: Acting, member: str, reason: str, progress: Progress = silent
) -> tuple[Removed, tuple[str, ...]]:
    """Remove a member and announce the revocation in the open agreements, both or neither; returns their ids.

    Raises what remove_member does.
    """
    told: list[str] = []

    def tell(session: Session, removed: Removed) -> None:
        told.extend(announce_revocation(acting, session, removed.kids, removed.reason))

    return remove_member(acting, member, reason, tell, progress), tuple(told)


def revoke_old_and_announce(acting: Acting, member: str, reason: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Revoke the replaced keys of a member, whose computer or copy is lost, and announce that in the open agreements,
    both or neither; returns the keys and the ids of the agreements. Raises what revoke_old_keys does."""
    told: list[str] = []

    def tell(session: Session, kids: tuple[str, ...]) -> None:
        told.extend(announce_revocation(acting, session, kids, reason))

    return revoke_old_keys(acting, member, reason, tell), tuple(told)


def announce_revocation(acting: Acting, session: Session, kids: Sequence[str], reason: str) -> tuple[str, ...]:
    """Write a revocation entry for each key into each open agreement where that key has acted or is to sign.

    An agreement is open once offered, unless declined or ended by notice. Returns the ids of the agreements.
    """
    if not kids:
        return ()
    told = []
    today = local_day(acting.clock()).isoformat()
    open_rows = select(AgreementRow.id).where(
        col(AgreementRow.stage).not_in(("draft", "declined")),
        or_(col(AgreementRow.due).is_(None), col(AgreementRow.due) >= today),
    )
    for history in list(session.exec(open_rows)):
        folded = load_state(session, history)
        used = {entry.kid for entry in folded.entries.values() if entry.stream == "shared"}
        used |= {str(slot.kid) for slot in folded.freeze.slots} if folded.freeze else set()
        concerned = [kid for kid in kids if kid in used]
        if (
            concerned
            and acting.member.roles & SPEAKERS
            and any(entry.stream != "shared" and entry.kid in kids for entry in folded.entries.values())
        ):  # a shared revocation cannot know what is internal: this note does, and what it builds on stands
            body: dict[str, str] = {"text": _("Keys are revoked. What the house wrote here until now stands.")}
            folded = append_onto(folded, acting, session, history, "note", body)[1]
        for kid in concerned:
            body = {"kid": kid, "reason": reason}
            folded = append_onto(folded, acting, session, history, "revocation", body)[1]
        if concerned:
            told.append(history)
    return tuple(told)
