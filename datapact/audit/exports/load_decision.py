"""Gather a used decision and everything that it rests on from the vault, for its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.audit.formats.decision import steps_back
from datapact.audit.formats.decision_tables import ShownBatch, check_row
from datapact.audit.formats.recount import SignedEvent
from datapact.audit.pages.decision_content import (
    LARGEST_INPUTS,
    DecisionContent,
    batches_before,
    cohort_of,
    content_of,
    question_of,
    subjects_asked,
)
from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_
from datapact.consent.records.batch import leaves_of, rows_of
from datapact.consent.records.batch_proof import row_of_disclosure
from datapact.history.commitments.partial_proof import sibling_nodes
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import Entry, organisation_history, places_in, read_entry, without
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database import entries
from datapact.vault.keys.own_data import ENTRY, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_SHOWN_OF_BATCHES = frozenset({"key", "count", "root"})


def dataset_asked(session: Session, digest: str) -> str:
    """Key of the dataset of a decision; raises WrongUse where the entry is no decision."""
    entry = history_store.load_one(session, digest)
    if entry is None or entry.kind != "decision":
        raise WrongUse(N_("There is no answer with this entry in the vault."))
    return str(entry.body.get("dataset", ""))


def load_decision(session: Session, digest: str) -> DecisionContent:
    """Gather the decision; raises WrongUse where the entry is no decision, AnswerNo where its inputs were erased."""
    entry = history_store.load_one(session, digest)
    if entry is None or entry.kind != "decision":
        raise WrongUse(N_("There is no answer with this entry in the vault."))
    kept = entries.attachment(session, str(entry.body.get("inputs", "")))
    if kept is None:
        raise AnswerNo(N_("The inputs of the answer are no longer in this vault."))
    inputs = parse_object(kept[1], limit=LARGEST_INPUTS)
    line = own_line(session)
    internal = [
        _read(one.jws) for one in entries.entries(session, organisation_history(line.id)) if one.stream == "internal"
    ]
    chain = steps_back(entry, internal)
    if chain is None:
        raise Damaged(N_("An entry before this answer is missing from the vault. Restore the newest backup."))
    cohort = cohort_of(entry.body, inputs)
    batches: tuple[ShownBatch, ...] = ()
    if cohort >= 0:
        wanted = batches_before(chain, inputs)
        subjects = subjects_asked(inputs)
        dataset = str(question_of(inputs).get("dataset"))
        batches = tuple(_batch(session, number, one, dataset, subjects) for number, one in enumerate(wanted, 1))
    return content_of(entry, kept[1], inputs, cohort, batches, chain, line)


def _batch(session: Session, number: int, signed: Entry, dataset: str, subjects: Sequence[str] | None) -> ShownBatch:
    """A batch with the rows of the dataset and people; all other rows stay hashes."""
    entry = history_store.load_one(session, signed.digest)
    assert entry is not None
    wanted = None if subjects is None else frozenset(subjects)
    events: dict[int, SignedEvent] = {}
    for one in rows_of(session, signed.digest) if _has(session, signed.digest, dataset) else ():
        if one.erased or not one.counts:
            continue
        row = row_of_disclosure(one.disclosure)
        if row.get("dataset") == dataset and (wanted is None or row.get("subject") in wanted):
            events[one.index] = SignedEvent(signed.digest, (number, one.index), one.disclosure, check_row(row))
    leaves = leaves_of(session, signed.digest)
    hidden = [digest for digest, path in places_in(entry).items() if path[0] not in _SHOWN_OF_BATCHES]
    return ShownBatch(
        entry=without(entry, hidden, erased=False),
        count=len(leaves),
        root=str(entry.body.get("root")),
        events=events,
        nodes=sibling_nodes(leaves, events),
    )


def _has(session: Session, entry: str, dataset: str) -> bool:
    """Whether a batch has any row of a dataset: most have none, and their rows need not be read."""
    statement = text(
        "SELECT EXISTS (SELECT 1 FROM consent_batch AS b JOIN consent_event AS e"
        " ON e.id BETWEEN b.first AND b.first + b.count - 1 JOIN consent_scope AS s ON s.id = e.scope"
        " WHERE b.entry = :entry AND s.dataset = :dataset)"
    )
    return bool(session.connection().execute(statement, {"entry": entry, "dataset": dataset}).scalar())


def _read(jws: str) -> Entry:
    with own_data(ENTRY):
        return read_entry(jws, ())
