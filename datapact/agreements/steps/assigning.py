"""The member who looks after an agreement: a mark of the house, no entry; it travels to all computers of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.projection.tables import AgreementRow
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

ASSIGNED = "assigned:"
"""The prefix of the facts; the history id of the agreement follows, the value is the id of the member."""
_OF_MEMBER = sql(
    "SELECT a.id FROM meta AS m JOIN agreement AS a ON m.key = :beginning || a.id WHERE m.key LIKE 'assigned:%'"
    " AND m.value = :member AND a.archived = 0 ORDER BY a.changed DESC"
)


def assign_agreement(acting: Acting, history: str, member: str) -> str:
    """Give an agreement to a member, by id or name, or with an empty text to nobody; returns the id of the member.

    Raises WrongUse where there is no such agreement or no such member.
    """
    with acting.vault.write() as session:
        if session.get(AgreementRow, history) is None:
            raise WrongUse(N_("There is no such agreement in this vault. See datapact agreement list."))
        who = member_named(session, member)
        set_meta(session, ASSIGNED + history, who or None)
    return who


def assignee(session: Session, history: str) -> str:
    """The id of the member who looks after an agreement; empty for nobody."""
    return get_meta(session, ASSIGNED + history) or ""


def assigned_to(session: Session, member: str) -> list[str]:
    """The agreements outside the archive that a member looks after, the one that changed last first."""
    values = {"beginning": ASSIGNED, "member": member}
    return list(map(str, session.connection().execute(_OF_MEMBER, values).scalars()))


def member_named(session: Session, named: str) -> str:
    """The id of the member with this id or name; empty for an empty text. Raises WrongUse where we have none."""
    if not named:
        return ""
    members = own_line(session).state.members
    if named in members:
        return named
    found = [one.id for one in members.values() if one.name.casefold() == named.casefold()]
    if len(found) != 1:
        raise WrongUse(N_("There is no member {member}."), member=named[:60])
    return found[0]
