"""Save a register as a file; the export is recorded before the file is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.files import write_whole
from datapact.base.texts import N_, Language, Message, current_language
from datapact.organisation.acting.records import record_export
from datapact.pdf.reports.register import RegisterFormat, write_register

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact.registers.register import Register


def save_register(
    acting: Acting, made: Register, form: RegisterFormat, path: Path, language: Language | None = None
) -> None:
    """Write a register, made with ``leaves``, to a file, unchanged."""
    assert made.proof is not None, "what leaves is made from rows that were held against what was signed"
    data = write_register(made, form, language or current_language())
    what = Message(
        N_("{register} as at {day} ({form})"), {"register": made.title, "day": made.on.isoformat(), "form": form}
    )
    record_export(
        acting, what if not made.proof.unproven else Message(N_("Not complete: {what}"), {"what": what}), data
    )
    write_whole(path, data)
