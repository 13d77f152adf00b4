"""The actions of the commands on approvals by colleagues."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from datapact.agreements.approvals.rules import ApprovalRule, approval_rules, read_rule, set_approval_rules, write_rule
from datapact.agreements.approvals.standing import Approvals, Approved, Needed, silent_words
from datapact.agreements.steps.approvals import give_back, request_approval
from datapact.agreements.views.approvals import rule_words, standing, waiting_for_me
from datapact.base.clock import write_time
from datapact.base.errors import Malformed
from datapact.base.files import read_whole
from datapact.base.texts import N_, _, current_language
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.contracts import StepWritten
from datapact.cli.printed.negotiation import (
    AgreementApprovalRules,
    AgreementApprovals,
    ApprovalRuleShown,
    ApprovalsNeeded,
    ApprovedBy,
)

_LARGEST = 1_000_000


def show_approvals(agreement: str) -> None:
    if not agreement:
        _show_waiting()
        return
    with on_agreement(agreement) as (member, history):
        found = standing(member, history)
    emit(_json(history, found), _lines(found))


def _show_waiting() -> None:
    with acting() as member:
        listed = waiting_for_me(member)
    lines = [
        f"{one.number} {one.title}: "
        + _("asked by {name}", name=one.asked_by)
        + (f" \u2013 {one.note}" if one.note else "")
        for one in listed
    ]
    emit(
        AgreementApprovals(
            {
                "waiting": [
                    {
                        "agreement": one.history,
                        "number": one.number,
                        "title": one.title,
                        "asked_by": one.asked_by,
                        "time": write_time(one.asked_at),
                        "note": one.note,
                    }
                    for one in listed
                ]
            }
        ),
        lines or [_("No text waits for your approval.")],
    )


def _lines(found: Approvals | None) -> list[str]:
    if found is None:
        return [_("The text is not here in full, so nothing can be said of its approvals.")]
    lines = [
        (_("To be approved by {who}", who=one.words) if one.missing else _("Approved"))
        + f" ({one.rule.name or rule_words(one.rule)})"
        for one in found.needed
    ] or [_("No rule asks for an approval of this text.")]
    lines += [_("Approved by {name}", name=one.person.name) + _alone(one) for one in found.approved]
    if found.silent:
        lines.append(silent_words(found).text(current_language()))
    if found.returned is not None:
        lines.append(_("Given back: {reason}", reason=_text(found.returned.note)))
    return lines


def _alone(one: Approved) -> str:
    return " " + _("(own text, as the only legal member)") if one.alone else ""


def _json(history: str, found: Approvals | None) -> AgreementApprovals:
    if found is None:
        return {
            "agreement": history,
            "text": None,
            "needed": [],
            "approved": [],
            "asked": None,
            "returned": None,
            "open": [],
        }
    asked, returned = found.asked, found.returned
    return {
        "agreement": history,
        "text": found.text or None,
        "needed": [_needed(one) for one in found.needed],
        "approved": [_approved(one) for one in found.approved],
        "asked": None
        if asked is None
        else {"time": write_time(asked.time), "members": list(asked.members), "note": _text(asked.note)},
        "returned": None if returned is None else {"time": write_time(returned.time), "reason": _text(returned.note)},
        "open": [
            {
                "time": write_time(one.request.time),
                "members": [person.id for person in one.silent],
                "note": _text(one.request.note),
            }
            for one in found.open
        ],
    }


def _needed(one: Needed) -> ApprovalsNeeded:
    return {
        "name": one.rule.name,
        "before": list(one.rule.before),
        "number": one.rule.number,
        "missing": one.missing,
        "may": [{"member": person.id, "name": person.name} for person in one.may],
        "approved": [_approved(given) for given in one.approved],
    }


def _approved(one: Approved) -> ApprovedBy:
    return {"member": one.person.id, "name": one.person.name, "alone": one.alone}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def ask(agreement: str, members: Sequence[str], note: str, version: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = request_approval(member, history, note, members, version)
    emit(
        StepWritten({"agreement": history, "entry": entry.digest}),
        [_("Your colleagues find the text on their overview.")],
    )


def return_text(agreement: str, reason: str, version: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = give_back(member, history, reason, version)
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [_("The text is given back.")])


def rules(file: Path | None) -> None:
    wanted = None if file is None else _read(file)
    with acting() as member:
        if wanted is not None:
            set_approval_rules(member, wanted)
        with member.vault.read() as session:
            known = approval_rules(session)
    emit(
        AgreementApprovalRules({"rules": [cast("ApprovalRuleShown", write_rule(one)) for one in known]}),
        [(f"{one.name}: " if one.name else "") + str(rule_words(one)) for one in known]
        or [_("No text has to be approved before it goes to partners.")],
    )


def _read(file: Path) -> list[ApprovalRule]:
    try:
        value = tomllib.loads(read_whole(file, limit=_LARGEST).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed(N_("This file is no TOML text: {file}."), file=file.name[:100]) from None
    listed = value.get("rule", [])
    if set(value) - {"rule"} or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Malformed(N_("The file of rules has tables [[rule]] and nothing else."))
    return [read_rule(one) for one in listed]
