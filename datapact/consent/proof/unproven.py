"""The result of a proof of rows: how many were held against their signed entries, and those that do not fit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

from datapact.base.clock import in_zone, write_time
from datapact.base.errors import Damaged
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message, counted
from datapact.contract.text.formatters import minute_words

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Unproven:
    """A row, or several of one kind, that do not fit what was signed."""

    table: str
    """Name of the table."""
    row: str
    """What the row is known by: the digest of an entry, an id of an agreement or organisation."""
    message: Message
    """What does not fit, for people."""
    about: str = ""
    """Key of the dataset or id of the agreement that it concerns; empty where it can concern everything."""
    follows: bool = False
    """Whether the row follows from entries, so that it can be written anew from them."""
    people: frozenset[str] = frozenset()
    """Pseudonyms in the dataset ``about`` that stand in rows that do not fit, before and after, as far as known."""
    unheld: bool = False
    """Whether other rows could not be held because of it: then there is no rest of which anything is known."""

    def __post_init__(self) -> None:
        """Name the row by texts, whatever stands in the columns that are read for it."""
        object.__setattr__(self, "row", str(self.row))
        object.__setattr__(self, "about", str(self.about))


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of one run over the rows that something rests on."""

    at: datetime
    """UTC, by the vault's clock."""
    rows: int
    """How many rows were held against what was signed."""
    unproven: tuple[Unproven, ...] = ()
    """In the order of the tables; none where every row fits."""
    released_by: str = ""
    """Name of the legal member who released the rest; empty where everything fits."""

    @property
    def holds(self) -> bool:
        """Whether every row fits."""
        return not self.unproven

    @property
    def has_rest(self) -> bool:
        """Whether all rows but those that are named were held: only then a legal member can release the rest."""
        return not any(one.unheld for one in self.unproven)

    def of_agreements(self, histories: Collection[str], rows: int) -> Proof:
        """What a partner learns of it: of its agreements, of so many rows, and what can concern any entry or row."""
        mine = tuple(
            one
            for one in self.unproven
            if one.about in histories or one.unheld or (one.table == "entry" and not one.about)
        )
        return replace(self, rows=rows, unproven=mine)

    def as_json(self) -> JsonObject:
        """The result for machines; messages in both languages."""
        return {
            "time": write_time(self.at),
            "rows": self.rows,
            "released_by": self.released_by,
            "unproven": [
                {"table": one.table, "row": one.row, "about": one.about, "message": dict(one.message.both().items())}
                for one in self.unproven
            ],
        }

    def words(self) -> Message:
        """The result in a sentence, for the pages of what leaves."""
        moment = Message(N_("{time} UTC"), {"time": minute_words(in_zone(self.at, UTC))})
        if not self.unproven:
            return counted(
                "Proven on {time}: {n} row of the vault was held against its signed entry, and it fits.",
                "Proven on {time}: {n} rows of the vault were held against their signed entries, and all fit.",
                self.rows,
                time=moment,
            )
        return counted(
            "Not complete. On {time} {n} finding showed rows of the vault that do not fit what was signed. {person} released"
            " the rest.",
            "Not complete. On {time} {n} findings showed rows of the vault that do not fit what was signed. {person} released"
            " the rest.",
            len(self.unproven),
            time=moment,
            person=self.released_by,
        )

    def export_words(self, what: Message) -> Message:
        """The words of a recorded export; where the rest was released, they say that it is not complete."""
        if self.holds:
            return what
        return counted(
            "{what} (not complete: {n} finding about its rows)",
            "{what} (not complete: {n} findings about its rows)",
            len(self.unproven),
            what=what,
        )

    def written(self, sentence: str) -> str:
        """What is said of a written file, for people: that it is not complete stands behind it."""
        return sentence if self.holds else f"{sentence} {self.words()}"

    def statements(self) -> tuple[Message, ...]:
        """The result and each row that does not fit, for the pages of what leaves."""
        return (self.words(), *(one.message for one in self.unproven))


class NotProven(Damaged):
    """Something was to leave that rests on rows which do not fit what was signed; ``proof`` names them."""

    SENTENCE: ClassVar[str] = N_(
        "Nothing was exported: rows that it rests on do not fit what was signed. {what} {cure}"
    )
    """What happened, with ``{what}`` does not fit and the ``{cure}``."""
    CURES: ClassVar[tuple[Message, Message]]
    """What to do where the rows follow from entries, and where they do not."""
    CURE_WITHOUT_REST: ClassVar[Message] = Message(
        N_(
            "Restore the newest backup. Other rows could not be held because of it, so that nobody can release the rest."
        )
    )
    """What to do where other rows could not be held."""

    def __init__(self, proof: Proof) -> None:
        self.proof = proof
        named = " ".join(str(one.message) for one in proof.unproven[:_NAMED])
        more = len(proof.unproven) - _NAMED
        if more > 0:
            named += " " + str(counted("And {n} more.", "And {n} more.", more))
        cure = self.CURES[0 if any(one.follows for one in proof.unproven) else 1]
        if not proof.has_rest:
            cure = self.CURE_WITHOUT_REST
        super().__init__(self.SENTENCE, what=named, cure=cure)


class RecallsNotProven(NotProven):
    """Whom recalls concern cannot be known: consents, deliveries or their lists do not fit what was signed."""

    SENTENCE = N_(
        "Who is to be told is not known for certain: consents, deliveries or their lists do not fit what was signed. {what}"
        " {cure}"
    )
    CURES = (
        Message(
            N_(
                "Write the rows anew from the signed entries (datapact vault repair, or Repair in the red bar), then look again."
            )
        ),
        Message(N_("Restore the newest backup, then look again.")),
    )


_REPAIR = Message(
    N_(
        "Write the rows anew from the signed entries (datapact vault repair, or Repair in the red bar); or a legal member"
        " releases the rest, which then names these rows."
    )
)
_BACKUP = Message(N_("Restore the newest backup; or a legal member releases the rest, which then names these rows."))
NotProven.CURES = (_REPAIR, _BACKUP)
