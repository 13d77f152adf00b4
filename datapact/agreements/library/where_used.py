"""In which agreements a clause of the house stands: by its words in any of its versions, so that no list has to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import DataPactError
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import read_state
from datapact.library.clauses.own_clause import read_clause
from datapact.library.clauses.own_clauses import own_clause
from datapact.library.clauses.placing import words_of
from datapact.library.clauses.sources import own_text

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

MOST_READ = 200
"""The newest agreements that are looked at."""


@dataclass(frozen=True, slots=True)
class Use:
    """An agreement in which the clause stands."""

    history: str
    """Id of the agreement."""
    number: str
    """As the list has it."""
    title: str
    """In the reader's language."""
    partners: str
    """Names of its other parties."""
    alternative: str
    """Name of the alternative whose words stand there; empty where others stand under the clause's id."""
    version: int
    """Of the clause; 0 with other words."""


def where_used(acting: Acting, identifier: str) -> tuple[Use, ...]:
    """The agreements with a clause, newest first, of the MOST_READ newest ones. Raises WrongUse for an unknown clause."""
    found = []
    with acting.vault.read() as session:
        kept = own_clause(session, identifier)
        versions = [(one.number, read_clause(one.content)) for one in reversed(kept.versions) if not one.retired]
        rows = session.exec(select(AgreementRow).order_by(col(AgreementRow.changed).desc()).limit(MOST_READ)).all()
        for row in rows:
            state = current_state(load_state(session, row.id))
            if not state or has_withheld(state):
                continue
            if all(one.get("id") != identifier for one in state.get("clauses", ())):
                continue
            document = read_state(dict(state))
            there = next(one for one in document.clauses if one.id == identifier)
            words = words_of(there, document.languages)
            match = ("", 0)
            for number, version in versions:
                for alternative in version.alternatives:
                    if not set(document.languages) <= set(alternative.text):
                        continue
                    try:
                        text = own_text(version, alternative, document.terms, document.languages, document.prevailing)
                    except DataPactError:
                        continue
                    if not match[1] and words_of(text, document.languages) == words:
                        match = (alternative.name, number)
            if match[1] or not kept.replaces_shipped:
                found.append(Use(row.id, row.number, row.shown_title, row.partners, *match))
    return tuple(found)
