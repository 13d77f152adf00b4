"""The cover: kind of document, parties, date, and whether it binds anybody yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from datapact.contract.templates.review import template_name
from datapact.contract.terms import Party, Signatory
from datapact.contract.text.document import ACCEDES, AMENDS, ON_PAPER, AgreementDocument
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.values import country_name
from datapact.pdf.engine.blocks import Panel
from datapact.pdf.engine.canvas import Sheet
from datapact.pdf.engine.composer import AnyWords, Story, TextsByLanguage
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.text_block import Block, Gap, Label, TextBlock
from datapact.pdf.engine.typography import (
    ACCENT,
    KICKER,
    NOTICE,
    NOTICE_HEAD,
    PARTY_LINE,
    PARTY_NAME,
    QUIET,
    SMALL,
    SUBTITLE,
    TITLE,
)
from datapact.pdf.engine.wording import (
    AGREED_MARK,
    AGREEMENT_NUMBER,
    AMENDED,
    BETWEEN,
    BINDS_FROM,
    CAPACITY,
    DIGEST,
    DRAFT_MARK,
    EXEMPT,
    FRAMEWORK,
    HEREAFTER,
    JOINED,
    LANGUAGE_NAME,
    LAST_SIGNATURE,
    LAYOUT_LABEL,
    LIST_AND,
    NOT_BINDING,
    PERSON_WITH_CAPACITY,
    PREVAILING,
    PREVAILS,
    REPRESENTED_BY,
    REPRESENTED_BY_PARTNER,
    TEMPLATE,
    TEMPLATE_VERSION,
    VERSION_OF,
    Words,
    filled,
    in_language,
)

MARKS = {"draft": DRAFT_MARK, "agreed": AGREED_MARK}
FIXED = ("frozen", "paper")
"""The stages in which the text is fixed."""


class _Bar(Block):
    """A short accent rule under the title."""

    after = 16.0

    def height_at(self, breadth: float) -> float:
        return 8.0

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        sheet.rectangle(x, top - 8, 42, 2.4, ACCENT)


def add_cover(story: Story, agreement: AgreementDocument, document: DocumentInput) -> None:
    """Title, parties, notice and facts."""
    section = story.root.add("Sect")
    story.add(Gap(24 if story.bilingual else 52))
    story.paragraph(((story.main, story.line(filled(AGREEMENT_NUMBER, number=agreement.number))),), KICKER, section)
    title = section.add("H1")
    for index, language in enumerate(story.languages):
        element = title if len(story.languages) == 1 else title.add("Span", language=story.tagged(language))
        style = SUBTITLE if index else TITLE
        story.add(TextBlock([Run(agreement.title[language])], style, element, language, whole=not index))
    story.add(_Bar())
    story.paragraph(((story.main, story.line(BETWEEN)),), replace(SMALL, size=9.4, leading=13, after=8), section)
    parties = section.add("L")
    for number, party in enumerate(parties_named(agreement), start=1):
        _add_party(story, party, number, parties)
    if document.stage not in FIXED:
        _add_notice(story, document.stage, section)
    story.facts(_facts(story, agreement, document), section, 0.31, at_foot=True)


def parties_named(agreement: AgreementDocument) -> tuple[Party, ...]:
    """The parties as they are named at the beginning: nobody acts for one in an accession that it does not sign."""
    signing = {party.key for party in agreement.taking_part}
    return tuple(
        one if one.key in signing else one.model_copy(update={"signatories": ()}) for one in agreement.terms.parties
    )


def _add_party(story: Story, party: Party, number: int, parties: Element) -> None:
    entry = parties.add("LI")
    label = Label(f"({number})", 0.0, entry.add("Lbl"))
    body = entry.add("LBody")
    story.add(TextBlock([Run(party.name)], PARTY_NAME, body.add("P"), story.main, label))
    for line in party_lines(story, party):
        for index, (language, text) in enumerate(line):
            style = replace(PARTY_LINE, italic=True, colour=QUIET) if index else PARTY_LINE
            story.add(TextBlock([Run(text)], style, body.add("P", language=story.tagged(language)), language))
    story.add(Gap(9))


def party_lines(story: Story, party: Party) -> list[TextsByLanguage]:
    """Address, register, representation and short name of a party, as far as given."""
    address = party.address
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    register = ", ".join(part for part in (party.registration.court, party.registration.number) if part)
    lines = [
        story.say(
            ", ".join(
                part
                for part in (
                    address.street,
                    place,
                    story.line(country_name(address.country)) if place and address.country != "DE" else "",
                )
                if part
            )
        ),
        story.say(", ".join(part for part in (_without_form(party), register) if part)),
    ]
    if party.signatories and not party.acts_itself():
        people = listed([_person(person) for person in party.signatories])
        partner = party.registration.general_partner
        lines.append(
            story.say(
                filled(REPRESENTED_BY_PARTNER, partner=partner, people=people)
                if partner
                else filled(REPRESENTED_BY, people=people)
            )
        )
    if party.short_name and party.short_name != party.name:
        lines.append(story.say(filled(HEREAFTER, name=party.short_name)))
    return [line for line in lines if line]


def _person(person: Signatory) -> Words:
    capacity: Words = person.title or CAPACITY[person.capacity]
    if person.exempt_from_181:
        capacity = filled(EXEMPT, capacity=capacity)
    return filled(PERSON_WITH_CAPACITY, person=person.name, capacity=capacity)


def listed(parts: Sequence[Words]) -> Words:
    """ "a, b and c", in any language."""
    if len(parts) == 1:
        return parts[0]
    return filled(
        LIST_AND,
        first=lambda language: ", ".join(in_language(part, language) for part in parts[:-1]),
        last=parts[-1],
    )


def _without_form(party: Party) -> str:
    """The legal form, unless the name says it already."""
    return "" if party.name.casefold().endswith(party.legal_form.casefold()) else party.legal_form


def _add_notice(story: Story, stage: str, section: Element) -> None:
    blocks: list[Block] = []
    for language in story.languages:
        for message, style in ((MARKS[stage], NOTICE_HEAD), (NOT_BINDING, replace(NOTICE, after=6.0))):
            element = section.add("P", language=story.tagged(language))
            blocks.append(TextBlock([Run(message.text(language))], style, element, language))
    story.add(Panel(blocks))


def _facts(story: Story, agreement: AgreementDocument, document: DocumentInput) -> list[tuple[AnyWords, AnyWords]]:
    facts: list[tuple[AnyWords, AnyWords]] = [(VERSION_OF, document.dated.date())]
    if document.stage in FIXED:  # before that, the notice above states it
        facts.insert(0, (BINDS_FROM, LAST_SIGNATURE))
    if story.bilingual:
        facts.append((PREVAILING, filled(PREVAILS, language=LANGUAGE_NAME[story.main])))
    if agreement.parent:
        label = {AMENDS: AMENDED, ACCEDES: JOINED}.get(agreement.parent.get("relation", ""), FRAMEWORK)
        facts.append(
            (label, ", ".join(agreement.parent[key] for key in ("number", "title") if key in agreement.parent))
        )
    if agreement.template_id != ON_PAPER:
        name = template_name(agreement.template_id, agreement.template_version) or agreement.template_id
        facts.append((TEMPLATE, filled(TEMPLATE_VERSION, template=name, version=agreement.template_version)))
    facts += [(DIGEST, document.digest), (LAYOUT_LABEL, document.layout)]
    return facts
