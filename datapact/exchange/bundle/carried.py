"""Notes about parcels: which left this vault, which came, and whether the one before each of them came, too.

They are notes of this vault and no entries: they prove nothing to others, and a restored vault begins without the newest.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from datapact.base.clock import read_time, write_time
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.contents import Before, FormerParcels, OrganisationMessage
from datapact.exchange.bundle.parcel import Carried
from datapact.organisation.network.labels import Routing, label_of
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.session import Session
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.database.tables import Meta

_SENT, _CAME, _LAST, _WRITTEN = "parcel-sent:", "parcel-came:", "parcel-last:", "parcels-written"


@dataclass(frozen=True, slots=True)
class SentParcel:
    """A parcel that was written here."""

    digest: str
    """base64url SHA-256 of the file."""
    size: int
    """Bytes."""
    time: datetime
    """When it was written, UTC."""
    network: str
    """Id of the network whose labels it bears."""
    label: str
    """Our label on it."""
    to: tuple[str, ...]
    """Organisation ids of the recipients."""
    agreement: str
    """History id of the agreement that it is about."""


@dataclass(frozen=True, slots=True)
class CameParcel:
    """A parcel that was taken in here."""

    digest: str
    """base64url SHA-256 of the file."""
    time: datetime
    """When it was taken in, UTC."""
    sender: str
    """Organisation id."""
    before: str
    """Digest of the sender's parcel for us before it; empty where this was the first."""


MISSING_BEFORE = N_(
    "A file that was sent to you before this one is missing: {digest}. Look for it among the files that came, or "
    "ask the sender."
)


def former_parcels(session: Session, recipients: Iterable[str]) -> list[OrganisationMessage]:
    """The message that names the parcel before, for those recipients for whom there is one."""
    found = ((one, get_meta(session, _LAST + one)) for one in sorted(set(recipients)))
    before = tuple(Before(last, one) for one, last in found if last)
    return [FormerParcels(before)] if before else []


def note_parcel_sent(
    session: Session, data: bytes, routing: Routing, own: str, recipients: Iterable[str], agreement: str, at: datetime
) -> None:
    """Note a parcel once it is written."""
    digest, to = sha256_of(data), sorted(set(recipients))
    place = int(get_meta(session, _WRITTEN) or 0) + 1  # several may be written in one second
    set_meta(session, _WRITTEN, str(place))
    body = {
        "place": place,
        "size": len(data),
        "time": write_time(at),
        "network": routing.network,
        "label": routing.label(own),
        "to": to,
        "agreement": agreement,
    }
    set_meta(session, _SENT + digest, json.dumps(body))
    for one in to:
        set_meta(session, _LAST + one, digest)


def note_parcel_came(
    session: Session,
    carried: Carried,
    messages: Sequence[OrganisationMessage],
    sender: str,
    own: str,
    at: datetime,
    *,
    sealed_for: int,
) -> list[Message]:
    """Note a parcel that is being taken in; returns what to warn of: labels of others, and a parcel before it that is missing.

    ``sealed_for`` is the number of organisations that can open what is under the cover, the sender among them.
    """
    if sender == own:
        return []
    warnings = []
    if carried.parcel.sender != label_of(carried.routing_key, sender):
        warnings.append(
            Message(
                N_(
                    "The label on this file is not that of the organisation that sealed and signed it. The seal counts; ask "
                    "whoever carries the files who handed it in."
                )
            )
        )
    if len(carried.parcel.to) != sealed_for - 1:
        warnings.append(
            Message(
                N_(
                    "This file was sealed for {sealed} recipients and bears labels of {labels}: somebody who knows the labels of"
                    " the network divided it or readdressed it. Your content is whole; ask the sender whether the others got theirs."
                ),
                {"sealed": sealed_for - 1, "labels": len(carried.parcel.to)},
            )
        )
    named = [one for message in messages if isinstance(message, FormerParcels) for one in message.before]
    before = next((one.digest for one in named if one.organisation == own), "")
    if get_meta(session, _CAME + carried.digest) is None:
        body = {"time": write_time(at), "sender": sender, "before": before}
        set_meta(session, _CAME + carried.digest, json.dumps(body))
    if before and get_meta(session, _CAME + before) is None:
        warnings.append(Message(MISSING_BEFORE, {"digest": before}))
    return warnings


def still_true(warning: Message, came: Collection[str]) -> bool:
    """Whether a warning holds once the parcels with these digests came: none of them is missing any more."""
    return warning.id != MISSING_BEFORE or warning.arguments["digest"] not in came


def sent_parcels(session: Session, network: str) -> tuple[SentParcel, ...]:
    """The parcels that were written here under the labels of a network, oldest first."""
    noted = sorted(
        (one for one in _noted(session, _SENT) if one[1]["network"] == network), key=lambda one: one[1]["place"]
    )
    return tuple(
        SentParcel(
            digest=digest,
            size=body["size"],
            time=read_time(body["time"]),
            network=body["network"],
            label=body["label"],
            to=tuple(body["to"]),
            agreement=body["agreement"],
        )
        for digest, body in noted
    )


def came_parcels(session: Session) -> tuple[CameParcel, ...]:
    """The parcels that were taken in here, oldest first."""
    found = (
        CameParcel(digest, read_time(body["time"]), body["sender"], body["before"])
        for digest, body in _noted(session, _CAME)
    )
    return tuple(sorted(found, key=lambda one: (one.time, one.digest)))


def _noted(session: Session, prefix: str) -> list[tuple[str, dict[str, Any]]]:
    rows = session.exec(select(Meta.key, Meta.value).where(col(Meta.key).startswith(prefix, autoescape=True)))
    return [(key.removeprefix(prefix), read_stored_json(value)) for key, value in rows]
