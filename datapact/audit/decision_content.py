"""What goes into a decision file: the entry, its inputs, the signed events of its people and the batches around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.audit.decision_file import steps_back
from datapact.audit.decision_tables import ShownBatch, check_row
from datapact.audit.recount import CountedPerson, SignedEvent, recount, tally_of
from datapact.audit.shown_rows import nodes_beside
from datapact.clock import read_time
from datapact.consent.batch import leaves_of, row_of_disclosure, rows_of
from datapact.consent.used_decisions import digest_of_subjects
from datapact.errors import AnswerNo, Damaged, Malformed, WrongUse
from datapact.history import store as history_store
from datapact.history.entry import Entry, organisation_history, places_in, read_entry, without
from datapact.history.organisation import OrganisationLine
from datapact.parties.own_line import own_line
from datapact.strictjson import parse_object
from datapact.texts import N_
from datapact.vault import store

if TYPE_CHECKING:
    from sqlmodel import Session

LARGEST_INPUTS = 64 * 1024 * 1024
_SHOWN_OF_BATCHES = frozenset({"key", "count", "root"})


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """A used answer with everything that it rests on. ``cohort`` is the place of its counts in the inputs, -1: none.

    ``gaps`` is true where the people cannot be counted to the same result any more, because records were erased.
    """

    entry: Entry
    inputs_data: bytes = field(repr=False)
    inputs: Mapping[str, Any] = field(repr=False, hash=False)
    cohort: int
    batches: tuple[ShownBatch, ...] = field(repr=False)
    chain: tuple[Entry, ...] = field(repr=False)
    people: tuple[CountedPerson, ...] = field(repr=False)
    line: OrganisationLine = field(repr=False)
    gaps: bool

    @property
    def consents(self) -> int:
        """How many consents each person must have given."""
        return len(self.inputs["cohorts"][self.cohort]["needs"]["consents"]) if self.cohort >= 0 else 0


def gather_decision(session: Session, digest: str) -> DecisionContent:
    """Collect it; raises WrongUse where the entry is no decision, AnswerNo where its inputs were erased."""
    entry = history_store.load_one(session, digest)
    if entry is None or entry.kind != "decision":
        raise WrongUse(N_("There is no decision with this entry in the vault."))
    kept = store.attachment(session, str(entry.body.get("inputs", "")))
    if kept is None:
        raise AnswerNo(N_("The inputs of the answer are no longer in this vault."))
    inputs = parse_object(kept[1], limit=LARGEST_INPUTS)
    line = own_line(session)
    internal = [
        read_entry(one.jws, ())
        for one in store.entries(session, organisation_history(line.id))
        if one.stream == "internal"
    ]
    chain = steps_back(entry, internal)
    if chain is None:
        raise Damaged(N_("An entry before this decision is missing from the vault. Restore the newest backup."))
    cohort = cohort_of(entry.body, inputs)
    batches: tuple[ShownBatch, ...] = ()
    people: tuple[CountedPerson, ...] = ()
    if cohort >= 0:
        wanted = batches_before(chain, inputs)
        subjects = asked_about(inputs)
        dataset = str(_question(inputs).get("dataset"))
        batches = tuple(_batch(session, number, one, dataset, subjects) for number, one in enumerate(wanted, 1))
        people = recount(inputs["cohorts"][cohort]["needs"], subjects, events_in(batches))  # type: ignore[index,call-overload,arg-type]
    return DecisionContent(
        entry=entry,
        inputs_data=kept[1],
        inputs=inputs,
        cohort=cohort,
        batches=batches,
        chain=chain,
        people=people,
        line=line,
        gaps=not is_recounted(entry.body, inputs, cohort, people),
    )


def cohort_of(body: Mapping[str, Any], inputs: Mapping[str, Any]) -> int:
    """Which counts of the inputs the answer rests on: the first with its n and m; -1 where it counted nobody."""
    try:
        for place, one in enumerate(inputs["cohorts"]):
            if one["tally"]["total"] == body["m"] and one["tally"]["allowed"] == body["n"]:
                return place
    except (KeyError, TypeError) as error:
        raise Malformed(N_("The inputs of this decision cannot be read. Restore the record from a backup.")) from error
    return -1


def is_recounted(
    body: Mapping[str, Any], inputs: Mapping[str, Any], cohort: int, people: Sequence[CountedPerson]
) -> bool:
    """Whether the people give the counts of the inputs, and those who may go out are the ones of the entry."""
    if cohort < 0:
        return not people and body.get("m") == 0
    try:
        counted, sealed = inputs["cohorts"][cohort]["tally"], inputs["subjects"]
        allowed = [one.subject for one in people if one.counts == "yes"] if body.get("n") else []
        return tally_of(people) == counted and digest_of_subjects(str(sealed["salt"]), allowed) == body.get("subjects")
    except (KeyError, TypeError, IndexError, UnicodeEncodeError) as error:
        raise Malformed(N_("The inputs of this decision cannot be read. Restore the record from a backup.")) from error


def asked_about(inputs: Mapping[str, Any]) -> list[str] | None:
    """The pseudonyms asked about, None for everybody with a record of the dataset."""
    subjects = _question(inputs).get("subjects")
    return None if subjects is None else [str(one) for one in subjects]


def batches_before(chain: Sequence[Entry], inputs: Mapping[str, Any]) -> list[Entry]:
    """The batches among the entries before the decision that the answer could rest on."""
    return [one for one in chain if one.kind == "consent_batch" and is_before(one, inputs)]


def is_before(batch: Entry, inputs: Mapping[str, Any]) -> bool:
    """Whether a batch before the answer counts: all do, unless the question was what was known at an earlier moment."""
    question = _question(inputs)
    bound = question.get("bound")
    if isinstance(bound, Mapping) and bound.get("timed") is False:
        return True
    return batch.time <= read_time(question.get("known_at"))


def events_in(batches: Sequence[ShownBatch]) -> Iterator[SignedEvent]:
    """Every shown event."""
    for batch in batches:
        yield from batch.events.values()


def _question(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    found = inputs.get("question")
    if isinstance(found, Mapping):
        return found
    raise Malformed(N_("The inputs of this decision cannot be read. Restore the record from a backup."))


def _batch(session: Session, number: int, signed: Entry, dataset: str, subjects: Sequence[str] | None) -> ShownBatch:
    """A batch with the rows of the dataset and people; what else it holds stays a hash."""
    entry = history_store.load_one(session, signed.digest)
    assert entry is not None
    wanted = None if subjects is None else frozenset(subjects)
    events: dict[int, SignedEvent] = {}
    for one in rows_of(session, signed.digest) if _has(session, signed.digest, dataset) else ():
        if one.erased:
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
        nodes=nodes_beside(leaves, events),
    )


def _has(session: Session, entry: str, dataset: str) -> bool:
    """Whether a batch has any row of a dataset: most have none, and their rows need not be read."""
    statement = text(
        "SELECT EXISTS (SELECT 1 FROM consent_batch AS b JOIN consent_event AS e"
        " ON e.id BETWEEN b.first AND b.first + b.count - 1 JOIN consent_scope AS s ON s.id = e.scope"
        " WHERE b.entry = :entry AND s.dataset = :dataset)"
    )
    return bool(session.connection().execute(statement, {"entry": entry, "dataset": dataset}).scalar())
