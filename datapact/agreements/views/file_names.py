"""Names of the files that agreements are written to: by number and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.file_names import file_name as name_of_words

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def file_name(number: str, title: str, ending: str) -> str:
    """``DP-2026-0001 Vibration data.pdf``; ``ending`` comes without its dot."""
    return name_of_words(f"{number} {title}", ending, otherwise="agreement")


def number_of(acting: Acting, history: str) -> str:
    """The number of an agreement as the list has it, else the beginning of its id."""
    from sqlmodel import select  # the names of files are read with the list, tables are not

    from datapact.agreements.projection.tables import AgreementRow

    with acting.vault.read() as session:
        found = session.exec(select(AgreementRow.number).where(AgreementRow.id == history)).first()
    return found or history.removeprefix("urn:uuid:")[:8]
