"""What auditors wait for: the dossier of a long agreement, and a long register as an archival PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from unittest import mock

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.write_row import project
from datapact.audit.exports.decision import build_decision
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.receipt import receipt_file
from datapact.audit.verify import consent, decision, dossier
from datapact.audit.verify.verify import verify_file
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.question import Question
from datapact.history.entries import store
from datapact.history.entries.entry import write_entry
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.founding import create_organisation
from datapact.pdf.reports.parts import Part, Report, Table
from datapact.pdf.reports.report import render_report
from datapact.signing.ceremony.sign import sign
from datapact.vault.database.entries import next_counter
from tests.agreements.negotiated import CHEAP, PASSPHRASE, at_table, found_houses
from tests.agreements.negotiated import Table as House
from tests.benchmarks.measure import Figure, each, seconds
from tests.consent.sharing import PARTNER, RESEARCH, ready

AIM_DOSSIER = 3.0  # seconds, for 500 entries
AIM_REGISTER = 5.0  # seconds, for 5,000 rows of six columns


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@contextmanager
def long_agreement(entries: int) -> Iterator[House]:
    """A signed agreement with remarks until it has about so many entries."""
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        clock = _Clock()
        found_houses(Path(folder) / "template", clock)
        house = at_table(Path(folder) / "template", Path(folder) / "copies", clock)
        house.sign_twice()
        sign(house.sofia, house.history, PASSPHRASE)
        house.carry(house.sofia, house.anna)
        anna = house.anna
        with anna.vault.write() as session:
            state, line = load_state(session, house.history), own_line(session)
            head = state.shared_heads
            for number in range(entries - len(state.order)):
                entry = write_entry(
                    key=anna.author_key,
                    history=house.history,
                    kind="comment",
                    body={"text": f"Bemerkung {number} zu Daten und Fristen", "about": ""},
                    parents=head,
                    organisation=anna.organisation,
                    organisation_head=line.head,
                    time=clock(),
                    replica=anna.vault.replica,
                    counter=next_counter(session, house.history, "shared", anna.vault.replica, anna.organisation),
                )
                store.save(session, entry)
                head = (entry.digest,)
            project(session, load_state(session, house.history), anna)
        yield house
        house.close()


def dossiers(entries: int, rounds: int = 3) -> list[Figure]:
    """Both dossiers of an agreement with so many entries, against what they may take."""
    aim = AIM_DOSSIER * entries / 500
    with long_agreement(entries) as house:

        def built(audience: str) -> float:
            return seconds(lambda: build_dossier(house.anna, house.history, audience=audience), rounds)  # type: ignore[arg-type]

        return [
            Figure(f"dossier for partners, {entries:,} entries", built("partner"), aim, "s", 1.0),
            Figure(f"internal audit dossier, {entries:,} entries", built("internal"), aim, "s", 1.0),
        ]


def long_table(rows: int, rounds: int = 3) -> list[Figure]:
    """A table of six columns as PDF/A-3a, against what it may take."""
    start = date(2026, 1, 1)
    cells = [
        [f"DP-{number}", f"Maschinenprotokolle {number}", "Institut für Produktionsdaten", start, "in Kraft", number]
        for number in range(rows)
    ]
    blocks: list[Part] = [Table(["Nummer", "Titel", "Partner", "Beginn", "Status", "Personen"], cells)]
    report = Report("Verzeichnis", "de", blocks, landscape=True)
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    took = seconds(lambda: render_report(report, moment), rounds)
    return [Figure(f"register as PDF/A-3a, {rows:,} rows", took, AIM_REGISTER * rows / 5000, "s", 1.0)]


def pages_drawn_again(entries: int, rounds: int = 9) -> list[Figure]:
    """Verifying a report, its pages drawn again, against the same without drawing; both by turns."""
    with long_agreement(entries) as house, tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        dossiers = {
            f"dossier for partners, {entries:,} entries": ("partner", house.history),
            f"internal audit dossier, {entries:,} entries": ("internal", house.history),
        }
        files = {
            name: build_dossier(house.anna, history, audience=audience).pdf  # type: ignore[arg-type]
            for name, (audience, history) in dossiers.items()
        }
        files |= _receipt_and_decision(Path(folder))
        return [_verified(name, pdf, rounds) for name, pdf in files.items()]


def _verified(name: str, pdf: bytes, rounds: int) -> Figure:
    def verify() -> None:
        assert verify_file(pdf, "file.pdf").verdict != "invalid"

    def not_drawn() -> None:
        modules = (dossier, decision, consent)
        with ExitStack() as stack:
            for module in modules:
                stack.enter_context(mock.patch.object(module, "compared", return_value=()))
            verify()

    verify()
    not_drawn()
    drawn: list[float] = []
    plain: list[float] = []
    for _round in range(rounds):
        drawn += each(verify, 1)
        plain += each(not_drawn, 1)
    return Figure(f"verify: {name}", 1000 * median(drawn), 1000 * median(plain), "ms")


def _receipt_and_decision(folder: Path) -> dict[str, bytes]:
    states = {f"p-{number}": "given" for number in range(100)}
    with create_organisation(
        folder / "keller.datapact",
        {"name": "Maschinenbau Keller GmbH"},
        "Anna Keller",
        {"legal", "signatory"},
        PASSPHRASE,
        "managing_director",
        _Clock(),
        CHEAP,
    ).acting as acting:
        ready(acting, states)
        asked = Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=acting.clock())
        entry = use_decision(acting, asked).record.entry
        with acting.vault.read() as session:
            found = session.connection().exec_driver_sql("SELECT event_id FROM consent_event LIMIT 1")
            event = str(found.scalars().first())
        return {
            "receipt of a consent": receipt_file(acting, event, "pdf", "en").data,
            "exported answer, 100 people": build_decision(acting, entry).pdf,
        }
