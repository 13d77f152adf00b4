"""Own clauses in the text that is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.contract.templates.placing import sensible_place
from datapact.contract.text.document import AgreementDocument
from datapact.library.clauses.own_clauses import OnOffer, chosen_alternative, on_offer, own_clause, own_clauses
from datapact.library.clauses.placing import with_own_clause
from datapact.library.clauses.sources import own_text

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def put_clause(acting: Acting, history: str, identifier: str, alternative: str = "") -> AgreementDocument:
    """A draft with an approved clause of the house: in place of the clause that it replaces, else where it belongs.

    ``alternative`` is its key, by default the first. Raises AnswerNo where nothing is approved or the text is fixed, WrongUse
    for an unknown clause or alternative, and where the clause lacks a language of the agreement.
    """
    opened = open_draft(acting, history)
    with acting.vault.read() as session:
        kept = own_clause(session, identifier)
    chosen = chosen_alternative(kept, alternative)
    document = opened.document
    used = kept.used
    assert used is not None, "chosen_alternative refuses a clause without an approved version"
    text = own_text(used, chosen, document.terms, document.languages, document.prevailing)
    at = sensible_place(document.clauses, text.id, document.template_id)
    saved, _entry = save_draft(acting, with_own_clause(document, text, at, opened.ground), begun=opened.base)
    return saved


def own_clauses_for(acting: Acting, document: AgreementDocument) -> tuple[OnOffer, ...]:
    """The approved alternatives that an agreement can take, with its terms."""
    with acting.vault.read() as session:
        return on_offer(own_clauses(session).values(), document)
