"""The actions of the commands on handouts: what people outside get of an agreement, made of its text; the essence, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from datapact.agreements.views.file_names import number_of
from datapact.base.errors import WrongUse
from datapact.base.texts import LANGUAGES, N_, Language, Message, _
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.negotiation import AgreementEssence, AgreementHandout
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.exported import write_exported
from datapact.pdf.letters.data_request import data_request_pdf
from datapact.pdf.letters.essence import essence_pdf
from datapact.pdf.letters.participant_sheet import participant_sheet_pdf
from datapact.pdf.reports.standard_clauses import standard_clauses_pdf

_KINDS = {
    "participant-sheet": (participant_sheet_pdf, N_("Participant sheet of {number}")),
    "standard-clauses": (standard_clauses_pdf, N_("Standard clauses of {number}")),
    "data-request": (data_request_pdf, N_("Request for data of {number}")),
}


def write_handout(agreement: str, kind: str, output: Path, language: str) -> None:
    if kind not in _KINDS:
        _spoken(language)
        raise WrongUse(N_("The kind is participant-sheet, data-request or standard-clauses."))
    make, words = _KINDS[kind]
    history, size = _write(agreement, make, words, output, language)
    emit(
        AgreementHandout({"agreement": history, "kind": kind, "file": str(output), "bytes": size}),
        [_("Written: {file}", file=str(output))],
    )


def write_essence(agreement: str, output: Path, language: str) -> None:
    history, size = _write(agreement, essence_pdf, N_("Essence for data subjects of {number}"), output, language)
    emit(
        AgreementEssence({"agreement": history, "file": str(output), "bytes": size}),
        [_("Written: {file}", file=str(output))],
    )


def _write(
    agreement: str, make: Callable[[Acting, str, Language | None], bytes], words: str, output: Path, language: str
) -> tuple[str, int]:
    """Write a paper, and record that it left; the id of the agreement, and how many bytes it has."""
    spoken = _spoken(language)
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        prove_contract(member, history, records=True)
        data = make(member, history, spoken)
        write_exported(member, output, data, Message(words, {"number": number_of(member, history)}), private=False)
    return history, len(data)


def _spoken(language: str) -> Language | None:
    spoken = next((one for one in LANGUAGES if one == language), None)
    if language and spoken is None:
        raise WrongUse(N_("The language is de or en."))
    return spoken
