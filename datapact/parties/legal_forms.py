"""Legal forms that an organisation can be chosen from, with the kind and the usual signing rule that go with them.

A form that is not listed is simply written; names of legal forms are not translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``kind`` and ``capacity`` are what a founder of such an organisation most often is; both can be changed."""

    name: str
    kind: str
    capacity: str
    register: str
    """What the register's number usually begins with."""


LEGAL_FORMS: tuple[LegalForm, ...] = (
    LegalForm("GmbH", "company", "managing_director", "HRB"),
    LegalForm("UG (haftungsbeschränkt)", "company", "managing_director", "HRB"),
    LegalForm("GmbH & Co. KG", "company", "managing_director", "HRA"),
    LegalForm("AG", "company", "board_member", "HRB"),
    LegalForm("SE", "company", "board_member", "HRB"),
    LegalForm("KG", "company", "owner", "HRA"),
    LegalForm("OHG", "company", "owner", "HRA"),
    LegalForm("e. K.", "company", "owner", "HRA"),
    LegalForm("eG", "company", "board_member", "GnR"),
    LegalForm("e. V.", "association", "board_member", "VR"),
    LegalForm("Stiftung bürgerlichen Rechts", "foundation", "board_member", ""),
    LegalForm("Körperschaft des öffentlichen Rechts", "public_body", "official", ""),
    LegalForm("Anstalt des öffentlichen Rechts", "public_body", "official", ""),
    LegalForm("Stiftung des öffentlichen Rechts", "public_body", "official", ""),
    LegalForm("Gebietskörperschaft", "public_body", "official", ""),
    LegalForm("Hochschule", "university", "official", ""),
    LegalForm("Einzelperson", "person", "owner", ""),
)


def legal_form(name: str) -> LegalForm | None:
    """The listed form of that name."""
    return next((form for form in LEGAL_FORMS if form.name == name), None)
