"""Contracts that were signed on paper or in another service: a legal member records them, and they are in force like
others.

The record is the organisation's own statement about its contract, with the evidence in its hands. A later record
corrects an earlier one; both stay in the history.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.numbers import next_number
from datapact.agreements.projection.parties import BY_OPTION, NOBODY, link_parties
from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.negotiation import bounded
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject, to_base64url
from datapact.base.texts import N_
from datapact.contract.editing.answers_file import Answers
from datapact.contract.templates.kinds import OTHER_KIND
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms, write_terms
from datapact.contract.text.document import ON_PAPER, read_state
from datapact.contract.text.forms import with_clauses
from datapact.organisation.partners.without_datapact import NOWHERE, remember_names
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


RENEWS_FROM = N_("A contract that renews itself needs the last day of its term, from which notice is counted.")


@dataclass(frozen=True, slots=True)
class FileToKeep:
    """A scan or PDF to be kept in the vault with the record."""

    name: str
    """File name with its ending."""
    media: str
    """Media type, such as ``application/pdf``."""
    data: bytes = field(repr=False)
    """All bytes of the file."""

    @property
    def digest(self) -> str:
        """The name by which entries refer to it: base64url SHA-256."""
        return to_base64url(hashlib.sha256(self.data).digest())


@dataclass(frozen=True, slots=True)
class ConcludedElsewhere:
    """The conclusion of a contract elsewhere. ``signatures`` is what a program found in the files, as JSON."""

    evidence: EvidenceClass
    """Any class but ``signed_here``."""
    signed_on: date | None
    """Local day; None where it is not known."""
    reference: str = ""
    """The house's own number or place of filing, may be empty."""
    files: tuple[FileToKeep, ...] = ()
    """Scans and PDFs to keep; empty where only a reference is known."""
    signatures: tuple[JsonObject, ...] = ()
    remarks: str = ""
    """Free text, may be empty."""


def record_elsewhere(
    acting: Acting,
    session: Session,
    answers: Answers,
    conclusion: ConcludedElsewhere,
    history: str = "",
    *,
    who: Mapping[str, str] = NOBODY,
    remedy: str = BY_OPTION,
    countries: Mapping[str, str] = NOWHERE,
) -> tuple[str, Entry]:
    """Record a contract signed elsewhere, or with ``history`` correct the record; returns its id and the entry.

    ``who`` and ``remedy`` are those of ``link_parties``, ``countries`` those of ``remember_names``.

    Raises WrongUse when the own organisation is no party, when evidence and files contradict each other or another
    contract has this reference; AnswerNo when the agreement is negotiated here.
    """
    check_conclusion(conclusion)
    if answers.terms.duration.renewal_months and answers.terms.duration.end is None:
        raise WrongUse(RENEWS_FROM)
    number = conclusion.reference or answers.number
    folded = load_state(session, history) if history else None
    if folded is not None:
        if folded.signed_elsewhere is None:
            raise AnswerNo(N_("This agreement was not recorded as signed elsewhere, so there is nothing to correct."))
        number = number or str(_number(folded.signed_elsewhere.state))
    if number and registered_as(session, number) not in ("", history):
        raise WrongUse(
            N_("Another contract is recorded under the reference {reference}. Correct that one instead."),
            reference=number,
        )
    history = history or f"urn:uuid:{uuid.uuid4()}"
    terms = link_parties(session, acting, answers.terms, who, remedy=remedy)
    remember_names(session, (party.name for party in terms.parties if not party.organisation), countries)
    state = elsewhere_state(
        answers,
        terms,
        agreement=history,
        number=number or next_number(session, acting.clock()),
    )
    if folded is not None and folded.signed_elsewhere is not None:
        state = _with_text_of(folded.signed_elsewhere.state, state)
    return history, record_state(acting, session, history, state, conclusion, folded)


def _with_text_of(recorded: object, state: JsonObject) -> JsonObject:
    """The state with the clauses of a recorded contract that was drafted here: a correction of its terms keeps them."""
    if not isinstance(recorded, dict) or not recorded.get("clauses"):
        return state
    kept = {name: recorded[name] for name in ("template", "kind") if name in recorded}
    return with_clauses({**state, **kept}, recorded["clauses"])


def record_state(
    acting: Acting,
    session: Session,
    history: str,
    state: JsonObject,
    conclusion: ConcludedElsewhere,
    folded: AgreementState | None,
) -> Entry:
    """Record a complete state as signed elsewhere; raises WrongUse where evidence and files contradict each other."""
    check_conclusion(conclusion)
    files: list[JsonObject] = [
        {"digest": entries.put_attachment(session, file.data, file.media), "name": file.name, "media": file.media}
        for file in conclusion.files
    ]
    body: dict[str, Any] = {
        "state": state,
        "evidence": conclusion.evidence,
        "signed_on": conclusion.signed_on.isoformat() if conclusion.signed_on else "",
        "reference": conclusion.reference,
        "files": files,
        "signatures": list(conclusion.signatures),
        "remarks": bounded(conclusion.remarks),
    }
    return append(acting, session, history, "signed_elsewhere", body, folded)


def _number(state: object) -> str:
    return str(state.get("number", "")) if isinstance(state, dict) else ""


def check_conclusion(conclusion: ConcludedElsewhere) -> None:
    """Raise WrongUse where the class of evidence claims more than the evidence shows."""
    signed_pdf = conclusion.evidence in ("pdf_signature", "qualified_as_stated")
    if conclusion.evidence not in ELSEWHERE:
        raise WrongUse(
            N_("There is no class of evidence {name}. Classes: {names}."),
            name=conclusion.evidence,
            names=", ".join(ELSEWHERE),
        )
    if conclusion.evidence == "paper_scan" and not conclusion.files:
        raise WrongUse(N_("A scan is named as evidence but none is attached. Attach it, or record a reference only."))
    if signed_pdf and not any(one.get("intact") is True for one in conclusion.signatures):
        raise WrongUse(
            N_(
                "No attached PDF carries a signature that fits its content, so it cannot be recorded as signed"
                " electronically. Attach the signed PDF, or choose another class of evidence."
            )
        )
    if conclusion.evidence == "reference_only" and not (
        conclusion.reference or conclusion.remarks.strip() or conclusion.files
    ):
        raise WrongUse(N_("Say where the signed contract is kept: a reference or a remark."))


def elsewhere_state(answers: Answers, terms: Terms, *, agreement: str, number: str) -> JsonObject:
    """The state of a contract whose clauses are not here; raises Malformed for an invalid one."""
    state: JsonObject = {
        "format": 1,
        "agreement": agreement,
        "number": number,
        "kind": load_template(answers.template).kind if answers.template else OTHER_KIND,
        "template": {"id": ON_PAPER, "version": 1},
        "languages": list(answers.languages),
        "prevailing": answers.prevailing,
        "title": {str(language): answers.title[language] for language in answers.languages},
        "terms": write_terms(terms),
        "clauses": [],
    }
    if answers.parent is not None:
        state["parent"] = dict(answers.parent)
    read_state(state)
    return state


def registered_as(session: Session, number: str) -> str:
    """The history id of the contract signed elsewhere with this number; empty when there is none."""
    statement = select(AgreementRow.id).where(AgreementRow.number == number, AgreementRow.evidence != "")
    found = (one for one in session.exec(statement) if load_state(session, one).signed_elsewhere is not None)
    return next(found, "")


def end_elsewhere(
    acting: Acting, history: str, end: date | None, *, ground: str, reason: str, files: Sequence[FileToKeep] = ()
) -> Entry:
    """Record the last day of a contract signed elsewhere (local day, included); None takes an end back.

    Raises AnswerNo for an agreement that was not recorded as signed elsewhere, WrongUse without a reason.
    """
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    with acting.vault.write() as session:
        folded = load_state(session, history)
        signed = folded.signed_elsewhere
        if signed is None:
            raise AnswerNo(N_("This agreement was signed in DataPact: give notice of termination to end it."))
        if end is not None and end.isoformat() < signed.signed_on:
            raise WrongUse(
                N_("The contract was signed on {day}, so it cannot have ended before. Correct the last day."),
                day=signed.signed_on,
            )
        kept: list[JsonObject] = [
            {"digest": entries.put_attachment(session, file.data, file.media), "name": file.name, "media": file.media}
            for file in files
        ]
        body = {
            "end": end.isoformat() if end else "",
            "ground": ground,
            "reason": bounded(reason),
            "files": kept,
        }
        return append(acting, session, history, "ended_elsewhere", body, folded)
