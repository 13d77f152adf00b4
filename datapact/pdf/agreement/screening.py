"""The facts that decide which rules apply, for the annexes: as answered, or with what it follows from.

Rules and the sharing decision read ``known_facts``, never the bare answer; so the paper shows the same. What nobody
answered and nothing tells is not shown: it is not "no".
"""

from __future__ import annotations

from collections.abc import Iterator

from datapact.contract.screening.access import access_outside_eea
from datapact.contract.terms import Dataset, Party, Terms, known_facts
from datapact.contract.terms.known_facts import Known
from datapact.contract.vocabulary.labels import label_of_field, word
from datapact.pdf.agreement.values import coded, field_label
from datapact.pdf.engine.composer import AnyWords, Story

_YES, _NO = word("unilateral", "yes"), word("unilateral", "no")


def party_rows(terms: Terms, party: Party) -> Iterator[tuple[AnyWords, AnyWords]]:
    """Whether a party is a public body, of which Land, and whether it must designate a data protection officer."""
    public = known_facts.public_body(party)
    yield field_label("Party", "public_body"), _answer(public)
    land = known_facts.land(terms, party) if public.value else ""
    yield field_label("Party", "land"), coded("land", land) if land else None
    yield field_label("Party", "dpo_required"), _answer(known_facts.dpo_required(party))


def dataset_facts(story: Story, terms: Terms, dataset: Dataset) -> tuple[AnyWords, AnyWords]:
    """The facts on what is in a dataset, and on what a party answered is not."""
    known = {
        "special_categories": known_facts.special_categories(dataset),
        "offence_data": known_facts.offence_data(dataset),
        "secret": known_facts.secret(dataset),
        "children": known_facts.children(dataset),
        "employees": known_facts.employees(dataset),
        "pseudonymised": Known(dataset.pseudonymised or None),
        "reidentification_banned": Known(dataset.reidentification_banned or None),
        "product_data": known_facts.product_data(terms, dataset),
        "terminal_equipment": known_facts.terminal_equipment(dataset),
        "trade_secrets": known_facts.trade_secrets(dataset),
    }
    held = [_held(story, dataset, name, one) for name, one in known.items() if one.value]
    not_held = [
        label_of_field("Dataset", name)
        for name in known
        if getattr(dataset, name) is False and known[name].value is False
    ]
    return story.capitals(story.joined(held, "; ")), story.capitals(story.joined(not_held, "; "))


def _held(story: Story, dataset: Dataset, name: str, known: Known) -> AnyWords:
    label = label_of_field("Dataset", name)
    if name == "secret" and dataset.secrecies:
        return story.joined((label, story.joined([word("secrecy", one) for one in dataset.secrecies])), ": ")
    reason = known.reason
    return label if reason is None else lambda language: f"{label.text(language)} ({reason.text(language)})"


def whole_rows(terms: Terms) -> Iterator[tuple[AnyWords, AnyWords]]:
    """The facts about access from outside the EEA and the use of the data for research, models and about people."""
    known = {
        "dpia_required": Known(terms.facts.dpia_required),
        "research": Known(terms.facts.research or None),
        "access_outside_eea": access_outside_eea(terms),
        "training": known_facts.training(terms),
        "monitoring": known_facts.monitoring(terms),
        "automated_decisions": known_facts.automated_decisions(terms),
    }
    for name, one in known.items():
        if not one.open:
            yield field_label("Facts", name), _answer(one)


def _answer(known: Known) -> AnyWords:
    if known.open:
        return None
    said = _YES if known.value else _NO
    reason = known.reason
    if reason is None:
        return coded("unilateral", "yes" if known.value else "no")
    return lambda language: f"{said.text(language).capitalize()}: {reason.text(language)}"
