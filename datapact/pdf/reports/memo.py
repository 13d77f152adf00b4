"""For people who decide: the signing memo on one page, and the list of open points. Both are internal, and say so.

What they say is what the page of the agreement shows: no figure is reckoned again here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.agreements.library.templates import DEVIATION_WORDS, deviations_from_template
from datapact.agreements.views.agreement import AgreementPage, agreement_page
from datapact.base.clock import local_day
from datapact.base.day_words import long_date
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Language, Listed, Message, counted, current_language
from datapact.checks.model.finding import Finding
from datapact.contract.terms import Terms
from datapact.contract.text.numbering import numbers
from datapact.contract.vocabulary.labels import label_of_path, word
from datapact.contract.vocabulary.messages import OwnWords
from datapact.pdf.agreement.values import country_name
from datapact.pdf.reports.parts import Facts, Heading, Items, Paragraph, Part, Report, Table, Words, warning
from datapact.pdf.reports.report import render_report

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

INTERNAL = Message(N_("Internal – not for the other side"))
_MOST = 6
"""Lines of each kind on the memo, which is to stay on one page."""
_FEW = 3
"""Warnings on it."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point to be settled before signature."""

    kind: Message
    """What sort of point it is."""
    place: Message
    """Where in the text: the number of a clause, or a lawyer's name of the term."""
    words: Message
    """What is open, in a sentence."""


def open_points(acting: Acting, history: str) -> tuple[AgreementPage, tuple[OpenPoint, ...]]:
    """The open points of an agreement: findings that nobody set aside, the playbook, approvals that are missing."""
    page = agreement_page(acting, history, local_day(acting.clock()))
    return page, tuple(_points(page))


def _points(page: AgreementPage) -> list[OpenPoint]:
    aside = {(one.finding, one.place) for one in page.overrides}
    found = [
        OpenPoint(_kind(one), _place(page, one.place), one.message)
        for one in page.findings
        if one.final or (one.id, one.place) not in aside
    ]
    found += [
        OpenPoint(Message(N_("Playbook")), _place(page, one.place), page.playbook_words[one.position.key])
        for one in page.playbook
        if one.deviates
    ]
    for missing in page.approval.missing if page.approval is not None else ():
        words = Message(N_("To be approved by {who}"), {"who": missing.words})
        found.append(OpenPoint(Message(N_("Approval")), _WHOLE, words))
    return found


def _place(page: AgreementPage, place: str) -> Message:
    """The place of a finding in words."""
    kind, _dot, rest = place.partition(".")
    document = page.document
    if kind in ("clauses", "provides") and document is not None:
        shown = {language: numbers(document.clauses, language).get(rest, "") for language in document.languages}
        first = shown[document.prevailing]
        return OwnWords(shown.get("en", first), german=shown.get("de", first)) if first else _WHOLE
    try:
        label = label_of_path(place)
    except (KeyError, TypeError):
        return _WHOLE
    return OwnWords(label.text("en"), german=label.text("de"))


def _kind(finding: Finding) -> Message:
    if finding.missing:
        return Message(N_("Required") if finding.severity == "E" else N_("Recommended"))
    return Message(N_("Error") if finding.severity == "E" else N_("Warning"))


_WHOLE = Message(N_("the whole text"))
HEADINGS = (Message(N_("Sort")), Message(N_("Place")), Message(N_("What is open")))


def open_points_pdf(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The list as PDF."""
    page, points = open_points(acting, history)
    spoken = language or current_language()
    rows: list[tuple[Words, Words, Words]] = [(one.kind, one.place, one.words) for one in points]
    report = Report(
        title=page.overview.title,
        subtitle=page.overview.number,
        language=spoken,
        kind=Message(N_("Open points")),
        marking=INTERNAL,
        blocks=[Table(HEADINGS, rows, widths=(2, 3, 8), empty=Message(N_("Nothing is open.")))],
    )
    return render_report(report, acting.clock())


def signing_memo(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The memo as PDF: what is to be signed, with whom, the risk, the deviations, the approvals."""
    page, points = open_points(acting, history)
    spoken = language or current_language()
    seen, counts = page.overview, page.tally
    parties = [one.name for one in seen.parties]
    what: list[tuple[Words, Words]] = [
        (Message(N_("Agreement")), f"{seen.number} {seen.title}"),
        (Message(N_("Parties")), ", ".join(parties)),
        (Message(N_("Data")), ", ".join(seen.datasets)),
        (Message(N_("Purposes")), ", ".join(one.purpose for one in seen.uses if not one.prohibited)),
        *(_frame(page.document.terms, spoken) if page.document is not None else ()),
    ]
    if page.matter.client or page.matter.matter:
        said = " · ".join(one for one in (page.matter.client, page.matter.matter) if one)
        what.append((Message(N_("Client and matter")), said))
    blocks: list[Part] = [
        Facts([(label, said) for label, said in what if said]),  # what a contract does not speak of gets no row
        Heading(Message(N_("Risk")), 2),
        Paragraph(
            Listed.of(
                (
                    counted("{n} error", "{n} errors", counts.errors),
                    counted("{n} required statement missing", "{n} required statements missing", counts.required),
                    counted("{n} warning", "{n} warnings", counts.warnings),
                )
            )
        ),
    ]
    for kinds, most in ((("Error", "Required"), _MOST), (("Warning", "Recommended"), _FEW)):
        blocks += _listed([one.words for one in points if one.kind.id in kinds], most=most)
    left = [page.playbook_words[one.position.key] for one in page.playbook if one.deviates]
    blocks.append(Heading(Message(N_("Deviations from the playbook")), 2))
    empty = [Paragraph(Message(N_("The playbook has no position on this text.")), quiet=True)]
    blocks += _listed(left, none=True) if page.playbook else empty
    blocks += [Heading(Message(N_("Deviations from the template")), 2), *_of_template(acting, history)]
    blocks.append(Heading(Message(N_("Approvals")), 2))
    given = [
        Message(N_("Approved by {name}"), {"name": one.person.name})
        for one in (page.approval.approved if page.approval is not None else ())
    ]
    wanted = [one.words for one in points if one.kind.id == "Approval"]
    blocks += _listed([*given, *wanted], none=True)
    if not page.ours:
        blocks.append(warning(Message(N_("The text comes from the other side."))))
    report = Report(
        title=Message(N_("Signing memo")),
        subtitle=seen.number,
        language=spoken,
        kind=Message(N_("For decision")),
        marking=INTERNAL,
        blocks=blocks,
    )
    return render_report(report, acting.clock())


def _frame(terms: Terms, language: Language) -> list[tuple[Words, Words]]:
    """Term, liability, law and venue, which whoever decides asks for first."""
    starts, ends = terms.duration.start, terms.duration.last_day
    told = {"start": long_date(starts, language) if starts else "", "end": long_date(ends, language) if ends else ""}
    days: Words = ""
    if starts:
        days = Message(N_("from {start} to {end}") if ends else N_("from {start}, without an agreed end"), told)
    elif ends:
        days = Message(N_("until {end}"), told)
    rule = terms.liability.rule
    liability = word("liability", rule).text(language) if rule else ""
    cap = terms.liability.cap.text(language)
    return [
        (Message(N_("Term of the agreement")), days),
        (Message(N_("Liability")), f"{liability}: {cap}" if rule == "capped" and cap else liability),
        (
            Message(N_("Law and venue")),
            ", ".join(one for one in (_law(terms.law.governing, language), terms.law.venue) if one),
        ),
    ]


def _law(code: str, language: Language) -> str:
    return str(country_name(code)(language)) if len(code) == 2 else code


def _of_template(acting: Acting, history: str) -> list[Part]:
    try:
        found = deviations_from_template(acting, history)
    except AnswerNo as refused:
        return [Paragraph(refused.message, quiet=True)]
    rows: list[Message] = [
        Message(
            N_("{clause}: {what}"),
            {"clause": f"{one.number} {one.heading}".strip(), "what": Message(DEVIATION_WORDS[one.kind])},
        )
        for one in found.rows
        if one.kind != "own"
    ]
    return _listed(rows, none=True)


def _listed(words: Sequence[Message], *, none: bool = False, most: int = _MOST) -> list[Part]:
    """The first of them, and how many more there are."""
    if not words:
        return [Paragraph(Message(N_("None.")), quiet=True)] if none else []
    parts: list[Part] = [Items(list(words[:most]))]
    more = len(words) - most
    if more > 0:
        parts.append(Paragraph(counted("and {n} more", "and {n} more", more), quiet=True))
    return parts
