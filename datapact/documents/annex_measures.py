"""Annex: technical and organisational measures under Art. 32 GDPR, and the assessments on file."""

from __future__ import annotations

from datapact.agreements.terms import Assessment, Terms
from datapact.documents.story import Say, Story
from datapact.documents.tags import Element
from datapact.documents.values import coded, field_label, party_name
from datapact.documents.wording import ALL_PARTIES, ASSESSMENTS, FURTHER_DETAILS, MEASURES


def add_measures(story: Story, terms: Terms, section: Element) -> None:
    """A table of measures and one of assessments."""
    if terms.measures:
        part = section.add("Sect")
        story.subheading(MEASURES, part)
        rows: list[list[Say]] = [
            [
                coded("measure", measure.kind),
                measure.description,
                party_name(terms, measure.party) if measure.party else ALL_PARTIES,
            ]
            for measure in terms.measures
        ]
        heads = (field_label("Measure", "kind"), field_label("Measure", "description"), field_label("Measure", "party"))
        story.table(heads, rows, (24, 58, 18), part)
    if terms.assessments:
        part = section.add("Sect")
        story.subheading(ASSESSMENTS, part)
        named = [field_label("Assessment", name) for name in ("kind", "party", "reference", "day")]
        assessed = [_assessment(story, terms, assessment) for assessment in terms.assessments]
        story.table((*named, FURTHER_DETAILS), assessed, (31, 14, 15, 18, 22), part)


def _assessment(story: Story, terms: Terms, assessment: Assessment) -> list[Say]:
    reference = story.joined((assessment.reference, assessment.version))
    details: list[Say] = [assessment.result]
    if assessment.review:
        details.append(story.joined((field_label("Assessment", "review"), assessment.review), ": "))
    return [
        coded("assessment", assessment.kind),
        party_name(terms, assessment.party),
        reference,
        assessment.day,
        story.joined(details, "; "),
    ]
