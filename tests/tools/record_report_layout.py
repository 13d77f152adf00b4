"""Record what the present release makes of sample reports, for tests/documents/test_report_layout.py.

    PYTHONPATH=. .venv/bin/python tests/tools/record_report_layout.py

Run it after ``REPORT_RELEASE`` in datapact/documents/report_layout.py was raised because pages changed on purpose, or
when sentences that the samples show have changed: those are part of the id by themselves.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from datapact.consent.events import Event
from datapact.consent.notices import Notice, NoticeText
from datapact.consent.receipts import Controller, Receipt, receipt_id
from datapact.documents.consent_receipt import render_receipt
from datapact.documents.report_layout import REPORT_RELEASE
from datapact.texts import LANGUAGES, Language
from tests.tools.record_layout import decoded, libraries

FILE = Path(__file__).resolve().parents[1] / "documents" / "report_layout.json"
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
    return Receipt(number, _THEN, event, _HOUSE, _HOUSE, told, event.more, {"type": "none"})


def _digest(pdf: bytes) -> str:
    return hashlib.sha256(decoded(pdf)).hexdigest()


def samples(language: Language) -> dict[str, str]:
    """Digests of the sample reports, without the id of the layout."""
    receipt = _receipt()
    return {
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
