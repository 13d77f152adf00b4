"""The ways beside the next step: what else fits, and how our people sign a copy of our own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from datapact.agreements.text.signing_places import SlotView
from datapact.agreements.views.agreement import AgreementPage
from datapact.base.texts import N_
from datapact.organisation.acting.handed_over import WORD

DRAFTERS: Final = frozenset({"legal", "lead"})
OWN_COPY: Final = N_("Sign in another program or by hand …")
BACK: Final = N_("Bring the signed file back …")

ROADS: Final = {
    "edit": N_("Edit the text"),
    "interview": N_("Answer questions"),
    "sign": N_("Read and sign first"),
    "give_back": N_("Give back with a reason"),
    "export_pdf": N_("Export as PDF …"),
    "packet": N_("Write the signing packet …"),
    "own_copy": OWN_COPY,
    "record_signature": BACK,
    "send": N_("Send to the partner …"),
    "word": N_("Write Word files …"),
    "newer": N_("Propose the newer draft …"),
    "read": N_("Read and answer"),
    "word_back": N_("Read in a Word file …"),
    "word_answer": N_("Answer in their Word file …"),
    "comments": N_("Show the comments"),
    "duplicate": N_("Duplicate as a new draft …"),
}
"""The alternatives to the next step, with their names."""
NAMED: Final = ("own_copy", "record_signature", "newer", "word", "comments", "duplicate")
"""Those that stand beside the usual one; each button bears their name."""


def to_fill(page: AgreementPage) -> tuple[SlotView, ...]:
    """The open places of our house in a text that was frozen between houses: our people can sign them in a copy of our own."""
    if page.stage not in ("frozen", "signing"):
        return ()
    return tuple(slot for slot in page.overview.slots if slot.frozen and slot.ours and not slot.signed)


def other_roads(page: AgreementPage, roles: Collection[str] = ()) -> tuple[str, ...]:
    """The alternatives to the next step, by the keys of ``ROADS``: the usual one, then how our people sign a copy of our own.

    ``roles`` are those of the member at work.
    """
    if page.stage == "declined" and page.next.action == "none":
        again = page.overview.amends is None and not DRAFTERS.isdisjoint(roles)
        return ("duplicate",) if again else ()
    usual = (_other_road(page),) if _other_road(page) else ()
    waits = page.next.action == "none" and page.possible["counter"] is None
    if page.newer_draft is not None and (waits or (page.next.action == "send" and page.goes_out)):
        usual = ("newer", *usual)
    drafting = ("send", "interview", "edit")
    if page.next.action in drafting and page.stage in ("draft", "offered") and "word_answer" not in usual:
        usual = (*usual, "word")
    if page.unanswered:
        usual = (*usual, "comments")
    if not to_fill(page) or page.possible["record_signature"] is not None:
        return usual
    return (*usual, *(("own_copy",) if page.next.action == "sign" else ()), "record_signature")


def _other_road(page: AgreementPage) -> str:
    if page.next.action == "interview":
        return "edit"
    if page.next.action == "send" and page.by_word == "unanswered":
        return "word_answer"  # whoever sent a Word file waits for one
    if page.next.action == "send" and page.possible["sign"] is None:
        return "sign"
    if page.next.action == "sign" and page.goes_out:
        return "send"
    if page.next.action == "word_answer" and page.stage == "offered" and page.answerable:
        return "read"
    if page.next.action in ("word_back", "word_answer") and page.possible["send"] is None:
        return "send"
    if page.next.action == "say_sent":
        return "word_back" if any(one.recipient == WORD for one in page.unsaid) else "send"
    if page.next.action == "word":
        return "word_back" if page.by_word else "send"
    unanswered = page.next.action == "send" and page.open_questions > 0
    if page.next.action == "approve":
        return "give_back"
    if page.next.action == "record_signature" and page.possible["sign"] is None:
        return "sign"
    if page.next.action == "record_signature":  # somebody has to get it before
        return "packet" if any(slot.how is not None for slot in page.overview.slots) else "export_pdf"
    return "interview" if page.interview and (page.next.action == "edit" or unanswered) else ""
