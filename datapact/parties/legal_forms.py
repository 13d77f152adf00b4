"""Legal forms that an organisation can be chosen from, with the kind that goes with them.

A form that is not listed is simply written; names of legal forms are not translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``kind`` is what such an organisation most often is; it can be changed."""

    name: str
    kind: str
    register: str
    """What the register's number usually begins with."""


LEGAL_FORMS: tuple[LegalForm, ...] = (
    LegalForm("GmbH", "company", "HRB"),
    LegalForm("UG (haftungsbeschränkt)", "company", "HRB"),
    LegalForm("GmbH & Co. KG", "company", "HRA"),
    LegalForm("AG", "company", "HRB"),
    LegalForm("SE", "company", "HRB"),
    LegalForm("KG", "company", "HRA"),
    LegalForm("OHG", "company", "HRA"),
    LegalForm("e. K.", "company", "HRA"),
    LegalForm("eG", "company", "GnR"),
    LegalForm("e. V.", "association", "VR"),
    LegalForm("Stiftung bürgerlichen Rechts", "foundation", ""),
    LegalForm("Körperschaft des öffentlichen Rechts", "public_body", ""),
    LegalForm("Anstalt des öffentlichen Rechts", "public_body", ""),
    LegalForm("Stiftung des öffentlichen Rechts", "public_body", ""),
    LegalForm("Gebietskörperschaft", "public_body", ""),
    LegalForm("Hochschule", "university", ""),
    LegalForm("Einzelperson", "person", ""),
)


def legal_form(name: str) -> LegalForm | None:
    """The listed form of that name."""
    return next((form for form in LEGAL_FORMS if form.name == name), None)
