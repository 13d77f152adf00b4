"""Comparison of two states of an agreement: computed from the states, never taken from their sender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from datapact.base.errors import WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Language, Message
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.editing.compare_text import compare_text
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import Template, load_template
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import AgreementDocument, Texts, read_state
from datapact.contract.text.keeping import live
from datapact.contract.text.value_words import BilingualMessage, bilingual, quoted
from datapact.contract.vocabulary.labels import word


def compare(old: JsonObject, new: JsonObject) -> tuple[Change, ...]:
    """Every difference from ``old`` to ``new``: title and languages, terms by label, then the wording of clauses.

    Raises what ``read_state`` raises for either of them.
    """
    return compare_documents(read_state(old), read_state(new))


def compare_documents(before: AgreementDocument, after: AgreementDocument) -> tuple[Change, ...]:
    """The differences as ``compare`` finds them, of states that were read before."""
    return (*_frame(before, after), *compare_terms(before.terms, after.terms), *_text(before, after))


def deviations(state: JsonObject) -> tuple[Change, ...]:
    """The places where the wording of a state differs from its template's for its terms.

    Raises WrongUse when this DataPact does not have the template.
    """
    document = read_state(state)
    template = load_template(document.template_id, document.template_version)
    return tuple(compare_text(_made(template, document), live(document.clauses), None, None))


def sentences(changes: Sequence[Change], language: Language) -> tuple[str, ...]:
    """The changes as sentences in one language."""
    return tuple(change.message.text(language) for change in changes)


def _made(template: Template, document: AgreementDocument) -> tuple[Clause, ...]:
    return resolve_clauses(template, document.terms, document.languages, document.prevailing)


def _sources(document: AgreementDocument) -> tuple[object, ...]:
    """The clauses and values that the template's text is made from."""
    return document.terms, document.languages, document.prevailing


def _text(before: AgreementDocument, after: AgreementDocument) -> Iterator[Change]:
    if before.clauses == after.clauses:
        return
    made_old = made_new = None
    same_template = (before.template_id, before.template_version) == (after.template_id, after.template_version)
    if same_template and _sources(before) != _sources(after):  # from the same terms no other wording follows
        try:
            template = load_template(before.template_id, before.template_version)
        except WrongUse:
            pass
        else:
            made_old, made_new = _made(template, before), _made(template, after)
    yield from compare_text(live(before.clauses), live(after.clauses), made_old, made_new)


def _frame(before: AgreementDocument, after: AgreementDocument) -> Iterator[Change]:
    if before.title != after.title:
        old, new = quoted(_title(before.title)), quoted(_title(after.title))
        message = Message(N_("The title changed from {old} to {new}."), {"old": old, "new": new})
        yield Change("title", "changed", message, old, new)
    if before.number != after.number:
        old, new = bilingual(before.number, before.number), bilingual(after.number, after.number)
        message = Message(N_("The number changed from {old} to {new}."), {"old": old, "new": new})
        yield Change("number", "changed", message, old, new)
    if before.languages != after.languages:
        old, new = _languages(before.languages), _languages(after.languages)
        message = Message(N_("The languages changed from {old} to {new}."), {"old": old, "new": new})
        yield Change("languages", "changed", message, old, new)
    if before.prevailing != after.prevailing:
        old, new = _languages([before.prevailing]), _languages([after.prevailing])
        message = Message(N_("The prevailing language changed from {old} to {new}."), {"old": old, "new": new})
        yield Change("prevailing", "changed", message, old, new)
    if before.parent != after.parent:
        yield Change("parent", "changed", Message(N_("The reference to the framework agreement changed.")), None, None)
    template = (before.template_id, before.template_version)
    if template != (after.template_id, after.template_version):
        message = Message(
            N_("The template changed from {old} to {new}."),
            {"old": f"{template[0]}/{template[1]}", "new": f"{after.template_id}/{after.template_version}"},
        )
        yield Change("template", "changed", message, None, None)


def _title(titles: Texts) -> BilingualMessage:
    return bilingual(titles.get("de", titles.get("en", "")), titles.get("en", titles.get("de", "")))


def _languages(languages: Sequence[Language]) -> BilingualMessage:
    labels = [word("language_name", language) for language in languages]
    return bilingual(", ".join(label.de for label in labels), ", ".join(label.en for label in labels))
