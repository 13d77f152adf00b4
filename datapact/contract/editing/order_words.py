"""What an order says in a few sentences: who gives what to whom, for what, how long, and on which basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from datapact.base.texts import N_, Argument, Listed, Message
from datapact.contract.editing.orders import name_of, ordered_datasets
from datapact.contract.terms import Terms
from datapact.contract.terms.data import Dataset
from datapact.contract.text.value_words import party_name, value_words
from datapact.contract.vocabulary.labels import label_of_path
from datapact.contract.vocabulary.messages import label_words, name_or_words, own

_GIVES = N_("New data “{name}”: {provider} provides it to {recipients}.")
_TO_NOBODY = N_("New data “{name}”: {provider} provides it, and no recipient is named yet.")
_KEPT = N_("The recipients may keep it: {period}.")
_KEPT_THEN = N_("The recipients may keep it: {period}; after that {fate}.")
_NO_PERIOD = N_("How long the recipients may keep it is not said.")
_UNTIL = N_("Its last day: {day}.")
_FOR = N_("It serves: {purposes}.")
_BASIS = N_("Legal basis {article}: {parties}.")


def order_sentences(after: Terms, order: Mapping[str, Any]) -> tuple[Message, ...]:
    """The sentences on an order; ``after`` are the terms with it."""
    found: list[Message] = []
    for wanted in ordered_datasets(order):
        dataset = next((one for one in after.datasets if one.key == str(wanted.get("key", ""))), None)
        if dataset is not None:
            found += _of_dataset(after, dataset, wanted)
    return tuple(found)


def _of_dataset(after: Terms, dataset: Dataset, wanted: Mapping[str, Any]) -> Iterator[Message]:
    told: dict[str, Argument] = {
        "name": name_of(wanted),
        "provider": party_name(after, dataset.provider),
        "recipients": Listed.of(party_name(after, one) for one in dataset.recipients),
    }
    yield Message(_GIVES if dataset.recipients else _TO_NOBODY, told)
    purposes = [
        own(one.name, one.key)
        for one in after.purposes
        if not one.prohibited and (not one.datasets or dataset.key in one.datasets)
    ]
    if purposes:
        yield Message(_FOR, {"purposes": Listed.of(purposes)})
    yield _kept(after, dataset)
    if (last := value_words(after, "UseLimits", "last", dataset.limits.last)) is not None:
        yield Message(_UNTIL, {"day": last})
    bases: dict[str, list[str]] = {}
    for one in after.legal_bases:
        if one.dataset == dataset.key and one.article and one.party not in bases.setdefault(one.article, []):
            bases[one.article].append(one.party)
    for article, parties in bases.items():
        words = value_words(after, "LegalBasis", "article", article)
        if words is not None:
            yield Message(_BASIS, {"article": words, "parties": Listed.of(party_name(after, one) for one in parties)})


def _kept(after: Terms, dataset: Dataset) -> Message:
    kept = dataset.retention
    period = value_words(after, "Retention", "months", kept.months) or value_words(
        after, "Retention", "criterion", kept.criterion
    )
    if period is None:
        return Message(_NO_PERIOD)
    fate = value_words(after, "Retention", "fate", kept.fate)
    return Message(_KEPT, {"period": period}) if fate is None else Message(_KEPT_THEN, {"period": period, "fate": fate})


def for_all_data(after: Terms, order: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    """(list of the terms, sentence) on what is for all datasets already, and so for those of an order too."""
    names = Listed.of(name_of(one) for one in ordered_datasets(order))
    for part in ("purposes", "activities", "notices", "transfers"):
        found = [_name(after, one) for one in getattr(after, part) if not one.datasets]
        told: dict[str, Argument] = {"what": label_words(label_of_path(part)), "names": names}
        if len(found) > 1 and names.parts:
            words = N_("{what}: {list} are for all datasets, so for {names} too.")
            yield part, Message(words, {**told, "list": Listed.of(found)})
        elif found and names.parts:
            yield (
                part,
                Message(N_("{what}: “{name}” is for all datasets, so for {names} too."), {**told, "name": found[0]}),
            )


def _name(after: Terms, one: Any) -> Argument:
    """The name of a purpose or activity; of a notice its party, of a transfer who receives."""
    if hasattr(one, "name"):
        return own(one.name, one.key)
    return name_or_words(one.importer, one.key) if hasattr(one, "importer") else party_name(after, one.party)
