"""Obligations from documents on file: reviews and ends of legal bases, authorisations and other facts.

A newer record of the same key settles them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.views.known_names import known_datasets
from datapact.base.texts import N_, Argument, Message
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.contract.text.formatters import article
from datapact.contract.vocabulary.messages import OwnWords
from datapact.obligations.due.obligation import Nature, Obligation, short_key
from datapact.organisation.acting.records import Record, newest_records
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

GDPR = "CELEX:32016R0679"


def obligations_from_records(session: Session, today: date) -> Iterator[Obligation]:
    """All open obligations from documents on file, in no order."""
    found = {kind: newest_records(session, kind) for kind in ("legal_basis", "authorisation", "fact_on_file")}
    if not any(found.values()):
        return
    names, datasets = reference_names(session), known_datasets(session)
    on = {str(record.body.get("dataset", "")) for record in found["legal_basis"].values()}
    purposes = purpose_names(session, today, datasets=on)
    for record in found["legal_basis"].values():
        yield from _legal_basis(record, names, datasets, purposes, today)
    for record in found["authorisation"].values():
        yield from _authorisation(record, names, datasets, today)
    for record in found["fact_on_file"].values():
        yield from _fact(record, names, today)


def _legal_basis(
    record: Record,
    names: Mapping[str, str],
    datasets: Mapping[str, Argument],
    purposes: PurposeNames,
    today: date,
) -> Iterator[Obligation]:
    body = record.body
    dataset, cited = str(body.get("dataset", "")), str(body.get("article", ""))
    words: dict[str, Argument] = {
        "dataset": datasets.get(dataset, dataset),
        "purpose": purposes.name(str(body.get("purpose", "")), dataset=dataset),
        "article": OwnWords(article(cited, "en"), german=article(cited, "de")),
    }
    citation = Message(N_("Art. 5(2), 6(1) GDPR"))
    controller = names.get(str(body.get("controller", "")), "")
    review, end = _day(body.get("review")), _day(body.get("valid_to"))
    if review is not None:
        title = Message(N_("Review the legal basis {article} of {dataset} for {purpose}"), words)
        yield _obligation(record, "review", "legal_basis", title, review, today, citation, controller)
    if end is not None:
        title = Message(N_("The legal basis {article} of {dataset} for {purpose} ends"), words)
        yield _obligation(record, "end", "legal_basis", title, end, today, citation, controller, "date")


def _authorisation(
    record: Record, names: Mapping[str, str], datasets: Mapping[str, Argument], today: date
) -> Iterator[Obligation]:
    body = record.body
    end = _day(body.get("valid_to"))
    if end is None or body.get("revoked"):
        return
    dataset = str(body.get("dataset", ""))
    words: dict[str, Argument] = {
        "reference": str(body.get("reference", "")),
        "dataset": datasets.get(dataset, dataset),
    }
    title = Message(N_("The authorisation {reference} for {dataset} ends"), words)
    partner = names.get(str(body.get("partner", "")), "")
    yield _obligation(record, "end", "authorisation", title, end, today, _AGREED, partner, "date")


def _fact(record: Record, names: Mapping[str, str], today: date) -> Iterator[Obligation]:
    body = record.body
    end = _day(body.get("valid_to"))
    if end is None:
        return
    title = Message(N_("The document {reference} stops being valid: renew it"), _reference(body))
    about = str(body.get("about", ""))
    yield _obligation(record, "end", "document", title, end, today, _AGREED, names.get(about, about))


_AGREED = Message(N_("as recorded with the document"))


def _reference(body: Mapping[str, Any]) -> dict[str, str]:
    return {"reference": str(body.get("reference", ""))}


def _obligation(
    record: Record,
    what: str,
    kind: str,
    title: Message,
    due: date,
    today: date,
    citation: Message,
    party: str,
    nature: Nature = "duty",
) -> Obligation:
    key = short_key(kind, record.key, what)
    return Obligation(
        key=key,
        agreement="",
        kind=kind,
        title=title,
        due=due,
        overdue=nature == "duty" and due < today,
        party_name=party,
        nature=nature,
        series=key,
        place=record.key,
        citation=citation,
        source=GDPR if kind == "legal_basis" else "",
        steps=(Message(N_("The day is the one recorded on {day}."), {"day": record.recorded.date().isoformat()}),),
    )


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
