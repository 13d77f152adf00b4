"""The action of the command that carries own changes over onto a newer text."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.agreements.steps.carry_over import OpenCarry, carry_over, open_carry
from datapact.agreements.steps.reply import Verdicts
from datapact.agreements.views.drafts import drafts
from datapact.base.beginnings import named
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.negotiation import AgreementCarry

ALL = "all"


def carry_changes(agreement: str, draft: str, mine: Sequence[str], theirs: Sequence[str], *, write: bool) -> None:
    with on_agreement(agreement) as (member, history):
        chosen = ""
        if draft:
            found = named([row.digest for row in drafts(member, history)], draft)
            if len(found) != 1:
                raise WrongUse(N_("There is no such draft in this agreement any more."))
            chosen = found[0]
        opened = open_carry(member, history, chosen)
        decided = _decided(opened, mine, theirs)
        note = _("Carried over onto {new}", new=str(opened.new))
        written = carry_over(member, opened, decided, note) if write else None
    lines = [_("Your changes of {common}, laid over {new}.", common=str(opened.common), new=str(opened.new))]
    for one in opened.carried.changes:
        said = _("collides") if one.id in opened.carried.colliding else _("carried over")
        lines += [f"{one.id} ({said}): {message}" for message in one.messages]
    if written is not None:
        lines.append(_("The new text with your changes is the draft to work on."))
    emit(_json(opened, decided, written), lines)


def _decided(opened: OpenCarry, mine: Sequence[str], theirs: Sequence[str]) -> dict[str, Verdicts]:
    known = [one.id for one in opened.carried.changes]
    for name in (*mine, *theirs):
        if name not in (*known, ALL):
            raise WrongUse(N_("The proposal has no change {id} any more. Open it again."), id=name[:120])
    found = {name: Verdicts("accepted") for name in opened.carried.free}
    for names, verdict in ((mine, Verdicts("accepted")), (theirs, Verdicts("refused"))):
        if ALL in names:
            found |= dict.fromkeys(opened.carried.colliding - found.keys(), verdict)
        found |= {name: verdict for name in names if name != ALL}
    return found


def _json(opened: OpenCarry, decided: dict[str, Verdicts], written: str | None) -> AgreementCarry:
    return {
        "agreement": opened.history,
        "draft": opened.draft,
        "onto": opened.onto,
        "changes": [
            {
                "id": one.id,
                "kind": one.kind,
                "place": one.place,
                "collides": one.id in opened.carried.colliding,
                "carried": decided[one.id].verdict != "refused" if one.id in decided else None,
                "messages": [message.both() for message in one.messages],
            }
            for one in opened.carried.changes
        ],
        "written": written,
    }
