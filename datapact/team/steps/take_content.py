"""Taking the content of an item into this copy: verified as if it came in a file, then folded; nothing is taken on trust."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from datapact.agreements.projection import append
from datapact.base.clock import write_time
from datapact.base.errors import Damaged, DataPactError, MissingEntries
from datapact.base.strictjson import from_base64url, sha256_of
from datapact.base.texts import N_, Message
from datapact.consent.proof.carried_rows import MEDIA
from datapact.exchange.bundle.acknowledgements import note_receipts
from datapact.exchange.receive.arrivals import check_one_circle, note_erased
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import AGREEMENT_PREFIX, Entry, organisation_history
from datapact.history.fold.authority import verify_authors
from datapact.history.fold.organisation import verify_line
from datapact.history.state.dag import arrange
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.card import read_card, read_stored_card
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.colleagues_records import write_trust
from datapact.organisation.partners.partners import compare_cards, fill_row, new_row
from datapact.team.kept.store import forget_card, is_logged, note_again, note_logged
from datapact.team.kept.things import note_writers, take_things
from datapact.team.log.chain import Step, is_public_of
from datapact.team.log.contents import CarriedList, Contents
from datapact.team.steps.erasable_parts import erase_apart, here_of, together
from datapact.team.steps.erasures import erase_as_recorded, erased_with
from datapact.team.steps.house_records import take_house
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def bring(acting: Acting, session: Session, step: Step, *, is_allowed: bool = False) -> list[str]:
    """Take in what an item brings; returns the digests of the entries that are new here.

    ``is_allowed``: an administrator decided to take it in although its author had lost a role or a key. Raises Damaged or MissingEntries where one of them is refused; the caller must undo the transaction then.
    """
    number = step.item.sequence
    if step.contents is None:
        return []
    contents, entries = together(session, step)
    take_line(session, step)
    _take_decisions(session, step, contents)
    if not is_allowed:
        _require_standing(session, step, entries)
    came = {_take_card(acting, session, from_base64url(card), number) for card in contents.cards}
    write_trust(session, came, stays=True)
    _take_files(session, contents, number)
    ours = acting.member.roles
    take_things(session, contents.things, number, theirs=roles_of(session, step), ours=ours)
    if (device := step.state.devices.get(step.item.device)) is not None:
        note_writers(session, contents.things, number, device.member)
    histories: dict[str, list[Entry]] = {}
    line = own_line(session)
    house = organisation_history(line.id)
    for entry in entries:
        if not is_public_of(line, entry):
            histories.setdefault(entry.history, []).append(entry)
    new: list[str] = []
    for history, several in histories.items():
        if history != house:
            new += _take_agreement(acting, session, history, several)
    told = take_house(session, histories.get(house, []), contents.lists)
    recorded = [entry for entry in histories.get(house, []) if entry.kind == "erased"]
    if contents.erased and not recorded:
        raise Damaged(N_("A colleague's item erases more than a recorded erasure says. It was refused."))
    erase_as_recorded(session, [entry for entry in recorded if entry.digest in told])
    if recorded:
        erase_apart(session, recorded, number)
        note_logged(session, "erasure", [f"{step.item.digest} {step.item.device}"], number)
    if contents == Contents():
        note_logged(session, "acknowledged", [f"{step.item.digest} {step.item.device}"], number)
    new += told
    for entry in histories.get(house, []):
        # whoever keeps the partner, since something names it, sends its card again
        if entry.kind == "partner_removed" and not is_logged(session, "entry", entry.digest):
            forget_card(session, str(entry.body["organisation"]))
    note_logged(session, "entry", [entry.digest for entry in entries], number)
    return new


def take_circle(session: Session, items: Sequence[tuple[Step, bool]]) -> None:
    """Take in the records of the house in items that build on each other in a circle, before each item is brought alone.

    An erasure makes such circles: it sends anew what later items build on. The flag of each item: whether an administrator
    allowed it. Every rule holds as for each alone, and raises alike; the caller must undo the transaction then.
    """
    house = organisation_history(own_line(session).id)
    found: dict[str, Entry] = {}
    lists: dict[str, CarriedList] = {}
    for step, is_allowed in items:
        take_line(session, step)
        contents, entries, absent = here_of(session, step)
        if not is_allowed:
            _require_standing(session, step, entries)
        _take_files(session, contents, step.item.sequence)
        said = {one.entry: one for one in contents.lists}
        for entry in _of_house(session, entries, house):
            if entry.digest not in absent and entry.digest not in found:
                found[entry.digest] = entry
                lists.update({one: said[one] for one in (entry.digest,) if one in said})
    new = take_house(session, _parents_first(found), lists.values())
    erase_as_recorded(session, [found[one] for one in new if found[one].kind == "erased"])


def circle_of(session: Session, first: Step, steps: Sequence[Step]) -> list[Step]:
    """An item that lacks entries with those of other refused ones that bring them, in their order; none where one is nowhere."""
    house = organisation_history(own_line(session).id)
    brings: dict[str, list[Step]] = {}
    lacks: dict[str, set[str]] = {}
    for step in steps:
        _contents, entries, absent = here_of(session, step)
        ours = _of_house(session, entries, house)
        for entry in ours:
            if entry.digest not in absent:
                brings.setdefault(entry.digest, []).append(step)
        lacks[step.item.digest] = {*absent, *(parent for entry in ours for parent in entry.parents)}
    taken, open_ones = {first.item.digest}, [first]
    while open_ones:
        for digest in lacks[open_ones.pop().item.digest]:
            if history_store.has(session, digest):
                continue
            several = brings.get(digest)
            if not several:
                return []
            if not any(one.item.digest in taken for one in several):
                taken.add(several[-1].item.digest)  # the newest says best what is left
                open_ones.append(several[-1])
    return [step for step in steps if step.item.digest in taken]


def _of_house(session: Session, entries: Iterable[Entry], house: str) -> list[Entry]:
    line = own_line(session)
    return [one for one in entries if one.history == house and not is_public_of(line, one)]


def _parents_first(found: Mapping[str, Entry]) -> list[Entry]:
    done: dict[str, Entry] = {}
    left = list(found.values())
    while left:
        ready = [one for one in left if all(parent in done or parent not in found for parent in one.parents)]
        if not ready:
            break  # no digest can name itself; what is left lacks its parents for whoever judges it
        done.update({one.digest: one for one in ready})
        left = [one for one in left if one.digest not in done]
    return [*done.values(), *left]


def _take_files(session: Session, contents: Contents, number: int) -> None:
    for file in contents.files:
        data = from_base64url(file.data)
        digest = sha256_of(data)
        if file.media == MEDIA:  # a chunk, which waits here for its entry
            if vault_store.attachment(session, digest) is not None and not is_logged(session, "rows", digest):
                raise Damaged(N_("A colleague's item holds a file under another name. It was refused."))
            vault_store.put_attachment(session, data, file.media)
            note_logged(session, "rows", [digest], number)
            continue
        has_come = is_logged(session, "file", digest)
        note_again(session, "file", digest, number)
        if not has_come or (contents.apart and _is_of_another(session, contents, digest)):
            vault_store.put_attachment(session, data, file.media)


def _is_of_another(session: Session, contents: Contents, file: str) -> bool:
    """Whether a file that was erased here comes with an entry that lost nothing then: as one that two forms name."""
    if vault_store.attachment(session, file) is not None:
        return False
    went = erased_with(session, organisation_history(own_line(session).id), file)
    return bool(went) and any(one not in went for said in contents.apart for one in said.entries)


def decision(item: str, *, take: bool) -> str:
    """The key under which a decision on a refused item is noted."""
    return f"{item} {'take' if take else 'aside'}"


def _take_decisions(session: Session, step: Step, contents: Contents) -> None:
    if contents.decides and "admin" not in roles_of(session, step):
        raise Damaged(
            N_("A colleague's device decided on refused items, which only an administrator's may. It was refused.")
        )
    decided = [decision(one.item, take=one.take) for one in contents.decides]
    note_logged(session, "decided", decided, step.item.sequence)


def _require_standing(session: Session, step: Step, entries: Iterable[Entry]) -> None:
    """Raise Damaged for an entry that is new here and comes behind a loss of its author's role or key that it does not know of.

    An entry names the head under which its author acts; somebody who lost a role could name an older one for ever. What the log had
    before the loss stands, for then everybody has it.
    """
    line = own_line(session)
    now = line.find(step.state.line_head) or line.state
    for entry in entries:
        then = line.find(entry.organisation_head) if entry.organisation == line.id else None
        author = None if then is None else then.by_kid.get(entry.kid)
        if author is None or is_public_of(line, entry) or history_store.has(session, entry.digest):
            continue
        member = now.members.get(author.id)
        if entry.kid in now.revoked or member is None or not author.roles <= member.roles:
            raise Damaged(
                N_(
                    "{member} wrote an entry as one who had a role or key that is lost since, and the team's log did not have it before."
                    " It was refused; an administrator decides (datapact team decide)."
                ),
                member=author.name,
            )


def roles_of(session: Session, step: Step) -> frozenset[str]:
    """The roles of the member whose device wrote an item, as the public line stands after it."""
    line = own_line(session)
    device = step.state.devices.get(step.item.device)
    member = (line.find(step.state.line_head) or line.state).members.get(device.member) if device is not None else None
    return frozenset() if member is None else frozenset(member.roles)


def take_line(session: Session, step: Step) -> None:
    """Take in what an item adds to the organisation's public line; raises Damaged where nothing of it may be."""
    line = own_line(session)
    public = [entry for entry in step.entries if is_public_of(line, entry)]
    fresh = [entry for entry in public if entry.digest not in line.positions]
    if not fresh:
        return
    verify_line(fresh, line)
    for entry in fresh:
        history_store.save(session, entry)


def _take_card(acting: Acting, session: Session, data: bytes, number: int) -> str:
    card = read_card(data)
    if card.organisation == acting.organisation:
        raise Damaged(N_("A colleague's item holds a card of the own organisation. It was refused."))
    row = session.get(PartnerRow, card.organisation)
    if row is None:
        row = new_row(card, write_time(acting.clock()))
    elif compare_cards(read_stored_card(row.card), card) == "newer":
        fill_row(row, card)
    session.add(row)
    session.flush()
    note_logged(session, "card", [f"{card.organisation} {card.sequence}"], number)
    return card.organisation


def _take_agreement(acting: Acting, session: Session, history: str, entries: Sequence[Entry]) -> list[str]:
    if not history.startswith(AGREEMENT_PREFIX):
        raise Damaged(N_("A colleague's item holds entries that do not travel in a team. It was refused."))
    before = append.state_so_far(session, history)
    held = before.entries if before is not None else {}
    fresh = [entry for entry in entries if entry.digest not in held]
    if not fresh:
        return []
    known = {*held, *(entry.digest for entry in entries)}
    missing = sorted({parent for entry in fresh for parent in entry.parents} - known)
    if missing:
        raise MissingEntries(
            N_("Entries before those of a colleague are missing here. They were refused."), tuple(missing)
        )
    if any(entry.missing for entry in fresh):
        raise Damaged(N_("Parts of a colleague's entries are missing. They were refused."))
    verify_authors(fresh, directory(session), folded=True)
    state = append.append_received(acting, session, history, fresh)
    check_one_circle(state)
    shared = [entry for entry in state.entries.values() if entry.stream == "shared"]
    new = [state.entries[digest] for digest in state.order if digest not in held]
    note_receipts(session, [entry for entry in new if entry.organisation != acting.organisation], arrange(shared))
    note_erased(session, new)
    return [entry.digest for entry in new]


def is_refusal(error: Exception) -> bool:
    """Whether an error says that the content of an item is bad, and not that the vault cannot be written now.

    What another program wrote may break a rule of the database or of a form that nobody thought of: one item is refused then,
    instead of ending every synchronisation of every colleague.
    """
    if isinstance(error, DataPactError):
        return isinstance(error, Damaged | MissingEntries)
    return not isinstance(error, OSError | MemoryError | OperationalError)


def refusal(error: Exception) -> str:
    """The kept reason why an item was refused: JSON in both languages."""
    if isinstance(error, DataPactError):
        return json.dumps(error.message.both())
    told = N_("A colleague's item could not be taken in ({fault}). It was refused.")
    return json.dumps(Message(told, {"fault": type(error).__name__}).both())
