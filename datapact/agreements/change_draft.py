"""What a change after signature is written from: the terms in force, and what each annex asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.annex_rules import ANNEXES, rule_for
from datapact.agreements.changes import Effect
from datapact.agreements.contract_steps import NEEDS_SIGNATURE
from datapact.agreements.projection import has_withheld
from datapact.agreements.reading_version import amendments_of, consolidated, reading_document, state_on
from datapact.agreements.record import load_state
from datapact.agreements.state import AgreementDocument, read_state
from datapact.errors import AnswerNo
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.after_signature import Suspension
    from datapact.parties.acting import Acting

WITHHELD = N_("Parts of this text are withheld or erased in this vault, so this step is not possible.")
RULE_WORDS = {
    "alone": N_("Each party changes its own part alone."),
    "objection": N_("By notice: it counts unless the other party objects in time."),
    "both": N_("The other parties have to agree."),
    "signature": N_("The parties agreed on signatures: a draft of the amended text is made, to be sent and signed."),
}


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    """The terms in force, without clauses; ``own`` is the key of our party in them.

    ``rules`` gives the rule of each annex, and under the empty name that of an amendment: "both" or "signature".
    """

    document: AgreementDocument
    own: str
    rules: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """An agreement as it reads on a day, for a window. ``remark`` says where clauses do not follow the terms."""

    day: date
    document: AgreementDocument
    remark: Message | None
    applied: tuple[Effect, ...]
    amendment: str
    suspended: tuple[Suspension, ...]


def change_draft(acting: Acting, history: str, day: date) -> ChangeDraft:
    """What to change from, as at a local day; raises AnswerNo where parts of the text are withheld here."""
    with acting.vault.read() as session:
        on = consolidated(session, history, day)
    if not on.state or has_withheld(on.state):
        raise AnswerNo(WITHHELD)
    state: dict[str, Any] = {**on.state, "clauses": []}
    document = read_state(state)
    own = next((one.key for one in document.terms.parties if one.organisation == acting.organisation), "")
    rules = {annex: rule_for(annex, document.terms) for annex in ANNEXES}
    rules[""] = "signature" if document.terms.form.amendment in NEEDS_SIGNATURE else "both"
    return ChangeDraft(document, own, rules)


def reading_page(acting: Acting, history: str, day: date) -> ReadingPage:
    """The agreement as it reads on a local day; raises AnswerNo where there is no text or parts of it are withheld."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        amendments = amendments_of(session, history)
    on = state_on(folded, day, amendments)
    if not on.state or has_withheld(on.state):
        raise AnswerNo(WITHHELD)
    document, remark = reading_document(folded, on)
    return ReadingPage(day, document, remark, on.applied, on.amendment, on.suspended)
