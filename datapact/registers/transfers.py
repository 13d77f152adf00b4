"""The register of transfers outside the EEA (Art. 44 to 49 GDPR): country, mechanism, module, assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from babel import Locale

from datapact.base.texts import N_, Argument, Message
from datapact.contract.terms import Dataset, Party, Terms, Transfer
from datapact.contract.vocabulary.countries import EEA
from datapact.contract.vocabulary.labels import word
from datapact.contract.vocabulary.messages import OwnWords
from datapact.registers.agreements import dataset_cell, evidence_cell, partner_cells, title_of, with_last_day, yes_or_no
from datapact.registers.point_in_time import KnownAgreement
from datapact.registers.register import Cell, Column, Gap, RegisterWords, Row, register_words, several

TITLE = Message(N_("Register of transfers"))
BASIS = Message(
    N_(
        "Transfers to countries outside the EEA, and remote access from there, under agreements in force on the day"
        " (Art. 44 to 49 GDPR)."
    )
)
COLUMNS = (
    Column("number", Message(N_("Agreement"))),
    Column("title", Message(N_("Title")), printed=False),
    Column("partners", Message(N_("Partners")), printed=False),
    Column("importer", Message(N_("Importer"))),
    Column("country", Message(N_("Country"))),
    Column("datasets", Message(N_("Datasets"))),
    Column("mechanism", Message(N_("Mechanism"))),
    Column("module", Message(N_("Module"))),
    Column("assessment", Message(N_("Assessment"))),
    Column("assessment_date", Message(N_("Assessed on"))),
    Column("remote_access", Message(N_("Remote access")), printed=False),
    Column("evidence", Message(N_("Evidence"))),
    Column("agreement", Message(N_("Identifier")), printed=False),
)

_SCC = "46(2)(c)"
_YEAR = 365
_GETS = ("controller", "joint_controller", "recipient", "processor", "sub_processor")


def rows(agreement: KnownAgreement) -> Iterator[Row]:
    """A row for each transfer that the agreement provides for."""
    terms = agreement.terms
    if terms is None or not agreement.binds:
        return
    for transfer in terms.transfers:
        yield Row(
            agreement.history,
            {
                "number": agreement.number,
                "title": title_of(agreement),
                "partners": partner_cells(agreement),
                "importer": with_last_day(transfer.importer, last_day_of(agreement, transfer.importer)),
                "country": country(transfer.country),
                "datasets": several(dataset_names(agreement, terms, transfer)),
                "mechanism": register_words(word("mechanism", transfer.mechanism), transfer.mechanism)
                if transfer.mechanism
                else None,
                "module": register_words(word("module", transfer.module), transfer.module) if transfer.module else None,
                "assessment": transfer.assessment,
                "assessment_date": transfer.assessment_date,
                "remote_access": yes_or_no(transfer.remote_access),
                "evidence": evidence_cell(agreement),
                "agreement": agreement.history,
            },
        )


def gaps(agreement: KnownAgreement, on: date) -> Iterator[Gap]:
    """The facts missing in the transfers of one agreement on a day."""
    terms = agreement.terms
    if terms is None or not agreement.binds:
        return

    def gap(text: str, importer: str) -> Gap:
        return Gap(agreement.history, agreement.number, Message(text, {"importer": importer}))

    for transfer in terms.transfers:
        name = transfer.importer
        if not transfer.mechanism:
            yield gap(N_("{importer}: no mechanism is recorded for this transfer."), name)
        if transfer.mechanism == _SCC and not transfer.module:
            yield gap(N_("{importer}: the module of the standard contractual clauses is not recorded."), name)
        if transfer.mechanism.startswith(("46", "47")):
            if transfer.assessment_date is None:
                yield gap(N_("{importer}: no dated transfer assessment is recorded."), name)
            elif (on - transfer.assessment_date).days > _YEAR:
                yield gap(N_("{importer}: the transfer assessment is older than twelve months."), name)
    importers = {transfer.importer.casefold() for transfer in terms.transfers}
    for one in terms.sub_processors:
        if one.country not in EEA and one.name.casefold() not in importers:
            yield gap(N_("{importer}: a sub-processor outside the EEA, and no transfer to it is recorded."), one.name)
    for party in agreement.parties:
        if (
            party.key in agreement.former_parties
        ):  # nothing goes there any more; what went before stands in its own rows
            continue
        names = _names(party)
        abroad = [one for one in agreement.seats.get(party.key, (party.address.country,)) if one not in EEA]
        if abroad and party.key != agreement.own and not names & importers and _may_receive(terms, party.key):
            words = N_(
                "{importer} ({country}): a partner outside the EEA, and neither a transfer to it is recorded nor that it gets no"
                " personal data."
            )
            where = country(abroad[0])
            told: dict[str, Argument] = {"importer": party.name, "country": OwnWords(where.en, german=where.de)}
            yield Gap(agreement.history, agreement.number, Message(words, told))
        elif party.key in agreement.unplaced and party.key != agreement.own and _may_receive(terms, party.key):
            yield gap(
                N_(
                    "{importer}: nobody entered where this partner sits, so whether data leaves the EEA cannot be told."
                ),
                party.name,
            )


def _names(party: Party) -> set[str]:
    return {name.casefold() for name in (party.name, party.short_name) if name}


def last_day_of(agreement: KnownAgreement, importer: str) -> date | None:
    """The last day of an importer that was a party and is none any more; None for everybody else."""
    last = [agreement.former_parties.get(one.key) for one in agreement.parties if importer.casefold() in _names(one)]
    return last[0] if len(last) == 1 else None


def _may_receive(terms: Terms, party: str) -> bool:
    """Whether a party may get personal data by these terms: where nobody entered who gets what, it may."""
    if terms.datasets and all(_is_nobodys(one) for one in terms.datasets) and not terms.facts.personal_data:
        return False
    if any(one.party == party and one.role in _GETS for activity in terms.activities for one in activity.roles):
        return True
    if not terms.datasets:
        return True
    return any(
        party in one.recipients or (not one.recipients and one.provider != party)
        for one in terms.datasets
        if not _is_nobodys(one)
    )


def _is_nobodys(dataset: Dataset) -> bool:
    """Whether the parties answered that a dataset is personal for nobody; no answer is not that."""
    return bool(dataset.personal) and not dataset.is_personal()


def dataset_names(agreement: KnownAgreement, terms: Terms, transfer: Transfer) -> list[Cell]:
    """The datasets of a transfer; all where none is named."""
    wanted = set(transfer.datasets)
    return [dataset_cell(agreement, one) for one in terms.datasets if not wanted or one.key in wanted]


def country(code: str) -> RegisterWords:
    """A country by its ISO code."""
    german, english = (str(Locale(language).territories.get(code, code)) for language in ("de", "en"))
    return RegisterWords(german, english, code)
