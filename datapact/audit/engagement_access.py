"""What an audit lets its auditor see and do, in sentences: the scope bounds the audit, not what a member can read."""

from __future__ import annotations

from datapact.audit.engagements import Engagement
from datapact.texts import N_, Message

_READS_ALL = Message(
    N_(
        "The auditor is a member and can read everything in this vault, also outside the scope. Marks, remarks, samples and"
        " exports keep to the scope; nothing else can be changed."
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
