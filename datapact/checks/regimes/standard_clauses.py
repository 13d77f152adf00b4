"""Rules on the standard contractual clauses for transfers (Decision (EU) 2021/914), their annexes and their text."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case, covers
from datapact.checks.model.generic import is_generic
from datapact.checks.model.official import set_name, standing
from datapact.checks.model.rule import Gap, rule
from datapact.checks.regimes.transfers import moved, names_of, outside, place_of, same_name
from datapact.contract.terms import Party, SubProcessor, Transfer
from datapact.contract.terms.known_facts import special_categories
from datapact.contract.vocabulary.acts import SCC_TRANSFERS
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.countries import MEMBER_STATES
from datapact.contract.vocabulary.messages import name_or_words, own


def _with_clauses(case: Case, modules: str = "1234") -> Iterator[Transfer]:
    for one in outside(case):
        if one.mechanism == "46(2)(c)" and (one.module in modules if one.module else modules == "1234"):
            yield one


def importer_party(case: Case, transfer: Transfer) -> Party | None:
    """The party that is the importer, if it is one."""
    parties = (one for one in case.terms.parties if same_name(transfer.importer, one.name, one.short_name))
    return next(parties, None)


def importer_sub(case: Case, transfer: Transfer) -> SubProcessor | None:
    """The sub-processor that is the importer, if it is one."""
    return next((one for one in case.terms.sub_processors if same_name(transfer.importer, one.name)), None)


def exporters(case: Case, transfer: Transfer) -> tuple[Party, ...]:
    """The parties that send: who engaged the sub-processor, the processor (module 4), else who provides the data."""
    sub = importer_sub(case, transfer)
    importer = importer_party(case, transfer)
    if importer is None and sub is not None:
        keys = {sub.engaged_by}
    elif transfer.module == "4":
        keys = set(case.processors)
    else:
        keys = {dataset.provider for dataset in moved(case, transfer)}
    return tuple(one for one in case.terms.parties if one.key in keys and one is not importer)


@rule(
    "X03",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS),
    N_(
        "The module fits the roles: 1 controller to controller, 2 controller to processor, 3 processor to processor, 4 processor to controller."
    ),
    version=2,
)
def x03(case: Case) -> Iterator[Gap]:
    fits = {"1": case.c2c or case.jc, "2": case.c2p, "3": case.p2p or case.c2p, "4": case.c2p}
    for one in _with_clauses(case):
        if not one.module:
            message = N_("Choose the module of the standard clauses for the transfer to {importer}.")
        elif not fits[one.module]:
            message = N_(
                "The module of the standard clauses with {importer} does not fit any pair of roles agreed here."
            )
        else:
            continue
        yield Gap(place_of(one, "module"), Message(message, names_of(one)))


@rule(
    "X04",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "Annex I.A"),
    N_(
        "The terms hold what Annex I.A asks of exporter and importer: name, address, contact, activities, role, and "
        "signature with date. The annex itself is not read."
    ),
    version=2,
)
def x04(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case):
        importer, sub = importer_party(case, one), importer_sub(case, one)
        if importer is None and not (
            sub is not None and sub.address and sub.service.given() and sub.contract_date is not None
        ):
            yield Gap(
                place_of(one, "importer"),
                Message(
                    N_(
                        "Annex I.A needs address, activities, role and dated signature of {importer}. Complete its "
                        "entry as a party, or as a sub-processor with address, service and date of the contract."
                    ),
                    names_of(one),
                ),
            )
        sending = exporters(case, one)
        if not sending:
            yield Gap(
                place_of(one, "importer"),
                Message(N_("Annex I.A names no exporter for {importer}. Say who provides the data."), names_of(one)),
            )
        for party in (*sending, *([importer] if importer is not None else [])):
            if missing := _missing_in_annex(case, party):
                yield Gap(
                    f"parties.{party.key}.{missing}",
                    Message(
                        N_(
                            "Annex I.A of the standard clauses with {importer} needs address, contact, role and a "
                            "signatory of {party}. Complete what is missing."
                        ),
                        {**names_of(one), "party": case.name(party.key)},
                    ),
                )
            elif _unsigned(case, party):
                yield Gap(
                    f"parties.{party.key}.signatories",
                    Message(
                        N_("Annex I.A of the standard clauses lacks the dated signature of {party}. Obtain it."),
                        {"party": case.name(party.key)},
                    ),
                )


def _missing_in_annex(case: Case, party: Party) -> str:
    """The first member of the party's entry that Annex I.A lacks; empty where it is complete."""
    if not party.address.given():
        return "address"
    if not party.contact.given():
        return "contact"
    if not party.signatories:
        return "signatories"
    named = {case.terms.processing.controller, case.terms.processing.processor}
    roles = {entry.party for activity in case.activities for entry in activity.roles if entry.role != "none"}
    return "" if party.key in roles | named else "kind"


def _unsigned(case: Case, party: Party) -> bool:
    facts = case.signing
    return (
        facts is not None and facts.in_force and party.key not in facts.rule_met and not facts.elsewhere.get(party.key)
    )


@rule(
    "X05",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "Annex I.B"),
    N_(
        "The terms hold what Annex I.B asks: data subjects, data, safeguards for sensitive data, frequency, nature, purpose, "
        "retention, and for sub-processors subject, nature and duration. The annex itself is not read."
    ),
    version=2,
)
def x05(case: Case) -> Iterator[Gap]:
    terms = case.terms
    for one in _with_clauses(case):
        for dataset in moved(case, one):
            name = {"dataset": own(dataset.name, dataset.key)}
            given = (dataset.subjects or dataset.subjects_note.given()) and dataset.items and dataset.retention.given()
            if not given:
                yield Gap(
                    f"datasets.{dataset.key}",
                    Message(N_("Annex I.B needs data subjects, data and retention of “{dataset}”."), name),
                )
            if not any(
                not purpose.prohibited and (not purpose.datasets or dataset.key in purpose.datasets)
                for purpose in terms.purposes
            ):
                yield Gap(
                    "purposes",
                    Message(N_("Annex I.B needs the purpose for which “{dataset}” is transferred."), name),
                )
            described = any(
                activity.description.given() or activity.name.given()
                for activity in case.activities
                if covers(activity, dataset.key)
            )
            if one.module in ("2", "3") and not terms.processing.nature.given():
                yield Gap(
                    "processing.nature", Message(N_("Annex I.B needs the nature of the processing. Describe it."))
                )
            elif one.module not in ("2", "3") and not described:
                yield Gap(
                    "activities",
                    Message(
                        N_("Annex I.B needs the nature of the processing of “{dataset}”. Describe the activity."), name
                    ),
                )
        if (
            any(special_categories(dataset).value for dataset in moved(case, one))
            and not one.sensitive_safeguards.given()
        ):
            yield Gap(
                place_of(one, "sensitive_safeguards"),
                Message(N_("Describe the safeguards for sensitive data sent to {importer}."), names_of(one)),
            )
        if not one.frequency.given():
            yield Gap(
                place_of(one, "frequency"),
                Message(N_("State how often data is sent to {importer}."), names_of(one)),
            )
        if one.module in ("2", "3"):
            yield from _sub_processing(case)


def _sub_processing(case: Case) -> Iterator[Gap]:
    duration = case.terms.duration
    for sub in case.terms.sub_processors:
        if not sub.service.given():
            yield Gap(
                f"sub_processors.{sub.key}.service",
                Message(
                    N_("Annex I.B needs subject and nature of what the sub-processor {party} does."),
                    {"party": name_or_words(sub.name, sub.key)},
                ),
            )
    if case.terms.sub_processors and duration.end is None and not duration.end_event.given():
        yield Gap(
            "duration.end",
            Message(N_("Annex I.B needs the duration of the processing by sub-processors. State end or end event.")),
        )


@rule(
    "X06",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "Annex I.C, clause 13"),
    N_("Modules 1 to 3 name the competent supervisory authority."),
)
def x06(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case, "123"):
        if not one.authority:
            yield Gap(
                place_of(one, "authority"),
                Message(N_("Name the supervisory authority for the transfer to {importer}."), names_of(one)),
            )


@rule(
    "X07",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "Annex II"),
    N_("Modules 1 to 3 describe the importer's measures in Annex II; generic words are a warning."),
    version=2,
)
def x07(case: Case) -> Iterator[Gap]:
    transfers = list(_with_clauses(case, "123"))
    if not transfers:
        return
    if not case.terms.measures:
        yield Gap(
            "measures", Message(N_("Annex II of the standard clauses needs the technical and organisational measures."))
        )
        return
    bound = {measure.party for measure in case.terms.measures}
    for one in transfers:
        importer = importer_party(case, one)
        if importer is not None and not bound & {"", importer.key}:
            yield Gap(
                "measures",
                Message(
                    N_("No measure of Annex II binds {importer}, who receives the data. Say what it does."),
                    names_of(one),
                ),
            )
    for measure in case.terms.measures:
        if not measure.description.given() or is_generic(measure.description):
            yield Gap(
                f"measures.{measure.key}.description",
                Message(N_("A measure of Annex II is described in generic words only. Say what is done.")),
                "W",
            )


@rule(
    "X08",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 9(a)"),
    N_("Modules 2 and 3 list the sub-processors under option 1, and name the time of notice under either option."),
)
def x08(case: Case) -> Iterator[Gap]:
    block = case.terms.processing
    if not any(True for _one in _with_clauses(case, "23")):
        return
    if block.sub_processing == "specific" and not case.terms.sub_processors:
        yield Gap("sub_processors", Message(N_("Option 1 of clause 9(a) needs the list of authorised sub-processors.")))
    if block.sub_processing in ("specific", "general") and block.sub_processing_notice_days is None:
        yield Gap(
            "processing.sub_processing_notice_days",
            Message(N_("Clause 9(a) needs the time by which sub-processors are announced or requested.")),
        )


@rule(
    "X09",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 17"),
    N_("The governing law allows for third-party rights; under modules 1 to 3 it is that of a Member State."),
)
def x09(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case):
        if not one.governing_law or (one.module in ("1", "2", "3") and one.governing_law not in MEMBER_STATES):
            yield Gap(
                place_of(one, "governing_law"),
                Message(
                    N_("Clause 17 needs the law of a Member State (module 4: of any country) with third-party rights."),
                    names_of(one),
                ),
            )


@rule(
    "X10",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 18"),
    N_("Under modules 1 to 3 the courts are those of a Member State."),
)
def x10(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case):
        if not one.courts or (one.module in ("1", "2", "3") and one.courts not in MEMBER_STATES):
            yield Gap(
                place_of(one, "courts"),
                Message(N_("Clause 18 needs the courts of a Member State (module 4: of any country)."), names_of(one)),
            )


@rule(
    "X12",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 2"),
    N_(
        "The standard clauses equal the official text of the chosen module, permitted blanks and options apart: agreed by reference in "
        "the released words, or standing in the text and compared paragraph by paragraph with the text that the house took in. Where the "
        "importer is no party, or they were concluded separately, a comparison is on file with reference and date."
    ),
    version=3,
)
def x12(case: Case) -> Iterator[Gap]:
    text = case.document.text
    for one in _with_clauses(case):
        have, total = (0, 0) if text is None else standing(text.provided, set_name("2021/914", one.module))
        binds_here = importer_party(case, one) is not None
        if binds_here and total:
            if have < total:
                yield Gap(
                    place_of(one, "official_text"),
                    Message(
                        N_(
                            "Of {total} paragraphs of the standard clauses with {importer}, {have} still stand as they were "
                            "compared. Put the official text back, or compare again."
                        ),
                        {**names_of(one), "total": total, "have": have},
                    ),
                )
        elif not case.has_assessment("standard_clauses") and (text is None or not binds_here):
            yield Gap(
                place_of(one, "official_text"),
                Message(
                    N_(
                        "Whether the clauses with {importer} are the official text unchanged is not on file. Compare "
                        "them paragraph by paragraph and enter the comparison with reference and date; a tick is not "
                        "enough."
                    ),
                    names_of(one),
                ),
            )


def needs_reference(case: Case) -> bool:
    """Whether standard clauses with a party are neither in the text as compared nor on file, so must be agreed by reference."""
    text = case.document.text
    return not case.has_assessment("standard_clauses") and any(
        importer_party(case, one) is not None
        and not (text is not None and standing(text.provided, set_name("2021/914", one.module))[1])
        for one in _with_clauses(case)
    )


TRANSFER_CLAUSE_RULES = (x03, x04, x05, x06, x07, x08, x09, x10, x12)
