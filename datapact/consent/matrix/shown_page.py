"""The page of one answer as plain data, the same for a window and for the file made of it; it reads no vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Protocol

from datapact.base.clock import in_zone
from datapact.base.texts import Argument
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts
from datapact.consent.facts.question import Decision
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.contract.vocabulary.messages import own


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question before the moment is known: ``day`` None is now, ``place`` a country in two letters or empty.

    ``partner`` is a reference, or what a person wrote; ``purpose`` an IRI, ``dpv:NAME``, a key, or an agreed purpose as
    ``AGREEMENT#purposes.KEY``.
    """

    dataset: str
    """Key of the dataset within its agreements."""
    partner: str
    purpose: str
    action: str = "share"
    """One of ``question.ACTIONS``."""
    place: str = ""
    day: date | None = None
    known_at: date | None = None
    """Local day by which it had been recorded; None: all that is known. Not a part of ``write_question_form``."""
    agreed: str = ""
    """The agreed purpose, ``AGREEMENT#purposes.KEY``; empty: the one that ``purpose`` names, if just one."""


@dataclass(frozen=True, slots=True)
class PendingPeople:
    """Number of people in recalls that a recipient has not acknowledged; ``overdue`` when its time is up.

    The recipient was told of ``informed`` of them and has yet to answer.
    """

    people: int
    """Counted once for each recall, so that one person can count twice."""
    overdue: bool
    informed: int = 0
    late: int = 0
    """Of how many of them data left after they had declared it; counted as ``people``."""

    @property
    def untold(self) -> int:
        """Number of people of whom the recipient has not even been told."""
        return self.people - self.informed


class Use(Protocol):
    """A record of an answer."""

    @property
    def entry(self) -> str:
        """Digest of its entry."""

    @property
    def body(self) -> Mapping[str, Any]:
        """The body of its entry."""

    @property
    def recorded(self) -> datetime:
        """Time of its entry, UTC."""


class Left(Protocol):
    """A delivery of the dataset to the partner."""

    @property
    def entry(self) -> str:
        """Digest of the entry that recorded it."""

    @property
    def at(self) -> datetime:
        """When the data left, UTC."""

    @property
    def count(self) -> int:
        """Number of people."""

    @property
    def dataset(self) -> str:
        """Key of the dataset."""

    @property
    def purpose(self) -> str:
        """IRI, or the key of an agreement's own purpose."""

    @property
    def agreed(self) -> str:
        """The agreed purpose; empty where none is known."""

    @property
    def agreement(self) -> str:
        """History id; empty for none."""

    @property
    def version(self) -> str:
        """Of the dataset, as people call it; may be empty."""

    @property
    def note(self) -> str:
        """Free text of a person, may be empty."""


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One decision for the window. ``uses`` are entries in which a decision for this cell was used, newest first;
    ``left`` are deliveries of the dataset to the partner, newest first."""

    asked: QuestionForm
    """The question with its partner and purpose looked up."""
    decision: Decision
    """The decision as of ``now``."""
    zone: tzinfo
    """The zone in which the days on the page are counted."""
    now: datetime
    """Time of the decision, UTC."""
    dataset_name: Argument
    """An agreement's name for it, or its key."""
    partner_name: str
    """Its reference where we have no name of it."""
    purpose_name: Argument
    """An agreement's name for it, else the vocabulary's."""
    agreement_number: str
    """Of the agreement that the decision rests on; empty for none."""
    agreement_title: str
    """As in the list of agreements; empty for none."""
    agreement_status: str
    """On the day asked about, such as ``in_force`` or ``suspended``; empty for none."""
    begins: date | None
    """First local day of an agreement that is signed and does not apply yet, where nothing else denies; else None."""
    oldest: datetime | None
    """When the oldest consent among those who may go out was given, local; None for none."""
    notice_versions: tuple[Argument, ...]
    """Title and number of each version of a notice on which consents count."""
    names: PurposeNames
    """What agreements call purposes."""
    pending: PendingPeople | None
    """Recalls pending at the partner; None for none."""
    uses: tuple[Use, ...]
    left: tuple[Left, ...]
    changes: datetime
    """From when it has to be decided again, UTC."""


@dataclass(frozen=True, slots=True)
class CalledHere:
    """Names that the facts of a decision lack: those of this vault's lists, or of a file made from one."""

    dataset: Argument | None = None
    """Where the deciding agreement gives none; None for none anywhere."""
    agreement: str = ""
    """Title of the deciding agreement, as in the list."""
    notices: Mapping[tuple[str, str], Argument] = field(default_factory=dict)
    """Title and number by key and version."""


def page_from(
    decision: Decision,
    facts: DecisionFacts,
    called_here: CalledHere,
    *,
    asked: QuestionForm,
    now: datetime,
    zone: tzinfo,
    pending: PendingPeople | None,
    uses: tuple[Use, ...] = (),
    left: tuple[Left, ...] = (),
    changes: datetime | None = None,
) -> DecisionPage:
    """The page of a decision from its facts, the same in a window and in the file made of it."""
    question = decision.question
    agreement = next((one for one in facts.agreements if one.id == decision.agreement), None)
    oldest = decision.tally.oldest
    return DecisionPage(
        asked=asked,
        decision=decision,
        zone=zone,
        now=now,
        dataset_name=_called(agreement, question.dataset) or called_here.dataset or question.dataset,
        partner_name=facts.name(question.partner),
        purpose_name=purpose_name(facts, question.dataset, question.purpose, decision.agreed, question.agreed),
        agreement_number=agreement.number if agreement is not None else "",
        agreement_title=called_here.agreement,
        agreement_status=agreement.status if agreement is not None else "",
        begins=begins_of(agreement, decision),
        oldest=None if oldest is None or oldest >= _NO_TIME else in_zone(datetime.fromtimestamp(oldest, UTC), zone),
        notice_versions=tuple(called_here.notices.get(one) or " ".join(one) for one in counted_notices(decision)),
        names=facts.purpose_names(),
        pending=pending,
        uses=uses,
        left=left,
        changes=changes or now,
    )


_NO_TIME = 2**36
"""Seconds from 1970 beyond the calendar: a larger number stands for a consent without a time."""


def _called(agreement: AgreementFacts | None, dataset: str) -> Argument | None:
    """The name that the deciding agreement, as it reads on the day, gives a dataset; None where it gives none."""
    held = () if agreement is None else agreement.terms.datasets
    return next((own(one.name, one.key) for one in held if one.key == dataset and one.name.given()), None)


def counted_notices(decision: Decision) -> tuple[tuple[str, str], ...]:
    """Key and version of each notice on which consents count."""
    needs = () if decision.needs is None else decision.needs.consents
    return tuple(dict.fromkeys((one.key, one.version) for need in needs for one in need.accepted))


def begins_of(agreement: AgreementFacts | None, decision: Decision) -> date | None:
    """First local day of an agreement that is signed and not in force yet; None where anything else denies, too."""
    if agreement is None or agreement.status != "signed":
        return None
    denied = sum(one.verdict == "deny" for one in decision.reasons)
    return agreement.changes if denied <= 1 else None


def purpose_name(facts: DecisionFacts, dataset: str, purpose: str, *agreed: str) -> Argument:
    """The name of the first of these agreed purposes that is known, else of ``purpose`` for the dataset."""
    names = facts.purpose_names()
    return names.name(next((one for one in agreed if one in names.agreed), purpose), dataset=dataset)


ALLOWED = "allowed"
"""Stands for the people who may go out where ``records_behind`` takes an outcome."""
