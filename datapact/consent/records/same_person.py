"""Pseudonyms that differ only in case, width or blanks: “b-0024” for “B-0024”. Only people know whether that is one
person.

They are never merged. Before a second spelling is recorded, both are shown, because the withdrawal of one would not
reach the other.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.consent.records.bulk_write import raw
from datapact.consent.terms.subjects import one_form

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

MOST_ALIKE = 1_000
"""Pairs that are named."""
_FEW = 20_000
"""New people up to which their spellings are sought one by one."""
# for ASCII alone this equals ``fold``; all others go through it
_PLAIN = "lower(replace(pseudonym, ' ', ''))"
_ASCII = "pseudonym NOT GLOB '*[^ -~]*'"


@dataclass(frozen=True, slots=True)
class Alike:
    """A pseudonym that is new and another that reads the same; ``line`` of the file names the new one, 0 without a file."""

    dataset: str
    """Key of the dataset."""
    subject: str
    """The new pseudonym; before pseudonyms are made, the name or id in the file."""
    other: str
    """The one that it reads like, of the vault or of the same file."""
    line: int = 0

    @property
    def words(self) -> Message:
        """The warning that people could not tell the two apart."""
        told: dict[str, str | int | Message] = {"subject": self.subject, "other": self.other, "line": self.line}
        if self.line:
            sentence = N_("Line {line}: {subject} is new and differs from {other} only in case, width or blanks.")
            return Message(sentence, told)
        return Message(N_("{subject} differs from {other} only in case, width or blanks."), told)


def fold(pseudonym: str) -> str:
    """The pseudonym without case, width and blanks, for comparison."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", pseudonym).casefold())
    return unicodedata.normalize("NFKC", "".join(one for one in folded if not one.isspace()))


def spelled_alike(session: Session, dataset: str, wanted: Mapping[str, str]) -> list[Alike]:
    """People of a dataset spelled like one of these (spelling by fold), but not identical."""
    connection = raw(session)
    found = connection.execute(
        f"SELECT pseudonym FROM consent_subject WHERE dataset = ? AND {_ASCII}"  # noqa: S608 - our own words
        f" AND {_PLAIN} IN (SELECT value FROM json_each(?))",
        (dataset, json.dumps([one for one in wanted if one.isascii()])),
    ).fetchall()
    found += connection.execute(
        f"SELECT pseudonym FROM consent_subject WHERE dataset = ? AND NOT ({_ASCII})",  # noqa: S608
        (dataset,),
    ).fetchall()
    return [
        Alike(dataset, mine, other)
        for (other,) in found
        if (mine := wanted.get(fold(other))) is not None and mine != other
    ]


def new_person_alike(session: Session, dataset: str, subject: str) -> tuple[Alike, ...]:
    """People of a dataset spelled like a person who is not in it yet; none for one who is."""
    mine = one_form(subject)
    known = "SELECT 1 FROM consent_subject WHERE dataset = ? AND pseudonym = ?"
    if raw(session).execute(known, (dataset, mine)).fetchone() is not None:
        return ()
    found = spelled_alike(session, dataset, {fold(mine): mine})
    return tuple(sorted(found, key=lambda one: one.other)[:MOST_ALIKE])


def new_people_alike(session: Session, first_subject: int, first_event: int) -> tuple[Alike, ...]:
    """New people (from a number on) who are spelled like another of the dataset, by line."""
    connection = raw(session)
    by_dataset = connection.execute(
        "SELECT dataset, count(*) FROM consent_subject WHERE id >= ? GROUP BY dataset ORDER BY dataset",
        (first_subject,),
    ).fetchall()
    found: list[Alike] = []
    for dataset, count in by_dataset:
        found += _alike(session, connection, dataset, first_subject, few=count <= _FEW)
    placed = [replace(one, line=_line(connection, one, first_event)) for one in found[:MOST_ALIKE]]
    return tuple(sorted(placed, key=lambda one: (one.line, one.subject, one.other)))


def _alike(session: Session, connection: Any, dataset: str, first: int, *, few: bool) -> list[Alike]:
    mine = "dataset = ? AND id >= ?"
    if few:
        rows = connection.execute(
            f"SELECT pseudonym FROM consent_subject WHERE {mine} ORDER BY id",  # noqa: S608 - our own words
            (dataset, first),
        )
        return _among(session, dataset, [pseudonym for (pseudonym,) in rows])
    # for very many people: only those who share a plain form, and those whose form is not plain
    rows = connection.execute(
        f"SELECT pseudonym FROM consent_subject WHERE {mine} AND (NOT ({_ASCII}) OR {_PLAIN} IN ("  # noqa: S608
        f"SELECT {_PLAIN} FROM consent_subject WHERE dataset = ? AND {_ASCII} GROUP BY 1 HAVING count(*) > 1))"
        f" ORDER BY id LIMIT {_FEW}",
        (dataset, first, dataset),
    )
    return _among(session, dataset, [pseudonym for (pseudonym,) in rows])


def _among(session: Session, dataset: str, new: list[str]) -> list[Alike]:
    found: list[Alike] = []
    wanted: dict[str, str] = {}
    for pseudonym in new:
        before = wanted.setdefault(fold(pseudonym), pseudonym)
        if before != pseudonym:
            found.append(Alike(dataset, pseudonym, before))
    here = set(new)
    return [*(one for one in spelled_alike(session, dataset, wanted) if one.other not in here), *found]


def _line(connection: Any, one: Alike, first_event: int) -> int:
    found = connection.execute(
        "SELECT min(e.line) FROM consent_subject AS u CROSS JOIN consent_scope AS s ON s.dataset = u.dataset"
        " CROSS JOIN consent_event AS e ON e.scope = s.id AND e.subject = u.id AND e.id >= ?"
        " WHERE u.dataset = ? AND u.pseudonym = ?",
        (first_event, one.dataset, one.subject),
    ).fetchone()
    return int(found[0] or 0)


__all__ = ["MOST_ALIKE", "Alike", "fold", "new_people_alike", "new_person_alike", "spelled_alike"]
