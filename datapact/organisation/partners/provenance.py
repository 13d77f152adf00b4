"""The provenance of partners: who added the card, introduced the partner, confirmed its identity or withdrew that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import col, select

from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.house import in_house_order
from datapact.organisation.identity.own_history import own_organisation
from datapact.organisation.partners.unaware_statements import unaware
from datapact.vault.database.session import Session
from datapact.vault.database.tables import EntryRow

_KINDS = ("partner_added", "partner_introduced", "partner_trusted", "partner_distrusted", "partner_removed")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Provenance of a partner: names of our members, times claimed by their entries; empty or None if absent."""

    added_by: str = ""
    """The member who added its first card."""
    added_at: datetime | None = None
    """When that was, UTC."""
    introduced_by: tuple[str, ...] = ()
    """Names of the partners that sent its card along."""
    said_confirmed: tuple[tuple[str, date], ...] = ()
    """Of these, who says that it compared the fingerprint, and on which day."""
    said_by: tuple[str, ...] = ()
    """The organisation ids of ``said_confirmed``, in its order."""
    confirmed_by: str = ""
    """The member who compared the fingerprint last."""
    confirmed_at: datetime | None = None
    """When somebody compared the fingerprint last."""
    withdrawn_by: str = ""
    """The member who withdrew the trust last."""
    withdrawn_at: datetime | None = None
    """When that was, UTC."""
    withdrawn_for: str = ""
    """The reason for withdrawing the trust last; all three are empty again once somebody has compared anew."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether people's last statement on this partner is that its identity is not to be trusted."""
        return self.withdrawn_at is not None


def provenance(session: Session) -> Mapping[str, Provenance]:
    """The provenance of each partner, by organisation id."""
    names = known_names(session)
    history = organisation_history(own_organisation(session))
    wanted = select(EntryRow.digest).where(col(EntryRow.kind).in_(_KINDS), EntryRow.history == history)
    found: dict[str, Provenance] = {}
    stored = (store.load_one(session, digest) for digest in session.exec(wanted.order_by(col(EntryRow.seq))).all())
    written = [one for one in stored if one is not None]
    passed_over = unaware(session, written)
    for entry in in_house_order(session, written):
        organisation = str(entry.body["organisation"])
        known = found.get(organisation, Provenance())
        by = names.get(entry.kid, "")
        match entry.kind:
            case "partner_added" if entry.digest in passed_over:
                pass
            case "partner_added":
                known = replace(known, added_by=by, added_at=entry.time)
            case "partner_introduced":
                introducer = names.get(str(entry.body["by"]), str(entry.body["by"]))
                known = replace(known, introduced_by=(*known.introduced_by, introducer))
                if day := str(entry.body.get("confirmed", "")):
                    said = (*known.said_confirmed, (introducer, date.fromisoformat(day)))
                    known = replace(known, said_confirmed=said, said_by=(*known.said_by, str(entry.body["by"])))
            case "partner_removed":  # if its card comes again, no introduction overrides this
                known = Provenance(withdrawn_by=by, withdrawn_at=entry.time, withdrawn_for=str(entry.body["reason"]))
            case "partner_distrusted":
                why = str(entry.body["reason"])
                known = replace(known, withdrawn_by=by, withdrawn_at=entry.time, withdrawn_for=why)
            case _:
                known = replace(known, confirmed_by=by, confirmed_at=entry.time)
                if entry.digest not in passed_over:
                    known = replace(known, withdrawn_by="", withdrawn_at=None, withdrawn_for="")
        found[organisation] = known
    return found
