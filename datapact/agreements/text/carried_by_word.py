"""What Word files told partners of our shared steps: a text or a comment in a file that went out is known there.

A sealed file still has to carry the step itself, because a partner answers and signs in DataPact only what reached it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.versions import proposals_of
from datapact.organisation.acting.handed_over import WORD, handed
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session

_TEXTS = ("offer", "counter")
_COMMENTS = ("comment", "remark")


def carried_by_word(session: Session, folded: AgreementState, organisation: str) -> Mapping[str, datetime]:
    """When a Word file first carried what a shared step of ``organisation`` says, by the step's digest; UTC.

    A step that proposes a text is carried by a file with that very text, a comment by any file that was made after it: a
    file takes along every shared thread. Where more than one partner is a party it is not known which of them got the file,
    so nothing counts as carried; neither does a file of which nobody has said that it was sent.
    """
    sent = records(session, "word_sent", about=folded.history)
    note = handed(session, folded.history, [WORD]).get(WORD)
    if note is not None:  # an earlier program wrote no note, and its files count as sent
        said = {version for version, _time in note.sent}
        sent = [one for one in sent if str(one.body["version"]) in said]
    if not sent or len(folded.parties - {organisation}) > 1:
        return {}
    known, found = proposals_of(folded), dict[str, datetime]()
    words = {version: _words(known[version].state) for one in sent if (version := str(one.body["version"])) in known}
    for digest in folded.order:
        entry = folded.entries[digest]
        if entry.stream != "shared" or entry.organisation != organisation:
            continue
        times: list[datetime] = []
        if entry.kind in _TEXTS and digest in known and (text := _words(known[digest].state)):
            times = [one.recorded for one in sent if words.get(str(one.body["version"])) == text]
        elif entry.kind in _COMMENTS:
            times = [one.recorded for one in sent if one.recorded > entry.time]  # whole seconds
        if times:
            found[digest] = min(times)
    return found


def _words(state: object) -> Mapping[str, Any]:
    """What a text says, without the links of its parties, which come only as it is offered; empty where it is withheld."""
    if not isinstance(state, Mapping):
        return {}
    terms = state.get("terms")
    parties = terms.get("parties") if isinstance(terms, Mapping) else None
    if not isinstance(terms, Mapping) or not isinstance(parties, list):
        return {}
    named = [{**one, "organisation": ""} if isinstance(one, Mapping) else one for one in parties]
    said = {name: state.get(name) for name in ("clauses", "languages", "prevailing", "title")}
    return {**said, "terms": {**terms, "parties": named}}
