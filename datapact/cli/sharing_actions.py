"""What may-share does and prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.formatters import article
from datapact.cli.moments import say_moment
from datapact.cli.output import answer, emit, require_folder
from datapact.cli.session import acting
from datapact.consent.answer_words import sentence
from datapact.consent.decide import may_share
from datapact.consent.moments import day_of, local_zone, moment_of
from datapact.consent.purposes import full_iri
from datapact.consent.question import ACTIONS, Decision, Question, Weight
from datapact.consent.subjects_out import write_subjects
from datapact.consent.used_decisions import use_decision
from datapact.consent.what_if import Change, read_change, together, what_if_question
from datapact.errors import WrongUse
from datapact.files import write_whole
from datapact.parties.references import find_reference
from datapact.texts import N_, Message, _, current_language

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

WEIGHTS: Mapping[Weight, str] = {
    "deny": N_("stands against it"),
    "incomplete": N_("missing"),
    "partial": N_("leaves people out"),
    "warning": N_("note"),
    "met": N_("met"),
}
"""What a reason does to the answer."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the options say, names not yet looked up."""

    dataset: str
    partner: str
    purpose: str
    on: datetime | None
    known_at: datetime | None
    action: str
    place: str


def question_of(member: Acting, asking: Asking) -> Question:
    """The question that the options ask; raises WrongUse for a partner or an action that there is not."""
    if asking.action not in ACTIONS:
        raise WrongUse(N_("The action is one of these: {actions}."), actions=", ".join(ACTIONS))
    if asking.place and not (len(asking.place) == 2 and asking.place.isascii() and asking.place.isalpha()):
        raise WrongUse(N_("The place is a country in two letters, such as DE."))
    now = member.clock()
    zone = local_zone(now)
    with member.vault.read() as session:
        partner = find_reference(session, asking.partner)
    return Question(
        dataset=asking.dataset,
        partner=partner,
        purpose=full_iri(asking.purpose),
        at=moment_of(asking.on.date() if asking.on else None, now, zone),
        known_at=moment_of(asking.known_at.date(), now, zone) if asking.known_at else None,
        action=asking.action,
        place=asking.place.upper(),
    )


def answer_question(asking: Asking, subjects: Path | None, suppositions: tuple[str, ...] = (), *, use: bool) -> None:
    if subjects is not None:
        require_folder(subjects)
    with acting() as member:
        question = question_of(member, asking)
        entry = ""
        after = None
        if suppositions:
            if use:
                raise WrongUse(N_("What is only supposed cannot be relied on. Leave out --use or --what-if."))
            decision, after = what_if_question(member, question, supposed(member, suppositions))
        elif use:
            used = use_decision(member, question)
            decision, entry = used.decision, used.record.entry
        else:
            decision = may_share(member, question)
        if subjects is not None:
            write_whole(subjects, write_subjects(member, decision), private=True)
    answer(0 if (after or decision).verdict == "permit" else 1)
    lines = lines_of(decision, subjects, entry)
    if after is not None:
        lines += ["", _("What if: {changes}", changes=", ".join(suppositions)), *lines_of(after)]
    emit({**decision.as_json(), "entry": entry, "what_if": None if after is None else after.as_json()}, lines)


def supposed(member: Acting, suppositions: tuple[str, ...]) -> Change:
    """The changes that the options suppose; raises WrongUse for one that is none."""
    now = member.clock()
    changes = []
    for one in suppositions:
        if one.startswith("on="):
            try:
                day = date.fromisoformat(one[3:])
            except ValueError:
                raise WrongUse(N_("“{text}” is no day. Write it as 2027-03-01."), text=one[3:]) from None
            changes.append(Change(at=moment_of(day, now, local_zone(now))))
        else:
            changes.append(read_change(one))
    return together(*changes)


def lines_of(decision: Decision, subjects: Path | None = None, entry: str = "") -> list[str]:
    """The answer for people."""
    zone = local_zone(decision.question.at)
    today = day_of(decision.question.at, zone)
    lines = [sentence(decision.verdict, decision.n, decision.m, decision.valid_until, zone, today)]
    if decision.valid_until is not None:
        lines.append(_("Valid until {time}", time=say_moment(decision.valid_until)))
    if decision.basis:
        bases = (article(one, current_language()) for one in decision.basis.split(", "))
        lines.append(_("Rests on: {basis}", basis=", ".join(bases)))
    if decision.evidence:
        from datapact.agreements.evidence import evidence_words

        lines.append(_("Evidence of the agreement: {evidence}", evidence=evidence_words(decision.evidence)))
    width = max((len(_(WEIGHTS[reason.verdict])) for reason in decision.reasons), default=0)
    for reason in decision.reasons:
        word = _(WEIGHTS[reason.verdict]).ljust(width)
        lines.append(f"{word}  {reason.message}{_cited(reason.rule, reason.citation, reason.authority)}")
    if decision.duties:
        lines.append(_("Duties that come with it:"))
        lines += [f"  {duty.message}{_cited(duty.rule, duty.citation, '')}" for duty in decision.duties]
    if decision.inputs_digest:
        lines.append(_("Inputs {digest}, rules {rules}", digest=decision.inputs_digest, rules=decision.rule_set))
    if entry:
        lines.append(_("Recorded as {entry}", entry=entry))
    if subjects is not None:
        lines.append(_("Written: {file}", file=str(subjects)))
    return lines


def _cited(rule: str, citation: object, authority: str) -> str:
    """Where it stands, and last the rule's own id, by which docs/rules.md and the JSON call it."""
    text = citation[current_language()]  # type: ignore[index]
    house = f", {Message(N_('house policy'))}" if authority == "house" else ""
    return f" [{text}{house}; {rule}]"
