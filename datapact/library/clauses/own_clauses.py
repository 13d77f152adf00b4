"""The own clauses of a vault: saving, approving, and those that may be used."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_, Language
from datapact.contract.templates.clause_library import LibraryClause
from datapact.contract.text.document import AgreementDocument
from datapact.library.clauses.own_clause import Alternative, OwnClause, clause_json, read_clause
from datapact.library.clauses.sources import mistakes_in, own_text
from datapact.library.clauses.versions import (
    Version,
    all_versions,
    approve_version,
    in_use,
    newest,
    unknown,
    version_named,
    versions_of,
    write_version,
)

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

OWN = "own"
"""Stands where a clause on offer names the template that it comes from."""


@dataclass(frozen=True, slots=True)
class KeptClause:
    """One clause of the house with all its versions."""

    id: str
    """In agreements."""
    versions: tuple[Version, ...]
    """Oldest first."""
    newest: OwnClause
    """As it was written last."""
    used: OwnClause | None
    """The newest approved one; None: nobody may use the clause yet."""

    @property
    def replaces_shipped(self) -> bool:
        """Whether it bears the id of a clause of DataPact, in whose place it stands."""
        return not self.id.startswith("clause-")

    @property
    def last(self) -> Version:
        """The newest version."""
        return self.versions[-1]


def own_clauses(session: Session) -> dict[str, KeptClause]:
    """The clauses of the house by id, without retired ones, in the order of their first writing."""
    found = {}
    for identifier, versions in all_versions(session, "clause").items():
        if (kept := _kept(identifier, versions)) is not None:
            found[identifier] = kept
    return found


def own_clause(session: Session, identifier: str) -> KeptClause:
    """One clause of the house; raises WrongUse where there is none, or where it was retired."""
    kept = _kept(identifier, versions_of(session, "clause", identifier))
    if kept is None:
        raise unknown(identifier)
    return kept


def _kept(identifier: str, versions: tuple[Version, ...]) -> KeptClause | None:
    last, used = newest(versions), in_use(versions)
    if last is None:
        return None
    return KeptClause(
        identifier, versions, read_clause(last.content), None if used is None else read_clause(used.content)
    )


def new_clause_id() -> str:
    """An id for a clause that stands in place of none of DataPact's; it goes to partners and tells nothing."""
    return f"clause-{secrets.token_hex(3)}"


def save_clause(acting: Acting, clause: OwnClause, note: str = "") -> Version:
    """Keep a version of a clause, also one with mistakes, so that no text is lost. Raises Locked, Malformed, WrongUse."""
    content = clause_json(clause)
    read_clause(content)
    with acting.vault.write() as session:
        return write_version(acting, session, "clause", clause.id, clause.name, content, note)


def approve_clause(acting: Acting, identifier: str, digest: str = "", note: str = "") -> Version:
    """Approve one exact version of a clause (the beginning of its digest), by default the newest.

    Raises AnswerNo for a text with mistakes and for whoever wrote it, WrongUse for an unknown one.
    """
    with acting.vault.write() as session:
        version = version_named(session, "clause", identifier, digest)
        if mistakes := mistakes_in(read_clause(version.content)):
            raise AnswerNo(mistakes[0])
        approve_version(acting, session, version, note)
        return version


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """The text of one alternative of an approved clause, as foreign paper is compared with it."""

    id: str
    """Of the clause in agreements, a full stop, and the alternative."""
    title: str
    """Its heading in this language."""
    language: Language
    """Of the title and the text."""
    text: str
    """As typed, with its terms between double braces."""


def approved_texts(session: Session) -> tuple[ApprovedText, ...]:
    """Every approved alternative in each of its languages."""
    return tuple(
        ApprovedText(f"{kept.id}.{one.key}", one.heading[language], language, one.text[language])
        for kept in own_clauses(session).values()
        if kept.used is not None
        for one in kept.used.alternatives
        for language in kept.used.languages
    )


@dataclass(frozen=True, slots=True)
class OnOffer:
    """An alternative of an approved clause, with the terms of one agreement."""

    kept: KeptClause
    """The clause of the house."""
    alternative: Alternative
    """Of its approved version."""
    offered: LibraryClause
    """As the list of clauses has it."""


def on_offer(clauses: Iterable[KeptClause], document: AgreementDocument) -> tuple[OnOffer, ...]:
    """The approved alternatives that this agreement can take; not those that lack one of its languages."""
    present = {clause.id for clause in document.clauses}
    found = []
    for kept in clauses:
        for one in kept.used.alternatives if kept.used is not None else ():
            if kept.used is None or not set(document.languages) <= set(kept.used.languages):
                continue
            try:
                text = own_text(kept.used, one, document.terms, document.languages, document.prevailing)
            except WrongUse:  # a text that shows nothing but terms of which none is given
                continue
            found.append(OnOffer(kept, one, LibraryClause(kept.id, OWN, text, kept.id in present)))
    return tuple(found)


def chosen_alternative(kept: KeptClause, key: str) -> Alternative:
    """An alternative of the approved version, by default the first; raises AnswerNo, WrongUse."""
    if kept.used is None:
        raise AnswerNo(
            N_(
                "No version of the clause “{name}” is approved yet. A member with the role Legal approves it, its author only where nobody else has that role."
            ),
            name=kept.newest.name,
        )
    found = kept.used.alternative(key) if key else kept.used.alternatives[0]
    if found is None:
        raise WrongUse(
            N_("The clause “{name}” has no alternative {key}. It has: {keys}."),
            name=kept.used.name,
            key=key[:60],
            keys=", ".join(one.key for one in kept.used.alternatives),
        )
    return found
