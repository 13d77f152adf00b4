"""Going on without those who declined: a new draft for the others, from the text that was declined."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.numbers import next_number
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.steps.permitted import party_names
from datapact.agreements.text.current_text import current_state, whole_state
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Listed, Message
from datapact.contract.editing.edit import with_terms
from datapact.contract.editing.without import without_parties
from datapact.contract.text.document import AgreementDocument, read_state, write_state

if TYPE_CHECKING:
    from datapact.contract.text.spoken_values import Spoken
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The text for the others, before it is kept."""

    document: AgreementDocument
    """Still under the id and number of the agreement that was declined."""
    names: tuple[str, ...]
    """Of those who declined, as the text has them."""
    dropped: tuple[Spoken, ...]
    """What falls away with them."""


def text_for_the_others(acting: Acting, history: str) -> GoingOn:
    """The text without those who declined; nothing is written.

    Raises AnswerNo where nobody has declined, we have, only one party would be left, or parts of the text are withheld.
    """
    with acting.vault.read() as session:
        return _text(load_state(session, history), acting.organisation)


def go_on(acting: Acting, history: str) -> str:
    """Draft a new agreement for the others from that text; returns its id. Raises what ``text_for_the_others`` raises.

    It is a draft of our own: the others know of it, and agree to it, only once it is offered.
    """
    fresh = f"urn:uuid:{uuid.uuid4()}"
    with acting.vault.write() as session:
        found = _text(load_state(session, history), acting.organisation)
        document = replace(found.document, agreement=fresh, number=next_number(session, acting.clock()))
        note = Message(
            N_("From {number}, without {names}."), {"number": found.document.number, "names": Listed.of(found.names)}
        )
        append(acting, session, fresh, "draft", {"state": write_state(document), "note": str(note)})
    return fresh


def _text(folded: AgreementState, own: str) -> GoingOn:
    gone = {one.organisation for one in folded.declined}
    if folded.stage != "declined" or not gone:
        raise AnswerNo(N_("Nobody has declined this agreement, so there is nobody to go on without."))
    if own in gone:
        raise AnswerNo(N_("Your own organisation declined. Draft a new agreement instead."))
    if amended_agreement(current_state(folded)):
        raise AnswerNo(N_("This agreement amends another one, which all its parties have to amend. Propose it anew."))
    offer = folded.freeze.offer if folded.freeze is not None else max(folded.open_offers, key=folded.place)
    document = read_state(whole_state(folded.facts.offers[offer]))
    keys = [party.key for party in document.terms.parties if party.organisation in gone]
    if len(document.terms.parties) - len(keys) < 2:
        raise AnswerNo(N_("Without those who declined, nobody is left to agree with."))
    others = without_parties(document.terms, keys)
    names = tuple(name for organisation, name in party_names(folded, offer) if organisation in gone)
    return GoingOn(with_terms(document, others.terms), names, others.dropped)
