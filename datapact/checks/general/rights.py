"""Rules on obligations to data subjects and authorities: breaches, requests, assessments, automated decisions."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.dpia import dpia_triggers
from datapact.checks.model.facts import Case
from datapact.checks.model.named import is_answer, names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Assessment, Localised
from datapact.contract.vocabulary.acts import BDSG, CJEU_SCORING, DSK_LIST, EDPB_BREACH, GDPR, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import joined

LATEST_USUAL_HOURS = 48  # usual practice; it leaves the controller a day of the 72 hours of Art. 33(1) GDPR
LONGEST_ANSWER_DAYS = 30
LONGEST_EXTENSION_MONTHS = 2


LONGEST_PROPAGATION_DAYS = 31  # a request is answered, and so carried out, within a month (Art. 12(3) GDPR)


@rule(
    "G14",
    "E",
    "statute",
    cite(GDPR, "33(1)-(2)", EDPB_BREACH),
    N_(
        "A processor reports breaches without undue delay to a named contact; more than 48 hours is a warning. Other "
        "parties name contacts for breaches (a warning)."
    ),
)
def g14(case: Case) -> Iterator[Gap]:
    if not case.pd:
        return
    breach = case.terms.breach
    reachable = {entry.party for entry in breach.contacts if entry.contact.given()}
    if case.c2p:
        if not breach.without_undue_delay:
            yield Gap(
                "breach.without_undue_delay",
                Message(
                    N_(
                        "Nothing obliges the processor to report a personal data breach to the controller without "
                        "undue delay. Agree on it, if need be with a number of hours as the limit."
                    )
                ),
            )
        if breach.hours is not None and breach.hours > LATEST_USUAL_HOURS:
            yield Gap(
                "breach.hours",
                Message(
                    N_(
                        "The processor may take {hours} hours to report a breach, while the controller has 72 hours "
                        "for its own notification. Usual are at most 48 hours."
                    ),
                    {"hours": breach.hours},
                ),
                "W",
                "practice",
                citation=cite(PRACTICE),
            )
    expected = case.controllers if case.c2p else case.responsible
    unreachable = [case.name(key) for key in expected if key not in reachable]
    if unreachable:
        yield Gap(
            "breach.contacts",
            Message(
                N_(
                    "A contact to whom a personal data breach is reported is missing for: {parties}. Name one for each."
                ),
                {"parties": joined(unreachable)},
            ),
            "E" if case.c2p else "W",
        )


@rule(
    "G15",
    "E",
    "statute",
    cite(GDPR, "11, 12(2)-(3), 15-22"),
    N_(
        "Where parties are joint controllers, one of them is named to answer data subjects' requests; no agreed period "
        "is longer than one month, extendable by two."
    ),
    version=2,
)
def g15(case: Case) -> Iterator[Gap]:
    if not case.pd:
        return
    rights = case.terms.rights
    if case.c2c and not case.jc and not case.c2p and case.has_party(rights.responsible):
        yield Gap(
            "rights.responsible",
            Message(
                N_(
                    "{party} is to answer for all, but each party is a controller of its own: each answers for its own "
                    "processing and passes on what went astray (Art. 12, 15 to 22 GDPR). Leave this open."
                ),
                {"party": case.name(rights.responsible)},
            ),
            "W",
        )
    # independent controllers each answer for their own processing, and a processor's controller answers anyway
    if not case.has_party(rights.responsible) and (case.jc or rights.responsible):
        yield Gap(
            "rights.responsible",
            Message(N_("Nothing says which party answers requests of data subjects. Name the party.")),
        )
    if rights.answer_days is None and (case.jc or rights.responsible):
        yield Gap(
            "rights.answer_days",
            Message(
                N_(
                    "No time limit is agreed for answering data subjects. Agree on a number of days, at most 30 (the "
                    "law allows one month from receipt)."
                )
            ),
        )
    elif rights.answer_days is not None and rights.answer_days > LONGEST_ANSWER_DAYS:
        yield Gap(
            "rights.answer_days",
            Message(
                N_(
                    "Requests of data subjects may take {days} days, but the law allows one month from receipt. "
                    "Shorten the limit to 30 days or less."
                ),
                {"days": rights.answer_days},
            ),
        )
    if rights.extension_months is not None and rights.extension_months > LONGEST_EXTENSION_MONTHS:
        yield Gap(
            "rights.extension_months",
            Message(
                N_(
                    "The time for answering may be extended by {months} months, but the law allows two further months. "
                    "Shorten the extension."
                ),
                {"months": rights.extension_months},
            ),
        )


@rule(
    "G16",
    "E",
    "house",
    cite(GDPR, "19"),
    N_(
        "Where personal data is shared, rectification, erasure and restriction are passed on to recipients, within a month at "
        "most, unless that is impossible or disproportionate."
    ),
    version=3,
)
def g16(case: Case) -> Iterator[Gap]:
    # That it is passed on the wording provides (wording/general_parts.py); within how many days the terms say.
    days = case.terms.rights.propagation_days
    if case.pd and days is not None and days > LONGEST_PROPAGATION_DAYS:
        yield Gap(
            "rights.propagation_days",
            Message(
                N_(
                    "Withdrawals, objections, rectifications and erasures are passed on within {days} days only. Until then data is "
                    "used that must not be (Art. 7(3), 12(3), 19 GDPR): agree on a few days, a month at most."
                ),
                {"days": days},
            ),
        )


@rule(
    "G17",
    "E",
    "statute",
    cite(GDPR, "35(1), (3), (4), (11), 36", DSK_LIST),
    N_(
        "Where personal data is shared, it is on file whether a data protection impact assessment is needed, with reasons; "
        "where it is, each controller has one with version, date, result and review, and puts a remaining high risk to the "
        "authority first. That a day of review has passed is a warning."
    ),
    version=3,
)
def g17(case: Case) -> Iterator[Gap]:
    facts = case.terms.facts
    if not case.pd:
        return
    assessments = [one for one in case.terms.assessments if one.kind == "dpia"]
    have = {one.party for one in assessments}
    without = [key for key in case.controllers or case.responsible if key not in have]
    yield from _screening(case, assessed=bool(assessments) and not without)
    if facts.dpia_required is False:
        return
    lacking = [case.name(key) for key in without]
    if lacking and facts.dpia_required:
        yield Gap(
            "assessments",
            Message(
                N_(
                    "A data protection impact assessment is required but missing for: {parties}. Each controller "
                    "carries it out before the processing begins; enter reference, version, date, result and review."
                ),
                {"parties": joined(lacking)},
            ),
        )
    for one in assessments:
        missing = _open_members(one)
        if missing:
            yield Gap(
                f"assessments.{one.key}",
                Message(
                    N_("The data protection impact assessment of {party} lacks: {members}. Complete the entry."),
                    {"party": case.name(one.party), "members": joined(missing)},
                ),
            )
        if one.review is not None and one.review < case.on:
            yield Gap(
                f"assessments.{one.key}.review",
                Message(
                    N_(
                        "The impact assessment of {party} was to be reviewed by {day}. Review it and enter the new day (Art. 35(11) GDPR)."
                    ),
                    {"party": case.name(one.party), "day": one.review.isoformat()},
                ),
                "W",
            )
        if one.residual_high_risk and not _consulted(case, one.party):
            yield Gap(
                f"assessments.{one.key}.residual_high_risk",
                Message(
                    N_(
                        "The impact assessment of {party} leaves a high risk. Consult the supervisory authority before "
                        "the processing begins, and enter the consultation with reference and date."
                    ),
                    {"party": case.name(one.party)},
                ),
            )


def _answers(words: Localised) -> bool:
    return any(is_answer(one) for one in (words.de, words.en))


def _screening(case: Case, *, assessed: bool) -> Iterator[Gap]:
    """Whether an assessment is needed was answered, or is shown by one of each controller (``assessed``), and "no" has
    reasons where something points to one.
    """
    facts, triggers = case.terms.facts, dpia_triggers(case)
    if facts.dpia_required is None and not assessed:
        if triggers:
            yield Gap(
                "facts.dpia_required",
                Message(
                    N_(
                        "Nobody has said whether a data protection impact assessment is needed, and this points to one: "
                        "{triggers}. Answer it with reasons."
                    ),
                    {"triggers": joined(list(triggers), strongly=True)},
                ),
                "W" if case.processing_only else None,
            )
        else:
            yield Gap(
                "facts.dpia_required",
                Message(
                    N_(
                        "Nobody has said whether a data protection impact assessment is needed. Nothing in the terms "
                        "points to one; answer it with a reason in a sentence."
                    )
                ),
                "W",
                "house",
                when_freezing=None if case.processing_only else "E",
            )
    elif facts.dpia_required is False and triggers and not _answers(facts.dpia_reasons):
        yield Gap(
            "facts.dpia_reasons",
            Message(
                N_(
                    "No data protection impact assessment is said to be needed, but this points to one: {triggers}. Give "
                    "the reasons, or carry it out."
                ),
                {"triggers": joined(list(triggers), strongly=True)},
            ),
            "W" if case.processing_only else None,
        )


def _open_members(one: Assessment) -> list[Argument]:
    members = {
        N_("reference"): names_something(one.reference),
        N_("version"): bool(one.version),
        N_("date"): one.day is not None,
        N_("result"): bool(one.result),
        N_("date of review"): one.review is not None,
    }
    return [Message(name) for name, given in members.items() if not given]


def _consulted(case: Case, party: str) -> bool:
    return any(
        one.kind == "prior_consultation" and one.party == party and names_something(one.reference) and one.day
        for one in case.terms.assessments
    )


@rule(
    "G26",
    "E",
    "statute",
    cite(GDPR, "22(1)-(4), 13(2)(f), 14(2)(g)", CJEU_SCORING, BDSG, "31"),
    N_(
        "Solely automated decisions rest on a ground of Art. 22(2), have safeguards, and their logic is explained in "
        "the notice."
    ),
)
def g26(case: Case) -> Iterator[Gap]:
    facts = case.terms.facts
    if not case.pd or not facts.automated_decisions:
        return
    if not facts.automated_decisions_ground:
        yield Gap(
            "facts.automated_decisions_ground",
            Message(
                N_(
                    "Solely automated decisions are planned without a ground of Art. 22(2) GDPR. Name the ground "
                    "(contract, law or explicit consent), or let a person decide."
                )
            ),
        )
    explicit = all(
        basis.special in ("9(2)(a)", "9(2)(g)")
        for basis in case.terms.legal_bases
        if basis.dataset in {dataset.key for dataset in case.special_datasets}
    )
    if case.special_datasets and not explicit:
        yield Gap(
            "facts.automated_decisions",
            Message(
                N_(
                    "Solely automated decisions rest on special categories of personal data. That is permitted only with "
                    "explicit consent or for a substantial public interest by law (Art. 22(4), 9(2)(a), (g) GDPR). Leave "
                    "these data out of the decision, or change the condition."
                )
            ),
        )
    if not facts.automated_decisions_safeguards.given():
        yield Gap(
            "facts.automated_decisions_safeguards",
            Message(
                N_(
                    "Safeguards for automated decisions are missing. Provide at least that a person can intervene and "
                    "that data subjects can state their view and contest the decision."
                )
            ),
        )
    if not facts.automated_decisions_notice:
        yield Gap(
            "facts.automated_decisions_notice",
            Message(
                N_(
                    "Data subjects must be told of automated decisions, the logic involved and the consequences. Enter "
                    "the notice that does so."
                )
            ),
        )


@rule(
    "G27",
    "W",
    "statute",
    cite(GDPR, "30(1)(d)"),
    N_("Each controller's record of processing activities names the recipients of this agreement."),
    version=2,
)
def g27(case: Case) -> Iterator[Gap]:
    if not case.pd:
        return
    for key in case.responsible:
        if key in {*case.processors, *case.sub_processors} and key not in case.controllers:
            continue  # a processor's record, Art. 30(2), names no recipients
        if not case.terms.party(key).register_of_processing:
            yield Gap(
                f"parties.{key}.register_of_processing",
                Message(
                    N_(
                        "{party} has not confirmed that its record of processing activities names the recipients of "
                        "this agreement. Complete the record and confirm it."
                    ),
                    {"party": case.name(key)},
                ),
            )


RULES = (g14, g15, g16, g17, g26, g27)
