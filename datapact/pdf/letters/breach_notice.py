"""The notification of a breach as a PDF to send: to an authority, a controller or another party, or to the people concerned.

What goes to the people is a letter of its own, in plain words, with what Art. 34(2) GDPR asks for. The others hold the facts required by Art. 33(3) GDPR, and name those not known yet, which may follow in phases (Art. 33(4)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import in_zone
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_meant, day_of, local_zone
from datapact.base.texts import N_, Argument, Language, Message
from datapact.contract.text.formatters import day_words, minute_words
from datapact.contract.vocabulary.messages import joined
from datapact.obligations.breaches.breach import find_breach, risk_words, role_words
from datapact.obligations.breaches.parties import REQUEST
from datapact.obligations.breaches.plan import plan_of
from datapact.organisation.acting.own_profile import own_profile
from datapact.organisation.identity.profile import GERMAN_SPEAKING, Profile
from datapact.organisation.partners.references import reference_names
from datapact.pdf.letters.letter import address_lines, letter_end, letter_head
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, Words
from datapact.pdf.reports.report import render_report

if TYPE_CHECKING:
    from datapact.obligations.breaches.breach import Breach
    from datapact.obligations.breaches.steps import Plan, Step
    from datapact.organisation.acting.acting_member import Acting

UNKNOWN = Message(N_("not known yet; it will follow without undue further delay (Art. 33(4) GDPR)"))


TO_AUTHORITY = "authority"
"""The step that tells the authority (Art. 33 GDPR)."""
TO_PEOPLE = "subjects"
"""The step that tells the people concerned (Art. 34 GDPR)."""


def is_request(step: Step) -> bool:
    """Whether a step writes to the partner at which it happened, which told us: it needs no notice of its own breach."""
    return step.id.startswith(REQUEST)


def step_title(step: Step) -> Message:
    """The title of a notification: its step, without what has to be judged before it."""
    if is_request(step):
        return Message(N_("Reply to your notice of a breach, and our questions"))
    return Message(N_("Tell the people concerned")) if step.id == TO_PEOPLE else step.title


def missing_in_notice(breach: Breach, step: Step) -> tuple[Message, ...]:
    """The points that a notification ought to have and has not yet, a sentence each; empty where nothing is missing."""
    if is_request(step):
        return ()  # the letter asks the partner for what is missing
    of_authority = (
        (breach.categories, N_("the categories of people and data")),
        ("" if breach.people is None else "known", N_("the number of people, about")),
        ("" if breach.records is None else "known", N_("the number of records of data, about")),
        (step.contact, N_("the address or portal to which the notification goes")),
    )
    points = (
        (breach.what, N_("what happened")),
        (breach.contact, N_("where people can ask: name, e-mail or telephone")),
        (breach.consequences, N_("the likely consequences")),
        (breach.measures, N_("the measures taken and proposed, also those by which people can protect themselves")),
        *(() if step.id == TO_PEOPLE else of_authority),
    )
    words = (
        N_("Missing for the people (Art. 34(2) GDPR): {what}. Nothing can follow later here; enter it first.")
        if step.id == TO_PEOPLE
        else N_("Not entered yet: {what}. The PDF says that it will follow (Art. 33(4) GDPR).")
    )
    return tuple(Message(words, {"what": Message(what)}) for said, what in points if not said.strip())


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
        sender = own_profile(session)
        names = known_datasets(session)
        partner = reference_names(session).get(known.at_partner, "")
    chosen = next((one for one in plan.steps if one.id == step), None)
    if chosen is None:
        steps = ", ".join(one.id for one in plan.steps)
        raise WrongUse(N_("There is no step {step}. Steps: {steps}."), step=step[:60], steps=steps)
    return render_report(
        notice_report(
            known, chosen, sender, language or language_for(chosen, own), now, zone, names, partner, whom_we_tell(plan)
        ),
        now,
    )


def whom_we_tell(plan: Plan) -> tuple[Words, ...]:
    """Whom the plan has us tell by law, each with whether it was told: what the partner has to know of us. Whom we tell by
    contracts with others is not its business."""
    found: list[Words] = []
    for one in plan.steps:
        if one.id not in (TO_AUTHORITY, TO_PEOPLE) or one.state == "not_needed":
            continue
        words = (
            N_("{whom}: told on {day}") if one.state == "done" and one.at is not None else N_("{whom}: being examined")
        )
        day = "" if one.at is None else day_words(in_zone(one.at))
        found.append(Message(words, {"whom": one.whom, "day": day}))
    return tuple(found)


def notice_report(
    breach: Breach,
    step: Step,
    sender: Profile,
    language: Language,
    dated: datetime,
    zone: tzinfo,
    names: Mapping[str, Argument] | None = None,
    partner: str = "",
    recipients: Sequence[Words] = (),
) -> Report:
    """The notification for ``step``, as blocks: the letter to the people concerned where it tells them; times are shown in ``zone``, datasets by ``names`` (by key). ``partner`` is
    the name of the one at which it happened."""
    if is_request(step):
        return _letter_to_partner(breach, step, sender, language, dated, zone, names or {}, partner, recipients)
    if step.id == TO_PEOPLE:
        return _letter_to_people(breach, sender, language, dated, zone, names or {}, partner)
    blocks: list[Part] = [
        Facts(
            (
                (Message(N_("Addressee")), step.whom),
                (Message(N_("Contact")), step.contact or "–"),
                (Message(N_("From")), address_lines(sender)),
                (Message(N_("Legal basis")), step.citation),
                (Message(N_("Date")), _moment(dated, zone)),
            )
        ),
        Heading(Message(N_("What happened"))),
        Paragraph(breach.what or UNKNOWN),
        Facts(
            (
                (Message(N_("Happened")), _of_breach(breach, "occurred", zone)),
                (Message(N_("We became aware")), _moment(breach.aware, zone)),
                *_from_partner(breach, zone, partner),
                (Message(N_("Our role")), role_words(breach)),
                (Message(N_("Data concerned")), _datasets(breach, names or {}) or UNKNOWN),
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
        kind=Message(N_("Notification of a personal data breach")),
    )


def _letter_to_people(
    breach: Breach,
    sender: Profile,
    language: Language,
    dated: datetime,
    zone: tzinfo,
    names: Mapping[str, Argument],
    partner: str,
) -> Report:
    """In clear and plain language: what happened, whom to ask, what may follow, what was done and can be done (Art. 34(2))."""
    happened = breach.occurred or breach.aware
    day = day_meant(happened) if breach.occurred and "occurred" in breach.day_only else day_of(happened, zone)
    when = N_("It happened on {day}.") if breach.occurred else N_("We learned of it on {day}.")
    blocks: list[Part] = [
        *letter_head(sender, Message(N_("the people whose data was affected")), day_of(dated, zone)),
        Paragraph(
            Message(
                N_(
                    "We are writing to you because personal data about you was affected by a security incident. Here you read"
                    " what happened, what it can mean for you, what you can do, and whom you can ask."
                )
            )
        ),
        Heading(Message(N_("What happened"))),
        Paragraph(breach.what or _open(N_("what happened"))),
        Paragraph(Message(when, {"day": day_words(day)})),
    ]
    if breach.at_partner:
        where = Message(
            N_("It happened at {partner}, to whom we had passed data on."), {"partner": partner or breach.at_partner}
        )
        blocks.append(Paragraph(where))
    concerned = [
        *([(Message(N_("Data")), _datasets(breach, names))] if breach.datasets else []),
        *([(Message(N_("In detail")), breach.categories)] if breach.categories else []),
    ]
    if concerned:
        blocks += [Heading(Message(N_("Which data of yours"))), Facts(tuple(concerned))]
    blocks += [
        Heading(Message(N_("What it can mean for you"))),
        Paragraph(breach.consequences or _open(N_("the likely consequences"))),
        Heading(Message(N_("What we have done, and what you can do"))),
        Paragraph(
            breach.measures
            or _open(N_("the measures taken and proposed, also those by which people can protect themselves"))
        ),
        Heading(Message(N_("Whom you can ask"))),
        Paragraph(breach.contact or _open(N_("where people can ask: name, e-mail or telephone"))),
        Note(
            Message(
                N_(
                    "You receive this letter under Art. 34 GDPR. You may also complain to a data protection authority (Art. 77)."
                )
            ),
            Message(N_("Why we write to you")),
        ),
        *letter_end(sender),
    ]
    return Report(
        title=Message(N_("Your data was affected by a security incident")),
        language=language,
        blocks=tuple(blocks),
        kind=Message(N_("Information for the people concerned")),
    )


def _letter_to_partner(
    breach: Breach,
    step: Step,
    sender: Profile,
    language: Language,
    dated: datetime,
    zone: tzinfo,
    names: Mapping[str, Argument],
    partner: str,
    recipients: Sequence[Words],
) -> Report:
    """To the partner at which it happened: that its notice arrived, what we took from it, whom we tell, what we have to ask."""
    addressed = "\n".join(one for one in (partner or step.whom.text(language), step.contact) if one)
    asked = (
        (breach.what, N_("what kind of breach it was, and what happened")),
        ("" if breach.occurred is None else "known", N_("when it happened")),
        ("" if breach.partner_aware is None else "known", N_("when you became aware of it")),
        (breach.categories, N_("which kinds of people and data are concerned")),
        ("" if breach.people is None else "known", N_("how many people, about")),
        ("" if breach.records is None else "known", N_("how many records, about")),
        (breach.consequences, N_("the likely consequences")),
        (breach.measures, N_("what you have done and propose to do, also to lessen the consequences")),
        (breach.contact, N_("whom we can ask: name, e-mail and telephone")),
    )
    missing = [Message(words) for known, words in asked if not known.strip()]
    thanks = N_(
        "You told us of a personal data breach at yours. We confirm that your notice reached us, and what we took from it."
    )
    blocks: list[Part] = [
        *letter_head(sender, addressed, day_of(dated, zone)),
        Paragraph(Message(thanks)),
        Facts(
            (
                (Message(N_("About")), breach.title),
                (Message(N_("You told us")), _moment(breach.told, zone) if breach.told else UNKNOWN),
                (Message(N_("By")), breach.told_by or "–"),
                (
                    Message(N_("Known to you since, by your statement")),
                    _by_its_statement(breach, "partner_aware", zone),
                ),
                (Message(N_("Happened")), _by_its_statement(breach, "occurred", zone)),
                (Message(N_("We became aware")), _moment(breach.aware, zone)),
                (Message(N_("Data concerned")), _datasets(breach, names) or Message(N_("not said"))),
                (
                    Message(N_("Number of people, about")),
                    breach.people if breach.people is not None else Message(N_("not said")),
                ),
                (Message(N_("Legal basis")), step.citation),
            )
        ),
        Heading(Message(N_("What we need from you")), 2),
    ]
    if missing:
        blocks += [
            Paragraph(
                Message(N_("Please tell us without undue delay, in phases where you do not know all of it yet:"))
            ),
            Items(missing),
        ]
    else:
        blocks.append(
            Paragraph(
                Message(N_("Please tell us without undue delay whatever else becomes known, or turns out otherwise."))
            )
        )
    if recipients:
        blocks += [Heading(Message(N_("Whom we tell")), 2), Items(list(recipients))]
    blocks += letter_end(sender)
    return Report(
        title=step_title(step),
        language=language,
        blocks=tuple(blocks),
        kind=Message(N_("Letter on a personal data breach")),
        foot=sender.name,
    )


def _by_its_statement(breach: Breach, name: str, zone: tzinfo) -> Words:
    return Message(N_("not said")) if getattr(breach, name) is None else _of_breach(breach, name, zone)


def _open(what: str) -> Message:
    """A gap that has to be filled before the letter goes out."""
    return Message(N_("[still missing: {what}]"), {"what": Message(what)})


def _from_partner(breach: Breach, zone: tzinfo, partner: str) -> list[tuple[Words, Words]]:
    if not breach.at_partner:
        return []
    return [
        (Message(N_("It happened at")), partner or breach.at_partner),
        (
            Message(N_("Became aware there, by its statement")),
            _of_breach(breach, "partner_aware", zone),
        ),
        (Message(N_("We were told")), _moment(breach.told, zone) if breach.told else UNKNOWN),
        *([(Message(N_("Told by")), breach.told_by)] if breach.told_by else ()),
    ]


def _datasets(breach: Breach, names: Mapping[str, Argument]) -> Words:
    found = joined([names.get(one, one) for one in breach.datasets])
    return found if isinstance(found, Message) else str(found)


def _number(number: int | None) -> Words:
    return UNKNOWN if number is None else number


def _of_breach(breach: Breach, name: str, zone: tzinfo) -> Words:
    """A moment of a breach as far as it is known: with its hour, as a day, or not at all."""
    moment: datetime | None = getattr(breach, name)
    if moment is None:
        return UNKNOWN
    if name in breach.day_only:
        return Message(N_("{day}, hour not known"), {"day": day_words(day_meant(moment))})
    return _moment(moment, zone)


def _moment(moment: datetime, zone: tzinfo) -> Message:
    """A moment as people write it, with its hours ahead of universal time."""
    local = in_zone(moment, zone)
    return Message(N_("{time} (UTC{ahead})"), {"time": minute_words(local), "ahead": f"{local:%z}"})
