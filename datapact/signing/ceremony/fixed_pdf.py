"""The unsigned PDF of a text that people without DataPact sign, too; light to load, for whoever verifies it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from datapact.base import strictjson
from datapact.contract.text.document import read_state
from datapact.pdf.agreement.input import DocumentInput, Slot
from datapact.pdf.agreement.render import render_agreement
from datapact.signing.ceremony.proof import AGREEMENT
from datapact.signing.ceremony.slots import people_in_order


def fixed_pdf(state: Mapping[str, Any], dated: datetime, copies: str) -> bytes:
    """The unsigned PDF of a text fixed for signature at ``dated``, with its empty signature fields.

    ``copies`` is how it is signed; empty for a file that does not say, as those of earlier versions.
    """
    return render_agreement(fixed_input(state, dated, copies))


def fixed_input(state: Mapping[str, Any], dated: datetime, copies: str) -> DocumentInput:
    """The input from which that PDF is drawn."""
    names = {str(party["key"]): str(party["name"]) for party in state["terms"]["parties"]}
    slots = tuple(
        Slot(
            id=f"signature-{order}",
            order=order,
            party=party.key,
            party_name=names[party.key],
            person=person.name,
            capacity=person.capacity,
            evidence=person.evidence,
            evidence_date=person.evidence_date.isoformat() if person.evidence_date else "",
        )
        for order, (party, person) in enumerate(people_in_order(read_state(dict(state)).terms), start=1)
    )
    return DocumentInput(
        state=dict(state),
        stage="paper",
        digest=strictjson.sha256_of(strictjson.canonical(dict(state))),
        dated=dated,
        slots=slots,
        attachments={AGREEMENT: strictjson.canonical(dict(state))},
        copies=copies,
    )


def dated_of(pdf: bytes) -> datetime:
    """The day and time that an unsigned PDF bears, UTC; raises ValueError where it bears none."""
    found = _DATED.search(pdf)
    if found is None:
        raise ValueError("no date in the metadata")
    return datetime.fromisoformat(found[1].decode("ascii")).replace(tzinfo=UTC)


def copies_of(pdf: bytes) -> str:
    """The way in which an unsigned PDF says that it is signed: ``chain``, ``counterparts``, or empty where it does not say."""
    found = _COPIES.search(pdf)
    return "" if found is None else found[1].decode("ascii")


_COPIES: Final = re.compile(rb"<datapact:copies>(chain|counterparts)</datapact:copies>")
_DATED: Final = re.compile(rb"<xmp:CreateDate>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z</xmp:CreateDate>")
