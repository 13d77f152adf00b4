"""The gap report as a PDF that can be put on file: what was asked, what was found where, what nobody has read yet."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.day_words import long_date
from datapact.base.strictjson import from_base64url
from datapact.base.texts import N_, Language, Listed, Message, counted, current_language
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.records import record_export
from datapact.paper.judge.gaps import GROUPS, VERDICTS
from datapact.paper.judge.places import place_words
from datapact.paper.steps.confirmed import READINGS
from datapact.pdf.reports.parts import Facts, Heading, Icon, Note, Paragraph, Part, Report, Table, Verdict, Words
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.story import in_running_text as spoken
from datapact.word.steps.coverage import coverage_line, unresolved_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.read.text import PaperComment, PaperText
    from datapact.paper.steps.view import LineView, PaperPage

LIMITS = Message(
    N_(
        "A program looked for words and quotes them. It does not know what is agreed elsewhere, what was said, whether the"
        " parties do it, or what a court would make of it. “Seems met” is no legal opinion. Who signs reads the paper."
    )
)
"""The limits of what a report can know; stands on every one."""


def gap_report_pdf(acting: Acting, page: PaperPage, language: Language | None = None) -> bytes:
    """The report as PDF/A-3a and PDF/UA, its export recorded."""
    prove_contract(acting, page.history)
    data = render_report(report_of(page, language or current_language()), acting.clock())
    record_export(acting, Message(N_("Gap report on {number}"), {"number": page.number}), data)
    return data


def report_of(page: PaperPage, language: Language) -> Report:
    """The report: first what to stop at and what is missing, then every line with its quotes."""
    blocks: list[Part] = [
        Facts(
            (
                (Message(N_("Agreement")), f"{page.number}  {page.title}".strip()),
                (Message(N_("File")), page.file),
                (
                    Message(N_("SHA-256 of the file")),
                    from_base64url(page.file_digest).hex() if page.file_digest else None,
                ),
                (Message(N_("Read in")), page.received),
                (Message(N_("Read in by")), page.by or None),
                (Message(N_("Extent")), extent(page.text)),
                (Message(N_("Read")), coverage(page.text)),
                (Message(N_("Report asks about")), _question_words(page, language)),
            )
        ),
        Verdict(_icon(page), page.standing),
        Note(LIMITS, Message(N_("What this report cannot know"))),
    ]
    blocks += [Paragraph(one) for one in cautions(page)]
    blocks += _first(page, language)
    for group, name in GROUPS.items():
        lines = [one for one in page.lines if one.line.group == group]
        if lines:
            blocks.append(Heading(Message(name)))
            blocks += _group(page, lines, language)
    if page.text.comments:
        blocks += _comments(page, language)
    return Report(
        title=Message(N_("Gap report")),
        subtitle=page.title,
        language=language,
        blocks=blocks,
        kind=Message(N_("Paper of another house")),
        marking=Message(N_("Internal")),
    )


def cautions(page: PaperPage) -> tuple[Message, ...]:
    """Cautions on parts of the file that were not read, or read with doubt, in sentences."""
    text, said = page.text, list[Message]()
    if page.gaps.annexes:
        said.append(
            Message(
                N_("Named in the text, but not found in this file: {annexes}. Ask for them."),
                {"annexes": ", ".join(page.gaps.annexes[:20])},
            )
        )
    if text.silent:
        pages = ", ".join(map(str, text.silent[:30]))
        said.append(Message(N_("These pages hold no words, as scans: {pages}. Read them yourself."), {"pages": pages}))
    if text.recognised:
        pages = ", ".join(map(str, text.recognised[:30]))
        said.append(
            Message(
                N_("The words of these pages were recognised from pictures and may be wrong: {pages}."),
                {"pages": pages},
            )
        )
    if text.tracked:
        said.append(Message(N_("The file has tracked changes. It was read as if all were accepted.")))
    if text.markup:
        said.append(unresolved_line(dict(text.markup)))
    elif text.unread:
        said.append(
            Message(
                N_("The file has pictures, formulas or other parts without words. Look at them in the file itself.")
            )
        )
    if text.comments:
        said.append(
            counted(
                "The file has {n} comment. It is kept beside the text, under Comments, and is no part of it.",
                "The file has {n} comments. They are kept beside the text, under Comments, and are no part of it.",
                len(text.comments),
            )
        )
    if any(one.line.id == "F09" and one.line.verdict == "flagged" for one in page.lines):
        said.append(
            Message(
                N_(
                    "The provisions named here are of German and European law; these words seem to choose the law or the courts of"
                    " another country. Ask somebody who knows that law."
                )
            )
        )
    if not page.gaps.language:
        said.append(Message(N_("The text is neither German nor English, so nothing can be said.")))
    return tuple(said)


def coverage(text: PaperText) -> Message | None:
    """How much of a Word file was understood; None for a PDF, and for what was read before this was counted."""
    if not text.characters:
        return None
    whole = text.understood == text.characters and not text.markup
    return coverage_line(text.understood, text.characters, whole=whole)


def comment_place(text: PaperText, comment: PaperComment) -> Message:
    """Where a comment stands."""
    return place_words(text, comment.passage) if comment.passage else Message(N_("at no place that was read"))


def comment_time(comment: PaperComment, language: Language) -> str:
    """Day and minute of a comment as the file has them: it seldom says of which zone. What is no time stands as it is."""
    try:
        moment = datetime.fromisoformat(comment.time)
    except ValueError:
        return comment.time
    return f"{long_date(moment.date(), language)}, {moment:%H:%M}"


def _comments(page: PaperPage, language: Language) -> list[Part]:
    """The comments of the file, each with who, when and where."""
    rows: list[tuple[Words, Words, Words]] = []
    for one in page.text.comments:
        who = "\n".join(part for part in (one.author or "–", comment_time(one, language)) if part)
        where = comment_place(page.text, one).text(language)
        if one.words:
            where += "\n" + Message(N_("“{words}”"), {"words": one.words}).text(language)
        rows.append((who, where, one.text))
    headings = (Message(N_("Who and when, as the file says")), Message(N_("Where")), Message(N_("Comment")))
    return [
        Heading(Message(N_("Comments in the file"))),
        Table(headings, rows, widths=(3, 4, 5), empty=Message(N_("None"))),
    ]


def _icon(page: PaperPage) -> Icon:
    if page.unread:
        return "open"
    return "no" if page.failing else "yes"


def extent(text: PaperText) -> Message:
    """Pages and paragraphs of a paper."""
    if not text.pages:
        return _paragraphs(len(text.passages))
    return Message(
        N_("{pages}, {paragraphs}"),
        {"pages": counted("{n} page", "{n} pages", text.pages), "paragraphs": _paragraphs(len(text.passages))},
    )


def _paragraphs(number: int) -> Message:
    return counted("{n} paragraph", "{n} paragraphs", number)


def _question_words(page: PaperPage, language: Language) -> str:
    asked = [
        Message(name).text(language)
        for group, name in GROUPS.items()
        if any(one.line.group == group for one in page.lines)
    ]
    return "; ".join(asked)


def _first(page: PaperPage, language: Language) -> list[Part]:
    """What a reader needs on the first page: the lines that are not met, and the words to stop at."""
    rows: list[tuple[Words, Words, Words]] = []
    for one in page.to_look_at_first:
        line = one.line
        if one.reading not in ("not_met", "to_change") and (line.verdict in ("met", "clear") or one.reading):
            continue
        places = "; ".join(dict.fromkeys(place_words(page.text, quote.passage).text(language) for quote in line.quotes))
        found = Message(READINGS[one.reading]) if one.reading else Message(VERDICTS[line.verdict])
        rows.append((line.what, found, places or "–"))
    headings = (Message(N_("What")), Message(N_("Found")), Message(N_("Where")))
    return [
        Heading(Message(N_("To look at first"))),
        Table(headings, rows, widths=(5, 3, 3), empty=Message(N_("Nothing stands out. Read every line all the same."))),
    ]


def _group(page: PaperPage, lines: Sequence[LineView], language: Language) -> list[Part]:
    """The lines of a group as one table; flags that found nothing in a sentence below it."""
    rows = [_row(page, one, language) for one in lines if one.line.verdict != "clear" or one.reading]
    headings = (
        Message(N_("What it is about")),
        Message(N_("What the words say")),
        Message(N_("Where, and in which words")),
    )
    blocks: list[Part] = [Table(headings, rows, widths=(3, 3, 6), empty=Message(N_("Nothing found that says so.")))]
    clear = [one.line.what for one in lines if one.line.verdict == "clear" and not one.reading]
    if clear:
        blocks.append(Paragraph(Message(N_("Nothing conspicuous on: {what}."), {"what": Listed.of(clear)}), quiet=True))
    return blocks


def _row(page: PaperPage, one: LineView, language: Language) -> tuple[Words, Words, Words]:
    line = one.line
    what = line.what.text(language)
    first = f"{what[:1].upper()}{what[1:]}\n{line.citation.text(language)}"
    second = Message(VERDICTS[line.verdict]).text(language)
    if line.reversed or (
        line.verdict in ("part", "untold", "met") and (line.found or line.missing or line.conspicuous)
    ):
        second += f"\n{one.why.text(language)}"
    if one.reading:
        said = f"{Message(READINGS[one.reading]).text(language)}, {one.by}"
        if one.time is not None:
            said += f", {spoken(one.time, language)}"
        second += f"\n{said}{f': {one.note}' if one.note else ''}"
    third = "\n".join(
        f"{place_words(page.text, quote.passage).text(language)}: "
        + Message(N_("“{words}”"), {"words": quote.shown}).text(language)
        for quote in line.quotes
    )
    return first, second, third or "–"
