"""The actions of the commands on replies and drafts."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.agreements.steps.reply import OpenReply, Verdicts, open_reply, reply
from datapact.agreements.views.drafts import DraftRow, drafts, mark_draft
from datapact.base.beginnings import named
from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.moments import moment_text
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.contracts import StepWritten
from datapact.cli.printed.negotiation import AgreementChanges

ALL = "all"


def show_changes(agreement: str, offer: str) -> None:
    with on_agreement(agreement) as (member, history):
        opened = open_reply(member, history, offer)
    lines = [str(part.message) for part in opened.loses]
    for one in opened.changes:
        lines += [f"{one.change.id}: {message}{_both(one.both)}" for message in one.change.messages]
        lines += [f"  {part.message}" for part in one.loses]
    emit(_json(opened), lines or [_("Nothing changed.")])


def _both(both: bool) -> str:
    return " " + _("(changed on both sides)") if both else ""


def _json(opened: OpenReply) -> AgreementChanges:
    return {
        "agreement": opened.history,
        "offer": opened.offer,
        "changes": [
            {
                "id": one.change.id,
                "kind": one.change.kind,
                "place": one.change.place,
                "both": one.both,
                "removes": [part.message.both() for part in one.loses],
                "messages": [message.both() for message in one.change.messages],
            }
            for one in opened.changes
        ],
    }


def write_reply(agreement: str, accept: Sequence[str], refuse: Sequence[str], offer: str, note: str) -> None:
    with on_agreement(agreement) as (member, history):
        opened = open_reply(member, history, offer)
        entry = reply(member, opened, _verdicts(opened, accept, refuse), note)
    sentence = (
        _("You accepted the text. Send it to your partners with datapact send.")
        if entry.kind == "accept"
        else _("The counter-proposal is ready. Send it to your partners with datapact send.")
    )
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [sentence])


def _verdicts(opened: OpenReply, accept: Sequence[str], refuse: Sequence[str]) -> dict[str, Verdicts]:
    known = [one.change.id for one in opened.changes]
    found = {name: Verdicts("accepted") for name in accept if name != ALL}
    rest = Verdicts("accepted") if ALL in accept else None
    for said in refuse:
        name, _equals, reason = said.partition("=")
        if name == ALL:
            rest = Verdicts("refused", reason)
        else:
            found[name] = Verdicts("refused", reason)
    for name in found:
        if name not in known:
            raise WrongUse(N_("The proposal has no change {id} any more. Open it again."), id=name[:120])
    return {**(dict.fromkeys(known, rest) if rest is not None else {}), **found}


_DRAFTS: Columns[DraftRow] = (
    Column("digest", N_("Draft"), cell=lambda one: one.digest[:8]),
    Column("name", N_("Name")),
    Column("author", N_("Saved by")),
    Column("time", N_("Saved"), value=lambda one: write_time(one.time), cell=lambda one: moment_text(one.time)),
    Column("note", N_("Remark")),
    Column("changes", N_("Changes"), cell=lambda one: "" if one.changes is None else str(one.changes)),
    Column("sent"),
    Column("put_away", "", cell=lambda one: _("put away") if one.put_away else ""),
    Column("worked_on", "", cell=lambda one: _("in work") if one.worked_on else ""),
)


def show_drafts(agreement: str, draft: str, name: str | None, away: bool | None) -> None:
    with on_agreement(agreement) as (member, history):
        rows = drafts(member, history)
        if draft:
            found = named([row.digest for row in rows], draft)
            if len(found) != 1:
                raise WrongUse(N_("There is no such draft in this agreement any more."))
            mark_draft(member, history, found[0], name=name, away=away)
            rows = drafts(member, history)
    emit_list(rows, _DRAFTS, N_("There is no draft in this agreement."))
