"""An agreement as the document that people read and sign: tagged PDF/A-3a and PDF/UA-1, byte for byte repeatable."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from datapact.base.errors import AnswerNo
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import LANGUAGES, N_, Message
from datapact.base.worker_process import drawing
from datapact.contract.templates.review import is_reviewed
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.pdf.agreement.annexes import add_annexes
from datapact.pdf.agreement.clauses import add_clauses
from datapact.pdf.agreement.contents import contents
from datapact.pdf.agreement.cover import FIXED, MARKS, add_cover
from datapact.pdf.agreement.input import DocumentInput, Slot, Stage
from datapact.pdf.agreement.signature_page import add_signatures
from datapact.pdf.engine.canvas import Sheet
from datapact.pdf.engine.composer import Story
from datapact.pdf.engine.fonts import font
from datapact.pdf.engine.header_footer import Running, header_and_footer
from datapact.pdf.engine.layout import LAYOUT
from datapact.pdf.engine.pdfa import About, Drawn, archive
from datapact.pdf.engine.reportlab_parts import BaseDocTemplate, Frame, PageTemplate
from datapact.pdf.engine.tags import Element, Tags
from datapact.pdf.engine.typography import MARGIN_BOTTOM, MARGIN_LEFT, PAGE_HEIGHT, PAGE_WIDTH, TEXT_HEIGHT, TEXT_WIDTH
from datapact.pdf.engine.wording import DIGEST_SHORT, LANGUAGE_NAME, NOT_REVIEWED, PREVAILS_FOOT, filled

SHORT_DIGEST = 12  # characters of the digest in the running header


def render_agreement(document: DocumentInput, *, any_layout: bool = False) -> bytes:
    """The unsigned PDF of ``document``, with one empty signature field a slot.

    ``any_layout``: draw it under the layout that it names as if it were ours, to see whether the pages are the same.

    Raises AnswerNo when ``document.layout`` is not a layout of this program, Malformed for an invalid state.
    """
    if document.layout != LAYOUT and not any_layout:
        raise AnswerNo(
            N_(
                "This document has the layout {layout}, which this DataPact does not have. Use the version that made it."
            ),
            layout=document.layout[:100],
        )
    try:
        state = canonical(document.state)
    except (ValueError, TypeError, RecursionError):
        return _render(document)  # which says what is wrong with it
    attachments = tuple(sorted(document.attachments.items()))
    return _rendered(
        state,
        document.stage,
        document.digest,
        document.dated.isoformat(),
        document.slots,
        attachments,
        document.layout,
        document.copies,
    )


@lru_cache(maxsize=2)
def _rendered(
    state: bytes,
    stage: Stage,
    digest: str,
    dated: str,
    slots: tuple[Slot, ...],
    attachments: tuple[tuple[str, bytes], ...],
    layout: str,
    copies: str,
) -> bytes:
    """The cached rendering: it takes most of a second, and signing, comparing and exporting need the same document in
    turn.

    Keyed by all that a document depends on, so that the result cannot differ.
    """
    moment = datetime.fromisoformat(dated)
    return _render(DocumentInput(parse_object(state), stage, digest, moment, slots, dict(attachments), layout, copies))


@drawing()
def _render(document: DocumentInput) -> bytes:
    agreement = read_state(document.state)
    tags = Tags()
    story = compose(agreement, document, tags)
    sheet, data = draw(story, running_words(story, agreement, document), tags)
    own = {
        "agreement": agreement.agreement,
        "number": agreement.number,
        "digest": document.digest,
        "stage": document.stage,
        "layout": document.layout,
    }
    about = About(
        title=f"{agreement.title[story.main]} ({agreement.number})",
        languages=story.languages,
        dated=document.dated,
        own={**own, "copies": document.copies} if document.copies else own,
    )
    return archive(Drawn(data, tags, sheet.places, story.entries), about, document.attachments)


def compose(agreement: AgreementDocument, document: DocumentInput, tags: Tags) -> Story:
    """All blocks of the document, and its structure elements in reading order under ``tags.root``."""
    languages = tuple(language for language in (agreement.prevailing, *LANGUAGES) if language in agreement.languages)
    story = Story(tuple(dict.fromkeys(languages)), tags.root)
    add_cover(story, agreement, document)
    story.new_page()
    table_of_contents: Element = tags.root.add("Sect")
    position = len(story.flow)
    story.new_page()
    add_clauses(story, agreement)
    add_annexes(story, agreement)
    add_signatures(story, agreement, document)
    story.flow[position:position] = contents(story, story.entries, table_of_contents)
    return story


def running_words(story: Story, agreement: AgreementDocument, document: DocumentInput) -> Running:
    """The words of header and footer."""
    prevails = filled(PREVAILS_FOOT, language=LANGUAGE_NAME[story.main])
    names = " – ".join(party.short_name or party.name for party in agreement.terms.parties)
    return Running(
        number=agreement.number,
        title=agreement.title[story.main],
        digest=filled(DIGEST_SHORT, digest=document.digest[:SHORT_DIGEST])(story.main),
        marking=marking(story, agreement, document.stage),
        foot=story.line(prevails) if story.bilingual else names,
        language=story.main,
    )


def marking(story: Story, agreement: AgreementDocument, stage: Stage) -> str:
    """The mark at the head of each page before the text is fixed; it says so where no lawyer reviewed the template."""
    if stage in FIXED:
        return ""
    marks: list[Message] = [MARKS[stage]]
    if not is_reviewed(agreement.template_id, agreement.template_version):
        marks.append(NOT_REVIEWED)
    return story.line(story.joined(marks, ", "))


def draw(
    story: Story, running: Running, tags: Tags | None, size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT)
) -> tuple[Sheet, bytes]:
    """Lay the story out on pages; without ``tags`` these are ordinary reportlab pages, the baseline of benchmarks."""
    target = BytesIO()
    made: list[Sheet] = []

    def make_sheet(*arguments: Any, **options: Any) -> Sheet:
        options |= {"initialFontName": font("serif").fontName, "invariant": 1}
        if tags is not None:  # pikepdf compresses, once
            options["pageCompression"] = 0
        sheet = Sheet(*arguments, tags=tags, header_and_footer=header_and_footer(running, size), **options)
        made.append(sheet)
        return sheet

    template = BaseDocTemplate(target, pagesize=size, allowSplitting=1, invariant=1)
    frame = Frame(
        MARGIN_LEFT,
        MARGIN_BOTTOM,
        TEXT_WIDTH + (size[0] - PAGE_WIDTH),
        TEXT_HEIGHT + (size[1] - PAGE_HEIGHT),
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    template.addPageTemplates([PageTemplate(id="page", frames=[frame])])
    template.build(list(story.flow), canvasmaker=make_sheet)
    return made[-1], target.getvalue()
