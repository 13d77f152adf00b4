"""The action of the command on rounds."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from datapact.agreements.views.rounds import NOTE, WAY_WORDS, rounds, rounds_json
from datapact.base.errors import WrongUse
from datapact.base.files import write_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.moments import moment_text
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.negotiation import AgreementRounds
from datapact.pdf.reports.rounds import FORMS, rounds_file


def show_rounds(agreement: str, output: Path | None) -> None:
    form = next((one for one in FORMS if output is not None and output.suffix.lower() == f".{one}"), None)
    if output is not None:
        if form is None:
            raise WrongUse(N_("The file ends in .pdf, .csv or .json."))
        require_folder(output)
    with on_agreement(agreement) as (member, history):
        found = rounds(member, history)
        if output is not None and form is not None:
            write_whole(output, rounds_file(member, found, form), private=False)
    lines: list[str] = []
    for one in found.rounds:
        lines.append(f"{one.number}. {_(WAY_WORDS[one.way])}, {one.party}, {moment_text(one.time)}")
        lines += [f"   {message}" for message in one.changes]
    lines.append(str(found.standing))
    for clause in found.clauses:
        lines.append(f"{clause.number} {clause.heading}: " + "; ".join(map(str, clause.story)))
    lines.append(str(NOTE))
    if output is not None:
        lines.append(_("Written: {file}", file=str(output)))
    emit(cast("AgreementRounds", rounds_json(found)), lines)
