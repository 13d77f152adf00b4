"""Sending: one sealed file with everything about an agreement that its recipients have not acknowledged."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from datapact.agreements.projection import append
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.consent.proof.run import unproven_recalls
from datapact.consent.recalls.replies import replies_written, say_replies_sent
from datapact.exchange.bundle import attachments
from datapact.exchange.bundle.acknowledgements import (
    RECEIPT,
    acknowledged,
    files_written,
    has_lost,
    messages_for,
    note_file,
    receipt_body,
)
from datapact.exchange.bundle.bundle import write_bundle
from datapact.exchange.bundle.carried import former_parcels, note_parcel_sent
from datapact.exchange.bundle.contents import Attachment, Contents, Continued, PackedHistory, continued, ordered
from datapact.exchange.bundle.parcel import write_parcel
from datapact.exchange.bundle.recall_messages import recall_messages
from datapact.exchange.send.former_party import all_members, former_members, steps_for
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import pack
from datapact.history.state.dag import arrange
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.handed_over import OUTSIDE, WORD, note_opened, note_sending, note_written
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.exchange_rule import why_held_back
from datapact.signing.elsewhere.outside import say_sent_outside
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.agreements.projection.party_over_time import Member
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.network.labels import Routing
    from datapact.vault.database.session import Session

_END_OF_REVISION = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_MOST_REVISIONS = 200
FOLDER, RELAY = "shared folder", "relay"
"""How a file went out that was laid where its recipients, or the relay, take it."""
_PEOPLE_BESIDE_AN_AGREEMENT = 20_000
"""People in recalls that travel with an agreement, so that they leave it room enough; more go in a file of their own."""


def send_agreement(
    acting: Acting,
    agreement_id: str,
    partners: Sequence[str],
    *,
    everything: bool = False,
    through: Routing | None = None,
) -> bytes:
    """Write one receipt entry and return the bundle for ``partners`` (organisation ids) and for ourselves.

    It holds the shared entries that not all of the partners have acknowledged, with ``everything`` all of them, and
    the files that these name; for a former party those of its time alone (``former_party``), so it gets a file of its own. ``through`` is a network under whose labels it travels: a parcel. Sending again is harmless;
    ``mark_written`` once the file is written. Raises WrongUse when nothing was offered yet or a recipient
    is not a party or no member of that network, AnswerNo where the house's rule holds it back from one, or a former party is named with others, Locked or AnswerNo when the member may not write the receipt, TooLarge.
    """
    with acting.vault.write() as session:
        state = append.load_state(session, agreement_id)
        known = directory(session)
        recipients = sorted(set(partners))
        _check_recipients(recipients, state.circle, acting.organisation, known)
        for one in recipients:
            if (reason := why_held_back(session, one)) is not None:
                raise AnswerNo(reason)
        if through is not None:
            _check_members(through, (acting.organisation, *recipients), known)
        former = _former_among(acting, session, state, recipients, known)
        internal = [entry for entry in state.dag.order if entry.stream == "internal"]
        body = receipt_body(session, state.shared_heads, _heads(internal))
        _receipt, state = append.append_onto(state, acting, session, agreement_id, RECEIPT, body)
        shared = arrange(entry for entry in state.dag.order if entry.stream == "shared")
        had = set(shared.index)
        for partner in recipients:
            had &= acknowledged(session, agreement_id, partner, shared)
        may_have = shared.index.keys() if former is None else steps_for(state, shared, former)
        sent = [entry for entry in shared.order if entry.digest in may_have and (everything or entry.digest not in had)]
        lost = everything or any(has_lost(session, agreement_id, one) for one in recipients)
        whole, ends = _lean(state, _attached(session, sent), whole=lost)
        contents = Contents(
            card=write_card(acting),
            introductions=_introductions(session, _circle_of(session, state, former), acting.organisation),
            histories=(PackedHistory(agreement_id, tuple(map(pack, sent))),),
            messages=(
                *messages_for(session, acting.vault.replica, agreement_id, recipients),
                *recall_messages(session, recipients, acting.clock(), most_people=_PEOPLE_BESIDE_AN_AGREEMENT),
                *(() if through is None else former_parcels(session, recipients)),
            ),
            attachments=whole,
            continued=ends,
        )
        sealed = write_bundle(
            contents,
            organisation=acting.organisation,
            head=known[acting.organisation].head,
            key=acting.author_key,
            time=acting.clock(),
            recipients=[_sealing_key(known[organisation]) for organisation in (acting.organisation, *recipients)],
        )
        return sealed if through is None else write_parcel(sealed, through, acting.organisation, recipients)


def send_messages(acting: Acting, session: Session, partner: str, through: Routing | None = None) -> bytes:
    """A bundle for one partner with messages about recalls, about no agreement; ``through`` as in ``send_agreement``.

    Sending again is harmless. Raises WrongUse when the partner's card is not known, it is no member of that network, or
    there is nothing to say; RecallsNotProven (exit 4) where the rows do not show that for certain.
    """
    known = directory(session)
    if partner not in known or partner == acting.organisation:
        raise WrongUse(N_("{partner} is not among your partners. Add its card first."), partner=partner)
    messages = recall_messages(session, [partner], acting.clock())
    if not messages:
        nothing = N_("There is nothing to tell {partner} about called-back data.")
        raise unproven_recalls(acting, session) or WrongUse(nothing, partner=known[partner].state.name)
    if through is not None:
        _check_members(through, (acting.organisation, partner), known)
    sealed = write_bundle(
        Contents(card=write_card(acting), introductions=(), histories=(), messages=tuple(messages), attachments=()),
        organisation=acting.organisation,
        head=known[acting.organisation].head,
        key=acting.author_key,
        time=acting.clock(),
        recipients=[_sealing_key(known[organisation]) for organisation in (acting.organisation, partner)],
    )
    return sealed if through is None else write_parcel(sealed, through, acting.organisation, [partner])


def mark_written(
    acting: Acting, agreement_id: str, partners: Sequence[str], data: bytes = b"", through: Routing | None = None
) -> None:
    """Note that a file with all that is shared so far is written for ``partners``: no further file has to hold it.

    ``data`` is the file where it travels under the labels of a network. Whether it was sent a person says (``say_sent``);
    whether it arrived its recipients say themselves.
    """
    now = acting.clock()
    with acting.vault.write() as session:
        shared = append.load_state(session, agreement_id).dag.order
        receipts = [one for one in shared if one.kind == RECEIPT and one.organisation == acting.organisation]
        written = receipts[-1].digest
        for partner in sorted(set(partners)):
            before = files_written(session, agreement_id, partner)
            beside = replies_written(session, partner) if len(set(partners)) == 1 else ()
            note_written(
                session, agreement_id, partner, written, now, before=before[-1] if before else "", beside=beside
            )
        note_file(session, agreement_id, sorted(set(partners)), written)
        if through is not None:
            note_parcel_sent(session, data, through, acting.organisation, partners, agreement_id, now)


def mail_opened(acting: Acting, agreement_id: str, partners: Sequence[str]) -> None:
    """Note that the e-mail with the file for these partners was opened."""
    with acting.vault.write() as session:
        for partner in partners:
            note_opened(session, agreement_id, partner)


def say_sent(
    acting: Acting, agreement_id: str, partners: Sequence[str] = (), *, at: datetime | None = None, how: str = ""
) -> tuple[str, ...]:
    """Note a person's word that the files for these partners were sent, or for all that one waits for; returns for whom.

    Replies to their recalls in those files are sent with it. A PDF or Word files that
    went to all are meant where none is named. Raises WrongUse where no file waits for that word, and for a time before it was written or still to come.
    """
    now = acting.clock()
    found = [] if partners or say_sent_outside(acting, agreement_id, local_day(at or now)) is None else [OUTSIDE]
    with acting.vault.write() as session:
        state = append.load_state(session, agreement_id)
        asked = sorted(set(partners) or state.circle - {acting.organisation})
        for partner in (*asked, *(() if partners else (WORD,))):
            sent = note_sending(session, agreement_id, partner, at or now, now, how)
            if sent is None:
                continue
            found.append(partner)
            say_replies_sent(session, partner, sent.beside, at or now, now, how, until=sent.written_at)
        if not found:
            raise WrongUse(N_("No file for these partners waits to be sent. Write one first: datapact send."))
        return tuple(found)


def _check_recipients(
    recipients: Sequence[str], parties: Iterable[str], own: str, known: Mapping[str, OrganisationLine]
) -> None:
    parties = tuple(parties)
    if not parties:
        raise WrongUse(N_("Nothing of this agreement was offered yet. Make an offer first."))
    if not recipients:
        raise WrongUse(N_("Name at least one partner to send the agreement to."))
    for organisation in recipients:
        name = known[organisation].state.name if organisation in known else organisation
        if organisation == own or organisation not in parties:
            raise WrongUse(
                N_("{partner} is not another party of this agreement. Choose one of its parties."), partner=name
            )
        if organisation not in known:
            raise WrongUse(N_("{partner} is not among your partners. Add its card first."), partner=name)


def _former_among(
    acting: Acting,
    session: Session,
    state: AgreementState,
    recipients: Sequence[str],
    known: Mapping[str, OrganisationLine],
) -> Member | None:
    """The former party that a file is for; raises AnswerNo where it is for others, too, who get more."""
    former = former_members(all_members(session, state), local_day(acting.clock()))
    found = [former[one] for one in recipients if one in former]
    if found and len(recipients) > 1:
        raise AnswerNo(
            N_("{partner} is no party any more and gets no newer steps. Write a file of its own for it."),
            partner=known[found[0].organisation].state.name,
        )
    return found[0] if found else None


def _circle_of(session: Session, state: AgreementState, former: Member | None) -> Iterable[str]:
    """The organisations whose cards travel along: to a former party nobody's who joined after its last day."""
    if former is None or former.until is None:
        return state.circle
    members = all_members(session, state).members
    return [
        one.organisation for one in members if one.founding or (one.since is not None and one.since <= former.until)
    ]


def _check_members(through: Routing, organisations: Iterable[str], known: Mapping[str, OrganisationLine]) -> None:
    for organisation in organisations:
        if organisation not in through.members:
            raise WrongUse(
                N_(
                    "{partner} is not a member of the network {network}, so no label leads there. Send it without labels."
                ),
                partner=known[organisation].state.name,
                network=through.name,
            )


def _heads(entries: Sequence[Entry]) -> list[str]:
    parents = {parent for entry in entries for parent in entry.parents}
    return [entry.digest for entry in entries if entry.digest not in parents]


def _introductions(session: Session, parties: Iterable[str], own: str) -> tuple[bytes, ...]:
    others = [party for party in parties if party != own]
    if len(others) < 2:
        return ()
    rows = (session.get(PartnerRow, party) for party in others)
    return tuple(row.card for row in rows if row is not None)


def _attached(session: Session, sent: Sequence[Entry]) -> tuple[Attachment, ...]:
    digests = sorted({digest for entry in sent for digest in attachments.named(entry)})
    found = ((digest, vault_store.attachment(session, digest)) for digest in digests)
    return tuple(Attachment(digest, file[0], file[1]) for digest, file in found if file is not None)


def _lean(
    state: AgreementState, files: tuple[Attachment, ...], *, whole: bool
) -> tuple[tuple[Attachment, ...], tuple[Continued, ...]]:
    """The files that travel whole, and the ends of the others.

    The first signature travels with the whole PDF. After it only the signatures do: whoever was not sent the first, or lost
    it, draws the rest as for signing.
    """
    if whole or len({one.slot for one in state.in_common_pdf}) < 2:
        return ordered(files), ()
    digest = state.in_common_pdf[0].revision_from
    beginning = next(filter(None, (_unsigned(one.data, digest) for one in files)), None)
    return (ordered(files), ()) if beginning is None else continued(files, beginning)


def _unsigned(pdf: bytes, digest: str) -> bytes | None:
    """The beginning of a PDF with this digest, if it is one of its revisions."""
    hashed, start = hashlib.sha256(), 0
    for found in islice(_END_OF_REVISION.finditer(pdf), _MOST_REVISIONS):
        for end in range(found.start(), found.end() + 1):
            hashed.update(pdf[start:end])
            start = end
            if end >= found.start() + len(b"%%EOF") and to_base64url(hashed.copy().digest()) == digest:
                return pdf[:end]
    return None


def _sealing_key(line: OrganisationLine) -> bytes:
    return from_base64url(line.state.sealing_public)
