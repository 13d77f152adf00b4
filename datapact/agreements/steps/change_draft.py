"""The terms in force on a day, as the form for a change reads them, with the rule of each annex; and the page of the reading version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import ended_words, orders_ended_on
from datapact.agreements.projection.reading_version import (
    amendments_of,
    consolidated,
    former_parties_on,
    former_party_words,
    reading_document,
    state_on,
)
from datapact.agreements.text.change_rules import ANNEXES, NEEDS_SIGNATURE, objection_to_orders, rule_for
from datapact.agreements.text.changes import Effect
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Message
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AgreementDocument, amends_on_paper, read_state
from datapact.contract.text.forms import with_clauses

if TYPE_CHECKING:
    from datapact.history.state.later_facts import Suspension
    from datapact.organisation.acting.acting_member import Acting


WITHHELD = N_("Parts of this text are withheld or erased in this vault, so this step is not possible.")

RULE_WORDS = {
    "alone": N_("Each party changes its own part alone."),
    "objection": N_("By notice: it counts unless the other party objects in time."),
    "both": N_("The other parties have to agree."),
    "concerned": N_("Only those whom the order concerns have to agree; the others receive it for information."),
    "signature": N_("The parties agreed on signatures: a draft of the amended text is made, to be sent and signed."),
    "outside": N_("Not everybody signed here: a draft of the amended text is made, to be sent and signed."),
    "on_paper": N_(
        "The clauses stand in the signed file: a draft of the amendment alone is made, to be sent and signed."
    ),
}


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    """The terms in force, without clauses; ``own`` is the key of our party in them.

    ``rules`` gives the rule of each annex (for orders "concerned" where the contract says so), and under the empty name
    that of an amendment: "both", "signature", "outside" where not everybody signed here, or "on_paper" where the clauses
    are in a file.
    """

    document: AgreementDocument
    """As it reads on the day asked for."""
    own: str
    rules: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """An agreement as it reads on a day, for a window. ``remark`` says where clauses do not follow the terms."""

    day: date
    """Local day that all of it is said for."""
    document: AgreementDocument
    """The whole text as it reads on ``day``."""
    remark: Message | None
    applied: tuple[Effect, ...]
    """Changes that count on ``day``, in their order."""
    amendment: str
    """History id of the amendment whose text counts, or empty."""
    suspended: tuple[Suspension, ...]
    """Pauses that hold on ``day``."""
    former_parties: tuple[Message, ...] = ()
    """A sentence for each party of the text that is none any more on ``day``, and for each order that has ended."""


def change_draft(acting: Acting, history: str, day: date, annex: str = "") -> ChangeDraft:
    """The terms to change, as at a local day.

    Raises AnswerNo where parts of the text are withheld here, or where the contract does not permit the ``annex``.
    """
    with acting.vault.read() as session:
        on = consolidated(session, history, day)
        elsewhere = load_state(session, history).signed_elsewhere is not None
    if not on.state or has_withheld(on.state):
        raise AnswerNo(WITHHELD)
    document = read_state(with_clauses(on.state))
    on_paper = elsewhere and (not on.state.get("clauses") or amends_on_paper(on.state))
    if annex == "order" and (reason := objection_to_orders(document.terms)) is not None:
        raise AnswerNo(reason)
    own = next((one.key for one in document.terms.parties if one.organisation == acting.organisation), "")
    rules = {annex: rule_for(annex, document.terms) for annex in ANNEXES}
    if document.terms.orders.consent == "concerned":
        rules["order"] = "concerned"
    agreed = "signature" if document.terms.form.amendment in NEEDS_SIGNATURE else "both"
    rules[""] = "on_paper" if on_paper else "outside" if elsewhere else agreed
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
    gone = former_party_words(document.terms.parties, former_parties_on(folded, amendments, day))
    gone += ended_words(document.terms, orders_ended_on(folded, amendments, day))
    return ReadingPage(day, document, remark, on.applied, on.amendment, on.suspended, gone)
