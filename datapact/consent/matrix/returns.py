"""Data that has left already, under a what-if: which has to be returned or erased, and by when, as the terms say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from datapact.base.clock import days_later
from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, seconds
from datapact.consent.records.delivered import counting_deliveries
from datapact.contract.terms import Dataset, Terms
from datapact.contract.vocabulary.messages import own
from datapact.deadlines.bgb import from_event
from datapact.deadlines.holidays import place_of
from datapact.deadlines.period import Period

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_GERMAN = re.compile(r"\bDE\b|deutsch|german|bundesrepublik", re.IGNORECASE)
_OVER = ("expired", "terminated")


@dataclass(frozen=True, slots=True)
class Return:
    """The fate of a dataset that a partner was given under an agreement that would have ended."""

    dataset: str
    """Key of the dataset within its agreements."""
    partner: str
    """Reference of who has it."""
    agreement: str
    """History id."""
    deliveries: int
    """How many were made until then."""
    says: Message
    """What the partner has to do with it, by the terms."""
    due: date | None
    """The last local day for it; None where the terms and the law give none."""
    steps: tuple[Message, ...]
    """How the day was found, or why there is none."""

    def words(self) -> str:
        """All of it as one line."""
        lines = [str(self.says)]
        if self.due is not None:
            lines.append(str(Message(N_("By {day}."), {"day": self.due.isoformat()})))
        return " ".join([*lines, *map(str, self.steps)])


type Returns = Mapping[tuple[str, str], tuple[Return, ...]]
"""By dataset and partner."""


def returns_of(session: Session, now: DecisionFacts, then: DecisionFacts, known_at: datetime | None = None) -> Returns:
    """Returns and erasures that are due of data delivered, as far as known then, under agreements in force ``now`` and over
    ``then``."""
    running = {one.id for one in now.agreements if one.status not in _OVER}
    ended = {one.id: one for one in then.agreements if one.id in running and one.status in _OVER}
    found: dict[tuple[str, str], tuple[Return, ...]] = {}
    left = counting_deliveries(session, known_at=known_at) if ended else ()
    made = Counter((one.agreement, one.dataset, one.recipient) for one in left if one.at <= seconds(then.at))
    for (history, dataset, partner), count in sorted(made.items()):
        agreement = ended.get(history)
        described = (
            None if agreement is None else next((one for one in agreement.terms.datasets if one.key == dataset), None)
        )
        if agreement is not None and described is not None:
            one = _return(agreement, described, partner, count, then)
            found[dataset, partner] = (*found.get((dataset, partner), ()), one)
    return found


def _return(agreement: AgreementFacts, dataset: Dataset, partner: str, count: int, then: DecisionFacts) -> Return:
    terms = agreement.terms
    names: dict[str, Argument] = {
        "partner": then.name(partner),
        "dataset": own(dataset.name, dataset.key),
        "number": agreement.number or agreement.title,
    }
    end = then.day if agreement.ends is None or agreement.ends > then.day else agreement.ends
    says = Message(_SAYS[terms.end_of_data.rule], names)
    if terms.end_of_data.rule in ("", "keep"):
        return Return(dataset.key, partner, agreement.id, count, says, None, ())
    due, steps = _day(terms, end, agreement.key_of(partner))
    if dataset.retention.after_end.given():
        ground = own(dataset.retention.after_end, "")
        steps = (
            *steps,
            Message(N_("The terms name a ground for keeping it beyond the end: {ground}."), {"ground": ground}),
        )
    return Return(dataset.key, partner, agreement.id, count, says, due, steps)


_SAYS: Mapping[str, str] = {
    "delete": N_("{partner} deletes “{dataset}”, which it has under the agreement {number}."),
    "return": N_("{partner} returns “{dataset}”, which it has under the agreement {number}, and deletes the copies."),
    "choice": N_("{partner} deletes or returns “{dataset}”, which it has under the agreement {number}, as chosen."),
    "keep": N_("{partner} may keep “{dataset}” after the end of the agreement {number}, as agreed."),
    "": N_(
        "The agreement {number} does not say what becomes of “{dataset}” at {partner}. Agree on it; personal data without a "
        "basis is erased without undue delay (Art. 17(1) GDPR)."
    ),
}


def _day(terms: Terms, end: date, party: str) -> tuple[date | None, tuple[Message, ...]]:
    """The day by which the data has to be gone, when the agreement ends with the local day ``end``."""
    days, german = terms.end_of_data.days, is_german_law(terms)
    if days is None:
        if not german:
            words = N_("No period is agreed, and the agreed law is not known to be German law: the agreed law decides.")
            return None, (Message(words),)
        due = days_later(end, 1)
        words = N_("No period is agreed, so it is due at once when the agreement has ended, on {day} (§ 271(1) BGB).")
        return due, (Message(words, {"day": due.isoformat()}),)
    if not german:
        due = days_later(end, days)
        words = N_("{count} days after the end, each day counted; the agreed law says whether a day off moves it.")
        return due, (Message(words, {"count": days}),)
    address = next((one.address for one in terms.parties if one.key == party), None)
    place = place_of(address.country, address.region) if address is not None else place_of("DE", "")
    found = from_event(end, Period(days, "days"), place)
    return found.day, found.steps


def is_german_law(terms: Terms) -> bool:
    """Whether the parties agreed on German law."""
    return bool(_GERMAN.search(terms.law.governing))
