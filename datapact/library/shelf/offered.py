"""Alternatives that DataPact offers for the clauses negotiated most: taken in as own clauses of the house, approved by nobody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from datapact.base.errors import WrongUse
from datapact.base.resources import data_folder, tables
from datapact.base.texts import LANGUAGES, N_, Language, Message, current_language
from datapact.library.clauses.own_clause import Alternative, OwnClause
from datapact.library.clauses.own_clauses import own_clauses, save_clause
from datapact.library.playbook.playbook import set_position
from datapact.library.shelf.library_format import LibraryFile

if TYPE_CHECKING:
    from datapact.library.clauses.versions import Version
    from datapact.library.playbook.position import Position
    from datapact.organisation.acting.acting_member import Acting

OFFERED = Message(
    N_(
        "Offered by DataPact. No lawyer reviewed texts and risks: your house assesses them, adapts them and approves them."
    )
)


@cache
def offered_clauses(language: Language) -> tuple[OwnClause, ...]:
    """All of them, by id; what is for colleagues in one language, the texts in both."""
    files = sorted((data_folder() / "library" / "alternatives").glob("*.toml"))
    made = [_clause(tables(one.read_text("utf-8")), language) for one in files]
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


def set_position_on_offer(acting: Acting, position: Position, language: Language | None = None) -> Version:
    """Set a position whose fallbacks may be alternatives that DataPact offers; its clause is taken in first, approved by nobody.

    Raises what ``save_clause`` and ``set_position`` raise.
    """
    if any(one.test == "own" for one in position.stands):
        with acting.vault.read() as session:
            known = position.clause in own_clauses(session)
        offered = {one.id: one for one in offered_clauses(language or current_language())}
        if not known and position.clause in offered:
            save_clause(acting, offered[position.clause], OFFERED.text(language))
    return set_position(acting, position)


def _clause(given: dict[str, Any], language: Language) -> OwnClause:
    alternatives = tuple(_alternative(one, given, language) for one in given["alternatives"])
    return OwnClause(given["id"], given["name"][language], alternatives)


def _alternative(given: dict[str, Any], clause: dict[str, Any], language: Language) -> Alternative:
    """One of them; what all of a clause begin and end with stands once, and an alternative may do ``alone`` without."""
    said = {name: str(given[name][language]) for name in ("name", "meaning", "reason", "citation")}
    around = {} if given.get("alone") else clause
    texts = [one for one in (around.get("opening"), given["text"], around.get("closing")) if one]
    heading = {one: str(given["heading"][one]).strip() for one in LANGUAGES}
    text = {one: "\n\n".join(str(part[one]).strip() for part in texts) for one in LANGUAGES}
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
