"""What the photographed vault has of duties, breaches and steps after signature."""

from __future__ import annotations

import csv
from pathlib import Path

from datapact.agreements.steps import in_force as steps
from datapact.cli.actions.demo import add_calendar
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.organisation.acting.acting_member import Acting

NEW_PROCESSOR = """
[[sub_processors]]
key = "cloud-nord"
name = "Cloud Nord GmbH"
engaged_by = "ipd"
"""
SHORTER = b"[datasets.machine-logs.retention]\nmonths = 6\n"
CONTRACTS = (
    ("V-2023-004", "Rahmenvertrag Messdaten", "Donau Analytik GmbH", "31.12.2027", ""),
    ("V-2024-017", "Lieferung von Maschinendaten", "Werkzeugbau Lindner KG", "30.06.2028", ""),
    ("V-2024-021", "", "Hochschule für Mobilität", "31.03.2027", ""),
    ("V-2025-002", "Fernwartung Presse 4", "Atelier Mécanique Dubois SARL", "31.02.2027", "scan-4.pdf"),
)


def add_days(anna: Acting, sofia: Acting, signed: str, post: Path) -> None:
    """Duties and a breach; a new sub-processor by notice and an order that waits for us; a table of contracts."""
    add_calendar(anna, "de")
    steps.change_annex(sofia, signed, "sub_processors", NEW_PROCESSOR.encode(), note="Zweites Rechenzentrum in Kiel")
    steps.change_annex(sofia, signed, "datasets", SHORTER, note="Kürzere Speicherung")
    receive_bundle(anna, send_out(sofia, signed, [anna.organisation]).data)
    with (post / "vertraege.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Aktenzeichen", "Titel", "Vertragspartner", "Ende", "Datei", "Standort"])
        writer.writerows([(*row, "Ordner 3") for row in CONTRACTS])
