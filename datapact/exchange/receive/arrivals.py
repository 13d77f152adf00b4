"""Arriving entries: each is verified against the histories of the organisations before anything is stored.

Only an entry's author can be sure of its content, and any sender can claim an erasure (Art. 17 GDPR). So disclosures
that a later bundle brings after an earlier one left them out are stored, except those erased by this vault itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from datapact.base.errors import Damaged, Malformed, MissingEntries, NotForUs
from datapact.base.texts import N_
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import check_partial_state, read_state
from datapact.exchange.bundle import attachments
from datapact.exchange.bundle.contents import PackedHistory
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import AGREEMENT_PREFIX, Entry, read_entry
from datapact.history.fold.acceded import inner_entries
from datapact.history.fold.agreement import AgreementState
from datapact.history.fold.authority import Directory, verify_authors
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.session import Session

WITH_STATE = frozenset({"offer", "counter"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """Verified entries of one agreement."""

    history: str
    """History id of the agreement."""
    entries: tuple[Entry, ...]
    """Each once, in the order of the bundle."""


def read_arrival(packed: PackedHistory, directory: Directory) -> Arrival:
    """Read the entries of a history and verify signature and authority of each.

    Raises Malformed or TooLarge for anything but a shared entry of that agreement, NewerFormat for a later kind,
    NotForUs for an author's organisation that is not known here, MissingEntries when its history is known too little,
    Damaged for a wrong signature or an author without the right to write it.
    """
    if not packed.history.startswith(AGREEMENT_PREFIX) or not packed.entries:
        raise Malformed(N_("This bundle holds entries that are not of an agreement. Nothing was taken in."))
    entries: dict[str, Entry] = {}
    for item in packed.entries:
        entry = read_entry(item.jws, item.disclosures, item.erased)
        if entry.history != packed.history or entry.stream != "shared":
            raise Malformed(N_("This bundle holds an entry that does not belong into it. Nothing was taken in."))
        if entry.missing:
            raise Malformed(N_("This bundle holds an entry of which a part is missing. Ask the sender for a new file."))
        if entry.organisation not in directory:
            raise NotForUs(
                N_("This bundle holds an entry by an organisation that is not your partner. Add its card first.")
            )
        for one in (entry, *inner_entries(entry)):
            if one.kind in WITH_STATE:
                _check_state(one)
        entries.setdefault(entry.digest, entry)
    verify_authors(entries.values(), directory, folded=True)
    return Arrival(packed.history, tuple(entries.values()))


def _check_state(entry: Entry) -> None:
    state = entry.body["state"]
    if state is WITHHELD:
        return
    if has_withheld(state):  # erased: nothing else may be missing
        check_partial_state(state, entry.history, frozenset(entry.body["parties"]))
        return
    document = read_state(state)
    named = sorted(party.organisation for party in document.taking_part)
    if document.agreement != entry.history or named != sorted(entry.body["parties"]):
        raise Malformed(N_("This bundle holds an offer that is not about its agreement. Nothing was taken in."))


def check_complete(
    arrival: Arrival, held: Mapping[str, Entry], sender: str, *, synchronised: datetime | None = None
) -> None:
    """Raise MissingEntries, naming their digests, when parents are neither held nor in the arrival.

    ``synchronised``: when a copy of a team last did, UTC. A colleague may have sent what the partner answers; where the copy
    has synchronised since, either that colleague has not, or the database withholds it: so a partner's file shows that.
    """
    known = {*held, *(entry.digest for entry in arrival.entries)}
    missing = sorted({parent for entry in arrival.entries for parent in entry.parents} - known)
    if missing and synchronised is not None and synchronised > max(entry.time for entry in arrival.entries):
        raise MissingEntries(
            N_(
                "Entries before these are missing here, although this copy synchronised after the time that {sender}"
                " states for them: either the"
                " colleague who sent them has not synchronised, or the team's database withholds them. Nothing was taken in."
                " Ask your colleagues to synchronise and read each other the codes (datapact team status). Missing: {names}"
            ),
            tuple(missing),
            sender=sender,
            names=", ".join(missing[:5]) + (" …" if len(missing) > 5 else ""),
        )
    if missing and synchronised is not None:
        raise MissingEntries(
            N_(
                "Entries before these are missing here: as a rule a colleague sent them, and this copy does not have them yet."
                " Nothing was taken in. Synchronise with the team (datapact team sync), and receive the file again. Missing:"
                " {names}"
            ),
            tuple(missing),
            names=", ".join(missing[:5]) + (" …" if len(missing) > 5 else ""),
        )
    if missing:
        raise MissingEntries(
            N_(
                "Entries before these are missing here: an earlier file was not received, or this vault is an old copy."
                " Nothing was taken in. Ask {sender} to send the agreement again with everything. Missing: {names}"
            ),
            tuple(missing),
            sender=sender,
            names=", ".join(missing[:5]) + (" …" if len(missing) > 5 else ""),
        )


def check_beginning(arrival: Arrival, held: Iterable[Entry], own: str) -> None:
    """Raise Damaged when a partner begins an agreement whose id is taken here by a draft or another beginning."""
    held = tuple(held)
    known = {entry.digest for entry in held}
    owners = {entry.organisation for entry in held if not entry.parents}
    if any(entry.stream == "internal" for entry in held):
        owners.add(own)
    begun = {entry.organisation for entry in arrival.entries if not entry.parents and entry.digest not in known}
    if owners and not begun <= owners:
        raise Damaged(
            N_("This bundle uses the id of another agreement in this vault. Nothing was taken in; ask the sender.")
        )


def check_one_circle(state: AgreementState) -> None:
    """Raise Damaged when an agreement begins more than once, and not with the same parties each time.

    A second beginning may be an honest one, by a restored vault. With other parties it would let somebody into an
    agreement who could decline what the others have signed.
    """
    circles = {
        frozenset(entry.body["parties"])
        for entry in state.entries.values()
        if entry.kind == "offer" and entry.digest not in state.forbidden
    }
    if len(circles) > 1:
        raise Damaged(
            N_("This bundle begins the agreement again with other parties. Nothing was taken in; ask the sender.")
        )


def check_attachments(
    files: Iterable[str], entries: Sequence[Entry], fresh: Sequence[Entry], stored: Callable[[str], bool]
) -> None:
    """Check that every file of a bundle is named by an entry, and that every new entry has its file there or in the
    vault.

    ``files`` are the digests of the bundle's files; ``stored`` says whether the vault has one. Raises Damaged or
    MissingEntries.
    """
    files = set(files)
    if not files <= {digest for entry in entries for digest in attachments.named(entry)}:
        raise Damaged(N_("This bundle holds a file that no entry names. Nothing was taken in."))
    wanted = sorted({digest for entry in fresh for digest in attachments.needed(entry)} - files)
    missing = tuple(digest for digest in wanted if not stored(digest))
    if missing:
        raise MissingEntries(
            N_("A signed document is missing from this bundle. Nothing was taken in; ask the sender to send it again."),
            missing,
        )


def note_erased(session: Session, arrived: Iterable[Entry]) -> list[Entry]:
    """Record and return the new entries of which parts were erased before they came."""
    incomplete = [entry for entry in arrived if entry.erased]
    for entry in incomplete:
        set_meta(session, _key(entry.digest), "1")
    return incomplete


def put_back(session: Session, held: Mapping[str, Entry], arrived: Iterable[Entry]) -> bool:
    """Store disclosures that were missing when an entry first came; returns whether there were any."""
    changed = False
    for entry in arrived:
        before = held.get(entry.digest)
        if before is None or len(entry.disclosures) <= len(before.disclosures):
            continue
        if get_meta(session, _key(entry.digest)) and set(entry.disclosures) >= set(before.disclosures):
            history_store.save_disclosures(session, entry)
            if not entry.erased:
                set_meta(session, _key(entry.digest), None)
            changed = True
    return changed


def _key(digest: str) -> str:
    return f"erased-on-arrival:{digest}"
