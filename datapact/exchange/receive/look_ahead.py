"""Verify the signatures of a bundle and judge its PDFs before the vault is locked for writing.

Under the lock everything is decided anew. Earlier results are reused where the public histories that they follow from
are the same; where the vault has changed meanwhile they are computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError
from datapact.exchange.bundle.bundle import Bundle, signed_by
from datapact.exchange.bundle.contents import Attachment, PackedHistory
from datapact.exchange.receive.arrivals import Arrival, read_arrival
from datapact.exchange.receive.completing import complete
from datapact.history.entries import store as history_store
from datapact.history.entries.slot_shapes import FILLING
from datapact.history.fold.agreement import fold
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.log import Directory, directory
from datapact.organisation.identity.card import read_card
from datapact.organisation.partners.partners import list_partners
from datapact.signing.ceremony.rendition import frozen_input_by
from datapact.signing.ceremony.sign import MOST_JUDGED, newest_revisions, pdf_problem
from datapact.signing.returned.copies import judge_copies
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type _Known = Mapping[str, OrganisationLine]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Verified entries by history, each with the heads of the public histories under which they were verified."""

    arrivals: Mapping[str, tuple[Mapping[str, str], Arrival]] = field(default_factory=dict)
    """By history id; those that would be refused are missing."""
    completed: tuple[Attachment, ...] = ()
    """Files of which only the end came, whole."""

    def arrival(self, packed: PackedHistory, known: _Known) -> Arrival:
        """The verified entries of a history; raises what ``read_arrival`` raises."""
        heads, arrival = self.arrivals.get(packed.history, ({}, None))
        if arrival is None or any(one not in known or known[one].head != head for one, head in heads.items()):
            return read_arrival(packed, known)
        return arrival


NOTHING = Ahead()


def look_ahead(acting: Acting, bundle: Bundle) -> Ahead:
    """Verify the entries of a bundle and judge its PDFs; returns nothing for a bundle that will be refused later."""
    found: dict[str, tuple[Mapping[str, str], Arrival]] = {}
    completed: list[Attachment] = []
    with acting.vault.read() as session:
        try:
            known = _known_then(acting, session, bundle)
        except DataPactError:
            return NOTHING
        if known is None:
            return NOTHING
        for packed in bundle.contents.histories:
            if packed.history in found:
                return NOTHING
            with suppress(DataPactError):  # an unreadable one does not stop the others
                arrival = read_arrival(packed, known)
                houses = {entry.organisation for entry in arrival.entries}
                found[packed.history] = {one: known[one].head for one in houses}, arrival
                _judge_pdfs(session, bundle, arrival, known, completed, acting.organisation)
    return Ahead(found, tuple(completed))


def _known_then(acting: Acting, session: Session, bundle: Bundle) -> _Known | None:
    """The public histories after the bundle's cards; None for a bundle that no partner signed."""
    before = directory(session)
    card = read_card(bundle.contents.card)
    line = before.get(card.organisation)
    if card.organisation != bundle.organisation or line is None:
        return None
    cards = [card, *map(read_card, bundle.contents.introductions)]
    newer: dict[str, bytes] = {}
    partners = {one.organisation: one for one in list_partners(session)}
    for one in cards:
        partner = partners.get(one.organisation)
        if one.organisation != acting.organisation and (partner is None or partner.card.sequence < one.sequence):
            newer[one.organisation] = one.data
    old = {one: partners[one].card.data for one in before if one in partners}
    known = Directory(before[acting.organisation], {**old, **newer})
    author = known[card.organisation].member_at(bundle.head, bundle.statement.kid)
    return known if author is not None and signed_by(bundle, author.author_key) else None


def _judge_pdfs(
    session: Session, bundle: Bundle, arrival: Arrival, known: _Known, completed: list[Attachment], own: str
) -> None:
    """Judge the PDFs of new signatures as ``receive`` will, so that their verdicts are cached; add those that it completes."""
    held = history_store.load(session, arrival.history)
    digests = {entry.digest for entry in held}
    fresh = [entry for entry in arrival.entries if entry.digest not in digests]
    if not any(entry.kind in FILLING for entry in fresh):
        return
    state = fold([*held, *fresh], known)
    if not state.signed:
        return
    document = frozen_input_by(state, known)
    judge_copies(session, state, document, {file.digest: file.data for file in bundle.contents.attachments})
    if not state.in_common_pdf:
        return
    ours = {signed.revision_to for signed in state.in_common_pdf}
    ends = [one for one in bundle.contents.continued if ours.intersection(one.digests)]
    whole = complete(session, ends, [state], known, "")
    completed += whole
    came = {file.digest: file.data for file in (*bundle.contents.attachments, *whole)}
    for digest in newest_revisions(state)[:MOST_JUDGED]:
        stored = vault_store.attachment(session, digest)
        data = came.get(digest, stored[1] if stored is not None else None)
        if data is not None:
            pdf_problem(session, data, state, document, known, own)
