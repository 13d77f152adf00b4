"""The list of people whose data may go out: made of rows that were proven, and recorded before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import known_datasets
from datapact.base.texts import Language, counted
from datapact.base.write_table import Value
from datapact.consent.deliveries.cohort_file import allowed_people, write_subjects
from datapact.consent.facts.question import Decision
from datapact.consent.proof.in_file import headings_of
from datapact.consent.proof.run import Rests, proven
from datapact.consent.proof.unproven import Proof
from datapact.organisation.acting.records import record_export
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list that may be written: it is recorded already."""

    data: bytes = field(repr=False)
    """CSV, or a workbook where notes were given."""
    people: int
    """Number of lines."""
    proof: Proof
    """Of the rows that it was made from."""


def people_list(
    acting: Acting, decision: Decision, notes: Sequence[Value] | None = None, language: Language = "en"
) -> PeopleList:
    """The people whom a decision allows, as CSV, or with ``notes`` above them as a workbook; the export is recorded.

    Raises NotProven where rows of the dataset or of agreements do not fit what was signed; where a legal member released
    the rest, the people in such rows are left out.
    """
    with acting.vault.read() as session:
        proof = proven(acting, session, rests_of(decision))
        doubted = {one for found in proof.unproven for one in found.people}
        people = [one for one in allowed_people(session, decision) if one.pseudonym not in doubted]
        to = reference_names(session).get(decision.question.partner, decision.question.partner)
        of = known_datasets(session).get(decision.question.dataset, decision.question.dataset)
    if notes is None:
        data = write_subjects(people, headings_of(proof, language))
    else:
        from datapact.pdf.reports.cohort_list import write_subjects_sheet

        told = notes if proof.holds else (*notes, *proof.statements())
        data = write_subjects_sheet(people, decision, told, language)
    what = counted(
        "List of {n} person of {dataset} who may go to {partner}",
        "List of {n} people of {dataset} who may go to {partner}",
        len(people),
        dataset=of,
        partner=to,
    )
    record_export(acting, proof.export_words(what), data, to)
    return PeopleList(data, len(people), proof)


def rests_of(decision: Decision) -> Rests:
    """The rows that a decision rests on: every agreement, and the consents of the dataset."""
    return Rests(agreements=None, consents=frozenset({decision.question.dataset}))
