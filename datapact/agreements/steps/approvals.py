"""Approving a text, asking colleagues for it, and giving a text back; all internal, about one exact text or change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.changes import NotApproved, WaitingChange, change_for, waiting_changes
from datapact.agreements.approvals.standing import approvals_of, is_alone, is_lone_legal
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.steps.permitted import to_approve
from datapact.agreements.text.current_text import whole_state, working_text
from datapact.agreements.text.versions import proposals_of
from datapact.base.beginnings import named
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def approve(acting: Acting, history: str, note: str = "", version: str = "") -> Entry:
    """Approve the text that is worked on, or the version whose digest begins so; it never leaves this vault by itself."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        planned = _waiting(acting, session, folded, version)
        if planned is not None:
            changed: dict[str, Any] = {"state_digest": planned.change.key, "note": bounded(note)}
            own = planned.change.answers or planned.request.author == acting.kid
            if own and is_lone_legal(acting, session):
                changed["alone"] = True
            return append(acting, session, history, "approval", changed, folded)
        state = _text(folded, version)
        body: dict[str, Any] = {"state_digest": state_digest(state), "note": bounded(note)}
        if is_alone(own_line(session), folded, acting, state):
            body["alone"] = True
        return append(acting, session, history, "approval", body, folded)


def request_approval(
    acting: Acting, history: str, note: str = "", members: Sequence[str] = (), version: str = ""
) -> Entry:
    """Ask colleagues (member ids; none: whoever may by the rules) to approve a text.

    Raises AnswerNo where everything is approved already, WrongUse where the rules ask nobody and nobody is named, or one
    who is named cannot approve.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        state = _text(folded, version)
        standing = approvals_of(acting, session, folded, state)
        asked = list(dict.fromkeys(members))
        people = own_line(session).state.members
        for one in asked:
            if one not in people or not people[one].roles & {"legal", "lead"}:
                raise WrongUse(N_("Only a member with the role Legal or Project lead can be asked: {id}."), id=one[:60])
        if not asked:
            if standing.needed and not standing.missing:
                raise AnswerNo(N_("This text is approved already."))
            asked = list(dict.fromkeys(person.id for one in standing.missing for person in one.may))
        if not asked:
            raise WrongUse(N_("Nobody has to approve this text. Name the member who is to look at it."))
        body = {"act": "asked", "state_digest": state_digest(state), "members": asked, "note": bounded(note)}
        return append(acting, session, history, "approval_request", body, folded)


def give_back(acting: Acting, history: str, reason: str, version: str = "") -> Entry:
    """Give a text back instead of approving it; takes an own approval of it back. Raises WrongUse without a reason."""
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    with acting.vault.write() as session:
        folded = load_state(session, history)
        planned = _waiting(acting, session, folded, version)
        about = planned.change.key if planned is not None else state_digest(_text(folded, version))
        body = {"act": "returned", "state_digest": about, "members": [], "note": bounded(reason)}
        return append(acting, session, history, "approval_request", body, folded)


@contextmanager
def approval_first(acting: Acting, history: str) -> Iterator[None]:
    """Around a step after signature: where colleagues have to approve its change, it is kept and they are asked."""
    try:
        yield
    except NotApproved as refused:
        with acting.vault.write() as session:
            folded = load_state(session, history)
            known = {one.change.key for one in waiting_changes(folded, acting.organisation)}
            if refused.change.key not in known:
                body = {
                    "act": "asked",
                    "state_digest": refused.change.key,
                    "members": list(refused.members),
                    "note": "",
                    "change": refused.change.body,
                }
                append(acting, session, history, "approval_request", body, folded)
        raise


def _waiting(acting: Acting, session: Session, folded: AgreementState, version: str) -> WaitingChange | None:
    """The change that this member deals with, once the text itself is signed."""
    return None if version or to_approve(folded) else change_for(acting, session, folded)[0]


def _text(folded: AgreementState, version: str) -> Mapping[str, Any]:
    if not to_approve(folded):
        raise AnswerNo(N_("The text is fixed; there is nothing left to approve."))
    known = proposals_of(folded)
    if version:
        found = named([digest for digest in folded.order if digest in known], version)
        if len(found) != 1:
            raise WrongUse(
                N_("There is no single version {digest}. See datapact agreement history."), digest=version[:43]
            )
        return whole_state(known[found[0]])
    text = working_text(folded)
    if text is None:
        raise AnswerNo(N_("There is no text to edit in this agreement yet."))
    return whole_state(text)
