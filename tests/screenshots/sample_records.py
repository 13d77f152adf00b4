"""The part of the sample about records: a form with its PDF, a further notice, what has to be told by letter, what partners call back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from datapact.base.local_time import day_of, local_zone
from datapact.cli.actions.demo import DATASET, SERVICE
from datapact.consent.deliveries.by_hand import ByHand, record_by_hand
from datapact.consent.deliveries.deliveries import Sent
from datapact.consent.notices.form import NoticeForm, add_notice
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.records.form import Declared, Form, declare, record_consent
from datapact.consent.records.status import scopes
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send_recall import send_recalls
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.references import find_reference
from datapact.pdf.reports.parts import Facts, Heading, Paragraph, Report, SignatureLine
from datapact.pdf.reports.report import render_report

PANEL = "customer-panel"
LETTER_TO = "Zürcher Ergonomie AG"
GOOD = "bedienstudie-nachtrag.csv"
BAD = "bedienstudie-fehlerhaft.csv"
_HEADINGS = "Studien-ID;Zweck;Einwilligung;Datum;Gültig bis;Fassung;Schulung\n"


def add_records(anna: Acting, sofia: Acting, post: Path) -> None:
    """Put all of it into Keller's vault, in which the study is; and the files that are imported and received."""
    now = anna.clock()
    today = day_of(now, local_zone(now))
    form = _paper(now)
    record_consent(anna, Form("K-0007", PANEL, "dpv:Marketing", until=None, explicit=True, evidence=form))
    add_notice(anna, _notice(today, form))
    before = replace(anna, clock=lambda: now - timedelta(days=40))
    with anna.vault.read() as session:
        zurich = find_reference(session, LETTER_TO)
        wanted = scopes(session, dataset=DATASET, purpose=SERVICE)
    record_by_hand(
        before,
        ByHand(
            DATASET,
            zurich,
            SERVICE,
            "Vor der Einführung von DataPact übergeben.",
            subjects=[Sent("B-0005"), Sent("B-0009"), Sent("B-0013")],
            version="2026-0",
            basis="6(1)(a)",
            note="USB-Stick",
        ),
    )
    declare(replace(anna, clock=lambda: now - timedelta(days=3)), Declared("B-0005", "withdrawn", wanted))
    for number, days in enumerate((9, 1)):
        data = sealed_withdrawal(sofia, anna.organisation, f"E-{number + 1:03d}", now - timedelta(days=days))
        (post / "recall.dpact").write_bytes(data)
        if not number:
            receive_bundle(replace(anna, clock=lambda: now - timedelta(days=8)), data)
    good = "".join(
        f"N-{number:04d};wissenschaftliche Forschung;{state};{number % 28 + 1:02d}/04/2026;31/03/2027;2;am Stand\n"
        for number, state in enumerate(["ja", "nein", "erteilt", "erteilt"] * 10, start=1)
    )
    wrong = (
        "Anna Müller;wissenschaftliche Forschung;ja;05/05/2026;;2;\n"
        "N-0042;wissenschaftliche Forschung;vielleicht;05/05/2026;;2;\n"
        "N-0043;wissenschaftliche Forschung;ja;05/05/2029;;2;\n"
        "N-0044;wissenschaftliche Forschung;ja;45/05/2026;;2;\n"
    )
    (post / GOOD).write_text(_HEADINGS + good, "utf-8")
    (post / BAD).write_text(_HEADINGS + good + wrong, "utf-8")


def sealed_withdrawal(sofia: Acting, to: str, subject: str, at: datetime) -> bytes:
    """The institute gave Keller data of a person who withdrew; the file that says so."""
    then = replace(sofia, clock=lambda: at - timedelta(days=20))
    purpose = "https://w3id.org/dpv#ScientificResearch"
    scope = ("ergonomics-lab", purpose, sofia.organisation)
    with sofia.vault.write() as session:
        given = Event(f"g-{subject}", subject, *scope, "given", then.clock())
        append_events(then, session, [given], source="form")
    record_by_hand(then, ByHand(scope[0], to, purpose, "Probelauf", subjects=[Sent(subject)], basis="6(1)(a)"))
    later = replace(sofia, clock=lambda: at)
    with sofia.vault.write() as session:
        gone = Event(f"w-{subject}", subject, *scope, "withdrawn", at - timedelta(hours=2))
        append_events(later, session, [gone], source="form")
    return send_recalls(later, to, "Bitte auch die Auswertung vom Oktober.").data


def _notice(today: date, paper: bytes) -> NoticeForm:
    return NoticeForm(
        "operator-study",
        "3",
        "Information zur Bedienstudie, dritte Fassung",
        today + timedelta(days=40),
        ("de",),
        files={"de": ("information.pdf", paper)},
        more={"purposes": [SERVICE], "recipients": [LETTER_TO], "withdrawal": "Per E-Mail oder am Terminal."},
    )


def _paper(now: datetime) -> bytes:
    blocks = (
        Heading("Einwilligung"),
        Paragraph("Ich willige ein, dass meine Angaben im Kundenpanel ausgewertet werden. Ich kann das widerrufen."),
        Facts((("Studienkennung", "K-0007"), ("Fassung des Hinweises", "1"))),
        SignatureLine("Ort, Datum, Unterschrift"),
    )
    return render_report(Report(title="Einwilligung zum Kundenpanel", language="de", blocks=blocks), now)
