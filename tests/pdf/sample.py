"""A sample agreement for the tests of documents: complete enough to fill every part of the layout."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from datapact.base.strictjson import JsonObject, canonical, to_base64url
from datapact.pdf.agreement.input import DocumentInput, Slot, Stage

DATED = datetime(2026, 11, 24, 14, 5, 9, tzinfo=UTC)

_GERMAN = [
    (
        "Gegenstand",
        "Diese Vereinbarung regelt, unter welchen Bedingungen die Parteien Maschinendaten für die Entwicklung und Erprobung eines Verfahrens zur vorausschauenden Instandhaltung austauschen. Die Einzelheiten der Datensätze stehen in der Anlage; sie sind Bestandteil dieser Vereinbarung.",
    ),
    (
        "Zweckbindung",
        "Die Empfängerin verarbeitet die Daten ausschließlich für die vereinbarten Zwecke. Eine Weiterverarbeitung zu anderen Zwecken ist nur zulässig, wenn eine Rechtsgrundlage nach Art. 6 Abs. 4 DSGVO besteht und die Datengeberin vorher in Textform zugestimmt hat.",
    ),
    (
        "Sicherheit der Verarbeitung",
        "Die Parteien treffen die in der Anlage beschriebenen technischen und organisatorischen Maßnahmen nach Art. 32 DSGVO. Sie dürfen das vereinbarte Schutzniveau nicht unterschreiten und passen die Maßnahmen dem Stand der Technik an.",
    ),
    (
        "Aufbewahrung und Löschung",
        "Nach Ablauf der Aufbewahrungsdauer löscht die Empfängerin die Daten unverzüglich, spätestens innerhalb von dreißig Tagen, und weist die Löschung auf Verlangen nach. Gesetzliche Aufbewahrungspflichten bleiben unberührt.",
    ),
    (
        "Haftung",
        "Die Parteien haften einander nach den gesetzlichen Vorschriften. Die Haftung gegenüber betroffenen Personen nach Art. 82 DSGVO bleibt unberührt.",
    ),
    (
        "Schlussbestimmungen",
        "Änderungen und Ergänzungen dieser Vereinbarung bedürfen der vereinbarten Form. Sollte eine Bestimmung unwirksam sein oder werden, bleibt die Wirksamkeit der übrigen Bestimmungen unberührt.",
    ),
]
_ENGLISH = [
    (
        "Subject matter",
        "This agreement sets out the conditions under which the parties exchange machine data for the development and testing of a method for predictive maintenance. The details of the datasets are set out in the annex, which forms part of this agreement.",
    ),
    (
        "Purpose limitation",
        "The recipient processes the data solely for the agreed purposes. Processing for any other purpose is permitted only where Art. 6(4) GDPR provides a basis and the data provider has consented beforehand in text form.",
    ),
    (
        "Security of processing",
        "The parties implement the technical and organisational measures under Art. 32 GDPR that are described in the annex. They may not fall below the agreed level of protection and adapt the measures to the state of the art.",
    ),
    (
        "Retention and erasure",
        "When the retention period ends, the recipient erases the data without undue delay, at the latest within thirty days, and proves the erasure on request. Statutory retention duties remain unaffected.",
    ),
    (
        "Liability",
        "The parties are liable to each other according to the statutory provisions. Liability towards data subjects under Art. 82 GDPR remains unaffected.",
    ),
    (
        "Final provisions",
        "Amendments and supplements to this agreement require the agreed form. Should a provision be or become invalid, the validity of the remaining provisions remains unaffected.",
    ),
]


def sample_terms() -> dict[str, Any]:
    """Terms with two parties, three datasets, purposes, measures, models and a transfer."""
    return {
        "parties": [
            {
                "key": "keller",
                "name": "Maschinenbau Keller GmbH",
                "short_name": "Keller",
                "legal_form": "GmbH",
                "registration": {"court": "Amtsgericht Stuttgart", "number": "HRB 107 342"},
                "address": {"street": "Industriestraße 14", "postal_code": "74076", "city": "Heilbronn"},
                "contact": {"name": "Jonas Weber", "email": "daten@keller.example", "phone": "+49 7131 5550"},
                "signing_rule": "two_jointly",
                "dpo_required": True,
                "dpo": {"name": "Dr. Miriam Voss", "email": "dsb@keller.example"},
                "signatories": [
                    {
                        "key": "anna-keller",
                        "name": "Anna Keller",
                        "capacity": "managing_director",
                        "order": 1,
                        "evidence": "Handelsregisterauszug HRB 107 342",
                        "evidence_date": "2026-11-03",
                    },
                    {
                        "key": "peter-braun",
                        "name": "Peter Braun",
                        "capacity": "managing_director",
                        "order": 2,
                        "evidence": "Handelsregisterauszug HRB 107 342",
                        "evidence_date": "2026-11-03",
                    },
                ],
            },
            {
                "key": "ipd",
                "name": "Institut für Produktionsdaten e. V.",
                "short_name": "Institut",
                "kind": "association",
                "legal_form": "eingetragener Verein",
                "registration": {"court": "Amtsgericht Stuttgart", "number": "VR 72 118"},
                "address": {"street": "Nobelstraße 3", "postal_code": "70569", "city": "Stuttgart"},
                "contact": {"name": "Prof. Dr. Lena Hofmann", "email": "kontakt@ipd.example"},
                "signing_rule": "by_power",
                "signatories": [
                    {
                        "key": "lena-hofmann",
                        "name": "Prof. Dr. Lena Hofmann",
                        "capacity": "by_power_of_attorney",
                        "order": 3,
                        "evidence": "Vollmacht des Vorstands",
                        "evidence_date": "2026-10-19",
                    }
                ],
            },
        ],
        "facts": {"personal_data": True, "research": True},
        "activities": [
            {
                "key": "collect",
                "name": {"de": "Erhebung und Bereitstellung", "en": "Collection and provision"},
                "datasets": ["machine-logs"],
                "roles": [{"party": "keller", "role": "controller"}, {"party": "ipd", "role": "recipient"}],
            },
            {
                "key": "train",
                "name": {"de": "Training und Auswertung", "en": "Training and evaluation"},
                "roles": [{"party": "keller", "role": "none"}, {"party": "ipd", "role": "controller"}],
            },
        ],
        "datasets": [
            {
                "key": key,
                "name": name,
                "description": description,
                "provider": "keller",
                "recipients": ["ipd"],
                "items": [
                    {"name": {"de": "Zeitstempel", "en": "Time stamp"}, "categories": []},
                    {
                        "name": {"de": "Kennung der Bedienperson", "en": "Operator identifier"},
                        "categories": ["https://w3id.org/dpv/pd#Identifying"],
                    },
                    {
                        "name": {
                            "de": "Spindelstrom, Schwingung und Temperatur je Sekunde",
                            "en": "Spindle current, vibration and temperature per second",
                        }
                    },
                ],
                "personal": [
                    {"party": "keller", "judgement": "personal"},
                    {"party": "ipd", "judgement": "pseudonymous"},
                ],
                "subjects": ["https://w3id.org/dpv#Employee"],
                "employees": True,
                "pseudonymised": True,
                "reidentification_banned": True,
                "source_format": "Apache Parquet",
                "volume": "rund 40 GB im Monat",
                "frequency": {"de": "monatlich", "en": "monthly"},
                "retention": {"months": 24, "fate": "delete"},
            }
            for key, name, description in (
                (
                    "machine-logs",
                    {"de": "Maschinenprotokolle", "en": "Machine logs"},
                    {
                        "de": "Protokolle von zwölf Bearbeitungszentren im Werk Heilbronn.",
                        "en": "Logs of twelve machining centres at the Heilbronn plant.",
                    },
                ),
                (
                    "maintenance",
                    {"de": "Wartungsberichte", "en": "Maintenance reports"},
                    {
                        "de": "Berichte der Instandhaltung mit Schadensbild und Ersatzteilen.",
                        "en": "Maintenance reports with damage patterns and spare parts.",
                    },
                ),
                (
                    "quality",
                    {"de": "Qualitätsmessungen", "en": "Quality measurements"},
                    {"de": "Messwerte der Endprüfung.", "en": "Measurements of the final inspection."},
                ),
            )
        ],
        "purposes": [
            {
                "key": "research",
                "name": {
                    "de": "Erforschung der vorausschauenden Instandhaltung",
                    "en": "Research on predictive maintenance",
                },
                "iri": "https://w3id.org/dpv#ScientificResearch",
                "description": {
                    "de": "Entwicklung und Erprobung von Modellen, die Ausfälle vorhersagen.",
                    "en": "Development and testing of models that predict failures.",
                },
                "scientific_research": True,
            },
            {
                "key": "monitoring",
                "name": {"de": "Leistungs- und Verhaltenskontrolle", "en": "Monitoring of staff"},
                "iri": "https://w3id.org/dpv#Purpose",
                "prohibited": True,
            },
        ],
        "legal_bases": [
            {
                "party": party,
                "dataset": dataset,
                "purpose": "research",
                "article": "6(1)(f)",
                "interest": {"de": "Weniger Ausfälle der Anlagen", "en": "Fewer failures of the plant"},
                "balancing_test": "IA-2026-07",
                "balancing_outcome": "carries",
                "balancing_test_date": "2026-09-30",
            }
            for party in ("keller", "ipd")
            for dataset in ("machine-logs", "maintenance", "quality")
        ],
        "measures": [
            {"key": f"m{index}", "kind": kind, "party": party, "description": {"de": german, "en": english}}
            for index, (kind, party, german, english) in enumerate(
                (
                    (
                        "transit",
                        "",
                        "Übertragung nur über TLS 1.3 mit gegenseitiger Anmeldung.",
                        "Transmission over TLS 1.3 with mutual authentication only.",
                    ),
                    (
                        "rest",
                        "ipd",
                        "Verschlüsselung der Datenträger mit AES-256, Schlüssel in einem Hardware-Sicherheitsmodul.",
                        "Encryption of storage with AES-256, keys in a hardware security module.",
                    ),
                    (
                        "access",
                        "ipd",
                        "Zugriff nur für namentlich benannte Personen des Projekts mit zweitem Faktor.",
                        "Access for named project members with a second factor only.",
                    ),
                    (
                        "resilience",
                        "keller",
                        "Redundante Erfassung in zwei Brandabschnitten.",
                        "Redundant collection in two fire compartments.",
                    ),
                    (
                        "restore",
                        "",
                        "Tägliche Sicherung, Wiederherstellung halbjährlich geprobt.",
                        "Daily backup, restoring rehearsed every six months.",
                    ),
                    (
                        "testing",
                        "",
                        "Jährliche Überprüfung der Wirksamkeit durch die Informationssicherheit.",
                        "Yearly review of effectiveness by information security.",
                    ),
                )
            )
        ],
        "assessments": [
            {
                "key": "dpia",
                "kind": "dpia",
                "party": "keller",
                "reference": "DSFA-12",
                "version": "1.1",
                "day": "2026-10-01",
                "result": "Restrisiko gering",
            }
        ],
        "transfers": [
            {
                "key": "cloud",
                "importer": "Example Analytics Inc.",
                "country": "US",
                "mechanism": "46(2)(c)",
                "module": "2",
                "assessment": "TIA-3",
                "assessment_date": "2026-08-15",
            }
        ],
        "sub_processors": [
            {
                "key": "host",
                "name": "Rechenzentrum Neckar eG",
                "address": "Uferweg 2, 74072 Heilbronn",
                "service": {"de": "Speicherung", "en": "Storage"},
                "engaged_by": "ipd",
                "contract_date": "2026-05-01",
                "same_duties": True,
            }
        ],
        "breach": {
            "without_undue_delay": True,
            "hours": 24,
            "contacts": [{"party": "keller", "contact": {"name": "Leitstelle", "phone": "+49 7131 5559"}}],
        },
        "models": {
            "applies": True,
            "description": {
                "de": "Modelle zur Vorhersage von Spindelschäden",
                "en": "Models that predict spindle damage",
            },
            "training": "allowed",
            "fine_tuning": "conditional",
            "testing": "allowed",
            "derived_models": "forbidden",
            "conditions": {
                "de": "Feinabstimmung nur auf Rechnern des Instituts.",
                "en": "Fine-tuning on the institute's computers only.",
            },
            "weights_kept_by": ["ipd"],
            "effect_of_withdrawal": {
                "de": "Neutraining ohne die betroffenen Daten binnen drei Monaten.",
                "en": "Retraining without the data concerned within three months.",
            },
            "act_roles": [{"party": "keller", "role": "deployer"}, {"party": "ipd", "role": "provider"}],
        },
        "pilot": {
            "applies": True,
            "goal": {
                "de": "Nachweis, dass Ausfälle 48 Stunden vorher erkannt werden.",
                "en": "Proof that failures are recognised 48 hours ahead.",
            },
            "work_of": [
                {
                    "party": "keller",
                    "work": {"de": "Stellt Daten und Fachwissen bereit.", "en": "Provides data and expertise."},
                }
            ],
            "milestones": [
                {
                    "key": "m1",
                    "name": {"de": "Zwischenbericht", "en": "Interim report"},
                    "day": "2027-06-30",
                    "criterion": {"de": "Treffergenauigkeit über 80 %", "en": "Precision above 80 %"},
                }
            ],
            "acceptance": {"de": "Abnahme nach Abschlussbericht.", "en": "Acceptance after the final report."},
            "acceptance_days": 30,
        },
        "duration": {"start": "2027-01-01", "end": "2028-12-31"},
    }


def sample_clauses(languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Twelve clauses with references, terms, paragraphs and items."""
    texts = {"de": _GERMAN, "en": _ENGLISH}
    clauses = []
    for number in range(12):
        name = f"clause-{number + 1}"
        heading = {language: [{"text": texts[language][number % 6][0]}] for language in languages}
        paragraphs = []
        for position in range(3):
            runs: dict[str, Any] = {}
            items: list[Any] = []
            for language in languages:
                body = texts[language][(number + position) % 6][1]
                runs[language] = [{"text": body}]
                if position == 1:
                    reference = {"de": "§ 2 Abs. 1", "en": "Section 2(1)"}[language]
                    runs[language] += [
                        {"text": {"de": " Im Übrigen gilt ", "en": " Apart from that, "}[language]},
                        {"text": reference, "ref": "clause-2-1"},
                        {"text": {"de": " entsprechend.", "en": " applies."}[language]},
                    ]
            if position == 2 and number % 2:
                items = [
                    {
                        "id": f"{name}-3-{letter}",
                        "text": {
                            language: [{"text": texts[language][index][1][:90] + (";" if index < 2 else ".")}]
                            for language in languages
                        },
                    }
                    for index, letter in enumerate("abc")
                ]
            paragraphs.append({"id": f"{name}-{position + 1}", "text": runs, "items": items})
        clauses.append({"id": name, "heading": heading, "paragraphs": paragraphs})
    return clauses


def sample_state(languages: tuple[str, ...] = ("de",), prevailing: str | None = None) -> JsonObject:
    """A whole state as in agreement.json."""
    from datapact.contract.terms import read_terms, write_terms

    titles = {
        "de": "Vereinbarung über ein KI-Pilotprojekt zur vorausschauenden Instandhaltung",
        "en": "Agreement on an AI pilot for predictive maintenance",
    }
    return {
        "format": 1,
        "agreement": "urn:uuid:5b0c6a0e-4f0e-4d6b-9a52-0d6a3f7f3c11",
        "number": "DP-2026-0001",
        "kind": "ai-pilot",
        "template": {"id": "ai-pilot", "version": 1},
        "languages": list(languages),
        "prevailing": prevailing or languages[0],
        "title": {language: titles[language] for language in languages},
        "terms": write_terms(read_terms(sample_terms())),
        "clauses": sample_clauses(languages),
    }


def sample_slots() -> tuple[Slot, ...]:
    """Two signatures of the company, one of the institute."""
    register = "Handelsregisterauszug HRB 107 342"
    return (
        Slot(
            "anna-keller",
            1,
            "keller",
            "Maschinenbau Keller GmbH",
            "Anna Keller",
            "managing_director",
            register,
            "2026-11-03",
        ),
        Slot(
            "peter-braun",
            2,
            "keller",
            "Maschinenbau Keller GmbH",
            "Peter Braun",
            "managing_director",
            register,
            "2026-11-03",
        ),
        Slot(
            "lena-hofmann",
            3,
            "ipd",
            "Institut für Produktionsdaten e. V.",
            "Prof. Dr. Lena Hofmann",
            "by_power_of_attorney",
            "Vollmacht des Vorstands",
            "2026-10-19",
        ),
    )


def sample_document(
    languages: tuple[str, ...] = ("de",), stage: Stage = "frozen", state: JsonObject | None = None
) -> DocumentInput:
    """The input of a rendering."""
    chosen = state or sample_state(languages)
    data = canonical(chosen)
    attachments = {"agreement.json": data} | ({"proof.json": b'{"format":1}'} if stage == "frozen" else {})
    return DocumentInput(
        chosen,
        stage,
        to_base64url(hashlib.sha256(data).digest()),
        DATED,
        sample_slots() if stage == "frozen" else (),
        attachments,
    )
