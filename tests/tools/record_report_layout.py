"""Record what the present release makes of sample reports, for tests/pdf/test_report_layout.py.

    PYTHONPATH=. .venv/bin/python tests/tools/record_report_layout.py

Run it after ``REPORT_RELEASE`` in datapact/pdf/engine/report_layout.py was raised because pages changed on purpose, or
when sentences that the samples show have changed: those are part of the id by themselves.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from datapact.base.texts import LANGUAGES, Language, Message
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.records.event import Event
from datapact.consent.records.receipt import Controller, Receipt, receipt_id
from datapact.pdf.engine.report_layout import REPORT_RELEASE
from datapact.pdf.reports.consent_receipt import render_receipt
from datapact.pdf.reports.register import draw_register
from datapact.registers.register import Cell, Column, Gap, Left, Register, RegisterWords, Row, Several
from tests.tools.record_layout import decoded, libraries

FILE = Path(__file__).resolve().parents[1] / "pdf" / "report_layout.json"
_THEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_HOUSE = Controller("A" * 43, "Maschinenbau Keller GmbH", "Werkstraße 1, 70000 Stuttgart, DE", "Lea Lang")


def _receipt() -> Receipt:
    event = Event(
        event_id="e-1",
        subject="P-001",
        dataset="messdaten",
        purpose="https://w3id.org/dpv#ResearchAndDevelopment",
        controller=_HOUSE.reference,
        state="given",
        at=_THEN,
        notice="study",
        notice_version="2",
        explicit=True,
        more={"place": "Halle 3"},
        recorded=_THEN,
        batch="B" * 43,
    )
    told = Notice("study", "2", (NoticeText("de", "Studie"),), _THEN.date(), transfers="none", rights="all of them")
    number = receipt_id(event.batch, event.event_id)
    return Receipt(number, _THEN, event, _HOUSE, _HOUSE, told, event.more, proof={"type": "none"})


def _register() -> Register:
    """Every kind of cell, on paper and not."""
    columns = (
        Column("title", Message("Title")),
        Column("day", Message("From"), "a"),
        Column("people", Message("People")),
        Column("more", Message("Note"), printed=False),
    )
    cells: dict[str, Cell] = {
        "title": RegisterWords("Wartung", "Upkeep", "upkeep"),
        "day": _THEN.date(),
        "people": 4812,
        "more": None,
    }
    words = Message("Agreements")
    return Register(
        name="sample",
        title=words,
        basis=words,
        on=_THEN.date(),
        known_at=_THEN,
        organisation=_HOUSE.name,
        population=(words,),
        filters=(words,),
        left_out=(Left(words, 2),),
        columns=columns,
        rows=(Row("urn:uuid:1", cells), Row("urn:uuid:2", {**cells, "title": Several(("a", "2026-11-24"))})),
        gaps=(Gap("urn:uuid:1", "DP-1", words),),
    )


def _activity() -> tuple[Column, ...]:
    return (Column("activity", Message("Activity")), Column("day", Message("From"), "a"))


def _digest(pdf: bytes) -> str:
    return hashlib.sha256(decoded(pdf)).hexdigest()


def samples(language: Language) -> dict[str, str]:
    """Digests of the sample reports, without the id of the layout."""
    receipt, register = _receipt(), _register()
    return {
        "register": _digest(draw_register(register, language, None)),
        "register in cards": _digest(draw_register(replace(register, cards=True, columns=_activity()), language, None)),
        "receipt": _digest(render_receipt(receipt, language, None)),
        "receipt of the first release": _digest(render_receipt(receipt, language, None, signed=False)),
    }


def present() -> dict[str, object]:
    """The release, the libraries on which it rests, and the samples by language."""
    return {
        "release": REPORT_RELEASE,
        "libraries": libraries(),
        "samples": {language: samples(language) for language in LANGUAGES},
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(present(), indent=2) + "\n", "utf-8")
    print(f"recorded release {REPORT_RELEASE}")
