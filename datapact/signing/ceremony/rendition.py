"""The document of a frozen agreement: its input for the renderer, built from the history alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.agreements.text.current_text import known_text, whole_state
from datapact.base import strictjson
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.history.entries.certificates import key_thumbprint
from datapact.organisation.acting.log import directory
from datapact.pdf.agreement.input import DocumentInput, Slot
from datapact.signing.ceremony.freeze import heads_in, require_true_freeze
from datapact.signing.ceremony.proof import AGREEMENT, PROOF, Proof, Signatory

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Freeze
    from datapact.history.state.organisation import OrganisationLine
    from datapact.vault.database.session import Session


def frozen_input(session: Session, folded: AgreementState) -> DocumentInput:
    """The input of the frozen agreement's PDF; raises AnswerNo when the text is not frozen, Damaged when the freeze
    differs from the agreement."""
    return frozen_input_by(folded, directory(session))


def frozen_input_by(folded: AgreementState, known: Mapping[str, OrganisationLine]) -> DocumentInput:
    """``frozen_input`` with public histories already loaded."""
    frozen = folded.freeze
    if frozen is None:
        raise AnswerNo(N_("The text is not frozen yet, so there is nothing to sign."))
    offer = folded.entries[frozen.offer]
    state = whole_state(folded.facts.offers[frozen.offer])
    heads = heads_in(folded.entries[frozen.digest], frozen)
    by_person = folded.entries[frozen.digest].kind == "freeze_persons"
    require_true_freeze(frozen, state, heads, known, persons=by_person)
    names = {party["key"]: party["name"] for party in state["terms"]["parties"]}
    slots = tuple(
        Slot(
            id=slot.id,
            order=slot.order,
            party=slot.party,
            party_name=names[slot.party],
            person=known_text(slot.person),
            capacity=known_text(slot.capacity),
            evidence=known_text(slot.evidence),
            evidence_date=known_text(slot.evidence_date),
        )
        for slot in frozen.slots
    )
    return DocumentInput(
        state=state,
        stage="frozen",
        digest=known_text(frozen.agreement_sha256),
        dated=folded.entries[frozen.digest].time,
        slots=slots,
        attachments={AGREEMENT: strictjson.canonical(state), PROOF: _proof(folded, frozen, offer, heads, known)},
        layout=known_text(frozen.layout),
    )


def _proof(
    folded: AgreementState,
    frozen: Freeze,
    offer: Entry,
    heads: Mapping[str, str],
    known: Mapping[str, OrganisationLine],
) -> bytes:
    freeze_entry = folded.entries[frozen.digest]
    accepts = [
        folded.entries[digest]
        for digest in folded.order
        if folded.entries[digest].kind == "accept"
        and folded.entries[digest].body["offer"] == frozen.offer
        and digest not in folded.void
    ]
    organisations = {identity: _up_to(known, identity, head) for identity, head in heads.items()}
    signatories = []
    for slot in frozen.slots:
        kid = known_text(slot.kid)
        certificate = _certificate(organisations[slot.organisation], kid) if kid else b""
        signatories.append(
            Signatory(
                slot=slot.id,
                party=slot.party,
                person=known_text(slot.person),
                capacity=known_text(slot.capacity),
                organisation=slot.organisation,
                member=known_text(slot.member),
                certificate=certificate,
            )
        )
    return Proof(
        freeze=freeze_entry,
        accepts=tuple(sorted(accepts, key=lambda entry: entry.digest)),
        offer=offer,
        organisations=organisations,
        signatories=tuple(signatories),
    ).write()


def _up_to(known: Mapping[str, OrganisationLine], organisation: str, head: str) -> tuple[Entry, ...]:
    """The public entries of an organisation from its founding to ``head``, in order."""
    line = known.get(organisation)
    if line is None or head not in line.positions:
        raise AnswerNo(N_("The partner's card here is older than the freeze. Ask the partner to send again."))
    return tuple(line.entries[: line.positions[head] + 1])


def _certificate(entries: tuple[Entry, ...], kid: str) -> bytes:
    for entry in reversed(entries):
        body = entry.body.get("member", entry.body) if entry.kind == "founding" else entry.body
        if entry.kind in ("founding", "member") and body["signing"] and key_thumbprint(body["signing"]) == kid:
            return strictjson.from_base64url(body["signing"])
    raise AnswerNo(N_("A signatory's certificate is not in the partner's card. Ask the partner for a new card."))
