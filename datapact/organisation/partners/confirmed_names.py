"""The confirmed name of each partner: the one it had when people last compared its fingerprint; trust applies to that
name.

Names on cards are the senders' claim, so a partner can change its name after confirmation, even to somebody else's. The
identity stays confirmed; its new name is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.base.texts import N_, Message
from datapact.history.entries.entry import organisation_history, read_entry
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.house import in_house_order
from datapact.organisation.identity.own_history import own_organisation
from datapact.organisation.partners.unaware_statements import unaware
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.database.tables import Disclosure, EntryRow
from datapact.vault.keys.own_data import ENTRY, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Stored = tuple[tuple[str, str, str], ...]

_KINDS = ("partner_added", "partner_trusted", "partner_distrusted", "partner_removed")


def confirmed_names(session: Session) -> Mapping[str, str]:
    """The confirmed names by organisation id, without partners whose trust was withdrawn later."""
    wanted = (
        select(EntryRow.jws, Disclosure.texts, Disclosure.erased)
        .join(Disclosure, col(Disclosure.entry) == col(EntryRow.digest), isouter=True)
        .where(EntryRow.history == organisation_history(own_organisation(session)), col(EntryRow.kind).in_(_KINDS))
        .order_by(col(EntryRow.seq))
    )
    stored = tuple((jws, texts or "[]", erased or "[]") for jws, texts, erased in session.exec(wanted))
    return _NAMES.made(session, stored, lambda: _read(session, stored))


_NAMES = Remembered[Stored, Mapping[str, str]](4)
"""Keyed by every byte that is read, so that the result cannot differ; their order follows from what they build on."""


def _read(session: Session, stored: Stored) -> Mapping[str, str]:
    added: dict[str, str] = {}
    confirmed: dict[str, str] = {}
    with own_data(ENTRY):
        entries = [read_entry(jws, read_stored_json(texts), read_stored_json(erased)) for jws, texts, erased in stored]
    passed_over = unaware(session, entries)
    for entry in in_house_order(session, entries):
        organisation = str(entry.body["organisation"])
        match entry.kind:
            case "partner_added":
                added[organisation] = str(entry.body["name"])
            case "partner_trusted" if entry.digest in passed_over:
                pass
            case "partner_trusted":  # without a name: of an older version, and only the first card's name is on record
                confirmed[organisation] = str(entry.body.get("name", added.get(organisation, "")))
            case _:
                confirmed.pop(organisation, None)
    return MappingProxyType(confirmed)


def is_same_name(name: str, other: str) -> bool:
    """Whether two names are equal apart from case and spaces."""
    return plain_name(name) == plain_name(other)


def renamed_words(name: str, confirmed_as: str) -> Message:
    """The warning that a confirmed partner has another name than the confirmed one, and what to do."""
    if not confirmed_as:
        return Message(
            N_(
                "The identity of {name} was confirmed, but under which name is not on record. Compare the fingerprint "
                "once more before you rely on the name."
            ),
            {"name": name},
        )
    return Message(
        N_(
            "The identity was confirmed under the name {confirmed}; the partner calls itself {name} now. The new name is "
            "its own word: compare the fingerprint once more before you rely on it."
        ),
        {"confirmed": confirmed_as, "name": name},
    )
