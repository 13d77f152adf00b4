"""What a command says of the rows that a file was made from, beside what it wrote: for people only where they do not all fit."""

from __future__ import annotations

from datapact.base.clock import write_time
from datapact.cli.printed.vault import RowsOfFile
from datapact.consent.proof.in_file import RowsProven, in_file
from datapact.consent.proof.unproven import Proof


def proof_lines(proof: Proof | RowsProven | None) -> list[str]:
    """That the file is not complete, and each row that does not fit; nothing where all fit."""
    return [] if proof is None or proof.holds else [str(one) for one in proof.statements()]


def rows_of_file(proof: Proof | RowsProven) -> RowsOfFile:
    """The result for --json, as files carry it."""
    said = in_file(proof) if isinstance(proof, Proof) else proof
    return {
        "time": write_time(said.time),
        "rows": said.rows,
        "released_by": said.released_by,
        "unproven": [one.both() for one in said.unproven],
    }
