"""The way on where a Word file comes back without a change: such a file alone agrees to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.permitted import possible_steps
from datapact.agreements.text.carried_by_word import files_sent
from datapact.base.texts import N_, Message
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import all_candidates, of_name

if TYPE_CHECKING:
    from datapact.agreements.steps.permitted import StepName
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session
    from datapact.word.steps.received import Received

type AgreeingStep = Literal["", "record_answer", "record_by_word", "accept_and_send", "send"]

BUTTONS: Mapping[AgreeingStep, str] = {
    "record_answer": N_("Record the reply …"),
    "record_by_word": N_("Record that the partner agrees …"),
    "accept_and_send": N_("Agree to the text"),
    "send": N_("Send to the partner …"),
}
_WORDS: Mapping[str, str] = {
    "record_answer": N_(
        "The file changes nothing. If the other side agrees to the text, record that, with the e-mail or letter that says so."
    ),
    "record_by_word": N_(
        "The file changes nothing, but a Word file alone agrees to nothing. If the other side agrees to the text, record that, with"
        " the e-mail or letter that says so."
    ),
    "accept_and_send": N_("The file changes nothing. Agree to the open proposal if both sides want this text."),
    "offered": N_(
        "The file changes nothing. The text is agreed once the other side agrees to it in DataPact, on the sealed file: send it."
    ),
    "draft": N_(
        "The file changes nothing, but a Word file alone agrees to nothing. Send the text as an offer: as a sealed file, on which"
        " the partner agrees, or as a PDF to a partner without DataPact, whose reply you record."
    ),
    "agreed": N_("The file changes nothing. The text is agreed already; the next step is to freeze it for signature."),
}


def agreeing_step(acting: Acting, received: Received) -> tuple[AgreeingStep, Message | None]:
    """The step by which the text becomes agreed, and why; ``""`` and None where the file says anything of its own."""
    returned = received.returned
    if returned.changes or returned.outside or received.older is not None:
        return "", None
    with acting.vault.read() as session:
        folded = load_state(session, received.history)
        member = own_line(session).state.members.get(acting.member.id, acting.member)
        by_word = _is_out_by_word(session, folded)
    if folded.stage not in ("draft", "offered", "agreed"):
        return "", None
    possible = possible_steps(folded, acting.organisation, member.id, member.roles)
    step, words = _way(folded, possible, by_word=by_word)
    return step, Message(_WORDS[words])


def _is_out_by_word(session: Session, folded: AgreementState) -> bool:
    """Whether the draft went out as a Word file to a party of whom no card is here, so that nobody agrees in DataPact."""
    if folded.stage != "draft" or folded.draft is None or folded.outside is not None:
        return False
    terms = folded.draft.state.get("terms") if isinstance(folded.draft.state, Mapping) else None
    parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
    known = all_candidates(session)
    lacking = [one for one in parties if not one.get("organisation") and not of_name(known, str(one.get("name", "")))]
    return bool(lacking) and any(str(one.body["version"]) == folded.draft.digest for one in files_sent(session, folded))


def _way(
    folded: AgreementState, possible: Mapping[StepName, Message | None], *, by_word: bool
) -> tuple[AgreeingStep, str]:
    if folded.stage == "agreed" or (folded.outside is not None and folded.outside.stage == "agreed"):
        return "", "agreed"
    if possible["record_answer"] is None:
        return "record_answer", "record_answer"
    if possible["accept"] is None:
        return "accept_and_send", "accept_and_send"
    if by_word and possible["send"] is None:
        return "record_by_word", "record_by_word"
    return "send" if possible["send"] is None else "", "offered" if folded.facts.offers else "draft"
