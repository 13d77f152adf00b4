"""Writing the proof of a delivery or recall: recorded first, then written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from datapact.audit.record_proof_export import record_proof_export
from datapact.cli.output import emit, require_folder
from datapact.cli.session import acting
from datapact.files import write_whole
from datapact.texts import _, counted

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.audit.record_proof_export import ProofMade
    from datapact.parties.acting import Acting


def write_proof(
    prove: Callable[[Acting, str, Collection[str]], ProofMade], which: str, output: Path, people: Collection[str]
) -> None:
    """Write a proof into a file."""
    require_folder(output)
    with acting() as member:
        made = prove(member, which, people)
        record_proof_export(member, made)
        write_whole(output, made.data, private=True)
    lines = counted("{n} line of the list is shown.", "{n} lines of the list are shown.", made.shown)
    hidden = counted("{n} line stays a hash.", "{n} lines stay hashes.", made.hidden)
    emit(
        {"file": str(output), "entry": made.entry, "record": made.kind, "shown": made.shown, "hidden": made.hidden},
        [_("Written: {file}", file=str(output)), f"{lines} {hidden}" if made.hidden else str(lines)],
    )
