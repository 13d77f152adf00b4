"""Facts of a compliance record for the panel beside the list."""

from __future__ import annotations

from datetime import date

from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import Message, _, counted, current_language
from datapact.consent.facts.facts import SEPARATE, Authorisation, BasisRecord, FactOnFile, PurposeLink
from datapact.consent.views.compliance_record_form import outcome_of
from datapact.consent.views.compliance_record_list import DESPITE_RESTRICTION, OPERATIONS, SPECIAL, FileLine
from datapact.contract.screening.outcomes import OUTCOMES
from datapact.contract.terms.base import Outcome
from datapact_ui.consent.parts.compliance_record_appearance import article_words


def facts_of(line: FileLine) -> list[tuple[str, str]]:
    """Names and values; missing values are empty."""
    return [*_facts(line), *_common(line)]


def _facts(line: FileLine) -> list[tuple[str, str]]:
    part = line.part
    if isinstance(part, BasisRecord):
        special = article_words(part.special, SPECIAL) if part.special in SPECIAL else part.special
        despite = DESPITE_RESTRICTION.get(part.despite_restriction, "")
        return [
            (_("Controller"), line.name),
            (_("Recipient"), line.recipient_name or _("every recipient")),
            (_("For"), str(Message(OPERATIONS.get(part.operation, part.operation)))),
            (_("Condition of Art. 9(2) GDPR"), special),
            (_("Law that it rests on"), part.law),
            (_("People are party to the contract"), _("yes") if part.subject_is_contract_party else ""),
            (_("Authority for data on offences"), part.offence_authority),
            (_("Overriding grounds"), part.overriding_grounds),
            (_("Despite a restriction, for"), str(Message(despite)) if despite else ""),
            (_("Why it holds for people who refused or withdrew consent"), part.beside_consent),
            (_("Approved by"), part.approver),
            (_("What came of it"), _outcome(part.outcome, part.conditions)),
            (_("Review on"), long_day(part.review)),
        ]
    if isinstance(part, Authorisation):
        return [
            (_("Recipient"), line.name or _("every recipient")),
            (_("Granted by"), part.granted_by),
            (_("Revoked from"), long_day(part.revoked)),
            (_("How it can be revoked"), line.revocable),
            (_("Bound not to share on"), _("yes") if part.no_sharing_on else ""),
            (_("The user who asks is the person whose data it is"), _requester(part)),
        ]
    if isinstance(part, PurposeLink):
        return [(_("Agreed purpose"), line.name), (_("Notice"), str(line.notice_name))]
    return [
        (_("Concerns"), line.name),
        (_("Dated"), long_day(part.day)),
        (_("Result"), part.result),
        (_("What came of it"), _of_fact(part)),
    ]


def _requester(part: Authorisation) -> str:
    if part.sort != "user_request":
        return ""
    return {"subject": _("yes"), "other": _("no")}.get(part.requester, _("not answered"))


def _of_fact(part: FactOnFile) -> str:
    return "" if part.sort == SEPARATE and not part.weighed else _outcome(outcome_of(part), part.conditions)


def _outcome(outcome: Outcome, conditions: str) -> str:
    words = str(Message(OUTCOMES[outcome]))
    return f"{words}: {conditions}" if conditions else words


def _common(line: FileLine) -> list[tuple[str, str]]:
    part = line.part
    days = (None, None) if isinstance(part, PurposeLink) else (part.valid_from, part.valid_to)
    return [
        (_("Dataset"), str(line.dataset_name) or _("every dataset")),
        (_("Purpose"), purpose_of(line)),
        (_("Where the document is kept"), line.document),
        (_("Valid from"), long_day(days[0])),
        (_("Valid until"), long_day(days[1])),
        (_("Note"), line.note),
        (_("Put on file"), " · ".join(one for one in (long_day(in_zone(line.recorded).date()), line.by) if one)),
        (_("Versions"), _versions(line)),
        (_("Key"), line.key),
        (_("Entry"), part.entry),
    ]


def _versions(line: FileLine) -> str:
    if line.versions == 1:
        return ""
    first = long_day(in_zone(line.first).date())
    return str(counted("{n} version, the first of {day}", "{n} versions, the first of {day}", line.versions, day=first))


def purpose_of(line: FileLine) -> str:
    """The name of the purpose; empty for a fact."""
    if line.kind == "fact_on_file":
        return ""
    return str(line.purpose_name) if line.purpose else _("every purpose")


def long_day(day: date | None) -> str:
    """A day in full; empty for none."""
    return "" if day is None else long_date(day, current_language())
