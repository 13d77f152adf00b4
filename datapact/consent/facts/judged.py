"""What a record on file judged: the data, purposes, recipients and retention of its datasets, as they stood in each agreement when it was made.

A record keeps a line for each dataset of an agreement. Whatever is said of the text later, also for an earlier day, is held against it. A
record that keeps none is judged by the text of its day (``outdated``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from datapact.base.strictjson import canonical, sha256_of
from datapact.checks.regimes.transfers import same_name
from datapact.consent.facts.facts import AgreementFacts, BasisRecord, FactOnFile
from datapact.consent.facts.outdated import protections
from datapact.consent.terms.agreed_keys import words_of
from datapact.contract.screening.data_words import digest_of_data, plain
from datapact.contract.terms import Dataset, Localised, Retention, Transfer

DATA, MARKS, RETENTION = "data", "marks", "retention"
PURPOSES, RECIPIENTS, PLACES = "purposes", "recipients", "places"
_ALL = (DATA, MARKS, PURPOSES, RECIPIENTS, PLACES, RETENTION)

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "dpia": _ALL,  # Art. 35(7) GDPR: the operations, their purposes, the risks and the measures
    "prior_consultation": _ALL,
    "works_council": _ALL,  # an agreement says what is done with the data of employees, for what, for whom and how long
    "secrecy": (DATA, MARKS, PURPOSES, RECIPIENTS, PLACES),
    "onward_conditions": (DATA, MARKS, PURPOSES),
    "model_conditions": (DATA, MARKS, PURPOSES),
    "transfer_assessment": (DATA, MARKS, PURPOSES, PLACES),  # Art. 46 GDPR, clause 14: the law of the country
    "derogation": (DATA, MARKS, PURPOSES, PLACES),
    "anonymity": (DATA, MARKS),
    "notice_13": (DATA, PURPOSES),  # Art. 13(3) GDPR
    "notice_14": (DATA, PURPOSES),  # Art. 14(1)(c) and (d), 14(4) GDPR
    "legal_basis": (RETENTION,),  # its words are kept beside (``words``)
}
"""The parts of a dataset's handling that a record rests on, by the sort of a fact, or the kind of another record."""
NOTHING: Mapping[str, str] = {
    "adequacy": "it is about a country",
    "adequacy_scope": "it is about an importer",
    "dpf": "it is about an importer",
    "training": "it is about people of the recipient",
    "article_28": "it is about the words of a paper, which no part of the terms stands for",
    "article_26": "it is about the words of a paper, which no part of the terms stands for",
    "objections_filtered": "it is about people who objected, whatever the data are",
    "recalled_left_out": "it is about people whom a recall names, whatever the data are",
    "separate_data": "it is about two keys",
}
"""Sorts of facts that rest on no part of it, and why."""
MOST_LINES = 2_000
"""A record about more datasets of agreements keeps none, and is judged by the text of its day."""
_SHORT = 12


@dataclass(frozen=True, slots=True)
class _Kept:
    """One dataset in one agreement, as it stood."""

    place: str
    """``AGREEMENT#datasets.KEY``."""
    data: str
    """First characters of the digest of what the data are."""
    marks: str
    """Letters for what makes the data weigh less (``outdated.protections``)."""
    retention: str
    """Months, then digests of criterion and ground for longer, then the fate, with ``/`` between."""
    purposes: frozenset[str]
    """First characters of the digests of the words of each permitted purpose."""
    recipients: frozenset[str]
    """Whoever may hold it, by reference, with ``@`` and each country where, empty for one that nobody said."""

    def line(self) -> str:
        """As a record keeps it."""
        sets = (",".join(sorted(self.purposes)), ",".join(sorted(self.recipients)))
        return " ".join(one or "-" for one in (self.place, self.data, self.marks, self.retention, *sets))

    @property
    def dataset(self) -> str:
        return self.place.partition(_PLACE)[2]


_PLACE = "#datasets."


def judged_now(record: FactOnFile | BasisRecord, agreements: Iterable[AgreementFacts]) -> tuple[str, ...]:
    """The lines that a new record keeps; none for one that rests on nothing of the kind, or on too much."""
    if not _rests_on(record):
        return ()
    lines = [
        _kept(agreement, one).line()
        for agreement in agreements
        for one in agreement.terms.datasets
        if record.dataset in ("", one.key)
    ]
    return tuple(lines) if len(lines) <= MOST_LINES else ()


class AgreementLines:
    """Agreements of a day, against which records are held: each dataset in each is put into a line once, whatever there is on file."""

    def __init__(self, agreements: Iterable[AgreementFacts]) -> None:
        self._places: dict[str, list[tuple[AgreementFacts, Dataset]]] = {}
        self._lines: dict[str, _Kept] = {}
        for agreement in agreements:
            for one in agreement.terms.datasets:
                self._places.setdefault(one.key, []).append((agreement, one))

    def with_changed[Record: (FactOnFile, BasisRecord)](self, record: Record) -> Record:
        """The record with what has changed, since it was made, of what it judged; ``AGREEMENT#datasets.KEY`` and the part, with a space."""
        if not record.judged:
            return record
        parts = _rests_on(record)
        then = _Then([_read(one) for one in record.judged])
        asked = [record.dataset] if record.dataset else list(self._places)
        found = tuple(
            f"{now.place} {part}"
            for key in asked
            for agreement, one in self._places.get(key, ())
            for now in [self._line(agreement, one)]
            for part in _changed(agreement, one, now, then.about(now), parts)
        )
        return replace(record, changed=found) if found else record

    def _line(self, agreement: AgreementFacts, dataset: Dataset) -> _Kept:
        place = f"{agreement.id}{_PLACE}{dataset.key}"
        if place not in self._lines:
            self._lines[place] = _kept(agreement, dataset)
        return self._lines[place]


class _Then:
    """The lines of a record, by the agreement and by the data."""

    def __init__(self, kept: Iterable[_Kept]) -> None:
        self._places: dict[str, list[_Kept]] = {}
        self._datasets: dict[str, list[_Kept]] = {}
        for one in kept:
            self._places.setdefault(one.place, []).append(one)
            self._datasets.setdefault(one.dataset, []).append(one)

    def about(self, now: _Kept) -> list[_Kept]:
        """The line of the agreement itself; of one that came later those of the same data in others."""
        return self._places.get(now.place) or self._datasets.get(now.dataset, [])


def _rests_on(record: FactOnFile | BasisRecord) -> tuple[str, ...]:
    if isinstance(record, BasisRecord):
        return RESTS_ON["legal_basis"] if record.article == "6(1)(f)" else ()
    return RESTS_ON.get(record.sort, ())


def _changed(
    agreement: AgreementFacts, dataset: Dataset, now: _Kept, then: list[_Kept], parts: tuple[str, ...]
) -> Iterator[str]:
    if not then:  # data that came to a record about all data
        yield from (DATA,) if DATA in parts else ()
        return
    if DATA in parts and now.data not in {one.data for one in then}:
        yield DATA
    if MARKS in parts and any(set(one.marks) - protections(dataset, False, None) for one in then):
        yield MARKS
    if PURPOSES in parts:
        known = frozenset[str]().union(*(one.purposes for one in then))
        for one in () if now.purposes <= known else agreement.terms.purposes:
            if _is_for(one.prohibited, one.datasets, dataset) and words_of(one)[:_SHORT] not in known:
                yield f"{PURPOSES}.{one.key}"
    known = frozenset[str]().union(*(one.recipients for one in then))
    before = {one.partition("@")[0] for one in known}
    after = {one.partition("@")[0] for one in now.recipients}
    if RECIPIENTS in parts:
        yield from (f"{RECIPIENTS}.{one}" for one in sorted(after - before))
    if PLACES in parts:
        yield from (f"{PLACES}.{one}" for one in sorted(now.recipients - known) if one.partition("@")[0] in before)
    if RETENTION in parts and all(_is_longer(one.retention, now.retention) for one in then):
        months = [int(first) for one in then if (first := one.retention.partition("/")[0]).isdecimal()]
        yield f"{RETENTION}.{max(months)}" if months else RETENTION


def _kept(agreement: AgreementFacts, dataset: Dataset) -> _Kept:
    return _Kept(
        f"{agreement.id}{_PLACE}{dataset.key}",
        digest_of_data(dataset)[:_SHORT],
        "".join(sorted(protections(dataset, False))),
        _written(dataset.retention),
        frozenset(
            words_of(one)[:_SHORT] for one in agreement.terms.purposes if _is_for(one.prohibited, one.datasets, dataset)
        ),
        frozenset(_holders(agreement, dataset)),
    )


def _holders(agreement: AgreementFacts, dataset: Dataset) -> Iterator[str]:
    """Whoever may hold the data, with each country: of its seat, of a sub-processor, of a transfer to it."""
    terms = agreement.terms
    engaged = {f"sub_processors.{one.key}": one.country for one in terms.sub_processors}
    for key, reference in agreement.references:
        if not reference or not (key in engaged or key in (dataset.provider, *dataset.recipients)):
            continue
        places = {engaged[key]} if key in engaged else set(agreement.seats_of(key))
        places |= {
            one.country
            for one in terms.transfers
            if (not one.datasets or dataset.key in one.datasets) and importer_of(agreement, one) == reference
        }
        yield from (f"{reference}@{one}" for one in places)


def importer_of(agreement: AgreementFacts, transfer: Transfer) -> str:
    """The party reference of an importer; empty where it is nobody's partner."""
    terms = agreement.terms
    for party in terms.parties:
        if same_name(transfer.importer, party.name, party.short_name):
            return agreement.reference(party.key)
    for one in terms.sub_processors:
        if same_name(transfer.importer, one.name):
            return agreement.reference(f"sub_processors.{one.key}")
    return next((reference for key, reference in agreement.importers if key == transfer.key), "")


def _is_for(prohibited: bool, datasets: tuple[str, ...], dataset: Dataset) -> bool:
    return not prohibited and (not datasets or dataset.key in datasets)


def _written(retention: Retention) -> str:
    months = "" if retention.months is None else str(retention.months)
    return "/".join((months, _digest(retention.criterion), _digest(retention.after_end), retention.fate))


def _digest(words: Localised) -> str:
    return sha256_of(canonical(plain(words)))[:_SHORT] if words.given() else ""


def _is_longer(then: str, now: str) -> bool:
    """Whether data are kept longer than was judged, or nobody can tell: in other words, beyond the end, or not erased at last."""
    months, criterion, after_end, fate = then.split("/")
    months_now, criterion_now, after_end_now, fate_now = now.split("/")
    limited = bool(months or criterion)
    if months_now:
        longer = int(months_now) > int(months) if months else limited and criterion_now != criterion
    else:
        longer = limited and (bool(months) or criterion_now != criterion)
    longer = longer or (bool(criterion_now) and criterion_now != criterion)
    longer = longer or (bool(after_end_now) and after_end_now != after_end)
    return longer or (fate_now != fate and fate_now not in ("delete", "return"))


@lru_cache(maxsize=20_000)  # records made on one day keep the same lines
def _read(line: str) -> _Kept:
    """Raises nothing: a line that somebody else's program wrote in another form is one that nothing fits."""
    place, *parts = line.split(" ")
    data, marks, retention, purposes, recipients = ("" if one == "-" else one for one in [*parts, *[""] * 5][:5])
    slashes = retention if retention.count("/") == 3 else "///"
    return _Kept(place, data, marks, slashes, *(frozenset(one.split(",")) - {""} for one in (purposes, recipients)))


__all__ = ["NOTHING", "RESTS_ON", "AgreementLines", "importer_of", "judged_now"]
