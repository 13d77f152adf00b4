"""Records of our members about obligations: met, waived, reopened, assigned, and obligations of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from datapact.base.strictjson import parse_object
from datapact.base.texts import N_, Message
from datapact.obligations.due.obligation import Derived, State
from datapact.obligations.due.source import occurrences
from datapact.organisation.acting.records import RecordRow
from datapact.vault.keys.own_data import RECORD, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

KINDS_OF_MARKS = ("obligation_set", "obligation_done", "obligation_waived")
EVIDENCE = ("on", "by", "evidence", "reference", "scope", "method", "signatory")
OWN = "own:"
"""Prefix of the keys of obligations added by hand; the occurrences of one share it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one agreement (or, for "", of the organisation), by key of the obligation."""

    done: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    """Body of the record that it was met."""
    waived: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    """Body of the record that it need not be met."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    """Newest body of owner and note, by key of the obligation or of its series."""

    def state(self, key: str) -> State:
        return "done" if key in self.done else "waived" if key in self.waived else "open"

    def evidence(self, key: str) -> dict[str, str]:
        """The evidence recorded when the obligation was met or waived, without empty members."""
        if key in self.done:
            body = self.done[key]
            return {name: str(body[name]) for name in EVIDENCE if body.get(name)}
        if key in self.waived:
            return {"reason": str(self.waived[key].get("reason", ""))}
        return {}

    def owner(self, *keys: str) -> str:
        """The owner of an obligation, by its own key or that of its series."""
        return self._setting("owner", keys)

    def note(self, *keys: str) -> str:
        return self._setting("note", keys)

    def _setting(self, name: str, keys: tuple[str, ...]) -> str:
        return next((str(self.settings[key].get(name, "")) for key in keys if key in self.settings), "")


def marks_of(session: Session, agreement: str) -> Marks:
    """All marks about one agreement, read in order: the last record about an obligation counts."""
    done: dict[str, Mapping[str, Any]] = {}
    waived: dict[str, Mapping[str, Any]] = {}
    settings: dict[str, Mapping[str, Any]] = {}
    wanted = (
        select(RecordRow.kind, RecordRow.key, RecordRow.body)
        .where(RecordRow.about == agreement, col(RecordRow.kind).in_(KINDS_OF_MARKS))
        .order_by(col(RecordRow.seq))
    )
    for kind, key, text in session.exec(wanted):
        with own_data(RECORD):
            body = parse_object(text.encode("utf-8"))
        if kind == "obligation_set" and body.get("open"):
            done.pop(key, None)
            waived.pop(key, None)
        elif kind == "obligation_set":
            settings[key] = body
        elif kind == "obligation_done":
            done[key] = body
            waived.pop(key, None)
        else:
            waived[key] = body
            done.pop(key, None)
    return Marks(done, waived, settings)


def own_obligations(marks: Marks, horizon: date) -> list[Derived]:
    """The obligations added by hand, each with its occurrences."""
    found = []
    for key, body in marks.settings.items():
        if key.startswith(OWN) and body.get("due"):
            found += _own(key, body, horizon)
    return found


def _own(key: str, body: Mapping[str, Any], horizon: date) -> list[Derived]:
    first = date.fromisoformat(str(body["due"]))
    every = int(body.get("every_months", 0))
    title = Message(N_("{title}"), {"title": str(body.get("title", ""))})
    days = list(occurrences(first, every, first, horizon)) if every else [first]
    return [
        Derived(
            str(body.get("about") or "own"),
            key,
            title,
            day,
            (Message(N_("Recorded by a member of our organisation.")),),
            occurrence=day if every else None,
        )
        for day in days
    ]
