"""Contracts of Maschinenbau Keller for the registers: as controller and as processor, with transfers and with gaps."""

from __future__ import annotations

from datetime import date

from datapact.organisation.acting.acting_member import Acting
from datapact.signing.elsewhere.record import register as record

SCAN = b"%PDF-1.4\n% a scan without any signature\n%%EOF\n"
PARTIES = """
[[parties]]
key = "keller"
name = "Maschinenbau Keller GmbH"
dpo = { name = "Dr. Rosa Thal", email = "datenschutz@keller.example" }
contact = { name = "Jonas Weidner", email = "datenpartner@keller.example" }
[[parties]]
key = "weber"
name = "Weber Analytik GmbH"
address = { street = "Am Hang 1", postal_code = "70173", city = "Stuttgart" }
"""
DATASET = """
[[datasets]]
key = "machine-logs"
name = { de = "Maschinendaten", en = "Machine logs" }
provider = "keller"
recipients = ["weber"]
personal = [{ party = "keller", judgement = "personal" }, { party = "weber", judgement = "pseudonymous" }]
subjects = ["https://w3id.org/dpv#Employee"]
retention = { months = 24, fate = "delete" }
[[datasets.items]]
name = { de = "Kennung der Bedienperson", en = "Operator id" }
categories = ["https://w3id.org/dpv/pd#Identifying"]
[[purposes]]
key = "service"
name = { de = "Fernwartung", en = "Remote maintenance" }
[[purposes]]
key = "profiling"
name = { de = "Leistungskontrolle", en = "Performance monitoring" }
prohibited = true
[[measures]]
key = "tls"
kind = "transit"
description = { de = "TLS 1.3", en = "TLS 1.3" }
[[sub_processors]]
key = "cloud"
name = "Nimbus Hosting Inc."
country = "US"
engaged_by = "weber"
"""
CONTROLLER = f"""
[agreement]
languages = ["de", "en"]
prevailing = "de"
title = {{ de = "Datenlieferung Werk 2", en = "Data supply plant 2" }}
{PARTIES}{DATASET}
[[activities]]
key = "analysis"
name = {{ de = "Auswertung der Maschinendaten", en = "Analysis of machine logs" }}
datasets = ["machine-logs"]
roles = [{{ party = "keller", role = "controller" }}, {{ party = "weber", role = "processor" }}]
[[transfers]]
key = "nimbus"
importer = "Nimbus Hosting Inc."
country = "US"
mechanism = "46(2)(c)"
module = "3"
assessment = "TIA-7"
assessment_date = 2025-02-01
[[transfers]]
key = "support"
importer = "Support Ltd."
country = "IN"
remote_access = true
[duration]
start = 2025-01-01
end = 2027-12-31
notice_months = 3
"""
PROCESSOR = f"""
[agreement]
languages = ["de"]
title = {{ de = "Auftragsverarbeitung für Weber" }}
{PARTIES}{DATASET}
[processing]
controller = "weber"
processor = "keller"
subject_matter = {{ de = "Aufbereitung" }}
[duration]
start = 2025-06-01
"""
PLAIN = f"""
[agreement]
languages = ["de"]
title = {{ de = "=HYPERLINK(\\"x\\")" }}
{PARTIES}
[[datasets]]
key = "parts"
name = {{ de = "Stückzahlen" }}
provider = "keller"
recipients = ["weber"]
[duration]
start = 2024-01-01
end = 2025-12-31
"""


def file_contracts(anna: Acting) -> list[str]:
    """Three contracts signed elsewhere: as controller (V-1), as processor (V-2), ended and not personal (V-3)."""
    found = []
    for number, text in (("V-1", CONTROLLER), ("V-2", PROCESSOR), ("V-3", PLAIN)):
        done = record(
            anna,
            text.encode(),
            evidence="paper_scan",
            signed_on=date(2024, 12, 20),
            reference=number,
            files=[("Vertrag.pdf", SCAN)],
        )
        found.append(done.history)
    return found
