"""Going on without those who declined or never replied: a new draft for the others, from the text that was offered."""

from __future__ import annotations

import uuid
from collections.abc import Collection
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
    from datapact.contract.text.value_words import BilingualMessage
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The text for the others, before it is kept."""

    document: AgreementDocument
    """Still under the id and number of the agreement that was offered."""
    names: tuple[str, ...]
    """Of those who declined or did not reply, as the text has them."""
    dropped: tuple[BilingualMessage, ...]
    """What falls away with them."""


def text_for_the_others(acting: Acting, history: str, silent: Collection[str] = ()) -> GoingOn:
    """The text without those who declined, and without the ``silent`` (ids), who have not replied; nothing is written.

    Raises AnswerNo where nobody has declined or is named, we have, one that is named has agreed, only one party would be
    left, or parts of the text are withheld.
    """
    with acting.vault.read() as session:
        return _text(load_state(session, history), acting.organisation, frozenset(silent))


def go_on(acting: Acting, history: str, silent: Collection[str] = ()) -> str:
    """Draft a new agreement for the others from that text; returns its id. Raises what ``text_for_the_others`` raises.

    It is a draft of our own: the others know of it, and agree to it, only once it is offered. Where we go on without the
    ``silent``, we decline the open text with it: a late reply could still complete that one beside the new one.
    """
    fresh = f"urn:uuid:{uuid.uuid4()}"
    with acting.vault.write() as session:
        folded = load_state(session, history)
        found = _text(folded, acting.organisation, frozenset(silent))
        number = next_number(session, acting.clock())
        document = replace(found.document, agreement=fresh, number=number)
        names = {"names": Listed.of(found.names)}
        note = Message(N_("From {number}, without {names}."), {"number": found.document.number, **names})
        append(acting, session, fresh, "draft", {"state": write_state(document), "note": str(note)})
        if folded.stage != "declined":
            reason = Message(N_("No reply from {names}. The others go on with {number}."), {"number": number, **names})
            append(acting, session, history, "declined", {"reason": str(reason)}, folded)
    return fresh


def silent_parties(folded: AgreementState, own: str) -> frozenset[str]:
    """The organisations that an open text waits for: they have neither accepted it nor, once frozen, signed it."""
    if folded.stage not in ("offered", "frozen", "signing"):
        return frozenset()
    if folded.freeze is not None:
        return folded.parties - {one.organisation for one in folded.signed} - {own}
    return folded.parties - folded.accepted.get(_offer(folded), frozenset()) - {own}


def _offer(folded: AgreementState) -> str:
    return folded.freeze.offer if folded.freeze is not None else max(folded.open_offers, key=folded.place)


def _text(folded: AgreementState, own: str, silent: frozenset[str]) -> GoingOn:
    declined = {one.organisation for one in folded.declined}
    if silent - declined - silent_parties(folded, own):
        raise AnswerNo(N_("Only those who declined, or of whom a reply is missing, can be left out."))
    gone = declined | silent
    if not gone or (folded.stage != "declined" and not silent):
        raise AnswerNo(N_("Nobody has declined this agreement, so there is nobody to go on without."))
    if own in gone:
        raise AnswerNo(N_("Your own organisation declined. Draft a new agreement instead."))
    if amended_agreement(current_state(folded)):
        raise AnswerNo(N_("This agreement amends another one, which all its parties have to amend. Propose it anew."))
    offer = _offer(folded)
    document = read_state(whole_state(folded.facts.offers[offer]))
    keys = [party.key for party in document.terms.parties if party.organisation in gone]
    if len(document.terms.parties) - len(keys) < 2:
        raise AnswerNo(N_("Without those who declined, nobody is left to agree with."))
    others = without_parties(document.terms, keys)
    names = tuple(name for organisation, name in party_names(folded, offer) if organisation in gone)
    return GoingOn(with_terms(document, others.terms), names, others.dropped)
