"""Verify what is no signed agreement: dossiers, answers, exports, receipts, registers, cards, directories, sealed files, proofs.

Long to load, since it draws the pages of each again; whoever verifies an agreement does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from datapact.audit.formats.bag_archive import UnpackedBag, is_archive
from datapact.audit.formats.verdict import Finding, Verdict
from datapact.audit.verify.bag import verify_bag, verify_index
from datapact.audit.verify.consent import is_consent_row, is_receipt, verify_consent_row, verify_receipt
from datapact.audit.verify.decision import verify_decision
from datapact.audit.verify.dossier import verify_dossier
from datapact.audit.verify.library import verify_library
from datapact.audit.verify.record import is_record_proof, verify_record
from datapact.audit.verify.register import verify_register
from datapact.audit.verify.seal import verify_seal
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.clock import write_time
from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.envelope import is_bundle, look_at
from datapact.exchange.bundle.parcel import is_parcel, look_at_parcel
from datapact.exchange.relay.receipts import is_receipts
from datapact.library.shelf.library_format import is_library
from datapact.organisation.identity.card import Card, read_card
from datapact.organisation.network.directory_file import NetworkDirectory, is_directory, read_directory, require_writer
from datapact.pdf.reports.names import DECISION, DOSSIER, EXPORT, RECEIPT, REGISTER

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.audit.formats.trust import Lines

type Sealed = Literal["bundle", "sealed_copy"]
_SEALED: Mapping[str, Sealed] = {"dpact": "bundle", "dpseal": "sealed_copy"}
_ABOUT_SEALED: Mapping[Sealed, str] = {
    "bundle": N_(
        "The bundle is sealed: only its recipients can tell what is inside and whether it was changed on the way."
    ),
    "sealed_copy": N_(
        "The copy is sealed: only its auditor can open it (datapact audit open), and then verify what was in it."
    ),
}
_OFFICE = ("xlsx", "docx")
"""Archives that are documents: tables and texts that we write, none of which proves itself."""


def verify_other_kind(
    data: bytes,
    name: str,
    inside: Collection[str] = (),
    *,
    cards: Sequence[Card] = (),
    require_trust: bool = False,
    lists: Path | None = None,
    authorities: Sequence[bytes] = (),
    sealed: bytes | None = None,
) -> Verdict:
    """Judge a file that is no signed agreement; a PDF by the names of the files ``inside`` it.

    ``lists`` and ``authorities`` say on whose timestamps the caller relies, for the signed PDF in a dossier; ``sealed`` is the file beside a seal. Raises Malformed for a file that is none of ours.
    """
    ending = name.lower().rpartition(".")[2]
    if DOSSIER in inside:
        return verify_dossier(
            data, name, cards=cards, require_trust=require_trust, lists=lists, authorities=authorities
        )
    if DECISION in inside:
        return verify_decision(data, name, cards=cards, require_trust=require_trust)
    if EXPORT in inside:
        return verify_index(data, name, cards=cards, require_trust=require_trust)
    if RECEIPT in inside:
        return verify_receipt(data, name, cards)
    if REGISTER in inside:
        return verify_register(data, name)
    if ending == "p7s":
        return verify_seal(data, name, sealed, cards=cards, require_trust=require_trust)
    if is_directory(data) or ending == "dpdir":
        return _verify_directory(data, name, cards, require_trust)
    if is_receipts(data) or ending == "dpreceipts":
        raise Malformed(
            N_(
                "These are a relay's receipts: a list of what it carried. Hold them against your vault: datapact relay-receipts "
                "FILE."
            )
        )
    if data.startswith(b"eyJ") or ending == "dpcard":
        return _verify_card(data, name, cards, require_trust)
    if (is_archive(data) or ending == "zip") and ending not in _OFFICE:
        return verify_bag(data, name, cards=cards, require_trust=require_trust)
    if ending in _SEALED or is_bundle(data):
        return _verify_sealed(data, name, _SEALED.get(ending, "bundle"))
    if is_consent_row(data):
        return verify_consent_row(data, name, cards)
    if ending == "dplib" or is_library(data):
        return verify_library(data, name, cards=cards, require_trust=require_trust)
    if is_record_proof(data):
        return verify_record(data, name, cards=cards, require_trust=require_trust)
    if is_receipt(data):
        return verify_receipt(data, name, cards)
    raise Malformed(
        N_(
            "This file carries neither a signature nor a proof of DataPact, so there is nothing to verify. Ask whoever made it"
            " whether its SHA-256 digest is the recorded one."
        )
    )


def verify_unpacked(folder: Path, *, cards: Sequence[Card], require_trust: bool) -> Verdict:
    """Judge an unpacked export; raises Malformed for a folder that is none."""
    return verify_bag(UnpackedBag(folder), folder.name, cards=cards, require_trust=require_trust)


def _verify_sealed(data: bytes, name: str, kind: Sealed) -> Verdict:
    def judged[Parts](read: Callable[[bytes], Parts], details: Callable[[Parts], JsonObject]) -> Verdict:
        doubt = Finding("indeterminate", Message(_ABOUT_SEALED[kind]))
        return verdict_on(kind, name, lambda: read(data), lambda _parts, _lines: [doubt], details=details)

    if is_parcel(data):
        return judged(look_at_parcel, lambda parcel: {"from": parcel.sender, "to": list(parcel.to)})
    return judged(look_at, lambda envelope: {"bundle": envelope.id, "recipients": list(envelope.recipients)})


def _verify_card(data: bytes, name: str, trusted: Sequence[Card], require_trust: bool) -> Verdict:
    return verdict_on(
        "card",
        name,
        lambda: read_card(data),
        lambda _card, _lines: [],
        lines=lambda card: {card.organisation: card.line},
        details=lambda card: {"sequence": card.sequence, "created": write_time(card.created)},
        cards=trusted,
        require_trust=require_trust,
    )


def _judge_directory(directory: NetworkDirectory, lines: Lines) -> Iterator[Finding]:
    require_writer(directory, lines[directory.organisation])
    yield Finding(
        "note",
        Message(
            N_("{by} put these cards together. Its signature vouches for none of them: compare each fingerprint."),
            {"by": directory.writer.profile.name},
        ),
    )


def _verify_directory(data: bytes, name: str, trusted: Sequence[Card], require_trust: bool) -> Verdict:
    return verdict_on(
        "directory",
        name,
        lambda: read_directory(data),
        _judge_directory,
        lines=lambda directory: {one.card.organisation: one.card.line for one in directory.members},
        details=lambda directory: {
            "network": directory.network,
            "name": directory.name,
            "version": directory.version,
            "day": directory.day.isoformat(),
            "organisation": directory.organisation,
            "left": [
                {"organisation": one.organisation, "name": one.name, "day": one.day.isoformat()}
                for one in directory.left
            ],
        },
        cards=trusted,
        require_trust=require_trust,
    )
