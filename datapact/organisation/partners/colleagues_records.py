"""Records of colleagues on partners at other computers of the team, written into the list of partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from datapact.base.clock import write_time
from datapact.organisation.identity.own_history import own_organisation
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.provenance import Provenance, provenance
from datapact.organisation.partners.removing import is_on_record

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

KINDS = frozenset({"partner_added", "partner_introduced", "partner_trusted", "partner_distrusted", "partner_removed"})
"""Kinds of entries from which the trust in a partner follows."""


def named_partners(entries: Iterable[Entry]) -> frozenset[str]:
    """The ids of the organisations about which these entries say something."""
    return frozenset(str(entry.body["organisation"]) for entry in entries if entry.kind in KINDS)


def write_trust(session: Session, organisations: Collection[str], *, stays: bool = False) -> None:
    """Write trust and day of these partners from all entries here; who was removed and is on no record goes from the list.

    With ``stays`` nobody goes: a card that just came is there for what names its organisation and comes after it.
    """
    if not organisations:
        return
    known = provenance(session)
    for organisation in sorted(organisations):
        row = session.get(PartnerRow, organisation)
        said = known.get(organisation)
        if row is None or said is None:
            continue
        if said.added_at is None and said.withdrawn_at is not None:
            if not stays and not is_on_record(session, own_organisation(session), organisation):
                session.delete(row)
                continue
            row.added = write_time(said.withdrawn_at)
        elif said.added_at is not None:
            row.added = write_time(said.added_at)
        row.trust = _trust(said)
        session.add(row)
    session.flush()


def _trust(said: Provenance) -> str:
    if said.is_withdrawn:
        return "declared"
    return "confirmed" if said.confirmed_at is not None else "introduced" if said.introduced_by else "declared"
