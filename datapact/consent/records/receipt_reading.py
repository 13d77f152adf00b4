"""Read a receipt back from its JSON, into the same value that it was written from.

Written again it must equal the file. So every value is either read into its one place or follows from others (the DPV's
term from the state, the receipt's id from batch and event), and the file can contain nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.records.event import Event
from datapact.consent.records.receipt import Controller, Receipt, as_json, receipt_id
from datapact.consent.terms.states import STATES


def read_receipt(shown: JsonObject) -> Receipt:
    """The receipt; raises Malformed naming the first member that differs from a receipt with these facts."""
    try:
        receipt = _receipt(shown)
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise malformed_receipt() from error
    written = as_json(receipt)
    if canonical(written) != canonical(shown):
        member = _first_difference(written, shown)
        raise Malformed(
            N_("This receipt is not in its form: {name} is not what it must be. Ask the sender for a new file."),
            name=member[:100],
        )
    return receipt


def malformed_receipt() -> Malformed:
    """The error for a file that claims to be a receipt but is none."""
    return Malformed(N_("This receipt is not in its form. Ask the sender for a new file."))


def _receipt(shown: Mapping[str, Any]) -> Receipt:
    told, notice = shown["event"], shown["notice"]
    (purpose,) = shown["purposes"]
    (controller,) = shown["controllers"]
    event = Event(
        event_id=_text(shown["record_id"]),
        subject=_text(shown["pii_principal_id"]),
        dataset=_text(shown["dataset"]),
        purpose=_text(purpose["@id"] if "@id" in purpose else purpose["name"]),
        controller=_text(controller["id"]),
        state=STATES[_text(told["state"]["name"])].name,
        at=read_time(told["time"]),
        until=None if told["valid_until"] is None else read_time(told["valid_until"]),
        notice=_text(notice["id"]),
        notice_version=_text(notice["version"]),
        explicit=_yes(told["explicit"]),
        more={_text(name): _text(value) for name, value in shown["further"].items()},
        recorded=read_time(told["recorded"]),
        batch=_text(shown["batch_entry"]),
    )
    proof = shown.get("proof")
    return Receipt(
        id=receipt_id(event.batch, event.event_id),
        issued=read_time(shown["issued"]),
        event=event,
        controller=_party(controller),
        issuer=_party(shown["issuer"]),
        notice=_notice(event, notice) if "texts" in notice else None,
        more=event.more,
        proof=None if proof is None else dict(proof),
        signature=_text(shown["signature"]) if "signature" in shown else "",
    )


def _party(shown: Mapping[str, Any]) -> Controller:
    return Controller(*(_text(shown[name]) for name in ("id", "name", "address", "contact")))


def _notice(event: Event, shown: Mapping[str, Any]) -> Notice:
    texts = tuple(
        NoticeText(
            language=_text(one["language"]),
            title=_text(one["title"]),
            file=_text(one["sha256"]),
            reference=_text(one["reference"]),
        )
        for one in shown["texts"]
    )
    if not texts:
        raise malformed_receipt()
    return Notice(
        key=event.notice,
        version=event.notice_version,
        texts=texts,
        valid_from=_NO_DAY,
        purposes=_list(shown["purposes"]),
        categories=_list(shown["pii_categories"]),
        recipients=_list(shown["recipients"]),
        transfers=_text(shown["transfers"]),
        retention=_text(shown["retention"]),
        withdrawal=_text(shown["withdrawal_method"]),
        jurisdiction=_text(shown["jurisdiction"]),
        rights=_text(shown["rights"]),
        contact=_text(shown["contact"]),
    )


_NO_DAY = date.min
"""Stands for the first valid day of a notice, which a receipt does not state."""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise malformed_receipt()


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise malformed_receipt()


def _list(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_text, value))
    raise malformed_receipt()


def _first_difference(expected: object, given: object, place: str = "") -> str:
    """The path of the first member, by name, that is missing in one or differs."""
    if isinstance(expected, dict) and isinstance(given, dict):
        for name in sorted({*expected, *given}):
            here = f"{place}.{name}" if place else name
            if name not in expected or name not in given:
                return here
            if canonical(expected[name]) != canonical(given[name]):
                return _first_difference(expected[name], given[name], here)
    if isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        for number, (one, other) in enumerate(zip(expected, given, strict=True)):
            if canonical(one) != canonical(other):
                return _first_difference(one, other, f"{place}.{number}")
    return place
