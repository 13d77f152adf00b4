"""Acknowledgements of partners, and how a partner that lost data gets it again.

A receipt entry builds on everything that its author had seen, so the partner has all of the receipt's ancestors. All
other entries are sent (again). A restored vault asks its partners for entries that it may have lost; they delete its
earlier acknowledgements, so that their next bundles hold everything and say that they answer the question.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import col, delete, select

from datapact.base.clock import write_time
from datapact.base.strictjson import JsonObject, canonical, from_base64url, to_base64url
from datapact.exchange.bundle.contents import OrganisationMessage, Restored, RestoreReply
from datapact.history.entries.entry import Entry
from datapact.history.state.dag import Dag, positions
from datapact.organisation.acting.handed_over import Handed, handed, note_arrived
from datapact.vault.database.entries import get_facts, get_meta, set_meta
from datapact.vault.database.session import Session
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.database.tables import Meta, ReceiptSeen

RECEIPT = "receipt"
_MOST_FILES = 500
"""Notes of files for one partner about one agreement; older ones are forgotten."""


def receipt_body(session: Session, seen: Sequence[str], internal_heads: Sequence[str]) -> JsonObject:
    """The body of a receipt: shared heads seen, and a salted commitment to our own internal heads.

    The salt stays in the vault (meta ``commitment:DIGEST``), so that an internal dossier can open the commitment:
    base64url SHA-256(salt || canonical list of the heads).
    """
    heads = sorted(internal_heads)
    salt = secrets.token_bytes(16)
    commitment = to_base64url(hashlib.sha256(salt + canonical(heads)).digest())
    set_meta(session, f"commitment:{commitment}", canonical({"heads": heads, "salt": to_base64url(salt)}).decode())
    return {"seen": sorted(seen), "commitment": commitment}


def opens_commitment(commitment: str, opened: object) -> bool:
    """Whether heads and salt, as the vault keeps them, are those of a commitment."""
    match opened:
        case {"heads": list(heads), "salt": str(salt)}:
            digest = hashlib.sha256(from_base64url(salt) + canonical(heads)).digest()
            return to_base64url(digest) == commitment
    return False


def acknowledged(session: Session, history: str, organisation: str, shared: Dag) -> set[str]:
    """Digests of the entries that a partner has, by its newest receipt."""
    row = session.get(ReceiptSeen, (history, organisation))
    place = None if row is None else shared.index.get(row.head)
    if row is None or place is None:
        return set()
    return {row.head, *(shared.order[ancestor].digest for ancestor in positions(shared.ancestors[place]))}


@dataclass(frozen=True, slots=True)
class Noted:
    """Notes of this vault on the files for one partner."""

    had: frozenset[str]
    """Digests of the entries that the partner has by its newest receipt, or was sent last."""
    files: tuple[str, ...]
    """As ``files_written``."""
    lost: bool
    """Whether the partner restored a backup and asked for everything again, and has acknowledged nothing since."""
    handed: Handed | None
    """How far the last file is; None where an earlier program wrote it, or nobody wrote one."""


def noted_of(session: Session, history: str, partners: Sequence[str], known: Dag) -> dict[str, Noted]:
    """The notes about these partners, read at once; ``known`` has the shared entries and maybe others, which do not count."""
    rows = session.exec(select(ReceiptSeen).where(ReceiptSeen.history == history))
    seen = {row.organisation: row.head for row in rows}
    keys = [key for one in partners for key in (f"asked:{one}", f"files:{one}:{history}", _sent_key(one, history))]
    facts = get_facts(session, keys)
    found, on_the_way = {}, handed(session, history, partners)
    for one in partners:
        last = facts.get(_sent_key(one, history), "")
        files = tuple(map(str, read_stored_json(facts.get(f"files:{one}:{history}") or "[]"))) or (
            (last,) if last else ()
        )
        had = _with_ancestors(known, seen.get(one, "")) | _with_ancestors(known, last)
        found[one] = Noted(had, files, bool(facts.get(f"asked:{one}")) and one not in seen, on_the_way.get(one))
    return found


def _with_ancestors(known: Dag, digest: str) -> frozenset[str]:
    """The shared entry with this digest and those that it knows; none for another."""
    place = known.index.get(digest)
    if place is None or known.order[place].stream != "shared":
        return frozenset()
    before = (known.order[one] for one in positions(known.ancestors[place]))
    return frozenset({digest, *(one.digest for one in before if one.stream == "shared")})


def note_file(session: Session, history: str, partners: Sequence[str], receipt: str) -> None:
    """Record that a file for these partners has all that our ``receipt`` builds on, so that no further one has to."""
    for partner in partners:
        set_meta(session, _sent_key(partner, history), receipt)
        files = [*files_written(session, history, partner), receipt]
        set_meta(session, f"files:{partner}:{history}", json.dumps(files[-_MOST_FILES:]))


def files_written(session: Session, history: str, partner: str) -> tuple[str, ...]:
    """Our receipts in the files that were written for a partner, oldest first; each brought all that its receipt knows.

    An older program noted the last file alone.
    """
    noted = read_stored_json(get_meta(session, f"files:{partner}:{history}") or "[]")
    if noted:
        return tuple(map(str, noted))
    last = get_meta(session, _sent_key(partner, history))
    return (last,) if last else ()


def recipients_of_files(session: Session) -> dict[str, tuple[str, ...]]:
    """For whom the files with our receipts were written, organisation ids by the receipt's digest; files of other desks are not noted."""
    found: dict[str, set[str]] = {}
    for key, noted in session.exec(select(Meta.key, Meta.value).where(col(Meta.key).startswith("files:"))):
        _files, partner, history = key.split(":", 2)
        for receipt in tuple(map(str, read_stored_json(noted))) or files_written(session, history, partner):
            found.setdefault(receipt, set()).add(partner)
    return {receipt: tuple(sorted(partners)) for receipt, partners in found.items()}


def has_lost(session: Session, history: str, partner: str) -> bool:
    """Whether a partner restored a backup and asked for everything again, and has acknowledged nothing since."""
    return bool(get_meta(session, f"asked:{partner}")) and session.get(ReceiptSeen, (history, partner)) is None


def sent(session: Session, history: str, organisation: str, shared: Dag) -> set[str]:
    """Digests of the entries that a partner was sent last, and of all before them."""
    place = shared.index.get(get_meta(session, _sent_key(organisation, history)) or "")
    return (
        set() if place is None else {shared.order[one].digest for one in (*positions(shared.ancestors[place]), place)}
    )


def note_receipts(session: Session, arrived: Sequence[Entry], shared: Dag) -> None:
    """Record the acknowledgements in newly arrived receipts (parents first); ``shared`` is the whole shared history.

    A receipt that does not build on the one before it shows that the partner lost entries: it counts all the same.
    """
    for receipt in arrived:
        if receipt.kind != RECEIPT:
            continue
        row = session.get(ReceiptSeen, (receipt.history, receipt.organisation))
        if row is None:
            row = ReceiptSeen(history=receipt.history, organisation=receipt.organisation, head="", time="")
        elif row.head in shared.index and shared.knows(row.head, receipt.digest):
            continue
        row.head, row.time = receipt.digest, write_time(receipt.time)
        session.add(row)
        session.flush()
        note_arrived(session, receipt.history, receipt.organisation, partial(_knows, shared, receipt.digest))


def _knows(shared: Dag, later: str, earlier: str) -> bool:
    return earlier in shared.index and shared.knows(later, earlier)


def messages_for(session: Session, replica: str, history: str, partners: Sequence[str]) -> list[OrganisationMessage]:
    """The messages to these partners about restored vaults, ours and theirs, in a bundle about ``history``."""
    messages: list[OrganisationMessage] = []
    if get_meta(session, "restored") and not set(partners) <= _restore_replies(session, replica, history):
        messages.append(Restored(replica))
    for partner in partners:
        question = get_meta(session, f"asked:{partner}")
        if question:
            messages.append(RestoreReply(partner, question))
    return messages


def take_question(session: Session, sender: str, replica: str) -> bool:
    """Delete the acknowledgements of a partner with a restored vault; False when we knew of this restore already."""
    if get_meta(session, f"asked:{sender}") == replica:
        return False
    set_meta(session, f"asked:{sender}", replica)
    session.execute(delete(ReceiptSeen).where(ReceiptSeen.organisation == sender))  # type: ignore[arg-type]
    session.execute(delete(Meta).where(col(Meta.key).startswith(_sent_key(sender, ""), autoescape=True)))
    return True


def take_reply(session: Session, sender: str, replica: str, history: str) -> None:
    """Record that ``sender`` has sent all entries of ``history`` that our restored vault may have lost."""
    answers = _restore_replies(session, replica, history) | {sender}
    set_meta(session, _answers_key(replica, history), json.dumps(sorted(answers)))


def _sent_key(partner: str, history: str) -> str:
    return f"sent:{partner}:{history}"


def _restore_replies(session: Session, replica: str, history: str) -> set[str]:
    return set(read_stored_json(get_meta(session, _answers_key(replica, history)) or "[]"))


def _answers_key(replica: str, history: str) -> str:
    return f"answers:{replica}:{history}"
