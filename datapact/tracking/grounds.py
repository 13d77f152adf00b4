"""From the folded state of a signed agreement to the ground that its duties are derived from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.agreements.changes import last_day_to_object, received_on
from datapact.agreements.projection import ends_on, has_withheld
from datapact.agreements.reading_version import SignedAmendment, state_on
from datapact.agreements.terms import Terms, read_terms
from datapact.consent.moments import day_of
from datapact.errors import DataPactError
from datapact.texts import N_, Argument, Message
from datapact.tracking.ground import AnnouncedChange, Ground

if TYPE_CHECKING:
    from datapact.history.after_signature import Notice
    from datapact.history.agreement import AgreementState

IN_FORCE_STAGES = ("signed", "terminated")

ANNOUNCED: Mapping[str, str] = {
    "sub_processors": N_("the list of sub-processors"),
    "measures": N_("the technical and organisational measures"),
    "contacts": N_("contacts"),
    "datasets": N_("an order for datasets"),
}


def ground_of(
    state: AgreementState,
    history: str,
    organisation: str,
    now: datetime,
    zone: tzinfo,
    amendments: Sequence[SignedAmendment] = (),
) -> Ground | None:
    """The ground of one agreement; None before it is signed, and where this vault does not have its text whole."""
    if state.stage not in IN_FORCE_STAGES:
        return None
    today = day_of(now, zone)
    try:
        consolidated = state_on(state, today, amendments)
    except DataPactError:
        return None
    current = consolidated.state
    if not current or has_withheld(current.get("terms", {})):
        return None
    try:
        terms = read_terms(current.get("terms", {}))
    except DataPactError:
        return None
    us = next((party.key for party in terms.parties if party.organisation == organisation), "")
    end, terminated = _end(state, terms)
    ahead = [effect.begins for effect in consolidated.effects] + [amendment.begins for amendment in amendments]
    prevailing = "en" if str(current.get("prevailing", "de")) == "en" else "de"
    return Ground(
        agreement=history,
        terms=terms,
        us=us,
        language=prevailing,
        today=today,
        since=max(_known_since(state, zone), terms.duration.start or date.min),
        end=end,
        terminated=terminated,
        notices=tuple(_announced(state, terms, zone, organisation)),
        changes_on=min((day for day in ahead if day is not None and day > today), default=None),
    )


def _end(state: AgreementState, terms: Terms) -> tuple[date | None, bool]:
    """The last day where it is certain, and whether it comes from a notice of termination."""
    ended = ends_on(state)
    if state.ended_elsewhere and state.ended_elsewhere[-1].end:
        elsewhere = date.fromisoformat(state.ended_elsewhere[-1].end)
        ended = min(ended, elsewhere) if ended is not None else elsewhere
    agreed = terms.duration.end if not terms.duration.renewal_months else None
    if ended is not None and (agreed is None or ended <= agreed):
        return ended, True
    return agreed, False


def _known_since(state: AgreementState, zone: tzinfo) -> date:
    """The day since which this vault knows the agreement as signed."""
    if state.signed_elsewhere is not None:
        return day_of(state.elsewhere[0].time, zone)
    times = [signed.time for signed in state.signed]
    return day_of(max(times), zone) if times else day_of(state.entries[state.order[-1]].time, zone)


def _announced(state: AgreementState, terms: Terms, zone: tzinfo, organisation: str) -> Iterator[AnnouncedChange]:
    keys = {party.organisation: party.key for party in terms.parties if party.organisation}
    objected = {objection.to for objection in state.objections}
    for digest, notice in state.notices.items():
        if digest in state.void:
            continue
        arrived = received_on(state, digest, organisation)
        yield AnnouncedChange(
            digest=digest[:16],
            about=notice.about,
            party=keys.get(notice.organisation, ""),
            received=arrived or day_of(notice.time, zone),
            effective=_day(notice.effective),
            objection_until=last_day_to_object(notice, arrived) if notice.objection_until else None,
            words=_words(notice),
            objected=digest in objected,
        )


def _words(notice: Notice) -> Argument:
    """What is announced, as its author wrote it, cut to one line; without any words, what it is about."""
    text = notice.text if isinstance(notice.text, str) else ""
    return " ".join(text.split())[:120] or Message(ANNOUNCED.get(notice.about, N_("the agreement")))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
