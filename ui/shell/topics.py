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
    view: str = ""
    """Name of the room; empty where it is an action of the menu, or a page of the guide."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What the room is to show."""
    picture: str = "help"
    """Name of an icon of the kit."""
    pseudonym: bool = False
    """Whether a person's pseudonym is typed there next."""
    command: str = ""
    """Name of the action of the menu that does it."""
    guide: str = ""
    """Page of the guide that says how it is done, where no room is the place of it."""


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
        "auskunft auskunftsersuchen auskunftsanfrage auskunftsrecht art. 15 art 15 dsgvo access request dsar subject betroffener empfänger",
        "consent",
        _consent("records", whom="1"),
        "person",
    ),
    Topic(
        N_("Record a withdrawal or objection (Art. 7(3), 21 GDPR)"),
        "widerruf widersprechen widerspruch zurückziehen zurücknehmen abmelden werbung art. 7 art 7 art. 21 art 21 withdrawal objection revoke opt-out withdraw object consent einwilligung",
        "consent",
        _consent("records", find="1"),
        "decline",
        pseudonym=True,
    ),
    Topic(
        N_("Erase a person's data (Art. 17 GDPR): choose the person"),
        "löschung löschen gelöscht vergessenwerden recht auf vergessenwerden art. 17 art 17 erasure erase delete forgotten right person",
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
        "drittland drittstaat ausland usa indien art. 44 art 44 art. 46 art 46 scc standardvertragsklauseln transfer third country rechtsgrundlage legal basis art. 6 art 6",
        "consent",
        _consent("on-file"),
        "attachment",
    ),
    Topic(
        N_("Report a data breach (Art. 33, 34 GDPR)"),
        "datenpanne datenschutzverletzung vorfall meldung melden behörde aufsichtsbehörde datenleck gehackt art. 33 art 33 art. 34 art 34 breach incident leak report authority hacked lost",
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
        "frist fristen wann kündigungsfrist termin termine deadline notice period due calendar kalender wiedervorlage",
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
        "nachtrag vertrag contract änderung ändern vertragsänderung ergänzung verlängern amendment amend change extend renew",
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
        "mitglieder benutzer kollege kollegin kollegen neuer neue mitarbeiter rollen rechte einladen members users roles invite new colleague employee funktion position",
        "settings",
        {"group": "members"},
        "partners",
    ),
    Topic(
        N_("Name, address and signing rule of our organisation"),
        "organisation firma anschrift adresse ändern umzug umbenennen register rechtsform vertretung company address change legal form rename",
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
        "passwort kennwort ändern vergessen passphrase schlüssel wiederherstellungscode password change forgot forgotten keys recovery",
        "settings",
        {"group": "own"},
        "key",
    ),
    Topic(
        N_("Language, text size and colours"),
        "sprache schrift schriftgröße größer kleiner dunkel hell deutsch englisch language text font size larger bigger smaller dark light theme",
        "settings",
        {"group": "appearance"},
        "theme",
    ),
    Topic(
        N_("May we share these data? Ask for one dataset, one partner and one purpose"),
        "wer darf darf dürfen teilen weitergeben herausgeben rausgeben erlaubt zulässig may share pass allowed permitted lawful",
        picture="ask",
        command="ask-question",
    ),
    Topic(
        N_("Who received which data, and when: the deliveries"),
        "wer bekommen erhalten empfänger empfangen wem gegangen who received recipients got went to whom",
        "audit",
        {"section": "deliveries"},
        "send",
    ),
    Topic(
        N_("Correct a person's data (Art. 16 GDPR): choose the person"),
        "berichtigung berichtig korrektur korrigier falsche daten art. 16 art 16 rectification rectify correct wrong data",
        "consent",
        _consent("records", find="1"),
        "edit",
        pseudonym=True,
    ),
    Topic(
        N_("Sign: choose an agreement that waits for you, then “Read and sign …”"),
        "unterschreib unterschrift unterzeichn signieren signatur muss sign signature signing",
        "agreements",
        {"mine": "1"},
        "sign",
    ),
    Topic(
        N_("Who may sign for us: signing rule and positions"),
        "wer darf unterschreiben unterzeichnen vertreten vertretungsregel zeichnungsberechtigt prokura who may sign signing authority represent",
        "settings",
        {"group": "organisation"},
        "organisation",
    ),
    Topic(
        N_("Who must approve before a text goes out or is signed"),
        "freigabe freigeben genehmigung genehmigen zustimmung vier-augen-prinzip approval approve approver four eyes",
        "settings",
        {"group": "approvals"},
        "accept",
    ),
    Topic(
        N_("What needs us today: what is due, and who waits"),
        "heute aufgaben erledigen fällig überfällig tun todo today due overdue tasks to-do",
        "overview",
        {},
        "overview",
    ),
    Topic(
        N_("Remind a partner: status board and reminders"),
        "erinnerung erinnern mahnung mahnen nachfassen antwortet reminder remind chase answered reply",
        picture="guide",
        guide="board",
    ),
    Topic(
        N_("Calendar file (.ics) for Outlook and others: in the calendar, “Export as a calendar file …”"),
        "outlook ics ical kalenderdatei termine kalender calendar file appointments",
        "calendar",
        {},
        "calendar",
    ),
    Topic(
        N_("Agreements that end soon"),
        "endet enden läuft laufen verträge contracts ablauf auslaufen bald ablaufend laufzeit ends ending expires expire expiring soon term",
        "agreements",
        {"ending": "1"},
        "calendar",
    ),
    Topic(
        N_("Open an audit for an auditor of the house or from outside"),
        "prüfung prüfer prüferin wirtschaftsprüfer revision einladen auditor audit engagement inspector invite",
        "audit",
        {"section": "engagements"},
        "audit",
    ),
    Topic(
        N_("Add a partner: by its card, by a form, or from a table"),
        "partner hinzufügen anlegen aufnehmen neuer firma unternehmen kontakt add new partner company contact organisation",
        "partners",
        {},
        "partners",
    ),
    Topic(
        N_("Confirm a partner by telephone: compare its fingerprint"),
        "fingerabdruck vergleichen bestätigen telefon identität echt fingerprint compare confirm identity telephone phone genuine",
        "partners",
        {},
        "partners",
    ),
    Topic(
        N_("Verify a file: whether it is genuine and unaltered"),
        "prüfen echt echtheit gefälscht gültig unverändert signatur verify check genuine valid forged unaltered signature file datei",
        picture="audit",
        command="verify-file",
    ),
    Topic(
        N_("Open a file that a partner sent"),
        "öffnen empfangen erhalten bekommen datei dpact e-mail anhang antwort open received attachment incoming file sent",
        picture="open",
        command="open-file",
    ),
    Topic(
        N_("Send to partners what they lack"),
        "senden schicken verschicken versenden übermitteln e-mail send mail dispatch",
        picture="send",
        command="send-lacking",
    ),
    Topic(
        N_("Make a new agreement"),
        "neue vereinbarung neuer vertrag erstellen anlegen aufsetzen beginnen entwurf entwerfen new agreement contract draft create start",
        picture="add",
        command="new-agreement",
    ),
    Topic(
        N_("Find an agreement by title, number, partner or words of its text"),
        "vertrag finden vertrag suchen vereinbarung suche find search agreement contract look",
        "agreements",
        {},
        "search",
    ),
    Topic(
        N_("Templates, own clauses and positions of the house"),
        "vorlage muster mustervertrag klausel baustein bibliothek playbook template clause library boilerplate",
        "library",
        {},
        "library",
    ),
    Topic(
        N_("Negotiate with Word files"),
        "word docx änderungen nachverfolgen überarbeiten track changes redline",
        picture="guide",
        guide="word",
    ),
    Topic(
        N_("Read in the other side's paper (Word or PDF)"),
        "pdf einlesen fremder vertrag entwurf gegenseite vertragsentwurf papier read paper counterparty other side draft",
        picture="guide",
        guide="paper",
    ),
    Topic(
        N_("Compare two versions of a text"),
        "vergleich unterschied geändert versionen fassungen compare difference changed versions redline",
        picture="guide",
        guide="compare",
    ),
    Topic(
        N_("Comments on a passage, and who is asked"),
        "kommentar anmerkung bemerkung rückfrage comment remark note question passage",
        picture="guide",
        guide="comments",
    ),
    Topic(
        N_("Costs and payment: choose an agreement, then “Terms” (DataPact writes no invoices)"),
        "rechnung kosten kostet zahlung zahlt bezahlen vergütung entgelt preis gebühr invoice bill cost costs payment pay pays fee price",
        "agreements",
        {"status": "signed,in_force"},
        "agreements",
    ),
    Topic(
        N_("How long data are kept: retention rules"),
        "speicherdauer aufbewahrung aufbewahrungsfrist aufbewahren löschfrist löschkonzept lange retention keep kept storage period long",
        "consent",
        _consent("records"),
        "calendar",
    ),
    Topic(
        N_("Record that a person consents"),
        "einwilligung eintragen erfassen zustimmung consent record given enter",
        "consent",
        _consent("records"),
        "person",
    ),
    Topic(
        N_("Agreements for machines: ODRL, contracts of data spaces"),
        "maschinen odrl schnittstelle datenraum edc api json machines data space policy interface",
        picture="guide",
        guide="machines",
    ),
    Topic(
        N_("Several colleagues at several computers: a team"),
        "team mehrere computer arbeitsplätze gemeinsam datenbank server kollegen several computers together shared database",
        "settings",
        {"group": "team"},
        "partners",
    ),
    Topic(
        N_("Lock the vault, and after how many minutes it locks itself"),
        "sperren abmelden automatisch minuten lock log out logout sign out automatically",
        "settings",
        {"group": "security"},
        "lock",
    ),
    Topic(
        N_("A newer version of DataPact"),
        "neue version update aktualisieren upgrade newer",
        picture="refresh",
        command="update",
    ),
    Topic(
        N_("User guide: how things are done"),
        "hilfe anleitung handbuch help manual guide how",
        picture="guide",
        command="help",
    ),
)
