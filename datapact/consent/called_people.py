"""Whom recipients have still to be told of: what calls data back against the lists of deliveries, by index.

A withdrawal calls back until the person agrees anew; that somebody was asked again, and refused, takes nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text

from datapact.consent.purposes import lies_within
from datapact.consent.recall_rules import Ask, Basis, Scope, ask_of, reaches
from datapact.consent.states import BY_CODE, CALLING_CODES
from datapact.parties.organisation_records import newest_records
from datapact.parties.own_line import own_organisation
from datapact.parties.references import reference_names

if TYPE_CHECKING:
    from sqlmodel import Session


class ToTell(NamedTuple):
    """A person of a delivery whom the recipient has still to be told of."""

    delivery: int
    entry: str
    pseudonym: str
    sent_as: str
    state: int
    at: int
    recorded: int


class Group(NamedTuple):
    """What is told in one recall."""

    recipient: str
    dataset: str
    purpose: str
    agreement: str
    ask: Ask


SCOPES = text("SELECT id, dataset, purpose, controller FROM consent_scope")
_DELIVERIES = text("SELECT id, entry, dataset, purpose, recipient, basis, agreement, at FROM delivery")
_STRENGTH: Mapping[Ask, int] = {"erase": 2, "erase_or_return": 1, "restrict": 0, "stop": 0}
# the five codes of CALLING_CODES, as literals so that the partial index is used
_TO_TELL = text(
    "SELECT p.delivery, p.pseudonym, p.sent_as, e.state, e.at, e.recorded"
    " FROM consent_event AS e INDEXED BY consent_event_calling"
    " CROSS JOIN consent_subject AS s ON s.id = e.subject"
    " CROSS JOIN delivery_subject AS p INDEXED BY delivery_subject_is"
    "  ON p.dataset = s.dataset AND p.pseudonym = s.pseudonym"
    " CROSS JOIN consent_now AS n ON n.scope = e.scope AND n.subject = e.subject"
    " WHERE e.scope = :scope AND e.state IN (5, 7, 8, 9, 10)"
    # in force until the person agrees anew
    " AND (n.event = e.id OR (n.state NOT IN (2, 3) AND NOT EXISTS (SELECT 1 FROM consent_event AS g"
    "  WHERE g.scope = e.scope AND g.subject = e.subject AND g.state IN (2, 3)"
    "  AND (g.at > e.at OR (g.at = e.at AND g.id > e.id)))))"
    # told already, of this or of what asks for more
    " AND NOT EXISTS (SELECT 1 FROM recall_subject AS r WHERE r.delivery = p.delivery AND r.pseudonym = p.pseudonym"
    "  AND r.at >= e.at AND (r.state = e.state OR r.state = 10 OR (r.state IN (5, 7) AND e.state IN (8, 9))))"
)


def to_tell(session: Session, recipient: str | None = None) -> dict[Group, list[ToTell]]:
    """Whom recipients have to be told of, in the groups in which that is done; only one recipient where given."""
    own = own_organisation(session)
    known = reference_names(session).keys()
    connection = session.connection()
    delivered = {
        row.id: row for row in connection.execute(_DELIVERIES) if recipient is None or row.recipient == recipient
    }
    by_dataset: dict[str, list[Any]] = {}
    for row in delivered.values():
        by_dataset.setdefault(row.dataset, []).append(row)
    others = OtherBases(session) if delivered else None
    groups: dict[Group, dict[tuple[int, str, int], ToTell]] = {}
    strongest: dict[tuple[int, str], int] = {}
    for scope in connection.execute(SCOPES).all():
        about = Scope(scope.dataset, scope.purpose, scope.controller)
        reached = {
            (row.id, code)
            for row in by_dataset.get(scope.dataset, ())
            for code in CALLING_CODES
            if reaches(BY_CODE[code].name, about, Basis(row.dataset, row.purpose, row.recipient, row.basis), own, known)
        }
        if not reached or others is None:
            continue
        for found in connection.execute(_TO_TELL, {"scope": scope.id}):
            if (found.delivery, found.state) not in reached:
                continue
            row = delivered[found.delivery]
            ask = ask_of(
                BY_CODE[found.state].name, other_basis=others.allow(row.dataset, row.purpose, row.recipient, row.at)
            )
            group = Group(row.recipient, row.dataset, row.purpose, row.agreement, ask)
            person = (row.id, found.pseudonym)
            strongest[person] = max(strongest.get(person, 0), _STRENGTH[ask])
            people = groups.setdefault(group, {})
            one = ToTell(row.id, row.entry, found.pseudonym, found.sent_as, found.state, found.at, found.recorded)
            before = people.get((row.id, found.pseudonym, found.state))
            if before is None or before.at < one.at:
                people[row.id, found.pseudonym, found.state] = one
    needed = {
        # who has to erase a person's data need not be told to restrict them
        group: [one for one in people.values() if strongest[one.delivery, one.pseudonym] == _STRENGTH[group.ask]]
        for group, people in groups.items()
    }
    return {group: people for group, people in needed.items() if people}


class OtherBases:
    """Whether a recipient may keep the data of a delivery on a basis of its own that was on record before the data left.

    Nobody can change over from consent to another basis once it is withdrawn (EDPB 05/2020, 122), and our own basis
    lets nobody else keep anything. A basis with a last day does not count: what then remained would have to go.
    """

    def __init__(self, session: Session) -> None:
        self._records = [
            record
            for record in newest_records(session, "legal_basis").values()
            if record.body.get("article") not in ("6(1)(a)", None)
            and record.body.get("special") != "9(2)(a)"
            and not record.body.get("valid_to")
        ]

    def allow(self, dataset: str, purpose: str, recipient: str, at: int) -> bool:
        """Whether the recipient had such a basis for dataset and purpose at ``at`` (seconds since 1970)."""
        return any(
            record.body.get("dataset") == dataset
            and lies_within(purpose, str(record.body.get("purpose")))
            and record.body.get("controller") == recipient
            and record.recorded.timestamp() <= at
            for record in self._records
        )
