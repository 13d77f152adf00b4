"""Step 5 of the decision: a recipient or storage outside the EEA needs a mechanism valid on the day (Art. 44 to 49)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.dated import is_dated, is_reference
from datapact.checks.model.named import names_something
from datapact.checks.regimes.transfers import (
    OTHER_TOOLS,
    WITH_ASSESSMENT,
    YEAR,
    adequate_organisation,
    covers_employees,
    is_between_authorities,
    organisation_of,
    same_name,
)
from datapact.consent.facts.facts import FactOnFile, holds, is_about
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import Evaluation, add_refusal, add_unweighed, need_fact, shows_something
from datapact.consent.steps.onward_sharing import BINDING
from datapact.contract.terms import Transfer
from datapact.contract.vocabulary.acts import GDPR_APPLIES
from datapact.contract.vocabulary.countries import EEA, adequacy_decisions
from datapact.contract.vocabulary.international import is_international

type Names = dict[str, Argument]


def destination(evaluation: Evaluation) -> str:
    """The country where the partner will hold the data: the question's, else that of its seat in the agreement."""
    if evaluation.question.place:
        return evaluation.question.place
    terms, key = evaluation.agreement.terms, evaluation.partner
    if key.startswith("sub_processors."):
        found = key.removeprefix("sub_processors.")
        return next(one.country for one in terms.sub_processors if one.key == found)
    return evaluation.agreement.seats_of(key)[0]


def destinations(evaluation: Evaluation) -> tuple[str, ...]:
    """The countries from which the data can be seen: where it is held, the partner's seat, its sub-processors.

    An importer in a third country gets the data by a transfer wherever the server stands (EDPB 05/2021).
    """
    terms, key = evaluation.agreement.terms, evaluation.partner
    if key.startswith("sub_processors."):
        others = [one.country for one in terms.sub_processors if f"sub_processors.{one.key}" == key]
    else:
        others = [*evaluation.agreement.seats_of(key)]
        others += [one.country for one in terms.sub_processors if one.engaged_by == key]
        others += _seats_elsewhere(evaluation)
    return tuple(dict.fromkeys((destination(evaluation), *others)))


def _seats_elsewhere(evaluation: Evaluation) -> Iterator[str]:
    """The seats outside the EEA that other agreements which bind us on these data name for the partner: one of the texts is wrong."""
    question = evaluation.question
    for one in evaluation.facts.agreements:
        key = one.key_of(question.partner)
        if (
            one.id == evaluation.agreement.id
            or one.status not in BINDING
            or not is_about(one, question.dataset, question.partner)
        ):
            continue
        if not key.startswith("sub_processors."):
            yield from (country for country in one.seats_of(key) if country and country not in EEA)


def holding_countries(evaluation: Evaluation) -> tuple[str, ...]:
    """The countries where the data is held: by the partner, and by the sub-processors that it engages."""
    engaged = [one.country for one in evaluation.agreement.terms.sub_processors if one.engaged_by == evaluation.partner]
    return tuple(dict.fromkeys((destination(evaluation), *engaged)))


def transfers_of(evaluation: Evaluation) -> tuple[Transfer, ...]:
    """The transfers of the agreement that this sharing is part of: of the dataset, to the partner or to its countries."""
    held, countries = destination(evaluation), destinations(evaluation)
    others = {
        name.casefold()
        for one in evaluation.agreement.terms.parties
        if one.key != evaluation.partner
        for name in (one.name, one.short_name)
        if name
    }
    return tuple(
        one
        for one in evaluation.agreement.terms.transfers
        if (not one.datasets or evaluation.dataset.key in one.datasets)
        and one.country not in EEA
        and one.importer.casefold() not in others
        and (one.country in countries or held in EEA)
    )


def evaluate_place(evaluation: Evaluation) -> None:
    """The agreed place of processing holds for data of nobody, too: outside the EEA only where the agreement names it."""
    named = {one.country for one in evaluation.agreement.terms.transfers} | set(evaluation.dataset.limits.places)
    for country in destinations(evaluation):
        if country in EEA or country in named:
            continue
        if not country:
            _unknown_seat(evaluation, "S3")
            continue
        evaluation.missing(
            "S3",
            Message(
                N_(
                    "The data would be held in {country} or seen from there, outside the EEA. The agreement names no place there: "
                    "agree on it first (Art. 32 Data Act, trade secrets)."
                ),
                {"country": country},
            ),
            evaluation.place(f"datasets.{evaluation.dataset.key}.limits"),
        )


def evaluate_transfer(evaluation: Evaluation) -> bool:
    """Judge the transfer; true if it rests on consent under Art. 49(1)(a), which each person must then have given."""
    transfers = transfers_of(evaluation)
    for country in destinations(evaluation):
        if country in EEA or any(one.country == country for one in transfers):
            continue  # that this importer is meant by it, below
        if not country:
            _unknown_seat(evaluation, "X01")
            continue
        evaluation.missing(
            "X01",
            Message(
                N_(
                    "The data would go to {country}, outside the EEA. The agreement names no transfer there: agree on "
                    "a mechanism of Art. 45 to 49 GDPR."
                ),
                {"country": country},
            ),
            evaluation.place("transfers"),
        )
    for name, names, country in _importers(evaluation):
        there = [one for one in transfers if one.country == country]
        if there and not any(one.importer == "" or same_name(one.importer, *names) for one in there):
            words = N_(
                "{importer} gets the data in {country}; the transfers there that the agreement names are to others. A mechanism of "
                "Art. 45 to 49 GDPR counts for the importer that it names: agree on one for {importer}."
            )
            told: Names = {"importer": name, "country": country}
            evaluation.missing("X01", Message(words, told), evaluation.place("transfers"))
    transfers += _to_international(evaluation, transfers)
    consented = tuple(_judge(evaluation, one) for one in transfers)
    return any(consented)


def _unknown_seat(evaluation: Evaluation, rule: str) -> None:
    words = N_(
        "Nobody has said in which country {partner} has its seat: the agreement has no address of it, and none is on its page among the "
        "partners. Enter the country there; unknown is not Germany."
    )
    partner = evaluation.facts.name(evaluation.question.partner)
    evaluation.unanswered(rule, Message(words, {"partner": partner}), evaluation.place("parties"))


def _importers(evaluation: Evaluation) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Whoever outside the EEA gets the data by this sharing, by name, names and country: the partner, its sub-processors."""
    terms, key = evaluation.agreement.terms, evaluation.partner
    if not key.startswith("sub_processors."):
        party = terms.party(key)
        for country in evaluation.agreement.seats_of(key):
            if country and country not in EEA:
                names = tuple(one for one in (party.name, party.short_name) if one)
                yield party.short_name or party.name, names, country
    for one in terms.sub_processors:
        if (one.engaged_by == key or f"sub_processors.{one.key}" == key) and one.country not in EEA and one.name:
            yield one.name, (one.name,), one.country


def importer_of(evaluation: Evaluation, transfer: Transfer) -> str:
    """The party reference of whoever imports by a transfer: what is on file of another importer shows nothing of it.

    Empty for somebody whom nobody has entered among the partners.
    """
    names, _form = _partner_names(evaluation)
    if not transfer.importer or same_name(transfer.importer, *names):
        return evaluation.question.partner
    agreement = evaluation.agreement
    for one in agreement.terms.sub_processors:
        if same_name(transfer.importer, one.name):
            return agreement.reference(f"sub_processors.{one.key}")
    return next((reference for key, reference in agreement.importers if key == transfer.key), "")


def _need_of_importer(
    evaluation: Evaluation, transfer: Transfer, sort: str, rule: str, words: str, ended: str, scope: str = ""
) -> None:
    """Need a fact about the importer itself; one that is nobody's partner has to be entered first."""
    reference = importer_of(evaluation, transfer)
    names: Names = {"country": transfer.country, "importer": transfer.importer, "scope": scope}
    if reference:
        need_fact(evaluation, sort, rule, Message(words, names), Message(ended, names), about=reference)
        return
    stranger = N_(
        "{missing} It counts for this importer alone, and {importer} is no partner here: enter it among the partners first, with "
        "this name."
    )
    told: Names = {"missing": Message(words, names), "importer": transfer.importer}
    evaluation.missing(rule, Message(stranger, told), evaluation.place(f"transfers.{transfer.key}"))


def is_to_international(evaluation: Evaluation) -> bool:
    """Whether the partner is an international organisation (Art. 4(26)), by its names or its legal form."""
    names, form = _partner_names(evaluation)
    return is_international(*names, legal_form=form)


def _partner_names(evaluation: Evaluation) -> tuple[tuple[str, ...], str]:
    """The names of the partner in the agreement, and its legal form."""
    terms, key = evaluation.agreement.terms, evaluation.partner
    if key.startswith("sub_processors."):
        return (next(one.name for one in terms.sub_processors if f"sub_processors.{one.key}" == key),), ""
    party = terms.party(key)
    return tuple(one for one in (party.name, party.short_name) if one), party.legal_form


def _to_international(evaluation: Evaluation, judged: Sequence[Transfer]) -> tuple[Transfer, ...]:
    """What an international organisation receives is transferred to it wherever it sits (Art. 44): its transfers in the EEA."""
    if not is_to_international(evaluation):
        return ()
    names, _form = _partner_names(evaluation)
    found = tuple(one for one in evaluation.agreement.terms.transfers if same_name(one.importer, *names))
    if not found:
        words = N_(
            "{partner} is an international organisation: what it receives is transferred to it wherever it sits (Art. 44 GDPR). The "
            "agreement names no transfer to it: agree on a mechanism of Art. 45 to 49 GDPR."
        )
        evaluation.missing("X01", Message(words, {"partner": names[0]}), evaluation.place("transfers"))
    return tuple(one for one in found if one not in judged)


def _judge(evaluation: Evaluation, transfer: Transfer) -> bool:
    place = evaluation.place(f"transfers.{transfer.key}")
    names = {"country": transfer.country, "importer": transfer.importer}
    if transfer.mechanism == "":
        evaluation.missing(
            "X01", Message(N_("The transfer to {importer} ({country}) names no mechanism."), names), place
        )
        return False
    before = len(evaluation.reasons)
    if transfer.mechanism == "45":
        _judge_adequacy(evaluation, transfer)
    elif transfer.mechanism in WITH_ASSESSMENT:
        _judge_safeguard(evaluation, transfer)
    else:
        consented = _judge_derogation(evaluation, transfer)
        if consented:
            return True
    if len(evaluation.reasons) == before:
        evaluation.met(
            "X01",
            Message(
                N_("The transfer to {importer} ({country}) rests on Art. {mechanism} GDPR."),
                {**names, "mechanism": transfer.mechanism},
            ),
            place,
        )
    return False


def _judge_adequacy(evaluation: Evaluation, transfer: Transfer) -> None:
    organisation = organisation_of(evaluation.agreement.terms, transfer.importer)
    if organisation:
        words = N_("No adequacy decision for {importer} is on the list. Check it, or agree on another mechanism.")
        ended = N_("The adequacy decision for {importer} no longer holds.")
        names: Names = {"importer": transfer.importer}
        about = adequate_organisation(organisation) or transfer.importer
        need_fact(evaluation, "adequacy", "X02", Message(words, names), Message(ended, names), about=about)
        return
    need_fact(
        evaluation,
        "adequacy",
        "X02",
        Message(
            N_("No adequacy decision for {country} is on the list. Check it, or agree on another mechanism."),
            {"country": transfer.country},
        ),
        Message(N_("The adequacy decision for {country} no longer holds."), {"country": transfer.country}),
        about=transfer.country,
    )
    _judge_scope(evaluation, transfer)
    here = [
        one
        for one in evaluation.facts.facts
        if (one.sort, one.about) == ("adequacy", transfer.country)
        and holds(one.valid_from, one.valid_to, evaluation.day)
        and not one.open
        and not one.key.startswith("list:")
    ]
    if here and transfer.country not in adequacy_decisions():
        words = N_(
            "The program's list has no adequacy decision for {country}; one was put on file here: {what}. Check it in the "
            "Official Journal."
        )
        evaluation.warn("X02", Message(words, {"country": transfer.country, "what": here[-1].reference}))
    if transfer.country == "US":
        _need_of_importer(
            evaluation,
            transfer,
            "dpf",
            "X02",
            N_(
                "The adequacy decision for the US covers certified importers only. Put the certification of "
                "{importer} under the Data Privacy Framework on file."
            ),
            N_("The certification of {importer} under the Data Privacy Framework has ended."),
        )
        _judge_human_resources(evaluation, transfer)


def _judge_human_resources(evaluation: Evaluation, transfer: Transfer) -> None:
    """Data of employees is covered by a certificate that names HR data alone (annex I to the decision, III.9)."""
    importer = importer_of(evaluation, transfer)
    certificates = [
        one
        for one in evaluation.facts.facts
        if (one.sort, one.about) == ("dpf", importer)
        and one.dataset in ("", evaluation.dataset.key)
        and holds(one.valid_from, one.valid_to, evaluation.day)
        and shows_something(one)
        and not one.open
    ]
    if evaluation.dataset.employees is not True or not certificates:
        return
    if not covers_employees(transfer.scope, *(f"{one.reference} {one.result}" for one in certificates)):
        words = N_(
            "Employees' data goes to {importer}, and nothing shows that its certification covers HR data. Check the list of the Data "
            "Privacy Framework, and put what it says as the finding of the certification on file."
        )
        wanted = Wanted("fact_on_file", "dpf", importer, key=certificates[-1].key)
        link = ("fact_on_file", certificates[-1].key)
        evaluation.missing("X02", Message(words, {"importer": transfer.importer}), link, wanted=wanted)


def _judge_scope(evaluation: Evaluation, transfer: Transfer) -> None:
    """Some decisions cover only some importers: that this one is among them is a fact of its own (the US: ``dpf``)."""
    known = [
        one
        for one in evaluation.facts.facts
        if (one.sort, one.about) == ("adequacy", transfer.country)
        and one.dataset in ("", evaluation.dataset.key)
        and holds(one.valid_from, one.valid_to, evaluation.day)
        and not one.open
    ]
    if not known or transfer.country == "US" or not all(one.result for one in known):
        return
    _need_of_importer(
        evaluation,
        transfer,
        "adequacy_scope",
        "X02",
        N_("The adequacy decision for {country} covers only: {scope}. Put on file that {importer} is among them."),
        N_("What showed that the adequacy decision for {country} covers {importer} no longer holds."),
        scope=known[-1].result,
    )


def _judge_safeguard(evaluation: Evaluation, transfer: Transfer) -> None:
    place = evaluation.place(f"transfers.{transfer.key}")
    names = {"importer": transfer.importer}
    if transfer.mechanism == "46(2)(c)" and not transfer.module:
        evaluation.missing(
            "X03", Message(N_("The module of the standard clauses with {importer} is missing."), names), place
        )
    if transfer.mechanism in OTHER_TOOLS:
        _judge_tool(evaluation, transfer)
    if transfer.module == "4" and not transfer.adds_own_data:
        return
    dated = _assessment(evaluation, transfer)
    wanted = Wanted("fact_on_file", "transfer_assessment", importer_of(evaluation, transfer) or transfer.country)
    if dated is None:
        evaluation.missing(
            "X11",
            Message(
                N_("No current assessment of the transfer to {importer} is on file. Carry it out and date it."), names
            ),
            place,
            wanted=wanted,
        )
    elif evaluation.day - dated > YEAR:
        evaluation.warn(
            "X11",
            Message(
                N_("The assessment of the transfer to {importer} is of {day}, older than a year: renew it."),
                {**names, "day": dated.isoformat()},
            ),
            place,
            authority="practice",
            wanted=wanted,
        )


def _judge_tool(evaluation: Evaluation, transfer: Transfer) -> None:
    """Rules, a code, a certificate, an instrument are documents of their own: one is named, or there is none to rest on."""
    names: Names = {"importer": transfer.importer, "mechanism": transfer.mechanism, "key": transfer.key}
    place = evaluation.place(f"transfers.{transfer.key}")
    if not is_reference(transfer.scope):
        words = N_(
            "The transfer to {importer} rests on Art. {mechanism} GDPR, and nothing names the approved instrument. Name it beside the "
            "agreement, with its date or number."
        )
        evaluation.missing("X17", Message(words, names), evaluation.place(f"transfers.{transfer.key}.scope"))
    elif transfer.mechanism == "46(2)(a)" and not is_between_authorities(
        evaluation.agreement.terms, transfer.importer or _partner_names(evaluation)[0][0]
    ):
        words = N_(
            "The transfer to {importer} rests on an instrument between public bodies, and both sides are not such. Choose another tool."
        )
        evaluation.missing("X17", Message(words, names), place)


def _assessment(evaluation: Evaluation, transfer: Transfer) -> date | None:
    """The day of the newest assessment that counts on the day; a record with a last day counts only until then."""
    found: list[tuple[date, date | None]] = []
    unread: list[FactOnFile] = []
    importer = importer_of(evaluation, transfer) or transfer.country
    if (
        names_something(transfer.assessment)
        and transfer.assessment_date is not None
        and transfer.assessment_date <= evaluation.day
    ):
        found.append((transfer.assessment_date, None))
    for one in evaluation.facts.facts:
        about = one.about in (importer, transfer.country)
        if one.sort == "transfer_assessment" and about and one.dataset in ("", evaluation.dataset.key):
            dated = one.day or one.valid_from
            counts = shows_something(one) and holds(one.valid_from, one.valid_to, evaluation.day)
            counts = counts and not evaluation.is_outgrown(one)
            if dated is not None and dated <= evaluation.day and counts:
                if one.open:
                    unread.append(one)
                else:
                    found.append((dated, one.valid_to))
    about_it = dict.fromkeys((importer, transfer.country))
    if found and any(add_refusal(evaluation, "transfer_assessment", "X11", one) for one in about_it):
        return max(day for day, _last in found)
    if not found:
        if unread:
            add_unweighed(evaluation, "X11", unread[-1])
        return None
    newest = max(found, key=lambda one: (one[0], one[1] is None, one[1] or evaluation.day))
    evaluation.expires(
        newest[1], Message(N_("the assessment of the transfer to {importer} ends"), {"importer": transfer.importer})
    )
    return newest[0]


def _judge_derogation(evaluation: Evaluation, transfer: Transfer) -> bool:
    place = evaluation.place(f"transfers.{transfer.key}")
    names = {"importer": transfer.importer}
    if transfer.derogation == "":
        evaluation.missing(
            "X14", Message(N_("The transfer to {importer} names no letter of Art. 49(1) GDPR."), names), place
        )
    elif transfer.derogation == "a":
        evaluation.met(
            "X14",
            Message(N_("The transfer to {importer} rests on explicit consent; each person must have given it."), names),
            place,
        )
        return True
    elif transfer.derogation == "subparagraph_2" and not is_dated(
        transfer.authority_informed, evaluation.day, GDPR_APPLIES
    ):
        evaluation.missing(
            "X14",
            Message(
                N_("Nothing with a date shows that the authority was informed of the transfer to {importer}."), names
            ),
            place,
        )
    elif not names_something(transfer.necessity):
        _need_of_importer(
            evaluation,
            transfer,
            "derogation",
            "X14",
            N_("Nothing shows that the transfer to {importer} is necessary under Art. 49(1) GDPR."),
            N_("What showed the transfer to {importer} to be necessary no longer holds."),
        )
    return False
