"""The register of agreements: all that were known on a day, in every status, with their class of evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from datapact.agreements.projection.disputes import status_and_dispute
from datapact.agreements.projection.status import evidence_words
from datapact.agreements.text.slot_evidence import place_by_place
from datapact.base.texts import N_, Argument, Listed, Message
from datapact.contract.templates.kinds import kind_names
from datapact.contract.terms import Dataset, Terms
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.messages import own
from datapact.registers.point_in_time import KnownAgreement
from datapact.registers.register import Cell, Column, Gap, RegisterWords, Row, register_words, several

TITLE = Message(N_("Register of agreements"))
BASIS = Message(
    N_(
        "All agreements of the organisation, those in preparation and those signed elsewhere included, as known on the day."
    )
)
COLUMNS = (
    Column("number", Message(N_("Number"))),
    Column("title", Message(N_("Title"))),
    Column("kind", Message(N_("Kind")), printed=False),
    Column("partners", Message(N_("Partners"))),
    Column("status", Message(N_("Status"))),
    Column("evidence", Message(N_("Evidence"))),
    Column("signed_on", Message(N_("Signed on"))),
    Column("starts", Message(N_("From"))),
    Column("ends", Message(N_("To"))),
    Column("ended_on", Message(N_("Ended on")), printed=False),
    Column("notice_months", Message(N_("Notice, months")), printed=False),
    Column("first_review", Message(N_("First review")), printed=False),
    Column("datasets", Message(N_("Datasets"))),
    Column("gone", Message(N_("No party any more")), printed=False),
    Column("ended_orders", Message(N_("Orders that ended")), printed=False),
    Column("purposes", Message(N_("Purposes")), printed=False),
    Column("personal_data", Message(N_("Personal data"))),
    Column("on_behalf", Message(N_("Processing on behalf")), printed=False),
    Column("transfers", Message(N_("Transfers outside the EEA")), printed=False),
    Column("amends", Message(N_("Amends")), printed=False),
    Column("agreement", Message(N_("Identifier")), printed=False),
)
NOT_WHOLE = N_("The terms are not whole in this copy: parts were withheld or erased.")
NO_SIGNATURE_HERE = N_("No signed copy of the contract is on file: what counts is what was recorded of it.")
DISPUTED = N_("Disputed by {names}: what is shown here of its text and its end has to be settled with that party.")
PARTY_UNTIL = N_("party until {until}")
ORDERED_UNTIL = N_("ordered until {until}")
PROVIDED_UNTIL = N_("provided until {until}")
FOR_WHOM = N_("{dataset} for {name}")
YES, NO = Message(N_("yes")), Message(N_("no"))


def row(agreement: KnownAgreement) -> Row:
    """The row of one agreement."""
    terms = agreement.terms
    cells: dict[str, Cell] = {
        "number": agreement.number,
        "title": title_of(agreement),
        "kind": register_words(kind_names().get(agreement.kind, Label(agreement.kind, agreement.kind)), agreement.kind),
        "partners": partner_cells(agreement),
        "status": register_words(status_and_dispute(agreement.status, agreement.disputed), agreement.status),
        "evidence": evidence_cell(agreement),
        "signed_on": agreement.signed_on,
        "starts": agreement.starts,
        "ends": agreement.ended_on or agreement.ends,
        "ended_on": agreement.ended_on,
        "amends": agreement.amends,
        "agreement": agreement.history,
    }
    if terms is not None:
        cells |= {
            "notice_months": terms.duration.notice_months,
            "first_review": terms.review.first,
            "datasets": several([dataset_cell(agreement, one) for one in terms.datasets]),
            "gone": several(
                [
                    with_last_day(one.name, day)
                    for one in agreement.parties
                    if (day := agreement.former_parties.get(one.key))
                ]
            ),
            "ended_orders": several([*_ended_orders(agreement, terms)]),
            "purposes": several([register_words(one.name, one.key) for one in terms.purposes if not one.prohibited]),
            "personal_data": yes_or_no(terms.is_personal()),
            "on_behalf": yes_or_no(_on_behalf(terms)),
            "transfers": len(terms.transfers) or None,
        }
    return Row(agreement.history, cells)


def gaps(agreement: KnownAgreement) -> Iterator[Gap]:
    """The facts missing in one agreement."""

    def gap(text: str) -> Gap:
        return Gap(agreement.history, agreement.number, Message(text))

    if agreement.disputed:
        yield dispute(agreement)
    if agreement.terms is None:
        yield gap(NOT_WHOLE)
        return
    if agreement.evidence == "reference_only":
        yield gap(NO_SIGNATURE_HERE)
    if agreement.binds and agreement.ends is None and not agreement.terms.duration.end_event.given():
        yield gap(N_("Neither an end date nor an end event is recorded."))
    if agreement.binds and agreement.starts is None:
        yield gap(N_("No start date is recorded."))
    if agreement.binds and agreement.signed_on is None:
        yield gap(N_("The day of signature is not recorded."))


def dispute(agreement: KnownAgreement) -> Gap:
    """Questions to settle before relying on the row."""
    return Gap(agreement.history, agreement.number, Message(DISPUTED, {"names": agreement.disputed}))


def partner_cells(agreement: KnownAgreement) -> Cell:
    """Names of the other parties; whoever is none any more with its last day."""
    others = [one for one in agreement.parties if one.key != agreement.own]
    return several([with_last_day(one.name, agreement.former_parties.get(one.key)) for one in others])


def dataset_cell(agreement: KnownAgreement, dataset: Dataset) -> Cell:
    """The name of a dataset, with the last day of its order where that has ended, or of its provider where that is gone."""
    words, last = register_words(dataset.name, dataset.key), agreement.order_ended(dataset)
    gone = agreement.former_parties.get(dataset.provider)
    if gone is not None and (last is None or gone < last):
        return _with_words(words, Message(PROVIDED_UNTIL, {"until": gone.isoformat()}))
    return words if last is None else _with_words(words, Message(ORDERED_UNTIL, {"until": last.isoformat()}))


def _ended_orders(agreement: KnownAgreement, terms: Terms) -> Iterator[Cell]:
    """Each dataset and recipient of which the order has ended, with its last day."""
    for dataset in terms.datasets:
        for recipient in dataset.recipients:
            last = agreement.ended.get((dataset.key, recipient))
            if last is not None:
                told: dict[str, Argument] = {
                    "dataset": own(dataset.name, dataset.key),
                    "name": agreement.party_name(recipient),
                }
                words = register_words(Message(FOR_WHOM, told), dataset.key)
                yield with_last_order(words, last)


def received_until(agreement: KnownAgreement, party: str, datasets: Sequence[Dataset]) -> date | None:
    """The last day on which a party got any of these datasets; None where one order goes on, or none was made."""
    days = [agreement.ended.get((one.key, party)) for one in datasets if party in one.recipients]
    known = [one for one in days if one is not None]
    return max(known) if known and len(known) == len(days) else None


def with_last_day(name: str | RegisterWords, last: date | None) -> Cell:
    """What a cell says of a party, with its last day where it is none any more."""
    if last is None:
        return name
    words = name if isinstance(name, RegisterWords) else RegisterWords(name, name)
    return _with_words(words, Message(PARTY_UNTIL, {"until": last.isoformat()}))


def with_last_order(words: RegisterWords, last: date) -> RegisterWords:
    """What a cell says of a recipient of which every order has ended."""
    return _with_words(words, Message(ORDERED_UNTIL, {"until": last.isoformat()}))


def _with_words(words: RegisterWords, behind: Message) -> RegisterWords:
    return RegisterWords(f"{words.de} ({behind.text('de')})", f"{words.en} ({behind.text('en')})", words.code)


def _on_behalf(terms: Terms) -> bool:
    """Whether a party processes for another: by the contract under Art. 28, or by its role in one of the activities."""
    roles = {one.role for activity in terms.activities for one in activity.roles}
    return bool(terms.processing.processor) or not roles.isdisjoint({"processor", "sub_processor"})


def title_of(agreement: KnownAgreement) -> RegisterWords:
    """The title in both languages, or in the only one given."""
    german, english = agreement.title.get("de", ""), agreement.title.get("en", "")
    return RegisterWords(german or english, english or german)


def evidence_cell(agreement: KnownAgreement) -> Cell:
    """The class of evidence in a few words, and place by place where the signatures are of several; nothing before the signature."""
    if not agreement.evidence:
        return None
    words = evidence_words(agreement.evidence, short=True)
    if places := place_by_place(agreement.folded):
        each = Listed.of(places, "; ")
        words = Message(N_("{evidence} ({signatures})"), {"evidence": words, "signatures": each})
    return register_words(words, agreement.evidence)


def yes_or_no(value: bool) -> RegisterWords:
    """A statement as words."""
    return register_words(YES, "yes") if value else register_words(NO, "no")
