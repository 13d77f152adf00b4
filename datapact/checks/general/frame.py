"""Rules on the frame of the contract: term, form, law, languages, precedence, standard terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.date_formats import day_in_prose
from datapact.base.texts import N_, Message, counted
from datapact.checks.model.facts import Case, is_negotiated
from datapact.checks.model.named import is_stated, names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import BGB, GDPR, ICO_CODE, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import place_name


@rule(
    "G19",
    "E",
    "house",
    cite(PRACTICE, ICO_CODE),
    N_(
        "The agreement has a start, and an end, an end event or a right to terminate; without a date of review there "
        "is a warning. A day that ends it is its last day, and no event."
    ),
    version=2,
)
def g19(case: Case) -> Iterator[Gap]:
    duration = case.terms.duration
    if duration.start is None:
        yield Gap("duration.start", Message(N_("The agreement has no first day. Enter the day on which it starts.")))
    if duration.end is None and not is_stated(duration.end_event) and duration.notice_months is None:
        yield Gap(
            "duration.end",
            Message(
                N_(
                    "The agreement has no end. Enter its last day, the event that ends it, or a period of notice for "
                    "termination."
                )
            ),
        )
    if duration.start is not None and duration.end is not None and duration.end < duration.start:
        yield Gap(
            "duration.end", Message(N_("The agreement ends before it starts. Correct the first or the last day."))
        )
    named = next(filter(None, map(day_in_prose, (duration.end_event.de, duration.end_event.en))), None)
    if named is not None and duration.end is None:  # else calendar, lists and answers would know of no end
        yield Gap(
            "duration.end_event",
            Message(
                N_("The event that ends the agreement names a day: {day}. Enter it as the last day of the agreement."),
                {"day": named.isoformat()},
            ),
        )
    if case.terms.review.first is None:
        yield Gap(
            "review.first",
            Message(N_("No review is planned. Enter the day on which the parties first review the agreement.")),
            "W",
        )


@rule(
    "G20",
    "W",
    "practice",
    cite(PRACTICE),
    N_("Governing law, settlement of disputes and liability are agreed."),
)
def g20(case: Case) -> Iterator[Gap]:
    law = case.terms.law
    if not law.governing:
        yield Gap("law.governing", Message(N_("The governing law is missing. Name it.")))
    if not law.venue and not law.disputes.given():
        yield Gap(
            "law.venue",
            Message(N_("Nothing says how disputes are settled. Name the venue, or the procedure of the parties.")),
        )
    if not case.terms.liability.rule:
        yield Gap(
            "liability.rule",
            Message(N_("Nothing is agreed on liability. Choose liability by statute or a cap.")),
        )
    elif case.terms.liability.rule == "capped" and not case.terms.liability.cap.given():
        yield Gap(
            "liability.cap",
            Message(N_("Liability is capped, but no cap is given. Enter the amount, or how it is worked out.")),
        )


@rule(
    "G31",
    "W",
    "practice",
    cite(BGB, "126a, 126b, 127(3)"),
    N_("The form of conclusion, of amendments and of notices is stated."),
)
def g31(case: Case) -> Iterator[Gap]:
    form = case.terms.form
    questions = {
        "conclusion": (form.conclusion, N_("The form in which the agreement is concluded is not stated. Choose one.")),
        "amendment": (form.amendment, N_("The form in which the agreement is amended is not stated. Choose one.")),
        "notices": (form.notices, N_("The form of notices between the parties is not stated. Choose one.")),
    }
    for member, (answer, words) in questions.items():
        if not answer:
            yield Gap(f"form.{member}", Message(words))


@rule(
    "G33",
    "E",
    "house",
    cite(PRACTICE),
    N_(
        "An agreement in two languages names the one that prevails, and no translation is older than its source. A "
        "text in one language only is a warning."
    ),
)
def g33(case: Case) -> Iterator[Gap]:
    document = case.document
    if len(document.languages) < 2:
        return
    if document.prevailing not in document.languages:
        yield Gap(
            "prevailing",
            Message(N_("The agreement has two languages, but nothing says which one prevails. Name it.")),
        )
    for place in document.behind:
        yield Gap(
            place,
            Message(
                N_(
                    "The translation at {place} is older than the prevailing text. Bring it up to date; where it is "
                    "right as it stands, a second legal member sets this finding aside with the reason."
                ),
                {"place": place_name(place, document.numbers)},
            ),
        )
    if document.untranslated:
        yield Gap(
            document.untranslated[0],
            counted(
                "{n} text is given in one of the two languages only, at {place}. Add its translation.",
                "{n} texts are given in one of the two languages only, the first one at {place}. Add the translations.",
                len(document.untranslated),
                place=place_name(document.untranslated[0], document.numbers),
            ),
            "W",
        )


@rule(
    "G35",
    "W",
    "practice",
    cite(PRACTICE),
    N_("An agreement under a framework agreement states which one takes precedence."),
)
def g35(case: Case) -> Iterator[Gap]:
    facts = case.terms.facts
    said = facts.order_of_precedence.given() or facts.precedence
    if (facts.parent_agreement or case.document.has_parent) and not said:
        yield Gap(
            "facts.order_of_precedence",
            Message(
                N_(
                    "The agreement belongs to another one, but nothing says which one takes precedence where they "
                    "differ. Agree on the order."
                )
            ),
        )


@rule(
    "G39",
    "W",
    "statute",
    cite(BGB, "305(1), 307, 308 no. 5, 309 nos. 7 and 8, 310(1)"),
    N_(
        "Wording of a template is pre-formulated until its negotiation is shown clause by clause, and under the law on "
        "standard terms: caps for gross negligence fall, low caps and fictions too, and proof of negotiation is kept."
    ),
    valid_from=date(2002, 1, 1),  # sections 305 to 310 BGB, by the reform of the law of obligations
)
def g39(case: Case) -> Iterator[Gap]:
    facts, liability = case.terms.facts, case.terms.liability
    if liability.rule == "capped" and not is_negotiated(case, "liability"):
        yield Gap(
            "liability.cap",
            Message(
                N_(
                    "Liability is capped in pre-formulated wording. Below the damage that is typical and foreseeable for an "
                    "essential duty the cap is void, and liability then unlimited (§§ 307, 306 BGB), between businesses too. "
                    "Negotiate the cap individually, put the record beside the agreement and choose liability among the clauses "
                    "that it shows to be negotiated; or lift the cap."
                )
            ),
        )
    if case.terms.pilot.acceptance_days is not None and not is_negotiated(case, "acceptance"):
        yield Gap(
            "pilot.acceptance_days",
            Message(
                N_(
                    "Silence counts as acceptance after a number of days. In standard terms this holds only with a fair "
                    "period and a duty to point out what silence means (§ 308 no. 5 BGB). See that the text does so, or choose "
                    "acceptance among the clauses that the record of negotiation covers."
                )
            ),
        )
    if facts.standard_terms and not names_something(facts.negotiation_record):
        yield Gap(
            "facts.negotiation_record",
            Message(
                N_(
                    "Standard wording is used unchanged, so the law on standard terms applies. Where a clause was "
                    "negotiated individually, keep the proof and enter where it is."
                )
            ),
        )
    spared = liability.cap_spares_intent_and_gross_negligence
    alone = facts.standard_terms is False and is_negotiated(case, "liability")
    if liability.rule == "capped" and not spared and not alone:
        yield Gap(
            "liability.cap_spares_intent_and_gross_negligence",
            Message(
                N_(
                    "In standard terms a cap on liability for intent or gross negligence is void, as a rule between "
                    "businesses too. Exempt intent and gross negligence from the cap."
                )
            ),
        )


@rule(
    "G40",
    "E",
    "house",
    cite(PRACTICE),
    N_("No reference in the text points to a clause that is gone."),
)
def g40(case: Case) -> Iterator[Gap]:
    for place in case.document.loose:
        yield Gap(
            place,
            Message(
                N_("A reference in {place} leads nowhere. Point it to the clause that is meant, or delete it."),
                {"place": place_name(place, case.document.numbers)},
            ),
        )
    for place, words in case.document.typed_dead:
        yield Gap(
            place,
            Message(
                N_(
                    "“{words}” in {place} was typed, and the agreement has no such part. Refer to the one that is meant, by a cross-reference"
                    " that follows its number."
                ),
                {"words": words, "place": place_name(place, case.document.numbers)},
            ),
            "W",
        )


@rule(
    "G60",
    "W",
    "statute",
    cite(GDPR, "5(1)(a), 6(1), 28(3)"),
    N_(
        "Where personal data is shared, the text does not count from a day before all have signed: between the parties it can, but "
        "what was processed before does not become lawful by it."
    ),
)
def g60(case: Case) -> Iterator[Gap]:
    amends = case.document.amends_from
    first = amends or case.terms.duration.start
    if case.signing is None or not case.pd or first is None:
        return
    signed = case.signing.concluded
    if signed is None and case.signing.elsewhere:
        return  # nobody said when it was signed: unknown, not late
    if first >= (signed or case.on):
        return
    words = (
        N_(
            "It counts from {day}, before all have signed. Between the parties it can; what was processed before does not become lawful "
            "by it, and answers on sharing count it from the last signature on."
        )
        if signed is None
        else N_(
            "It counts from {day}, and all had signed on {signed} only. What was processed before did not become lawful by it; "
            "answers on sharing count it from the last signature on."
        )
    )
    said = {"day": first.isoformat(), "signed": "" if signed is None else signed.isoformat()}
    yield Gap("parent.effective" if amends else "duration.start", Message(words, said))


RULES = (g19, g20, g31, g33, g35, g39, g40, g60)
