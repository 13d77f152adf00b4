"""The result of a proof as a file carries it: when, how many rows, and what does not fit, in both languages."""

from __future__ import annotations

from datapact.base.format import Count, Time, part
from datapact.base.texts import Message
from datapact.consent.proof.unproven import Proof, Unproven
from datapact.contract.text.message_in_file import MessageInFile


@part
class RowsProven:
    """The rows of the exporter's vault that a file was made from, held against what was signed."""

    time: Time
    """UTC, by the exporter's clock."""
    rows: Count
    """How many rows were held against their signed entries."""
    released_by: str
    """Name of who released the rest; empty where every row fits."""
    unproven: tuple[MessageInFile, ...]
    """What does not fit, each in both languages; empty where every row fits."""

    def statements(self) -> tuple[Message, ...]:
        """The result and each row that does not fit, for pages."""
        found = tuple(Unproven("", "", one) for one in self.unproven)
        return Proof(self.time, self.rows, found, self.released_by).statements()


def in_file(proof: Proof) -> RowsProven:
    """The result of a proof, for a file."""
    return RowsProven(proof.at, proof.rows, proof.released_by, tuple(one.message for one in proof.unproven))
