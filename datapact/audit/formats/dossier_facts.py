"""pages.json: facts on the pages of a dossier that are not in its entries and files, so that anybody can redraw them.

The day and the moment of a dossier are its exporter's choice. The facts only for internal ones (counts of consents, due
obligations, trust in the other parties, severities of house rules) follow from no entry in the file: they are the
exporter's statement, kept here as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, ClassVar, Final

from datapact.base.format import Count, Day, Format, Shown, Time, part
from datapact.base.texts import N_
from datapact.consent.proof.in_file import RowsProven
from datapact.consent.terms.states import STATES
from datapact.history.entries.packed import Digest

NAME: Final = "pages.json"

TRUST: Final = ("declared", "introduced", "renamed", "confirmed")

type _State = Annotated[str, Shown({"enum": [*STATES]}, STATES.__contains__)]
type _Severity = Annotated[str, Shown({"enum": ["E", "W"]}, {"E", "W"}.__contains__)]
type _Trust = Annotated[str, Shown({"enum": [*TRUST]}, TRUST.__contains__)]


@part
class ConsentCount:
    """Counts of the people of one scope; ``states`` has a number for each of ``STATES`` that occurs."""

    dataset: str
    purpose: str
    states: Mapping[_State, Count] = field(hash=False)
    next_expiry: Time | None

    @property
    def total(self) -> int:
        """The number of people with any record."""
        return sum(self.states.values())

    @property
    def valid(self) -> int:
        """The number of people with a valid consent."""
        return self.states.get("given", 0) + self.states.get("renewed", 0)


@part
class ObligationLine:
    """An obligation for the pages, in their language."""

    due: Day
    title: str
    state: str
    owner: str
    evidence: str


@part
class CheckFacts:
    """What the findings rest on besides the history in the file: the exporter's settings and other agreements."""

    program_wordings: tuple[str, ...]
    """Wordings that the program itself made, which need no confirmation."""
    by_two: bool
    """Whether own words are confirmed by a legal member who did not write the text."""
    authors: tuple[Digest, ...]
    """Keys of the exporter's members who wrote words of the text, of what it amends and of what amends it."""
    amended_by: tuple[str, ...]
    """Numbers of the agreements that changed the signed text, by the dossier's day."""


@part
class ConfirmedBefore:
    """A wording that legal members confirmed in the agreement that this one joins, whose words it repeats."""

    wording: str
    """Its digest, before it the place where it stands for a passage of the text."""
    parts: tuple[str, ...]
    """What it was confirmed to provide."""


@part
class PageFacts(Format):
    """Facts of the pages: ``on`` is the dossier's local day, entries count up to ``known_at``. The rest is internal."""

    file_kind: ClassVar = "datapact-dossier-pages"
    canonical_only: ClassVar = True
    numbers: ClassVar = (1, 2, 3, 4)
    """The second one has ``proof``, the third ``check``, the fourth ``confirmed_before``; readers of the forms before do not
    know them."""
    optional: ClassVar = frozenset({"proof", "check", "confirmed_before"})
    malformed: ClassVar = N_("What the pages of this dossier show is not in its form. Ask the sender for a new file.")
    newer: ClassVar = N_("The pages of this dossier were made by a newer DataPact. Update DataPact.")

    on: Day
    known_at: Time
    trust: Mapping[str, _Trust] = field(default_factory=dict, hash=False)
    """How sure the house is of the other parties, by organisation id; empty for a partner."""
    house_severity: Mapping[str, _Severity] = field(default_factory=dict, hash=False)
    """``E`` or ``W`` by id of a rule that the house set itself."""
    consents: tuple[ConsentCount, ...] = ()
    """One for each dataset, purpose and controller with people."""
    duties: tuple[ObligationLine, ...] = ()
    """Known as of the export, not of ``on``; empty for another day than today."""
    proof: RowsProven | None = None
    """The rows of the vault that it was made from, held against what was signed; None from earlier programs."""

    check: CheckFacts | None = None
    """None for a partner, and from earlier programs."""
    confirmed_before: tuple[ConfirmedBefore, ...] | None = None
    """Of an accession; None for any other agreement, for a partner, and from earlier programs."""

    def own_number(self) -> int:
        if self.confirmed_before is not None:
            return 4
        if self.check is not None:
            return 3
        return 1 if self.proof is None else 2
