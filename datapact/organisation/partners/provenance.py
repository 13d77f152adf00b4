"""How a partner came to be known: who added its card, who introduced it, who confirmed its identity or withdrew that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select

from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_organisation
from datapact.vault.database.session import Session
from datapact.vault.database.tables import EntryRow

_KINDS = ("partner_added", "partner_introduced", "partner_trusted", "partner_distrusted", "partner_removed")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Names of our own members, and times as their entries claim them; empty and None for what did not happen."""

    added_by: str = ""
    """Who took over its first card."""
    added_at: datetime | None = None
    """When that was, UTC."""
    introduced_by: tuple[str, ...] = ()
    """Names of the partners that sent its card along."""
    confirmed_by: str = ""
    """Who compared the fingerprint last."""
    confirmed_at: datetime | None = None
    """When somebody compared the fingerprint last."""
    withdrawn_by: str = ""
    """Who withdrew the trust last."""
    withdrawn_at: datetime | None = None
    """When that was, UTC."""
    withdrawn_for: str = ""
    """Why the trust was withdrawn last; all three are empty again once somebody has compared anew."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether the last word of people on this partner is that its identity is not to be trusted."""
        return self.withdrawn_at is not None


def provenance(session: Session) -> Mapping[str, Provenance]:
    """How each partner came to be known, by organisation id."""
    names = known_names(session)
    history = organisation_history(own_organisation(session))
    wanted = select(EntryRow.digest).where(col(EntryRow.kind).in_(_KINDS), EntryRow.history == history)
    found: dict[str, Provenance] = {}
    for digest in session.exec(wanted.order_by(col(EntryRow.seq))):
        entry = store.load_one(session, digest)
        if entry is None:
            continue
        organisation = str(entry.body["organisation"])
        known = found.get(organisation, Provenance())
        by = names.get(entry.kid, "")
        match entry.kind:
            case "partner_added":
                known = replace(known, added_by=by, added_at=entry.time)
            case "partner_introduced":
                introducer = names.get(str(entry.body["by"]), str(entry.body["by"]))
                known = replace(known, introduced_by=(*known.introduced_by, introducer))
            case "partner_removed":  # should its card come again, nobody's introduction outweighs that
                known = Provenance(withdrawn_by=by, withdrawn_at=entry.time, withdrawn_for=str(entry.body["reason"]))
            case "partner_distrusted":
                why = str(entry.body["reason"])
                known = replace(known, withdrawn_by=by, withdrawn_at=entry.time, withdrawn_for=why)
            case _:
                known = replace(known, confirmed_by=by, confirmed_at=entry.time)
                known = replace(known, withdrawn_by="", withdrawn_at=None, withdrawn_for="")
        found[organisation] = known
    return found
