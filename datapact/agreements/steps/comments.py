"""Writing comments: a thread, an answer, settling one; which leave with Word files only; and whether open ones bar signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.agreements.comments.threads import Audience, Thread, threads_in
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps.negotiation import bounded
from datapact.base.beginnings import named
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.contract.changes.anchor import Anchor

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def comment_on(
    acting: Acting, history: str, text: str, anchor: Anchor | None = None, audience: Audience = "house"
) -> Entry:
    """Begin a thread; raises WrongUse for an empty text.

    One for partners is a shared entry once the text is offered. Before, and where the text goes by e-mail, it waits in
    the house and leaves with Word files.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        return write_remark(acting, session, folded, "said", _stripped(text), anchor or Anchor(), audience)


def reply(acting: Acting, history: str, thread: str, text: str, *, internal: bool = False) -> Entry:
    """Answer a thread (beginning of its digest); ``internal`` answers a shared one for the own house only."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        found = thread_named(folded, thread)
        audience: Audience = "house" if internal else found.audience
        return write_remark(acting, session, folded, "said", _stripped(text), Anchor(), audience, found)


def settle(acting: Acting, history: str, thread: str, *, again: bool = False) -> Entry:
    """Settle a thread (beginning of its digest), or open it ``again``; raises WrongUse where it is so already."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        found = thread_named(folded, thread)
        if found.settled != again:
            raise WrongUse(N_("This comment is settled already.") if found.settled else N_("This comment is open."))
        act = "reopened" if again else "resolved"
        return write_remark(acting, session, folded, act, "", Anchor(), found.audience, found)


def set_bar(acting: Acting, history: str, bar: bool) -> Entry:
    """Decide whether this house may freeze the text while a shared thread is open."""
    with acting.vault.write() as session:
        return append(acting, session, history, "comments_bar", {"bar": bar})


def thread_named(folded: AgreementState, beginning: str) -> Thread:
    """The thread whose digest begins so; raises WrongUse for none or several."""
    threads = {one.digest: one for one in threads_in(folded)}
    fitting = named(list(threads), beginning)
    if len(fitting) != 1:
        raise WrongUse(
            N_("There is no single comment {digest}. See datapact agreement comments."), digest=beginning[:43]
        )
    return threads[fitting[0]]


def write_remark(
    acting: Acting,
    session: Session,
    folded: AgreementState,
    act: str,
    text: str,
    anchor: Anchor,
    audience: Audience,
    thread: Thread | None = None,
    said_by: str = "",
    said_at: str = "",
) -> Entry:
    """Write one act in a thread into the stream that it belongs to; ``thread`` is None for a new one."""
    shared = audience == "partners" and bool(folded.facts.offers) and (thread is None or not thread.waits)
    body: dict[str, Any] = {
        "thread": "" if thread is None else thread.digest,
        "act": act,
        "place": anchor.place,
        "language": anchor.language or "",
        "words": anchor.words,
        "at": anchor.at,
        "of_text": anchor.of_text,
        "text": bounded(text),
        "said_by": said_by[:300],
        "said_at": said_at[:300],
    }
    if not shared:
        body["audience"] = audience
    return append(acting, session, folded.history, "remark" if shared else "house_remark", body, folded)


def _stripped(text: str) -> str:
    if not text.strip():
        raise WrongUse(N_("Write what the comment says."))
    return text.strip()
