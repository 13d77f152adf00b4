"""Verify a file in an open vault: trust comes from the partners whose identity people here have confirmed.

A bundle or a sealed copy for us is opened in memory, and nothing of it is stored. A register or a letter, which proves
nothing by itself, is recognised by its recorded digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import known_datasets
from datapact.audit.engagements.exports_list import known_digest
from datapact.audit.engagements.sealed_copy import SealedCopy, open_copy
from datapact.audit.formats.copies_at_hand import CopyAtHand, copies_of
from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding, Kind, Verdict, doubted
from datapact.audit.verify.in_worker import verify_file_apart
from datapact.audit.verify.record import verify_record
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.errors import AnswerNo, Malformed, NotForUs
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.bundle.envelope import is_bundle
from datapact.exchange.bundle.parcel import is_parcel
from datapact.exchange.receive.preview import BundlePreview, Preview, preview_file
from datapact.history.entries import store
from datapact.history.fold.agreement import fold
from datapact.history.fold.receipted import receipted
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.partners.namesakes import Standing, all_candidates, standing_as
from datapact.organisation.partners.partners import get_partner, list_partners
from datapact.organisation.partners.references import reference_names
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class CheckedHere:
    """A verdict, and how sure this vault is of each organisation in the file, by its id."""

    verdict: Verdict
    """By the cards of confirmed partners and our own."""
    standings: Mapping[str, Standing]
    """Trust by organisation id; ``unknown`` where no card is here."""


def verify_here(acting: Acting, data: bytes, name: str, *, sealed: bytes | None = None) -> CheckedHere:
    """Judge a file, trusting the cards of confirmed partners and our own; ``sealed`` is the file beside a long-term seal.

    Of a signed agreement whose history lies here, the receipts count that the PDF cannot carry.

    Raises Malformed for a file that is none of ours, Surroundings when the vault cannot be read.
    """
    ending = name.lower().rpartition(".")[2]
    if not data.startswith(b"%PDF-") and (ending == "dpact" or is_bundle(data) or is_parcel(data)):
        return _bundle(name, preview_file(acting, data, name))
    if ending == "p7s":
        cards = [write_card(acting), *_confirmed(acting)]
        return CheckedHere(verify_file_apart(data, name, cards=cards, sealed=sealed), {})
    alone = _alone(acting, data, name)
    if alone.kind == "exported":
        return CheckedHere(alone, {})
    if alone.kind == "record":
        return _record(acting, data, name, alone)
    if alone.kind in ("consent_row", "consent_receipt"):
        return CheckedHere(verify_file_apart(data, name, cards=[write_card(acting), *_confirmed(acting)]), {})
    if alone.other is not None and (alone.details or {}).get("agreement"):  # signed outside: whose keys are in it
        alone = verify_file_apart(data, name, cards=[write_card(acting), *_confirmed(acting)])
    standings: dict[str, Standing] = {}
    cards = []
    with acting.vault.read() as session:
        candidates = all_candidates(session)
        had, copies = _receipted(session, alone), _copies(session, alone)
        for identity in alone.identities:
            partner = get_partner(session, identity.organisation)
            standings[identity.organisation] = standing_as(candidates, identity.organisation, identity.name)
            if partner is not None and partner.trust == "confirmed":
                cards.append(partner.card.data)
        recorded = _recorded(session, alone, data)
    if recorded is not None:
        return CheckedHere(replace(alone, notes=(recorded, *alone.notes)), standings)
    if acting.organisation in standings:
        cards.append(write_card(acting))
    if not cards and not copies and (not had or alone.verdict == "valid"):
        return CheckedHere(alone, standings)
    return CheckedHere(verify_file_apart(data, name, cards=cards, receipted=had, copies=copies), standings)


def _receipted(session: Session, alone: Verdict) -> dict[str, dict[str, str]]:
    """The receipts that this vault's history of a signed agreement shows, by its id."""
    history = str((alone.details or {}).get("agreement", "")) if alone.kind == "pdf" else ""
    entries = store.load(session, history) if history else ()
    if not entries:
        return {}
    lines = directory(session)
    return {history: receipted(fold(entries, lines), lines)}


def _copies(session: Session, alone: Verdict) -> dict[str, dict[str, CopyAtHand]]:
    """What this vault's history says of places of a signed agreement that its parties filled in copies of their own."""
    history = str((alone.details or {}).get("agreement", "")) if alone.kind == "pdf" and alone.signatures else ""
    entries = store.load(session, history) if history else ()
    folded = fold(entries, directory(session)) if entries else None
    if folded is None or not folded.own_copies:
        return {}
    kept = {file.digest: attachment(session, file.digest) for file in folded.contract_files}
    files = {digest: held[1] for digest, held in kept.items() if held is not None}
    return {history: copies_of(folded, files)}


def _recorded(session: Session, alone: Verdict, data: bytes) -> Message | None:
    """Whether this vault's history records a PDF for signature outside; None for other files, and without a history."""
    history = str((alone.details or {}).get("agreement", "")) if alone.other is not None else ""
    entries = store.load(session, history) if history else ()
    if not entries:
        return None
    folded = fold(entries, directory(session))
    outside = folded.outside
    if outside is None or outside.slots is None:
        return None
    slots, digest = outside.slots, sha256_of(data)
    kept = {slots.fixed.pdf} | {one for record in slots.filled.values() for one in (record.before, record.after)}
    if digest not in kept:
        return Message(N_("The history in this vault does not name this file; another one was recorded, or none yet."))
    done = {"done": len(slots.filled), "all": len(slots.fixed.slots)}
    if slots.open:
        return Message(N_("The history in this vault names this file. Signed so far: {done} of {all}."), done)
    return Message(N_("The history in this vault names this file, and every named signatory has signed."))


def _record(acting: Acting, data: bytes, name: str, alone: Verdict) -> CheckedHere:
    """The proof of a delivery or recall, with the names by which this vault knows the parties."""
    with acting.vault.read() as session:
        names, candidates = reference_names(session), all_candidates(session)
        names |= {key: str(name) for key, name in known_datasets(session).items()}
    standings = {one.organisation: standing_as(candidates, one.organisation, one.name) for one in alone.identities}
    cards = [read_card(card) for card in (write_card(acting), *_confirmed(acting))]
    known = [card for card in cards if card.organisation in standings]
    return CheckedHere(verify_record(data, name, cards=known, require_trust=False, names=names), standings)


def _alone(acting: Acting, data: bytes, name: str) -> Verdict:
    """The verdict without any card; a file that proves nothing by itself is looked up among this vault's exports.

    Raises Malformed for a file that is none of ours.
    """
    try:
        verdict = verify_file_apart(data, name)
    except Malformed:
        verdict = None
    if verdict is None or (verdict.kind == "pdf" and verdict.verdict == "indeterminate" and not verdict.signatures):
        left = known_digest(acting, sha256_of(data))
        if left is not None:
            return _only("exported", name, Finding("note", left))
    return verify_file_apart(data, name) if verdict is None else verdict


def _confirmed(acting: Acting) -> list[bytes]:
    """The cards of all partners whose identity people here have confirmed."""
    with acting.vault.read() as session:
        return [one.card.data for one in list_partners(session) if one.trust == "confirmed"]


def _bundle(name: str, preview: Preview) -> CheckedHere:
    if isinstance(preview, Refused) and isinstance(preview.error, NotForUs | AnswerNo):
        return CheckedHere(_only("bundle", name, Finding("indeterminate", preview.reason)), {})

    def read() -> BundlePreview:
        if isinstance(preview, Refused):
            raise preview.error
        assert isinstance(preview, BundlePreview)
        return preview

    verdict = verdict_on("bundle", name, read, _of_bundle, details=lambda seen: {"new_entries": seen.new_entries})
    standings = {preview.sender: preview.trust or "own"} if isinstance(preview, BundlePreview) else {}
    return CheckedHere(verdict, standings)


def _only(kind: Kind, name: str, finding: Finding) -> Verdict:
    """The verdict by one finding, on a file in which nothing else is read."""
    return verdict_on(kind, name, lambda: finding, lambda one, _lines: [one], details=lambda _one: None)


def _of_bundle(preview: BundlePreview, _lines: Lines) -> Iterator[Finding]:
    signed = Message(
        N_("Sealed for your organisation and signed by {person} of {sender} on {time}."),
        {"person": preview.signed_by, "sender": preview.sender_name, "time": moment_words(preview.sent)},
    )
    yield Finding("note", signed)
    for warning in preview.warnings:
        yield Finding("note", warning)


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """The copy with its content, and the verdict about the content."""

    copy: SealedCopy
    """With its sender and day of use."""
    checked: CheckedHere
    """Of the export inside; a doubt about who sealed it is in it, too."""


def open_sealed(acting: Acting, data: bytes) -> OpenedCopy:
    """Open a copy that was sealed for us and judge its content; raises what ``open_copy`` and ``verify_here`` raise.

    A doubt about who sealed it makes the verdict indeterminate at most.
    """
    copy = open_copy(acting, data)
    checked = verify_here(acting, copy.data, copy.name)
    return OpenedCopy(
        copy, checked if copy.doubt is None else replace(checked, verdict=doubted(checked.verdict, copy.doubt))
    )
