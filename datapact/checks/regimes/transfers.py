"""Rules on transfers to third countries: mechanism, adequacy, assessment, derogations (Art. 44 to 49 GDPR), and the
standard contractual clauses (Decision (EU) 2021/914).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset, Transfer
from datapact.contract.vocabulary.acts import (
    CJEU_TRANSFERS,
    EDPB_TRANSFERS,
    GDPR,
    PRACTICE,
    SCC_TRANSFERS,
    UK_DPA,
    UK_GDPR,
)
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.countries import ADEQUATE_FOR_UK, EEA, MEMBER_STATES, adequacy_decisions
from datapact.contract.vocabulary.messages import own

WITH_ASSESSMENT = frozenset({"46(2)(a)", "46(2)(b)", "46(2)(c)", "46(2)(d)", "46(2)(e)", "46(2)(f)", "46(3)", "47"})
YEAR = timedelta(days=366)
"""After which good practice renews an assessment."""


def outside(case: Case) -> tuple[Transfer, ...]:
    """The transfers of personal data out of the EEA."""
    return tuple(one for one in case.terms.transfers if case.pd and one.country not in EEA)


def place_of(transfer: Transfer, member: str) -> str:
    return f"transfers.{transfer.key}.{member}"


def names_of(transfer: Transfer) -> dict[str, Argument]:
    return {"importer": transfer.importer or transfer.key, "country": transfer.country}


def needs_assessment(transfer: Transfer) -> bool:
    """Whether an Art. 46 tool is used; module 4 only where the processor adds data collected in the EU (clause 14)."""
    return transfer.mechanism in WITH_ASSESSMENT and (transfer.module != "4" or transfer.adds_own_data)


@rule(
    "X01",
    "E",
    "statute",
    cite(GDPR, "44"),
    N_("A transfer out of the EEA rests on a mechanism of Art. 45, 46, 47 or 49."),
)
def x01(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if not one.mechanism:
            yield Gap(
                place_of(one, "mechanism"),
                Message(N_("The transfer to {importer} ({country}) needs a mechanism. Choose one."), names_of(one)),
            )
    listed = {one.country for one in case.terms.transfers}
    recipients = {party for dataset in case.personal_datasets for party in dataset.recipients}
    for party in case.terms.parties:
        if party.key in recipients and party.address.country not in EEA | listed:
            yield Gap(
                "transfers",
                Message(
                    N_("{party} receives personal data in {country}, but no transfer there is agreed. Add it."),
                    {"party": case.name(party.key), "country": party.address.country},
                ),
            )


@rule(
    "X02",
    "E",
    "statute",
    cite(GDPR, "45"),
    N_("An adequacy decision is on the dated list, and its scope fits; in the US the importer is DPF-certified."),
)
def x02(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism != "45":
            continue
        decision = adequacy_decisions().get(one.country)
        if decision is None or not decision.holds_on(case.on):
            yield Gap(
                place_of(one, "mechanism"),
                Message(
                    N_("No adequacy decision for {country} is on the list on this day. Choose another mechanism."),
                    names_of(one),
                ),
            )
        elif decision.scope and not one.scope:
            yield Gap(
                place_of(one, "scope"),
                Message(
                    N_("The adequacy decision for {country} covers {scope} only. Show that {importer} is covered."),
                    {**names_of(one), "scope": decision.scope},
                ),
            )


@rule(
    "X11",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 14", CJEU_TRANSFERS, PRACTICE),
    N_("Every tool of Art. 46 comes with a dated transfer assessment; one older than a year is a warning."),
)
def x11(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if not needs_assessment(one):
            continue
        if not one.assessment or one.assessment_date is None:
            yield Gap(
                place_of(one, "assessment"),
                Message(
                    N_("Assess the law and practice of {country} for the transfer to {importer}, and date it."),
                    names_of(one),
                ),
            )
        elif case.on - one.assessment_date > YEAR:
            yield Gap(
                place_of(one, "assessment_date"),
                Message(
                    N_("The assessment of the transfer to {importer} is older than a year. Renew it."), names_of(one)
                ),
                "W",
                "practice",
            )


@rule(
    "X13",
    "W",
    "standard_clauses",
    cite(SCC_TRANSFERS, "rec. 7"),
    N_("The standard clauses are not made for an importer that is itself subject to the GDPR."),
)
def x13(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism == "46(2)(c)" and one.importer_under_gdpr:
            yield Gap(
                place_of(one, "importer_under_gdpr"),
                Message(
                    N_("{importer} is itself subject to the GDPR: the standard clauses are not made for it."),
                    names_of(one),
                ),
            )


@rule(
    "X14",
    "E",
    "statute",
    cite(GDPR, "49(1)"),
    N_(
        "A derogation names its letter: explicit, informed consent under (a), shown necessity under the others, and for "
        "compelling interests the authority is informed."
    ),
)
def x14(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism != "49":
            continue
        if not one.derogation:
            yield Gap(
                place_of(one, "derogation"),
                Message(N_("Name the letter of Art. 49(1) on which the transfer to {importer} rests."), names_of(one)),
            )
        elif one.derogation == "a":
            if not case.terms.consent.explicit:
                yield Gap(
                    "consent.explicit",
                    Message(
                        N_(
                            "The transfer to {importer} rests on consent: it must be explicit, after the risks were told."
                        ),
                        names_of(one),
                    ),
                )
        elif not one.necessity:
            yield Gap(
                place_of(one, "necessity"),
                Message(N_("Show where the necessity of the transfer to {importer} is documented."), names_of(one)),
            )
        if one.derogation == "subparagraph_2" and not one.authority_informed:
            yield Gap(
                place_of(one, "authority_informed"),
                Message(N_("Inform the supervisory authority of the transfer to {importer}."), names_of(one)),
            )


@rule(
    "X15",
    "E",
    "statute",
    cite(UK_GDPR, "46", UK_DPA, "s. 119A"),
    N_(
        "An exporter in the United Kingdom without UK adequacy regulations uses the IDTA, the Addendum or a like safeguard."
    ),
)
def x15(case: Case) -> Iterator[Gap]:
    providers = {dataset.provider for dataset in case.personal_datasets}
    british = any(party.key in providers and party.address.country == "GB" for party in case.terms.parties)
    for one in case.terms.transfers if british and case.pd else ():
        if one.country not in ADEQUATE_FOR_UK and not one.uk_safeguard:
            yield Gap(
                place_of(one, "uk_safeguard"),
                Message(
                    N_("An exporter in the United Kingdom needs a safeguard of its law for {country}. Name it."),
                    names_of(one),
                ),
            )


@rule(
    "X16",
    "W",
    "guidance",
    cite(EDPB_TRANSFERS),
    N_("Remote access from outside the EEA counts as a transfer."),
)
def x16(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.remote_access and not one.mechanism:
            yield Gap(
                place_of(one, "remote_access"),
                Message(N_("Remote access by {importer} from {country} counts as a transfer."), names_of(one)),
            )


TRANSFER_RULES = (x01, x02, x11, x13, x14, x15, x16)


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


TRANSFER_CLAUSE_RULES = (x03, x04, x05, x06, x07, x08, x09, x10, x12)
