"""The last annex: every agreed value that neither the clauses nor another annex shows.

Checks, deadlines and the sharing decision read the terms, so a term that they can read stands on the paper: where a
clause was taken out or the template has none for it, here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datapact.contract.terms import Contact, Term, Terms
from datapact.contract.terms.base import does_not_apply
from datapact.contract.terms.paths import fields_of, given, members
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS
from datapact.contract.text.clauses import Clause, places
from datapact.contract.vocabulary.labels import label_of_field
from datapact.pdf.agreement.screening import whole_rows
from datapact.pdf.agreement.values import capital, field_label, party_name, value_of
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.tags import Element

# Lists and parts with a table of their own in another annex; ``periods`` are there for the text alone.
_ELSEWHERE = frozenset({
    "parties", "activities", "datasets", "purposes", "legal_bases", "measures", "assessments", "transfers",
    "sub_processors", "notices", "consent", "data_act", "governance", "periods",
})  # fmt: skip
# Choices between wordings: the text is their place.
_STEERING = frozenset({
    "form.conclusion", "form.amendment", "form.notices", "liability.rule", "end_of_data.rule", "onward.rule",
    "processing.sub_processing", "models.training", "models.fine_tuning", "models.testing", "models.derived_models",
    "models.rebranding", "models.high_risk_excepted", "models.high_risk_annex", "pilot.nature", "joint.screened",
    "service.kind", "licence.subject", "licence.access", "licence.back_licence", "licence.telemetry", "licence.copyleft",
    "duration.notice_to", "facts.automated_decisions_ground",
})  # fmt: skip
# Parties whom the clauses name, by their name or their role.
_ROLES = frozenset({
    "processing.controller", "processing.processor", "licence.licensor", "end_of_data.chosen_by", "joint.notices_owner",
})  # fmt: skip
# Parts whose lists only the clauses of their own template show.
_WITH_LISTS = frozenset({"non_disclosure", "consortium"})
_LISTS = frozenset({"joint.phases", "joint.processors", "joint.shares"})
# The own judgement of a party about the contract, nothing that the parties agree.
_OWN = frozenset({"facts.negotiation_record", "facts.negotiated", "facts.public_body_land"})


def shown_terms(clauses: Iterable[Clause]) -> frozenset[str]:
    """The paths of the terms that the clauses show."""
    return frozenset(
        run.term
        for _place, texts in places(tuple(clauses))
        for runs in texts.values()
        for run in runs
        if run.term is not None
    )


def remaining(terms: Terms, shown: frozenset[str]) -> tuple[tuple[str, tuple[tuple[AnyWords, AnyWords], ...]], ...]:
    """Label and value, by part of the terms, of what is given and shown nowhere else."""
    found = []
    for name in fields_of(Terms):
        part = getattr(terms, name)
        if name not in _ELSEWHERE and isinstance(part, Term):
            rows = (*(whole_rows(terms) if name == "facts" else ()), *_rows(terms, part, name, shown))
            if rows:
                found.append((name, rows))
    return tuple(found)


def _rows(terms: Terms, part: Term, place: str, shown: frozenset[str]) -> Iterator[tuple[AnyWords, AnyWords]]:
    if place in shown:
        return
    for name in fields_of(type(part)):
        value, path = getattr(part, name), f"{place}.{name}"
        if (place in _WITH_LISTS or path in _LISTS) and isinstance(value, tuple):
            for step, member in members(value):
                if isinstance(member, Term) and not any(one.startswith(f"{path}.{step}.") for one in shown):
                    yield from _rows(terms, member, f"{path}.{step}", shown)
                    yield from _named(terms, member)
        if not given(value) or isinstance(value, bool | tuple) or path in shown | _STEERING | _ROLES | _OWN:
            continue
        if isinstance(value, str) and does_not_apply(value):
            continue
        if isinstance(value, Contact):
            said: AnyWords = ", ".join(entry for entry in (value.name, value.email, value.phone) if entry)
        else:
            said = value_of(terms, part, name)
        if said is not None:
            yield field_label(type(part).__name__, name), said


def _named(terms: Terms, member: Term) -> Iterator[tuple[AnyWords, AnyWords]]:
    """The parties, datasets and purposes that a member of a list names, by their names."""
    for name in fields_of(type(member)):
        keys = getattr(member, name)
        if isinstance(keys, tuple) and keys and all(isinstance(key, str) for key in keys):
            yield field_label(type(member).__name__, name), _all_names(terms, name, keys)


def _all_names(terms: Terms, name: str, keys: tuple[str, ...]) -> AnyWords:
    if name in PARTY_FIELDS:
        return ", ".join(party_name(terms, key) for key in keys)
    parts = {one.key: one.name for one in (terms.datasets if name in DATASET_FIELDS else terms.purposes)}
    return lambda language: ", ".join(parts[key].text(language) if key in parts else key for key in keys)


def add_remaining(story: Story, terms: Terms, shown: frozenset[str], section: Element) -> None:
    """A table of facts for each part of the terms."""
    for name, rows in remaining(terms, shown):
        part = section.add("Sect")
        label = label_of_field("Terms", name)
        story.subheading(type(label)(capital(label.de), capital(label.en)), part)
        story.facts(list(rows), part, 0.36)
