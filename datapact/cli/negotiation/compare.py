"""The action that compares two versions of an agreement, or one with a file from outside."""

from __future__ import annotations

from pathlib import Path

from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.negotiation import VersionsCompared
from datapact.contract.text.document import write_state


def compare_two(
    agreement: str,
    old: str,
    new: str,
    file: Path | None = None,
    pdf: Path | None = None,
    docx: Path | None = None,
) -> None:
    """Two versions, or one with a Word file from outside; with ``pdf`` and ``docx`` the comparison is written, too."""
    from datapact.agreements.views.comparison import compare_versions
    from datapact.checks.run.lost import lost_parts
    from datapact.word.read.package import LARGEST_FILE
    from datapact.word.steps.compared import compare_with_file, compare_with_pages
    from datapact.word.steps.redlines import redline_docx, redline_pdf

    for target in (pdf, docx):
        if target is not None:
            require_folder(target)
    with on_agreement(agreement) as (member, history):
        if file is None:
            found = compare_versions(member, history, old, new)
        else:
            data = read_whole(file, limit=LARGEST_FILE)
            if data.startswith(b"%PDF"):
                raise WrongUse(
                    N_("Compare a PDF in the window, or give its text here: pdftotext FILE.pdf, then --with FILE.txt.")
                )
            if file.suffix.lower() == ".txt":
                pages = data.decode("utf-8", "replace").split("\f")
                found = compare_with_pages(member, history, pages, file.name, old or new)
            else:
                found = compare_with_file(member, history, data, file.name, old or new)
        before, after = write_state(found.comparison.old), write_state(found.comparison.new)
        lost = lost_parts(before, after, local_day(member.clock()))
        written = []
        if pdf is not None:
            write_whole(pdf, redline_pdf(member, found).data, private=False)
            written.append(pdf)
        if docx is not None:
            write_whole(docx, redline_docx(member, found).data, private=False)
            written.append(docx)
    changes = found.comparison.changes
    result: VersionsCompared = {
        "from": found.old,
        "to": found.new or None,
        "changes": [
            {
                "place": change.place,
                "kind": change.kind,
                "message": change.message.both(),
                "old": change.old.both() if change.old is not None else None,
                "new": change.new.both() if change.new is not None else None,
            }
            for change in changes
        ],
        "removes": [
            {"part": one.part.id, "severity": one.part.severity, "place": one.place, "message": one.message.both()}
            for one in lost
        ],
        "summary": [one.both() for one in found.comparison.summary],
        "clauses": [
            {
                "id": one.id,
                "mark": one.mark,
                "moved": one.moved,
                "renamed": one.renamed,
                "taken_from": [number.both() for number in one.taken_from],
                "went_into": [number.both() for number in one.went_into],
                "old_number": one.old_number.both() if one.old_number is not None else None,
                "new_number": one.new_number.both() if one.new_number is not None else None,
            }
            for one in found.comparison.clauses
        ],
        "parties": dict(found.parties),
        "outside": list(found.outside),
    }
    names = _("From “{old}” to “{new}”:", old=str(found.old_name), new=str(found.new_name))
    lines = [str(change.message) for change in changes] or [_("Nothing changed.")]
    lines = [names, *map(str, found.comparison.summary), *lines]
    lines += [*(str(one.message) for one in lost), *found.outside]
    emit(result, [*lines, *(_("Written: {file}", file=str(one)) for one in written)])
