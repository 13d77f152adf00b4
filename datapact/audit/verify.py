"""Verify a file without a vault and without a network: a signed PDF, a dossier, a card, the outside of a bundle."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.audit.bag_archive import is_archive
from datapact.audit.decision_file import NAME as DECISION
from datapact.audit.dossier_file import NAME as DOSSIER
from datapact.audit.trust import identities, unconfirmed, with_cards
from datapact.audit.verdict import Finding, Verdict, conclude, refused
from datapact.audit.verify_bag import verify_bag
from datapact.audit.verify_consent_row import is_consent_row, verify_consent_row
from datapact.audit.verify_decision import verify_decision
from datapact.audit.verify_dossier import files_inside, verify_dossier
from datapact.audit.verify_pdf import verify_pdf
from datapact.clock import write_time
from datapact.errors import DataPactError, Malformed
from datapact.exchange.sealing import look_at
from datapact.parties.card import Card, read_card
from datapact.texts import N_, Message


def verify_file(data: bytes, name: str, *, cards: Sequence[bytes] = (), require_trust: bool = False) -> Verdict:
    """Judge the content of a file; ``name`` is only shown, and tells a damaged file's kind from its ending.

    ``cards`` are partner cards whose fingerprints the caller has compared: they confirm identities. With
    ``require_trust`` an identity that is only declared leaves the verdict indeterminate. Raises Malformed for a
    file that is none of ours, and what reading a trusted card raises.
    """
    trusted = [read_card(card) for card in cards]
    ending = name.lower().rpartition(".")[2]
    inside = files_inside(data) if data.startswith(b"%PDF-") else frozenset()
    if DOSSIER in inside:
        return verify_dossier(data, name, cards=trusted, require_trust=require_trust)
    if DECISION in inside:
        return verify_decision(data, name, cards=trusted, require_trust=require_trust)
    if data.startswith(b"%PDF-") or ending == "pdf":
        return verify_pdf(data, name, cards=trusted, require_trust=require_trust)
    if is_consent_row(data):
        return verify_consent_row(data, name, trusted)
    if data.startswith(b"{") or ending == "dpact":
        return _verify_bundle(data, name)
    if data.startswith(b"eyJ") or ending == "dpcard":
        return _verify_card(data, name, trusted, require_trust)
    if is_archive(data) or ending == "zip":
        return verify_bag(data, name, cards=trusted, require_trust=require_trust)
    raise Malformed(N_("This file is neither a PDF nor a bundle nor a partner card, so there is nothing to verify."))


def _verify_bundle(data: bytes, name: str) -> Verdict:
    try:
        envelope = look_at(data)
    except DataPactError as error:
        return conclude("bundle", name, [refused(error)])
    sealed = Message(
        "The bundle is sealed: only its recipients can tell what is inside and whether it was changed on the way."
    )
    return conclude(
        "bundle",
        name,
        [Finding("indeterminate", sealed)],
        details={"bundle": envelope.id, "recipients": list(envelope.recipients)},
    )


def _verify_card(data: bytes, name: str, trusted: Sequence[Card], require_trust: bool) -> Verdict:
    try:
        card = read_card(data)
    except DataPactError as error:
        return conclude("card", name, [refused(error)])
    lines = {card.organisation: card.line}
    _joined, findings = with_cards(lines, trusted)
    known = identities(lines, trusted)
    if require_trust:
        findings += unconfirmed(known)
    return conclude(
        "card",
        name,
        findings,
        identities=known,
        details={"sequence": card.sequence, "created": write_time(card.created)},
    )
