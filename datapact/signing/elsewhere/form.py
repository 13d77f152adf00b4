"""The form for a contract signed elsewhere: it makes the same answers as a line of a table.

A correction changes only the terms in the form; other terms and the files on record stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.parties import BY_CHOICE
from datapact.agreements.projection.status import EvidenceClass
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, FileToKeep, record_elsewhere
from datapact.agreements.views.known_names import known_datasets
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Language
from datapact.contract.editing.answers_file import Answers
from datapact.contract.templates.heads import template_heads
from datapact.contract.terms import Terms
from datapact.contract.terms.data import Dataset, LegalBasis, PersonalFor
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.deadlines.termination import NoticeTo
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.locations import partner_places
from datapact.signing.elsewhere.record import Registered, read_file, signatures_in
from datapact.signing.elsewhere.same_datasets import as_known
from datapact.signing.elsewhere.same_purposes import known_purposes, with_known_purposes
from datapact.signing.elsewhere.table import HEADINGS, read_line
from datapact.signing.elsewhere.words import with_texts
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_COLUMNS = {name: place for place, name in enumerate(HEADINGS)}
_NO_REFERENCE = "none"
"""Stands in the cell of a contract without a reference, and goes nowhere."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The form's content. ``kind`` is a template id or empty, ``provider`` the name of the party that gives the
    datasets.

    Names of partners, datasets and purposes have no semicolons.
    """

    title: str
    """In ``language``, one line."""
    partners: tuple[str, ...]
    """Names of the other parties, ours left out."""
    kind: str = ""
    reference: str = ""
    """Number of the contract with its parties; empty for none."""
    signed_on: date | None = None
    """Local day; None where it is not known."""
    start: date | None = None
    """First local day; None where it is not known."""
    end: date | None = None
    """Last local day; None for no end."""
    notice_months: int | None = None
    """Period of notice in months; None where it is not known."""
    notice_days: int | None = None
    """Period of notice in days, with or without months; None for none."""
    notice_to: NoticeTo = ""
    """To the end of what notice goes; empty where it is not known."""
    renewal_months: int | None = None
    """Months by which a term goes on when nobody gives notice; None where the contract does not renew itself."""
    datasets: tuple[str, ...] = ()
    """Names in ``language``."""
    provider: str = ""
    purposes: tuple[str, ...] = ()
    """Names in ``language``."""
    evidence: EvidenceClass = "reference_only"
    """The class of evidence of the conclusion."""
    remarks: str = ""
    """Free text, may be empty."""
    language: Language = "de"
    """Of all names in the form; it becomes the prevailing one."""
    personal: Literal["", "yes", "no", "unknown"] = ""
    """Whether the datasets are personal data for the parties; empty while nobody was asked."""
    basis: str = ""
    """Article of the GDPR on which the party that provides them shares them, ``unknown``, or empty while nobody was asked."""
    files: tuple[str, ...] = ()
    """Names of the files that are on record; they stay."""
    identities: tuple[tuple[str, str], ...] = ()
    """Name and organisation id of partners of whom it was said who they are."""
    countries: tuple[tuple[str, str], ...] = ()
    """Name and ISO code of partners of whom it was said where they sit; never read back, the partner's page keeps it."""


def register_filled(
    acting: Acting,
    filled: Filled,
    files: Sequence[tuple[str, bytes]] = (),
    corrects: str = "",
) -> Registered:
    """Record the contract; with ``corrects`` (a history id) correct the record, whose files stay.

    Raises Malformed for a cell that cannot be read, WrongUse where evidence and files contradict each other, TooLarge.
    """
    kept = with_texts([read_file(name, data) for name, data in files])
    with acting.vault.write() as session:
        answers = answers_of(acting, session, filled)
        if corrects:
            folded = load_state(session, corrects)
            answers = _corrected(acting, session, folded, answers, filled)
            kept = (*with_texts(_files_of(session, folded)), *kept)
        found: tuple[JsonObject, ...] = signatures_in(session, kept)
        conclusion = ConcludedElsewhere(
            filled.evidence, filled.signed_on, filled.reference, kept, found, filled.remarks
        )
        said = dict(filled.identities)
        who = {party.key: said[party.name] for party in answers.terms.parties if party.name in said}
        history, entry = record_elsewhere(
            acting,
            session,
            answers,
            conclusion,
            corrects,
            who=who,
            remedy=BY_CHOICE,
            countries=dict(filled.countries),
        )
    return Registered(history, entry, found)


def filled_from(acting: Acting, history: str) -> Filled:
    """The form filled from the record; raises AnswerNo for an agreement that was not recorded as signed elsewhere."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        document = _document(folded)
        own = own_line(session).id
    record = folded.signed_elsewhere
    assert record is not None
    return replace(
        _filled_of(document, own),
        reference=str(record.reference or document.number),
        signed_on=date.fromisoformat(record.signed_on) if record.signed_on else None,
        evidence=cast(EvidenceClass, record.evidence),
        remarks=str(record.remarks or ""),
        files=tuple(str(file.name) for file in record.files if file.media != TEXT),
    )


def own_name(acting: Acting) -> str:
    """The name of our organisation, as a party of the contract."""
    with acting.vault.read() as session:
        return own_line(session).state.name


def _document(folded: AgreementState) -> AgreementDocument:
    record = folded.signed_elsewhere
    if record is None:
        raise AnswerNo(N_("This agreement was not recorded as signed elsewhere, so there is nothing to correct."))
    state = record.state
    if not isinstance(state, dict) or has_withheld(state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return read_state(state)


def answers_of(acting: Acting, session: Session, filled: Filled) -> Answers:
    """The answers in the form; raises Malformed for a cell that cannot be read."""
    places = _countries_known(session, filled)
    cells: dict[str, str | date] = {
        "reference": filled.reference or _NO_REFERENCE,
        "title": filled.title,
        "partners": "; ".join(filled.partners),
        "country": "; ".join(places.get(name, "") for name in filled.partners),
        "kind": filled.kind,
        "start": filled.start or "",
        "end": filled.end or "",
        "notice_months": _number(filled.notice_months),
        "notice_days": _number(filled.notice_days),
        "renewal_months": _number(filled.renewal_months),
        "datasets": "; ".join(filled.datasets),
        "provider": filled.provider,
        "purposes": "; ".join(filled.purposes),
    }
    line = read_line(
        [cells.get(name, "") for name in HEADINGS],
        _COLUMNS,
        own=own_line(session).state.name,
        organisation=acting.organisation,
        language=filled.language,
    )
    terms = line.answers.terms
    own = next((one.key for one in terms.parties if one.organisation == acting.organisation), "")
    terms = as_known(terms, known_datasets(session), own)
    now = acting.clock()
    known = known_purposes(session, day_of(now, local_zone(now)), [one.key for one in terms.datasets])
    terms = with_known_purposes(terms, known)
    if filled.notice_to:
        duration = terms.duration.model_copy(update={"notice_to": filled.notice_to})
        terms = terms.model_copy(update={"duration": duration})
    return replace(line.answers, number=filled.reference, terms=_with_facts(terms, filled))


def _countries_known(session: Session, filled: Filled) -> dict[str, str]:
    """Where the partners without DataPact sit, by name: as the form says, else as their page says."""
    known = {name: place.country for name, place in partner_places(session).items() if not place.organisation}
    return {**known, **dict(filled.countries)}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _with_facts(terms: Terms, filled: Filled) -> Terms:
    """The terms with what was answered on personal data and its basis; what nobody answered stays open."""
    if filled.personal == "no":
        held = tuple(
            PersonalFor.model_validate({"party": one.key, "judgement": "not_personal"}) for one in terms.parties
        )
        terms = terms.model_copy(
            update={"datasets": tuple(one.model_copy(update={"personal": held}) for one in terms.datasets)}
        )
    if filled.personal == "yes":  # for at least one party: of whom, nobody said
        terms = terms.model_copy(update={"facts": terms.facts.model_copy(update={"personal_data": True})})
    if filled.personal == "yes" and filled.basis in ARTICLES:
        bases = tuple(
            LegalBasis.model_validate(
                {"party": dataset.provider, "dataset": dataset.key, "purpose": purpose.key, "article": filled.basis}
            )
            for dataset in terms.datasets
            for purpose in terms.purposes
        )
        terms = terms.model_copy(update={"legal_bases": bases})
    return terms


ARTICLES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")
"""The legal bases that a form offers (Art. 6(1) GDPR)."""


def _corrected(acting: Acting, session: Session, folded: AgreementState, answers: Answers, filled: Filled) -> Answers:
    """The answers with the recorded terms that the form left unchanged."""
    document = _document(folded)
    was = _filled_of(document, own_line(session).id)
    old, new = document.terms, answers.terms
    kept: dict[str, object] = {}
    if filled.partners == was.partners:
        said = dict(filled.countries)
        kept["parties"] = tuple(
            one.model_copy(update={"address": one.address.model_copy(update={"country": said[one.name]})})
            if one.name in said
            else one
            for one in old.parties
        )
    elif any(name not in ("parties", "duration", "datasets", "purposes") for name in old.model_fields_set):
        raise WrongUse(
            N_("Other terms of this contract name its parties. Correct it with an answers file: register --corrects.")
        )
    if (filled.datasets, filled.provider) == (was.datasets, was.provider):
        kept["datasets"] = old.datasets
    if filled.purposes == was.purposes:
        kept["purposes"] = old.purposes
    if (filled.personal, filled.basis) != (was.personal, was.basis):
        kept["legal_bases"] = new.legal_bases
        kept["facts"] = old.facts.model_copy(update={"personal_data": new.facts.personal_data})
        datasets = {one.key: one.personal for one in new.datasets}
        held = cast("tuple[Dataset, ...]", kept.get("datasets", new.datasets))
        kept["datasets"] = tuple(
            one.model_copy(update={"personal": datasets.get(one.key, one.personal)}) for one in held
        )
    duration = {
        name: getattr(filled, name)
        for name in ("start", "end", "notice_months", "notice_days", "notice_to", "renewal_months")
    }
    kept["duration"] = old.duration.model_copy(update=duration)
    terms: Terms = old.model_copy(update={"datasets": new.datasets, "purposes": new.purposes, "parties": new.parties})
    titles = {**document.title, filled.language: filled.title}
    return replace(
        answers,
        title=titles,
        languages=document.languages,
        prevailing=document.prevailing,
        terms=terms.model_copy(update=kept),
    )


def _filled_of(document: AgreementDocument, own: str) -> Filled:
    terms = document.terms
    names = {party.key: party.name for party in terms.parties}
    language = document.prevailing
    templates = {template.kind: template.id for template in template_heads()}

    def named(members: Sequence[object]) -> tuple[str, ...]:
        return tuple(_in(getattr(member, "name", None), language) for member in members)

    judged = {entry.judgement for one in terms.datasets for entry in one.personal}
    personal: Literal["", "yes", "no", "unknown"] = (
        "yes"
        if judged & {"personal", "pseudonymous"} or (terms.facts.personal_data and not judged)
        else "no"
        if judged
        else ""
    )
    articles = {basis.article for basis in terms.legal_bases}
    providers = {names.get(one.provider, "") for one in terms.datasets}
    return Filled(
        title=document.title[language],
        partners=tuple(party.name for party in terms.parties if party.organisation != own),
        kind=templates.get(document.kind, ""),
        reference=document.number,
        start=terms.duration.start,
        end=terms.duration.end,
        notice_months=terms.duration.notice_months,
        notice_days=terms.duration.notice_days,
        notice_to=terms.duration.notice_to,
        renewal_months=terms.duration.renewal_months,
        datasets=named(terms.datasets),
        provider=next(iter(providers)) if len(providers) == 1 else "",
        purposes=named(terms.purposes),
        personal=personal,
        basis=next(iter(articles)) if len(articles) == 1 else "",
        language=language,
        identities=tuple((one.name, one.organisation) for one in terms.parties if one.organisation not in ("", own)),
    )


def _in(name: object, language: Language) -> str:
    return str(getattr(name, language, "") or getattr(name, "de", "") or getattr(name, "en", ""))


def _files_of(session: Session, folded: AgreementState) -> tuple[FileToKeep, ...]:
    found = []
    record = folded.signed_elsewhere
    for file in record.files if record is not None else ():
        stored = attachment(session, file.digest)
        if stored is not None:
            found.append(FileToKeep(str(file.name), file.media, stored[1]))
    return tuple(found)
