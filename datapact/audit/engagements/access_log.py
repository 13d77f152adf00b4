"""The access log: things that an auditor opened, recorded in the audits that cover them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.audit.engagements.engagements import engagement_lines, running_for
from datapact.audit.engagements.remarks import Access, record_accesses

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

type What = Literal["agreement", "dossier", "register", "decision"]


@dataclass(frozen=True, slots=True)
class Viewed:
    """A thing that an auditor opened.

    ``about`` is a history id, the digest of an entry, or the name of a register; ``history`` the agreement, if any.
    """

    what: What
    """The kind of thing that ``about`` names."""
    about: str
    time: datetime
    """When it was opened, UTC."""
    history: str = ""


def record_viewed(acting: Acting, seen: Sequence[Viewed]) -> int:
    """Record these accesses in the running audits of the acting member that cover them; returns how many were recorded.

    An access that no audit covers is not recorded.
    """
    if not seen:
        return 0
    lines = engagement_lines(acting)
    by_audit: dict[str, list[Access]] = defaultdict(list)
    for one in seen:
        key = running_for(lines, one.history)
        if key:
            by_audit[key].append(Access(one.what, one.about, one.time))
    for key, accesses in by_audit.items():
        record_accesses(acting, key, accesses)
    return sum(map(len, by_audit.values()))
