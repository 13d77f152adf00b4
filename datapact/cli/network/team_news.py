"""The action of the command that shows what came meanwhile."""

from __future__ import annotations

from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.assigning import assigned_to
from datapact.agreements.views.approvals import waiting_for_me
from datapact.base.clock import write_time
from datapact.base.texts import _
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import acting
from datapact.cli.printed.team import TeamNews
from datapact.organisation.acting.acting_member import reads_only
from datapact.team.steps.colleagues import begin_seeing, mark_seen, since_seen
from datapact.team.steps.mentions import mentions_of_me


def show_news(*, seen: bool) -> None:
    """Show steps of colleagues, mentions, texts to approve and agreements of the member; mark them as seen if asked to."""
    with acting() as member:
        steps, mentions, texts = since_seen(member), mentions_of_me(member), waiting_for_me(member)
        with member.vault.read() as session:
            rows = [session.get(AgreementRow, one) for one in assigned_to(session, member.member.id)]
            mine = [(row.id, row.number, row.shown_title) for row in rows if row is not None]
        if seen:
            mark_seen(member)
        elif not reads_only(member.member.roles):
            begin_seeing(member)
    lines = [
        _(
            "{number} {title}: {step} ({member})",
            number=one.number,
            title=one.title,
            step=str(one.words),
            member=one.name,
        )
        for one in steps
    ]
    lines += [
        _(
            "{number} {title}: {member} names you: {text}",
            number=one.number,
            title=one.title,
            member=one.name,
            text=one.text,
        )
        for one in mentions
    ]
    lines += [
        _(
            "{number} {title}: waits for your approval, asked by {member}",
            number=one.number,
            title=one.title,
            member=one.asked_by,
        )
        for one in texts
    ]
    lines += [_("{number} {title}: you look after it", number=number, title=title) for _id, number, title in mine]
    emit(
        TeamNews(
            {
                "steps": [
                    {
                        "agreement": one.history,
                        "number": one.number,
                        "name": one.name,
                        "words": one.words.both(),
                        "steps": one.steps,
                        "time": write_time(one.time),
                    }
                    for one in steps
                ],
                "mentions": [
                    {
                        "agreement": one.history,
                        "number": one.number,
                        "name": one.name,
                        "text": one.text,
                        "time": write_time(one.time),
                    }
                    for one in mentions
                ],
                "approvals": [{"agreement": one.history, "number": one.number, "name": one.asked_by} for one in texts],
                "assigned": [{"agreement": history, "number": number} for history, number, _title in mine],
            }
        ),
        lines or [_("Nothing new.")],
    )
