"""Own words of an agreement's text: listed with what they replace, confirmed, or replaced by the released clause."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.findings import signed_terms
from datapact.agreements.projection.own_findings import confirmed_wordings, findings_of_text, texts_of_amendments
from datapact.agreements.projection.parties import organisations_of
from datapact.agreements.projection.reading_version import text_in_force
from datapact.agreements.steps.negotiation import bounded, chosen_offer
from datapact.agreements.text.common_text import common_clauses
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.road import FIXED_TEXT
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_, Language, Message
from datapact.checks.model.finding import Finding
from datapact.checks.wording.parts import PARTS
from datapact.contract.changes.amending import restated_places
from datapact.contract.templates.propagate import made
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.derived import Setting
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import Clause, Run, places
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.marked import Piece, marked_words
from datapact.contract.text.numbering import marks, numbers
from datapact.contract.vocabulary.labels import label_of_path
from datapact.contract.vocabulary.messages import joined
from datapact.contract.wording.cure import with_cure
from datapact.contract.wording.free_texts import PREFIX, FreeText, free_texts
from datapact.contract.wording.provided import TextFacts, text_facts
from datapact.contract.wording.remembered import Remembered

if TYPE_CHECKING:
    from datapact.contract.wording.provided import Confirmed
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class OwnWording:
    """A paragraph or heading in the parties' own words."""

    place: str
    """Id of the paragraph, or of the clause for its heading."""
    number: str
    """As readers of the prevailing language name it: ``§ 5 Abs. 2``."""
    digest: str
    """Of its skeleton."""
    lost: tuple[str, ...]
    """Parts that the released words here provide and nothing in the text does any more."""
    pieces: tuple[Piece, ...]
    """Its words, marked against the released ones where there are some."""
    confirmed: bool
    """A legal member of this vault confirmed exactly these words."""
    same: str = ""
    """Equal for free texts of one kind with the same words in every language; empty for what stands alone."""


def facts_of(
    document: AgreementDocument,
    confirmed: Confirmed | None = None,
    remembered: Remembered | None = None,
    rendered: Terms | None = None,
) -> TextFacts:
    """The parts of requirements that a document's text provides; who asks again and again passes the same ``remembered``.

    ``rendered``: the terms that its clauses were written for, where they were changed since; None is its own.
    """
    setting = Setting(rendered or document.terms, document.languages, document.prevailing)
    present = {identifier for identifier, _texts in places(document.clauses)}
    released = (remembered or Remembered()).released(setting, document.template_id, document.template_version, present)
    restated = restated_places(document.clauses, document.parent, document.prevailing)
    return text_facts(document.clauses, released, confirmed, restated)


def own_wordings(
    document: AgreementDocument,
    confirmed: Confirmed | None = None,
    remembered: Remembered | None = None,
    rendered: Terms | None = None,
) -> tuple[OwnWording, ...]:
    """Every place in own words: first those that replace something needed, else in reading order; ``rendered`` as in facts_of.

    Free texts are those of its own terms.
    """
    facts, language = facts_of(document, confirmed, remembered, rendered), document.prevailing
    free = tuple(_free(one, language, confirmed or {}) for one in free_texts(document.terms))
    if not facts.own_words:
        return free  # what the template would say is worked out to compare it with own words only
    template = made(document if rendered is None else replace(document, terms=rendered))
    now, was = _texts(document.clauses, language), _texts(template, language)
    number = numbers(document.clauses, language)
    found = [
        OwnWording(
            own.place,
            number.get(own.place, ""),
            own.digest,
            tuple(sorted(own.lost)),
            marked_words(was.get(own.place, now[own.place]), now[own.place]),
            own.place in facts.confirmed,
        )
        for own in facts.own_words
    ]
    return (*sorted(found, key=lambda one: not one.lost), *free)


@dataclass(frozen=True, slots=True)
class SameWords:
    """The same words at several places of one kind, which a person reads once."""

    first: OwnWording
    """The first of them, in the order of reading."""
    places: tuple[str, ...]
    """All of them, this one included."""


def read_once(wordings: Sequence[OwnWording]) -> tuple[SameWords, ...]:
    """The own words that nobody confirmed yet, free texts of one kind with the same words together."""
    found: dict[object, list[OwnWording]] = {}
    for one in wordings:
        if not one.confirmed:
            found.setdefault(one.same or (one.place,), []).append(one)
    return tuple(SameWords(some[0], tuple(one.place for one in some)) for some in found.values())


def _free(one: FreeText, language: Language, confirmed: Confirmed) -> OwnWording:
    label = label_of_path(one.place).text(language)
    return OwnWording(
        f"{PREFIX}{one.place}",
        label,
        one.digest,
        (),
        (Piece(one.text.text(language), "same"),),
        one.digest in confirmed,
        "\n".join((one.place.partition(".")[0], label, one.text.de, one.text.en)),
    )


def _texts(clauses: Sequence[Clause], language: Language) -> dict[str, tuple[Run, ...]]:
    """The words of each heading and paragraph, enumerations included."""
    found: dict[str, tuple[Run, ...]] = {}
    for clause in clauses:
        found[clause.id] = tuple(clause.heading[language])
        for paragraph in clause.paragraphs:
            runs = list(paragraph.text[language])
            for item, mark in zip(paragraph.items, marks(paragraph.items), strict=True):
                runs += [Run(" | " if paragraph.columns else f" {mark}) "), *item.text[language]]
            found[paragraph.id] = tuple(runs)
    return found


def open_wordings(acting: Acting, history: str) -> tuple[OwnWording, ...]:
    """The own words of the text that counts today, amendments included, confirmed ones too."""
    with acting.vault.read() as session:
        folded, state = text_in_force(session, history, local_day(acting.clock()))
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        rendered = _rendered(session, folded, state)
    return own_wordings(_read(state), confirmed, rendered=rendered)


def confirm(
    acting: Acting,
    history: str,
    at: Collection[str] | None = None,
    parts: Collection[str] | None = None,
    note: str = "",
    document: AgreementDocument | None = None,
    seen: Mapping[str, str] | None = None,
) -> Entry:
    """Record that own words were read, and that they provide what the released words there provide, or ``parts``.

    ``at`` are ids of paragraphs or clauses; None is all that nobody confirmed yet. Holds for exactly this wording.
    ``document`` is a draft that is not saved yet; None is the text that counts now. ``seen``: by place the digest of the
    words that were shown to whoever confirms. Raises WrongUse for a place without own words or an unknown part, AnswerNo where
    nothing is left to confirm or other words stand there now.
    """
    unknown = sorted(set(parts or ()) - PARTS.keys())
    if unknown:
        raise WrongUse(N_("There is no part of a requirement named {part}. See docs/rules.md."), part=unknown[0][:40])
    with acting.vault.write() as session:
        folded, state = text_in_force(session, history, local_day(acting.clock()))
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        rendered = None if document is not None else _rendered(session, folded, state)
        own = {one.place: one for one in own_wordings(document or _read(state), confirmed, rendered=rendered)}
        wanted = [one for one in own.values() if not one.confirmed] if at is None else []
        for place in dict.fromkeys(at or ()):
            if place not in own:
                raise WrongUse(N_("{place} has no words of your own. See datapact agreement check."), place=place[:120])
            wanted.append(own[place])
        if not wanted:
            raise AnswerNo(N_("There are no own words left to confirm."))
        if seen is not None and any(seen.get(one.place) != one.digest for one in wanted):
            raise AnswerNo(N_("The text has changed since you opened it. Open it again and read the words anew."))
        wordings = [
            {"place": one.place, "digest": one.digest, "parts": sorted(one.lost if parts is None else parts)}
            for one in wanted
        ]
        return append(
            acting, session, history, "wording_confirmed", {"wordings": wordings, "note": bounded(note)}, folded
        )


def cure(
    acting: Acting, history: str, on: date, findings: Collection[tuple[str, str]] | None = None, reason: str = ""
) -> Entry:
    """Put released wording where findings say that it is missing: as a draft, or as a counter to the open offer.

    ``findings`` are (id, place); None is every finding on wording. Raises AnswerNo where there is none, the text is
    fixed, or no released wording provides a part.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.stage not in ("draft", "offered", "agreed"):
            raise AnswerNo(FIXED_TEXT)
        state = current_state(folded)
        found = [
            one
            for one in findings_of_text(session, folded, state, acting.organisation, on)
            if one.parts and (findings is None or (one.id, one.place) in findings)
        ]
        if not found:
            raise AnswerNo(N_("No clause of a template is missing here."))
        document = cured(_document(folded), found, common_clauses(session, folded))
        note = bounded(reason or str(cure_reason(found)))
        after = write_state(document)
        if folded.stage == "draft":
            return append(acting, session, history, "draft", {"state": after, "note": note}, folded)
        offer = chosen_offer(folded.open_offers or ((folded.agreed,) if folded.agreed else ()), None)
        body = {"parties": organisations_of(after), "state": after, "answers": offer, "note": note}
        return append(acting, session, history, "counter", body, folded)


def is_complete(findings: Sequence[Finding]) -> bool:
    """Whether findings that nobody set aside leave a text complete: no error, nothing missing in words, all words read."""
    return not any(one.bars_freezing or one.parts or one.id in ("C01", "C03") for one in findings)


def cured(
    document: AgreementDocument, findings: Sequence[Finding], ground: Sequence[Clause] | None = None
) -> AgreementDocument:
    """The document with released wording for each of these findings; raises AnswerNo where there is none.

    Numbers of ``ground``, which both sides have already, stay.
    """
    for one in findings:
        kind, _dot, place = one.place.partition(".")
        document = with_cure(document, place if kind == "clauses" else "", one.parts, ground)
    return document


def cure_reason(findings: Sequence[Finding]) -> Message:
    """Why the clauses are inserted, for the partner."""
    citations = list(dict.fromkeys(one.citation.text() for one in findings))
    return Message(N_("Inserts what the text lacks: {citations}."), {"citations": joined(citations)})


def _rendered(session: Session, folded: AgreementState, state: Mapping[str, Any]) -> Terms | None:
    """The terms that the clauses of a text in force were signed with; None where parts of it are withheld."""
    if not state or has_withheld(state):
        return None
    return read_terms(signed_terms(folded, state, texts_of_amendments(session, folded)))


def _document(folded: AgreementState) -> AgreementDocument:
    return _read(current_state(folded))


def _read(state: Mapping[str, Any]) -> AgreementDocument:
    if not state or has_withheld(state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return read_state(dict(state))
