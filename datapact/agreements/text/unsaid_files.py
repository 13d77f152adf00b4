"""Files of an agreement that are written and of which nobody has said that they were sent: until then nobody is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datapact.organisation.acting.handed_over import OUTSIDE, WORD, Handed, handed

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session


class Unsaid(NamedTuple):
    """A file that waits for the word that it was sent."""

    recipient: str
    """Organisation id, or ``OUTSIDE`` or ``WORD`` for a text that goes to all parties by these ways."""
    handed: Handed
    """How far that file is."""


def unsaid_files(session: Session, folded: AgreementState, own: str) -> tuple[Unsaid, ...]:
    """The files of an agreement that wait; a text that was written before the newest text here waits no more."""
    asked = [*sorted(folded.circle - {own}), OUTSIDE, WORD]
    texts = [one for one in folded.order if folded.entries[one].kind in ("draft", "offer", "counter")]
    newest = texts[-1] if texts else ""
    found = handed(session, folded.history, asked)
    stands = folded.stage in ("draft", "offered") and (
        folded.outside is None or folded.outside.stage in ("draft", "declined")
    )
    return tuple(
        Unsaid(to, one)
        for to, one in found.items()
        if one.waits and (to not in (OUTSIDE, WORD) or (stands and one.written == newest))
    )
