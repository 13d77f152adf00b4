"""The question as a person enters it, for any dataset, partner and purpose, and the choices of this and other forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, String, literal_column, text
from sqlmodel import col, select

from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.views.filters import title_column
from datapact.agreements.views.known_names import known_datasets
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, end_of_day, local_zone, moment_of, start_of_day
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import ACTIONS, Question
from datapact.consent.matrix.matrix import Cell, places
from datapact.consent.matrix.shown_page import QuestionForm, purpose_name
from datapact.consent.matrix.typed_purpose import meant_by
from datapact.consent.notices.notice import Notice
from datapact.consent.notices.notices import notices
from datapact.consent.terms.agreed_keys import agreed_key, is_agreed_key, parts_of, term_of
from datapact.consent.terms.named_purposes import terms_on_day
from datapact.consent.terms.purpose_names import called
from datapact.consent.terms.purposes import ANY_PURPOSE, full_iri, is_term
from datapact.contract.vocabulary.labels import concepts
from datapact.contract.vocabulary.offered import other_names
from datapact.organisation.partners.references import find_reference, reference_names

if TYPE_CHECKING:
    from datapact.consent.facts.facts import DecisionFacts
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


_DATASETS = text("SELECT dataset FROM consent_scope WHERE id <> 0 UNION SELECT dataset FROM delivery")
_CONSENTED = text("SELECT DISTINCT dataset FROM consent_scope WHERE id <> 0 LIMIT 2")
_PURPOSES = text("SELECT purpose FROM consent_scope WHERE id <> 0 UNION SELECT purpose FROM delivery")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice: its key in the question, and its name for people."""

    value: str
    """Reference, key, IRI or country code."""
    name: Argument
    """In the reader's language once it is shown."""
    also: tuple[str, ...] = field(default=(), compare=False)
    """Other names by which a list finds it; they only offer it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices for the question; datasets and purposes that nobody named yet can be typed, too."""

    datasets: tuple[Choice, ...]
    """Keys of our agreements, records and deliveries, by name."""
    partners: tuple[Choice, ...]
    """References of all partners, our own organisation left out, by name."""
    purposes: tuple[Choice, ...]
    """First those of our agreements and records, then the W3C vocabulary."""
    agreed: tuple[Choice, ...]
    """The purposes that agreements permit, each with the agreement's number; values ``AGREEMENT#purposes.KEY``."""
    fits: frozenset[tuple[str, str, str]] = frozenset()
    """Dataset, partner and agreed purpose (``AGREEMENT#purposes.KEY``), where an agreement has all three."""

    def purposes_for(self, dataset: str, partner: str) -> tuple[Choice, ...]:
        """The choices of a purpose for a dataset and a partner: what is agreed for both, or all that is agreed where one of
        them is open; then the terms. A key stands there only where no agreement has it: its name is among the agreed."""
        known = {one for one, _partner, _agreed in self.fits}, {one for _dataset, one, _agreed in self.fits}
        narrowed = dataset in known[0] and partner in known[1]
        here = {one.value for one in self.agreed if not narrowed or (dataset, partner, one.value) in self.fits}
        keys = {parts_of(one.value)[1] for one in self.agreed}
        return (
            *(one for one in self.agreed if one.value in here),
            *(one for one in self.purposes if one.value not in keys),
        )


def question_form_of(cell: Cell, day: date | None = None) -> QuestionForm:
    """The question of a cell of the matrix, about a day (None: now)."""
    return QuestionForm(cell.dataset, cell.partner, cell.purpose, day=day, agreed=cell.agreed)


def write_question_form(asked: QuestionForm) -> str:
    """The question as text; equal questions give equal text."""
    shown = {
        "dataset": asked.dataset,
        "partner": asked.partner,
        "purpose": asked.purpose,
        "action": asked.action,
        "place": asked.place,
        "day": asked.day.isoformat() if asked.day is not None else "",
        **({"agreed": asked.agreed} if asked.agreed else {}),
    }
    return canonical(dict(shown)).decode("utf-8")


def read_question_form(written: str) -> QuestionForm:
    """The question that ``write_question_form`` wrote; raises Malformed."""
    shown = {name: str(value) for name, value in parse_object(written.encode("utf-8")).items()}
    day = shown.pop("day", "")
    return QuestionForm(**shown, day=date.fromisoformat(day) if day else None, known_at=None)


def question_of(
    acting: Acting, session: Session, asked: QuestionForm, now: datetime, zone: tzinfo | None = None
) -> Question:
    """The question with its partner and its purpose looked up; raises WrongUse for one that cannot be asked, or that could
    mean several purposes."""
    if not asked.dataset.strip():
        raise WrongUse(N_("Say which dataset is to be shared."))
    if not asked.purpose.strip():
        raise WrongUse(N_("Say for which purpose the dataset is to be shared."))
    if asked.action not in ACTIONS:
        raise WrongUse(N_("The action is one of these: {actions}."), actions=", ".join(ACTIONS))
    place = asked.place.strip().upper()
    if place and not (len(place) == 2 and place.isascii() and place.isalpha()):
        raise WrongUse(N_("The place is a country in two letters, such as DE."))
    purpose, agreed = full_iri(asked.purpose), asked.agreed
    number, slash, key = purpose.rpartition("/")
    if slash and "://" not in purpose:
        history = session.exec(select(AgreementRow.id).where(AgreementRow.number == number)).first()
        purpose = agreed_key(history, key) if history else purpose
    dataset, partner, at = (
        asked.dataset.strip(),
        find_reference(session, asked.partner),
        moment_of(asked.day, now, zone),
    )
    if not agreed and not is_term(purpose):
        purpose, found = meant_by(facts_at(acting, session, at, zone=zone), dataset, partner, purpose)
        purpose = found or purpose
    if is_agreed_key(purpose):
        agreed, purpose = purpose, _term(session, purpose, day_of(at, zone or local_zone(now)))
    return Question(
        dataset=dataset,
        partner=partner,
        purpose=purpose,
        at=at,
        known_at=moment_of(asked.known_at, now, zone) if asked.known_at else None,
        action=asked.action,
        place=place,
        agreed=agreed,
    )


def check_question(acting: Acting, asked: QuestionForm) -> None:
    """Raises WrongUse for a question that cannot be asked, or that could mean several purposes."""
    with acting.vault.read() as session:
        question_of(acting, session, asked, acting.clock())


def _term(session: Session, agreed: str, day: date) -> str:
    """The term or key of an agreed purpose on a local day; raises WrongUse where no agreement here has it."""
    agreement, key = parts_of(agreed)
    texts = (terms_on_day(session, agreement, on) for on in (day, date.min))  # as it reads on the day, and as signed
    found = [one for terms in texts if terms is not None for one in terms.purposes if one.key == key]
    if not found:
        raise WrongUse(N_("No agreement in this vault has the purpose “{purpose}”."), purpose=agreed[:150])
    return term_of(found[0])


def no_such_dataset(session: Session, key: str) -> Message | None:
    """What to say of a key that no agreement, consent or delivery has: that there is none such, and which there are; None for others."""
    recorded = session.connection().execute(_DATASETS).scalars().all()
    known = sorted({*known_datasets(session), *map(str, recorded)})
    if key.strip() in known:
        return None
    if not known:
        return Message(N_("No dataset has the key “{key}”; there is none here yet."), {"key": key[:100]})
    listed = ", ".join(known[:_MOST_LISTED]) + (" …" if len(known) > _MOST_LISTED else "")
    return Message(N_("No dataset has the key “{key}”. There are: {datasets}."), {"key": key[:100], "datasets": listed})


def require_dataset(session: Session, key: str) -> None:
    """Raise WrongUse for a key that no agreement, consent or delivery has: an empty answer about it would read like one about data."""
    unknown = no_such_dataset(session, key)
    if unknown is not None:
        raise WrongUse(unknown)


_MOST_LISTED = 40


def choices(acting: Acting) -> Choices:
    """The choices for a question, from agreements, records, deliveries, partners and the vocabulary."""
    with acting.vault.read() as session:
        facts = facts_at(acting, session, acting.clock())
        recorded = session.connection().execute(_DATASETS).scalars().all()
        purposes = session.connection().execute(_PURPOSES).scalars().all()
        partners = reference_names(session)
        datasets = dict(known_datasets(session))
    for key in recorded:
        datasets.setdefault(key, key)
    called = facts.purpose_names()
    terms = [term_of(one) for agreement in facts.agreements for one in agreement.terms.purposes if not one.prohibited]
    terms += [*purposes, *(one.iri for one in concepts().values() if one.group == "purpose" and one.iri != ANY_PURPOSE)]
    names = {term: called.choice(term) for term in terms}
    partners.pop(acting.organisation, None)
    return Choices(
        _sorted(datasets.items()),
        _sorted(partners.items()),
        tuple(Choice(*one, other_names(one[0])) for one in names.items()),
        _sorted(agreed_names(facts, numbered=True).items()),
        frozenset(
            (place.dataset, place.partner, agreed_key(agreement.id, one.key))
            for place in places(facts)
            for agreement, one in place.agreed
        ),
    )


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """A question that some agreement provides for, with the names in it."""

    asked: QuestionForm
    """Of the action ``share``, about now."""
    dataset_name: Argument
    """What the agreement calls it, or its key."""
    partner_name: str
    """Its reference where we have no name of it."""
    purpose_name: Argument
    """What the agreement calls it, or its key; with the agreement's number where another question reads the same."""


def ready_questions(acting: Acting) -> tuple[ReadyQuestion, ...]:
    """The questions of all cells of the matrix, without decisions, for finding one by a few letters."""
    with acting.vault.read() as session:
        facts = facts_at(acting, session, acting.clock())
    numbered = agreed_names(facts, numbered=True)
    found = [(place, agreed, term, name) for place in places(facts) for agreed, term, name in place.purposes]
    same = Counter((place.dataset, place.partner, str(name)) for place, _agreed, _term, name in found)
    return tuple(
        ReadyQuestion(
            QuestionForm(place.dataset, place.partner, term, agreed=agreed),
            place.dataset_name,
            facts.name(place.partner),
            numbered[agreed] if same[place.dataset, place.partner, str(name)] > 1 else name,
        )
        for place, agreed, term, name in found
    )


def agreed_names(facts: DecisionFacts, *, numbered: bool = False) -> dict[str, Argument]:
    """The name of every permitted purpose of every agreement, by ``AGREEMENT#purposes.KEY``; with the agreement's number
    where asked for."""
    found: dict[str, Argument] = {}
    for agreement in facts.agreements:
        for one in agreement.terms.purposes:
            if not one.prohibited:
                name: Argument = called(one, agreement.terms.purposes)
                if numbered:
                    number = agreement.number or agreement.title
                    name = Message(N_("{purpose} ({number})"), {"purpose": name, "number": number})
                found[agreed_key(agreement.id, one.key)] = name
    return found


def _sorted(pairs: Iterable[tuple[str, Argument]]) -> tuple[Choice, ...]:
    found = [Choice(value, name) for value, name in pairs]
    return tuple(sorted(found, key=lambda one: (str(one.name).casefold(), one.value)))


__all__ = [
    "Choice",
    "Choices",
    "QuestionForm",
    "ReadyQuestion",
    "agreed_names",
    "check_question",
    "choices",
    "no_such_dataset",
    "purpose_name",
    "question_form_of",
    "question_of",
    "read_question_form",
    "ready_questions",
    "require_dataset",
    "write_question_form",
]


_MOST_AGREEMENTS = 2_000


@dataclass(frozen=True, slots=True)
class FormChoices:
    """Datasets, purposes and ``partners`` as in ``choices``; ``parties`` are partners with our organisation first."""

    datasets: tuple[Choice, ...]
    """Keys of our agreements, records and deliveries, by name."""
    purposes: tuple[Choice, ...]
    """IRIs and keys: those of our agreements and records first, then the vocabulary."""
    partners: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    notices: tuple[Notice, ...]
    """Versions that are not invalid, the newest of those that are valid already first."""
    agreements: tuple[tuple[str, str], ...]
    """Id, and number with title."""
    agreed: tuple[Choice, ...]
    """As ``Choices.agreed``."""
    consented: str = ""
    """Key of the only dataset with consents on file; empty where there is none, or more than one."""


def form_choices(acting: Acting) -> FormChoices:
    """All choices for forms."""
    known = choices(acting)
    now = acting.clock()
    today = day_of(now, local_zone(now))
    with acting.vault.read() as session:
        own = Choice(acting.organisation, reference_names(session)[acting.organisation])
        told = sorted(
            (one for one in notices(session).values() if one.invalid_from is None),
            key=lambda one: (one.valid_from <= today, one.valid_from, one.key, one.version),
            reverse=True,
        )
        shown: ColumnElement[str] = literal_column(title_column(), String)
        rows = session.exec(
            select(AgreementRow.id, AgreementRow.number, shown)
            .where(AgreementRow.archived == 0)
            .order_by(col(AgreementRow.number))
            .limit(_MOST_AGREEMENTS)
        ).all()
        consented = session.connection().execute(_CONSENTED).scalars().all()
    return FormChoices(
        known.datasets,
        known.purposes,
        known.partners,
        (own, *known.partners),
        tuple(told),
        tuple((key, f"{number}  {title}".strip()) for key, number, title in rows),
        known.agreed,
        str(consented[0]) if len(consented) == 1 else "",
    )


def moment_entered(day: date | None, now: datetime, *, ends: bool = False) -> datetime | None:
    """The moment meant by a day in a form: its first second, with ``ends`` its last; today means now.

    None where no day was entered.
    """
    zone = local_zone(now)
    if day is None:
        return None
    if day == day_of(now, zone) and not ends:
        return now
    return end_of_day(day, zone) if ends else start_of_day(day, zone)


def moment_of_withdrawal(day: date | None, now: datetime) -> datetime | None:
    """The moment of a withdrawal, objection or restriction entered as a day: its last second, so that a consent given
    earlier that day does not outlive it; today means now.
    """
    zone = local_zone(now)
    return None if day is None or day == day_of(now, zone) else end_of_day(day, zone)
