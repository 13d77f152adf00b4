"""The status of an agreement on a local day, and the class of evidence of its conclusion, both from its folded state.

The class of evidence states what is on file and who vouches for it, never more: a stated qualification is only a
statement; nobody here has checked the certificate chain of a signature in a PDF from elsewhere against a trusted list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal

from datapact.base.texts import N_, Message, counted

type Status = Literal[
    "draft", "offered", "agreed", "frozen", "signing", "signed", "in_force", "expired", "declined", "terminated"
]

STATUS_WORDS: Mapping[str, str] = {
    "draft": N_("Draft"),
    "offered": N_("Offered"),
    "agreed": N_("Text agreed (not binding)"),
    "frozen": N_("Ready for signature (not binding)"),
    "signing": N_("Partly signed (not binding)"),
    "signed": N_("Signed"),
    "in_force": N_("In force"),
    "expired": N_("Expired"),
    "declined": N_("Declined"),
    "terminated": N_("Terminated"),
}

NEXT_STEPS: Mapping[str, str] = {
    "finish_draft": N_("Finish the draft and send it"),
    "read_paper": N_("Read the other side's paper"),
    "await_answer": N_("Wait for the partner's reply"),
    "answer": N_("Read the proposal: agree to the text, counter or decline"),
    "choose": N_("Several proposals are open: answer one with a counter"),
    "freeze": N_("Freeze the text for signature"),
    "await_freeze": N_("Wait until the partner freezes the text"),
    "sign": N_("Read and sign"),
    "record_answer": N_("Record the partner's reply"),
    "record_signature": N_("Record the signed contract"),
    "await_signature": N_("Wait for the partner's signature"),
    "answer_change": N_("Read the proposed change: agree or object"),
    "await_change": N_("Wait for the partner's reply to the proposed change"),
    "vote": N_("Vote on an accession, an exclusion or the end"),
    "record_accession": N_("Record the accession in the agreement that is joined"),
    "await_record": N_("Wait until the accession is recorded"),
    "none": N_("Nothing to do"),
}


def status(stage: str, day: date, *, starts: date | None, ends: date | None, terminated: date | None) -> Status:
    """The status on ``day`` (local; start and end days included) of an agreement in ``stage``."""
    if terminated is not None and day > terminated:
        return "terminated"
    if stage not in ("signed", "terminated"):
        return stage  # type: ignore[return-value]
    if starts is not None and day < starts:
        return "signed"
    if ends is not None and day > ends:
        return "expired"
    return "in_force"


def status_message(value: str) -> Message:
    """The status in words; before signature with the remark that nothing is binding (s. 154(2) BGB)."""
    return Message(STATUS_WORDS[value])


def next_step_message(value: str) -> Message:
    """The next step in words."""
    return Message(NEXT_STEPS[value])


def step_after(value: str, *, notice: bool, signed: bool = False, declined: bool = False) -> Message:
    """The next step in words; where nobody is asked for one after a refusal, a notice or once all signed, what is left to do."""
    if value == "none" and declined:
        return Message(ENDED)
    if value == "none" and (notice or signed):
        return Message(AFTER_NOTICE if notice else CONCLUDED)
    return next_step_message(value)


GROUND_WORDS: Mapping[str, str] = {
    "ordinary": N_("Ground stated: ordinary notice."),
    "cause": N_("Ground stated: for cause (§ 314 BGB)."),
}
UNSAID = N_("The notice does not say whether it is ordinary or for cause.")
ENDED = N_("Ended without an agreement. With a new draft you can negotiate again.")
CONCLUDED = N_("Concluded: what falls due from it stands in the calendar")
AFTER_NOTICE = N_(
    "Read the notice: what falls due until the end and after it stands in the calendar. If you hold it ineffective, contest"
    " it in writing; lack of authority without undue delay (§§ 174, 180 BGB)."
)


def ground_words(ground: str, reason: str) -> tuple[Message, ...]:
    """Ground and reason of a notice of termination, as its author states them."""
    said = Message(GROUND_WORDS.get(ground, UNSAID))
    return (said, Message(N_("Reason stated: {reason}"), {"reason": reason})) if reason.strip() else (said,)


def duration_days(terms: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Start and last day of the terms' duration, where given; what renews itself goes on until somebody gives notice."""
    duration = terms.get("duration")
    if not isinstance(duration, Mapping):
        return None, None

    def day(name: str) -> date | None:
        value = duration.get(name)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None

    return day("start"), None if duration.get("renewal_months") else day("end")


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

EVIDENCE_WORDS: Mapping[EvidenceClass, str] = {
    "signed_here": N_(
        "Signed in DataPact (PAdES): simple electronic signatures, advanced ones once the parties have verified each"
        " other's identity"
    ),
    "qualified_as_stated": N_("Signed elsewhere: qualified electronic signature as stated, not checked here"),
    "pdf_signature": N_("Signed elsewhere: electronic signatures in the attached PDF"),
    "other_service": N_("Signed elsewhere: in another signing service"),
    "paper_scan": N_("Signed elsewhere: on paper, a scan is attached"),
    "reference_only": N_("Signed elsewhere by what was recorded: no signature is on file"),
}
SHORT_WORDS: Mapping[EvidenceClass, str] = {
    "signed_here": N_("Signed here"),
    "qualified_as_stated": N_("Elsewhere: qualified as stated"),
    "pdf_signature": N_("Elsewhere: signatures in a PDF"),
    "other_service": N_("Elsewhere: other service"),
    "paper_scan": N_("Elsewhere: paper, scan"),
    "reference_only": N_("Elsewhere: no signature on file"),
}


def evidence_words(evidence: str, *, short: bool = False) -> Message:
    """A class of evidence in words; raises KeyError for one that does not exist."""
    return Message((SHORT_WORDS if short else EVIDENCE_WORDS)[evidence])  # type: ignore[index]


def whole_evidence(evidence: str, classes: Collection[str], *, short: bool = False) -> Message:
    """The evidence of a contract in words: of one that some signed here and others elsewhere, both.

    ``evidence`` is its class, ``classes`` those of its signatures, of which it is the weakest; raises as ``evidence_words``.
    """
    words = evidence_words(evidence, short=short)
    here = sum(one == "signed_here" for one in classes)
    if evidence == "signed_here" or not here:
        return words
    others = len(classes) - here
    if short:
        return counted(
            "{here} here, {n} other: {words}", "{here} here, {n} others: {words}", others, here=here, words=words
        )
    return counted(
        "{here} signed in DataPact, {n} otherwise: {words}",
        "{here} signed in DataPact, {n} otherwise; the weakest of these: {words}",
        others,
        here=here,
        words=words,
    )
