"""Entries for the record of processing from agreements, separately under Art. 30(1) and Art. 30(2) GDPR.

A controller's entry and a processor's have different members, and an organisation that is both keeps both. Contact details
that an agreement does not give are those of the organisation's own profile as it was on file then. What neither states (a
representative in the Union, a data protection officer) is said to be not on file, and not invented; own purposes outside
agreements belong to the organisation's own record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datapact.base.texts import N_, Message
from datapact.contract.terms import Activity, Dataset, Party, Terms
from datapact.contract.text.formatters import duration_of
from datapact.contract.vocabulary.labels import label_of_iri, word
from datapact.organisation.identity.profile import Address, Contact
from datapact.registers.agreements import received_until, title_of, with_last_day, with_last_order
from datapact.registers.point_in_time import KnownAgreement
from datapact.registers.register import Cell, Column, Gap, RegisterWords, Row, register_words, several
from datapact.registers.transfers import country, last_day_of

CONTROLLER_TITLE = Message(N_("Record of processing activities as controller"))
PROCESSOR_TITLE = Message(N_("Record of processing activities as processor"))
CONTROLLER_BASIS = Message(
    N_(
        "Entries under Art. 30(1) GDPR that arise from agreements in force on the day; the organisation's own record has others besides."
        " Contact details that an agreement does not give are those of the organisation on file then."
    )
)
PROCESSOR_BASIS = Message(
    N_(
        "Entries under Art. 30(2) GDPR that arise from agreements in force on the day; the organisation's own record has others besides."
        " Contact details that an agreement does not give are those of the organisation on file then."
    )
)
_SOURCE = (
    Column("number", Message(N_("Agreement"))),
    Column("activity", Message(N_("Processing activity"))),
)
CONTROLLER_COLUMNS = (
    *_SOURCE,
    Column("controller", Message(N_("Name and contact details of the controller")), "a"),
    Column("joint_controllers", Message(N_("Joint controllers")), "a"),
    Column("representative", Message(N_("Representative of the controller")), "a"),
    Column("data_protection_officer", Message(N_("Data protection officer")), "a"),
    Column("purposes", Message(N_("Purposes of the processing")), "b"),
    Column("subjects", Message(N_("Categories of data subjects")), "c"),
    Column("categories", Message(N_("Categories of personal data")), "c"),
    Column("recipients", Message(N_("Categories of recipients")), "d"),
    Column("transfers", Message(N_("Transfers to third countries, with safeguards")), "e"),
    Column("time_limits", Message(N_("Time limits for erasure")), "f"),
    Column("measures", Message(N_("Technical and organisational measures")), "g"),
)
PROCESSOR_COLUMNS = (
    *_SOURCE,
    Column("processor", Message(N_("Name and contact details of the processor")), "a"),
    Column("further_processors", Message(N_("Further processors")), "a"),
    Column("controllers", Message(N_("Controllers on whose behalf it acts")), "a"),
    Column("representative", Message(N_("Representatives")), "a"),
    Column("data_protection_officer", Message(N_("Data protection officer")), "a"),
    Column("categories", Message(N_("Categories of processing on behalf of each controller")), "b"),
    Column("transfers", Message(N_("Transfers to third countries, with safeguards")), "c"),
    Column("measures", Message(N_("Technical and organisational measures")), "d"),
)
_AS_CONTROLLER = ("controller", "joint_controller")
_AS_PROCESSOR = ("processor", "sub_processor")
_PERSONAL = ("personal", "pseudonymous")


@dataclass(frozen=True, slots=True)
class _Work:
    """One processing activity of an agreement in which our organisation has a role, with its personal datasets."""

    agreement: KnownAgreement
    terms: Terms
    name: RegisterWords
    activity: Activity | None
    datasets: tuple[Dataset, ...]

    def parties(self, *roles: str) -> list[Party]:
        """Parties with one of the roles."""
        return [party for party in self.terms.parties if _role(self.terms, self.activity, party.key) in roles]


def _role(terms: Terms, activity: Activity | None, party: str) -> str:
    """The role of a party in an activity; without activities the contract under Art. 28 names two of them."""
    if activity is not None:
        return activity.role_of(party)
    if terms.processing.processor:
        return {terms.processing.processor: "processor", terms.processing.controller: "controller"}.get(party, "none")
    return "controller"


def work_of(agreement: KnownAgreement, *, as_processor: bool) -> list[_Work]:
    """The activities of an agreement in force in which our organisation has that role and handles personal data."""
    terms = agreement.terms
    if terms is None or not agreement.binds or not agreement.own:
        return []
    wanted = _AS_PROCESSOR if as_processor else _AS_CONTROLLER
    found = []
    for activity in terms.activities or (None,):
        if _role(terms, activity, agreement.own) not in wanted:
            continue
        chosen = set(activity.datasets) if activity is not None else set()
        datasets = tuple(
            one
            for one in terms.datasets
            if (not chosen or one.key in chosen) and one.personal_for(agreement.own) in _PERSONAL
        )
        if datasets:
            name = register_words(activity.name) if activity is not None else title_of(agreement)
            found.append(_Work(agreement, terms, name, activity, datasets))
    return found


def controller_rows(agreement: KnownAgreement) -> Iterator[Row]:
    """Entries under Art. 30(1) that arise from one agreement."""
    for work in work_of(agreement, as_processor=False):
        own = work.terms.party(agreement.own)
        joint = [one for one in work.parties("joint_controller") if one.key != own.key]
        yield Row(
            agreement.history,
            {
                "number": agreement.number,
                "activity": work.name,
                "controller": who(_with_house(own, agreement)),
                "joint_controllers": several([_who_until(work, one) for one in joint]),
                "representative": _NOT_ON_FILE,
                "data_protection_officer": _officer(own) or _NOT_ON_FILE,
                "purposes": _purposes(work),
                "subjects": _subjects(work),
                "categories": _categories(work),
                "recipients": _recipients(work),
                "transfers": _transfers(work),
                "time_limits": _time_limits(work),
                "measures": _measures(work),
            },
        )


def processor_rows(agreement: KnownAgreement) -> Iterator[Row]:
    """Entries under Art. 30(2) that arise from one agreement."""
    for work in work_of(agreement, as_processor=True):
        own = work.terms.party(agreement.own)
        others = [one for one in work.parties(*_AS_PROCESSOR) if one.key != own.key]
        engaged = [f"{one.name} ({one.address})" if one.address else one.name for one in work.terms.sub_processors]
        processing = work.terms.processing
        kinds: list[Cell] = [work.name]
        kinds += [register_words(one) for one in (processing.subject_matter, processing.nature) if one.given()]
        kinds += [register_words(one.name) for one in work.datasets]
        yield Row(
            agreement.history,
            {
                "number": agreement.number,
                "activity": work.name,
                "processor": who(_with_house(own, agreement)),
                "further_processors": several([*(_who_until(work, one) for one in others), *engaged]),
                "controllers": several([_who_until(work, one) for one in work.parties(*_AS_CONTROLLER)]),
                "representative": _NOT_ON_FILE,
                "data_protection_officer": _officer(own) or _NOT_ON_FILE,
                "categories": several(kinds),
                "transfers": _transfers(work),
                "measures": _measures(work),
            },
        )


def gaps(agreement: KnownAgreement, *, as_processor: bool) -> Iterator[Gap]:
    """Members that the article requires and the agreement does not give, letter (a) in full: a name alone is no contact."""
    columns = PROCESSOR_COLUMNS if as_processor else CONTROLLER_COLUMNS
    asked = {"measures", "categories", "controllers"} if as_processor else _ALWAYS_ASKED
    for row in (processor_rows if as_processor else controller_rows)(agreement):
        for column in columns:
            if column.key in asked and row.cells.get(column.key) in (None, ""):
                yield Gap(
                    agreement.history,
                    agreement.number,
                    Message(N_("Missing: {member}"), {"member": column.heading}),
                )
    if work_of(agreement, as_processor=as_processor) and agreement.terms is not None:
        own = _with_house(agreement.terms.party(agreement.own), agreement)
        if not (own.address.street or own.contact.email or own.contact.phone):
            yield Gap(agreement.history, agreement.number, Message(_NO_CONTACT, {"party": own.name}))
        if _officer(own) is None:
            yield Gap(agreement.history, agreement.number, Message(_NO_OFFICER, {"party": own.name}))


_NO_CONTACT = N_(
    "Missing: contact details of {party}, in the agreement and in the organisation's own data as of that day (Art. 30 GDPR)."
    " Enter them in the settings under The organisation."
)
_NO_OFFICER = N_("Not said: the data protection officer of {party}. Add who it is, or that none has to be named.")


_ALWAYS_ASKED = {"purposes", "subjects", "categories", "recipients", "time_limits", "measures"}


_NOT_ON_FILE = RegisterWords("nicht erfasst", "not on file")


def _with_house(own: Party, agreement: KnownAgreement) -> Party:
    """Our party with what the agreement does not say of it from our own profile as it was on file then."""
    house = agreement.house
    if house is None:
        return own
    if not own.address.street and house.address.street:
        seat = own.address.model_copy(update=_same(house.address, "street", "postal_code", "city"))
        own = own.model_copy(update={"address": seat})
    if not (own.contact.email or own.contact.phone):
        contact = own.contact.model_copy(update=_same(house.contact, "name", "email", "phone"))
        own = own.model_copy(update={"contact": contact})
    return own


def _same(value: Address | Contact, *names: str) -> dict[str, str]:
    return {name: getattr(value, name) for name in names}


def who(party: Party) -> str:
    """Name and contact details of a party on one line."""
    address = party.address
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    contact = party.contact
    parts = (party.name, address.street, place, contact.name, contact.email, contact.phone)
    return ", ".join(part for part in parts if part)


def _who_until(work: _Work, party: Party) -> Cell:
    """Name and contact details of another party, with its last day where it is none any more."""
    return with_last_day(who(party), work.agreement.former_parties.get(party.key))


def _officer(party: Party) -> str | None:
    officer = party.dpo
    return ", ".join(part for part in (officer.name, officer.email, officer.phone) if part) or None


def _purposes(work: _Work) -> Cell:
    keys = {one.key for one in work.datasets}
    return several(
        [
            register_words(one.name, one.key)
            for one in work.terms.purposes
            if not one.prohibited and (not one.datasets or keys & set(one.datasets))
        ]
    )


def _subjects(work: _Work) -> Cell:
    found: list[Cell] = [register_words(label_of_iri(iri), iri) for one in work.datasets for iri in one.subjects]
    found += [register_words(one.subjects_note) for one in work.datasets if one.subjects_note.given()]
    return several(found)


def _categories(work: _Work) -> Cell:
    found: list[Cell] = []
    for dataset in work.datasets:
        for item in dataset.items:
            found.append(register_words(item.name))
            found += [register_words(label_of_iri(iri), iri) for iri in item.categories]
    return several(found)


def _recipients(work: _Work) -> Cell:
    own = work.agreement.own
    keys = {key for dataset in work.datasets for key in dataset.recipients} | {
        party.key for party in work.parties(*_AS_PROCESSOR)
    }
    found: list[Cell] = []
    for party in work.terms.parties:
        if party.key in keys and party.key != own:
            # who is party to a contract that names no roles receives; nobody said as what
            unsaid = work.activity is None and not work.terms.processing.processor
            role = "recipient" if unsaid else _role(work.terms, work.activity, party.key)
            label = word("role", role if role != "none" else "recipient")
            words = RegisterWords(f"{party.name} ({label.de})", f"{party.name} ({label.en})")
            gone, ordered = (
                work.agreement.former_parties.get(party.key),
                received_until(work.agreement, party.key, work.datasets),
            )
            if ordered is not None and (gone is None or ordered < gone):
                found.append(with_last_order(words, ordered))
            else:
                found.append(with_last_day(words, gone))
    for one in work.terms.sub_processors:
        land, label = country(one.country), word("role", "sub_processor")
        found.append(RegisterWords(f"{one.name} ({label.de}, {land.de})", f"{one.name} ({label.en}, {land.en})"))
    return several(found)


def _transfers(work: _Work) -> Cell:
    keys = {one.key for one in work.datasets}
    found: list[Cell] = []
    for one in work.terms.transfers:
        if one.datasets and not keys & set(one.datasets):
            continue
        land = country(one.country)
        safeguard = word("mechanism", one.mechanism) if one.mechanism else None
        german = [one.importer, land.de, *([safeguard.de] if safeguard else [])]
        english = [one.importer, land.en, *([safeguard.en] if safeguard else [])]
        words = RegisterWords(", ".join(german), ", ".join(english), one.mechanism)
        found.append(with_last_day(words, last_day_of(work.agreement, one.importer)))
    return several(found)


def _time_limits(work: _Work) -> Cell:
    return several(
        [
            RegisterWords(
                f"{one.name.text('de')}: {duration_of(one.retention, 'de')}",
                f"{one.name.text('en')}: {duration_of(one.retention, 'en')}",
            )
            for one in work.datasets
            if one.retention.given()
        ]
    )


def _measures(work: _Work) -> Cell:
    return several(
        [
            RegisterWords(
                f"{word('measure', one.kind).de}: {one.description.text('de')}",
                f"{word('measure', one.kind).en}: {one.description.text('en')}",
            )
            for one in work.terms.measures
            if one.party in ("", work.agreement.own)
        ]
    )
