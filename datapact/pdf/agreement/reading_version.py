"""The consolidated reading version of an agreement as a document: marked on every page as not binding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import ended_words, orders_ended_on
from datapact.agreements.projection.reading_version import (
    AS_SIGNED,
    amendments_of,
    former_parties_on,
    former_party_words,
    reading_document,
    state_on,
)
from datapact.agreements.text.change_rules import annex_words
from datapact.base.day_words import long_date
from datapact.base.errors import AnswerNo
from datapact.base.strictjson import canonical
from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.contract.text.document import AgreementDocument, write_state
from datapact.pdf.agreement.annexes import add_annexes
from datapact.pdf.agreement.clauses import add_clauses
from datapact.pdf.agreement.render import draw
from datapact.pdf.engine.blocks import Panel
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.header_footer import Running
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.pdfa import About, Drawn, archive
from datapact.pdf.engine.tags import Element, Tags
from datapact.pdf.engine.text_block import Block, Gap, TextBlock
from datapact.pdf.engine.typography import KICKER, NOTICE, NOTICE_HEAD, PLAIN, SUBTITLE, TITLE
from datapact.pdf.engine.wording import filled

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

ATTACHED = "reading-version.json"
MARK = Message(N_("Reading version as at {day}, not binding"))
WHAT_IT_IS = Message(
    N_(
        "This text was put together from the signed agreement and the changes since. It is for reading only; what binds"
        " is the signed agreement, its annexes in their versions, and its amendments."
    )
)
NOT_SIGNED = Message(N_("Not every signatory has signed this agreement: nothing in it binds anybody yet."))
NO_CLAUSES = Message(N_("The clauses of this contract stand in the file that was signed elsewhere."))
NO_CHANGES = Message(N_("Nothing changed it up to this day."))
CHANGED = Message(N_("What changed it:"))
FROM_DAY = Message(N_("{what}, from {day}, by {party}"))
AMENDED = Message(N_("Amendment that replaces the whole text, from {day}"))


@dataclass(frozen=True, slots=True)
class ReadingVersion:
    """The content of the reading version: the text as at ``day``, remarks on it, and a line for each change."""

    agreement: AgreementDocument
    """Text and terms as consolidated on the day."""
    day: date
    remarks: tuple[Message, ...]
    """Sentences on what the text is not, shown below the mark."""
    changes: tuple[AnyWords, ...]
    """In the order in which they begin; empty where nothing changed the text."""
    dated: datetime
    """First second of the day, UTC; the date of the file."""


def reading_version_pdf(acting: Acting, history: str, day: date) -> bytes:
    """The PDF of an agreement as at a local day; raises AnswerNo where parts of the text are withheld here."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        amendments = amendments_of(session, history)
    on = state_on(folded, day, amendments)
    if not on.state:
        raise AnswerNo(N_("There is no text of this agreement to read yet."))
    document, remark = reading_document(folded, on)
    remarks = [] if remark is None else [AS_SIGNED]
    if folded.stage not in ("signed", "terminated"):
        remarks.append(NOT_SIGNED)
    if not document.clauses:
        remarks.append(NO_CLAUSES)
    remarks += former_party_words(document.terms.parties, former_parties_on(folded, amendments, day))
    remarks += ended_words(document.terms, orders_ended_on(folded, amendments, day))
    names = {party.organisation: party.short_name or party.name for party in document.terms.parties}
    changes: list[AnyWords] = [
        filled(AMENDED, day=_spelt(one.begins)) for one in amendments if one.history == on.amendment
    ]
    changes += [
        filled(
            FROM_DAY,
            what=annex_words(effect.change.annex),
            day=_spelt(effect.begins or day),
            party=names.get(effect.change.organisation, ""),
        )
        for effect in on.applied
    ]
    dated = datetime.combine(day, time(), folded.entries[folded.order[-1]].time.tzinfo)
    return render_reading_version(ReadingVersion(document, day, tuple(remarks), tuple(changes), dated))


def _spelt(day: date) -> Callable[[Language], str]:
    return lambda language: long_date(day, language)


def render_reading_version(reading: ReadingVersion) -> bytes:
    """The document: the same reading version gives the same bytes."""
    agreement = reading.agreement
    languages = (agreement.prevailing, *(one for one in LANGUAGES if one in agreement.languages))
    tags = Tags()
    story = Story(tuple(dict.fromkeys(languages)), tags.root)
    _add_head(story, reading)
    if agreement.clauses:
        story.new_page()
        add_clauses(story, agreement)
    add_annexes(story, agreement)
    story.end()
    mark = filled(MARK, day=_spelt(reading.day))
    running = Running(
        number=agreement.number,
        title=agreement.title[story.main],
        digest="",
        marking=story.line(mark),
        foot=" – ".join(party.short_name or party.name for party in agreement.terms.parties),
        language=story.main,
    )
    sheet, data = draw(story, running, tags)
    title = f"{agreement.title[story.main]} ({agreement.number}): {mark(story.main)}"
    about = About(title=title, languages=story.languages, dated=reading.dated, own={})
    attachments = {ATTACHED: canonical(write_state(agreement))}
    return archive(Drawn(data, tags, sheet.places, story.entries), about, attachments)


def _add_head(story: Story, reading: ReadingVersion) -> None:
    section = story.root.add("Sect")
    story.add(Gap(24))
    story.paragraph(reading.agreement.number, KICKER, section)
    title = section.add("H1")
    for index, language in enumerate(story.languages):
        element = title if len(story.languages) == 1 else title.add("Span", language=story.tagged(language))
        style = SUBTITLE if index else TITLE
        story.add(TextBlock([Run(reading.agreement.title[language])], style, element, language, whole=not index))
    story.add(Gap(12))
    story.add(Panel(_notice(story, reading, section)))
    story.add(Gap(12))
    story.paragraph(CHANGED if reading.changes else NO_CHANGES, PLAIN, section)
    for change in reading.changes:
        story.paragraph(change, PLAIN, section)


def _notice(story: Story, reading: ReadingVersion, section: Element) -> list[Block]:
    blocks: list[Block] = []
    mark = filled(MARK, day=_spelt(reading.day))
    for language in story.languages:
        told = [(mark(language), NOTICE_HEAD), (WHAT_IT_IS.text(language), replace(NOTICE, after=6.0))]
        told += [(remark.text(language), replace(NOTICE, after=6.0)) for remark in reading.remarks]
        for text, style in told:
            blocks.append(TextBlock([Run(text)], style, section.add("P", language=story.tagged(language)), language))
    return blocks
