"""What importing an ``agreement.json`` would make, seen before: a draft under a new number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.parties_of import link_state
from datapact.agreements.state import read_state
from datapact.errors import WrongUse
from datapact.texts import Message

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The agreement in a file; ``hindrance`` says why it cannot become a draft here, None: it can."""

    state: Mapping[str, Any]
    number: str
    title: str
    kind: str
    parties: tuple[str, ...]
    clauses: int
    hindrance: Message | None


def preview_import(acting: Acting, state: Mapping[str, Any]) -> ImportPreview:
    """Look at a state; raises what ``read_state`` raises for one that is none."""
    document = read_state(dict(state))
    hindrance = None
    with acting.vault.read() as session:
        try:
            link_state(session, acting, state)
        except WrongUse as error:
            hindrance = error.message
    return ImportPreview(
        state=state,
        number=document.number,
        title=document.title[document.prevailing],
        kind=document.kind,
        parties=tuple(party.name for party in document.terms.parties),
        clauses=len(document.clauses),
        hindrance=hindrance,
    )
