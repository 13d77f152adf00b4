"""The content of a decision file: the entry, its inputs, the signed events of its people and the batches around them.

audit/exports/load_decision.py reads it from the vault, audit/verify/decision.py from the file; the pages are made of it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datapact.audit.formats.decision_tables import ShownBatch
from datapact.audit.formats.recount import CountedPerson, SignedEvent, recount, tally_of
from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.consent.decision.decide import digest_of_subjects
from datapact.history.entries.entry import Entry
from datapact.history.state.organisation import OrganisationLine

LARGEST_INPUTS = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """A used decision with everything that it rests on. ``cohort`` is the place of its counts in the inputs, -1: none.

    ``gaps``: a recount can no longer give the same result, because records were erased.
    """

    entry: Entry
    """The signed decision."""
    inputs_data: bytes = field(repr=False)
    """Bytes of inputs.json, over which the entry's digest is."""
    inputs: Mapping[str, Any] = field(repr=False, hash=False)
    """The same, as JSON."""
    cohort: int
    batches: tuple[ShownBatch, ...] = field(repr=False)
    """Those it could rest on, oldest first."""
    chain: tuple[Entry, ...] = field(repr=False)
    """Internal entries before it without their text; empty where left out."""
    people: tuple[CountedPerson, ...] = field(repr=False)
    """All counted, by pseudonym; empty where nobody was counted."""
    line: OrganisationLine = field(repr=False)
    """Public history of the organisation that used it."""
    gaps: bool

    @property
    def consents(self) -> int:
        """The number of consents that each person must have given."""
        return len(self.inputs["cohorts"][self.cohort]["needs"]["consents"]) if self.cohort >= 0 else 0


def content_of(
    entry: Entry,
    inputs_data: bytes,
    inputs: Mapping[str, Any],
    cohort: int,
    batches: Sequence[ShownBatch],
    chain: Sequence[Entry],
    line: OrganisationLine,
) -> DecisionContent:
    """The content with its people recounted, the same for exporter and verifier."""
    people: tuple[CountedPerson, ...] = ()
    if cohort >= 0:
        people = recount(inputs["cohorts"][cohort]["needs"], subjects_asked(inputs), events_in(batches))
    return DecisionContent(
        entry=entry,
        inputs_data=inputs_data,
        inputs=inputs,
        cohort=cohort,
        batches=tuple(batches),
        chain=tuple(chain),
        people=people,
        line=line,
        gaps=not is_recounted(entry.body, inputs, cohort, people),
    )


def cohort_of(body: Mapping[str, Any], inputs: Mapping[str, Any]) -> int:
    """The place in the inputs of the counts that the decision rests on: the first with its n and m; -1 if none."""
    try:
        for place, one in enumerate(inputs["cohorts"]):
            if one["tally"]["total"] == body["m"] and one["tally"]["allowed"] == body["n"]:
                return place
    except (KeyError, TypeError) as error:
        raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup.")) from error
    return -1


def is_recounted(
    body: Mapping[str, Any], inputs: Mapping[str, Any], cohort: int, people: Sequence[CountedPerson]
) -> bool:
    """Whether the people give the counts of the inputs, and the allowed ones match the entry."""
    if cohort < 0:
        return not people and body.get("m") == 0
    try:
        counted, sealed = inputs["cohorts"][cohort]["tally"], inputs["subjects"]
        allowed = [one.subject for one in people if one.counts == "yes"] if body.get("n") else []
        return tally_of(people) == counted and digest_of_subjects(str(sealed["salt"]), allowed) == body.get("subjects")
    except (KeyError, TypeError, IndexError, UnicodeEncodeError) as error:
        raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup.")) from error


def subjects_asked(inputs: Mapping[str, Any]) -> list[str] | None:
    """The pseudonyms asked about, None for everybody with a record of the dataset."""
    subjects = question_of(inputs).get("subjects")
    return None if subjects is None else [str(one) for one in subjects]


def batches_before(chain: Sequence[Entry], inputs: Mapping[str, Any]) -> list[Entry]:
    """The batches among the entries before the decision that it could rest on."""
    return [one for one in chain if one.kind == "consent_batch" and is_before(one, inputs)]


def is_before(batch: Entry, inputs: Mapping[str, Any]) -> bool:
    """Whether a batch before the decision counts: all do, unless the question was about an earlier knowledge."""
    question = question_of(inputs)
    bound = question.get("bound")
    if isinstance(bound, Mapping) and bound.get("timed") is False:
        return True
    return batch.time <= read_time(question.get("known_at"))


def events_in(batches: Sequence[ShownBatch]) -> Iterator[SignedEvent]:
    """Every shown event."""
    for batch in batches:
        yield from batch.events.values()


def question_of(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The question among the inputs of an answer; raises Malformed where there is none."""
    found = inputs.get("question")
    if isinstance(found, Mapping):
        return found
    raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup."))
