"""What Word files told partners of our shared steps: a text or a comment in a file that went out is known there.

A sealed file still has to carry the step itself, because a partner answers and signs in DataPact only what reached it there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import read_time
from datapact.organisation.acting.handed_over import WORD, handed
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.records import Record
    from datapact.vault.database.session import Session

BETWEEN = "; "
"""Between the names of parties for whom one file was made."""
_TEXTS = ("offer", "counter")
_COMMENTS = ("comment", "remark")


def files_sent(session: Session, folded: AgreementState) -> tuple[Record, ...]:
    """The records of the Word files of which somebody has said that they were sent, oldest first."""
    sent = records(session, "word_sent", about=folded.history)
    note = handed(session, folded.history, [WORD]).get(WORD) if sent else None
    if note is None:  # an earlier program wrote no note, and its files count as sent
        return tuple(sent)
    said = dict(note.sent)  # the last word on each
    times = [(one, said.get(str(one.body["version"]))) for one in sent]
    return tuple(one for one, at in times if at is not None and (not at or read_time(at) >= one.recorded))


def carried_by_word(
    sent: Sequence[Record], folded: AgreementState, organisation: str, to: str
) -> Mapping[str, datetime]:
    """When a Word file first carried what a shared step of ``organisation`` says to a party, by the step's digest; UTC.

    A step that proposes a text is carried by a file with that very text, a comment by any file that was made after it: a
    file takes along every shared thread. ``sent`` are the files that were sent, ``to`` is the id of the party. Where there is
    more than one other party, a file counts only for those for whom it was made.
    """
    if not sent:
        return {}
    known, found = proposals_of(folded), dict[str, datetime]()
    if len(folded.parties - {organisation}) > 1:
        texts = {version: proposal.state for version, proposal in known.items()}
        sent = [one for one in sent if is_for(str(one.body["partner"]), to, texts.get(str(one.body["version"])))]
    words = {
        version: text_words(known[version].state) for one in sent if (version := str(one.body["version"])) in known
    }
    for digest in folded.order:
        entry = folded.entries[digest]
        if entry.stream != "shared" or entry.organisation != organisation:
            continue
        times: list[datetime] = []
        if entry.kind in _TEXTS and digest in known and (text := text_words(known[digest].state)):
            times = [one.recorded for one in sent if words.get(str(one.body["version"])) == text]
        elif entry.kind in _COMMENTS:
            times = [one.recorded for one in sent if one.recorded > entry.time]  # whole seconds
        if times:
            found[digest] = min(times)
    return found


def known_to_all(session: Session, folded: AgreementState, organisation: str) -> Mapping[str, datetime]:
    """What Word files told every other party of the steps of ``organisation``, with the day on which the last one got it."""
    sent = files_sent(session, folded)
    told = [carried_by_word(sent, folded, organisation, one) for one in folded.parties - {organisation} if sent]
    common = set.intersection(*(set(one) for one in told)) if told else set()
    return {digest: max(one[digest] for one in told) for digest in common}


def is_for(partner: str, to: str, state: object, known: Collection[str] = ()) -> bool:
    """Whether a file that was made for ``partner``, names or ids with semicolons between, was made for the party with the id ``to``.

    A name is one of the text (``state``; None where it is not here), or another one under which the party is ``known``.
    """
    named = {one.strip().casefold() for one in partner.split(BETWEEN.strip())}
    terms = state.get("terms") if isinstance(state, Mapping) else None
    parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
    names = {one.strip().casefold() for one in (to, *known)}
    for party in parties:
        if isinstance(party, Mapping) and party.get("organisation") == to:
            names |= {str(party.get(one, "")).strip().casefold() for one in ("name", "short_name")}
    return bool(named & (names - {""}))


def text_words(state: object) -> Mapping[str, Any]:
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
