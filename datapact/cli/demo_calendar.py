"""What a person who looks around finds in the calendar of the sample: duties of our own, and a breach half dealt with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from datapact.cli.demo_study import DATASET
from datapact.consent.moments import day_of, local_zone
from datapact.texts import Language
from datapact.tracking import looking_after
from datapact.tracking.breach import Breach, record_breach
from datapact.tracking.breach_page import breach_preview
from datapact.tracking.breach_progress import record_step
from datapact.tracking.projection import refresh_stale

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

_WORDS: dict[Language, dict[str, str]] = {
    "de": {
        "certificate": "ISO-27001-Zertifikat des Rechenzentrums anfordern",
        "training": "Schulung: Umgang mit Daten von Partnern",
        "insurance": "Nachweis der Cyberversicherung vorlegen",
        "title": "Laptop auf Dienstreise verloren",
        "what": "Ein Laptop mit einem Auszug der Bedienstudie blieb im Zug liegen. Die Festplatte ist verschlüsselt.",
        "categories": "Bedienpersonal; Pseudonyme, Bedienzeiten, Fehlbedienungen",
        "consequences": "Gering, solange die Verschlüsselung hält; eine Zuordnung zu Personen wäre nur mit der Liste im Werk möglich.",
        "measures": "Gerät gesperrt, Zugänge widerrufen, Fundbüro angefragt.",
        "authority": "Landesbeauftragter für den Datenschutz Baden-Württemberg",
        "contact": "Anna Keller, datenschutz@keller-maschinen.example, +49 7131 555-0",
        "documented": "Vorfallakte 2026/3",
    },
    "en": {
        "certificate": "Ask for the ISO 27001 certificate of the data centre",
        "training": "Training: handling partners' data",
        "insurance": "Show proof of the cyber insurance",
        "title": "Laptop lost on a business trip",
        "what": "A laptop with an extract of the operator study was left on a train. Its disk is encrypted.",
        "categories": "Operators; pseudonyms, times of use, operating errors",
        "consequences": "Low while the encryption holds; people could be told only with the list kept at the plant.",
        "measures": "Device locked, access revoked, lost property office asked.",
        "authority": "Data protection commissioner of Baden-Württemberg",
        "contact": "Anna Keller, datenschutz@keller-maschinen.example, +49 7131 555-0",
        "documented": "Incident file 2026/3",
    },
}


def add_calendar(acting: Acting, language: Language) -> Breach:
    """Add them to the sample's vault, which has the study; returns the breach."""
    words = _WORDS[language]
    now = acting.clock()
    today = day_of(now, local_zone(now))
    refresh_stale(acting)
    looking_after.add(acting, words["certificate"], today - timedelta(days=4), about="certificate", owner="martin-vogt")
    looking_after.add(acting, words["insurance"], today + timedelta(days=5), about="guarantee")
    looking_after.add(
        acting,
        words["training"],
        today + timedelta(days=21),
        about="training",
        every_months=12,
        owner=acting.member.id,
    )
    facts = Breach(
        title=words["title"],
        aware=now - timedelta(hours=20),
        occurred=now - timedelta(hours=26),
        risk="risk",
        people=12,
        datasets=(DATASET,),
        what=words["what"],
        categories=words["categories"],
        consequences=words["consequences"],
        measures=words["measures"],
        authority=words["authority"],
        contact=words["contact"],
    )
    breach = record_breach(acting, breach_preview(acting, facts).plan.breach)
    record_step(acting, breach.key, "documentation", at=now, reference=words["documented"])
    return breach
