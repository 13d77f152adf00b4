"""The organisation that owns this vault, and its verified public history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.errors import Damaged, Locked
from datapact.base.texts import N_
from datapact.history.entries.entry import organisation_history, read_entry
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.plain import sql
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.folder.confirmation import need_confirmation
from datapact.vault.keys.own_data import ENTRY, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_PUBLIC = sql(
    "SELECT e.jws, d.texts, d.erased FROM entry e LEFT JOIN disclosure d ON d.entry = e.digest"
    " WHERE e.history = :history AND e.stream = 'public' ORDER BY e.seq"
)
_NEWEST_INTERNAL = sql(
    "SELECT digest FROM entry WHERE history = :history AND stream = 'internal' ORDER BY seq DESC LIMIT 1"
)


def public_entries(session: Session, history: str) -> tuple[tuple[str, str, str], ...]:
    """The public entries of a history as stored (JWS, JSON of disclosures, JSON of erased digests), in commit order.

    The many internal entries are not read.
    """
    found = session.connection().execute(_PUBLIC, {"history": history})
    return tuple((jws, texts or "[]", erased or "[]") for jws, texts, erased in found)


def newest_internal(session: Session, history: str) -> str | None:
    """The digest of the newest internal entry of a history."""
    found: str | None = session.connection().execute(_NEWEST_INTERNAL, {"history": history}).scalar()
    return found


ORGANISATION = "organisation"  # the key in meta of the vault's organisation


def own_organisation(session: Session) -> str:
    """The id of the organisation whose vault this is; raises Damaged where its creation was interrupted."""
    organisation = get_meta(session, ORGANISATION)
    if organisation is None:
        raise Damaged(N_("The creation of this vault was interrupted. Delete its folder and create it again."))
    return organisation


def set_own_organisation(session: Session, organisation: str) -> None:
    """Store the organisation that owns this vault, once, when it is founded."""
    set_meta(session, ORGANISATION, organisation)


SYNCED = "house_synced"  # the key in meta of how new a copy in a team is (``house``)


def is_restored(session: Session) -> bool:
    """Whether this copy in a team was restored from a backup and not synchronised since: its team may have gone on."""
    synced, restored = get_meta(session, SYNCED), get_meta(session, "restored")
    return synced is not None and restored is not None and str(read_stored_json(synced).get("at", "")) <= restored


def require_confirmation(session: Session) -> None:
    """Let a change of the organisation's public line, or a new key for pseudonyms, be confirmed by the team, if there is one.

    Two entries on one head of the public line would be fatal, for partners, too, and two keys for the pseudonyms of one
    dataset would hide withdrawals; so in a team both take effect once the log has them. Raises Locked in a copy that cannot.
    """
    synced = get_meta(session, SYNCED)
    if synced is None:
        return
    if is_restored(session):
        raise Locked(
            N_(
                "This copy was restored from a backup, and its team may have gone on since. Synchronise first (datapact team"
                " sync): two continuations of one history of members and keys would be refused by partners."
            )
        )
    if read_stored_json(synced).get("left"):
        raise Locked(
            N_(
                "This computer has left the team, which may go on without it: members, roles and keys of the organisation are"
                " changed at a computer of the team."
            )
        )
    need_confirmation(session)


def own_line(session: Session) -> OrganisationLine:
    """The verified public history of our own organisation; raises Damaged."""
    stored = public_entries(session, organisation_history(own_organisation(session)))
    return _LINES.made(session, stored, lambda: _verified(stored))


type _Stored = tuple[tuple[str, str, str], ...]

_LINES = Remembered[_Stored, OrganisationLine](16)  # keyed by every byte that is verified, so that no answer can differ


def _verified(stored: _Stored) -> OrganisationLine:
    with own_data(ENTRY):
        return verify_line(
            read_entry(jws, read_stored_json(texts), read_stored_json(erased)) for jws, texts, erased in stored
        )
