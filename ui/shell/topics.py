"""Everyday words for what the program does, in both languages, with the place where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from datapact.base.texts import N_


@dataclass(frozen=True, slots=True)
class Topic:
    """A line of the palette; ``words`` are what people call it, German and English."""

    text: str
    """Message id of the sentence that is shown."""
    words: str
    view: str
    """Name of the room."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What the room is to show."""
    picture: str = "help"
    """Name of an icon of the kit."""
    pseudonym: bool = False
    """Whether a person's pseudonym is typed there next."""


def _consent(tab: str, **more: str) -> dict[str, str]:
    return {"tab": tab, **more}


TOPICS: tuple[Topic, ...] = (
    Topic(
        N_("Own card and fingerprint, cards of partners, the directory of a network"),
        "eigene karte visitenkarte fingerabdruck netzverzeichnis verzeichnis netz own card fingerprint directory network dpcard dpdir",
        "partners",
        {},
        "card",
    ),
    Topic(
        N_("Access request (Art. 15 GDPR): what is on file of a person in one dataset, and to whom it went"),
        "auskunft auskunftsersuchen auskunftsrecht art. 15 art 15 dsgvo access request dsar subject betroffener empfänger",
        "consent",
        _consent("records", whom="1"),
        "person",
    ),
    Topic(
        N_("Record a withdrawal or objection (Art. 7(3), 21 GDPR)"),
        "widerruf widerspruch art. 7 art 7 art. 21 art 21 withdrawal objection revoke opt-out consent einwilligung",
        "consent",
        _consent("records", find="1"),
        "decline",
        pseudonym=True,
    ),
    Topic(
        N_("Erase a person's data (Art. 17 GDPR): choose the person"),
        "löschung löschen vergessenwerden art. 17 art 17 erasure erase delete forgotten",
        "consent",
        _consent("records", find="1"),
        "delete",
        pseudonym=True,
    ),
    Topic(
        N_("Tell partners of a recall (Art. 19 GDPR)"),
        "rückruf mitteilung art. 19 art 19 recall tell notify recipients empfänger informieren",
        "consent",
        _consent("recalls"),
        "recall",
    ),
    Topic(
        N_("Record a delivery of data"),
        "lieferung übermittlung delivery transfer sent data liefern export",
        "consent",
        _consent("deliveries"),
        "send",
    ),
    Topic(
        N_("Privacy notices (Art. 13, 14 GDPR)"),
        "datenschutzhinweis informationspflicht art. 13 art 13 art. 14 art 14 notice privacy information",
        "consent",
        _consent("notices"),
        "text",
    ),
    Topic(
        N_("Transfers to third countries, legal bases and authorisations on file"),
        "drittland drittstaat art. 44 art 44 art. 46 art 46 scc standardvertragsklauseln transfer third country rechtsgrundlage legal basis art. 6 art 6",
        "consent",
        _consent("on-file"),
        "attachment",
    ),
    Topic(
        N_("Report a data breach (Art. 33, 34 GDPR)"),
        "datenpanne datenschutzverletzung vorfall meldung art. 33 art 33 art. 34 art 34 breach incident leak",
        "calendar",
        {"tab": "breaches"},
        "breach",
    ),
    Topic(
        N_("Records of processing (Art. 30 GDPR) and other registers"),
        "verarbeitungsverzeichnis vvt verzeichnis art. 30 art 30 register records of processing ropa",
        "audit",
        {"section": "registers"},
        "table",
    ),
    Topic(
        N_("A dossier for a court, an authority or an auditor"),
        "dossier akte beweis nachweis gericht aufsicht evidence proof court authority",
        "audit",
        {"section": "dossiers"},
        "audit",
    ),
    Topic(
        N_("The record of exports: what left the vault"),
        "exportprotokoll ausgang exports log what left",
        "audit",
        {"section": "exports"},
        "export",
    ),
    Topic(
        N_("Deadlines and notice periods"),
        "frist fristen kündigungsfrist termin termine deadline notice period due calendar kalender wiedervorlage",
        "calendar",
        {},
        "calendar",
    ),
    Topic(
        N_("What if an agreement, a notice or an adequacy decision ended?"),
        "was wäre wenn annahme endet ausläuft wegfällt what if suppose ends stops angemessenheitsbeschluss adequacy",
        "consent",
        _consent("matrix", what_if="1"),
        "what-if",
    ),
    Topic(
        N_("Import consents from a CSV or Excel file"),
        "einwilligungen importieren einlesen hochladen liste csv xlsx excel tabelle import consents upload table",
        "consent",
        _consent("records", **{"import": "1"}),
        "receive",
    ),
    Topic(
        N_("Record a contract signed elsewhere (PDF, scan or paper)"),
        "vertrag registrieren erfassen papier scan pdf altvertrag anderswo unterschrieben unterzeichnet register contract paper elsewhere",
        "agreements",
        {"register_one": "1"},
        "attachment",
    ),
    Topic(
        N_("Amend an agreement: choose it, then “Actions”, “Amend the agreement”"),
        "nachtrag änderung ändern vertragsänderung ergänzung verlängern amendment amend change extend renew",
        "agreements",
        {"status": "signed,in_force"},
        "edit",
    ),
    Topic(
        N_("End an agreement: choose it, then “Actions”, “Give notice of termination”"),
        "kündigung kündigen beenden vertragsende termination terminate end cancel",
        "agreements",
        {"status": "signed,in_force"},
        "terminated",
    ),
    Topic(
        N_("Members, roles and positions"),
        "mitglieder benutzer kollegen rollen rechte einladen members users roles invite colleague funktion position",
        "settings",
        {"group": "members"},
        "partners",
    ),
    Topic(
        N_("Name, address and signing rule of our organisation"),
        "organisation firma anschrift adresse register rechtsform vertretung company address legal form",
        "settings",
        {"group": "organisation"},
        "organisation",
    ),
    Topic(
        N_("Back up the vault"),
        "sicherung backup datensicherung kopie wiederherstellen restore",
        "settings",
        {"group": "backup"},
        "backup",
    ),
    Topic(
        N_("Passphrase, keys and recovery code"),
        "passwort kennwort passphrase schlüssel wiederherstellungscode password keys recovery",
        "settings",
        {"group": "own"},
        "key",
    ),
    Topic(
        N_("Language, text size and colours"),
        "sprache schriftgröße dunkel hell language text size dark light theme",
        "settings",
        {"group": "appearance"},
        "theme",
    ),
)
