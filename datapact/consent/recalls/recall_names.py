"""What dataset and purpose of a recall are called: the sender's names travel, for its recipient may have no agreement that
names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.views.known_names import dataset_in, known_datasets
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Argument, Language, Message
from datapact.consent.terms.named_purposes import naming_agreements, purpose_names
from datapact.contract.vocabulary.messages import OwnWords
from datapact.organisation.partners.references import identifying_names

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

NAMES = ("dataset in German", "dataset in English", "purpose in German", "purpose in English")
"""The names that a recall has, in this order."""
_LONGEST = 300


def knows_dataset(session: Session, partner: str, dataset: str, agreement: str, day: date) -> bool:
    """Whether a partner (its reference) has read what we call a dataset: in the agreement under which the data went, or in one
    that it signed."""
    name = identifying_names(session).get(partner)
    return bool(agreement) or any(
        one.binds and any(party.organisation == partner or party.name == name for party in one.terms.parties)
        for one in naming_agreements(session, day, datasets=(dataset,))
    )


def key_outside(key: str) -> str:
    """The key that a partner that does not know a dataset reads in place of ours, from the key of the recall."""
    return f"data-{key[:8]}"


def names_outside(
    session: Session, dataset: str, purpose: str, agreement: str, day: date, delivered: Sequence[date] = ()
) -> tuple[str, ...]:
    """Our names for a recall as NAMES says, as they read on a local day.

    What we call a dataset is told to nobody who does not know it: the days on which it was ``delivered`` then say which data
    is meant.
    """
    called: Argument
    if delivered:
        called = OwnWords(_days_in("en", delivered), german=_days_in("de", delivered))
    else:
        called = (dataset_in(session, agreement, dataset) if agreement else known_datasets(session).get(dataset)) or ""
    names = purpose_names(session, day, agreements=(agreement,) if agreement else (), datasets=(dataset,))
    both = (called, names.outside_name(purpose, agreement))
    return tuple(_text(one, language)[:_LONGEST] for one in both for language in ("de", "en"))


def dataset_called(session: Session, dataset: str, agreement: str, called: Sequence[str]) -> Argument:
    """The dataset's name in our copy of the agreement, else the sender's, else that in any agreement of ours, else its key."""
    senders = _name_at(called, 0)
    return dataset_in(session, agreement, dataset) or senders or known_datasets(session).get(dataset, dataset)


def purpose_called(body: Mapping[str, Any]) -> OwnWords | None:
    """The sender's name of the purpose in the record of a recall; None where it told none."""
    return _name_at(body.get("called", ()), 2)


def _name_at(called: Sequence[str], place: int) -> OwnWords | None:
    if len(called) != len(NAMES) or not any(called[place : place + 2]):
        return None
    german, english = called[place : place + 2]
    return OwnWords(english or german, german=german or english)


def _days_in(language: Language, delivered: Sequence[date]) -> str:
    first, last = (long_date(one, language) for one in (min(delivered), max(delivered)))
    if first == last:
        return Message(N_("delivery of {first}"), {"first": first}).text(language)
    return Message(N_("deliveries of {first} to {last}"), {"first": first, "last": last}).text(language)


def _text(name: Argument, language: str) -> str:
    return name.text("de" if language == "de" else "en") if isinstance(name, Message) else str(name)
