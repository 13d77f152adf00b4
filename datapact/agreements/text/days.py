"""On which day an entry counts: the day that it states, but none that what it builds on shows to be over.

Days are their authors' claims. Whoever backdates an entry still names the entries that it builds on, and those of others
bear their times. One other organisation alone moves nothing, since its clock may be wrong, or lie.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from datapact.base.clock import in_zone
from datapact.history.state.dag import positions

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState

COURTS = ZoneInfo("Europe/Berlin")
"""The zone in which the day of a receipt is counted, the same in every vault."""
_WITNESSES = 2


def day_of(folded: AgreementState, digest: str, stated: str) -> date:
    """The stated day (ISO 8601) of an entry, but not before the latest day of which it knows entries of two others."""
    kept, key = folded.ledger.resolved, ("shown", digest)
    if key not in kept:
        kept[key] = _shown(folded, digest)
    shown: date | None = kept[key]
    day = date.fromisoformat(stated)
    return day if shown is None else max(day, shown)


def _shown(folded: AgreementState, digest: str) -> date | None:
    dag = folded.dag
    place = dag.index[digest]
    newest: dict[str, datetime] = {}
    for one in positions(dag.ancestors[place]):
        entry = dag.order[one]
        if entry.stream == "shared" and entry.organisation != dag.order[place].organisation:
            newest[entry.organisation] = max(newest.get(entry.organisation, entry.time), entry.time)
    times = sorted(newest.values(), reverse=True)
    return in_zone(times[_WITNESSES - 1], COURTS).date() if len(times) >= _WITNESSES else None


def known_to(folded: AgreementState, digest: str) -> frozenset[str]:
    """The digests of all entries that an entry knows."""
    dag = folded.dag
    return frozenset(dag.order[one].digest for one in positions(dag.ancestors[dag.index[digest]]))
