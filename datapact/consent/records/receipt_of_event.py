"""The receipt of a recorded event, with its organisations and notice from the vault."""

from __future__ import annotations

from datetime import datetime

from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.consent.notices.notices import notice_of
from datapact.consent.records.batch import inclusion_proof, place_of, write_proof
from datapact.consent.records.event import Event
from datapact.consent.records.receipt import Controller, Receipt, receipt_id
from datapact.consent.terms.named_purposes import naming_agreements
from datapact.consent.terms.purpose_names import names_in, term_name
from datapact.contract.vocabulary.messages import OwnWords, own
from datapact.organisation.acting.own_profile import own_profile
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.references import external_profile, reference_names
from datapact.vault.database.session import Session


def receipt_for(session: Session, event: Event, *, issued: datetime, house: str) -> Receipt:
    """The receipt of a recorded event, not signed yet."""
    try:
        notice = notice_of(session, event.notice, event.notice_version) if event.notice else None
    except WrongUse:
        notice = None
    number = receipt_id(event.batch, event.event_id)
    controller = _controller(session, event.controller, house)
    issuer = _controller(session, house, house)
    proof = write_proof(session, inclusion_proof(session, *place_of(session, event.event_id))) if event.batch else None
    dataset, purpose = _agreed_names(session, event, issued)
    return Receipt(number, issued, event, controller, issuer, notice, event.more, dataset, purpose, proof)


def _agreed_names(session: Session, event: Event, issued: datetime) -> tuple[OwnWords | None, OwnWords | None]:
    """The names of the dataset and the purpose in the signed agreements on it, where they agree; a draft is not for others."""
    day = day_of(issued, local_zone(issued))
    signed = [one for one in naming_agreements(session, day, datasets=(event.dataset,)) if one.binds]
    datasets = {
        (words := own(dataset.name, dataset.key)).id + words.german: words
        for one in signed
        for dataset in one.terms.datasets
        if dataset.key == event.dataset
    }
    purpose = names_in(signed).name(event.purpose, dataset=event.dataset)
    return (
        next(iter(datasets.values())) if len(datasets) == 1 else None,
        purpose if isinstance(purpose, OwnWords) and purpose != term_name(event.purpose) else None,
    )


def _controller(session: Session, reference: str, house: str) -> Controller:
    name = reference_names(session).get(reference, reference)
    profile = own_profile(session) if reference == house else external_profile(session, reference)
    if profile is None:
        return Controller(reference, name)
    return Controller(reference, name, _address(profile), _contact(profile))


def _address(profile: Profile) -> str:
    place = profile.address
    return ", ".join(
        part for part in (place.street, f"{place.postal_code} {place.city}".strip(), place.country) if part
    )


def _contact(profile: Profile) -> str:
    contact = profile.contact
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part)
