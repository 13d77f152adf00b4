"""Records of colleagues for the house, taken into this copy: entries with their rows, and the tables that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import Damaged, MissingEntries
from datapact.base.texts import N_
from datapact.consent.decision.count_cache import forget_tallies
from datapact.consent.proof.carried_rows import LISTS, MEDIA, take_rows
from datapact.consent.terms.pseudonyms import KIND as PSEUDONYM_KEY
from datapact.consent.views.erased_list import Erased
from datapact.history.entries import store as history_store
from datapact.history.entries.shapes import RECORD_KINDS
from datapact.history.fold.authority import verify_authors
from datapact.history.transitions.registry import ORGANISATION_RULES
from datapact.obligations.due.projection import forget_all
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.records import insert_records, row_of_entry
from datapact.organisation.identity.house import internal_among, internal_heads, note_internal, unknown_parents
from datapact.organisation.partners.colleagues_records import named_partners, write_trust
from datapact.team.kept.store import is_logged
from datapact.team.steps.erasures import erased_here
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.state.organisation import OrganisationLine
    from datapact.team.log.contents import CarriedList
    from datapact.vault.database.session import Session

_NOTHING = Erased()
_FORGET_CHUNK = text(
    "DELETE FROM attachment WHERE digest = :digest AND media = :media"
    " AND EXISTS (SELECT 1 FROM team_logged WHERE what = 'rows' AND key = :digest)"
)
_FORGET_KEY = text("DELETE FROM pseudonym_key WHERE dataset = :dataset AND recipient = :recipient")


def take_house(session: Session, entries: Sequence[Entry], lists: Iterable[CarriedList]) -> list[str]:
    """Take in internal entries of the own history; returns the digests of those that are new here.

    Each is held against signature, role and form as in a verified history, and its rows against the root that it signs.
    Raises Damaged or MissingEntries; the caller must undo the transaction then.
    """
    fresh = [entry for entry in entries if not history_store.has(session, entry.digest)]
    chunks = {one.entry: one.chunks for one in lists}
    if not chunks.keys() <= {entry.digest for entry in entries if entry.kind in LISTS}:
        raise Damaged(N_("A colleague's item holds rows of an entry that is not in it. It was refused."))
    if not fresh:
        _forget_chunks(session, chunks.values())
        return []
    named = {parent for entry in fresh for parent in entry.parents}
    known = internal_among(session, fresh[0].history, named)
    missing: set[str] = set()
    for entry in fresh:
        missing.update(unknown_parents(entry, known))
        known.add(entry.digest)
    if missing:
        raise MissingEntries(
            N_("Entries before those of a colleague are missing here. They were refused."), tuple(sorted(missing))
        )
    if any(entry.missing or entry.stream != "internal" for entry in fresh):
        raise Damaged(N_("Parts of a colleague's entries are missing. They were refused."))
    known_lines = directory(session)
    verify_authors(fresh, known_lines, folded=True)  # a clock that is behind makes no certificate void here
    _require_allowed(fresh, known_lines)
    gone: Mapping[str, Erased] = {}
    if any(entry.erased or entry.kind in LISTS for entry in fresh):
        gone = erased_here(session, fresh[0].history, (entry for entry in fresh if entry.kind == "erased"))
    if any(not gone.get(entry.digest, _NOTHING).parts.issuperset(entry.erased) for entry in fresh):
        raise Damaged(
            N_("Parts of a colleague's entry are marked as erased, and no recorded erasure says so. It was refused.")
        )
    heads = internal_heads(session, fresh[0].history)
    for entry in fresh:
        history_store.save(session, entry)
    note_internal(session, fresh, heads)
    _project(session, fresh, in_order=_continues(fresh, heads))
    for entry in fresh:
        if entry.kind in LISTS:
            found = (_chunk(session, digest) for digest in chunks.get(entry.digest, ()))
            take_rows(session, entry, found, gone.get(entry.digest, _NOTHING).lines)
        if entry.kind == PSEUDONYM_KEY and entry.body["forgotten"] is True:
            values = {"dataset": entry.body["dataset"], "recipient": entry.body["recipient"]}
            session.connection().execute(_FORGET_KEY, values)
    _forget_chunks(session, chunks.values())
    write_trust(session, named_partners(fresh))
    forget_tallies(session)
    forget_all(session)
    return [entry.digest for entry in fresh]


def _require_allowed(fresh: Iterable[Entry], known: Mapping[str, OrganisationLine]) -> None:
    for entry in fresh:
        state = known[entry.organisation].find(entry.organisation_head)
        reason = None if state is None else ORGANISATION_RULES[entry.kind].allow(state, entry)
        if reason is not None:
            raise Damaged(N_("An entry of a colleague is refused: {reason}"), reason=reason)


def _continues(fresh: Sequence[Entry], heads: Sequence[str]) -> bool:
    """Whether these entries follow on all that is here, one after another, so that they come last in order."""
    before = tuple(sorted(heads))
    for entry in fresh:
        if entry.parents != before:
            return False
        before = (entry.digest,)
    return True


def _project(session: Session, fresh: Sequence[Entry], *, in_order: bool) -> None:
    if not in_order:  # somebody wrote without knowing of somebody else
        insert_records(session, fresh)
        return
    for entry in fresh:
        if entry.kind in RECORD_KINDS:
            session.add(row_of_entry(entry))
    session.flush()


def _chunk(session: Session, digest: str) -> bytes:
    found = vault_store.attachment(session, digest)
    if found is None or found[0] != MEDIA or not is_logged(session, "rows", digest):
        raise Damaged(N_("The rows of a colleague's entry have not come. The entry was refused."))
    return found[1]


def _forget_chunks(session: Session, several: Iterable[Sequence[str]]) -> None:
    for chunks in several:
        for digest in chunks:
            session.connection().execute(_FORGET_CHUNK, {"digest": digest, "media": MEDIA})
