"""What shows that an agreement was concluded: signatures made here, or what somebody recorded about signing elsewhere.

The class says what is on file and who vouches for it, never more: a stated qualification is a statement, a signature
in a PDF from elsewhere is one whose certificate chain nobody here has checked against a trusted list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from datapact.agreements.tables import AgreementRow
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from sqlmodel import Session

type EvidenceClass = Literal[
    "signed_here", "qualified_as_stated", "pdf_signature", "other_service", "paper_scan", "reference_only"
]

STRENGTH: tuple[EvidenceClass, ...] = (
    "signed_here",
    "qualified_as_stated",
    "pdf_signature",
    "other_service",
    "paper_scan",
    "reference_only",
)
"""All classes, the strongest first: by what can be examined again from what is on file."""

ELSEWHERE: tuple[EvidenceClass, ...] = STRENGTH[1:]

WORDS: Mapping[EvidenceClass, str] = {
    "signed_here": N_(
        "Signed in DataPact (PAdES): simple electronic signatures, advanced ones once the parties have verified each"
        " other's identity"
    ),
    "qualified_as_stated": N_("Signed elsewhere: qualified electronic signature as stated, not checked here"),
    "pdf_signature": N_("Signed elsewhere: electronic signatures in the attached PDF"),
    "other_service": N_("Signed elsewhere: in another signing service"),
    "paper_scan": N_("Signed elsewhere: on paper, a scan is attached"),
    "reference_only": N_("Signed elsewhere: only a reference is on file"),
}
SHORT_WORDS: Mapping[EvidenceClass, str] = {
    "signed_here": N_("Signed here"),
    "qualified_as_stated": N_("Elsewhere: qualified as stated"),
    "pdf_signature": N_("Elsewhere: signatures in a PDF"),
    "other_service": N_("Elsewhere: other service"),
    "paper_scan": N_("Elsewhere: paper, scan"),
    "reference_only": N_("Elsewhere: reference only"),
}


def evidence_words(evidence: str, *, short: bool = False) -> Message:
    """A class in words; raises KeyError for one that does not exist."""
    return Message((SHORT_WORDS if short else WORDS)[evidence])  # type: ignore[index]


def signed_here_words(identities_confirmed: bool) -> Message:
    """What signatures made in DataPact are: advanced (Art. 26 eIDAS) needs that the parties know who is who."""
    if identities_confirmed:
        return Message(
            N_("Signed in DataPact (PAdES): advanced electronic signatures, as the parties have confirmed each other")
        )
    return Message(N_("Signed in DataPact (PAdES): simple electronic signatures, as an identity is not confirmed yet"))


def evidence_of(session: Session, history: str) -> EvidenceClass | None:
    """The class of evidence of one agreement; None where it is not signed, or not here at all."""
    row = session.get(AgreementRow, history)
    if row is None:
        return None
    for known in ELSEWHERE:
        if row.evidence == known:
            return known
    return "signed_here" if row.stage in ("signed", "terminated") else None


def weakest(classes: tuple[EvidenceClass, ...]) -> EvidenceClass | None:
    """The weakest of several classes, which is what a statement resting on all of them is worth; None for none."""
    return max(classes, key=STRENGTH.index, default=None)
