"""The clause by which an accession says what is joined, from when on and by whose signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from datapact.base.day_words import long_date
from datapact.base.texts import N_, Language, Listed, Message
from datapact.contract.text.clauses import Clause, Paragraph, Run

ACCESSION = "accession"
"""The id of the clause, where no other one has it."""

_HEADING = N_("Accession")
_JOINS = N_(
    "{newcomer} accedes to the agreement “{title}”, number {number}, as set out above, from {day}, but not before all"
    " persons named on the signature page have signed and the accession is recorded in the agreement. SHA-256 of the text"
    " before the accession: {digest}."
)
_FOR_ALL = N_("All parties sign.")
_FOR_OTHERS = N_("{names} signs for all other parties, as the agreement authorises it to.")
_GONE = N_(
    "No party any more, and for that reason not named above: {names}. What was agreed with them until their last day is not"
    " affected by the accession, and the acceding party has no part in it."
)
_GONE_SINCE = N_("{name} (last day: {last})")
_NOTHING_ELSE = N_(
    "Apart from this the agreement remains unchanged. Which data the acceding party provides or receives is agreed by orders"
    " and amendments; it has no right to data that was agreed before."
)


@dataclass(frozen=True, slots=True)
class Joins:
    """What the clause says."""

    newcomer: str
    """Name of who joins."""
    title: Mapping[Language, str]
    """Of the agreement that is joined."""
    number: str
    """Of it; may be empty."""
    first: date
    """Local day from which the newcomer is a party."""
    digest: str
    """SHA-256 (base64url) of the text before the accession."""
    signers: Sequence[str]
    """Names of who signs for the others: all of them, or one."""
    former_parties: Mapping[str, date]
    """By name of each that is no party any more its last day."""


def acceding_clause(joins: Joins, languages: Sequence[Language], key: str) -> Clause:
    """The clause in some languages; its id is ``key``, and those of its paragraphs begin with it."""

    def runs_of(pattern: str, **values: Any) -> dict[Language, tuple[Run, ...]]:
        told: dict[Language, tuple[Run, ...]] = {}
        for language in languages:
            here = {name: value(language) if callable(value) else value for name, value in values.items()}
            told[language] = (Run(Message(pattern, here).text(language)),)
        return told

    left = Listed.of(
        [Message(_GONE_SINCE, {"name": name, "last": last.isoformat()}) for name, last in joins.former_parties.items()],
        "; ",
    )
    paragraphs = (
        runs_of(
            _JOINS,
            newcomer=joins.newcomer,
            title=lambda language: joins.title[language],
            number=joins.number or "–",
            day=lambda language: long_date(joins.first, language),
            digest=joins.digest,
        ),
        runs_of(_FOR_ALL) if len(joins.signers) > 1 else runs_of(_FOR_OTHERS, names=Listed.of(joins.signers)),
        *([runs_of(_GONE, names=left)] if joins.former_parties else []),
        runs_of(_NOTHING_ELSE),
    )
    return Clause(
        key, runs_of(_HEADING), tuple(Paragraph(f"{key}-{n}", runs, ()) for n, runs in enumerate(paragraphs, 1))
    )
