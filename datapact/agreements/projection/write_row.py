"""The row and the search text of an agreement in the vault: written anew with each of its entries."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.projection.folded import load_state, state_so_far
from datapact.agreements.projection.motions import SignedAccession, signed_accession
from datapact.agreements.projection.numbers import giver_of, listed_number
from datapact.agreements.projection.projection import amended_agreement, amendment_day, row_of, search_text, text_digest
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_proposal, current_state
from datapact.agreements.text.paper import PAPER_TEXT, received_paper, words_of_paper
from datapact.agreements.text.text_version import SignedAmendment
from datapact.base.clock import local_day
from datapact.contract.terms.references import has_withheld
from datapact.vault.database import search
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datapact.agreements.projection.projection import FoldedRow
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


CONCLUDED = ("signed", "terminated")
"""Stages in which amendments signed as agreements of their own count."""
TEXT = "text/plain"
"""Media type of the text beside a file, which is searched."""


def project(
    session: Session, state: AgreementState, acting: Acting, before: AgreementState | None = None
) -> AgreementRow:
    """Write the agreement's row and search text in the running transaction.

    ``before`` is the state that the row shows now, if there is one: where the same text counts as before, its digest
    and its place in the search stay. An amendment that is signed may bring a rule on members, so that the row of what it
    amends is written, too; and what amends a contract or joined it ends with it.
    """
    known = session.get(AgreementRow, state.history)
    ended = _last_day(known)
    row = _write(session, state, acting, before)
    if _last_day(row) != ended:
        session.flush()
        statement = select(AgreementRow.id).where(AgreementRow.amends == row.id, col(AgreementRow.stage).in_(CONCLUDED))
        for id_ in tuple(session.exec(statement)):
            belonging = load_state(session, id_)
            _write(session, belonging, acting, belonging)
    if row.stage in CONCLUDED and _has_accessions(state):
        session.flush()
        waits = col(AgreementRow.next_step).in_(tuple(_AWAITED_STEPS))
        for id_ in tuple(session.exec(select(AgreementRow.id).where(AgreementRow.amends == row.id, waits))):
            accession = load_state(session, id_)
            _write(session, accession, acting, accession)
    if row.amends and row.stage in CONCLUDED and (amended := state_so_far(session, row.amends)) is not None:
        session.flush()
        _write(session, amended, acting, amended)
    return row


_AWAITED_STEPS = {"record_accession": "us", "await_record": "partner"}
"""The next steps of a signed accession, with whose turn each is."""


def _has_accessions(state: AgreementState) -> bool:
    return bool(state.facts.accessions or state.facts.motions)


def standing_of(session: Session, state: AgreementState, organisation: str) -> SignedAccession | None:
    """How a signed accession stands in the agreement that it joins; None for any other agreement."""
    history = amended_agreement(current_state(state))
    if not history:
        return None
    joined = state_so_far(session, history)
    return signed_accession(state, joined, amendments_of(session, history), organisation)


def with_accession(session: Session, row: FoldedRow, state: AgreementState, organisation: str) -> FoldedRow:
    """The row of an accession that all have signed says who records it; every other one stays as it is."""
    found = standing_of(session, state, organisation) if row.next_step == "none" and row.amends else None
    if found is None or found.awaited in ("done", "refused"):
        return row
    step = "record_accession" if found.awaited in ("record", "ask_votes") else "await_record"
    return replace(row, next_step=step, turn=_AWAITED_STEPS[step])


def _write(session: Session, state: AgreementState, acting: Acting, before: AgreementState | None) -> AgreementRow:
    amendments = amendments_of(session, state.history) if state.stage in CONCLUDED else ()
    day, ends = local_day(acting.clock()), contract_ends(session, state)
    folded = row_of(state, acting.organisation, clock_day=day, amendments=amendments, contract_ends=ends)
    folded = with_accession(session, folded, state, acting.organisation)
    giver = giver_of(state, current_state(state), acting.organisation)
    number = listed_number(session, folded.number, folded.id, giver)
    row = AgreementRow(**asdict(replace(folded, number=number)))
    previous = session.get(AgreementRow, row.id)
    if previous is not None:
        row.archived = previous.archived
    if previous is not None and before is not None and _same_text(before, state) and _same_paper(before, state):
        row.state_digest = previous.state_digest
        session.merge(row)
        return row
    row.state_digest = text_digest(state)
    found = previous is not None and row.state_digest != "" and row.state_digest == previous.state_digest
    if not (found and before is not None and _same_files(before, state)):  # an offer of the draft has its words
        search.index_agreement(session, row.id, search_text(current_state(state)) + _text_of_files(session, state))
    session.merge(row)
    return row


def contract_ends(session: Session, state: AgreementState) -> date | None:
    """The last day, for all or for us, of the contract that this one amends or joined; None where it goes on."""
    amends = amended_agreement(current_state(state))
    return _last_day(session.get(AgreementRow, amends)) if amends else None


def _last_day(row: AgreementRow | None) -> date | None:
    """The last day of a contract for all or for us, by its row; None for one that goes on."""
    if row is None or row.stage not in CONCLUDED or not row.due:
        return None
    try:
        return date.fromisoformat(row.due)
    except ValueError:  # somebody changed it by hand: a proof of the rows says so
        return None


def _text_of_files(session: Session, state: AgreementState) -> str:
    """The text that was read from the files of a contract signed elsewhere or of a foreign paper, and is kept beside them."""
    record = state.signed_elsewhere
    found = []
    for file in record.files if record is not None else ():
        held = attachment(session, file.digest) if file.media == TEXT else None
        if held is not None:
            found.append("\n" + held[1].decode("utf-8", "replace"))
    paper = received_paper(state)
    for file in paper.files if paper is not None else ():
        held = attachment(session, file.digest) if file.media == PAPER_TEXT else None
        if held is not None:
            found.append("\n" + words_of_paper(held[1]))
    return "".join(found)


def _same_files(before: AgreementState, after: AgreementState) -> bool:
    old, new = before.signed_elsewhere, after.signed_elsewhere
    return _same_paper(before, after) and (old and old.files) == (new and new.files)


def _same_paper(before: AgreementState, after: AgreementState) -> bool:
    old, new = received_paper(before), received_paper(after)
    return (old and old.text) == (new and new.text)


def _same_text(before: AgreementState, after: AgreementState) -> bool:
    old, new = current_proposal(before), current_proposal(after)
    return old is not None and new is not None and old.digest == new.digest and old.state is new.state


def amendments_of(session: Session, history: str) -> tuple[SignedAmendment, ...]:
    """The signed agreements that amend this one, by first day; those not signed by all do not count."""
    statement = select(AgreementRow.id).where(AgreementRow.amends == history, col(AgreementRow.stage).in_(CONCLUDED))
    found = []
    for id_ in session.exec(statement):
        folded = load_state(session, id_)
        state = current_state(folded)
        begins = amendment_day(state)
        if begins is None or has_withheld(state):
            continue
        if folded.signed_elsewhere is not None or folded.fully_signed:
            found.append(SignedAmendment(id_, begins, state))
    return tuple(sorted(found, key=lambda one: (one.begins, one.history)))
