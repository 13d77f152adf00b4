"""The fields of a consent, after ISO/IEC TS 27560 with terms of the Data Privacy Vocabulary, and their names in files.

Twelve fields have columns of their own; the others are kept as texts in ``more``. A column of a file finds its field by
its heading, in English or German; a column without a field is left out, to keep consent records minimal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from datapact.base.texts import N_
from datapact.consent.terms.states import DPV

LONGEST_MORE = 2_000
"""Characters of a field in ``more``."""
MORE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its words for people, its headings in files (folded, with commas), its DPV term if any."""

    name: str
    """As in files and in ``more``: small letters, digits and ``_``."""
    label: str
    """English message id."""
    headings: str
    """Without umlauts and punctuation, separated by a comma and a space."""
    needed: bool = False
    """Every line of a file must have it."""
    iri: str = ""
    """Empty where the vocabulary has no term."""


CORE: tuple[Field, ...] = (
    Field("event_id", N_("event id"), "event, id, ereignis, ereignis id, vorgangsnummer, record id"),
    Field(
        "subject",
        N_("pseudonym"),
        "pseudonym, subject id, study id, studien id, probanden id, proband, teilnehmer, teilnehmer id, participant, participant id, pii principal id, person, betroffene person, patient id, user id, kuerzel, probandennummer, teilnehmernummer, studiennummer, patientennummer, kennung, personenkennung, probandenkennung, teilnehmerkennung, code, probandencode, teilnehmercode, personencode, personen id, personennummer, subject, identifier, subject number, participant number, participant code",
        needed=True,
        iri=f"{DPV}DataSubject",
    ),
    Field(
        "dataset",
        N_("dataset"),
        "datensatz, data set, dataset id, datenbestand, datensatzname, dataset name, studie, study",
        needed=True,
    ),
    Field(
        "purpose",
        N_("purpose"),
        "zweck, purposes, verarbeitungszweck, verwendungszweck, nutzungszweck, zweck der verarbeitung, zweck der nutzung, zweckbestimmung, einwilligung fuer, consent for, purpose of use, processing purpose",
        needed=True,
        iri=f"{DPV}hasPurpose",
    ),
    Field(
        "controller",
        N_("controller"),
        "verantwortlicher, verantwortliche stelle, verantwortliche, data controller",
        needed=True,
        iri=f"{DPV}hasDataController",
    ),
    Field(
        "state",
        N_("state of the consent"),
        "status, consent, einwilligung, stand, zustand, event state, consent status, ja nein, yes no, einverstanden, zustimmung, entscheidung, antwort, rueckmeldung, decision, response",
        needed=True,
        iri=f"{DPV}hasConsentStatus",
    ),
    Field(
        "event_time",
        N_("time of the event"),
        "time, date, datum, zeitpunkt, zeit, event date, datum der einwilligung, einwilligungsdatum, einwilligung am, einwilligung vom, einwilligung erteilt am, eingewilligt am, zugestimmt am, zustimmung am, zustimmung vom, consent on, consented on, consent given on, given on, consent given, date given, unterschrieben am, erteilt am, erklaert am, datum der erklaerung, erklaerungsdatum, datum der unterschrift, unterschriftsdatum, datum der zustimmung, date of consent, signed on, consent date, timestamp, at",
        needed=True,
    ),
    Field(
        "valid_until",
        N_("valid until"),
        "gueltig bis, until, expiry, expires, ablauf, ablaufdatum, befristet bis, end date",
        iri=f"{DPV}hasExpiryTime",
    ),
    Field(
        "notice",
        N_("notice"),
        "datenschutzhinweis, hinweis, information, einwilligungstext, privacy notice, formular",
        iri=f"{DPV}hasConsentNotice",
    ),
    Field(
        "notice_version",
        N_("version of the notice"),
        "fassung, version, hinweis version, version des hinweises, formularversion, consent version",
    ),
    Field("explicit", N_("explicit consent"), "ausdruecklich, explicit consent, ausdrueckliche einwilligung"),
)

MORE: tuple[Field, ...] = (
    Field("language", N_("language"), "sprache", iri=f"{DPV}hasLanguage"),
    Field("pii_categories", N_("data categories"), "datenkategorien, data categories, pii type, kategorien"),
    Field("special_category", N_("special categories"), "besondere kategorien, special categories, art 9"),
    Field("legal_basis", N_("legal basis"), "rechtsgrundlage", iri=f"{DPV}hasLegalBasis"),
    Field("collection_method", N_("how data are collected"), "erhebung, collection method, erhebungsmethode"),
    Field("processing_method", N_("how data are processed"), "verarbeitung, processing, verarbeitungsmethode"),
    Field("storage_location", N_("storage location"), "speicherort, storage, storage locations"),
    Field("processing_location", N_("place of processing"), "verarbeitungsort, processing locations"),
    Field("geographic_restriction", N_("geographic restriction"), "raeumliche beschraenkung, geographic scope"),
    Field("retention", N_("retention period"), "aufbewahrung, speicherdauer, retention period, loeschfrist"),
    Field("jurisdiction", N_("jurisdiction"), "rechtsordnung, jurisdictions, anwendbares recht"),
    Field("recipients", N_("recipients"), "empfaengerkreis, third parties, recipient, empfaengerkategorien"),
    Field("withdrawal_method", N_("how to withdraw"), "widerrufsweg, widerruf durch, withdrawal"),
    Field("rights", N_("rights"), "rechte, betroffenenrechte, data subject rights"),
    Field("necessity", N_("necessity"), "erforderlichkeit, notwendigkeit"),
    Field("authority", N_("supervisory authority"), "aufsichtsbehoerde, supervisory authority"),
    Field("party_role", N_("role of the party"), "rolle, role"),
    Field("entity", N_("who acted"), "handelnder, event entity, who, erklaert durch"),
    Field("event_type", N_("kind of consent"), "event type, art der einwilligung, consent type"),
    Field("guardian", N_("holder of parental responsibility (pseudonym)"), "sorgeberechtigter, eltern, parent"),
    Field("guardian_role", N_("relation to the child"), "sorgeberechtigung, relation, verhaeltnis"),
    Field("age_threshold", N_("age threshold"), "altersgrenze, age limit, mindestalter"),
    Field("evidence", N_("evidence"), "nachweis, beleg, evidence reference, aktenzeichen, fundstelle"),
    Field("evidence_digest", N_("digest of the evidence"), "pruefsumme, sha256, evidence sha256, digest"),
    Field("medium", N_("how consent was declared"), "medium, kanal, channel, form der erklaerung"),
)
"""Fields of ISO/IEC TS 27560 and of our law that are kept as texts. Files may bring others under names of their own."""

FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in (*CORE, *MORE)})
CORE_NAMES = frozenset(field.name for field in CORE)
NEEDED = tuple(field.name for field in CORE if field.needed)

_PEOPLE = "person personen pers personal mitarbeiter mitarbeiterin mitarbeiterinnen ma beschaeftigten beschaeftigter angestellten studien studie probanden proband teilnehmer teilnehmerin patienten patient versuchspersonen vp kunden kunde nutzer mitglieds mitglied schueler matrikel employee staff personnel personel worker person participant subject patient customer client user member study"
_NUMBERED = "nr nummer nrn id kennung kennzeichen code schluessel kuerzel no number key"
_PERSON_NUMBERS = frozenset(
    f"{who}{gap}{what}" for who in _PEOPLE.split() for what in _NUMBERED.split() for gap in ("", " ", "s ")
)
"""Headings of a number of people, as “Pers.-Nr.” or “EmployeeID”, folded; a mere “Nr.” counts the lines of a file."""
_ONE_ID = "id"
"""The id of the person where no other column names one, else of the event."""
_GIVEN = frozenset(
    [
        "einwilligung",
        "zustimmung",
        "consent",
        "einwilligung am",
        "einwilligung vom",
        "einwilligung erteilt am",
        "datum der einwilligung",
        "einwilligungsdatum",
        "eingewilligt am",
        "erteilt am",
        "zugestimmt am",
        "zustimmung am",
        "zustimmung vom",
        "datum der zustimmung",
        "consent on",
        "consented on",
        "consent given on",
        "given on",
        "consent given",
        "date given",
        "date of consent",
        "consent date",
    ]
)
"""Headings of days, each of which can only be that of a consent given."""
_TAKEN_BACK = re.compile(r"widerruf|widerspr|zurueck|abgelehn|ablehn|verweiger|withdr|revo[ck]|object|refus|declin")

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def folded(heading: str) -> str:
    """A heading without case, umlauts, punctuation and accents, for comparison."""
    text = unicodedata.normalize("NFC", heading).casefold().translate(_UMLAUTS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def _by_heading() -> dict[str, str]:
    found: dict[str, str] = {}
    for field in FIELDS.values():
        for heading in (field.name.replace("_", " "), *field.headings.split(", ")):
            found.setdefault(heading, field.name)
    return found


_BY_HEADING = _by_heading()


def are_headings(cells: Sequence[str]) -> bool:
    """Whether cells name fields of a consent event."""
    return bool(proposed(cells))


def proposed(headings: Sequence[str]) -> dict[int, str]:
    """The field of each column by its heading; a field that two columns claim goes to the first.

    A heading that is a field's own name goes before other words for it.
    """
    found: dict[int, str] = {}
    names = [folded(heading) for heading in headings]
    for place, name in enumerate(names):
        if name.replace(" ", "_") in FIELDS and name.replace(" ", "_") not in found.values():
            found[place] = name.replace(" ", "_")
    for place, name in enumerate(names):
        field = "subject" if name in _PERSON_NUMBERS else _BY_HEADING.get(name)
        if place not in found and field is not None and field not in found.values():
            found[place] = field
    if "subject" not in found.values() and _ONE_ID in names and found.get(names.index(_ONE_ID)) == "event_id":
        found[names.index(_ONE_ID)] = "subject"
    return found


def says_given(headings: Sequence[str], time: str) -> bool:
    """Whether a list is one of consents given: its day (the heading ``time``) says so, and no other column speaks of
    taking back, refusing or a state."""
    others = [folded(one) for one in headings if one != time]
    return folded(time) in _GIVEN and not any(
        _TAKEN_BACK.search(one) or _BY_HEADING.get(one) == "state" for one in others
    )
