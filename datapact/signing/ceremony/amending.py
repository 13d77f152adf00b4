"""What an amendment changes, as who signs it reads it: its own sentences, and whether nothing else differs from the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.reading_version import text_amended
from datapact.base.texts import Language, current_language
from datapact.contract.changes.amending import AMENDING, with_amending, without_amending
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import Clause, plain_text
from datapact.contract.text.document import AMENDS, AgreementDocument, read_state

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Amending:
    """The amendment that is signed."""

    number: str
    """Of the contract that it amends."""
    title: str
    """Of that contract."""
    begins: str
    """First local day, ISO 8601."""
    changes: tuple[str, ...]
    """The sentences of its clause on what changes, in the reader's language where the text has it; empty without that clause."""
    heading: str
    """Heading of that clause, in the same language; empty without it."""
    nothing_else: bool
    """Our own comparison with the contract in force finds just these sentences, word for word."""


def amending_of(session: Session, state: Mapping[str, Any]) -> Amending | None:
    """What the text to sign amends; None where it amends nothing, or parts of it are withheld."""
    if has_withheld(state):
        return None
    document = read_state(dict(state))
    parent = document.parent
    if parent is None or parent.get("relation") != AMENDS:
        return None
    clause = _clause(document)
    spoken = current_language()
    language = spoken if spoken in document.languages else document.prevailing
    return Amending(
        str(parent.get("number", "")),
        str(parent.get("title", "")),
        str(parent.get("effective", "")),
        () if clause is None else _sentences(clause, language),
        "" if clause is None else plain_text(clause.heading.get(language, ())),
        clause is not None and _is_all(session, document, clause),
    )


def _is_all(session: Session, document: AgreementDocument, clause: Clause) -> bool:
    before = text_amended(session, document)
    if before is None:
        return False
    made = _clause(with_amending(before, without_amending(document)))
    return made is not None and all(_sentences(made, one) == _sentences(clause, one) for one in document.languages)


def _clause(document: AgreementDocument) -> Clause | None:
    return next((one for one in document.clauses if one.id == AMENDING), None)


def _sentences(clause: Clause, language: Language) -> tuple[str, ...]:
    return tuple(plain_text(item.text.get(language, ())) for paragraph in clause.paragraphs for item in paragraph.items)
