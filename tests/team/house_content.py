"""What a copy of a vault says of the house, without the numbers that each copy gives for itself."""

from __future__ import annotations

from typing import Any

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.progress import silent
from datapact.organisation.acting.acting_member import Acting
from tests.team.desks import Desks, folded, rows_of

PLAIN = (
    "agreement",
    "partner",
    "organisation_record",
    "external_partner",
    "pseudonym_key",
    "sealing_key",
    "attachment",
)
"""Tables that are equal row by row."""
_CONTENT = {
    "consents": "SELECT b.entry, e.id - b.first, e.line, e.event_id, u.pseudonym, s.dataset, s.purpose, s.controller, e.state,"
    " e.at, e.recorded, e.until, e.notice, e.explicit, e.more, hex(e.salt), hex(e.leaf) FROM consent_event e"
    " JOIN consent_batch b ON b.id = e.batch LEFT JOIN consent_scope s ON s.id = e.scope"
    " LEFT JOIN consent_subject u ON u.id = e.subject",
    "now": "SELECT s.dataset, s.purpose, s.controller, u.pseudonym, b.entry, n.event - b.first, n.state, n.at, n.until"
    " FROM consent_now n JOIN consent_scope s ON s.id = n.scope JOIN consent_subject u ON u.id = n.subject"
    " JOIN consent_event e ON e.id = n.event JOIN consent_batch b ON b.id = e.batch",
    "aside": "SELECT b.entry, r.id - b.first, r.event_id, r.pseudonym, r.state, r.at FROM consent_repeat r"
    " JOIN consent_event e ON e.id = r.id JOIN consent_batch b ON b.id = e.batch",
    "deliveries": "SELECT d.entry, d.recipient, d.at, p.line, p.pseudonym, p.sent_as, hex(p.salt), hex(p.leaf) FROM delivery d"
    " LEFT JOIN delivery_subject p ON p.delivery = d.id",
    "recalls": "SELECT r.recall, r.line, coalesce(d.entry, ''), r.pseudonym, r.sent_as, r.state, r.at, hex(r.salt), hex(r.leaf)"
    " FROM recall_subject r LEFT JOIN delivery d ON d.id = r.delivery",
    "entries": "SELECT digest, history, stream, kind, d.texts, d.erased FROM entry LEFT JOIN disclosure d ON d.entry = digest",
    "settings": "SELECT key, value FROM meta WHERE key LIKE 'setting/*/%' OR key LIKE 'commitment:%'",
}


def content(acting: Acting) -> dict[str, list[tuple[Any, ...]]]:
    found = rows_of(acting, *PLAIN)
    with acting.vault.read() as session:
        for name, statement in _CONTENT.items():
            rows = session.connection().exec_driver_sql(statement).all()
            found[name] = sorted(map(tuple, rows), key=repr)
    return found


def require_same(desks: Desks, *histories: str) -> None:
    """Every copy has the same content and the same folds, and proves itself."""
    first = desks.anna
    expected = content(first)
    for acting in desks.at.values():
        found = [str(one) for one in check_whole_vault(acting, silent)]
        assert not found, (acting.member.id, found)
        shown = content(acting)
        for name, rows in expected.items():
            assert shown[name] == rows, name
        for history in histories:
            mine, theirs = folded(first, history), folded(acting, history)
            assert (mine.order, mine.void, mine.stage) == (theirs.order, theirs.void, theirs.stage)
