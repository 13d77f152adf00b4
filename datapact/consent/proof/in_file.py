"""The result of a proof as a file carries it: when, how many rows, and what does not fit, in both languages."""

from __future__ import annotations

from datapact.base.format import Count, Time, part
from datapact.base.texts import Language, Message
from datapact.consent.proof.unproven import Proof, Unproven
from datapact.contract.text.message_in_file import MessageInFile

NOT_COMPLETE = "not_complete"
"""With this word the last heading of a table begins whose rows are the released rest; what does not fit follows a colon."""


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

    @property
    def holds(self) -> bool:
        """Whether every row fits."""
        return not self.unproven

    def written(self, sentence: str) -> str:
        """What is said of a written file, for people: that it is not complete stands behind it."""
        return sentence if self.holds else f"{sentence} {self.statements()[0]}"

    def statements(self) -> tuple[Message, ...]:
        """The result and each row that does not fit, for pages."""
        found = tuple(Unproven("", "", one) for one in self.unproven)
        return Proof(self.time, self.rows, found, self.released_by).statements()


def headings_of(proof: Proof | RowsProven | None, language: Language) -> tuple[str, ...]:
    """The heading of a column without cells that a CSV file gets where it is not complete; none where every row fits.

    A row of its own would be one of the data, and whoever reads columns by their keys finds them as before.
    """
    if proof is None or proof.holds:
        return ()
    return (f"{NOT_COMPLETE}: {' '.join(one.text(language) for one in proof.statements())}",)


def in_file(proof: Proof) -> RowsProven:
    """The result of a proof, for a file."""
    return RowsProven(proof.at, proof.rows, proof.released_by, tuple(one.message for one in proof.unproven))
