"""The actions of the commands on comments in threads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

from datapact.agreements.comments.threads import Audience
from datapact.agreements.steps.comments import comment_on, reply, set_bar, settle
from datapact.agreements.views.comments import (
    AUDIENCE_WORDS,
    SHOWN,
    Comments,
    ThreadView,
    comments,
    filtered,
    whereabouts_words,
)
from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.contracts import StepWritten
from datapact.cli.printed.negotiation import AgreementComments
from datapact.contract.changes.anchor import TERM, Anchor, anchor_at, anchor_of_words, place_named

HOUSE: Audience = "house"


def write_comment(agreement: str, text: str, at: str, words: str, to: str, *, internal: bool) -> None:
    with on_agreement(agreement) as (member, history):
        if to:
            entry = reply(member, history, to, text, internal=internal)
        else:
            anchor = _anchor(comments(member, history), at, words)
            entry = comment_on(member, history, text, anchor, "house" if internal else "partners")
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [_("The comment is recorded.")])


def _anchor(comments: Comments, at: str, words: str) -> Anchor:
    if not at:
        if words:
            raise WrongUse(N_("Say with --at where these words stand."))
        return Anchor()
    if comments.document is None:
        raise WrongUse(N_("The text is not here in full, so no passage of it can be commented on."))
    at = place_named(comments.document, at)
    try:
        whole = anchor_at(comments.document, at)
    except KeyError:
        raise WrongUse(
            N_("The text has no place {place}. See datapact agreement show --json."), place=at[:120]
        ) from None
    if not words or at.startswith(TERM):
        return whole
    found = anchor_of_words(comments.document, at, words)
    if not found.words:
        raise WrongUse(N_("These words do not stand there: {words}"), words=words[:120])
    return found


def show_comments(agreement: str, shown: str, audience: str, find: str, bar: bool | None) -> None:
    if shown not in SHOWN or audience not in ("", *get_args(Audience.__value__)):
        raise WrongUse(N_("Give --show all, open or settled, and --for house or partners."))
    with on_agreement(agreement) as (member, history):
        if bar is not None:
            set_bar(member, history, bar)
        beside = comments(member, history)
    listed = filtered(beside.threads, shown, cast("Audience | None", audience or None), find)
    lines = [line for one in listed for line in _lines(one)] or [_("There is no comment.")]
    if beside.bar:
        lines.append(_("Not for signature while a shared comment is open."))
    emit(_json(beside, listed), lines)


def _lines(thread: ThreadView) -> list[str]:
    state = _("settled") if thread.settled else _("open")
    head = f"{thread.digest[:8]} {thread.where} [{_(AUDIENCE_WORDS[thread.audience])}, {state}]"
    passage = [f"  \u201c{thread.anchor.words}\u201d"] if thread.anchor.words else []
    place = [f"  {words}"] if (words := whereabouts_words(thread)) else []
    return [
        head,
        *passage,
        *place,
        *(f"  {one.author}{_inside(one.internal, thread)}: {one.text}" for one in thread.said),
    ]


def _inside(internal: bool, thread: ThreadView) -> str:
    return f" ({_(AUDIENCE_WORDS[HOUSE])})" if internal and thread.audience == "partners" else ""


def _json(comments: Comments, listed: Sequence[ThreadView]) -> AgreementComments:
    return {
        "agreement": comments.history,
        "bar": comments.bar,
        "open_shared": comments.open_shared,
        "threads": [
            {
                "digest": one.digest,
                "audience": one.audience,
                "waits": one.waits,
                "place": one.found.place,
                "was_at": one.anchor.place,
                "whereabouts": one.found.whereabouts,
                "where": {"de": one.where.text("de"), "en": one.where.text("en")},
                "words": one.anchor.words,
                "settled": one.settled,
                "said": [
                    {
                        "author": said.author,
                        "organisation": said.organisation,
                        "time": write_time(said.time),
                        "text": said.text,
                        "internal": said.internal,
                        "from_word": said.from_word,
                    }
                    for said in one.said
                ],
            }
            for one in listed
        ],
    }


def settle_comment(agreement: str, comment: str, *, again: bool) -> None:
    with on_agreement(agreement) as (member, history):
        entry = settle(member, history, comment, again=again)
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [_("Opened again.") if again else _("Settled.")])
