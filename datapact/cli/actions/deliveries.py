"""The actions of the delivery commands."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from datapact.agreements.views.list import find_agreement
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _, counted
from datapact.cli.kit.columns import Column, Columns, as_object, emit_list, unseen
from datapact.cli.kit.known_keys import require_known
from datapact.cli.kit.moments import WrittenMoment
from datapact.cli.kit.output import emit
from datapact.cli.kit.purposes import purpose_names_today
from datapact.cli.kit.session import acting
from datapact.cli.printed.deliveries import DeliveryCorrect, DeliveryShown
from datapact.consent.decision.wording import number
from datapact.consent.deliveries import deliveries
from datapact.consent.deliveries.by_hand import ByHand, read_list, record_by_hand
from datapact.consent.deliveries.correct import correct_delivery
from datapact.consent.deliveries.deliveries import Delivery
from datapact.consent.matrix.decision_page import Leaving, deliver
from datapact.consent.matrix.question_form import require_dataset
from datapact.consent.records.corrections import STANDING_WORDS, Finding
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.organisation.partners.references import find_reference, reference_names

LARGEST_EVIDENCE = 64 * 1024 * 1024
FINDINGS: tuple[Finding, ...] = ("wrong", "never_left", "holds")


@dataclass(frozen=True, slots=True)
class Given:
    """The typed options for recording a delivery."""

    dataset: str
    """Key; empty with a decision, as the next two are."""
    to: str
    """Name, id or reference of the recipient."""
    purpose: str
    """IRI, ``dpv:NAME`` or key."""
    subjects: Path | None
    """File with the list of people; None: all whom the decision lets out."""
    version: str
    """Of the dataset; may be empty."""
    on: WrittenMoment | None
    """When the data left; None: now."""
    decision: str
    """Beginning of the entry or key of a used decision; empty for none."""
    reason: str
    """Why there is no decision; empty with one."""
    override: str
    """The reason for including people whom the decision does not allow; empty for none."""
    agreement: str
    """Number or id; empty for none."""
    basis: str
    """Article of the GDPR; empty where it is not stated."""
    note: str
    """Free text, may be empty."""
    new: bool = False
    """Dataset and purpose are in no agreement and no record yet, as whoever records it says."""


def record_one(given: Given) -> None:
    if given.decision and (
        given.dataset or given.to or given.purpose or given.agreement or given.basis or given.reason
    ):
        raise WrongUse(N_("Dataset, partner and purpose are those of the answer. Leave the other options out."))
    if not given.decision and given.subjects is None:
        raise WrongUse(N_("Name the list of the people whose data left: --subjects FILE."))
    if not given.decision and not (given.dataset and given.to and given.purpose):
        raise WrongUse(N_("Name --dataset, --to and --purpose, or the answer that you relied on: --decision."))
    people = None if given.subjects is None else read_list(given.subjects)
    with acting() as member:
        at = given.on.asked(member.clock()) if given.on else member.clock()
        if given.decision:
            leaving = Leaving(given.decision, None, at, given.version, people, given.override, given.note)
            made = deliver(member, leaving)
        else:
            with member.vault.read() as session:
                meant = require_known(member, session, dataset=given.dataset, purpose=given.purpose, new=given.new)
            made = record_by_hand(
                member,
                ByHand(
                    dataset=given.dataset,
                    recipient=given.to,
                    purpose=meant,
                    reason=given.reason,
                    subjects=people,
                    at=at,
                    version=given.version,
                    agreement=given.agreement,
                    basis=given.basis,
                    override=given.override,
                    note=given.note,
                ),
            )
        with member.vault.read() as session:
            names = reference_names(session)
    _print_delivery(made, names)


def _print_delivery(made: Delivery, names: dict[str, str]) -> None:
    line = counted(
        "Recorded: {dataset} to {recipient}, {n} person.",
        "Recorded: {dataset} to {recipient}, {n} people.",
        made.count,
        dataset=made.dataset,
        recipient=names.get(made.recipient, made.recipient),
    )
    emit(as_object(made, columns(names, PurposeNames()), DeliveryShown), [str(line), made.entry])


def correct_one(delivery: str, finding: str, reason: str, evidence: Path | None) -> None:
    data = b"" if evidence is None else read_whole(evidence, limit=LARGEST_EVIDENCE)
    media = "" if evidence is None else mimetypes.guess_type(evidence.name)[0] or "application/octet-stream"
    chosen = next((one for one in FINDINGS if one == finding.replace("-", "_")), None)
    if chosen is None:
        raise WrongUse(N_("Say what is to be corrected: wrong, never-left, or holds."))
    with acting() as member:
        made, standing = correct_delivery(member, delivery, chosen, reason, evidence=data, media=media)
    emit(DeliveryCorrect({"entry": made.entry, "standing": standing}), [_("Recorded."), *standing_lines(standing)])


def standing_lines(standing: str) -> list[str]:
    """The consequence of a correction, in a sentence."""
    match standing:
        case "never_left":
            return [
                _(
                    "Two persons recorded it: the delivery no longer counts in replies to access"
                    " requests and in recalls."
                )
            ]
        case "doubted":
            return [
                _(
                    "It still counts in replies to access requests and in recalls until a second"
                    " person records the same."
                )
            ]
        case "wrong":
            return [_("It stays in replies to access requests and in recalls, with your reason.")]
        case _:
            return [_("Nothing stands against this delivery now.")]


def list_all(dataset: str, to: str, agreement: str) -> None:
    with acting() as member, member.vault.read() as session:
        found = deliveries.deliveries(
            session,
            dataset=dataset or None,
            recipient=find_reference(session, to) if to else None,
            agreement=find_agreement(session, agreement) if agreement else None,
        )
        if dataset:
            require_dataset(session, dataset)
        names = reference_names(session)
        called = purpose_names_today(
            session,
            member.clock(),
            agreements={one.agreement for one in found},
            datasets={one.dataset for one in found},
        )
    emit_list(found, columns(names, called), N_("Nothing has left yet, as far as it was recorded."))


def columns(names: Mapping[str, str], called: PurposeNames) -> Columns[Delivery]:
    """The columns of a list of deliveries, with the names of recipients by reference and those of purposes."""
    return (
        Column("entry", N_("Entry"), 6, cell=lambda one: one.entry[:8]),
        Column(
            "dataset", N_("Dataset"), 2, cell=lambda one: one.dataset + (f" ({one.version})" if one.version else "")
        ),
        Column("version"),
        Column("recipient", N_("Recipient"), 3, cell=lambda one: names.get(one.recipient, one.recipient)),
        Column("recipient_name", value=lambda one: names.get(one.recipient, "")),
        Column(
            "purpose",
            N_("Purpose"),
            4,
            cell=lambda one: str(called.name(one.agreed or one.purpose, agreement=one.agreement, dataset=one.dataset)),
        ),
        *unseen("basis", "agreement", "decision", "reason"),
        Column("at", N_("When"), 1),
        Column("recorded"),
        Column("count", N_("People"), 5, cell=lambda one: number(one.count)),
        *unseen("root", "overridden", "override_reason", "note"),
        Column(
            "standing",
            N_("Corrected"),
            7,
            cell=lambda one: "; ".join(
                [
                    *([str(Message(STANDING_WORDS[one.standing]))] if one.standing else []),
                    *([_("row missing")] if one.row_missing else []),
                ]
            ),
        ),
        Column("row_missing"),
    )
