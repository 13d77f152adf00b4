"""The notification of a breach as a PDF to send: to an authority, a controller or another party.

It holds the facts required by Art. 33(3) GDPR, and names those not known yet, which may follow in phases (Art. 33(4)).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import in_zone
from datapact.base.errors import WrongUse
from datapact.base.local_time import local_zone
from datapact.base.texts import N_, Argument, Language, Message
from datapact.contract.text.formatters import minute_words
from datapact.contract.vocabulary.messages import joined
from datapact.obligations.breaches.breach import find_breach, risk_words, role_words
from datapact.obligations.breaches.plan import plan_of
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import GERMAN_SPEAKING
from datapact.organisation.partners.references import reference_names
from datapact.pdf.reports.parts import Facts, Heading, Note, Paragraph, Part, Report, Words
from datapact.pdf.reports.report import render_report

if TYPE_CHECKING:
    from datapact.obligations.breaches.breach import Breach
    from datapact.obligations.breaches.steps import Step
    from datapact.organisation.acting.acting_member import Acting

UNKNOWN = Message(N_("not known yet; it will follow without undue further delay (Art. 33(4) GDPR)"))


def language_for(step: Step, own: Language) -> Language:
    """The language of whom to tell: by its country; ``own`` where that is not known."""
    if not step.country:
        return own
    return "de" if step.country in GERMAN_SPEAKING else "en"


def notice_of_step(acting: Acting, breach: str, step: str, own: Language, language: Language | None = None) -> bytes:
    """The notification from the vault, by the keys of breach and step, in the language of whom to tell (``own`` where its
    country is not known), or in ``language``; raises WrongUse for one that does not exist."""
    now = acting.clock()
    zone = local_zone(now)
    with acting.vault.read() as session:
        known = find_breach(session, breach)
        plan = plan_of(session, known, now, zone)
        sender = own_line(session).state.name
        names = known_datasets(session)
        partner = reference_names(session).get(known.at_partner, "")
    chosen = next((one for one in plan.steps if one.id == step), None)
    if chosen is None:
        steps = ", ".join(one.id for one in plan.steps)
        raise WrongUse(N_("There is no step {step}. Steps: {steps}."), step=step[:60], steps=steps)
    return render_report(
        notice_report(known, chosen, sender, language or language_for(chosen, own), now, zone, names, partner), now
    )


def notice_report(
    breach: Breach,
    step: Step,
    sender: str,
    language: Language,
    dated: datetime,
    zone: tzinfo,
    names: Mapping[str, Argument] | None = None,
    partner: str = "",
) -> Report:
    """The notification for ``step``, as blocks; times are shown in ``zone``, datasets by ``names`` (by key). ``partner`` is
    the name of the one at which it happened."""
    blocks: list[Part] = [
        Facts(
            (
                (Message(N_("Addressee")), step.whom),
                (Message(N_("Contact")), step.contact or "–"),
                (Message(N_("From")), sender),
                (Message(N_("Legal basis")), step.citation),
                (Message(N_("Date")), _moment(dated, zone)),
            )
        ),
        Heading(Message(N_("What happened"))),
        Paragraph(breach.what or UNKNOWN),
        Facts(
            (
                (Message(N_("Happened")), _moment(breach.occurred, zone) if breach.occurred else UNKNOWN),
                (Message(N_("We became aware")), _moment(breach.aware, zone)),
                *_from_partner(breach, zone, partner),
                (Message(N_("Our role")), role_words(breach)),
                (Message(N_("Datasets")), _datasets(breach, names or {}) or UNKNOWN),
                (Message(N_("Categories of people and data")), breach.categories or UNKNOWN),
                (Message(N_("Number of people, about")), _number(breach.people)),
                (Message(N_("Number of records, about")), _number(breach.records)),
            )
        ),
        Heading(Message(N_("Likely consequences"))),
        Paragraph(breach.consequences or UNKNOWN),
        Facts(((Message(N_("Risk for the people concerned")), risk_words(breach)),)),
        Heading(Message(N_("Measures taken and proposed"))),
        Paragraph(breach.measures or UNKNOWN),
        Heading(Message(N_("Where to ask"))),
        Paragraph(breach.contact or UNKNOWN),
    ]
    if step.due is not None and dated > step.due:
        blocks.append(
            Note(
                breach.note or Message(N_("The reasons for the delay will follow.")),
                Message(N_("Reasons for the delay")),
                "warning",
            )
        )
    return Report(
        title=breach.title,
        language=language,
        blocks=tuple(blocks),
        subtitle=step.title,
        kind=Message(N_("Notification of a personal data breach")),
    )


def _from_partner(breach: Breach, zone: tzinfo, partner: str) -> list[tuple[Words, Words]]:
    if not breach.at_partner:
        return []
    return [
        (Message(N_("It happened at")), partner or breach.at_partner),
        (
            Message(N_("Became aware there, by its statement")),
            _moment(breach.partner_aware, zone) if breach.partner_aware else UNKNOWN,
        ),
        (Message(N_("We were told")), _moment(breach.told, zone) if breach.told else UNKNOWN),
    ]


def _datasets(breach: Breach, names: Mapping[str, Argument]) -> Words:
    found = joined([names.get(one, one) for one in breach.datasets])
    return found if isinstance(found, Message) else str(found)


def _number(number: int | None) -> Words:
    return UNKNOWN if number is None else str(number)


def _moment(moment: datetime, zone: tzinfo) -> Message:
    """A moment as people write it, with its hours ahead of universal time."""
    local = in_zone(moment, zone)
    return Message(N_("{time} (UTC{ahead})"), {"time": minute_words(local), "ahead": f"{local:%z}"})
