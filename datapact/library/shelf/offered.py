"""Alternatives that DataPact offers for the clauses negotiated most: taken in as own clauses of the house, approved by nobody."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from datapact.base.errors import WrongUse
from datapact.base.resources import data_folder
from datapact.base.texts import LANGUAGES, N_, Language, Message, current_language
from datapact.library.clauses.own_clause import Alternative, OwnClause
from datapact.library.clauses.own_clauses import own_clauses
from datapact.library.shelf.library_format import LibraryFile

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

OFFERED = Message(
    N_(
        "Offered by DataPact. No lawyer reviewed texts and risks: your house assesses them, adapts them and approves them."
    )
)


def offered_clauses(language: Language) -> tuple[OwnClause, ...]:
    """All of them, by id; what is for colleagues in one language, the texts in both."""
    given = tomllib.loads((data_folder() / "library" / "alternatives.toml").read_text("utf-8"))
    made = [
        OwnClause(one["id"], one["name"][language], tuple(_alternative(kind, language) for kind in one["alternatives"]))
        for one in given["clauses"]
    ]
    return tuple(sorted(made, key=lambda one: one.id))


def offered_library(acting: Acting, language: Language | None = None) -> bytes:
    """A library file of those that stand for no clause of the house yet; raises WrongUse where none is left."""
    with acting.vault.read() as session:
        known = own_clauses(session)
    left = tuple(one for one in offered_clauses(language or current_language()) if one.id not in known)
    if not left:
        raise WrongUse(
            N_("Your library has a clause for each topic that DataPact offers alternatives for. Nothing was taken in.")
        )
    return LibraryFile(left, ()).write()


def _alternative(given: dict[str, Any], language: Language) -> Alternative:
    said = {name: str(given[name][language]) for name in ("name", "meaning", "reason", "citation")}
    heading, text = ({one: str(given[name][one]).strip() for one in LANGUAGES} for name in ("heading", "text"))
    return Alternative(
        given["key"],
        said["name"],
        given["slant"],
        said["meaning"],
        given["risk"],
        said["reason"],
        said["citation"],
        heading,
        text,
    )
