"""Everything that a window or a command shows of a foreign paper, from one reading of the vault."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.paper import received_paper
from datapact.base.texts import N_, Message, counted
from datapact.contract.text.names import prevailing_title
from datapact.organisation.acting.names import known_names
from datapact.paper.judge.gaps import VERDICTS, Gaps, Line, gap_report, proposed_groups, why
from datapact.paper.judge.places import place_words
from datapact.paper.judge.requirement import Group
from datapact.paper.read.text import PaperText
from datapact.paper.steps.confirmed import READINGS, Reading
from datapact.paper.steps.received import text_of
from datapact.paper.steps.taken import ProposedTerm, terms_of_paper

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.judge.gaps import Verdict


_FIRST: tuple[Verdict, ...] = ("against", "flagged", "none", "part", "untold", "met", "clear")


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the gap report with what a person said to it."""

    line: Line
    """As the words say."""
    why: Message
    """Which words agree and which are missing, in a sentence."""
    reading: Reading | Literal[""]
    """What a legal member says who read these very words; empty: nobody yet."""
    by: str
    """Name of that member."""
    time: datetime | None
    """When, UTC; None while nobody did."""
    note: str
    """What that member wrote."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A foreign paper as it is shown."""

    history: str
    """Of the agreement."""
    number: str
    """Of the agreement."""
    title: str
    """In the language of the paper."""
    kind: str
    """Of the agreement."""
    file: str
    """Name of the file."""
    file_digest: str
    """SHA-256 of the file, base64url."""
    text_digest: str
    """The same of its text as it was read."""
    received: datetime
    """UTC, by the clock of the member who read it in."""
    by: str
    """Name of that member."""
    signed: bool
    """Whether the contract is recorded as signed."""
    text: PaperText
    """With all passages."""
    groups: frozenset[Group]
    """What the report was asked about."""
    gaps: Gaps
    """What was found."""
    lines: tuple[LineView, ...]
    """In the order of the report."""
    terms: tuple[ProposedTerm, ...]
    """Proposed terms with what a person said to them."""

    @property
    def to_look_at_first(self) -> list[LineView]:
        """The lines in the order in which a reader looks at them, what speaks against something first."""
        return sorted(self.lines, key=lambda one: _FIRST.index(one.line.verdict))

    @property
    def unread(self) -> int:
        """Lines that nobody has confirmed; while there is one, nothing is complete."""
        return sum(not one.reading for one in self.to_be_read)

    @property
    def to_be_read(self) -> list[LineView]:
        """The lines that a person has to read: every requirement, and every flag that found words."""
        return [one for one in self.lines if not (one.line.is_flag and one.line.verdict == "clear" and not one.reading)]

    @property
    def failing(self) -> int:
        """Lines that a person read and found not met or in need of change."""
        return sum(one.reading in ("not_met", "to_change") for one in self.lines)

    @property
    def standing(self) -> Message:
        """The standing of the report, never "complete" before a person has read every line."""
        if self.unread:
            return Message(
                N_("Not complete: nobody has confirmed {n} of {m} lines. A program only found words."),
                {"n": self.unread, "m": len(self.to_be_read)},
            )
        if self.failing:
            return counted(
                "Read in full by a legal member: {n} line is not met or has to be changed.",
                "Read in full by a legal member: {n} lines are not met or have to be changed.",
                self.failing,
            )
        return Message(N_("Read in full by a legal member: every line is met, accepted or not needed."))


def paper_page(acting: Acting, history: str, groups: Collection[Group] | None = None) -> PaperPage | None:
    """The paper of an agreement; None where it has none. ``groups``: what is asked, by default what the paper seems to be."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        text = text_of(session, folded)
        if text is None:
            return None
        names = known_names(session)
        terms = terms_of_paper(session, folded, text)
    paper = received_paper(folded)
    assert paper is not None
    state = current_state(folded)
    kind = str(state.get("kind", ""))
    chosen: frozenset[Group] = frozenset(groups) if groups is not None else _groups_of(kind, text)
    gaps = gap_report(text, chosen)
    return PaperPage(
        history=history,
        number=str(state.get("number", "")),
        title=prevailing_title(state),
        kind=kind,
        file=str(paper.files[0].name) if paper.files else "",
        file_digest=paper.files[0].digest if paper.files else "",
        text_digest=paper.text,
        received=paper.time,
        by=names.get(paper.author, ""),
        signed=folded.signed_elsewhere is not None,
        text=text,
        groups=chosen,
        gaps=gaps,
        lines=tuple(_line_view(line, text, folded, names) for line in gaps.lines),
        terms=terms,
    )


_OF_KIND: Mapping[str, frozenset[Group]] = {
    "processing": frozenset({"processing"}),
    "joint-controllers": frozenset({"joint"}),
    "nda": frozenset({"secrecy"}),
    "data-act-user": frozenset({"data_act"}),
    "data-act-third-party": frozenset({"data_act"}),
    "data-act-recipient": frozenset({"data_act"}),
}
"""What is asked besides of what a person called the contract."""


def _groups_of(kind: str, text: PaperText) -> frozenset[Group]:
    return proposed_groups(text) | _OF_KIND.get(kind, frozenset())


def _line_view(line: Line, text: PaperText, folded: AgreementState, names: dict[str, str]) -> LineView:
    paper = received_paper(folded)
    said = next(
        (
            one
            for one in reversed(folded.facts.papers)
            if one.step == "confirmed" and one.about == line.id and paper is not None and one.text == paper.text
        ),
        None,
    )
    reading: Reading | None = next((one for one in READINGS if said is not None and one == said.says), None)
    if said is None or reading is None:
        return LineView(line, why(line, text), "", "", None, "")
    note = said.note if isinstance(said.note, str) else ""
    return LineView(line, why(line, text), reading, names.get(said.author, ""), said.time, note)


def page_json(page: PaperPage) -> dict[str, Any]:
    """The page as JSON, without the passages."""
    return {
        "agreement": page.history,
        "number": page.number,
        "title": page.title,
        "file": page.file,
        "file_digest": page.file_digest,
        "text_digest": page.text_digest,
        "pages": page.text.pages,
        "passages": len(page.text.passages),
        "silent_pages": list(page.text.silent),
        "recognised_pages": list(page.text.recognised),
        "tracked_changes": page.text.tracked,
        "signed": page.signed,
        "about": sorted(page.groups),
        "language": page.gaps.language or None,
        "missing_annexes": list(page.gaps.annexes),
        "characters": page.text.characters,
        "understood": page.text.understood,
        "unresolved": dict(page.text.markup),
        "comments": len(page.text.comments),
        "complete": not page.unread and not page.failing,
        "lines": [_line_json(one, page.text) for one in page.lines],
    }


def _line_json(one: LineView, text: PaperText) -> dict[str, Any]:
    line = one.line
    return {
        "id": line.id,
        "group": line.group,
        "citation": line.citation.both(),
        "what": line.what.both(),
        "verdict": line.verdict,
        "words": Message(VERDICTS[line.verdict]).both(),
        "why": one.why.both(),
        "quotes": [
            {
                "page": quote.page,
                "passage": quote.passage,
                "place": place_words(text, quote.passage).both(),
                "words": quote.words,
            }
            for quote in line.quotes
        ],
        "reading": one.reading or None,
        "by": one.by or None,
    }
