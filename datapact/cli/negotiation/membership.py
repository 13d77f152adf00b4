"""The actions of the commands on the members of an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datapact.agreements.steps import accession
from datapact.agreements.views.members import members_page
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.contracts import (
    AgreementAdmit,
    AgreementEndOrder,
    AgreementJoin,
    AgreementLeave,
    AgreementMembers,
    MotionWritten,
    OrderEndedShown,
    StepWritten,
)
from datapact.organisation.acting.names import known_names

ROLES = ("controller", "joint_controller", "processor", "sub_processor", "recipient", "holder", "user", "none")


def join(agreement: str, partner: str, roles: Sequence[str], effective: date | None) -> None:
    read = {}
    for one in roles:
        activity, _sign, role = one.rpartition("=")
        if role not in ROLES:
            raise WrongUse(N_("There is no role {name}. Roles: {names}."), name=role[:50], names=", ".join(ROLES))
        read[activity] = role
    with on_agreement(agreement) as (member, history):
        begun = accession.join(member, history, partner, read, effective)
    lines = [
        begun.accession,
        _("This is the draft of the accession. Send, freeze and sign it, then record it with admit."),
    ]
    if begun.by_vote:
        lines.append(_("The others have to vote for it: ask them with admit once its text is frozen."))
    result: AgreementJoin = {
        "agreement": history,
        "accession": begun.accession,
        "signers": list(begun.signers),
        "by_vote": begun.by_vote,
    }
    emit(result, lines)


def admit(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = accession.admit(member, history)
    said = (
        _("The others are asked for their votes. Send the agreement to them with datapact send.")
        if entry.kind == "motion"
        else _("The accession is recorded. Send the agreement to all parties, the new one too, with datapact send.")
    )
    emit(AgreementAdmit({"agreement": entry.history, "kind": entry.kind, "entry": entry.digest}), [said])


def leave(agreement: str, end: date | None, reason: str, ground: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry, until = accession.leave(member, history, end, reason, ground)
    emit(
        AgreementLeave({"agreement": history, "entry": entry.digest, "until": until.isoformat()}),
        [
            _("The notice is recorded. Send it to your partners with datapact send."),
            _("Your last day is {day}; the period counts from receipt by another party.", day=until.isoformat()),
        ],
    )


def end_order(agreement: str, order: str, end: date | None, reason: str, ground: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry, ends = accession.end_order(member, history, order, end, reason, ground)
        with member.vault.read() as session:
            names = known_names(session)
    lines = [_("The notice is recorded. Send it to your partners with datapact send.")]
    for one in ends:
        told = {
            "dataset": one.dataset,
            "name": names.get(one.recipient, one.recipient[:8]),
            "day": one.last.isoformat(),
        }
        lines.append(_("{dataset}: the last day for {name} is {day}; the period counts from receipt.", **told))
    if ends:
        lines.append(_("What follows for the data stands in the calendar: datapact obligations."))
    found: list[OrderEndedShown] = [
        {"dataset": one.dataset, "organisation": one.recipient, "last_day": one.last.isoformat()} for one in ends
    ]
    emit(AgreementEndOrder({"agreement": history, "entry": entry.digest, "ends": found}), lines)


def exclude(agreement: str, party: str, end: date | None, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = accession.exclude(member, history, party, end, reason)
    emit(
        MotionWritten({"agreement": history, "motion": entry.digest}),
        [_("The others are asked for their votes. Send the agreement to them with datapact send.")],
    )


def end_for_all(agreement: str, end: date | None, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = accession.end_for_all(member, history, end, reason)
    emit(
        MotionWritten({"agreement": history, "motion": entry.digest}),
        [_("The others are asked for their votes. Send the agreement to them with datapact send.")],
    )


def vote(agreement: str, choice: str, motion: str, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = accession.vote(member, history, motion, choice, reason)
    emit(
        StepWritten({"agreement": history, "entry": entry.digest}),
        [_("The vote is recorded. Send it to your partners with datapact send.")],
    )


def show_members(agreement: str, on: date | None) -> None:
    with on_agreement(agreement) as (member, history):
        page = members_page(member, history, on)
    result: AgreementMembers = {
        "agreement": history,
        "on": page.day.isoformat(),
        "members": [
            {
                "organisation": one.organisation,
                "name": one.name,
                "own": one.own,
                "party": one.now,
                "since": one.member.since.isoformat() if one.member.since else None,
                "until": one.member.until.isoformat() if one.member.until else None,
                "way": one.member.way,
                "waits_for": list(one.member.waits_for),
            }
            for one in page.lines
        ],
        "motions": [
            {
                "motion": one.digest,
                "about": one.words.both(),
                "by": one.by,
                "reason": one.reason,
                "yes": list(one.yes),
                "no": list(one.no),
                "needed": one.needed,
                "carried": one.carried,
            }
            for one in page.motions
        ],
        "without_effect": [{"entry": digest, "reason": reason.both()} for digest, reason in page.refused],
        "end": page.end.isoformat() if page.end else None,
    }
    lines = [f"{one.name}: {one.words}" for one in page.lines]
    for motion in page.motions:
        lines.append(
            _(
                "{digest} {about}: {yes} of {needed} needed are for it",
                digest=motion.digest[:8],
                about=str(motion.words),
                yes=len(motion.yes),
                needed=motion.needed,
            )
        )
    emit(result, lines)
