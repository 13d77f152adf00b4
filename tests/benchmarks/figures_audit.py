"""What auditors wait for: the dossier of a long agreement, and a long register as an archival PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from datapact.agreements.record import load_state
from datapact.audit.dossier import build_dossier
from datapact.documents.report import Part, Report, Table, render_report
from datapact.history import store
from datapact.history.entry import write_entry
from datapact.parties.organisation_log import own_line
from datapact.signing.sign import sign
from datapact.vault.store import next_counter
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.agreements.negotiated import Table as House
from tests.benchmarks.measure import Figure, seconds

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
    with tempfile.tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
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
