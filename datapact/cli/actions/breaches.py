"""The actions of the commands on breaches."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datapact.agreements.views.list import find_agreement
from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.local_time import local_zone, minute_text
from datapact.base.texts import LANGUAGES, N_, Message, _, current_language
from datapact.cli.kit.columns import Column, Columns, as_object, emit_list, unseen, within
from datapact.cli.kit.known_keys import require_known
from datapact.cli.kit.moments import WrittenMoment
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import acting
from datapact.cli.printed.obligations import BreachNotice, BreachShown, BreachStep
from datapact.history.entries.obligation_records import DAYS_ALONE
from datapact.obligations.breaches.breach import Breach, breaches, find_breach, record_breach, risk_words, role_words
from datapact.obligations.breaches.parties import agreements_with
from datapact.obligations.breaches.plan import plan_of
from datapact.obligations.breaches.plan import record_step as mark_step
from datapact.organisation.acting.exported import write_exported
from datapact.organisation.partners.references import find_reference

if TYPE_CHECKING:
    from datapact.obligations.breaches.steps import Plan, Step
    from datapact.organisation.acting.acting_member import Acting

LARGEST_EVIDENCE = 64 * 1024 * 1024


def record(
    key: str,
    texts: Mapping[str, str],
    times: Mapping[str, WrittenMoment | None],
    lists: Mapping[str, Sequence[str]],
    numbers: Mapping[str, int | None],
    *,
    new: bool = False,
) -> None:
    """Record a new breach, or change the given facts of a known one; agreements are found by their datasets too."""
    with acting() as member:
        now = member.clock()
        changes: dict[str, Any] = {name: text for name, text in texts.items() if text}
        given_times = {name: time for name, time in times.items() if time is not None}
        changes |= {
            name: time.first(now) if name in DAYS_ALONE else time.asked(now) for name, time in given_times.items()
        }
        changes |= {name: tuple(given) for name, given in lists.items() if given}
        changes |= {name: number for name, number in numbers.items() if number is not None}
        with member.vault.read() as session:
            for dataset in changes.get("datasets", ()):
                require_known(member, session, dataset=dataset, new=new)
            if "agreements" in changes:
                changes["agreements"] = tuple(find_agreement(session, text) for text in changes["agreements"])
            if "at_partner" in changes:
                changes["at_partner"] = find_reference(session, changes["at_partner"])
            if "datasets" in changes and "agreements" not in changes:
                changes["agreements"] = agreements_with(session, changes["datasets"], changes.get("at_partner", ""))
            if key:
                before = find_breach(session, key)
            elif "title" not in changes or not {"aware", "told"} & set(changes):
                raise WrongUse(N_("Give a title and the time at which you became aware: --title and --aware."))
            else:
                before = Breach(title="", aware=changes.get("aware", changes.get("told", now)))
            alone = {name for name, time in given_times.items() if not isinstance(time.value, datetime)}
            changes["day_only"] = tuple(
                name for name in DAYS_ALONE if name in alone or (name in before.day_only and name not in given_times)
            )
        breach = record_breach(member, replace(before, **changes))
        _show(member, breach)


def show_one(breach: str) -> None:
    with acting() as member:
        with member.vault.read() as session:
            known = find_breach(session, breach)
        _show(member, known)


def list_all() -> None:
    with acting() as member:
        now = member.clock()
        zone = local_zone(now)
        with member.vault.read() as session:
            known = breaches(session)
            plans = [plan_of(session, breach, now, zone) for breach in known]
    emit_list(plans, _plans(zone), N_("No breach is recorded."), under="breaches")


def record_step(
    breach: str, step: str, at: WrittenMoment | None, reference: str, file: Path | None, not_needed: str
) -> None:
    data = read_whole(file, limit=LARGEST_EVIDENCE) if file is not None else None
    media = (mimetypes.guess_type(file.name)[0] if file is not None else None) or "application/octet-stream"
    with acting() as member:
        moment = at.asked(member.clock()) if at else None
        known = mark_step(
            member, breach, step, at=moment, reference=reference, reason=not_needed, file=data, media=media
        )
        _show(member, known)


def write_notice(breach: str, step: str, output: Path, language: str) -> None:
    from datapact.pdf.letters.breach_notice import missing_in_notice, notice_of_step, step_title

    require_folder(output)
    chosen = next((one for one in LANGUAGES if one == language), None)
    if language and chosen is None:
        raise WrongUse(N_("{value} is not known here. Use one of: {values}."), value=language[:20], values="de, en")
    with acting() as member:
        with member.vault.read() as session:
            known = find_breach(session, breach)
            plan = plan_of(session, known, member.clock())
        data = notice_of_step(member, known.key, step, current_language(), chosen)
        told = next(one for one in plan.steps if one.id == step)
        what = Message(
            N_("Notification of a breach: {title} ({step})"), {"title": known.title, "step": step_title(told)}
        )
        write_exported(member, output, data, what, private=False, recipient=told.whom)
    emit(
        BreachNotice({"breach": known.key, "step": step, "file": str(output), "bytes": len(data)}),
        [_("Written: {file}", file=str(output)), *map(str, missing_in_notice(known, told))],
    )


def _show(member: Acting, breach: Breach) -> None:
    now = member.clock()
    zone = local_zone(now)
    with member.vault.read() as session:
        plan = plan_of(session, breach, now, zone)
    emit(as_object(plan, _plans(zone), BreachShown), _plan_lines(plan, zone))


def _breaches(zone: tzinfo) -> Columns[Breach]:
    return (
        Column("key", N_("Key"), 1),
        Column("title", N_("Title"), 3),
        Column("what"),
        Column("aware", N_("Became aware"), 2, cell=lambda breach: _local(breach.aware, zone)),
        *unseen("occurred", "role"),
        Column("role_text", value=role_words),
        Column("risk"),
        Column("risk_text", value=risk_words),
        *unseen("datasets", "agreements", "people", "records", "categories", "consequences", "measures"),
        *unseen("authority", "contact", "regimes", "measure_available", "classified", "note", "recorded"),
        *unseen("at_partner", "told", "partner_aware", "day_only", "told_by"),
    )


def _breach_of(plan: Plan) -> Breach:
    return plan.breach


def _plans(zone: tzinfo) -> Columns[Plan]:
    return (
        *within(_breaches(zone), _breach_of),
        Column("steps", value=lambda plan: [as_object(step, _STEPS, BreachStep) for step in plan.steps]),
        Column("notes"),
        Column("", N_("Open steps"), 4, cell=lambda plan: str(sum(step.state == "open" for step in plan.steps))),
    )


_STEPS: Columns[Step] = (
    *unseen("id", "title", "whom", "citation", "source", "due", "latest", "agreement", "contact"),
    Column("calculation", value=lambda step: step.steps),
    *unseen("state", "overdue", "at"),
    Column("evidence", value=lambda step: dict(step.evidence)),
)


def _plan_lines(plan: Plan, zone: tzinfo) -> list[str]:
    breach = plan.breach
    lines = [
        f"{breach.key}  {breach.title}",
        _(
            "Became aware: {time}; our role: {role}; risk: {risk}",
            time=_local(breach.aware, zone),
            role=role_words(breach),
            risk=risk_words(breach),
        ),
        "",
    ]
    for step in plan.steps:
        if step.state == "done" and step.at is not None:
            when = _("done {time}", time=_local(step.at, zone))
        elif step.state == "not_needed":
            when = _("not needed")
        else:
            when = _("until {time}", time=_local(step.due, zone)) if step.due is not None else _("without undue delay")
            if step.overdue:
                when += " " + _("(overdue)")
        whom = f" -> {step.whom}" + (f" ({step.contact})" if step.contact else "")
        lines.append(f"{step.id}: {step.title}{whom}: {when}  [{step.citation}]")
        if step.state == "open":
            lines += [f"    {one}" for one in step.steps]
    return lines + [str(note) for note in plan.notes]


def _time(moment: datetime | None) -> str | None:
    return write_time(moment) if moment is not None else None


def _local(moment: datetime, zone: tzinfo) -> str:
    return minute_text(moment, zone)
