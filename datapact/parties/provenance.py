"""How a partner came to be known: who added its card, which partner introduced it, who confirmed its identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from datapact.history import store
from datapact.history.entry import organisation_history
from datapact.parties.names import known_names
from datapact.parties.own_line import own_organisation
from datapact.vault.tables import EntryRow

_KINDS = ("partner_added", "partner_introduced", "partner_trusted")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Names of our own members, and times as their entries claim them; empty and None for what did not happen."""

    added_by: str = ""
    added_at: datetime | None = None
    introduced_by: tuple[str, ...] = ()
    """Names of the partners that sent its card along."""
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    """When somebody compared the fingerprint last."""


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
            case _:
                known = replace(known, confirmed_by=by, confirmed_at=entry.time)
        found[organisation] = known
    return found
