"""Remarks on lines of an import and on records, for people and for ``--json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.base.texts import _, counted
from datapact.cli.printed.consent import AlikeRow, TakenBack

if TYPE_CHECKING:
    from datapact.consent.records.same_person import Alike
    from datapact.consent.records.taken_back import Remark, Remarks


SHOWN = 20  # most refused lines printed on a terminal


def remark_lines(remarks: Remarks, *, with_lines: bool) -> list[str]:
    """The lines on events that take consent back and meet none, or one of the same second."""
    lines: list[str] = []
    if remarks.meeting_nothing:
        words = counted(
            "{n} withdrawal, objection, restriction or erasure meets no consent on file. Check it:",
            "{n} withdrawals, objections, restrictions or erasures meet no consent on file. Check them:",
            remarks.meeting_nothing,
        )
        lines += [str(words), *_some(remarks.of("meets_nothing"), remarks.meeting_nothing, with_lines)]
    if remarks.same_second:
        words = counted(
            "{n} withdrawal or objection has the same time as a consent:",
            "{n} withdrawals or objections have the same time as a consent:",
            remarks.same_second,
        )
        lines += [str(words), *_some(remarks.of("same_second"), remarks.same_second, with_lines)]
    if remarks.yes_and_no:
        words = counted(
            "{n} person has a yes and a no in this file:",
            "{n} people have a yes and a no in this file:",
            remarks.yes_and_no,
        )
        lines += [str(words), *_some(remarks.of("yes_and_no"), remarks.yes_and_no, with_lines)]
    return lines


def _some(listed: Sequence[Remark], number: int, with_lines: bool) -> list[str]:
    lines = [
        _("Line {line}: {reason}", line=one.line, reason=one.words) if with_lines else str(one.words)
        for one in listed[:SHOWN]
    ]
    return lines + ([_("… and {n} more. Use --json for all of them.", n=number - SHOWN)] if number > SHOWN else [])


def remarks_json(remarks: Remarks) -> TakenBack:
    """The remarks as JSON."""
    return {
        "meeting_nothing": remarks.meeting_nothing,
        "same_second": remarks.same_second,
        "yes_and_no": remarks.yes_and_no,
        "taken_back": [
            {
                "sort": one.sort,
                "line": one.line,
                "subject": one.subject,
                "dataset": one.dataset,
                "purpose": one.purpose,
                "controller": one.controller,
                "state": one.state,
                "reason": one.words.both(),
            }
            for one in remarks.listed
        ],
    }


def alike_json(alike: Sequence[Alike]) -> list[AlikeRow]:
    """Pseudonyms that are spelled alike, as JSON; the line is 0 without a file."""
    return [{"line": one.line, "dataset": one.dataset, "subject": one.subject, "other": one.other} for one in alike]


def alike_lines(alike: Sequence[Alike]) -> list[str]:
    lines = [str(one.words) for one in alike[:SHOWN]]
    more = len(alike) - SHOWN
    return lines + ([_("… and {n} more. Use --json for all of them.", n=more)] if more > 0 else [])
