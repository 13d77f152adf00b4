"""Rules on transfers to third countries: mechanism, adequacy, assessment, derogations (Art. 44 to 49 GDPR).

The standard contractual clauses (Decision (EU) 2021/914) are in standard_clauses.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from datapact.base.texts import N_, Argument, Message, country_name
from datapact.checks.model.dated import is_dated, is_reference
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset, Terms, Transfer
from datapact.contract.terms.known_facts import employees, public_bodies
from datapact.contract.vocabulary.acts import (
    CJEU_TRANSFERS,
    EDPB_PROCESSORS,
    EDPB_TRANSFERS,
    GDPR,
    GDPR_APPLIES,
    PRACTICE,
    SCC_TRANSFERS,
    UK_DPA,
    UK_GDPR,
)
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.countries import ADEQUATE_FOR_UK, EEA, adequacy_decisions, adequate_organisations
from datapact.contract.vocabulary.international import is_international, organisation_code
from datapact.contract.vocabulary.messages import OwnWords, joined, name_or_words
from datapact.contract.vocabulary.place_words import seat_in_words

WITH_ASSESSMENT = frozenset({"46(2)(a)", "46(2)(b)", "46(2)(c)", "46(2)(d)", "46(2)(e)", "46(2)(f)", "46(3)", "47"})
YEAR = timedelta(days=366)
"""After which good practice renews an assessment."""
OTHER_TOOLS = WITH_ASSESSMENT - {"46(2)(c)"}
"""Tools of Art. 46 that stand in another document than the agreement: instrument, rules, code, certificate, authorised clauses."""
FOR_NO_AUTHORITY = frozenset({"a", "b", "c", "subparagraph_2"})
"""What Art. 49(1) does not offer to public authorities in the exercise of their powers (Art. 49(3))."""
_HUMAN_RESOURCES = re.compile(
    r"\bHR\b(?!\s*[AB]?\s*\d)|\bhuman[- ]resources?\b|\bemploy(?:ee|ment)s?['’]?(?:[- ]related)?[- ](?:personal )?data\b"
    r"|\bdata (?:of|on|about) (?:\w+ )?employees\b|(?:beschäftigten|mitarbeiter|personal)daten"
    r"|\bdaten (?:von|der|über) (?:beschäftigte|mitarbeite)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\bHR(?: data)?\s*(?:,|&|/|\+|and|und)\s*non[- ]?HR\b|\bnon[- ]?HR(?: data)?\s*(?:,|&|/|\+|and|und)\s*HR\b",
    re.IGNORECASE,
)
"""How the list of the framework says that both are covered."""
_DENIAL = re.compile(
    r"\b(?:no|not|non\w*|nor|neither|never|cannot|without|except\w*|excl\w*|other than|rather|instead|but|lack\w*|false|minus|outside)\b"
    r"|\b(?:un(?:covered|certified|clear|known|klar|bekannt)|inactive|pending|planned|laps\w*|expired|withdrawn|removed|removal)\b"
    r"|\b(?:kein\w*|nicht\w*|nein|nie|weder|ohne|au(?:ß|ss)er\w*|ausge(?:nommen|schlossen|klammert)|ausschl\w*|statt|sondern|fehl\w*)\b"
    r"|\b(?:abgelaufen|widerrufen|inaktiv|geplant|beantragt|department|team|contact|abteilung|kontakt)\b"
    r"|n['’]t\b|\bn/a\b|[?✗✘❌☐]|\bHR(?: data|-Daten)?\s*[:=]\s*(?:[-–—0]|n\b)",
    re.IGNORECASE,
)


def covers_employees(*words: str) -> bool:
    """Whether the words on a certificate of the Data Privacy Framework say that it covers the data of employees ("HR").

    One of the texts says so without any denial in it: in doubt it does not.
    """
    return any(_affirms(one) for one in words)


def _affirms(words: str) -> bool:
    plain = _BOTH.sub("HR", words)
    return bool(_HUMAN_RESOURCES.search(plain)) and not _DENIAL.search(plain)


def is_between_authorities(terms: Terms, importer: str) -> bool:
    """Whether the importer, and another party, are public bodies: between others there is no instrument of Art. 46(2)(a)."""
    public = public_bodies(terms)
    there = [one for one in public if same_name(importer, one.name, one.short_name)]
    return bool(there) and len(public) > len(there)


def outside(case: Case) -> tuple[Transfer, ...]:
    """The transfers of personal data out of the EEA, or to an international organisation."""
    return tuple(one for one in case.terms.transfers if case.pd and leaves(case.terms, one))


def leaves(terms: Terms, transfer: Transfer) -> bool:
    """Whether a transfer goes to a third country or to an international organisation (Art. 44)."""
    return transfer.country not in EEA or bool(organisation_of(terms, transfer.importer))


def organisation_of(terms: Terms, importer: str) -> tuple[str, ...]:
    """The names of the international organisation that an importer is, also by a short name; empty where it is none.

    What a country's adequacy decision says of the country it does not say of an organisation that sits there.
    """
    known: list[tuple[tuple[str, ...], str]] = [((one.name, one.short_name), one.legal_form) for one in terms.parties]
    known += [((one.name,), "") for one in terms.sub_processors]
    for names, form in known:
        if same_name(importer, *names) and is_international(*names, legal_form=form):
            return (*(one for one in names if one), importer)
    return (importer,) if is_international(importer) else ()


def adequate_organisation(names: tuple[str, ...]) -> str:
    """Our short name of the organisation with an adequacy decision that has one of these names; empty for none."""
    return next((code for one in names if (code := organisation_code(one))), "")


def place_of(transfer: Transfer, member: str) -> str:
    """The place of a member of a transfer in the terms."""
    return f"transfers.{transfer.key}.{member}"


def names_of(transfer: Transfer) -> dict[str, Argument]:
    """Importer and country of a transfer, for sentences on it."""
    return {"importer": name_or_words(transfer.importer, transfer.key), "country": transfer.country}


def moved(case: Case, transfer: Transfer) -> list[Dataset]:
    """The personal datasets that the transfer is about; one that names none is about all."""
    return [one for one in case.personal_datasets if not transfer.datasets or one.key in transfer.datasets]


def same_name(importer: str, *names: str) -> bool:
    """Whether a transfer's importer is the one of these names: the same words, or the beginning of either."""
    wanted = " ".join(importer.casefold().split())
    for name in names:
        known = " ".join(name.casefold().split())
        if wanted and known and (wanted.startswith(known) or known.startswith(wanted)):
            return True
    return False


def needs_assessment(transfer: Transfer) -> bool:
    """Whether an Art. 46 tool is used; module 4 only where the processor adds data collected in the EU (clause 14)."""
    return transfer.mechanism in WITH_ASSESSMENT and (transfer.module != "4" or transfer.adds_own_data)


@dataclass(frozen=True, slots=True)
class _Abroad:
    """Somebody outside the EEA who gets personal data under the agreement; ``place`` is where that is said."""

    place: str
    name: Argument
    names: tuple[str, ...]
    country: str


def _abroad(case: Case) -> Iterator[_Abroad]:
    """Recipients, processors and sub-processors outside the EEA, international organisations, and places outside the EEA
    where data may be held."""
    terms = case.terms
    providers = {one.provider for one in case.personal_datasets}
    receiving = {party for one in case.personal_datasets for party in one.recipients}
    for activity in case.activities:
        receiving |= {one.party for one in activity.roles if one.role in ("recipient", "processor", "sub_processor")}
    receiving |= set(case.processors) | set(case.sub_processors) | (set(case.joint) - providers)
    countries = {party.key: party.address.country for party in terms.parties}
    if any(countries.get(key) in EEA for key in case.processors):
        receiving |= {terms.processing.controller} & set(case.controllers)
    origin = {countries.get(key) for key in providers | set(case.controllers) | set(case.processors)}
    for party in terms.parties:
        country = party.address.country
        # data that never was in the EEA is not transferred out of it
        outside_law = is_international(party.name, party.short_name, legal_form=party.legal_form)
        if party.key in receiving and (outside_law or (country not in EEA and origin != {country})):
            yield _Abroad("transfers", case.name(party.key), (party.name, party.short_name), country)
    for sub in terms.sub_processors:
        if sub.country not in EEA or is_international(sub.name):
            yield _Abroad(
                f"sub_processors.{sub.key}.country", name_or_words(sub.name, sub.key), (sub.name,), sub.country
            )
    for processor in terms.joint.processors:
        if processor.country not in EEA or is_international(processor.name):
            place = f"joint.processors.{processor.key}.country"
            yield _Abroad(place, name_or_words(processor.name, processor.key), (processor.name,), processor.country)
    for dataset in case.personal_datasets:
        for country in dataset.limits.places:
            if country not in EEA:
                yield _Abroad(f"datasets.{dataset.key}.limits.places", "", (), country)


def _country_words(code: str) -> OwnWords:
    return OwnWords(str(country_name(code, "en")), german=str(country_name(code, "de")))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Somebody whose address or legal form speaks of countries outside the EEA beside the country that was entered."""

    place: str
    """Of the words in the terms: what is entered there is wrong, or the country beside it; nothing is missing."""
    name: Argument
    names: tuple[str, str]
    countries: frozenset[str]
    """ISO 3166-1 alpha-2, outside the EEA."""
    entered: str
    """As it was entered, or preset."""


def _spoken_of(case: Case) -> Iterator[_Spoken]:
    """Parties and sub-processors whose words say another seat than the country, which is preset where nobody chose one."""
    terms = case.terms
    for sub in terms.sub_processors:
        place = f"sub_processors.{sub.key}.{'address' if sub.address else 'name'}"
        yield from _spoken(place, (sub.name, ""), sub.name, sub.address, sub.country)
    for one in terms.joint.processors:
        yield from _spoken(f"joint.processors.{one.key}.name", (one.name, ""), one.name, "", one.country)
    for party in terms.parties:
        at = party.address
        words = ", ".join(filter(None, (at.street, f"{at.postal_code} {at.city}".strip(), at.region)))
        place = f"parties.{party.key}.{'address' if words else 'name'}"
        form = f"{party.name} {party.legal_form}"
        yield from _spoken(place, (party.name, party.short_name), form, words, at.country)


def _spoken(place: str, names: tuple[str, str], form: str, address: str, entered: str) -> Iterator[_Spoken]:
    countries = seat_in_words(form, address) - EEA
    if entered in EEA and countries:
        yield _Spoken(place, name_or_words(names[0], place), names, countries, entered)


@rule(
    "X01",
    "E",
    "statute",
    cite(GDPR, "28(3)(a), 44", EDPB_PROCESSORS),
    N_(
        "Every recipient, processor, sub-processor or remote access outside the EEA is a transfer that rests on a "
        "mechanism of Art. 45, 46, 47 or 49."
    ),
    version=4,
)
def x01(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if not one.mechanism:
            yield Gap(
                place_of(one, "mechanism"),
                Message(N_("The transfer to {importer} ({country}) needs a mechanism. Choose one."), names_of(one)),
            )
    if not case.pd:
        return
    if case.terms.facts.access_outside_eea is True and not outside(case) and not any(True for _one in _abroad(case)):
        yield Gap(
            "transfers",
            Message(
                N_(
                    "Another organisation outside the EEA gets access, also by remote maintenance, but no transfer is "
                    "agreed. Add it with importer, country and mechanism."
                )
            ),
        )
    for spoken in _spoken_of(case):
        agreed = [one for one in case.terms.transfers if one.country in spoken.countries]
        if not any(same_name(one.importer, *spoken.names) for one in agreed):
            words = N_(
                "The address or the legal form of {party} speaks of {countries}, and its country is entered as {entered}. Enter the country "
                "where it sits, and agree on the transfer if that is outside the EEA; if the country is right, a legal member sets this aside."
            )
            yield Gap(
                spoken.place,
                Message(
                    words,
                    {
                        "party": spoken.name,
                        "countries": joined([_country_words(one) for one in sorted(spoken.countries)]),
                        "entered": _country_words(spoken.entered),
                    },
                ),
            )
    for other in _abroad(case):
        agreed = [one for one in case.terms.transfers if one.country == other.country]
        if not other.names and not agreed:
            yield Gap(
                other.place,
                Message(
                    N_("Personal data may be held in {country}, but no transfer there is agreed. Add it."),
                    {"country": other.country},
                ),
            )
        elif other.names and not any(same_name(one.importer, *other.names) for one in agreed):
            yield Gap(
                other.place,
                Message(
                    N_(
                        "{party} gets personal data in {country}, but no transfer to it is agreed. Add the transfer "
                        "with {party} as importer and its mechanism."
                    ),
                    {"party": other.name, "country": other.country},
                ),
            )


@rule(
    "X02",
    "E",
    "statute",
    cite(GDPR, "45"),
    N_(
        "An adequacy decision is on the dated list, and its scope fits; in the US the importer is certified under the "
        "Data Privacy Framework, for employees' data with its HR data."
    ),
    version=3,
)
def x02(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism != "45":
            continue
        if names := organisation_of(case.terms, one.importer):
            of_organisation = adequate_organisations().get(adequate_organisation(names))
            if of_organisation is None or not of_organisation.holds_on(case.on):
                words = N_(
                    "{importer} is an international organisation, and no adequacy decision on it is on the list on this day: "
                    "that on a country does not cover it. Choose another mechanism."
                )
                yield Gap(place_of(one, "mechanism"), Message(words, names_of(one)))
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
        elif decision.scope and not is_reference(one.scope):
            yield Gap(
                place_of(one, "scope"),
                Message(
                    N_(
                        "The adequacy decision for {country} covers {scope} only. Enter the evidence that {importer} is covered, with its date or number."
                    ),
                    {**names_of(one), "scope": OwnWords(decision.scope, german=decision.scope_de or decision.scope)},
                ),
            )
        elif (
            one.country == "US"
            and any(employees(dataset).value for dataset in moved(case, one))
            and not covers_employees(one.scope)
        ):
            yield Gap(
                place_of(one, "scope"),
                Message(
                    N_(
                        "Employees' data goes to {importer}: its certification must include HR data. Check the "
                        "list of the Data Privacy Framework and enter it."
                    ),
                    names_of(one),
                ),
                "W",
            )


@rule(
    "X11",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 14", CJEU_TRANSFERS),
    N_("Every tool of Art. 46 comes with a dated transfer assessment; one older than a year is a warning."),
    version=2,
)
def x11(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if not needs_assessment(one):
            continue
        if not names_something(one.assessment) or one.assessment_date is None:
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
                citation=cite(PRACTICE),
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
        elif not names_something(one.necessity):
            yield Gap(
                place_of(one, "necessity"),
                Message(N_("Show where the necessity of the transfer to {importer} is documented."), names_of(one)),
            )
        if one.derogation == "subparagraph_2" and not is_dated(one.authority_informed, case.on, GDPR_APPLIES):
            yield Gap(
                place_of(one, "authority_informed"),
                Message(
                    N_(
                        "Inform the supervisory authority of the transfer to {importer}, and enter the letter with its date."
                    ),
                    names_of(one),
                ),
            )


@rule(
    "X17",
    "E",
    "statute",
    cite(GDPR, "46(2)(a)-(f), 46(3), 47"),
    N_(
        "A tool of Art. 46 that is no standard clauses names its instrument: the approved rules, the code, the certificate or the "
        "authorised clauses; one of Art. 46(2)(a) is between public bodies."
    ),
)
def x17(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism not in OTHER_TOOLS:
            continue
        if not is_reference(one.scope):
            words = N_(
                "The transfer to {importer} rests on Art. {mechanism} GDPR. Name the instrument with its date or number, and who approved it."
            )
            yield Gap(place_of(one, "scope"), Message(words, {**names_of(one), "mechanism": one.mechanism}))
        if one.mechanism == "46(2)(a)" and not is_between_authorities(case.terms, one.importer):
            words = N_(
                "The transfer to {importer} rests on an instrument between public bodies, and both sides are not such. Choose another tool."
            )
            yield Gap(place_of(one, "mechanism"), Message(words, names_of(one)))


@rule(
    "X18",
    "E",
    "statute",
    cite(GDPR, "49(3)"),
    N_(
        "A public authority rests no transfer in the exercise of its powers on consent, a contract or compelling interests (Art. 49(1)(a) "
        "to (c), second subparagraph)."
    ),
)
def x18(case: Case) -> Iterator[Gap]:
    public = {one.key for one in public_bodies(case.terms)}
    for one in outside(case):
        exporters = {dataset.provider for dataset in moved(case, one)} & public
        if one.mechanism != "49" or one.derogation not in FOR_NO_AUTHORITY or not exporters:
            continue
        words = N_(
            "{exporter} is a public body: in the exercise of its powers it cannot rest the transfer to {importer} on this derogation. "
            "Choose another, or a legal member records why it acts outside of them."
        )
        exporter = case.name(sorted(exporters)[0])
        yield Gap(place_of(one, "derogation"), Message(words, {**names_of(one), "exporter": exporter}))


@rule(
    "X15",
    "E",
    "statute",
    cite(UK_GDPR, "46", UK_DPA, "s. 119A"),
    N_(
        "An exporter in the United Kingdom without UK adequacy regulations uses the IDTA, the Addendum or a like "
        "safeguard; the United States are adequate only for importers in the UK Extension."
    ),
    version=2,
)
def x15(case: Case) -> Iterator[Gap]:
    providers = {dataset.provider for dataset in case.personal_datasets}
    british = any(party.key in providers and party.address.country == "GB" for party in case.terms.parties)
    for one in case.terms.transfers if british and case.pd else ():
        if one.country in ADEQUATE_FOR_UK or one.uk_safeguard:
            continue
        words = (
            N_(
                "An exporter in the United Kingdom may send to {importer} in the US only where it is certified for the "
                "UK Extension to the Data Privacy Framework, or with a safeguard of British law. Name it."
            )
            if one.country == "US"
            else N_("An exporter in the United Kingdom needs a safeguard of its law for {country}. Name it.")
        )
        yield Gap(place_of(one, "uk_safeguard"), Message(words, names_of(one)))


@rule(
    "X16",
    "W",
    "guidance",
    cite(EDPB_TRANSFERS, "example 5", GDPR, "32"),
    N_(
        "Remote access from outside the EEA by another legal entity counts as a transfer; access by the exporter's own "
        "people does not, but is secured."
    ),
    version=2,
)
def x16(case: Case) -> Iterator[Gap]:
    exporters = {dataset.provider for dataset in case.personal_datasets} | set(case.processors)
    own = [party for party in case.terms.parties if party.key in exporters and party.address.country in EEA]
    for one in outside(case):
        if not one.remote_access:
            continue
        if any(same_name(one.importer, party.name, party.short_name) for party in own):
            yield Gap(
                place_of(one, "remote_access"),
                Message(
                    N_(
                        "{importer} itself accesses its data from {country}. That is no transfer to somebody else: take "
                        "the entry out, and agree on measures for this access. If a company of its group has access, "
                        "name that company."
                    ),
                    names_of(one),
                ),
            )
        elif not one.mechanism:
            yield Gap(
                place_of(one, "remote_access"),
                Message(N_("Remote access by {importer} from {country} counts as a transfer."), names_of(one)),
            )


TRANSFER_RULES = (x01, x02, x11, x13, x14, x15, x16, x17, x18)
