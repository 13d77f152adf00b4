"""Receiving: a bundle is verified from the outside in and taken in whole, or refused whole.

Everything happens in one transaction: an error anywhere leaves the vault as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from datapact.agreements.projection import append
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import read_time
from datapact.base.errors import DataPactError, NotForUs, TooLarge
from datapact.base.texts import N_, Message, counted
from datapact.contract.templates.term_values import untrue_values
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import read_state
from datapact.contract.vocabulary.messages import moment_words
from datapact.exchange.bundle.acknowledgements import RECEIPT, note_receipts, take_question, take_reply
from datapact.exchange.bundle.bundle import Bundle, read_bundle
from datapact.exchange.bundle.carried import note_parcel_came
from datapact.exchange.bundle.contents import Attachment, Restored, RestoreReply
from datapact.exchange.bundle.limits import LIMITS, Limits
from datapact.exchange.bundle.parcel import is_parcel, open_parcel
from datapact.exchange.bundle.recall_messages import take_recall_messages
from datapact.exchange.receive.arrivals import (
    WITH_STATE,
    Arrival,
    check_attachments,
    check_beginning,
    check_complete,
    check_one_circle,
    note_erased,
    put_back,
)
from datapact.exchange.receive.completing import complete
from datapact.exchange.receive.look_ahead import NOTHING, Ahead, look_ahead
from datapact.exchange.receive.senders import meet_introduced, meet_sender
from datapact.exchange.receive.setbacks import Setback, goes_back, new_disputes, stage_of
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import MOST_PARENTS, Entry
from datapact.history.entries.sentence import Names
from datapact.history.fold.agreement import AgreementState
from datapact.history.fold.authority import Directory
from datapact.history.fold.vouching import doubtful
from datapact.history.state.dag import arrange
from datapact.history.state.organisation import OrganisationLine
from datapact.history.transitions import registry
from datapact.organisation.acting.acting_member import require_more_than_reading
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.names import names_of
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.house import house_synced
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.network.known import routing_keys
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import MOST_JUDGED, current_pdf, newest_revisions, pdf_problem
from datapact.signing.returned.copies import copy_warnings
from datapact.vault.database import entries as vault_store
from datapact.vault.database.tables import Attachment as AttachmentRow

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_MOST_HEADS = MOST_PARENTS - 2
"""Heads that a history may have, so that our own next entry can still name them all as its parents."""
_MOST_NAMED = 10
_FAST_CLOCK = timedelta(days=1)
"""How far ahead of our clock a claimed time may be without a warning."""


@dataclass(frozen=True, slots=True)
class Received:
    """The news from a received bundle."""

    sender: str
    """Organisation id of the sender; our own for our own copy."""
    sender_name: str
    """As its newest card has it."""
    agreements: tuple[str, ...]
    """History ids of the agreements that the bundle is about."""
    new_entries: tuple[str, ...]
    """Digests of the entries that were new, receipts included; none when it had been received before."""
    changes: tuple[Message, ...]
    """A sentence for each new entry that is not a receipt."""
    warnings: tuple[Message, ...]
    """Warnings: void entries, cloned vaults, clocks, partners with a restored vault."""
    notices: tuple[Message, ...] = ()
    """The partner's messages apart from agreements: its recalls, or what it did with our data."""
    setbacks: tuple[Setback, ...] = ()
    """Agreements whose stage went backwards; ``warnings`` has them in words."""


def receive_bundle(acting: Acting, data: bytes, limits: Limits = LIMITS) -> Received:
    """Receive a `.dpact` file.

    Receiving twice or in the wrong order is harmless. Raises NotForUs, Damaged (also Malformed, TooLarge and
    NewerFormat), Locked for a mere auditor, or MissingEntries with the vault unchanged; no received file can end
    otherwise.
    """
    bundle = open_bundle(acting, data, limits)  # first, so that an auditor with a sealed copy gets the right error
    require_more_than_reading(acting)
    ahead = look_ahead(acting, bundle)
    with acting.vault.write() as session:
        return take_in(acting, session, bundle, ahead)


def open_bundle(acting: Acting, data: bytes, limits: Limits = LIMITS) -> Bundle:
    """Unseal a file with the own organisation's keys; its signature is still to be checked. Raises Damaged."""
    with acting.vault.read() as session:
        private_keys = sealing_keys(session)
        routes = routing_keys(session) if is_parcel(data) else ()
    if not is_parcel(data):
        return read_bundle(data, private_keys, limits)
    carried, sealed = open_parcel(data, routes, acting.organisation)
    return replace(read_bundle(sealed, private_keys, limits), carried=carried)


def take_in(acting: Acting, session: Session, bundle: Bundle, ahead: Ahead = NOTHING) -> Received:
    """``receive_bundle`` inside a transaction, which the caller must undo when it raises."""
    warnings: list[Message] = []
    sender = meet_sender(acting, session, bundle, warnings)
    warnings += meet_introduced(acting, session, sender, bundle.contents.introductions)
    known = directory(session)
    arrivals = [ahead.arrival(packed, known) for packed in bundle.contents.histories]
    changes: list[Message] = []
    fresh: list[Entry] = []
    entries: list[Entry] = []
    states: list[AgreementState] = []
    setbacks: list[Setback] = []
    for arrival in arrivals:
        held = {entry.digest: entry for entry in history_store.load(session, arrival.history)}
        row = session.get(AgreementRow, arrival.history)
        before = None if row is None else stage_of(row)
        state, new = _take_history(acting, session, sender, arrival, held)
        names = names_of(known[party] for party in state.circle if party in known)
        if row is not None and before is not None and goes_back(before, state.stage):
            setbacks.append(Setback(arrival.history, row.number, before, state.stage))
            warnings.append(setbacks[-1].warning)
        warnings += new_disputes(state, frozenset(entry.digest for entry in new), names)
        warnings += _warnings(state, new, names, acting.organisation)
        warnings += _by_revoked_keys(state, new, known, names)
        warnings += [_erased(entry, names) for entry in note_erased(session, new)]
        fresh += new
        states.append(state)
        entries += [*held.values(), *new]
        changes += [_sentence(entry, names) for entry in new if entry.kind != RECEIPT]
        if RestoreReply(acting.organisation, acting.vault.replica) in bundle.contents.messages:
            take_reply(session, sender.id, acting.vault.replica, arrival.history)
    _take_attachments(session, bundle, entries, fresh, _completed(session, bundle, ahead, states, sender))
    warnings += _unsound_pdfs(session, states, fresh)
    warnings += copy_warnings(session, states, {entry.digest for entry in fresh})
    for message in bundle.contents.messages:
        if not isinstance(message, Restored) or sender.id == acting.organisation:
            continue
        if take_question(session, sender.id, message.replica):
            warnings.append(_restored(sender))
    if bundle.carried is not None:
        said = bundle.contents.messages
        warnings += note_parcel_came(
            session,
            bundle.carried,
            said,
            sender.id,
            acting.organisation,
            acting.clock(),
            sealed_for=len(bundle.recipients),
        )
    notices = take_recall_messages(acting, session, sender, bundle.contents.messages)
    hasty = [entry for entry in fresh if entry.time > acting.clock() + _FAST_CLOCK]
    if hasty:
        warnings.append(_clock(hasty[-1]))
    return Received(
        sender=sender.id,
        sender_name=sender.state.name,
        agreements=tuple(arrival.history for arrival in arrivals),
        new_entries=tuple(entry.digest for entry in fresh),
        changes=tuple(changes),
        warnings=tuple(warnings),
        notices=tuple(notices),
        setbacks=tuple(setbacks),
    )


_NEVER = datetime.min.replace(tzinfo=UTC)


def _take_history(
    acting: Acting, session: Session, sender: OrganisationLine, arrival: Arrival, held: Mapping[str, Entry]
) -> tuple[AgreementState, list[Entry]]:
    shared = {digest: entry for digest, entry in held.items() if entry.stream == "shared"}
    synced = house_synced(session)
    at = None if synced is None else read_time(synced.at) if synced.at else _NEVER
    check_complete(arrival, shared, sender.state.name, synchronised=at)
    check_beginning(arrival, held.values(), acting.organisation)
    put_back_some = put_back(session, held, arrival.entries)
    if all(entry.digest in held for entry in arrival.entries) and not put_back_some:
        state = append.load_state(session, arrival.history)
    else:
        state = append.append_received(acting, session, arrival.history, arrival.entries)
    check_one_circle(state)
    for organisation in {sender.id, acting.organisation, *(entry.organisation for entry in arrival.entries)}:
        if organisation not in state.circle:
            _refuse_stranger(organisation, acting.organisation)
    if len(state.heads) > _MOST_HEADS:
        raise TooLarge(N_("This bundle splits the agreement into too many branches. Nothing was taken in."))
    new = [state.entries[digest] for digest in state.order if digest not in held]
    theirs = [entry for entry in new if entry.organisation != acting.organisation]
    note_receipts(session, theirs, arrange([*shared.values(), *new]))
    return state, new


def _refuse_stranger(organisation: str, own: str) -> None:
    if organisation == own:
        raise NotForUs(N_("This bundle is about an agreement to which you are not a party. Nothing was taken in."))
    raise NotForUs(
        N_("This bundle is about an agreement of others: its sender or an author is not a party. Nothing was taken in.")
    )


def _completed(
    session: Session, bundle: Bundle, ahead: Ahead, states: Sequence[AgreementState], sender: OrganisationLine
) -> Sequence[Attachment]:
    """The files of which only the end came, whole: as they were completed before the vault was locked, else now."""
    ready = {one.digest for one in ahead.completed}
    rest = [one for one in bundle.contents.continued if not ready.issuperset(one.digests)]
    return (*ahead.completed, *complete(session, rest, states, directory(session), sender.state.name))


def _take_attachments(
    session: Session,
    bundle: Bundle,
    entries: Sequence[Entry],
    fresh: Sequence[Entry],
    completed: Sequence[Attachment],
) -> None:
    files = (*bundle.contents.attachments, *completed)

    def stored(digest: str) -> bool:
        return session.exec(select(AttachmentRow.digest).where(AttachmentRow.digest == digest)).first() is not None

    check_attachments(bundle.contents.digests, entries, fresh, stored)
    for file in files:
        vault_store.put_attachment(session, file.data, file.media)


def _sentence(entry: Entry, names: Names) -> Message:
    return registry.rule_of(entry.history, entry.kind).sentence(entry, names)


def _warnings(state: AgreementState, new: Sequence[Entry], names: Names, own: str) -> list[Message]:
    warnings = []
    for entry in new:
        reason = state.void.get(entry.digest)
        if reason is not None:
            warnings.append(
                Message(N_("Without effect: {step} {reason}"), {"step": _sentence(entry, names), "reason": reason})
            )
    fresh = {entry.digest for entry in new}
    replicas = {entry.replica for entry in state.entries.values() if entry.organisation == own}
    for organisation in sorted({one.organisation for one in new if one.replica in replicas} - {own}):
        warnings.append(
            Message(
                N_("{organisation} wrote steps under the id of this vault. That means nothing; ask there why."),
                {"organisation": names.get(organisation, organisation)},
            )
        )
    clones = {state.entries[pair[0]].organisation for pair in state.cloned if fresh & set(pair)}
    for organisation in sorted(clones):
        warnings.append(
            Message(
                N_("{organisation} works with two copies of one vault: its steps contradict each other. Ask there."),
                {"organisation": names.get(organisation, organisation)},
            )
        )
    return [*warnings, *_untrue(new, names)]


def _by_revoked_keys(state: AgreementState, new: Sequence[Entry], known: Directory, names: Names) -> Iterator[Message]:
    """Warnings on new steps by a revoked key, whoever sends them, unless its organisation builds on them."""
    fresh = {entry.digest for entry in new}
    for entry in doubtful(state.entries.values(), known, void=state.void):
        if entry.digest in fresh:
            told: dict[str, str | int | Message] = {
                "organisation": names.get(entry.organisation, entry.organisation),
                "step": _sentence(entry, names),
            }
            yield Message(
                N_(
                    "{organisation} has revoked the key that signed this step. It may be by somebody who has left; ask"
                    " there: {step}"
                ),
                told,
            )


def _untrue(new: Sequence[Entry], names: Names) -> list[Message]:
    """Warnings where the text of a proposal differs from the terms, or the terms from the partners' cards."""
    warnings = []
    for entry in new:
        if entry.kind not in WITH_STATE or entry.body["state"] is WITHHELD or has_withheld(entry.body["state"]):
            continue
        document = read_state(entry.body["state"])
        for party in document.terms.parties:
            name = names.get(party.organisation, party.name)
            if plain_name(name) != plain_name(party.name):
                told = {"organisation": name, "name": party.name}
                warnings.append(Message(N_("The text calls {organisation} by another name: {name}."), told))
        for place in untrue_values(document)[:_MOST_NAMED]:
            warnings.append(
                Message(N_("The text shows another value than the term {place} has. Read both."), {"place": place})
            )
    return warnings


def _unsound_pdfs(session: Session, states: Sequence[AgreementState], fresh: Sequence[Entry]) -> list[Message]:
    """Warnings on PDFs of new signatures: the entries say who signed, but only the PDF is the contract."""
    signed = {entry.history for entry in fresh if entry.kind == "signed"}
    warnings = []
    for state in states:
        if not state.in_common_pdf or state.entries[state.order[0]].history not in signed:
            continue
        try:
            document = frozen_input(session, state)
            pdf = current_pdf(session, state, document)[0]
            problem = pdf_problem(session, pdf, state, document, directory(session), own_line(session).id)
        except DataPactError as error:
            problem = error.message
        beyond = len(newest_revisions(state)) - MOST_JUDGED
        if beyond > 0:
            warnings.append(
                counted(
                    "{n} further PDF came for one signature. It was not held against our own drawing and never counts.",
                    "{n} further PDFs came for one signature. They were not held against our own drawing and never count.",
                    beyond,
                )
            )
        if problem is not None:
            warnings.append(
                Message(N_("The signed PDF that came does not hold: {reason} Do not rely on it."), {"reason": problem})
            )
    return warnings


def _erased(entry: Entry, names: Names) -> Message:
    return Message(
        N_("Parts of an entry of {organisation} were erased before it was sent: {step}"),
        {"organisation": names.get(entry.organisation, entry.organisation), "step": _sentence(entry, names)},
    )


def _restored(sender: OrganisationLine) -> Message:
    return Message(
        N_(
            "{organisation} restored its vault from a backup. Send each of your agreements again: it includes everything."
        ),
        {"organisation": sender.state.name},
    )


def _clock(entry: Entry) -> Message:
    return Message(
        N_("An entry claims the time {time}, which is ahead of this computer's clock. Check both clocks."),
        {"time": moment_words(entry.time)},
    )
