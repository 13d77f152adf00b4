"""The signature page: one form field a slot, beside it who signs there, for whom, and by what authority."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from datapact.base.day_words import long_date
from datapact.base.errors import Malformed
from datapact.base.texts import N_, Language, Message
from datapact.contract.text.document import AgreementDocument
from datapact.pdf.agreement.input import DocumentInput, Slot
from datapact.pdf.agreement.values import coded
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.grid import Cell, SideBySide
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.text_block import Block, FieldBox, TextBlock
from datapact.pdf.engine.typography import CELL, CELL_BOLD, CELL_OTHER, LABEL, SMALL, Style
from datapact.pdf.engine.wording import (
    AS_NAMED,
    AUTHORITY,
    CAPACITY,
    EVIDENCE,
    EVIDENCE_OF,
    FOR_PARTNER,
    IN_OWN_NAME,
    NOT_NAMED,
    PAPER_NOTE,
    PARTY,
    RULE_OF_SIGNING,
    SIGNATORIES_NOTE,
    SIGNATORY,
    SIGNATURE_FIELD,
    SIGNATURE_OF,
    SIGNATURES,
    SIGNATURES_NOTE,
    filled,
)

_FIELD_HEIGHT = 74.0
_BETWEEN = 18.0


def add_signatures(story: Story, agreement: AgreementDocument, document: DocumentInput) -> None:
    """Add the fields, or before the freeze the persons who are to sign."""
    section = story.section(SIGNATURES, place="signatures")
    if not document.slots:
        story.paragraph(SIGNATORIES_NOTE, SMALL, section)
        story.table(
            (PARTY, SIGNATORY, AUTHORITY, RULE_OF_SIGNING), list(_expected(story, agreement)), (32, 24, 22, 22), section
        )
        return
    story.paragraph(PAPER_NOTE if document.stage == "paper" else SIGNATURES_NOTE, SMALL, section)
    names = [slot.id for slot in document.slots]
    if len(set(names)) != len(names) or any("." in name or not name for name in names):
        raise Malformed(N_("Two signature slots have the same name, or a name with a dot. Freeze the agreement again."))
    partners = {party.key: party.registration.general_partner for party in agreement.terms.parties}
    ordered = sorted(document.slots, key=lambda slot: slot.order)
    for name, slots in groupby(ordered, key=lambda slot: slot.party_name):
        group = section.add("Sect")
        story.subheading(name, group)
        for slot in slots:
            story.add(_slot(story, slot, len(ordered), group, partners.get(slot.party, "")))


def _expected(story: Story, agreement: AgreementDocument) -> Iterator[list[AnyWords]]:
    for party in agreement.taking_part:
        rule = coded("signing_rule", party.signing_rule)
        for index, person in enumerate(party.signatories):
            itself = person.name == party.name
            yield [
                party.name,
                person.name,
                story.capitals(story.say(person.title or _capacity(person.capacity, itself=itself))),
                rule if not index and not itself else None,
            ]
        if not party.signatories:
            yield [party.name, NOT_NAMED, None, rule]


def _capacity(capacity: str, *, itself: bool) -> Message | str:
    """In words; a natural person that is the party represents nobody. Slots may have a title instead."""
    return IN_OWN_NAME if itself and capacity == "owner" else CAPACITY.get(capacity, capacity)


def capacity_words(capacity: str, person: str, party: str, language: Language) -> str:
    """The power to sign as it stands beside a field, for the picture in that field."""
    words = _capacity(capacity, itself=person == party)
    said = words if isinstance(words, str) else words.text(language)
    return said[:1].upper() + said[1:]


def _slot(story: Story, slot: Slot, total: int, section: Element, partner: str) -> Block:
    capacity = _capacity(slot.capacity, itself=slot.person == slot.party_name)
    description = filled(SIGNATURE_FIELD, person=slot.person, capacity=capacity, party=slot.party_name)(story.main)
    facts: list[Block] = []

    def put(what: AnyWords, style: Style, after: float = 0.0) -> None:
        said = story.say(what)
        for index, (language, text) in enumerate(said):
            chosen = replace(CELL_OTHER, size=style.size, leading=style.leading) if index else style
            element = section.add("P", language=story.tagged(language))
            last = index + 1 == len(said)
            facts.append(TextBlock([Run(text)], replace(chosen, after=after if last else 0.0), element, language))

    put(filled(SIGNATURE_OF, order=slot.order, total=total), LABEL, 3.0)
    put(slot.person, CELL_BOLD)
    put(story.capitals(story.say(capacity)), CELL, 0.0 if partner else 3.0)
    if partner:
        put(filled(FOR_PARTNER, partner=partner), CELL, 3.0)
    if slot.evidence:
        put(story.joined((EVIDENCE, _evidence(slot, story.main)), ": "), CELL)
    form = section.add("Form", alternative=description)
    box = FieldBox(slot.id, description, form, _FIELD_HEIGHT)
    return SideBySide([Cell([box]), Cell(facts)], 14.0, 4.0, _BETWEEN, whole=True)


def _evidence(slot: Slot, main: Language) -> AnyWords:
    """What proves the power, in the words of who entered it; in the other language these are quoted."""

    def named(language: Language) -> str:
        return slot.evidence if language == main else AS_NAMED.text(language).format(words=slot.evidence)

    if not slot.evidence_date:
        return named
    try:
        day = date.fromisoformat(slot.evidence_date)
    except ValueError:
        return filled(EVIDENCE_OF, evidence=named, date=slot.evidence_date)
    return filled(EVIDENCE_OF, evidence=named, date=lambda language: long_date(day, language))
