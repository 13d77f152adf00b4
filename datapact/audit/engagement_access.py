"""What an audit lets its auditor see and do, in sentences: the scope bounds the audit, not what a member can read."""

from __future__ import annotations

from datapact.audit.engagements import Engagement
from datapact.texts import N_, Message

_READS_ALL = Message(
    N_(
        "The auditor is a member: reads everything in this vault, also outside the scope, and exports what any member may."
        " Samples, marks on agreements and internal dossiers keep to the scope. Besides own marks, remarks and samples"
        " nothing can be changed."
    )
)
_SEES_COPY = Message(N_("The auditor is outside and sees what sealed copies hold: exports of agreements in the scope."))
DAYS = Message(
    N_(
        "The two days bound the audit, not the period that is audited. What of which period is audited, its scope says in words."
    )
)


def access_words(found: Engagement) -> tuple[Message, ...]:
    """For whoever opens the audit, and for its auditor."""
    return (_READS_ALL if found.member else _SEES_COPY, DAYS)
