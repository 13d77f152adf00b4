"""Comments for partners that were written before the text was offered: shared with the offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.comments.threads import waiting
from datapact.agreements.projection.append import append
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def share_waiting(acting: Acting, session: Session, history: str, folded: AgreementState) -> int:
    """Write every waiting comment into the stream that partners have; returns how many. The text has been offered.

    ``folded`` is the state before the offer: what waits is internal, and an offer changes nothing internal.
    """
    names = known_names(session)
    now: dict[str, str] = {}  # the shared thread in place of each one of ours
    listed = waiting(folded)
    for one in listed:
        thread = "" if not one.thread else now.get(str(one.thread), str(one.thread))
        if thread and thread not in now.values() and thread not in folded.facts.remarks:
            continue  # it answers what stays inside
        own = one.author == acting.kid
        body = {
            "thread": thread,
            "act": one.act,
            "place": one.place,
            "language": one.language,
            "words": one.words,
            "at": one.at,
            "of_text": one.of_text,
            "text": one.text,
            "said_by": one.said_by or ("" if own else names.get(one.author, "")),
            "said_at": one.said_at,
        }
        if not all(isinstance(value, str | int) for value in body.values()):
            continue  # parts of it were erased
        entry = append(acting, session, history, "remark", body)
        if not one.thread:
            now[one.digest] = entry.digest
    return len(listed)
