"""Every line of the page of an answer, in the language of the moment: the window and the file for auditors print these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datapact.agreements.projection.status import evidence_words
from datapact.base.clock import read_time
from datapact.base.day_words import long_date
from datapact.base.local_time import day_of
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.consent.decision.wording import (
    WEIGHT_WORDS,
    meaning,
    number,
    sentence,
    to_tell_words,
    used_words,
    why_ended,
    why_not,
)
from datapact.consent.facts.breaches import BREACH
from datapact.consent.facts.question import Reason
from datapact.consent.matrix.shown_page import ALLOWED, DecisionPage, Left, Use
from datapact.consent.steps.contract import AGREEMENT_STATUS_WORDS
from datapact.contract.text.formatters import article

TO_REPORT = N_("To report")
"""Names the line on open recalls at the partner."""
MOST_CAME = 5
"""Records of the answer, and deliveries, that stand under what came of it."""

ACTION_WORDS = {
    "share": N_("share"),
    "train": N_("train a model"),
    "fine_tune": N_("fine-tune a model"),
    "test": N_("test a model"),
    "remote_access": N_("access from afar"),
    "derive": N_("derive further data"),
    "link": N_("combine with other data"),
    "publish": N_("publish"),
    "license_model": N_("license models made with it"),
}
"""The action on the data in the question, in words."""

AUTHORITIES = {
    "statute": N_("statute"),
    "standard_clauses": N_("standard contractual clauses"),
    "guidance": N_("guidance of the authorities"),
    "house": N_("house policy, not the law"),
    "practice": N_("good practice"),
}


@dataclass(frozen=True, slots=True)
class CountLine:
    """A number of people of one outcome."""

    outcome: str
    """``ALLOWED``, or a key of ``steps.subjects.OUTCOMES``."""
    people: int
    """How many they are."""
    words: str
    """What bars them, in two or three words."""


@dataclass(frozen=True, slots=True)
class CameLine:
    """A record of the answer, or a delivery, with what stands below in small letters."""

    words: str
    """The sentence."""
    small_words: str
    """Empty for nothing."""


def asked_words(page: DecisionPage) -> str:
    """The question without its day: dataset, partner, purpose, then place and action where they are not the usual ones."""
    question = page.decision.question
    words = [
        _(
            "May we share “{dataset}” with {partner} for “{purpose}”?",
            dataset=str(page.dataset_name),
            partner=page.partner_name,
            purpose=str(page.purpose_name),
        )
    ]
    return " ".join(words + _place_and_action(page) if question.place or question.action != "share" else words)


def _place_and_action(page: DecisionPage) -> list[str]:
    question, found = page.decision.question, []
    if question.place:
        found.append(_("Place: {country}.", country=question.place))
    if question.action != "share":
        found.append(_("Action: {action}.", action=str(Message(ACTION_WORDS[question.action]))))
    return found


def day_asked_words(page: DecisionPage) -> str:
    """The day asked about, in a sentence."""
    if page.asked.day is None:
        return _("As at today.")
    return _("As at the end of {day}.", day=long_date(page.asked.day, current_language()))


def question_words(page: DecisionPage) -> str:
    """The question in words, with its day."""
    return f"{asked_words(page)} {day_asked_words(page)}"


def answer_words(page: DecisionPage) -> str:
    """The decision in a sentence: how many people, until when."""
    one = page.decision
    return sentence(one.verdict, one.n, one.m, one.valid_until, page.zone, one.until_why, page.begins)


def meaning_words(page: DecisionPage) -> str:
    """What the decision means; of an agreement that applies later, whether anything else is missing until then."""
    if page.begins is None:
        return str(meaning(page.decision.verdict))
    if any(one.verdict == "incomplete" for one in page.decision.reasons):
        return _("Before that day nothing may go out. From then on, too, only once what is missing below is there.")
    return _("Before that day nothing may go out.")


def breaches_in(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that name an open breach at the recipient: they change no verdict, and nobody may miss them."""
    return [one for one in reasons if one.link[0] == BREACH]


def agreement_words(page: DecisionPage) -> str:
    """The agreement that it rests on: number, title and status; empty for none."""
    if not page.decision.agreement:
        return ""
    status = str(Message(AGREEMENT_STATUS_WORDS.get(page.agreement_status, page.agreement_status)))
    return " · ".join(one for one in (page.agreement_number, page.agreement_title, status) if one)


def ground_lines(page: DecisionPage) -> list[tuple[str, str]]:
    """What it rests on besides the agreement: name and value of each line."""
    decision, language = page.decision, current_language()
    found = []
    if decision.basis:
        bases = ", ".join(article(one, language) for one in decision.basis.split(", "))
        shared = decision.verdict in ("permit", "partial")  # else one may be missing, as the reasons say
        found.append((_("Rests on") if shared else _("Legal basis, as far as recorded"), bases))
    if decision.evidence:
        found.append((_("Evidence of the agreement"), str(evidence_words(decision.evidence))))
    if page.notice_versions:
        found.append((_("Notice"), "\n".join(map(str, page.notice_versions))))
    if page.oldest is not None:
        found.append((_("Oldest consent"), long_date(day_of(page.oldest, page.zone), language)))
    if page.pending is not None:
        words = to_tell_words(page.pending.people, page.pending.untold, page.partner_name)
        late = f" ({_('overdue')})" if page.pending.overdue else ""
        found.append((str(Message(TO_REPORT)), f"{words}{late}"))
    return found


def count_lines(page: DecisionPage) -> list[CountLine]:
    """How the people divide, the allowed first; empty where nobody was counted."""
    if not page.decision.m:
        return []
    tally = page.decision.tally
    found = [CountLine(ALLOWED, tally.allowed, _("nothing on file against it"))]
    return found + [CountLine(one, n, str(why_not(one))) for one, n in sorted(tally.counts.items()) if n]


def in_reading_order(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons against first, met ones last; of notes, open breaches first."""
    order = list(WEIGHT_WORDS)
    return sorted(reasons, key=lambda one: (order.index(one.verdict), one.link[0] != BREACH))


def source_words(reason: Reason) -> str:
    """Where a reason comes from: its citation, and whose rule it is."""
    authority = AUTHORITIES.get(reason.authority)
    words = (
        reason.citation.get(current_language(), ""),
        reason.authority if authority is None else str(Message(authority)),
    )
    return " · ".join(word for word in words if word)


def use_line(page: DecisionPage, record: Use) -> CameLine:
    """A record of this answer: when, what it said and until when it holds."""
    body = record.body
    words, until = str(used_words(body, record.recorded, page.zone)), body.get("valid_until", "")
    if not until:
        return CameLine(words, "")
    last = long_date(day_of(read_time(until), page.zone), current_language())
    why = why_ended(body)
    return CameLine(
        words, _("valid until {day} ({why})", day=last, why=why) if why else _("valid until {day}", day=last)
    )


def delivery_line(page: DecisionPage, delivery: Left) -> CameLine:
    """A delivery of the dataset to the partner: when, how many people, for which purpose where that is another one."""
    day, count = long_date(day_of(delivery.at, page.zone), current_language()), number(delivery.count)
    if delivery.purpose == page.decision.question.purpose:
        words = counted(
            "Delivered on {day}: {count} person",
            "Delivered on {day}: {count} people",
            delivery.count,
            day=day,
            count=count,
        )
    else:  # not on this decision: the figure must not be taken for people shared for this purpose
        words = counted(
            "Delivered on {day} for another purpose, “{purpose}”: {count} person",
            "Delivered on {day} for another purpose, “{purpose}”: {count} people",
            delivery.count,
            day=day,
            purpose=page.names.name(
                delivery.agreed or delivery.purpose, agreement=delivery.agreement, dataset=delivery.dataset
            ),
            count=count,
        )
    return CameLine(str(words), " · ".join(part for part in (delivery.version, delivery.note) if part))


def came_lines(page: DecisionPage) -> list[CameLine]:
    """What came of it: records of the answer, then deliveries, the newest of each first."""
    uses = [use_line(page, one) for one in page.uses[:MOST_CAME]]
    return uses + [delivery_line(page, one) for one in page.left[:MOST_CAME]]


def foot_words(page: DecisionPage) -> str:
    """How to find this answer again."""
    return _(
        "To find this answer again: rules {rules}, inputs {digest}",
        rules=page.decision.rule_set,
        digest=page.decision.inputs_digest,
    )


def lines(page: DecisionPage) -> list[str]:
    """Every line that says something of this answer, as the window shows it; a test holds both doors against it."""
    decision = page.decision
    found = [question_words(page), answer_words(page), meaning_words(page)]
    found += [str(one.message) for one in breaches_in(decision.reasons)]
    found += [agreement_words(page)]
    found += [part for name, value in ground_lines(page) for part in (name, *value.split("\n"))]
    found += [part for one in count_lines(page) for part in (number(one.people), one.words)]
    for reason in in_reading_order(decision.reasons):
        found += [str(Message(WEIGHT_WORDS[reason.verdict])), str(reason.message), source_words(reason)]
    for duty in decision.obligations:
        found += [str(duty.message), duty.citation.get(current_language(), "")]
    found += [part for one in came_lines(page) for part in (one.words, one.small_words)]
    return [one for one in (*found, foot_words(page)) if one]
