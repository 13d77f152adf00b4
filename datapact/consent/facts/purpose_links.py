"""Signed statements of legal members on agreed purposes: a use that is part of one, the purpose of a version of a notice,
or one purpose of the house that joins those of several agreements.

Each is bound to the words of the agreed purpose: once an amendment changes them, it no longer holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.consent.facts.compliance_records import as_part
from datapact.consent.facts.facts import PRACTICE_NAME, PurposeLink
from datapact.consent.notices.notices import notice_of
from datapact.consent.terms.agreed_keys import parts_of, term_of, words_of
from datapact.contract.terms import Purpose
from datapact.organisation.acting.records import append_record, newest_records, record_of, records

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

KIND = "purpose_link"


@dataclass(frozen=True, slots=True)
class NewLink:
    """A new statement on an agreed purpose, to be signed by a legal member."""

    sort: str
    """``part``, ``notice``, ``house``, ``practice``, ``no_practice``, ``said`` or ``not_said``."""
    purpose: str
    """IRI, key or own words; of a purpose of the house its name."""
    agreed: str
    """``AGREEMENT#purposes.KEY``."""
    notice: str = ""
    """Key of the notice, for ``notice`` alone."""
    version: str = ""
    """Of the notice."""
    note: str = ""
    """Why it is so, as a person wrote it."""
    controller: str = ""
    """Towards whom the no was said, for ``said`` and ``not_said``: organisation id or ``external:N``."""


def record_link(acting: Acting, session: Session, new: NewLink, purpose: Purpose) -> PurposeLink:
    """Sign it for the words that ``purpose`` has now.

    Raises WrongUse for a purpose that the notice does not name, for an exception without its reason, and where the same
    is on file already; Locked unless the member is legal; Malformed for a value of the wrong shape.
    """
    if new.sort == "notice":
        told = notice_of(session, new.notice, new.version).purposes
        if new.purpose not in told:
            raise WrongUse(
                N_(
                    "This version of the notice does not name the purpose “{purpose}”. Choose one that it names: {purposes}."
                ),
                purpose=new.purpose[:150],
                purposes="; ".join(told[:40]) or "–",
            )
    if new.sort == "no_practice" and not new.note.strip():
        raise WrongUse(
            N_("Say why it is no prohibited practice: medical or safety reasons, research, another meaning.")
        )
    if new.sort == "not_said" and not new.note.strip():
        raise WrongUse(N_("Say how you know that they mean something else."))
    words = words_of(purpose)
    for one in purpose_links(session):
        if (one.sort, one.purpose, one.agreed, one.notice, one.version, one.controller, one.words) == (
            new.sort,
            new.purpose,
            new.agreed,
            new.notice,
            new.version,
            new.controller,
            words,
        ):
            raise WrongUse(N_("This is on file already."))
    body = {
        "key": str(uuid.uuid4()),
        "sort": new.sort,
        "purpose": new.purpose,
        "notice": new.notice,
        "version": new.version,
        "agreed": new.agreed,
        "term": term_of(purpose),
        "words": words,
        "withdrawn": False,
        "controller": new.controller,
        "note": new.note,
    }
    return as_part(PurposeLink, append_record(acting, session, KIND, body))


def withdraw_link(acting: Acting, session: Session, key: str) -> PurposeLink:
    """Take back what was signed, from now on; raises WrongUse where nothing with this key is on file."""
    record = record_of(session, KIND, key)
    if record is None or record.body.get("withdrawn") is True:
        raise WrongUse(N_("Nothing about an agreed purpose with the key {key} is on file."), key=key[:100])
    return as_part(PurposeLink, append_record(acting, session, KIND, {**record.body, "withdrawn": True}))


def purpose_links(
    session: Session, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[PurposeLink, ...]:
    """All that is on file and not withdrawn, as known at a moment or up to an entry; ``holds`` is not judged yet."""
    return tuple(
        as_part(PurposeLink, one)
        for one in newest_records(session, KIND, known_at=known_at, up_to=up_to).values()
        if one.body.get("withdrawn") is not True
    )


def judged(links: Collection[PurposeLink], words: Mapping[str, str]) -> tuple[PurposeLink, ...]:
    """The links with ``holds`` by the words that agreed purposes have; of one that is not there it does not hold."""
    return tuple(replace(one, holds=words.get(one.agreed) == one.words) for one in links)


def other_terms(session: Session) -> Mapping[tuple[str, str], frozenset[str]]:
    """Other names under which people consented to a purpose, by agreement and the purpose that data was delivered for.

    Withdrawn links count: data went out while they held. For recalls, which must find every delivery.
    """
    ever: dict[str, set[str]] = {}
    houses: dict[str, set[str]] = {}
    for record in records(session, KIND):
        agreed, purpose = str(record.body.get("agreed", "")), str(record.body.get("purpose", ""))
        names = ever.setdefault(agreed, {agreed, str(record.body.get("term", "")), parts_of(agreed)[1]})
        if record.body.get("sort") == "house":
            houses.setdefault(purpose, set()).add(agreed)
        elif purpose != PRACTICE_NAME and record.body.get("sort") != "not_said":
            names.add(purpose)
    for joined in houses.values():
        shared = set().union(*(ever[one] for one in joined))
        for one in joined:
            ever[one] = set(shared)
    found: dict[tuple[str, str], frozenset[str]] = {}
    for agreed, names in ever.items():
        agreement = parts_of(agreed)[0]
        for name in names:
            before = found.get((agreement, name), frozenset())
            found[agreement, name] = before | names
    return found
