"""Templates of the house at agreements: made from one, drafted with by command, and how a text deviates from its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.numbers import next_number, require_free
from datapact.agreements.projection.parties import NOBODY, link_parties
from datapact.agreements.text.current_text import current_state, whole_state, working_text
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Message, current_language
from datapact.contract.editing import answers_file
from datapact.contract.editing.commands import Renumber, SetTerm
from datapact.contract.editing.edit import apply, replay
from datapact.contract.templates.resolve import draft_state, resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import read_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import Clause, places, plain_text
from datapact.contract.text.document import AMENDS, AgreementDocument, read_state, write_state
from datapact.contract.text.keeping import live, settled_as_kept
from datapact.contract.text.numbering import MISSING, numbers
from datapact.library.clauses.own_clause import Alternative, OwnClause, clause_json
from datapact.library.clauses.own_clauses import KeptClause, own_clauses
from datapact.library.clauses.placing import with_own_clause, words_of
from datapact.library.clauses.sources import own_text
from datapact.library.clauses.versions import versions_of, write_version
from datapact.library.templates.matters import Matter, matter_of, write_matter
from datapact.library.templates.own_template import (
    OwnTemplate,
    PlacedClause,
    answers_of,
    read_own_template,
    template_json,
)
from datapact.library.templates.own_templates import new_template_key, under, usable_template, with_template
from datapact.library.templates.typed import typed_clause

if TYPE_CHECKING:
    from datapact.contract.terms import Terms
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class MadeTemplate:
    """A template that was made from an agreement."""

    template: OwnTemplate
    """Its first version; it waits for approval."""
    clauses: tuple[str, ...]
    """Names of own clauses that were written for it, or got another alternative; they wait for approval, too."""
    notes: tuple[Message, ...]
    """What could not be taken over as it was."""


def make_template(acting: Acting, history: str, name: str, summary: str = "") -> MadeTemplate:
    """Make a template of the house from the text that is worked on: what differs from DataPact's becomes own clauses.

    Numbers, choices, yes and no are given in advance; parties, texts, days and lists stay behind. Raises AnswerNo where
    there is no text of a template, Locked without the role.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = own_clauses(session)
    text = working_text(folded)
    if text is None:
        raise AnswerNo(N_("There is no text to edit in this agreement yet."))
    document = read_state(whole_state(text))
    _require_template(document)
    base = load_template(document.template_id, document.template_version)
    made = resolve_clauses(base, document.terms, document.languages, document.prevailing)
    released = {one.id for one in made}
    clauses = [one for one in live(document.clauses) if not one.deleted]
    own_words = _in_own_words(document, made, clauses)
    placed: list[PlacedClause] = []
    written: list[OwnClause] = []
    notes: list[Message] = []
    before = ""
    for clause in clauses:
        if clause.id in own_words:
            kept = known.get(clause.id)
            key = "" if kept is None else _alternative(kept, clause, document)
            if not key:
                typed = typed_clause(clause, document.terms, document.languages)
                if typed is None:
                    heading = plain_text(clause.heading[document.prevailing])
                    notes.append(Message(N_("{name}: a clause with a table is left out."), {"name": heading}))
                    continue
                own, key = _with_alternative(kept, typed.clause)
                written.append(own)
                notes += typed.notes
            placed.append(PlacedClause(clause.id, key, "" if clause.id in released else before))
        before = clause.id
    there = {one.id for one in clauses}
    template = OwnTemplate(
        new_template_key(),
        name.strip()[:300],
        summary.strip(),
        document.template,
        tuple(placed),
        tuple(one.id for one in made if one.id not in there),
        answers_of(document.terms),
    )
    content = template_json(template)
    read_own_template(content)
    with acting.vault.write() as session:
        for own in written:
            write_version(acting, session, "clause", own.id, own.name, clause_json(own))
        write_version(acting, session, "template", template.key, template.name, content)
    return MadeTemplate(template, tuple(one.name for one in written), tuple(notes))


def _require_template(document: AgreementDocument) -> None:
    try:
        load_template(document.template_id, document.template_version)
    except WrongUse:
        raise AnswerNo(N_("This text was not made of a template of this DataPact.")) from None


def _words_of_clause(clause: Clause, document: AgreementDocument) -> tuple[object, ...]:
    headings = tuple(plain_text(clause.heading[language]).strip() for language in document.languages)
    return (headings, words_of(clause, document.languages))


def _in_own_words(document: AgreementDocument, made: Sequence[Clause], clauses: Sequence[Clause]) -> frozenset[str]:
    """Ids of the clauses that are not as the template makes them, but for references to what was replaced or left out."""
    there = {one.id for one in clauses}
    loosely = {one.id: _loosely(one, document) for one in made}
    own = {one.id for one in clauses if loosely.get(one.id) != _loosely(one, document)}
    kept = [one for one in made if one.id in there]
    if not kept:
        return frozenset(own)
    expected = replace(document, clauses=settled_as_kept(kept, document.terms, document.languages, None, before=made))
    for clause in clauses:
        if clause.id in own:
            expected = with_own_clause(expected, clause)
    said = {one.id: _words_of_clause(one, expected) for one in expected.clauses}
    return frozenset(own | {one.id for one in clauses if said.get(one.id) != _words_of_clause(one, document)})


def _loosely(clause: Clause, document: AgreementDocument) -> tuple[object, ...]:
    """The words of a clause, whatever its references point at."""
    headings = tuple(plain_text(clause.heading[language]).strip() for language in document.languages)
    words = []
    for place, texts in places([clause]):
        if place != clause.id:
            for language in document.languages:
                said = "".join("§" if run.ref is not None else run.text for run in texts[language])
                words.append(" ".join(said.replace(MISSING[language], "§").split()))
    return (headings, *words)


def _alternative(kept: KeptClause, clause: Clause, document: AgreementDocument) -> str:
    """The key of the alternative whose words stand in the clause; empty for none."""
    for one in kept.newest.alternatives:
        if not set(document.languages) <= set(one.text):
            continue
        try:
            text = own_text(kept.newest, one, document.terms, document.languages, document.prevailing)
        except DataPactError:
            continue
        if words_of(text, document.languages) == words_of(clause, document.languages):
            return one.key
    return ""


def _with_alternative(kept: KeptClause | None, typed: OwnClause) -> tuple[OwnClause, str]:
    """The clause of the library with these words as another alternative, or the new one."""
    if kept is None:
        return typed, typed.alternatives[0].key
    before = kept.newest
    taken = {one.key for one in before.alternatives}
    number = len(taken)
    while f"fallback-{number}" in taken:
        number += 1
    one = typed.alternatives[0]
    languages = before.languages
    fitted: Alternative = replace(
        one,
        key=f"fallback-{number}",
        heading={language: one.heading.get(language, "") for language in languages},
        text={language: one.text.get(language, "") for language in languages},
    )
    return replace(before, alternatives=(*before.alternatives, fitted)), fitted.key


def draft_with_own(
    acting: Acting,
    key: str,
    answers: bytes,
    who: Mapping[str, str] = NOBODY,
    matter: Matter | None = None,
) -> str:
    """Draft an agreement from an approved template of the house and an answers file; returns the new history id.

    Answers win over those that the template gives in advance. Raises as ``new_agreement``, and AnswerNo where the template
    or one of its clauses waits for approval.
    """
    read = answers_file.read_answers(answers)
    history = f"urn:uuid:{uuid.uuid4()}"
    about = matter or Matter()
    with acting.vault.write() as session:
        template, version, clauses = usable_template(session, key)
        require_free(session, read.number, history)
        given = read_terms(under(template.answers, read.terms.model_dump(mode="json", exclude_unset=True)))
        terms = link_parties(session, acting, given, who, for_others=about.for_others)
        state = draft_state(
            load_template(template.base.id, template.base.version),
            terms,
            agreement=history,
            number=read.number or next_number(session, acting.clock()),
            title={str(language): text for language, text in read.title.items()},
            languages=read.languages,
            prevailing=read.prevailing,
            parent=read.parent,
        )
        made = write_state(with_template(read_state(state), template, clauses))
        read_state(made)
        write_matter(acting, session, history, replace(about, template=key, version=version.number))
        append(acting, session, history, "draft", {"state": made, "note": ""})
    return history


def duplicate(acting: Acting, history: str) -> str:
    """A new draft with the same text, terms and parties under a new number; returns its id.

    Client, matter and template go with it; approvals, comments and facts of our own do not, nor do powers of attorney: each
    was given for the contract that it names. Raises AnswerNo for an amendment and for a contract whose clauses stand in a file.
    """
    fresh = f"urn:uuid:{uuid.uuid4()}"
    with acting.vault.write() as session:
        folded = load_state(session, history)
        text = working_text(folded)
        if text is None:
            raise AnswerNo(N_("There is no text to edit in this agreement yet."))
        document = read_state(whole_state(text))
        amends = document.parent is not None and document.parent.get("relation") == AMENDS
        if amends or not document.clauses:
            raise AnswerNo(N_("Only an agreement with a text of its own can be duplicated."))
        matter = matter_of(session, history)
        copied = apply(replace(document, agreement=fresh, number=next_number(session, acting.clock())), Renumber())
        copied = replay(copied, _without_powers(copied.terms))
        terms = link_parties(session, acting, copied.terms, asking=False, for_others=matter.for_others)
        state: JsonObject = write_state(replace(copied, terms=terms))
        read_state(state)
        if matter != Matter():
            write_matter(acting, session, fresh, matter)
        append(acting, session, fresh, "draft", {"state": state, "note": ""})
    return fresh


def _without_powers(terms: Terms) -> list[SetTerm]:
    """Take the evidence of whoever signs by a power of attorney back."""
    by_power = [
        f"parties.{party.key}.signatories.{person.key}"
        for party in terms.parties
        for person in party.signatories
        if person.capacity == "by_power_of_attorney" and (person.evidence or person.evidence_date is not None)
    ]
    return [SetTerm(f"{place}.{name}", value) for place in by_power for name, value in _NO_EVIDENCE]


_NO_EVIDENCE: Sequence[tuple[str, JsonValue]] = (("evidence", ""), ("evidence_date", None))


type DeviationKind = Literal["changed", "deleted", "added", "own"]

DEVIATION_WORDS: Mapping[DeviationKind, str] = {
    "changed": N_("changed"),
    "deleted": N_("deleted"),
    "added": N_("added"),
    "own": N_("clause of the house, as approved"),
}


@dataclass(frozen=True, slots=True)
class TemplateDeviation:
    """A clause that is not as its template has it; or one of the house that is, so that the report is complete."""

    kind: DeviationKind
    """What became of it."""
    clause: str
    """Its id."""
    number: str
    """Such as ``§ 12``; empty for a deleted one."""
    heading: str
    """In the reader's language where the text has it."""


@dataclass(frozen=True, slots=True)
class TemplateReport:
    """The deviations of an agreement's text from the template that it was drafted with."""

    template: str
    """Name of the template."""
    own: bool
    """It is one of the house; else the one of DataPact."""
    version: int
    """Of the template."""
    rows: tuple[TemplateDeviation, ...]
    """In reading order; deleted ones last."""

    @property
    def deviates(self) -> bool:
        """Whether anything was changed, deleted or added."""
        return any(one.kind != "own" for one in self.rows)


def deviations_from_template(acting: Acting, history: str) -> TemplateReport:
    """Compare the text that counts, clause by clause, with what its template makes of the same terms.

    Raises AnswerNo where parts of the text are not here, or no template of this DataPact made it.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        matter = matter_of(session, history)
        state = current_state(folded)
        if not state or has_withheld(state):
            raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
        document = read_state(dict(state))
        _require_template(document)
        template, clauses = _recorded(session, matter)
    base = load_template(document.template_id, document.template_version)
    made = replace(
        document,
        clauses=resolve_clauses(base, document.terms, document.languages, document.prevailing),
    )
    language = current_language() if current_language() in document.languages else document.prevailing
    if template is not None:
        made = with_template(made, template, clauses)
    wanted = {one.id: _words_of_clause(one, document) for one in made.clauses}
    ours = {one.clause for one in template.own} if template is not None else set()
    shown = numbers(document.clauses, language)
    rows: list[TemplateDeviation] = []
    there = set()
    for clause in document.clauses:
        if clause.deleted:
            continue
        there.add(clause.id)
        same = wanted.get(clause.id) == _words_of_clause(clause, document)
        kind: DeviationKind | None = "added" if clause.id not in wanted else None if same else "changed"
        if same and clause.id in ours:
            kind = "own"
        if kind is not None:
            heading = plain_text(clause.heading[language])
            rows.append(TemplateDeviation(kind, clause.id, shown.get(clause.id, ""), heading))
    for clause in made.clauses:
        if clause.id not in there:
            rows.append(TemplateDeviation("deleted", clause.id, "", plain_text(clause.heading[language])))
    if template is None:
        return TemplateReport(base.name.text(current_language()), False, base.version, tuple(rows))
    return TemplateReport(template.name, True, matter.version, tuple(rows))


def _recorded(session: Session, matter: Matter) -> tuple[OwnTemplate | None, dict[str, OwnClause]]:
    """The version of the template of the house that was drafted with, and its clauses as they were approved last."""
    if not matter.template:
        return None, {}
    versions = versions_of(session, "template", matter.template)
    found = next((one for one in versions if one.number == matter.version and not one.retired), None)
    if found is None:
        return None, {}
    template = read_own_template(found.content)
    known = own_clauses(session)
    clauses = {}
    for placed in template.own:
        kept = known.get(placed.clause)
        if kept is not None:
            clauses[placed.clause] = kept.used or kept.newest
    left = tuple(one for one in template.own if one.clause in clauses)
    return replace(template, own=left), clauses
