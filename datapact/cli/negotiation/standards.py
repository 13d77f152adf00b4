"""Actions on what lawyers vouch for: reviews of templates, and the Commission's standard clauses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from datapact.base.clock import local_day
from datapact.base.files import read_whole
from datapact.base.texts import _
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.negotiation import (
    AgreementCompareOfficial,
    LibraryOfficial,
    OfficialTextShown,
    TemplateReviewRow,
    TemplateReviews,
)
from datapact.library.templates.reviews import TemplateReview, record_review, reviews
from datapact.paper.read.reading import LARGEST_PAPER
from datapact.paper.steps.official_text import (
    UNPROVEN,
    OfficialText,
    compare_with_official,
    official_texts,
    record_comparison,
    take_in_official,
)


def review_template(template: str, reviewer: str, day: date | None, note: str) -> None:
    """Record a review, or without a name list those on file."""
    with acting() as member:
        if reviewer:
            record_review(member, template, reviewer, day or local_day(member.clock()), note)
        found = [one for one in reviews(member).values() if not template or one.template == template]
    emit(
        TemplateReviews({"reviews": [_review(one) for one in found]}),
        [f"{one.template} {one.version}: {one.words}" for one in found] or [_("No review of a template is on file.")],
    )


def _review(one: TemplateReview) -> TemplateReviewRow:
    return {
        "template": one.template,
        "version": one.version,
        "digest": one.digest,
        "reviewer": one.reviewer,
        "day": one.day.isoformat(),
        "note": one.note,
        "recorded_by": one.recorded_by,
        "holds": one.holds,
    }


def read_official(decision: str, file: Path | None) -> None:
    """Take a text of the standard clauses in, or without a file list those on file."""
    with acting() as member:
        if file is not None:
            take_in_official(member, decision, file.name, read_whole(file, limit=LARGEST_PAPER))
        found = [one for one in official_texts(member) if not decision or one.decision == decision]
    emit(
        LibraryOfficial({"texts": [_text(one) for one in found]}),
        [
            *(
                f"{one.decision} ({one.language}): {one.file}, {len(one.paragraphs)}, SHA-256 {one.digest}"
                for one in found
            ),
            str(UNPROVEN),
        ],
    )


def _text(one: OfficialText) -> OfficialTextShown:
    return {
        "decision": one.decision,
        "language": one.language,
        "file": one.file,
        "digest": one.digest,
        "by": one.by,
        "paragraphs": len(one.paragraphs),
    }


def compare_official(agreement: str, decision: str, *, record: bool) -> None:
    """Lay an agreement beside the text of the standard clauses that the house took in; record it where they stand whole."""
    with on_agreement(agreement) as (member, history):
        recorded = [str(record_comparison(member, history, decision))] if record else []
        found = compare_with_official(member, history, decision)
    lines = [*recorded, str(found.words), str(UNPROVEN)]
    lines += [f"{one.number} {one.place or '–'}: {one.words}" for one in found.rows if one.likeness != "same"]
    emit(
        AgreementCompareOfficial(
            {
                "agreement": history,
                "text": _text(found.official),
                "proven": False,
                "recorded": record,
                "same": found.count("same"),
                "changed": found.count("changed"),
                "missing": found.count("missing"),
                "paragraphs": [
                    {
                        "number": one.number,
                        "words": one.words,
                        "likeness": one.likeness,
                        "place": one.place,
                        "theirs": one.theirs,
                    }
                    for one in found.rows
                ],
            }
        ),
        lines,
    )
