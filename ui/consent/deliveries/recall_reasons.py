"""Why a step of a recall cannot be taken as it stands: each step says what comes before it, or that it is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

DONE = Message(N_("This is done."))
_OWN = Message(N_("This is about our own use: no partner has to be told."))
_THEY_WAIT = Message(N_("Here the partner waits for us: act, and confirm it."))
_REPLY = Message(N_("We have acted: what is missing is our reply to the partner."))
_TELL_FIRST = Message(N_("The partner has not been told yet."))
_WRITE_FIRST = Message(N_("Nothing has been written yet that could have been sent."))
_SENT = Message(N_("It is on record already that it was sent."))
_PARTNER_ACTS = Message(N_("Here the partner acts: record what it replies."))
_NO_DELIVERY = Message(N_("No delivery of ours is called back here."))

_SEND: Mapping[str, Message] = {"answer": _THEY_WAIT, "own": _OWN, "done": DONE}
_WAS_SENT: Mapping[str, Message] = {
    **_SEND,
    "tell": _WRITE_FIRST,
    "reply": _WRITE_FIRST,
    "wait": _SENT,
    "confirm": _SENT,
}
_ANSWERED: Mapping[str, Message] = {**_SEND, "tell": _TELL_FIRST, "reply": _REPLY}
_CONFIRM: Mapping[str, Message] = {
    "tell": _TELL_FIRST,
    "send": _PARTNER_ACTS,
    "wait": _PARTNER_ACTS,
    "confirm": _PARTNER_ACTS,
    "reply": _REPLY,
    "done": DONE,
}
_DELIVERY: Mapping[str, Message] = {"answer": _NO_DELIVERY, "own": _NO_DELIVERY, "reply": _NO_DELIVERY, "done": DONE}


def why_not_send(step: str) -> Message | None:
    """Why the partner cannot be told; None where it can."""
    return _SEND.get(step)


def why_not_sent(step: str, *, written: bool) -> Message | None:
    """Why it cannot be recorded that a file was sent; ``written``: there is one."""
    return None if step == "reply" and written else _WAS_SENT.get(step)


def why_not_answered(step: str) -> Message | None:
    """Why no reply of the partner can be recorded."""
    return _ANSWERED.get(step)


def why_not_confirm(step: str) -> Message | None:
    """Why there is nothing for us to act on and confirm."""
    return _CONFIRM.get(step)


def why_no_delivery(step: str) -> Message | None:
    """Why no delivery of ours can be opened."""
    return _DELIVERY.get(step)
