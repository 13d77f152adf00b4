"""decision.json: a signed, used decision, and the proof that its inputs are unaltered.

The PDF also carries inputs.json (byte for byte the inputs that the entry names by digest), and as tables the people
(subjects.csv), their signed events (events.csv), and the hashes of the batches (batches.csv, nodes.csv).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Annotated, ClassVar, Final

from datapact.audit.formats.dossier import MOST_ENTRIES, Files
from datapact.base.format import Bounds, Count, Format, Time, Written, part
from datapact.base.texts import N_, Language
from datapact.consent.proof.in_file import RowsProven
from datapact.contract.text.message_in_file import MessageInFile
from datapact.history.entries.entry import Entry, read_entry
from datapact.history.entries.packed import Digest, EntryInFile, Jws
from datapact.history.state.dag import in_order
from datapact.pdf.reports.names import DECISION

NAME: Final = DECISION
INPUTS: Final = "inputs.json"
SUBJECTS: Final = "subjects.csv"
EVENTS: Final = "events.csv"
BATCHES: Final = "batches.csv"
NODES: Final = "nodes.csv"
SCRIPT: Final = "recount.py"
MOST_STEPS: Final = 200_000


def _without_body(token: str) -> Entry:
    return read_entry(token, ())


def _token(entry: Entry) -> str:
    return entry.jws


type Step = Annotated[Entry, Written(Jws, _without_body, _token)]
"""An entry without what it says."""


@part
class StillToTell:
    """People in recalls of these data who were open at the partner when the file was made."""

    people: Count
    """Each counted once for each recall."""
    untold: Count
    """Those of whom the partner had not been told; it had not acknowledged the others."""
    overdue: bool
    """Whether a time limit was over."""


@part
class CalledNotice:
    """The title and number of a version of a notice on which consents count, as the exporter calls it."""

    notice: str
    """Key, as consents and inputs name it."""
    version: str
    called: MessageInFile


@part
class CameLine:
    """A record of this answer, or a delivery, as the page says it."""

    words: str
    beside: str
    """Small letters below it; empty for nothing."""


@part
class PageWords:
    """What the exporter's page said beyond entry and inputs: its own names, and what came of the answer."""

    agreement: str
    """Title of the agreement that it rests on; empty for none."""
    dataset: Annotated[tuple[MessageInFile, ...], Bounds(most=1)]
    """The name of the dataset where agreements give one."""
    notices: Annotated[tuple[CalledNotice, ...], Bounds(most=1000)]
    """Each version whose consents count, once."""
    came: Annotated[tuple[CameLine, ...], Bounds(most=100)]
    """In the language of the pages."""


@part
class DecisionFile(Format):
    """The content of decision.json. ``kid`` is the author key of the member who signed the file for ``organisation``.

    ``entry`` is the decision, ``batches`` the signed batches of consents that it could rest on, oldest first, ``chain``
    the organisation's internal entries before the decision without their content, to show that no batch is missing. It
    is empty where the exporter left it out. ``cohort`` indexes the counts in the inputs that the decision rests on, -1:
    none.
    """

    file_kind: ClassVar = "datapact-decision"
    numbers: ClassVar = (1, 2, 3, 4)
    """The second one has ``proof``, the third ``to_tell``, the fourth ``page``; readers of the forms before do not know them."""
    optional: ClassVar = frozenset({"proof", "to_tell", "page"})
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("The answer in this PDF is not in its form. Ask the sender for a new file.")

    organisation: Digest
    member: str
    """Id of who exported, within that organisation."""
    kid: Digest
    time: Time
    """UTC, by the exporter's clock."""
    language: Language
    """Of the pages, ``de`` or ``en``."""
    cohort: int
    entry: EntryInFile = field(repr=False)
    batches: tuple[EntryInFile, ...] = field(repr=False)
    chain: Annotated[tuple[Step, ...], Bounds(most=MOST_STEPS)] = field(repr=False)
    history: tuple[EntryInFile, ...] = field(repr=False)
    """The public history of the organisation."""
    files: Files
    """Attached beside decision.json."""
    proof: RowsProven | None = None
    """The rows of the vault that it was made from, held against what was signed; None from earlier programs."""
    to_tell: StillToTell | None = None
    """Open recalls at the partner, as the exporter says; None where there were none."""
    page: PageWords | None = None
    """What the page on the exporter's screen said beyond what is proven here; None from earlier programs."""

    def own_number(self) -> int:
        if self.page is not None:
            return 4
        if self.to_tell is not None:
            return 3
        return 1 if self.proof is None else 2

    def mistake(self) -> str:
        if len(self.batches) + len(self.history) > MOST_ENTRIES:
            return "history"
        return "files" if NAME in {one.name for one in self.files} else ""


def steps_back(entry: Entry, chain: Sequence[Entry]) -> tuple[Entry, ...] | None:
    """The internal entries that ``entry`` knows, each after those that it names; None where one lacks.

    They are a chain, unless several computers of a team wrote them.
    """
    known = {one.digest: one for one in chain}
    found: dict[str, Entry] = {}
    left = list(entry.parents)
    while left:
        digest = left.pop()
        if digest in found:
            continue
        if digest not in known:
            return None
        found[digest] = known[digest]
        left += known[digest].parents
    return tuple(in_order([one for digest, one in known.items() if digest in found]))
