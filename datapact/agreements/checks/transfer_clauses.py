"""Rules on the standard contractual clauses for transfers (Decision (EU) 2021/914): module, annexes, law, courts."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.agreements.checks.acts import SCC_TRANSFERS
from datapact.agreements.checks.citation import cite
from datapact.agreements.checks.countries import MEMBER_STATES
from datapact.agreements.checks.facts import Case
from datapact.agreements.checks.rule import Gap, rule
from datapact.agreements.checks.transfers import names_of, outside, place_of
from datapact.agreements.checks.words import own
from datapact.agreements.terms import Dataset, Transfer
from datapact.texts import N_, Message

GENERIC = 3
"""A measure of fewer words says nothing about what is done."""


def _with_clauses(case: Case, modules: str = "1234") -> Iterator[Transfer]:
    for one in outside(case):
        if one.mechanism == "46(2)(c)" and (one.module in modules if one.module else modules == "1234"):
            yield one


def _moved(case: Case, transfer: Transfer) -> list[Dataset]:
    return [one for one in case.personal_datasets if not transfer.datasets or one.key in transfer.datasets]


@rule(
    "X03",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS),
    N_(
        "The module fits the roles: 1 controller to controller, 2 controller to processor, 3 processor to processor, 4 processor to controller."
    ),
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
    N_("Annex I.A is complete: name, contact, activities, role, and signature with date of exporter and importer."),
)
def x04(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case):
        wanted = one.importer.casefold()
        party = next(
            (p for p in case.terms.parties if wanted and wanted in (p.name.casefold(), p.short_name.casefold())), None
        )
        sub = next((s for s in case.terms.sub_processors if wanted and wanted == s.name.casefold()), None)
        if party is not None:
            roles = any(
                entry.party == party.key and entry.role != "none" for a in case.terms.activities for entry in a.roles
            )
            complete = party.contact.given() and bool(party.signatories) and roles
        else:
            complete = sub is not None and bool(sub.address) and sub.service.given() and sub.contract_date is not None
        if not complete:
            yield Gap(
                place_of(one, "importer"),
                Message(
                    N_(
                        "Annex I.A needs contact, activities, role and dated signature of {importer}. Complete its entry "
                        "as a party, or as a sub-processor with address, service and date of the contract."
                    ),
                    names_of(one),
                ),
            )


@rule(
    "X05",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "Annex I.B"),
    N_(
        "Annex I.B is complete: data subjects, data, safeguards for sensitive data, frequency, nature, purpose, "
        "retention, sub-processors."
    ),
)
def x05(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case):
        for dataset in _moved(case, one):
            given = (dataset.subjects or dataset.subjects_note.given()) and dataset.items and dataset.retention.given()
            if not given:
                yield Gap(
                    f"datasets.{dataset.key}",
                    Message(
                        N_("Annex I.B needs data subjects, data and retention of “{dataset}”."),
                        {"dataset": own(dataset.name, dataset.key)},
                    ),
                )
        if any(dataset.special_categories for dataset in _moved(case, one)) and not one.sensitive_safeguards.given():
            yield Gap(
                place_of(one, "sensitive_safeguards"),
                Message(N_("Describe the safeguards for sensitive data sent to {importer}."), names_of(one)),
            )
        if not one.frequency.given():
            yield Gap(
                place_of(one, "frequency"),
                Message(N_("State how often data is sent to {importer}."), names_of(one)),
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
    N_("Modules 1 to 3 describe the measures in Annex II; generic words are a warning."),
)
def x07(case: Case) -> Iterator[Gap]:
    if not any(True for _one in _with_clauses(case, "123")):
        return
    if not case.terms.measures:
        yield Gap(
            "measures", Message(N_("Annex II of the standard clauses needs the technical and organisational measures."))
        )
    for one in case.terms.measures:
        words = max(len(one.description.de.split()), len(one.description.en.split()))
        if words < GENERIC:
            yield Gap(
                f"measures.{one.key}.description",
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
    N_("The standard clauses equal the official text of the chosen modules and options, permitted blanks apart."),
)
def x12(case: Case) -> Iterator[Gap]:
    for one in _with_clauses(case):
        if not one.official_text:
            yield Gap(
                place_of(one, "official_text"),
                Message(
                    N_(
                        "Compare the clauses with {importer} with the official text, paragraph by paragraph, and confirm it."
                    ),
                    names_of(one),
                ),
            )


RULES = (x03, x04, x05, x06, x07, x08, x09, x10, x12)
