"""pages.json: what the pages of a dossier show besides its entries and files, so that anybody can draw them again.

The day and the moment of a dossier are its exporter's choice. What only an internal one shows (how people have consented,
which duties fall due, how sure the house is of the others, how severe it takes its own rules) follows from no entry in
the file: it is the exporter's word, and here it stands as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, ClassVar, Final

from datapact.base.format import Count, Day, Format, Shown, Time, part
from datapact.base.texts import N_
from datapact.consent.terms.states import STATES

NAME: Final = "pages.json"

TRUST: Final = ("declared", "introduced", "renamed", "confirmed")

type _State = Annotated[str, Shown({"enum": [*STATES]}, STATES.__contains__)]
type _Severity = Annotated[str, Shown({"enum": ["E", "W"]}, {"E", "W"}.__contains__)]
type _Trust = Annotated[str, Shown({"enum": [*TRUST]}, TRUST.__contains__)]


@part
class ConsentCount:
    """How the people of one scope stand; ``states`` has a number for each of ``STATES`` that anybody is in."""

    dataset: str
    purpose: str
    states: Mapping[_State, Count] = field(hash=False)
    next_expiry: Time | None

    @property
    def total(self) -> int:
        """Everybody of whom something is recorded."""
        return sum(self.states.values())

    @property
    def valid(self) -> int:
        """Those whose consent holds."""
        return self.states.get("given", 0) + self.states.get("renewed", 0)


@part
class DutyLine:
    """A duty as the pages show it, in their language."""

    due: Day
    title: str
    state: str
    owner: str
    evidence: str


@part
class PageFacts(Format):
    """``on`` is the local day as at which the dossier is, ``known_at`` up to when entries count. The rest is internal."""

    file_kind: ClassVar = "datapact-dossier-pages"
    canonical_only: ClassVar = True
    malformed: ClassVar = N_("What the pages of this dossier show is not in its form. Ask the sender for a new file.")
    newer: ClassVar = N_("The pages of this dossier were made by a newer DataPact. Update DataPact.")

    on: Day
    known_at: Time
    trust: Mapping[str, _Trust] = field(default_factory=dict, hash=False)
    house_severity: Mapping[str, _Severity] = field(default_factory=dict, hash=False)
    consents: tuple[ConsentCount, ...] = ()
    duties: tuple[DutyLine, ...] = ()
