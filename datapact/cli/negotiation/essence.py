"""The action of the command on the essence of an arrangement of joint controllers."""

from __future__ import annotations

from pathlib import Path

from datapact.agreements.views.file_names import number_of
from datapact.base.errors import WrongUse
from datapact.base.texts import LANGUAGES, N_, Message, _
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.negotiation import AgreementEssence
from datapact.organisation.acting.exported import write_exported
from datapact.pdf.reports.essence import essence_pdf


def write_essence(agreement: str, output: Path, language: str) -> None:
    spoken = next((one for one in LANGUAGES if one == language), None)
    if language and spoken is None:
        raise WrongUse(N_("The language is de or en."))
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        data = essence_pdf(member, history, spoken)
        what = Message(N_("Essence for data subjects of {number}"), {"number": number_of(member, history)})
        write_exported(member, output, data, what, private=False)
    emit(
        AgreementEssence({"agreement": history, "file": str(output), "bytes": len(data)}),
        [_("Written: {file}", file=str(output))],
    )
